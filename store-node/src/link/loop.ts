/**
 * A piece of work that is done again whenever there is reason to, one run at a
 * time, and tried again after a failure: later each time, and never at the
 * same moment as everybody else.
 */
import { LIMITS } from '../limits.ts';
import { type Later, later as realLater } from './timers.ts';
import { HubUnreachable, isLinkTrouble } from './trouble.ts';

export interface LoopOptions {
  readonly work: (stop: AbortSignal) => Promise<void>;
  /** A failure that is no trouble of the line: a bug or the disk. */
  readonly onBug: (error: unknown) => void;
  readonly onTrouble?: (error: Error | undefined) => void;
  readonly random: () => number;
  /** Waits this long after a reason, so that what comes together goes together. */
  readonly gatherMs?: number;
  /** The clock's own when absent. */
  readonly later?: Later;
}

export class Loop {
  readonly #options: LoopOptions;
  readonly #stop = new AbortController();
  /** Calls off what waits for its time. */
  #waiting: (() => void) | undefined;
  #running: Promise<void> | undefined;
  #again = false;
  #failures = 0;

  constructor(options: LoopOptions) {
    this.#options = options;
  }

  /** There is reason to work. `now` also ends the wait after a failure. */
  kick(now = false): void {
    if (this.#stop.signal.aborted) return;
    if (this.#running) {
      this.#again = true;
      return;
    }
    if (this.#waiting) {
      if (!now) return;
      this.#waiting();
      this.#failures = 0;
    }
    this.#after(now ? 0 : (this.#options.gatherMs ?? 0));
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#waiting?.();
    await this.#running;
  }

  #after(ms: number): void {
    const { later = realLater } = this.#options;
    this.#waiting = later(ms, () => {
      this.#waiting = undefined;
      this.#running = this.#run();
    });
  }

  async #run(): Promise<void> {
    const { work, onBug, onTrouble, random } = this.#options;
    this.#again = false;
    let failure: unknown;
    try {
      await work(this.#stop.signal);
      this.#failures = 0;
      onTrouble?.(undefined);
    } catch (error) {
      failure = error;
      if (this.#stop.signal.aborted) return;
      if (isLinkTrouble(error)) onTrouble?.(error as Error);
      else onBug(error);
    } finally {
      this.#running = undefined;
    }
    if (this.#stop.signal.aborted) return;
    if (failure !== undefined) this.#after(Math.max(askedFor(failure), backoff((this.#failures += 1), random)));
    else if (this.#again) this.#after(this.#options.gatherMs ?? 0);
  }
}

/** Milliseconds the hub asked to be left alone; no longer than the longest wait of our own. */
const askedFor = (failure: unknown): number =>
  Math.min(LIMITS.retryMaxMs, (failure instanceof HubUnreachable ? failure.retryAfterMs : undefined) ?? 0);

/** Milliseconds to wait after so many failures: doubling, with full jitter above half. */
export function backoff(failures: number, random: () => number): number {
  const ceiling = Math.min(LIMITS.retryMaxMs, LIMITS.retryMinMs * 2 ** Math.min(failures - 1, 10));
  return Math.round(ceiling / 2 + (random() * ceiling) / 2);
}
