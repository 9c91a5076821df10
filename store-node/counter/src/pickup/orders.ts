/** Pickup orders at the counter: which are shown first, what a code names, what is to be paid and how. Pure. */
import type { Tender } from '@ringfence/domain/documents/fields.ts';
import { readPass } from '@ringfence/domain/pickup/pass.ts';
import { lineAmount, shareOfAmount } from '@ringfence/domain/sale/basket.ts';
import type { OrderDoc, ProductDoc } from '../data/documents.ts';

export const isLive = ({ status }: OrderDoc): boolean =>
  status === 'placed' || status === 'ready' || status === 'cancelling';

/** Customers who are here first, longest waiting on top; then what is ready; then by when it was ordered. */
export function byUrgency(a: OrderDoc, b: OrderDoc): number {
  const here = (order: OrderDoc): number => (order.checkedInAt > 0 ? order.checkedInAt : Infinity);
  if (here(a) !== here(b)) return here(a) - here(b);
  const ready = (order: OrderDoc): number => (order.status === 'ready' ? 0 : 1);
  return ready(a) - ready(b) || a.placedAt - b.placedAt;
}

/** To be gathered first: what a customer is waiting for, longest first; then what was ordered first. */
export function byPickTime(a: OrderDoc, b: OrderDoc): number {
  const here = (order: OrderDoc): number => (order.checkedInAt > 0 ? order.checkedInAt : Infinity);
  if (here(a) !== here(b)) return here(a) - here(b);
  return a.placedAt - b.placedAt || (a.order < b.order ? -1 : 1);
}

/** Places where ready orders lie, with the order of each. */
export const placesInUse = (orders: readonly OrderDoc[]): Map<string, string> =>
  new Map(
    orders
      .filter((order) => order.status === 'ready' && order.place.trim() !== '')
      .map((order) => [order.place.trim(), order.order]),
  );

/** What money pays of the first `units` of a line: its share of the amount, less what points pay of it. */
export const moneyOf = (
  { amount, worth = 0, units: of }: Pick<OrderDoc['lines'][number], 'amount' | 'worth' | 'units'>,
  units: number,
): number => shareOfAmount(amount, 0, units, of) - shareOfAmount(worth, 0, units, of);

/**
 * What `given` units cost the customer in place of `missing` ones of a line, in money and in the points that paid for
 * those, and how much less of it is in money, as the store will decide it.
 */
export function substitutePrice(
  line: OrderDoc['lines'][number],
  missing: number,
  given: { readonly product: ProductDoc; readonly units: number },
): { readonly own: number; readonly amount: number; readonly less: number } {
  const { amount: price, worth: points = 0, units: of, held } = line;
  const most = shareOfAmount(price, held - missing, missing, of);
  const inPoints = shareOfAmount(points, held - missing, missing, of);
  const own = lineAmount(given.product.price, given.units, given.product.measure);
  const amount = Math.min(own, most);
  const money = Math.max(0, most - inPoints) - (amount - Math.min(inPoints, amount));
  return { own, amount, less: Math.max(0, money) };
}

/**
 * One payment for an order and what is bought besides: the order gets exactly what is due, from what is not cash first,
 * so that change is given once, from the cash of the sale. What is over with nothing bought besides is change.
 */
export function splitTenders(
  tenders: readonly Tender[],
  due: number,
): { readonly order: readonly Tender[]; readonly rest: readonly Tender[] } {
  const order: Tender[] = [];
  const rest: Tender[] = [];
  let left = due;
  for (const tender of [...tenders].sort((a, b) => Number(a.kind === 'cash') - Number(b.kind === 'cash'))) {
    const part = Math.min(left, tender.amount);
    left -= part;
    if (part > 0) order.push({ ...tender, amount: part });
    if (tender.amount > part) rest.push({ ...tender, amount: tender.amount - part });
  }
  return { order, rest };
}

/** What is to be collected, from an order this device knows or from its pass alone. */
export interface Collecting {
  readonly order: string;
  readonly pass: string | null;
  readonly place: string;
  readonly currency: string;
  readonly expiresAt: number;
  /** True when only the pass is known: everything on it goes, at its own price. */
  readonly isByPass: boolean;
  readonly status: OrderDoc['status'];
  readonly lines: readonly {
    readonly sku: string;
    readonly held: number;
    readonly units: number;
    readonly amount: number;
    readonly worth?: number;
    readonly insteadOf?: string;
  }[];
  readonly due: number;
  readonly checkedInAt: number;
  readonly where: string;
}

/** The pass's own words; its signature is for the store's node to check. */
export const passOf = (code: string) => readPass(code, () => true);

export function collectingOf(order: OrderDoc, pass: string | null): Collecting {
  return {
    order: order.order,
    pass,
    place: order.place,
    currency: order.currency,
    expiresAt: order.expiresAt,
    isByPass: false,
    status: order.status,
    lines: order.lines,
    due: order.due,
    checkedInAt: order.checkedInAt,
    where: order.where ?? '',
  };
}

export function collectingByPass(code: string): Collecting | undefined {
  const pass = passOf(code);
  if (!pass) return undefined;
  const lines = pass.lines.map(({ sku, units }) => ({ sku, units, held: units, amount: 0 }));
  const { order, currency, expiresAt, due } = pass;
  return {
    order,
    pass: code,
    place: '',
    currency,
    expiresAt,
    isByPass: true,
    status: 'placed',
    lines,
    due,
    checkedInAt: 0,
    where: '',
  };
}

/** What is to be paid for the units taken: nothing when it was paid online, each line's share of its price otherwise. */
export function toPay(collecting: Collecting, taken: ReadonlyMap<string, number>): number {
  if (collecting.due === 0 || collecting.isByPass) return collecting.due;
  return collecting.lines.reduce((sum, line) => sum + moneyOf(line, taken.get(line.sku) ?? line.held), 0);
}
