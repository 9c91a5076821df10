/**
 * What hubs tell one another through Redis: who leads. It is a notice board:
 * nothing on it is a right, all of it may be gone or old, and who does not hear
 * of it finds out from the fences a little later.
 */
import { once } from 'node:events';
import { Redis } from 'ioredis';
import type { Fence } from './fences.ts';
import { LIMITS } from './limits.ts';

/** One client for commands that may fail at once: nothing is queued, sent twice or waited for. */
export function redisClient(url: string, tell: (event: Readonly<Record<string, unknown>>) => void): Redis {
  const client = new Redis(url, {
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    commandTimeout: LIMITS.redisMs,
    connectTimeout: LIMITS.redisConnectMs,
    retryStrategy: (attempt) => Math.min(attempt * LIMITS.redisRetryMs, LIMITS.redisRetryLongestMs),
  });
  let isUp = true;
  client.on('error', (error: Error) => {
    if (isUp) tell({ event: 'redis', up: false, error: error.message });
    isUp = false;
  });
  client.on('ready', () => {
    if (!isUp) tell({ event: 'redis', up: true });
    isUp = true;
  });
  return client;
}

export class Bulletin {
  /** For commands; the rate limits use it too. */
  readonly client: Redis;
  readonly #subscriber: Redis;
  readonly #leaderKey: string;
  readonly #subscribed = Promise.withResolvers<void>();
  readonly #listeners = new Set<(leader: Fence) => void>();

  constructor(url: string, prefix: string, tell: (event: Readonly<Record<string, unknown>>) => void) {
    this.#leaderKey = `${prefix}:leader`;
    this.client = redisClient(url, tell);
    this.#subscriber = redisClient(url, () => {});
    // Subscriptions do not outlive a connection, and must not be asked for before it is ready.
    this.#subscriber.on('ready', () => {
      this.#subscriber.subscribe(this.#leaderKey).then(
        () => this.#subscribed.resolve(),
        () => {},
      );
    });
    this.#subscriber.on('message', (_channel, text) => this.#heard(text));
  }

  /** Resolves when it can be written on and is read, for the first time. */
  async ready(): Promise<void> {
    await this.#subscribed.promise;
    if (this.client.status !== 'ready') await once(this.client, 'ready');
  }

  /** Says that this process leads. Never rejects. */
  async announce(leader: Fence): Promise<void> {
    const text = JSON.stringify(leader);
    await this.client
      .multi()
      .set(this.#leaderKey, text)
      .publish(this.#leaderKey, text)
      .exec()
      .catch(() => {});
  }

  /** Somebody says that it leads. */
  onLeader(listener: (leader: Fence) => void): void {
    this.#listeners.add(listener);
  }

  close(): void {
    this.client.disconnect();
    this.#subscriber.disconnect();
  }

  #heard(text: string): void {
    try {
      const leader = JSON.parse(text) as Fence;
      for (const listener of this.#listeners) listener(leader);
    } catch {
      // Somebody else writes on our board.
    }
  }
}
