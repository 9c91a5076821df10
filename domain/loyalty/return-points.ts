/**
 * The points of a return: exactly what the returned units of a line earned is
 * taken back, and exactly what they spent is given back. How much of a line can
 * still be reversed here is an account, and goes along when the right to return
 * goes to another store; each return takes its part of what is left, so the
 * parts of a line add up however often and wherever its units come back.
 */
import type { ReturnPoints, ReversiblePart } from '../documents/points.ts';
import { type PurchaseName, returnable, reversible } from '../ledger/account.ts';
import { shareOfAmount } from '../sale/basket.ts';
import type { StoreState } from '../store/state.ts';

interface Returning {
  readonly line: number;
  readonly units: number;
  readonly unverified: number;
  /** Minor units paid back for it. */
  readonly refund: number;
}

const WHATS = ['earned', 'redeemed', 'worth'] as const;

/** The part of a line's points that `units` of those this store may still take back stand for. */
export class Reversal {
  readonly #state: StoreState;
  readonly #purchase: PurchaseName;
  /** What is left of each line in the course of one document. */
  readonly #left = new Map<number, ReversiblePart & { units: number }>();

  constructor(state: StoreState, purchase: PurchaseName) {
    this.#state = state;
    this.#purchase = purchase;
  }

  take(line: number, units: number): ReversiblePart {
    const left = this.#leftOf(line);
    const part = { earned: 0, redeemed: 0, worth: 0 };
    const taken = Math.min(units, left.units);
    if (taken === 0) return part;
    for (const what of WHATS) {
      part[what] = shareOfAmount(left[what], 0, taken, left.units);
      left[what] -= part[what];
    }
    left.units -= taken;
    return part;
  }

  #leftOf(line: number): ReversiblePart & { units: number } {
    const known = this.#left.get(line);
    if (known) return known;
    const { book, store } = this.#state;
    const of = (what: (typeof WHATS)[number]): number =>
      Math.max(0, book.units(reversible(this.#purchase, line, what, store)));
    const left = {
      units: Math.max(0, book.units(returnable(this.#purchase, line, store))),
      earned: of('earned'),
      redeemed: of('redeemed'),
      worth: of('worth'),
    };
    this.#left.set(line, left);
    return left;
  }
}

/**
 * Units taken back without the right to (by an override) reverse nothing: their points may have been reversed already.
 * Of a refund below the price the part paid in points comes first; of the points, what that part is worth goes back.
 */
export function reversedLines(
  state: StoreState,
  purchase: PurchaseName,
  lines: readonly Returning[],
): ReturnPoints['lines'] {
  const reversal = new Reversal(state, purchase);
  return lines.map(({ line, units, unverified, refund }) => {
    const { earned, redeemed, worth } = reversal.take(line, units - unverified);
    const paidBack = Math.min(worth, refund);
    const givenBack = paidBack === worth ? redeemed : shareOfAmount(redeemed, 0, paidBack, worth);
    return { unearned: earned, givenBack, worth: paidBack };
  });
}
