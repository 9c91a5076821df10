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

export function availabilityOf(
  state: StoreState,
  sku: Sku,
  context: { safetyStock: number; connected: boolean },
): Availability {
  const promised = Math.max(0, state.book.units(online(sku)));
  const free = state.book.units(shelf(sku)) + Math.min(0, state.book.units(deficit(sku))) - context.safetyStock;
  return { promised, likely: context.connected ? Math.max(0, free) : 0 };
}
