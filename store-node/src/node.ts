/**
 * One store node: a disk, a store folded from it, a link, and the one question
 * whether it may trade. Whoever finds out that the disk is not the right one
 * ends the session; the node then provisions itself anew and opens the next.
 */
import { randomUUID } from 'node:crypto';
import { storeAuthor } from '@ringfence/domain/basic/ids.ts';
import { Journal } from '@ringfence/log/journal.ts';
import type { Config } from './config.ts';
import { Home, sha256, type UnfitFact } from './identity/home.ts';
import { takeOutOfForks } from './identity/forks.ts';
import { loadOrCreateKeys, signWith, type StoreKeys, verifyWith } from './identity/keys.ts';
import { sealFor } from './identity/seal.ts';
import { provision, type Ready } from './identity/provision.ts';
import { LIMITS } from './limits.ts';
import { HubClient } from './link/hub-client.ts';
import { Link, type LinkStatus } from './link/link.ts';
import { backoff } from './link/loop.ts';
import { Tokens } from './link/token.ts';
import { bulkBetween } from './link/transfer.ts';
import { isLinkTrouble } from './link/trouble.ts';
import { Snapshots } from './snapshots.ts';
import { type ChangeListener, type Standing, Store, type StorePorts } from './store.ts';

export interface NodeOptions {
  readonly config: Omit<Config, 'keys' | 'logLevel'>;
  /** One line for the person who runs it. */
  readonly log: (entry: Readonly<Record<string, unknown>>) => void;
  /** The disk failed, or the program is wrong: the process must end. */
  readonly onFatal: (error: unknown) => void;
}

type Change = Parameters<ChangeListener>[0];
export type NodeEvent =
  | ({ readonly type: 'change' } & Change)
  | { readonly type: 'link'; readonly link: LinkStatus }
  | { readonly type: 'standing'; readonly standing: Standing };

interface Session {
  readonly store: Store;
  readonly link: Link;
  readonly ready: Ready;
  readonly timers: readonly NodeJS.Timeout[];
  readonly ended: PromiseWithResolvers<string | undefined>;
  /** What happened on disks that were set aside is being recorded again. */
  readonly takingOut: Promise<void>;
}

export class StoreNode {
  readonly id: string;
  readonly #options: NodeOptions;
  readonly #home: Home;
  readonly #client: HubClient;
  readonly #tokens: Tokens;
  readonly #snapshots: Snapshots;
  readonly #keys: StoreKeys;
  readonly #listeners = new Set<(event: NodeEvent) => void>();
  readonly #stop = new AbortController();
  #session: Session | undefined;
  #waiting = 'it is starting';
  #life: Promise<void> = Promise.resolve();
  #saved = '';
  #unfit: readonly UnfitFact[] = [];

  private constructor(options: NodeOptions, home: Home, keys: StoreKeys) {
    const { config } = options;
    this.#options = options;
    this.#home = home;
    this.#keys = keys;
    this.id = config.store;
    this.#tokens = new Tokens(config.store, keys, { incarnation: 1, now: Date.now });
    this.#client = new HubClient(config.hubUrl, this.#tokens);
    this.#snapshots = new Snapshots({ path: home.snapshotPath, log: options.log });
  }

