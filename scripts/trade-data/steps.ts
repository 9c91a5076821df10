/** The steps of a plan: what happens, where and when, each with the id its document will carry. */
import type { StoreId } from '@ringfence/domain/basic/ids.ts';

interface At {
  /** Names the step, and is the id of the document it makes. */
  readonly id: string;
  /** Local time in minutes, as in the data: steps are sorted by it. */
  readonly at: string;
  /** Day of the window, from 1. */
  readonly day: number;
  readonly store: StoreId;
}
export interface SkuUnits {
  readonly sku: string;
  readonly units: number;
}
export interface PricedLine extends SkuUnits {
  /** Minor units, as the source has it. */
  readonly unitPrice: number;
}

export interface ReceiptStep extends At {
  readonly kind: 'receipt';
  readonly lines: readonly SkuUnits[];
}
/** What somebody buys, and who: nothing when the source names nobody. */
interface Bought extends At {
  readonly customer: string | undefined;
}
export interface SaleStep extends Bought {
  readonly kind: 'sale';
  readonly tender: 'cash' | 'card';
  readonly lines: readonly PricedLine[];
}
export interface OrderStep extends Bought {
  readonly kind: 'order';
  readonly payment: 'paid' | 'due';
  readonly lines: readonly SkuUnits[];
}
/** Something that happens to an order or a transfer that another step began. */
export interface FollowStep extends At {
  readonly kind: 'check-in' | 'pick' | 'hand-over' | 'cancel' | 'no-show' | 'arrival';
  /** The order or transfer. */
  readonly of: string;
}
export interface ShortPickStep extends At {
  readonly kind: 'short-pick';
  readonly of: string;
  readonly line: SkuUnits;
}
export interface ReturnStep extends At {
  readonly kind: 'return';
  /** The sale or order the goods were bought with, and its store. */
  readonly of: string;
  readonly soldAt: StoreId;
  readonly lines: readonly (SkuUnits & { readonly disposition: 'restock' | 'damaged' })[];
}
export interface WriteOffStep extends At {
  readonly kind: 'write-off';
  readonly line: SkuUnits;
}
export interface DispatchStep extends At {
  readonly kind: 'dispatch';
  readonly to: StoreId;
  readonly lines: readonly SkuUnits[];
}

export type Step =
  ReceiptStep | SaleStep | OrderStep | FollowStep | ShortPickStep | ReturnStep | WriteOffStep | DispatchStep;

/** The goods a step touches at its store. */
export function skusOfStep(step: Step): string[] {
  if ('lines' in step) return step.lines.map((line) => line.sku);
  return 'line' in step ? [step.line.sku] : [];
}

/** What the step must not overtake: another step with one of these subjects. */
export function subjectsOf(step: Step): string[] {
  const goods = skusOfStep(step).map((sku) => `${step.store}/${sku}`);
  return 'of' in step ? [...goods, `of/${step.of}`] : [...goods, `of/${step.id}`];
}
