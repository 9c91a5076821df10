/**
 * The pen of one author on one street. What it keeps true:
 * - a fact gets its position and its place in the chain the moment it is
 *   written, against the last one written, durable or not;
 * - one id is written once: whoever writes it again is given the first outcome;
 * - nobody hears that a fact is durable before it is on disk.
 */
import { assert } from '@ringfence/domain/basic/assert.ts';
import type { Sha256 } from '@ringfence/domain/basic/canonical.ts';
import type { Author, DocId, Hash } from '@ringfence/domain/basic/ids.ts';
import { advance, hashOf, seal, type Cursor, type Envelope } from '@ringfence/domain/documents/envelope.ts';
import { rememberHash } from './chain.ts';
import type { StorageFailure, StreetLog } from './port.ts';

/** Written documents kept at hand, so that a repeated command is answered without reading the disk. */
const RECENT = 1024;

export interface Fact<Kind extends string = string, Body = unknown> {
  readonly id: DocId;
  readonly kind: Kind;
  /** Version of the body's shape. */
  readonly v: number;
  readonly body: Body;
  /** Hash of the command that asked for it. */
  readonly request?: Hash;
}

export interface Written<Kind extends string = string, Body = unknown> {
  readonly document: Envelope<Kind, Body>;
  /** Resolves when the document is on disk; rejects with `StorageFailure`: then it is unknown. */
  readonly durable: Promise<void>;
}

export interface JournalOptions {
  author: Author;
  sha256: Sha256;
  /** Milliseconds since 1970; a clock that goes back is held. */
  now: () => number;
  /** Signs a document's hash; the result travels as `sig`. */
  sign?: (hash: Hash) => string;
  /** Told once when the storage failed; the process must then exit. */
  onFatal: (failure: StorageFailure) => void;
}

export class Journal {
  readonly log: StreetLog;
  readonly author: Author;
  readonly #options: JournalOptions;
  readonly #recent = new Map<DocId, Written>();
  #writing: Cursor;
  /** The promise of the latest group, which many documents share. */
  #group: Promise<void> | undefined;
  #failed = false;

  constructor(log: StreetLog, options: JournalOptions) {
    this.log = log;
    this.author = options.author;
    this.#options = options;
    this.#writing = log.head();
  }

  /** Up to where facts are written, durable or not: what the next one follows. */
  get writing(): Cursor {
    return this.#writing;
  }

  /** Up to where facts are on disk. */
  get durable(): Cursor {
    return this.log.head();
  }

  /**
   * Writes the fact and queues it for the disk at once. An id written before gives the first outcome, whatever its
   * body; one that is no longer at hand is a bug, because `find` had to be asked first.
   */
  write<Kind extends string, Body>(fact: Fact<Kind, Body>): Written<Kind, Body> {
    const before = this.#recent.get(fact.id);
    if (before !== undefined) return before as Written<Kind, Body>;
    const position = this.log.positionOf(fact.id);
    assert(position === undefined, () => `${fact.id} already stands at position ${position}`);

    const { sha256, sign, now, author } = this.#options;
    const bare = seal(fact, this.#writing, author, now());
    const hash = hashOf(bare, sha256);
    const document = sign === undefined ? bare : { ...bare, sig: sign(hash) };
    rememberHash(document, hash);
    const durable = this.log.append([document]);
    this.#writing = advance(document, hash);
    this.#watch(durable);

    const written = { document, durable };
    this.#recent.set(fact.id, written);
    this.#forgetOld();
    return written;
  }

  /** What became of an id: in flight, durable, or never written. */
  async find(id: DocId): Promise<Written | undefined> {
    const recent = this.#recent.get(id);
    if (recent !== undefined) return recent;
    const document = await this.log.get(id);
    return document === undefined ? undefined : { document, durable: Promise.resolve() };
  }

  #watch(durable: Promise<void>): void {
    if (durable === this.#group) return;
    this.#group = durable;
    durable.catch((failure: StorageFailure) => {
      if (this.#failed) return;
      this.#failed = true;
      this.#options.onFatal(failure);
    });
  }

  /** Forgets the older half of what is durable, now and then: one by one costs more. */
  #forgetOld(): void {
    if (this.#recent.size <= 2 * RECENT) return;
    const durable = this.log.head().n;
    for (const [id, { document }] of this.#recent) {
      if (this.#recent.size <= RECENT || document.n > durable) return;
      this.#recent.delete(id);
    }
  }
}
