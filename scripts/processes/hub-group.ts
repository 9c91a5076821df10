/**
 * Several hub processes on one CouchDB, and Redis where there is one, behind
 * one address. As under a supervisor, a process that ends by itself is started
 * again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { must } from '@ringfence/domain/basic/assert.ts';
import type { CouchAddress } from '@ringfence/log/couch/address.ts';
import { Child, type ChildOptions, type Process } from './child.ts';
import { Front, isReady } from './front.ts';

const RESTART_MS = 200;
const LEADER_MS = 60_000;

export interface HubGroupOptions {
  readonly count: number;
  readonly couch: CouchAddress;
  /** Redis, where there is one. */
  readonly redis?: string | undefined;
  /** The common address's port; 0 for any free one. */
  readonly port: number;
  /** How the hub of that number, from 0, is started; its port is any free one. */
  readonly childOf: (index: number) => ChildOptions;
}

/** What a process needs to find the CouchDB. */
export const couchEnv = ({ url, user, password, prefix }: CouchAddress): Record<string, string> => ({
  COUCHDB_URL: url,
  COUCHDB_PREFIX: prefix,
  ...(user === undefined ? {} : { COUCHDB_USER: user }),
  ...(password === undefined ? {} : { COUCHDB_PASSWORD: password }),
});

export class HubGroup implements Process {
  readonly hubs: readonly Child[];
  readonly #options: HubGroupOptions;
  #front: Front | undefined;
  #isStopping = true;
  /** Restarts under way, by which a stop must not pass. */
  readonly #starting = new Set<Promise<void>>();
  /** How often a process ended by itself, or by a kill from outside. */
  restarts = 0;

  constructor(options: HubGroupOptions) {
    this.#options = options;
    this.hubs = Array.from({ length: options.count }, (_, index) => {
      const child = options.childOf(index);
      const redis = options.redis === undefined ? {} : { REDIS_URL: options.redis };
      return new Child({ ...child, env: { ...child.env, ...couchEnv(options.couch), ...redis, RINGFENCE_PORT: '0' } });
    });
  }

  get url(): string {
    return this.#front?.url ?? '';
  }

  get pid(): number | undefined {
    return this.hubs[0]?.pid;
  }

  get logFile(): string {
    return must(this.hubs[0], 'there is a hub').logFile;
  }

  get isRunning(): boolean {
    return this.hubs.some(({ isRunning }) => isRunning);
  }

  signal(name: Parameters<Child['signal']>[0]): void {
    for (const hub of this.hubs) hub.signal(name);
  }

  async ended(): Promise<number | NodeJS.Signals | null> {
    const ends = await Promise.all(this.hubs.map((hub) => hub.ended()));
    return ends[0] ?? null;
  }

  async start(): Promise<void> {
    this.#isStopping = false;
    await Promise.all(this.hubs.map((hub) => hub.start()));
    for (const hub of this.hubs) void this.#supervise(hub);
    const port = this.#front === undefined ? this.#options.port : Number(new URL(this.#front.url).port);
    this.#front = await Front.open(port, () => this.hubs.filter(({ isRunning }) => isRunning).map(({ url }) => url));
    await this.leader();
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await Promise.all(this.#starting);
    await Promise.all(this.hubs.map((hub) => hub.stop()));
    await this.#front?.close();
  }

  async kill(): Promise<void> {
    this.#isStopping = true;
    await Promise.all(this.hubs.map((hub) => hub.kill()));
    await this.#front?.close();
  }

  /** The process that leads and serves; waits until there is one, another than `notThis` is now or was when it died. */
  async leader(notThis?: Child): Promise<Child> {
    const former = notThis?.pid;
    for (const giveUpAt = Date.now() + LEADER_MS; Date.now() < giveUpAt; await sleep(50)) {
      const isFormer = (hub: Child): boolean => hub === notThis && hub.pid === former;
      const terms = await Promise.all(this.hubs.map(async (hub) => (isFormer(hub) ? 0 : termOf(hub))));
      const best = Math.max(...terms);
      if (best > 0) return must(this.hubs[terms.indexOf(best)], 'a hub leads');
    }
    throw new Error('no hub leads');
  }

  /** Resolves when every process is there: one leads, and the others are ready to follow it. */
  async whole(): Promise<void> {
    for (const giveUpAt = Date.now() + LEADER_MS; Date.now() < giveUpAt; await sleep(50)) {
      const ready = await Promise.all(this.hubs.map(async (hub) => hub.isRunning && isReady(hub.url)));
      if (!ready.includes(false)) return;
    }
    throw new Error('not every hub is ready');
  }

  async #supervise(hub: Child): Promise<void> {
    while (!this.#isStopping) {
      await hub.ended();
      if (this.#isStopping) return;
      this.restarts += 1;
      await sleep(RESTART_MS);
      if (this.#isStopping) return;
      const starting = hub.start().catch(() => {});
      this.#starting.add(starting);
      await starting;
      this.#starting.delete(starting);
    }
  }
}

/** The term under which that hub leads; 0 when it does not, or does not say so at once. */
async function termOf(hub: Child): Promise<number> {
  if (!hub.isRunning) return 0;
  try {
    const response = await fetch(`${hub.url}/leadership`, { signal: AbortSignal.timeout(500) });
    const { role, term } = (await response.json()) as { role: string; term: number };
    return role === 'leading' ? term : 0;
  } catch {
    return 0;
  }
}
