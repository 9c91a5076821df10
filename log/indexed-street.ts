/**
 * One street with its index in memory: which id stands where, how far it is
 * appended and how far durable. Every adapter reads and notifies through it, so
 * order and chain are judged in one place.
 *
 *   offered ──extend──▶ appended ──settle──▶ durable (readable, followed)
 */
import { assert, must } from '@ringfence/domain/basic/assert.ts';
import type { Sha256 } from '@ringfence/domain/basic/canonical.ts';
import type { DocId, Street } from '@ringfence/domain/basic/ids.ts';
import { advance, startOfStreet, type Cursor, type Envelope } from '@ringfence/domain/documents/envelope.ts';
import { breakOfChain, documentHash } from './chain.ts';
import { DamagedLog, type Listener, type StreetReader } from './port.ts';

/** At least so many of the last documents stay in memory, and at most twice as many. */
const AT_HAND = 128;

/** Reads the stored documents of these ids, in this order. */
export type Load = (ids: readonly DocId[]) => Promise<Envelope[]>;

export class IndexedStreet implements StreetReader {
  readonly street: Street;
  readonly #sha256: Sha256;
  readonly #load: Load;
  /** The id at position n stands at n - 1. */
  readonly #ids: DocId[] = [];
  readonly #positions = new Map<DocId, number>();
  readonly #listeners = new Set<Listener>();
  /** The last durable documents. Who follows the street asks for them right after, and every read from disk costs. */
  #latest: Envelope[] = [];
  #appended: Cursor = startOfStreet;
  #durable: Cursor = startOfStreet;

  constructor(street: Street, sha256: Sha256, load: Load) {
    this.street = street;
    this.#sha256 = sha256;
    this.#load = load;
  }

  head(): Cursor {
    return this.#durable;
  }

  /** The last appended position, durable or not. */
  tail(): Cursor {
    return this.#appended;
  }

  positionOf(id: DocId): number | undefined {
    return this.#positions.get(id);
  }

  idAt(n: number): DocId | undefined {
    return this.#ids[n - 1];
  }

  async read(afterN: number, limit: number): Promise<Envelope[]> {
    const end = Math.min(afterN + limit, this.#durable.n);
    if (afterN >= end) return [];
    const before = this.#beforeLatest;
    const latest = this.#latest.slice(Math.max(0, afterN - before), Math.max(0, end - before));
    if (end - afterN === latest.length) return latest;
    const documents = await this.#load(this.#ids.slice(afterN, end - latest.length));
    documents.forEach((document, index) => this.#expect(document, afterN + index + 1));
    return [...documents, ...latest];
  }

  async get(id: DocId): Promise<Envelope | undefined> {
    const n = this.#positions.get(id);
    if (n === undefined || n > this.#durable.n) return undefined;
    const latest = this.#latest[n - this.#beforeLatest - 1];
    if (latest !== undefined) return latest;
    const document = must((await this.#load([id]))[0], 'an indexed document is loaded');
    this.#expect(document, n);
    return document;
  }

  follow(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Why the document cannot be the next one; undefined when it can. */
  refusal(document: Envelope): string | undefined {
    const taken = this.#positions.get(document._id);
    if (taken !== undefined) return `${document._id} already stands at position ${taken}`;
    return breakOfChain(this.#appended, document);
  }

  /** Takes the next document into the index; `refusal` must have been asked. */
  extend(document: Envelope): void {
    this.#ids.push(document._id);
    this.#positions.set(document._id, document.n);
    this.#appended = advance(document, documentHash(document, this.#sha256));
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

  /** After opening: everything that was found on disk is durable. */
  settleAll(): void {
    this.#durable = this.#appended;
  }

  /** The last durable position that is not at hand. */
  get #beforeLatest(): number {
    return this.#durable.n - this.#latest.length;
  }

  #expect(document: Envelope, n: number): void {
    if (document.n === n && document._id === this.#ids[n - 1]) return;
    throw new DamagedLog(this.street, `position ${n} no longer holds what it held at the start`);
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
