/**
 * A crash that waits for its moment: the next thing that happens in a process,
 * and so many turns of its promises later. So a crash falls between any two
 * awaits of the production code.
 */
import type { Scheduler } from './scheduler.ts';

export interface Lit {
  /** Turns of promises between the next event and the crash. */
  readonly turns: number;
  readonly crash: () => void;
}

export class Fuse {
  readonly #scheduler: Scheduler;
  #lit: Lit | undefined;

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  light(lit: Lit): void {
    this.#lit = lit;
  }

  putOut(): void {
    this.#lit = undefined;
  }

  /** Something happens in the process. */
  stir(): void {
    const lit = this.#lit;
    if (!lit) return;
    this.#lit = undefined;
    this.#scheduler.afterTurns(lit.turns, lit.crash);
  }
}
