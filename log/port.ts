/**
 * The log port: durable, append-only streets. What every adapter keeps true:
 * - A street is one chain: `n` counts 1, 2, 3… and `prev` is the hash of the
 *   document before. Nothing is ever changed or removed.
 * - A promise to append resolves after fsync, never before; listeners hear of
 *   a document after it is durable and before that promise resolves.
 * - Streets are independent: a document can be durable while one that was
 *   appended earlier to another street is not. Who needs an order waits for it.
 * - After the first storage failure nothing is accepted any more: the process
 *   must exit and start again from disk (crash-only).
 */
import type { DocId, Street } from '@ringfence/domain/basic/ids.ts';
import type { Cursor, Envelope } from '@ringfence/domain/documents/envelope.ts';

/** Called with documents that have just become durable, in the order of the street. It must not throw. */
export type Listener = (documents: readonly Envelope[]) => void;

export interface StreetReader {
  readonly street: Street;
  /** The last durable position with its hash, time and author. */
  head(): Cursor;
  /**
   * Up to `limit` durable documents after position `afterN`, in order, without storage fields. This and `get` reject
   * with `DamagedLog` or `StorageFailure` when the disk does not give back what was written; the process must exit.
   */
  read(afterN: number, limit: number): Promise<Envelope[]>;
  /** The durable document of that id, if there is one. */
  get(id: DocId): Promise<Envelope | undefined>;
  /** Where the document stands; also when it is appended but not durable yet. */
  positionOf(id: DocId): number | undefined;
  /** Hears every document that becomes durable from now on; returns how to stop. */
  follow(listener: Listener): () => void;
}

export interface StreetLog extends StreetReader {
  /**
   * Adds documents that continue exactly the last appended one; throws at once (a bug) when they do not.
   * Resolves when they are on disk. Rejects with `StorageFailure`, after which the process must exit.
   */
  append(documents: readonly Envelope[]): Promise<void>;
}

export interface Log {
  /** The street of that name, empty when nothing was written to it yet. */
  open(street: Street): Promise<StreetLog>;
  /** Every street that holds a document, in alphabetical order. */
  streets(): Promise<Street[]>;
  /** Waits for what was appended, then lets go of the disk. */
  close(): Promise<void>;
}

export interface KeyValue {
  readonly key: string;
  readonly value: unknown;
}

/** Durable values that are no facts of a street: the last one put under a key wins. */
export interface KeyValues {
  /** Creates or replaces; resolves when it is on disk. */
  put(key: string, value: unknown): Promise<void>;
  /** The durable value under that key; undefined when there is none. */
  get(key: string): Promise<unknown>;
  /** Every durable pair whose key starts with `prefix`, ordered by key. */
  list(prefix: string): Promise<KeyValue[]>;
}

/** The disk did not do what was asked. Whether the documents in flight are stored is unknown until the next start. */
export class StorageFailure extends Error {
  override readonly name = 'StorageFailure';
}

/** What is stored is not what was written. The log is not served; the process has to be provisioned again. */
export class DamagedLog extends Error {
  override readonly name = 'DamagedLog';
  /** The directory or street that is damaged. */
  readonly where: string;

  constructor(where: string, what: string, options?: ErrorOptions) {
    super(`${where}: ${what}`, options);
    this.where = where;
  }
}
