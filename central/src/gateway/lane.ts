/**
 * Where a few are inside at one time and the others wait. What it keeps true:
 * - who waits goes in in the order of coming, and nobody goes past;
 * - what is inside weighs at most `most`, or is one alone that weighs more;
 * - everybody ends one way: was inside and left, waited too long, gave up, or found no room to wait in. Whoever was
 *   let in and ends before it began leaves its room to the next.
 *
 *   enter ──room──▶ let in ──soon──▶ inside ──end──▶ left
 *     ├──none──▶ waiting ──room──▶ let in
 *     │             ├──expired──▶ late
 *     │             └──end──▶ left
 *     └──too many wait──▶ full
 */

export interface LaneOptions {
  /** The weight that may be inside, all together. */
  readonly most: number;
  /** How many may wait. */
  readonly waiting: number;
  /** Calls `expire` after the longest wait; returns how to call that off. */
  readonly patience: (expire: () => void) => () => void;
  /** Calls `begin` when whatever else is ready has had its turn. */
  readonly soon: (begin: () => void) => void;
}

export type Turn = 'inside' | 'full' | 'late' | 'left';

export interface Place {
  /** Resolves once: `inside` when it may begin, otherwise why not. */
  readonly turn: Promise<Turn>;
  /** It is done, or gives up; any number of times. */
  readonly end: () => void;
}

interface Waiting {
  readonly weight: number;
  readonly letIn: () => void;
}

export class Lane {
  readonly #options: LaneOptions;
  readonly #waiting = new Set<Waiting>();
  #inside = 0;

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  enter(weight: number): Place {
    const { soon, patience, waiting: mostWaiting } = this.#options;
    const { promise: turn, resolve } = Promise.withResolvers<Turn>();
    if (this.#waiting.size === 0 && this.#hasRoom(weight)) {
      this.#inside += weight;
      resolve('inside');
      return { turn, end: this.#leaving(weight) };
    }
    if (this.#waiting.size >= mostWaiting) {
      resolve('full');
      return { turn, end: () => {} };
    }
    const stopWaiting = (why: Turn): void => {
      callOff();
      this.#waiting.delete(waiting);
      resolve(why);
      // Who stood behind one that gave up may have room.
      this.#admit();
    };
    let end = (): void => stopWaiting('left');
    const waiting: Waiting = {
      weight,
      letIn: () => {
        callOff();
        let hasEnded = false;
        const leave = this.#leaving(weight);
        end = () => {
          hasEnded = true;
          leave();
        };
        soon(() => resolve(hasEnded ? 'left' : 'inside'));
      },
    };
    const callOff = patience(() => {
      if (!this.#waiting.has(waiting)) return;
      end = () => {};
      stopWaiting('late');
    });
    this.#waiting.add(waiting);
    return { turn, end: () => end() };
  }

  #leaving(weight: number): () => void {
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      this.#inside -= weight;
      this.#admit();
    };
  }

  #hasRoom(weight: number): boolean {
    return this.#inside === 0 || this.#inside + weight <= this.#options.most;
  }

  #admit(): void {
    for (const next of this.#waiting) {
      if (!this.#hasRoom(next.weight)) return;
      this.#waiting.delete(next);
      this.#inside += next.weight;
      next.letIn();
    }
  }
}
