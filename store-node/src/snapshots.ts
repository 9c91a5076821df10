/**
 * The snapshot of a store node on its disk: read at the start, and taken anew
 * when many documents came since. It is a cache; whatever goes wrong with it is
 * said once and costs a longer start, never a document.
 */
import type { Frozen } from '@ringfence/domain/basic/frozen.ts';
import { rulesOf } from '@ringfence/log/rules.ts';
import { NO_SNAPSHOT, readSnapshot, writeSnapshot } from '@ringfence/log/snapshot-file.ts';
import { LIMITS } from './limits.ts';
import type { Store } from './store.ts';

/** What is folded here besides the domain: the views, and how all of it is put together. */
const OWN_SOURCES = ['limits.ts', 'memory.ts', 'store.ts', 'views/'];

export interface SnapshotsOptions {
  readonly path: string;
  readonly log: (entry: Readonly<Record<string, unknown>>) => void;
}

export class Snapshots {
  readonly #options: SnapshotsOptions;
  readonly #rules = rulesOf(OWN_SOURCES.map((name) => new URL(name, import.meta.url)));
  /** How many documents the one on disk holds. */
  #kept = 0;
  /** How many there were when one was taken last, whether it could be kept or not. */
  #taken = 0;
  /** One was read that could be gone on from. */
  #isRead = false;
  /** The last start had much to fold. */
  #isWanted = false;
  #stop = new AbortController();
  #writing: Promise<void> = Promise.resolve();
  #isWriting = false;

  constructor(options: SnapshotsOptions) {
    this.#options = options;
  }

  /** The snapshot on disk, if there is one of these rules and without damage. */
  async read(): Promise<Frozen | undefined> {
    const read = await readSnapshot(this.#options.path, this.#rules);
    this.#isRead = 'frozen' in read;
    if ('frozen' in read) return read.frozen;
    if (read.refused !== NO_SNAPSHOT) this.#options.log({ event: 'no-snapshot', reason: read.refused });
    return undefined;
  }

  /** A store has been opened; from now on its documents are compared with what the snapshot holds. */
  opened(store: Store): void {
    if (this.#isRead && store.resumedWith === 0)
      this.#options.log({ event: 'no-snapshot', reason: 'the streets do not hold what it was folded from' });
    this.#kept = store.resumedWith;
    this.#taken = store.resumedWith;
    this.#isWanted = store.documents - store.resumedWith >= LIMITS.snapshots.tailAtStart;
    this.#stop = new AbortController();
  }

  /** Called now and then: takes a snapshot when it is time to, when nobody waits for an answer if that can be had. */
  look(store: Store, backlog: number): void {
    const { tail: longest, restMs } = LIMITS.snapshots;
    const tail = store.documents - this.#taken;
    const isQuiet = backlog === 0 && store.underWay.size === 0;
    if (this.#isWriting || (tail < longest && !this.#isWanted)) return;
    if (!isQuiet && tail < 2 * longest) return;
    this.#isWanted = false;
    this.#writing = this.#take(store, { restMs, signal: this.#stop.signal });
  }

  /** At a clean stop, before the streets are closed: what came since is not to be folded at every start to come. */
  async close(store: Store): Promise<void> {
    this.#stop.abort(new Error('the node is stopping'));
    await this.#writing;
    const { tailAtStop, stopMs } = LIMITS.snapshots;
    if (store.documents - this.#kept < tailAtStop) return;
    await this.#take(store, { signal: AbortSignal.timeout(stopMs) });
  }

  async #take(store: Store, how: { readonly restMs?: number; readonly signal: AbortSignal }): Promise<void> {
    const { path, log } = this.#options;
    const { frozen, documents, durable } = store.snapshot();
    this.#isWriting = true;
    // Where there is no room now there will be none in a moment, and trying costs what it costs to take one.
    this.#taken = documents;
    try {
      await writeSnapshot(path, frozen, { rules: this.#rules, durable, ...how });
      this.#kept = documents;
      log({ event: 'snapshot', documents });
    } catch (error) {
      log({ event: 'no-snapshot', reason: error instanceof Error ? error.message : String(error) });
    } finally {
      this.#isWriting = false;
    }
  }
}
