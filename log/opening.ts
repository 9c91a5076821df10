/**
 * How streets on LevelDB are opened: with an index file that the database
 * names, only what was written after it is read and verified; without one, or
 * when anything about it is odd, everything is.
 *
 *   file ──the database names it──▶ past ──latest rows and heads are there──▶ rest read, counted ──▶ open
 *     └──────── anything odd ────────▶ everything read, verified and counted ──────────────────────▶ open
 */
import { randomBytes } from 'node:crypto';
import type { Sha256 } from '@ringfence/domain/basic/canonical.ts';
import type { DocId, Street } from '@ringfence/domain/basic/ids.ts';
import type { Cursor } from '@ringfence/domain/documents/envelope.ts';
import { documentHash } from './chain.ts';
import { type Contents, IndexFile } from './index-file.ts';
import type { Load } from './indexed-street.ts';
import { LIMITS, type Smaller } from './limits.ts';
import { type KeptStreet, namedSums, PastKeeper } from './past-keeper.ts';
import { IdHashes, type Place } from './past.ts';
import { DamagedLog, type StorageFailure } from './port.ts';
import { scanRows, type Stored } from './pouch-rows.ts';
import { Scrub } from './scrub.ts';
import { type Database, forgetUnseen, unseenBytes } from './synced-leveldown.ts';
import { type Entry, keyOf, parsed, placeOf, type Table, valuesAt, walkTable } from './tables.ts';

export interface OpeningStreet extends KeptStreet {
  readonly load: Load;
  resume(cursor: Cursor): void;
}

/** What an opening is given for the past: what hashes ids, and whom to tell what is written and damaged. */
export interface PastParts {
  readonly ids: IdHashes;
  readonly keeper: () => PastKeeper;
}

/** What is being opened: the streets of one database. */
export interface Opening {
  opened(): Iterable<OpeningStreet>;
  /** The street of that name, made where it is not known yet. */
  streetOf(name: Street): OpeningStreet;
  /** Takes up a row that was found on disk; rows come in the order of writing. Throws `DamagedLog`. */
  found(row: Stored, place: Place): void;
  /** Takes up a row that was written since and is read back. Throws `DamagedLog`. */
  readBack(row: Stored, place: Place): void;
  /** Takes up what is no part of a street, where the past was not read. */
  readOthers?(): Promise<void>;
  /** Which street, and which id on it, the entry under a key speaks of; nothing when it is no document's. */
  partsOf(key: string): { readonly street: Street; readonly id: DocId } | undefined;
  /** How many ids have rows. */
  countIds(): number;
}

export interface OpeningOptions<Opened extends Opening> {
  readonly database: Database;
  /** What is opened. */
  readonly name: string;
  /** The same, for who is told that it is damaged. */
  readonly where: string;
  /** Where the index file lies; without one everything is read at every start. */
  readonly index: string | undefined;
  readonly sha256: Sha256;
  readonly limits: Smaller | undefined;
  /** Begins with nothing. */
  readonly begin: (past: PastParts) => Opened;
  readonly onFatal: (failure: StorageFailure | DamagedLog) => void;
}

/** Reads and verifies what has to be. Rejects with `DamagedLog`; the database stays open then. */
export async function openStreets<Opened extends Opening>(options: OpeningOptions<Opened>): Promise<Opened> {
  const opened = await attempt(options);
  if (options.index !== undefined) await forgetUnseen(options.index);
  return opened;
}

async function attempt<Opened extends Opening>(options: OpeningOptions<Opened>): Promise<Opened> {
  const { database, name, index: path } = options;
  const { documentsPerPart } = { ...LIMITS, ...options.limits };
  const file = path === undefined ? undefined : new IndexFile({ path, name, documentsPerPart });
  const contents = await file?.load(await namedSums(database));
  if (contents !== undefined) {
    try {
      return await new Attempt(options, file).resumed(contents);
    } catch {
      // Whether the file or the database is to blame, reading everything tells.
    }
  }
  file?.remove();
  return new Attempt(options, file).whole();
}

class Attempt<Opened extends Opening> {
  readonly #options: OpeningOptions<Opened>;
  readonly #opened: Opened;
  readonly #keeper: PastKeeper;
  readonly #limits: Record<keyof Smaller, number>;
  readonly #rows: Table;
  /** The id of each row that was read although there is a file. */
  readonly #ids = new Map<number, string>();
  #upTo = 0;

