/** One immutable move of whole units between two accounts. Double entry: what leaves one account enters the other. */
import { type Account, isOpen, ownerOf } from './account.ts';

export interface Transfer {
  readonly from: Account;
  readonly to: Account;
  /** Pieces, or grams for weighed goods; positive. */
  readonly units: number;
}

/** A list with that one transfer, or none when there is nothing to move. */
export const move = (from: Account, to: Account, units: number): Transfer[] => (units > 0 ? [{ from, to, units }] : []);

export interface OwnershipBreach {
  readonly account: Account;
  readonly units: number;
}

/**
 * The ownership law: every withdrawal is from an account of the document's
 * author. `outside` is open to all. `deficit` and `reclaim` are open to the
 * store too: they record a fact for which no unit was free, or points the hub
 * is to take back.
 */
export function ownershipBreach(
  transfers: readonly Transfer[],
  author: 'store' | 'hub',
  store: string,
): OwnershipBreach | undefined {
  for (const { from, units } of transfers) {
    if (isOpen(from.kind)) continue;
    if (ownerOf(from, store) !== author) return { account: from, units };
  }
  return undefined;
}
