/** The lines between stores and hub: messages are late, lost, doubled, overtake each other, or the line is cut. */
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';

export interface Faults {
  /** Percent of messages that never arrive. */
  readonly loss: number;
  /** Percent of messages that arrive twice. */
  readonly duplicates: number;
  /** Longest way of a message, in milliseconds; two messages may overtake each other. */
  readonly delayMs: number;
}

const CALM: Faults = { loss: 0, duplicates: 0, delayMs: 20 };

export class Line {
  cut = false;
  readonly #scheduler: Scheduler;
  readonly #random: Random;
  #faults: Faults;

  constructor(scheduler: Scheduler, random: Random, faults: Faults) {
    this.#scheduler = scheduler;
    this.#random = random;
    this.#faults = faults;
  }

  /** No more faults: whatever is sent from now on arrives once, soon. */
  heal(): void {
    this.cut = false;
    this.#faults = CALM;
  }

  /** Sends a message one way; `arrive` runs at the other end, perhaps never, perhaps twice. */
  send(arrive: () => void): void {
    const { loss, duplicates, delayMs } = this.#faults;
    const copies = this.#random.chance(duplicates) ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      const lost = this.#random.chance(loss);
      const delay = this.#random.between(1, delayMs);
      if (lost || this.cut) continue;
      this.#scheduler.later(delay, () => {
        if (!this.cut) arrive();
      });
    }
  }
}