  constructor(options: OpeningOptions<Opened>, file: IndexFile | undefined) {
    const { database, where, sha256, begin, onFatal } = options;
    this.#options = options;
    this.#limits = { ...LIMITS, ...options.limits };
    this.#rows = { database, where, name: 'by-sequence' };
    this.#opened = begin({
      ids: new IdHashes(file?.salt ?? randomBytes(16).toString('hex'), sha256),
      keeper: () => this.#keeper,
    });
    this.#keeper = new PastKeeper({
      database,
      where,
      file,
      limits: this.#limits,
      scrub: new Scrub({
        entries: { ...this.#rows, name: 'document-store' },
        sha256,
        streets: () => this.#opened.opened(),
        partsOf: (key) => this.#opened.partsOf(key),
        delayMs: this.#limits.scrubDelayMs,
        onDamage: (failure) => this.#keeper.damaged(failure),
      }),
      streets: () => this.#opened.opened(),
      readBack: (row, place) => this.#opened.readBack(row, place),
      onFatal,
    });
  }

  async whole(): Promise<Opened> {
    const { database, where } = this.#options;
    await scanRows(database, where, (row, place) => {
      this.#upTo = place.sequence;
      this.#opened.found(row, place);
    });
    this.#keeper.begin(this.#upTo, undefined);
    return this.#opened;
  }

  async resumed(contents: Contents): Promise<Opened> {
    const opened = this.#opened;
    for (const [name, { words, end }] of contents.streets) {
      const street = opened.streetOf(name);
      street.positions.resume(words, end);
      street.resume(end);
    }
    await this.#expectLatest(contents.upTo);
    await Promise.all([...opened.opened()].map((street) => this.#expectHead(street)));
    await this.#readAside(contents.aside);
    this.#upTo = contents.upTo;
    await walkTable(this.#rows, { after: keyOf(contents.upTo) }, (key, value) => {
      this.#take(parsed<Stored>(this.#rows, key, value), placeOf(key, value));
      this.#upTo = Number(key);
    });
    await this.#expectEntries();
    await opened.readOthers?.();
    const { doc_count: counted } = await this.#options.database.info();
    const found = opened.countIds();
    if (found !== counted) throw this.#damage(`${found} documents are there, ${counted} were written`);
    this.#keeper.begin(this.#upTo, contents);
    return opened;
  }

  #take(row: Stored, place: Place): void {
    this.#ids.set(place.sequence, row._id);
    this.#opened.found(row, place);
  }

  /**
   * The rows of the past that may have lain in LevelDB's log must all be there, byte for byte: what is damaged of its
   * log it leaves out without a word.
   */
  async #expectLatest(upTo: number): Promise<void> {
    const rows = Math.ceil(unseenBytes(this.#options.database) / LIMITS.leastBytesPerRow);
    const after = Math.max(0, upTo - rows);
    const expected: Place[] = [];
    for (const { positions } of this.#opened.opened())
      for (const n of positions.past.positionsAfter(after)) expected.push(positions.past.placeOf(n));
    expected.sort((a, b) => a.sequence - b.sequence);
    let next = 0;
    await walkTable(this.#rows, { after: keyOf(after) }, (key, value) => {
      const sequence = Number(key);
      const place = expected[next];
      if (place === undefined) return 'stop';
      if (place.sequence > sequence) return undefined;
      if (place.sequence < sequence || placeOf(key, value).check !== place.check)
        throw this.#damage(`the row at ${place.sequence} is not what was written`);
      next += 1;
      return undefined;
    });
    if (next < expected.length) throw this.#damage(`ends before the row at ${expected[next]?.sequence}`);
  }

  /** The last document of the past must be the one whose hash was saved. */
  async #expectHead({ street, load, positions }: OpeningStreet): Promise<void> {
    const { n, head } = positions.packed;
    const [document] = await load(n, n);
    if (document?.n !== n || documentHash(document, this.#options.sha256) !== head)
      throw this.#damage(`${street} holds another document at ${n}`);
  }

  async #readAside(aside: readonly number[]): Promise<void> {
    const keys = aside.map(keyOf);
    const values = await valuesAt(this.#rows, keys);
    values.forEach((value, index) => {
      const key = keys[index] as string;
      if (value === undefined) throw this.#damage(`the row at ${key} is gone`);
      this.#take(parsed<Stored>(this.#rows, key, value), placeOf(key, value));
    });
  }

  /** What was read one by one must be found by its id, too. */
  async #expectEntries(): Promise<void> {
    const table: Table = { ...this.#rows, name: 'document-store' };
    const ids = [...new Set(this.#ids.values())];
    const values = await valuesAt(table, ids);
    const entries = new Map(
      values.map((value, index) => [ids[index], value && parsed<Entry>(table, ids[index] ?? '', value)]),
    );
    for (const [sequence, id] of this.#ids) {
      const entry = entries.get(id) || undefined;
      if (entry?.id !== id || !Object.values(entry.rev_map ?? {}).includes(sequence))
        throw this.#damage(`${id} cannot be found by its id`);
    }
  }

  #damage(what: string): DamagedLog {
    return new DamagedLog(this.#options.where, what);
  }
}
