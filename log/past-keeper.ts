/**
 * Keeps the past of a database's streets packed and its index file behind it,
 * while the trade goes on: what was written is read back from disk, verified as
 * a start would, packed and saved. What it keeps true:
 * - nothing is packed that was not read from disk after it was written;
 * - once something read is not what was written, or nothing can be written,
 *   the file is gone: the next start reads everything;
 * - the file is only a cache: that it cannot be written is no failure.
 */
import type { Street } from '@ringfence/domain/basic/ids.ts';
import type { Cursor } from '@ringfence/domain/documents/envelope.ts';
import type { Contents, IndexFile, Section } from './index-file.ts';
import { LIMITS, type Smaller } from './limits.ts';
import type { PackedPositions } from './packed-positions.ts';
import type { Place } from './past.ts';
import { DamagedLog, type StorageFailure } from './port.ts';
import type { Stored } from './pouch-rows.ts';
import type { Scrub, ScrubProgress } from './scrub.ts';
import type { Database } from './synced-leveldown.ts';
import { keyOf, parsed, placeOf, type Table, walkTable } from './tables.ts';

/** A street whose past is kept. */
export interface KeptStreet {
  readonly street: Street;
  readonly positions: PackedPositions;
  head(): Cursor;
}

export interface KeeperOptions {
  readonly database: Database;
  /** What is kept, for who is told that it is damaged. */
  readonly where: string;
  readonly file: IndexFile | undefined;
  readonly limits: Record<keyof Smaller, number>;
  readonly scrub: Scrub;
  readonly streets: () => Iterable<KeptStreet>;
  /** Takes up a row that was read back. Throws `DamagedLog`. */
  readonly readBack: (row: Stored, place: Place) => void;
  /** Told when the disk does not hold what was written; the process must then exit. */
  readonly onFatal: (failure: StorageFailure | DamagedLog) => void;
}

/** Where the database names the sums of the index files that may be used with it; replication leaves it out. */
const SUMS = '_local/index';

interface Sums {
  readonly sums?: readonly string[];
}

/** The sums that the database names. */
export async function namedSums(database: Database): Promise<readonly string[]> {
  return (await database.get<Sums>(SUMS).catch((): Sums => ({}))).sums ?? [];
}

export class PastKeeper {
  readonly #options: KeeperOptions;
  readonly #table: Table;
  /** How many documents of each street the file holds. */
  readonly #saved = new Map<Street, number>();
  /** Every row up to this sequence was read. */
  #upTo = 0;
  /** Rows that were written, and those of them that are packed as far as they can be. */
  #written = 0;
  #packed = 0;
  #packing: Promise<void> | undefined;
  #isStopping = false;
  #isDamaged = false;
  #isTold = false;

  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#table = { database: options.database, where: options.where, name: 'by-sequence' };
  }

  /** After the start: rows up to `upTo` were read, and `contents` of them came from the file. */
  begin(upTo: number, contents: Contents | undefined): void {
    this.#upTo = upTo;
    for (const [street, { end }] of contents?.streets ?? []) this.#saved.set(street, end.n);
    this.#written = upTo - (contents?.upTo ?? 0);
    this.#packWhenDue();
    this.#options.scrub.begin(contents === undefined);
  }

  /** So many rows more are on disk. */
  wrote(rows: number): void {
    this.#written += rows;
    this.#packWhenDue();
  }

  /** Something read is not what was written. The next start reads everything. */
  readonly distrust = (): void => {
    this.#isDamaged = true;
    this.#options.file?.remove();
  };

  /** The same, and nobody who asked is told; or the disk did not take what was to be written. */
  readonly damaged = (failure: StorageFailure | DamagedLog): void => {
    this.distrust();
    if (this.#isTold) return;
    this.#isTold = true;
    this.#options.onFatal(failure);
  };

  get scrubProgress(): ScrubProgress {
    return this.#options.scrub.progress;
  }

  /** Waits for what is under way and packs the rest, when it is much and not too much. Nothing may be written any more. */
  async close(): Promise<void> {
    this.#isStopping = true;
    await this.#options.scrub.stop();
    await this.#packing;
    if (this.#options.file === undefined || this.#isDamaged) return;
    if (this.#written - this.#packed >= this.#options.limits.rowsUnpackedAtStop) await this.#pack();
  }

  #packWhenDue(): void {
    if (this.#packing !== undefined || this.#isStopping || this.#isDamaged) return;
    if (this.#written - this.#packed < this.#options.limits.rowsUnpacked) return;
    this.#packing = this.#pack().finally(() => {
      this.#packing = undefined;
      this.#packWhenDue();
    });
  }

  async #pack(): Promise<void> {
    try {
      await this.#readBack();
      if (this.#options.file !== undefined && !this.#isDamaged) await this.#save(this.#options.file);
    } catch (error) {
      this.damaged(error as StorageFailure | DamagedLog);
    }
  }

  /** Reads and packs everything that is durable now. */
  async #readBack(): Promise<void> {
    const { streets, readBack, where } = this.#options;
    const written = this.#written;
    const heads = [...streets()].map((street) => ({ street, n: street.head().n }));
    let [read, readAtStop] = [0, 0];
    const isLate = (): boolean => this.#written - this.#packed - read > LIMITS.rowsLate;
    const sliceMs = (): number => (isLate() ? LIMITS.lateSliceMs : LIMITS.sliceMs);
    let isWhole = true;
    await walkTable(this.#table, { after: keyOf(this.#upTo), sliceMs }, (key, value) => {
      if (this.#isStopping) readAtStop += 1;
      isWhole = readAtStop <= LIMITS.rowsPackedAtStop;
      if (!isWhole) return 'stop';
      read += 1;
      readBack(parsed<Stored>(this.#table, key, value), placeOf(key, value));
      this.#upTo = Number(key);
      return undefined;
    });
    if (!isWhole) return;
    this.#packed = written;
    for (const { street, n } of heads) {
      if (street.positions.past.n < n)
        throw new DamagedLog(
          where,
          `${street.street} ends at ${street.positions.past.n} on disk, and ${n} were written`,
        );
    }
  }

  async #save(file: IndexFile): Promise<void> {
    const streets = [...this.#options.streets()];
    const aside = streets.flatMap(({ positions }) => positions.aside).sort((a, b) => a - b);
    if (aside.length > LIMITS.rowsAside) return;
    if (file.sum === '') this.#saved.clear();
    const ends = new Map<Street, Cursor>();
    const sections: Section[] = [];
    for (const { street, positions } of streets) {
      const from = (this.#saved.get(street) ?? 0) + 1;
      const end = positions.packed;
      if (end.n < from) continue;
      ends.set(street, end);
      sections.push({ street, words: positions.past.words(from, end.n), end });
    }
    try {
      const prepared = await file.prepare({ upTo: this.#upTo, aside, sections });
      await this.#nameSums([file.sum, prepared.sum].filter((sum) => sum !== ''));
      await file.write(prepared);
      if (this.#isDamaged) file.remove(); // Found while it was written.
    } catch {
      // It is as it was before, or a start will find that it is not.
      return;
    }
    for (const [street, { n }] of ends) this.#saved.set(street, n);
  }

  async #nameSums(sums: readonly string[]): Promise<void> {
    const { database } = this.#options;
    const before = await database.get<Sums>(SUMS).catch(() => undefined);
    await database.put<Sums>({ ...(before && { _rev: before._rev }), _id: SUMS, sums });
  }
}
