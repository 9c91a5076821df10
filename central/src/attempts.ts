/**
 * Attempts an address may make within a while. Addresses are chosen by those who come, so only so many are counted
 * each by itself; what comes from more of them shares one count, and memory stays bounded.
 */
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { LIMITS } from './limits.ts';

const OTHERS = 'others';
const MS = 1000;

export interface AttemptsOptions {
  /** Attempts of one address within the window. */
  readonly attempts: number;
  readonly windowS: number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

export class Attempts {
  readonly #options: AttemptsOptions;
  readonly #limiter: RateLimiterMemory;
  readonly #addresses = new Set<string>();
  #forgetAt = 0;

  constructor(options: AttemptsOptions) {
    this.#options = options;
    this.#limiter = new RateLimiterMemory({ points: options.attempts, duration: options.windowS });
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
