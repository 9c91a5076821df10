/**
 * A street as a replicator sees it: positions are sequence numbers, and a
 * document's revision follows from its content. Documents are kept at hand for
 * a while, because a replicator asks for the list of changes first and for the
 * same documents right after. A node of ours asks for both at once.
 */
import type { Sha256 } from '@ringfence/domain/basic/canonical.ts';
import type { DocId } from '@ringfence/domain/basic/ids.ts';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import { revisionOf } from '@ringfence/log/chain.ts';
import type { StreetReader } from '@ringfence/log/port.ts';
import { LIMITS } from '../limits.ts';

export interface Change {
  readonly seq: number;
  readonly id: DocId;
  readonly changes: readonly [{ readonly rev: string }];
  /** Where it was asked for. */
  readonly doc?: Envelope & { readonly _rev: string };
}

export type Revisioned = Envelope & {
  readonly _rev: string;
  readonly _revisions: { readonly start: 1; readonly ids: readonly [string] };
};

export class StreetCopy {
  readonly street: StreetReader;
  readonly #sha256: Sha256;
  readonly #atHand = new Map<number, Envelope>();

  constructor(street: StreetReader, sha256: Sha256) {
    this.street = street;
    this.#sha256 = sha256;
    street.follow((documents) => this.#keep(documents));
  }

  /** The changes after position `since`, at most `limit`; with the documents themselves when these are asked for too. */
  async changes(since: number, limit: number, withDocuments = false): Promise<Change[]> {
    const documents = await this.#read(since, limit);
    return documents.map((document) => {
      const rev = revisionOf(document, this.#sha256);
      const change: Change = { seq: document.n, id: document._id, changes: [{ rev }] };
      return withDocuments ? { ...change, doc: { ...document, _rev: rev } } : change;
    });
  }

  /** The durable document, if it is there in that revision; in any when none is named. */
  async get(id: DocId, rev?: string): Promise<Revisioned | undefined> {
    const n = this.street.positionOf(id);
    if (n === undefined) return undefined;
    const document = this.#atHand.get(n) ?? (await this.street.get(id));
    if (document === undefined) return undefined;
    const revision = revisionOf(document, this.#sha256);
    if (rev !== undefined && rev !== revision) return undefined;
    return { ...document, _rev: revision, _revisions: { start: 1, ids: [revision.slice(2)] } };
  }

  /** True when that id stands on the street; a document has one revision, whatever a copy of it is called elsewhere. */
  has(id: DocId): boolean {
    const n = this.street.positionOf(id);
    return n !== undefined && n <= this.street.head().n;
  }

  /** Resolves when something stands after position `since`, when `stop` says so, or after that many milliseconds. */
  moved(since: number, milliseconds: number, stop: AbortSignal): Promise<void> {
    if (this.street.head().n > since || stop.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        unfollow();
        stop.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      const unfollow = this.street.follow(done);
      stop.addEventListener('abort', done);
    });
  }

  async #read(since: number, limit: number): Promise<Envelope[]> {
    const end = Math.min(since + limit, this.street.head().n);
    const documents: Envelope[] = [];
    for (let n = since + 1; n <= end; n++) {
      const document = this.#atHand.get(n);
      if (document === undefined) break;
      documents.push(document);
    }
    const rest = await this.street.read(since + documents.length, end - since - documents.length);
    this.#keep(rest);
    return documents.length === 0 ? rest : [...documents, ...rest];
  }

  #keep(documents: readonly Envelope[]): void {
    for (const document of documents) this.#atHand.set(document.n, document);
    const surplus = this.#atHand.size - LIMITS.documentsAtHand;
    if (surplus <= 0) return;
    let dropped = 0;
    for (const n of this.#atHand.keys()) {
      if (dropped++ >= surplus) return;
      this.#atHand.delete(n);
    }
  }
}
