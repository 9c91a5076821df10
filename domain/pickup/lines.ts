/** What an order consists of now: its lines as ordered, and what stands in for missing items. One line a SKU. */
import type { OrderLine, SkuLine } from '../documents/pickup.ts';
import { order } from '../ledger/account.ts';
import type { StoreState } from '../store/state.ts';
import type { OrderRecord } from './order.ts';

export interface StandingLine extends OrderLine {
  /** The ordered item it stands in for. */
  readonly insteadOf?: string;
}

/** Empty for an order known by its pass alone. `units` and `amount` are those agreed to, whatever was found of them. */
export function linesOf(record: OrderRecord): StandingLine[] {
  if (!record.placed) return [];
  const given = record.substitutions.map((one) => ({ ...one.given, insteadOf: one.insteadOf.sku }));
  return [...record.placed.body.lines, ...given];
}

/** Units held for each SKU of the order that has any left. */
export function heldLines(state: StoreState, record: OrderRecord): SkuLine[] {
  const skus = new Set(linesOf(record).map((line) => line.sku));
  return [...skus]
    .map((sku) => ({ sku, units: state.book.units(order(record.id, sku)) }))
    .filter((line) => line.units > 0);
}
