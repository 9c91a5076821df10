/**
 * One street in memory: which id stands where, how far it is appended and how
 * far durable. Every adapter reads and notifies through it, so order and chain
 * are judged in one place.
 *
 *   offered ──extend──▶ appended ──settle──▶ durable (readable, followed)
 */
import { assert } from '@ringfence/domain/basic/assert.ts';
import type { Sha256 } from '@ringfence/domain/basic/canonical.ts';
import type { DocId, Street } from '@ringfence/domain/basic/ids.ts';
import { advance, startOfStreet, type Cursor, type Envelope } from '@ringfence/domain/documents/envelope.ts';
import { breakOfChain, documentHash } from './chain.ts';
import { DamagedLog, type Listener, type StreetReader } from './port.ts';
import type { Positions } from './positions.ts';

/** At least so many of the last documents stay in memory, and at most twice as many. */
const AT_HAND = 128;

/** Reads the stored documents from position `from` to position `to`, both included, in order. */
export type Load = (from: number, to: number) => Promise<Envelope[]>;

export interface StreetParts {
  readonly street: Street;
  readonly sha256: Sha256;
  readonly load: Load;
  readonly positions: Positions;
}

export class IndexedStreet implements StreetReader {
  readonly street: Street;
  readonly #sha256: Sha256;
  readonly #load: Load;
  readonly #positions: Positions;
  readonly #listeners = new Set<Listener>();
  /** The last durable documents. Who follows the street asks for them right after, and every read from disk costs. */
  #latest: Envelope[] = [];
  #appended: Cursor = startOfStreet;
  #durable: Cursor = startOfStreet;

  constructor({ street, sha256, load, positions }: StreetParts) {
    this.street = street;
    this.#sha256 = sha256;
    this.#load = load;
    this.#positions = positions;
  }

  head(): Cursor {
    return this.#durable;
  }

  /** The last appended position, durable or not. */
  tail(): Cursor {
    return this.#appended;
  }

  positionOf(id: DocId): number | undefined {
    return this.#positions.positionOf(id);
  }

  async read(afterN: number, limit: number): Promise<Envelope[]> {
    const end = Math.min(afterN + limit, this.#durable.n);
    if (afterN >= end) return [];
    const before = this.#beforeLatest;
    const latest = this.#latest.slice(Math.max(0, afterN - before), Math.max(0, end - before));
    if (end - afterN === latest.length) return latest;
    return [...(await this.#stored(afterN + 1, end - latest.length)), ...latest];
  }

  async get(id: DocId): Promise<Envelope | undefined> {
    const n = this.#positions.positionOf(id);
    if (n === undefined || n > this.#durable.n) return undefined;
    const document = this.#latest[n - this.#beforeLatest - 1] ?? (await this.#stored(n, n))[0];
    if (document?._id !== id) throw this.#damage(n);
    return document;
  }

  follow(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Why the document cannot be the next one; undefined when it can. */
  refusal(document: Envelope): string | undefined {
    const taken = this.#positions.positionOf(document._id);
    if (taken !== undefined) return `${document._id} already stands at position ${taken}`;
    return breakOfChain(this.#appended, document);
  }

  /** Takes the next document into the index; `refusal` must have been asked. */
  extend(document: Envelope): void {
    const hash = documentHash(document, this.#sha256);
    this.#positions.add(document, hash);
    this.#appended = advance(document, hash);
  }

  /** The next appended documents are on disk: moves the head and tells the listeners. */
  settle(documents: readonly Envelope[]): void {
    const last = documents.at(-1);
    if (last === undefined) return;
    assert(last.n === this.#durable.n + documents.length, 'documents become durable in order');
    this.#durable = last.n === this.#appended.n ? this.#appended : advance(last, documentHash(last, this.#sha256));
    this.#latest.push(...documents.slice(-2 * AT_HAND));
    if (this.#latest.length > 2 * AT_HAND) this.#latest = this.#latest.slice(-AT_HAND);
    for (const listener of this.#listeners) tell(listener, documents);
  }

  /** Goes on after a past that `positions` knows already. */
  resume(cursor: Cursor): void {
    this.#appended = cursor;
    this.#durable = cursor;
  }

  /** After opening: everything that was found on disk is durable. */
  settleAll(): void {
    this.#durable = this.#appended;
  }

  /** The last durable position that is not at hand. */
  get #beforeLatest(): number {
    return this.#durable.n - this.#latest.length;
  }

  async #stored(from: number, to: number): Promise<Envelope[]> {
    const documents = await this.#load(from, to);
    documents.forEach(({ n }, index) => {
      if (n !== from + index) throw this.#damage(from + index);
    });
    if (documents.length <= to - from) throw this.#damage(from + documents.length);
    return documents;
  }

  #damage(n: number): DamagedLog {
    return new DamagedLog(this.street, `position ${n} no longer holds what was written there`);
  }
}

/** A listener that throws is a bug of its own; it stops the process and not the other listeners. */
function tell(listener: Listener, documents: readonly Envelope[]): void {
  try {
    listener(documents);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
