/**
 * Group commit: one writer, and everybody who waits goes into the next write.
 * An fsync costs the same for one document and for five hundred, so callers
 * share one write and one promise. What it keeps true:
 * - entries are written in the order they were added, an entry whole or not;
 * - at most one write is under way;
 * - after a failure nothing is written any more and everybody is told.
 *
 *   idle ──add──▶ gathering ──defer──▶ writing ──done──▶ idle | gathering
 *                                         └──error──▶ failed (for good)
 */
import { StorageFailure } from './port.ts';

/** Enough to make the fsync negligible, few enough to keep the wait of one group under some tens of milliseconds. */
const DOCUMENTS_PER_GROUP = 500;

export interface GroupWriter<Entry> {
  /** Writes one group and calls `done` exactly once: without argument when it is on disk, else with the error. */
  write(entries: readonly Entry[], done: (error?: unknown) => void): void;
  /** Hears of a durable group before its callers do. */
  settled(entries: readonly Entry[]): void;
  /** Runs the start of a write a little later, so that everyone who is ready now gets on board. */
  defer(start: () => void): void;
  /** Told once, when the storage failed. */
  onFatal(failure: StorageFailure): void;
}

interface Group<Entry> {
  readonly entries: Entry[];
  documents: number;
  readonly outcome: PromiseWithResolvers<void>;
}

export class GroupCommit<Entry> {
  readonly #writer: GroupWriter<Entry>;
  /** Groups not yet handed to the writer; the last one still takes entries. */
  readonly #waiting: Group<Entry>[] = [];
  #busy = false;
  #failure: StorageFailure | undefined;
  #idle: PromiseWithResolvers<void> | undefined;
  #backlog = 0;

  constructor(writer: GroupWriter<Entry>) {
    this.#writer = writer;
  }

  /** Documents that were added and are not on disk yet. Nobody is turned away here: whoever lets work in looks at it. */
  get backlog(): number {
    return this.#backlog;
  }

  /** Queues an entry that counts as `documents` documents; the promise is shared by its group. */
  add(entry: Entry, documents: number): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    let group = this.#waiting.at(-1);
    if (group === undefined || group.documents + documents > DOCUMENTS_PER_GROUP) {
      group = { entries: [], documents: 0, outcome: Promise.withResolvers() };
      this.#waiting.push(group);
    }
    group.entries.push(entry);
    group.documents += documents;
    this.#backlog += documents;
    if (!this.#busy) {
      this.#busy = true;
      this.#writer.defer(this.#start);
    }
    return group.outcome.promise;
  }

  /** Resolves when nothing waits and nothing is being written; at once after a failure. */
  drained(): Promise<void> {
    if (!this.#busy || this.#failure !== undefined) return Promise.resolve();
    this.#idle ??= Promise.withResolvers();
    return this.#idle.promise;
  }

  readonly #start = (): void => {
    const group = this.#waiting.shift();
    if (group === undefined) {
      this.#busy = false;
      this.#idle?.resolve();
      this.#idle = undefined;
      return;
    }
    this.#writer.write(group.entries, (error) => {
      if (error !== undefined) {
        this.#fail(group, error);
        return;
      }
      this.#backlog -= group.documents;
      this.#writer.settled(group.entries);
      group.outcome.resolve();
      if (this.#waiting.length > 0) this.#writer.defer(this.#start);
      else this.#start();
    });
  };

  #fail(group: Group<Entry>, error: unknown): void {
    const failure =
      error instanceof StorageFailure ? error : new StorageFailure('the documents were not stored', { cause: error });
    this.#failure = failure;
    this.#writer.onFatal(failure);
    for (const refused of [group, ...this.#waiting.splice(0)]) refused.outcome.reject(failure);
    this.#idle?.resolve();
  }
}
