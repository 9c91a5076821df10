/** What is in the store of one item, and what it is kept for. */
import type { Sku } from '@ringfence/domain/basic/ids.ts';
import { onHandOf, ordersHolding } from '@ringfence/domain/stock/on-hand.ts';
import { z } from 'zod';
import type { Store } from '../store.ts';

export const stockView = z.object({
  sku: z.string(),
  /** Units the counter may sell. */
  shelf: z.int(),
  /** Units the web may promise. */
  online: z.int(),
  /** Units held for pickup orders. */
  orders: z.int(),
  unsellable: z.int(),
  /** Zero or less: units that left although none was free. */
  deficit: z.int(),
  /** What a count should find. */
  onHand: z.int(),
  heldFor: z.array(z.object({ order: z.string(), units: z.int() })),
  soldPerDay: z.number(),
});
export type StockView = z.infer<typeof stockView>;

/** Nothing for an item that is in no catalogue and was never here. */
export function stockOf(store: Store, sku: Sku): StockView | undefined {
  const onHand = onHandOf(store.state, sku);
  const isUnknown = !store.catalogue.product(sku) && Object.values(onHand).every((units) => units === 0);
  if (isUnknown) return undefined;
  return { sku, ...onHand, heldFor: ordersHolding(store.state, sku), soldPerDay: store.soldPerDay(sku) };
}
