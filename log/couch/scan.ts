/**
 * Reads a street from its first row to its last and finds out which rows count
 * (`terms.ts`): those of sealed terms up to their ends, which must all be there,
 * then the run of the first term without a seal, which ends where its writer
 * stopped.
 *
 * A bulk write is not atomic: it may leave rows behind one that is missing.
 * Each row says where its batch starts, and a batch is sent when the one before
 * is on disk. So a row behind the end belongs to the batch that holds the first
 * missing one; any other is proof that something is lost.
 */
import type { Street } from '@ringfence/domain/basic/ids.ts';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import { DamagedLog } from '../port.ts';
import { endsOn, type Place, type Seal, standingOf } from '../terms.ts';
import { placeOf, rowId, ROWS } from './names.ts';
import { readRange, type Sent, type Stored, type Target } from './rows.ts';

/** A document as it lies in its street's database. */
export type StreetRow = Sent & Omit<Envelope, '_id'> & { readonly id: string; readonly batch: number };

/** What the scan tells of a street. */
export interface Scanned {
  /** The end of every sealed term and, last, of the first one without a seal. */
  readonly ends: readonly number[];
  /** Rows of terms after that one: their processes started while this one read. */
  readonly isTooEarly: boolean;
}

/** Takes up the next document that counts; says why it cannot be the next one. */
export type Visit = (document: Envelope) => string | undefined;

interface Which {
  readonly street: Street;
  readonly seals: readonly Seal[];
}

export function toRow(document: Envelope, place: Place, batch: number): StreetRow {
  const { _id: id, ...rest } = document;
  return { ...rest, _id: rowId(place), id, batch };
}

/** The document as it was appended. */
export function fromRow(row: Stored): Envelope {
  const { _id, _rev, id, batch, ...rest } = row as Stored & StreetRow;
  return { ...rest, _id: id };
}

/** Reads the street once. Refuses with `DamagedLog`, rejects with `StorageFailure`. */
export async function scanStreet(target: Target, which: Which, visit: Visit): Promise<Scanned> {
  const pages = scanPages(target, which, visit);
  for (;;) {
    const { done, value } = await pages.next();
    if (done === true) return value;
  }
}

/** The same, and stops after each page until it is asked for the next one. */
export async function* scanPages(
  target: Target,
  { street, seals }: Which,
  visit: Visit,
): AsyncGenerator<void, Scanned, undefined> {
  const scan = new Scan(target.database, endsOn(street, seals), visit);
  for await (const page of readRange(target, ROWS)) {
    for (const row of page) scan.take(row);
    yield;
  }
  return scan.end();
}

class Scan {
  readonly #database: string;
  readonly #ends: number[];
  readonly #visit: Visit;
  /** The first term that is not sealed. */
  readonly #open: number;
  #n = 0;
  #isTooEarly = false;

  constructor(database: string, ends: number[], visit: Visit) {
    this.#database = database;
    this.#ends = ends;
    this.#visit = visit;
    this.#open = ends.length;
  }

  take(row: Stored): void {
    const place = placeOf(row._id);
    if (place === undefined) throw this.#damage(`${row._id} is no row of a street`);
    if (!row._rev.startsWith('1-')) throw this.#damage(`${row._id} was changed`);
    const standing = standingOf(place, this.#ends);
    if (standing === 'void') return;
    if (standing === 'open' && place.term > this.#open) {
      this.#isTooEarly = true;
      return;
    }
    if (place.n === this.#n + 1) {
      const document = fromRow(row);
      const refusal = place.n === document.n ? this.#visit(document) : `it claims position ${document.n}`;
      if (refusal !== undefined) throw this.#damage(`${row._id}: ${refusal}`);
      this.#n = place.n;
      return;
    }
    const isLeftOver =
      standing === 'open' && this.#n >= this.#sealed && (row as Stored & StreetRow).batch <= this.#n + 1;
    if (!isLeftOver) throw this.#damage(`position ${this.#n + 1} is missing, and ${row._id} is there`);
  }

  end(): Scanned {
    if (this.#n < this.#sealed) throw this.#damage(`ends at ${this.#n}, and ${this.#sealed} documents were counted`);
    return { ends: [...this.#ends, this.#n], isTooEarly: this.#isTooEarly };
  }

  get #sealed(): number {
    return this.#ends.at(-1) ?? 0;
  }

  #damage(what: string): DamagedLog {
    return new DamagedLog(this.#database, what);
  }
}
