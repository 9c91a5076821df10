/**
 * Attempts an address may make within a while. Addresses are chosen by those who come, so only so many are counted
 * each by itself; what comes from more of them shares one count, and memory stays bounded. Several hubs count together
 * where there is a Redis; while it cannot be asked, each counts by itself: a Redis that is down opens no door.
 */
import type { Redis } from 'ioredis';
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { LIMITS } from './limits.ts';

const OTHERS = 'others';
const MS = 1000;

/** Where several hubs count together. */
export interface SharedCounts {
  readonly client: Redis;
  /** Before the names of what is counted. */
  readonly prefix: string;
}

export interface AttemptsOptions {
  /** What is counted. */
  readonly name: string;
  /** Attempts of one address within the window. */
  readonly attempts: number;
  readonly windowS: number;
  readonly shared?: SharedCounts | undefined;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

export class Attempts {
  readonly #options: AttemptsOptions;
  readonly #limiter: RateLimiterAbstract;
  readonly #addresses = new Set<string>();
  #forgetAt = 0;

  constructor(options: AttemptsOptions) {
    this.#options = options;
    const { name, attempts: points, windowS: duration, shared } = options;
    const alone = new RateLimiterMemory({ points, duration });
    this.#limiter =
      shared === undefined
        ? alone
        : new RateLimiterRedis({
            storeClient: shared.client,
            keyPrefix: `${shared.prefix}:attempts:${name}`,
            points,
            duration,
            rejectIfRedisNotReady: true,
            insuranceLimiter: alone,
          });
  }

  /** Counts one attempt; the seconds to wait when it is one too many, else 0. */
  async waitFor(address: string): Promise<number> {
    try {
      await this.#limiter.consume(this.#nameFor(address));
      return 0;
    } catch (limited) {
      return limited instanceof RateLimiterRes ? Math.max(1, Math.ceil(limited.msBeforeNext / MS)) : 1;
    }
  }

  #nameFor(address: string): string {
    const { now = Date.now, windowS } = this.#options;
    if (now() >= this.#forgetAt) {
      this.#addresses.clear();
      this.#forgetAt = now() + MS * windowS;
    }
    if (this.#addresses.has(address)) return address;
    if (this.#addresses.size >= LIMITS.addressesCounted) return OTHERS;
    this.#addresses.add(address);
    return address;
  }
}
