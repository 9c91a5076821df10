/**
 * Whether a leader may still think that it leads. Promises are made sure after
 * every write; this is for answers that write nothing: a process that slept,
 * and wakes with requests before it, looks at the fences first. What it keeps
 * true: an answer comes within the lease of a look that found no newer fence,
 * unless the storage cannot be asked at all. The lease is shorter than the
 * silence after which others take over.
 */
import type { RequestHandler } from 'express';
import { LIMITS } from './limits.ts';

export class Certainty {
  readonly #isPast: () => Promise<boolean>;
  /** Milliseconds that go on while the process sleeps. */
  readonly #now: () => number;
  #surelyLedAt = Number.NEGATIVE_INFINITY;
  #looking: Promise<boolean> | undefined;

  /** `isPast` asks whether a newer fence stands. */
  constructor(isPast: () => Promise<boolean>, now: () => number = () => performance.now()) {
    this.#isPast = isPast;
    this.#now = now;
  }

  get isFresh(): boolean {
    return this.#now() - this.#surelyLedAt < LIMITS.leaseMs;
  }

  /** Looks at the fences; false when a newer one stands. Who asks meanwhile shares the look. Rejects when it failed. */
  look(): Promise<boolean> {
    this.#looking ??= this.#look().finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  async #look(): Promise<boolean> {
    const from = this.#now();
    if (await this.#isPast()) return false;
    this.#surelyLedAt = from;
    return true;
  }
}

/** Answers nothing from a memory that may be old: such requests wait for a look, or are told to come again. */
export function answerWhileCertain(certainty: Certainty): RequestHandler {
  return async (_request, response, next) => {
    if (certainty.isFresh || (await mayAnswer(certainty))) next();
    else response.status(503).set('retry-after', String(LIMITS.retryAfterS)).json({ error: 'another hub leads' });
  };
}

/** A storage that cannot be asked tells nobody else that he leads either. */
async function mayAnswer(certainty: Certainty): Promise<boolean> {
  const patience = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => patience.resolve(true), LIMITS.lookMs);
  const look = certainty.look().catch(() => true);
  try {
    return await Promise.race([look, patience.promise]);
  } finally {
    clearTimeout(timer);
  }
}
