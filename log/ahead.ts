/**
 * What a replica holds ahead of a gap: who claims which position. Claims are
 * all remembered, their documents only up to a bound; a claim whose document
 * was left on disk has none.
 */
import type { DocId } from '@ringfence/domain/basic/ids.ts';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import type { Arrival } from './arrival.ts';

export interface Held {
  readonly id: DocId;
  readonly rev: string;
  readonly n: number;
  /** Whether the document counts against the bound. */
  readonly kept: boolean;
  document: Envelope | undefined;
}

export class Ahead {
  readonly #documentsInMemory: number;
  #inMemory = 0;
  readonly #claims = new Map<number, Held[]>();
  /** Ids that are stored and not delivered, with the revision seen first. */
  readonly #stored = new Map<DocId, string>();

  constructor(documentsInMemory: number) {
    this.#documentsInMemory = documentsInMemory;
  }

  has(id: DocId, rev: string): boolean {
    return this.#stored.get(id) === rev;
  }

  /** Registers a stored document's claim to its position. */
  hold({ document, rev }: Arrival): void {
    const { _id: id, n } = document;
    if (!this.#stored.has(id)) this.#stored.set(id, rev);
    const claims = this.#claims.get(n) ?? [];
    if (claims.some((claim) => claim.id === id && claim.rev === rev)) return;
    const fits = this.#inMemory < this.#documentsInMemory;
    if (fits) this.#inMemory += 1;
    claims.push({ id, rev, n, kept: fits, document: fits ? document : undefined });
    this.#claims.set(n, claims);
  }

  claims(n: number): readonly Held[] {
    return this.#claims.get(n) ?? [];
  }

  /** The claims from position `n` on, without a gap, whose documents have to be read again. */
  missing(n: number, limit: number): Held[] {
    const missing: Held[] = [];
    for (let position = n; missing.length < limit; position += 1) {
      const claims = this.#claims.get(position);
      if (claims === undefined) break;
      missing.push(...claims.filter(({ document }) => document === undefined));
    }
    return missing;
  }

  /** A position is decided: its claims are settled, and `chosen` is no longer ahead. */
  release(claims: readonly Held[], chosen: Envelope | undefined): void {
    for (const { n, kept } of claims) {
      this.#claims.delete(n);
      if (kept) this.#inMemory -= 1;
    }
    if (chosen !== undefined) this.#stored.delete(chosen._id);
  }
}
