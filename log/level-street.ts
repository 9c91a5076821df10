/** A street on LevelDB that this process writes: how its rows are taken up, at the start and when they are read back. */
import type { Sha256 } from '@ringfence/domain/basic/canonical.ts';
import type { DocId, Street } from '@ringfence/domain/basic/ids.ts';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import { AppendingStreet, type Queue } from './appending-street.ts';
import { documentHash } from './chain.ts';
import type { Load } from './indexed-street.ts';
import { PackedPositions } from './packed-positions.ts';
import type { IdHashes, Place } from './past.ts';
import { DamagedLog } from './port.ts';
import { expectFirstRevision, fromRow, type Stored } from './pouch-rows.ts';
import { StoredStreet } from './stored-street.ts';
import type { Database } from './synced-leveldown.ts';

export interface LevelParts {
  readonly database: Database;
  readonly street: Street;
  readonly sha256: Sha256;
  /** Before the ids of its rows, where streets share a database. */
  readonly prefix: string;
  readonly ids: IdHashes;
  /** Told before a reading is refused. */
  readonly onDamage: () => void;
}

export class LevelStreet extends AppendingStreet {
  readonly positions: PackedPositions;
  readonly load: Load;
  readonly #parts: LevelParts;

  constructor(parts: LevelParts, queue: Queue) {
    const { street, sha256, ids } = parts;
    const positions = new PackedPositions(ids);
    const stored = new StoredStreet({ ...parts, positions });
    const load: Load = (from, to) => stored.load(from, to);
    super({ street, sha256, load, positions }, queue);
    this.positions = positions;
    this.load = load;
    this.#parts = parts;
  }

  /** Takes up one row found on disk at the start, which must be the next. Throws `DamagedLog`. */
  found(row: Stored, place: Place): void {
    const document = this.#documentIn(row);
    const refusal = this.refusal(document);
    if (refusal !== undefined) throw new DamagedLog(this.street, refusal);
    this.extend(document);
    this.#locate(document, place);
  }

  /** Takes up the row of a document that was appended. Throws `DamagedLog`. */
  readBack(row: Stored, place: Place): void {
    this.#locate(this.#documentIn(row), place);
  }

  #locate(document: Envelope, place: Place): void {
    this.positions.found(document, documentHash(document, this.#parts.sha256), place);
  }

  #documentIn(row: Stored): Envelope {
    expectFirstRevision(this.street, row);
    return fromRow(row, row._id.slice(this.#parts.prefix.length) as DocId);
  }
}
