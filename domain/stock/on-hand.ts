/** What is physically in the store, and what it is kept for. */
import type { Sku } from '../basic/ids.ts';
import { deficit, online, shelf, unsellable } from '../ledger/account.ts';
import type { StoreState } from '../store/state.ts';

export interface OnHand {
  readonly shelf: number;
  /** Promised to nobody yet, but the hub may promise it. */
  readonly online: number;
  /** Held for orders, less what was handed over by pass before its order arrived. */
  readonly orders: number;
  readonly unsellable: number;
  /** Zero or less: units that left without a free unit to pay for them. */
  readonly deficit: number;
  /** The sum: what a count should find. */
  readonly onHand: number;
}

/** Pickup orders that hold units of `sku`, oldest promise first. */
export function ordersHolding(state: StoreState, sku: Sku): { order: string; units: number }[] {
  const holding: { order: string; units: number; at: number }[] = [];
  for (const [subject, units] of state.book.of('order').endingWith(`/${sku}`)) {
    if (units <= 0) continue;
    const order = subject.slice(0, subject.indexOf('/'));
    holding.push({ order, units, at: state.orders.get(order)?.placed?.at ?? 0 });
  }
  return holding
    .sort((a, b) => a.at - b.at || (a.order < b.order ? -1 : 1))
    .map((held) => ({ order: held.order, units: held.units }));
}

/** Units in orders' accounts. An order handed over by its pass before it arrived counts below zero: its units are still in `online` here. */
function unitsInOrders(state: StoreState, sku: Sku): number {
  let sum = 0;
  for (const [, units] of state.book.of('order').endingWith(`/${sku}`)) sum += units;
  return sum;
}

/** Units of an item by what they are kept for, and their sum: what a count should find. */
export function onHandOf(state: StoreState, sku: Sku): OnHand {
  const { book } = state;
  const parts = {
    shelf: book.units(shelf(sku)),
    online: book.units(online(sku)),
    orders: unitsInOrders(state, sku),
    unsellable: book.units(unsellable(sku)),
    deficit: book.units(deficit(sku)),
  };
  return { ...parts, onHand: parts.shelf + parts.online + parts.orders + parts.unsellable + parts.deficit };
}

/** For a refusal at the counter: where the units are that the shelf has not. */
export function keptFor(
  state: StoreState,
  sku: Sku,
): { shelf: number; keptForOnline: number; keptForOrders: { order: string; units: number }[]; unsellable: number } {
  const { shelf: free, online: share, unsellable: unfit } = onHandOf(state, sku);
  return {
    shelf: free,
    keptForOnline: Math.max(0, share),
    keptForOrders: ordersHolding(state, sku),
    unsellable: unfit,
  };
}
