/**
 * How often a key may ask who has a phone number, e-mail or card. A till asks once a customer; whoever goes through
 * numbers asks far oftener, and is held up however the answers turn out. Counted before the question is put.
 */
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { type Refusal, refuse } from '@ringfence/domain/basic/outcome.ts';
import { LIMITS } from '../limits.ts';

const HOUR_S = 3600;
const MINUTE_S = 60;

export class MemberLookups {
  readonly #limiters = [
    new RateLimiterMemory({ points: LIMITS.memberLookupsPerMinute, duration: MINUTE_S }),
    new RateLimiterMemory({ points: LIMITS.memberLookupsPerHour, duration: HOUR_S }),
  ];

  /** Counts a look-up of the key with that name. Refusal: too-many-attempts, with the milliseconds to wait and `details`. */
  async count(key: string, details: Readonly<Record<string, unknown>>): Promise<Refusal | undefined> {
    for (const limiter of this.#limiters) {
      try {
        await limiter.consume(key);
      } catch (limited) {
        if (!(limited instanceof RateLimiterRes)) throw limited;
        const message = 'Too many members were looked for with this key; wait a moment.';
        return refuse('too-many-attempts', message, { details: { ...details, waitMs: limited.msBeforeNext } }).refusal;
      }
    }
    return undefined;
  }
}
