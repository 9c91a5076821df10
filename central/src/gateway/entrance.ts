/**
 * Before a node's token is judged anybody may have sent it. A few requests are judged in each turn of the event loop;
 * what it keeps true: whoever was known before waits for others who were known, and for no stranger.
 */
import { Pace } from './pace.ts';

export class Entrance {
  readonly #known: Pace;
  readonly #strangers: Pace;
  readonly #mostWaiting: number;

  constructor(options: { readonly perTurn: number; readonly mostWaiting: number }) {
    this.#known = new Pace(options.perTurn);
    this.#strangers = new Pace(options.perTurn);
    this.#mostWaiting = options.mostWaiting;
  }

  /** Resolves when it may be judged; false at once when too many like it wait. */
  async enter(isKnown: boolean): Promise<boolean> {
    const pace = isKnown ? this.#known : this.#strangers;
    if (pace.waiting >= this.#mostWaiting) return false;
    await pace.next();
    return true;
  }
}
