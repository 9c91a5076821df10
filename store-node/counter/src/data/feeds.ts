/**
 * The cache follows the store by RxDB's generic replication. A checkpoint is
 * opaque text of the store's own: everything up to it has been seen. A feed is
 * read from its checkpoint to its end whenever something of its kind changed,
 * so a lost event costs time and never a document.
 */
import { replicateRxCollection, type RxReplicationState } from 'rxdb/plugins/replication';
import { BehaviorSubject, Subject } from 'rxjs';
import { LIMITS } from '../limits.ts';
import type { CacheName, Databases } from './databases.ts';
import type { EventStream, StreamEvent } from './event-stream.ts';
import type { Kept } from './kept.ts';
import type { NodeApi } from './node-api.ts';
import { Unreachable } from './node-api.ts';

interface Page {
  readonly documents: readonly Record<string, unknown>[];
  readonly checkpoint: string;
  /** There is more after this page. */
  readonly more: boolean;
  /** How many documents the feed holds in all. */
  readonly total: number;
}

export interface FeedProgress {
  /** Documents read since this page was opened, and how many there are; 0 while unknown. */
  readonly received: number;
  readonly total: number;
  /** Read to the end at least once, now or on an earlier day. */
  readonly complete: boolean;
}

interface Checkpoint {
  readonly at: string;
}

/** In the order in which a counter needs them. */
const FEEDS: readonly {
  readonly name: CacheName;
  readonly key: string;
  readonly events: readonly StreamEvent['type'][];
}[] = [
  { name: 'stores', key: 'store', events: ['catalog'] },
  { name: 'staff', key: 'staff', events: ['catalog'] },
  { name: 'orders', key: 'order', events: ['order'] },
  { name: 'settings', key: 'key', events: ['catalog'] },
  { name: 'products', key: 'sku', events: ['catalog'] },
  { name: 'codes', key: 'code', events: ['catalog'] },
  { name: 'stock', key: 'sku', events: ['stock', 'order'] },
];

/** Writing what changed takes the page's time; a scan goes first. */
const whenIdle = (run: () => void): void => {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(run, { timeout: LIMITS.idleWithinMs });
  else run();
};

const START: FeedProgress = { received: 0, total: 0, complete: false };
const completeKey = (name: string): string => `complete-${name}`;

export class Feeds {
  readonly progress$ = new BehaviorSubject<Readonly<Record<CacheName, FeedProgress>>>(
    Object.fromEntries(FEEDS.map(({ name }) => [name, START])) as Record<CacheName, FeedProgress>,
  );
  readonly #databases: Databases;
  readonly #api: NodeApi;
  readonly #states: RxReplicationState<unknown, Checkpoint>[] = [];
  #unsubscribe: (() => void) | undefined;

  constructor(databases: Databases, api: NodeApi) {
    this.#databases = databases;
    this.#api = api;
  }

  /** Remembers by `kept` which feeds were complete on earlier days, then follows. One tab of a browser does the reading. */
  start(stream: EventStream, options: { kept: Kept; waitForLeadership: boolean }): void {
    for (const { name } of FEEDS) if (options.kept.has(completeKey(name))) this.#note(name, { complete: true });
    this.#unsubscribe = this.#followNotes();
    for (const feed of FEEDS) this.#states.push(this.#replicate(feed, stream, options.waitForLeadership));
  }

  async close(): Promise<void> {
    this.#unsubscribe?.();
    await Promise.all(this.#states.map((state) => state.cancel()));
  }

  /** Another tab reads: what it completes is complete here too. */
  #followNotes(): () => void {
    const subscription = this.#databases.own.notes.$.subscribe((event) => {
      const feed = FEEDS.find(({ name }) => completeKey(name) === event.documentId);
      if (feed) this.#note(feed.name, { complete: true });
    });
    return () => subscription.unsubscribe();
  }

  #replicate(
    { name, key, events }: (typeof FEEDS)[number],
    stream: EventStream,
    waitForLeadership: boolean,
  ): RxReplicationState<unknown, Checkpoint> {
    const changes$ = new Subject<'RESYNC'>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const subscription = stream.events$.subscribe((event) => {
      if (event.type !== 'resync' && !events.includes(event.type)) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        whenIdle(() => changes$.next('RESYNC'));
      }, LIMITS.gatherMs);
    });
    const state = replicateRxCollection<unknown, Checkpoint>({
      replicationIdentifier: `feed-${name}`,
      collection: this.#databases.cache[name] as never,
      live: true,
      retryTime: LIMITS.feedRetryMs,
      waitForLeadership,
      pull: {
        batchSize: LIMITS.feedBatch,
        stream$: changes$.asObservable(),
        handler: (checkpoint, batchSize) => this.#pull(name, key, { at: checkpoint?.at ?? '', batchSize }),
      },
    });
    state.canceled$.subscribe((isCanceled) => {
      if (!isCanceled) return;
      clearTimeout(timer);
      subscription.unsubscribe();
    });
    return state;
  }

  /** Pages until a batch is full or the feed ends: fewer documents than a batch mean the end to the replication. */
  async #pull(name: CacheName, key: string, { at, batchSize }: { at: string; batchSize: number }) {
    const latest = new Map<unknown, Record<string, unknown>>();
    let checkpoint = at;
    for (;;) {
      const page = await this.#api.get<Page>(
        `feed/${name}?after=${encodeURIComponent(checkpoint)}&limit=${LIMITS.feedPage}`,
      );
      if (!page) throw new Unreachable(`there is no feed ${name}`);
      for (const document of page.documents) latest.set(document[key], { ...document, _deleted: false });
      checkpoint = page.checkpoint;
      const { received } = this.progress$.value[name];
      this.#note(name, { received: received + page.documents.length, total: page.total });
      if (!page.more) await this.#completed(name);
      if (latest.size >= batchSize || !page.more) break;
    }
    return { documents: [...latest.values()] as never[], checkpoint: { at: checkpoint } };
  }

  async #completed(name: CacheName): Promise<void> {
    if (this.progress$.value[name].complete) return;
    this.#note(name, { complete: true });
    await this.#databases.own.notes.upsert({ key: completeKey(name), value: true });
  }

  #note(name: CacheName, change: Partial<FeedProgress>): void {
    const all = this.progress$.value;
    this.progress$.next({ ...all, [name]: { ...all[name], ...change } });
  }
}