  /**
   * Opens the disk and trades when it is whole. When the hub is needed first, the node is there and answers why it
   * does not trade. Rejects when it can never trade as it is set up, and when the disk cannot be used.
   */
  static async start(options: NodeOptions): Promise<StoreNode> {
    const { config, onFatal, log } = options;
    const home = new Home(config.data, config.store, {
      onFatal,
      onRejected: (street, { id, reason }) => log({ event: 'rejected', street, id, reason }),
    });
    const node = new StoreNode(options, home, await loadOrCreateKeys(home.keyPath));
    const first = Promise.withResolvers<void>();
    let isSettled = false;
    const settle = (): void => {
      isSettled = true;
      first.resolve();
    };
    node.#life = node.#live(settle).catch((error: unknown) => {
      if (isSettled) onFatal(error);
      else first.reject(error);
    });
    await first.promise;
    return node;
  }

  /** The store, once it has been folded from disk. */
  get store(): Store | undefined {
    return this.#session?.store;
  }

  get link(): Link | undefined {
    return this.#session?.link;
  }

  /** Documents that wait for the disk. */
  get backlog(): number {
    return this.#session?.ready.streets.up.backlog ?? 0;
  }

  /** When the whole past of every street had last been verified, in milliseconds since 1970; undefined before that. */
  get verifiedAt(): number | undefined {
    const { up, down, catalog } = this.#session?.ready.streets ?? {};
    const ends = [up, down, catalog].map((street) => street?.scrubbed.endedAt);
    return ends.includes(undefined) ? undefined : Math.min(...(ends as number[]));
  }

  /** What happened on disks that were set aside, fits nowhere, and waits for a person. */
  get unfit(): readonly UnfitFact[] {
    return this.#unfit;
  }

  get isCut(): boolean {
    return this.#client.isCut;
  }

  get standing(): Standing {
    return this.#session?.store.standing ?? { trading: false, reason: this.#waiting };
  }

  /** Cuts the line to the hub, or restores it; forgotten at the next start. */
  cut(isCut: boolean): void {
    if (this.#session) this.#session.link.cut(isCut);
    else this.#client.cut(isCut);
  }

  follow(listener: (event: NodeEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes no more commands, waits for those under way, and lets go of the disk. */
  async stop(): Promise<void> {
    this.#stop.abort();
    if (this.#session) this.#session.ended.resolve(undefined);
    else this.#client.cut(true);
    await this.#life;
  }

  /** One session after the other. `onSettled` runs when it trades, or knows what it waits for. */
  async #live(onSettled: () => void): Promise<void> {
    let amnesia: string | undefined;
    while (!this.#stop.signal.aborted) {
      const ready = await this.#provision(amnesia, onSettled);
      if (!ready) return;
      const session = await this.#open(ready);
      onSettled();
      amnesia = await session.ended.promise;
      await this.#close(session);
      if (amnesia !== undefined) this.#options.log({ event: 'not-trading', reason: amnesia });
    }
  }

  /** Tries until the disk is ready; nothing when the node is stopped meanwhile. */
  async #provision(amnesia: string | undefined, onSettled: () => void): Promise<Ready | undefined> {
    const { enrolCode } = this.#options.config;
    for (let failures = 1; !this.#stop.signal.aborted; failures += 1) {
      try {
        return await provision(
          {
            home: this.#home,
            client: this.#client,
            tokens: this.#tokens,
            keys: this.#keys,
            ...(enrolCode === undefined ? {} : { enrolCode }),
            onWait: (reason) => this.#wait(reason),
          },
          amnesia,
        );
      } catch (error) {
        if (!isLinkTrouble(error)) throw error;
        this.#options.log({ event: 'waiting', reason: this.#waiting, trouble: (error as Error).message });
        onSettled();
        await this.#pause(backoff(failures, Math.random));
      }
    }
    return undefined;
  }

  async #open(ready: Ready): Promise<Session> {
    const { onFatal, log } = this.#options;
    const { streets, incarnation, hub } = ready;
    const journal = new Journal(streets.up, {
      author: storeAuthor(this.id, incarnation),
      sha256,
      now: Date.now,
      sign: signWith(this.#keys.privateKey),
      onFatal,
    });
    const ports: StorePorts = {
      store: this.id,
      journal,
      down: streets.down,
      catalog: streets.catalog,
      now: Date.now,
      sha256,
      verifyPass: verifyWith(hub.hubKey),
      seal: sealFor,
      later: (ms, task) => setTimeout(task, ms).unref(),
      hub: { ask: (question) => link.ask(question) },
    };
    const store = await Store.open(ports, await this.#snapshots.read());
    this.#snapshots.opened(store);
    const ended = Promise.withResolvers<string | undefined>();
    const link: Link = new Link({
      client: this.#client,
      store,
      streets,
      bulk: bulkBetween(this.#client, streets),
      now: Date.now,
      random: Math.random,
      newId: () => randomUUID().replaceAll('-', ''),
      confirmed: Math.min(hub.confirmed, streets.up.head().n),
      onAmnesia: (why) => {
        store.halt(why);
        ended.resolve(why);
      },
      onBug: onFatal,
    });
    store.follow((change) => this.#tell({ type: 'change', ...change }));
    link.follow((status) => this.#tell({ type: 'link', link: status }));
    const timers = [
      setInterval(() => store.reviewOrders(), LIMITS.reviewOrdersMs).unref(),
      setInterval(() => void this.#keepIdentity().catch(onFatal), LIMITS.identityMs).unref(),
      setInterval(() => this.#snapshots.look(store, streets.up.backlog), LIMITS.snapshots.lookMs).unref(),
    ];
    const takingOut = this.#takeOut(store, ended.promise).catch(onFatal);
    this.#session = { store, link, ready, timers, ended, takingOut };
    link.start();
    const { up, down, catalog } = streets;
    log({
      event: 'trading',
      incarnation,
      up: up.head().n,
      down: down.head().n,
      catalog: catalog.head().n,
      folded: store.documents - store.resumedWith,
    });
    this.#tell({ type: 'standing', standing: store.standing });
    return this.#session;
  }

  async #close(session: Session): Promise<void> {
    const { store, link, ready, timers, takingOut } = session;
    for (const timer of timers) clearInterval(timer);
    store.close();
    await takingOut;
    await link.stop();
    await this.#snapshots.close(store);
    await ready.streets.up.close();
    await ready.streets.down.close();
    await ready.streets.catalog.close();
    if (this.#stop.signal.aborted) await this.#keepIdentity();
    await this.#home.settled();
    this.#wait('it is stopping');
    this.#session = undefined;
  }

  /** Once the store trades, what happened on disks that were set aside is recorded again. */
  async #takeOut(store: Store, ended: Promise<unknown>): Promise<void> {
    this.#unfit = await this.#home.unfitFacts();
    let isOver = false;
    void ended.then(() => (isOver = true));
    while (!store.standing.trading) {
      if (isOver) return;
      await this.#pause(LIMITS.takeOutAfterMs);
    }
    for (const { disk, recorded, unfit } of await takeOutOfForks(this.#home, store))
      this.#options.log({ event: 'recorded-again', disk, recorded, unfit });
    this.#unfit = await this.#home.unfitFacts();
  }

  /** Lets the identity file follow the log; never ahead of what is on disk. */
  async #keepIdentity(): Promise<void> {
    const session = this.#session;
    if (!session || (!session.store.standing.trading && !this.#stop.signal.aborted)) return;
    const { incarnation, hub, streets } = session.ready;
    const { confirmed } = session.link;
    const cursor = streets.up.head();
    const now = `${incarnation} ${cursor.n} ${confirmed}`;
    if (now === this.#saved) return;
    this.#saved = now;
    // Both are in the queue before anything else runs: who stops waits for both.
    await Promise.all([this.#home.saveIdentity(incarnation, cursor), this.#home.saveHub({ ...hub, confirmed })]);
  }

  #wait(reason: string): void {
    this.#waiting = reason;
    this.#tell({ type: 'standing', standing: { trading: false, reason } });
  }

  #tell(event: NodeEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const { signal } = this.#stop;
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done);
    });
  }
}
