/**
 * Reads documents of a street on LevelDB by their positions: those of the past by the places of their rows, which must
 * add up to what they did when they were verified, the others by their ids. What was not written is never given out.
 */
import type { Sha256 } from '@ringfence/domain/basic/canonical.ts';
import type { Hash, Street } from '@ringfence/domain/basic/ids.ts';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import { documentHash } from './chain.ts';
import type { Named, PackedPositions } from './packed-positions.ts';
import { DamagedLog } from './port.ts';
import { fromRow, loadRows, type Stored } from './pouch-rows.ts';
import type { Database } from './synced-leveldown.ts';
import { keyOf, parsed, placeOf, valuesAt } from './tables.ts';

export interface StoredStreetOptions {
  readonly database: Database;
  readonly street: Street;
  readonly sha256: Sha256;
  readonly positions: PackedPositions;
  /** Before the ids of its rows, where streets share a database. */
  readonly prefix?: string;
  /** The revision of the document with that hash, where an id may be stored with others, too. */
  readonly revision?: (hash: Hash) => string;
  /** Told before a reading is refused. */
  readonly onDamage: () => void;
}

export class StoredStreet {
  readonly #options: StoredStreetOptions;

  constructor(options: StoredStreetOptions) {
    this.#options = options;
  }

  /** The documents at these positions, both included. Rejects with `DamagedLog` or `StorageFailure`. */
  async load(from: number, to: number): Promise<Envelope[]> {
    const { positions, onDamage } = this.#options;
    const packed = Math.min(to, positions.past.n);
    const named = positions.named(Math.max(from, packed + 1), to);
    try {
      const past = await this.#past(from, packed);
      if (named.length === 0) return past;
      const rows = await this.#byId(named);
      return past.length === 0 ? rows : [...past, ...rows];
    } catch (error) {
      if (error instanceof DamagedLog) onDamage();
      throw error;
    }
  }

  async #past(from: number, to: number): Promise<Envelope[]> {
    const { database, street, positions, prefix = '' } = this.#options;
    const table = { database, where: street, name: 'by-sequence' } as const;
    const places = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) =>
      positions.past.placeOf(from + index),
    );
    const keys = places.map(({ sequence }) => keyOf(sequence));
    const values = await valuesAt(table, keys);
    return values.map((value, index) => {
      const key = keys[index] as string;
      if (value === undefined || placeOf(key, value).check !== places[index]?.check)
        throw new DamagedLog(street, `position ${from + index} no longer holds what was written there`);
      const row = parsed<Stored>(table, key, value);
      return fromRow(row, row._id.slice(prefix.length));
    });
  }

  async #byId(named: readonly Named[]): Promise<Envelope[]> {
    const { database, street, sha256, prefix = '', revision } = this.#options;
    const keys = named.map(({ id, hash }) => ({ id: `${prefix}${id}`, rev: revision?.(hash) }));
    const rows = await loadRows(database, street, keys);
    return rows.map((row, index) => {
      const document = fromRow(row, row._id.slice(prefix.length));
      if (documentHash(document, sha256) === named[index]?.hash) return document;
      throw new DamagedLog(street, `${document._id} is not what was written`);
    });
  }
}
