/** Back-pressure: the bytes of large bodies that are worked on at the same time have a bound; who comes too many is told when to come again. */
import type { RequestHandler } from 'express';
import { LIMITS } from '../limits.ts';
import { Problem } from './problem.ts';

export class Budget {
  #inFlight = 0;

  /** Stands before the body is read. */
  readonly handler: RequestHandler = (request, response, next) => {
    const declared = Number(request.headers['content-length'] ?? LIMITS.bulkBodyBytes);
    const bytes = Math.min(Number.isFinite(declared) ? declared : LIMITS.bulkBodyBytes, LIMITS.bulkBodyBytes);
    if (this.#inFlight + bytes > LIMITS.bulkBytesInFlight)
      throw new Problem(503, 'overloaded', 'Too much is on its way in; try again.', { retryAfterS: 1 });
    this.#inFlight += bytes;
    response.once('close', () => {
      this.#inFlight -= bytes;
    });
    next();
  };
}
