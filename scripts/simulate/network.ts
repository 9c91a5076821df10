/**
 * The line between a store and the hub: two ways, each of which may be cut,
 * clogged, or lose, double, delay and reorder what is sent on it.
 */
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';

export interface LineFaults {
  /** Percent of messages that never arrive. */
  readonly loss: number;
  /** Percent of messages that arrive more than once. */
  readonly doubled: number;
  /** How often a doubled message arrives. */
  readonly copies: number;
  /** Longest way of a message, in milliseconds; two messages may overtake each other. */
  readonly delayMs: number;
}

const CALM: LineFaults = { loss: 0, doubled: 0, copies: 1, delayMs: 20 };

/** One direction. */
class Way {
  readonly #scheduler: Scheduler;
  readonly #random: Random;
  #faults: LineFaults;
  #cutUntil = 0;
  /** What arrived at the clog and waits; nothing when there is none. */
  #clogged: (() => void)[] | undefined;

  constructor(scheduler: Scheduler, random: Random, faults: LineFaults) {
    this.#scheduler = scheduler;
    this.#random = random;
    this.#faults = faults;
  }

  get isCut(): boolean {
    return this.#scheduler.now < this.#cutUntil;
  }

  cut(ms: number): void {
    this.#cutUntil = Math.max(this.#cutUntil, this.#scheduler.now + ms);
  }

  /** From now on messages wait. */
  clog(): void {
    this.#clogged ??= [];
  }

  /** What waited arrives now, in any order. */
  unclog(): void {
    const waiting = this.#clogged ?? [];
    this.#clogged = undefined;
    for (const arrive of this.#random.shuffled(waiting)) this.#scheduler.later(this.#random.between(0, 5), arrive);
  }

  heal(): void {
    this.#cutUntil = 0;
    this.#faults = CALM;
    this.unclog();
  }

  /** `arrive` runs at the other end: later, perhaps never, perhaps several times. */
  send(arrive: () => void): void {
    const { loss, doubled, copies, delayMs } = this.#faults;
    const times = this.#random.chance(doubled) ? copies : 1;
    for (let copy = 0; copy < times; copy++) {
      const isLost = this.#random.chance(loss);
      const delay = this.#random.between(1, delayMs);
      if (isLost || this.isCut) continue;
      this.#scheduler.later(delay, () => {
        if (this.isCut) return;
        if (this.#clogged) this.#clogged.push(arrive);
        else arrive();
      });
    }
  }
}

export class Line {
  readonly toHub: Way;
  readonly toStore: Way;

  constructor(scheduler: Scheduler, randomFor: (way: string) => Random, faults: LineFaults) {
    this.toHub = new Way(scheduler, randomFor('to-hub'), faults);
    this.toStore = new Way(scheduler, randomFor('to-store'), faults);
  }

  /** No more faults: whatever is sent from now on arrives once, soon. */
  heal(): void {
    this.toHub.heal();
    this.toStore.heal();
  }
}
