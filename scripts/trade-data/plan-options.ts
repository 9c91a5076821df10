/** The stated rules of the plan, as numbers. Shares and rates run from 0 to 1. */
export const PLAN_RULES = {
  /** Invoices that become pickup orders instead of till sales. */
  pickupShare: 0.15,
  /** Invoices of a customer that go to another store than the customer's own. */
  visitRate: 0.15,
  /** Returns brought to another store than the one that sold. */
  returnElsewhere: 0.3,
  /** Returned lines that are damaged; the others go back on the shelf. */
  damagedShare: 0.2,
  /** Pickup orders paid at the counter; the others are paid online. */
  dueShare: 0.3,
  /** Pickup orders the customer cancels before collecting. */
  cancelRate: 0.06,
  /** Pickup orders nobody collects: the store ends them. */
  noShowRate: 0.04,
  /** Pickup orders paid online of which one unit is not found. */
  shortPickRate: 0.05,
  /** Pickup orders whose customer says they are at the store. */
  checkInRate: 0.5,
  /** Goods of a store delivered in too small a number… */
  scarceShare: 0.03,
  /** …this part of the week's demand; */
  scarceCover: 0.5,
  /** the others so many times the week's demand. */
  cover: 2,
  /** Goods each store sends to the next one every week, one line each. */
  transferLines: 5,
} as const;

type Rules = { readonly [Rule in keyof typeof PLAN_RULES]: number };

export interface PlanOptions extends Partial<Rules> {
  readonly stores: readonly string[];
  /** Length of the window, which begins with the first day of the data. */
  readonly weeks: number;
  readonly seed: number;
}
export type FullOptions = Rules & PlanOptions;

export const withRules = (options: PlanOptions): FullOptions => ({ ...PLAN_RULES, ...options });
