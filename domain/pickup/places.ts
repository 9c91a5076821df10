/** Numbered places where gathered orders wait for their customers. */
import type { StoreState } from '../store/state.ts';
import { statusOf } from './order.ts';

/** Places in use by orders that are ready, with the order that lies there. */
export function placesInUse(state: StoreState): Map<string, string> {
  const used = new Map<string, string>();
  for (const record of state.orders.live()) {
    const place = record.picked?.place.trim() ?? '';
    if (place !== '' && statusOf(record) === 'ready') used.set(place, record.id);
  }
  return used;
}

/** The lowest number that is not in use; shelves are numbered from 1. */
export function nextFreePlace(used: ReadonlySet<string> | ReadonlyMap<string, unknown>): string {
  for (let number = 1; ; number += 1) if (!used.has(String(number))) return String(number);
}
