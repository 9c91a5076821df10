/**
 * Availability told honestly: `promised` is guaranteed, `likely` is a good
 * guess that holds only while the store can be asked, and both say of when
 * they are.
 */
import type { Sku } from '../basic/ids.ts';
import { deficit, online, shelf } from '../ledger/account.ts';
import type { StoreState } from '../store/state.ts';

export interface Availability {
  /** Units the hub holds and may sell at once, whatever happens to the line. */
  readonly promised: number;
  /** Units on the shelf above the safety stock; 0 while the store is not connected. */
  readonly likely: number;
}

/** What availability follows from: units in a store's accounts of one item. */
export interface Stock {
  readonly online: number;
  /** On the shelf, less what is owed. */
  readonly counter: number;
}

/** The units of an item that availability follows from, as this fold knows them. */
export function stockOf({ book }: StoreState, sku: Sku): Stock {
  return { online: book.units(online(sku)), counter: book.units(shelf(sku)) + Math.min(0, book.units(deficit(sku))) };
}

/** What a shop may tell a customer, in units; never below zero. */
export function availabilityOf(
  { online: held, counter }: Stock,
  context: { safetyStock: number; connected: boolean },
): Availability {
  const likely = context.connected ? Math.max(0, counter - context.safetyStock) : 0;
  return { promised: Math.max(0, held), likely };
}
