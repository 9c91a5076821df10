/**
 * Every street of the hub in one database, so that one fsync serves all desks.
 * A document lies under `<street>!<its id>`, a value under `kv!<its key>`; one
 * writer puts everything that waits, whatever its street, into one call.
 */
import { assert } from '@ringfence/domain/basic/assert.ts';
import type { Sha256 } from '@ringfence/domain/basic/canonical.ts';
import type { DocId, Street } from '@ringfence/domain/basic/ids.ts';
import { settleGroup, type Appended } from './appending-street.ts';
import { GroupCommit } from './group-commit.ts';
import { LevelStreet } from './level-street.ts';
import { LIMITS, type Smaller } from './limits.ts';
import { type Opening, openStreets, type PastParts } from './opening.ts';
import type { Place } from './past.ts';
import { DamagedLog, type KeyValue, type KeyValues, type Log, type StorageFailure, type StreetLog } from './port.ts';
import { type Row, rowsUnder, writeRows, type Stored } from './pouch-rows.ts';
import type { ScrubProgress } from './scrub.ts';
import { openDatabase, type Database } from './synced-leveldown.ts';

const SEPARATOR = '!';
const VALUES: Street = 'kv';
/** In the place of a text that is read when it is asked for. */
const ON_DISK = Symbol('on disk');

export interface PouchLogOptions {
  directory: string;
  /** True only while provisioning. */
  create: boolean;
  sha256: Sha256;
  /** The index file, outside `directory`; without one every street is read whole at every start. */
  index?: string;
  /** For tests. */
  limits?: Smaller;
  /** Told once when the storage failed or is damaged; the process must then exit. */
  onFatal?: (failure: StorageFailure | DamagedLog) => void;
}

interface Value {
  readonly value: unknown;
  /** The revision on disk that the next put replaces. */
  rev?: string;
}

type Entry = Appended | KeyValue;

export class PouchLog implements Log, KeyValues, Opening {
  readonly #database: Database;
  readonly #options: PouchLogOptions;
  readonly #streets = new Map<Street, LevelStreet>();
  /** The durable values; they are few and small, and long texts among them stay on disk. */
  readonly #values = new Map<string, Value>();
  readonly #commit: GroupCommit<Entry>;
  readonly #past: PastParts;

  private constructor(database: Database, options: PouchLogOptions, past: PastParts) {
    this.#database = database;
    this.#options = options;
    this.#past = past;
    this.#commit = new GroupCommit<Entry>({
      write: (group, done) => {
        this.#write(group).then(() => done(), done);
      },
      settled: (group) => {
        settleGroup(group.filter((entry) => 'street' in entry));
        past.keeper().wrote(group.reduce((sum, entry) => sum + ('street' in entry ? entry.documents.length : 1), 0));
      },
      defer: setImmediate,
      onFatal: (failure) => past.keeper().damaged(failure),
    });
  }

  /** Opens the log and verifies it, all of it or what was written after its index; refuses with `DamagedLog`. */
  static async open(options: PouchLogOptions): Promise<PouchLog> {
    const { directory, create, sha256, index } = options;
    const database = await openDatabase(directory, { create, revisions: 1, ...(index !== undefined && { index }) });
    try {
      const log = await openStreets({
        database,
        name: 'log',
        where: directory,
        index,
        sha256,
        limits: options.limits,
        begin: (past) => new PouchLog(database, options, past),
        onFatal: (failure) => options.onFatal?.(failure),
      });
      for (const street of log.#streets.values()) street.settleAll();
      return log;
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  async open(street: Street): Promise<StreetLog> {
    return this.streetOf(street);
  }

  streets(): Promise<Street[]> {
    const written = [...this.#streets.values()].filter((street) => street.head().n > 0);
    return Promise.resolve(written.map(({ street }) => street).sort());
  }

  /** Documents and values that wait for the disk. */
  get backlog(): number {
    return this.#commit.backlog;
  }

  put(key: string, value: unknown): Promise<void> {
    return this.#commit.add({ key, value }, 1);
  }

  async get(key: string): Promise<unknown> {
    const value = this.#values.get(key)?.value;
    return value === ON_DISK ? this.#longText(key) : value;
  }

  async list(prefix: string): Promise<KeyValue[]> {
    const keys = [...this.#values.keys()].filter((key) => key.startsWith(prefix)).sort();
    return Promise.all(keys.map(async (key) => ({ key, value: await this.get(key) })));
  }

  /** How far the past was verified behind the trade. */
  get scrubbed(): ScrubProgress {
    return this.#past.keeper().scrubProgress;
  }

  async close(): Promise<void> {
    await this.#commit.drained();
    await this.#past.keeper().close();
    await this.#database.close();
  }

  opened(): Iterable<LevelStreet> {
    return this.#streets.values();
  }

  streetOf(name: Street): LevelStreet {
    const known = this.#streets.get(name);
    if (known !== undefined) return known;
    assert(/^[a-z][^!]*$/.test(name) && name !== VALUES, () => `${name} is no name for a street`);
    const street = new LevelStreet(
      {
        database: this.#database,
        street: name,
        sha256: this.#options.sha256,
        prefix: keyOf(name, ''),
        ids: this.#past.ids,
        onDamage: () => this.#past.keeper().distrust(),
      },
      (appended) => this.#commit.add(appended, appended.documents.length),
    );
    this.#streets.set(name, street);
    return street;
  }

  /** Takes up one row found on disk at the start. */
  found(row: Stored, place: Place): void {
    const name = row._id.slice(0, row._id.indexOf(SEPARATOR));
    if (name === '') throw new DamagedLog(row._id, 'belongs to no street');
    if (name === VALUES) this.#values.set(idOf(row._id), valueIn(row));
    else this.streetOf(name).found(row, place);
  }

  /** Takes up the place of a document that was appended; values are in memory as they were put. */
  readBack(row: Stored, place: Place): void {
    const name = row._id.slice(0, row._id.indexOf(SEPARATOR));
    if (name !== VALUES) this.streetOf(name).readBack(row, place);
  }

  /** Reads the values by themselves, where the rows of the past are not read. */
  async readOthers(): Promise<void> {
    for (const row of await rowsUnder(this.#database, this.#options.directory, keyOf(VALUES, ''))) {
      this.#values.set(idOf(row._id), valueIn(row));
    }
  }

  partsOf(key: string): { street: Street; id: DocId } | undefined {
    const street = key.slice(0, key.indexOf(SEPARATOR));
    return street === VALUES ? undefined : { street, id: idOf(key) };
  }

  countIds(): number {
    let count = this.#values.size;
    for (const { positions } of this.#streets.values()) count += positions.countIds();
    return count;
  }

  async #write(group: readonly Entry[]): Promise<void> {
    const rows: Row[] = [];
    const values = new Map<string, unknown>();
    for (const entry of group) {
      if ('key' in entry) {
        values.set(entry.key, entry.value);
        continue;
      }
      const { street, documents } = entry;
      for (const document of documents) rows.push({ ...document, _id: keyOf(street.street, document._id) });
    }
    const firstValue = rows.length;
    for (const [key, value] of values) {
      const rev = this.#values.get(key)?.rev;
      rows.push({ _id: keyOf(VALUES, key), value, ...(rev === undefined ? {} : { _rev: rev }) });
    }
    const revisions = await writeRows(this.#database, rows);
    let position = firstValue;
    for (const [key, value] of values) {
      const rev = revisions[position];
      position += 1;
      this.#values.set(key, { value: atHand(value), ...(rev === undefined ? {} : { rev }) });
    }
  }

  async #longText(key: string): Promise<unknown> {
    const id = keyOf(VALUES, key);
    const rows = await rowsUnder(this.#database, this.#options.directory, id);
    const row = rows.find(({ _id }) => _id === id);
    return row && (row as unknown as { value: unknown }).value;
  }
}

const keyOf = (street: Street, id: DocId): string => `${street}${SEPARATOR}${id}`;
const idOf = (key: string): DocId => key.slice(key.indexOf(SEPARATOR) + 1);
const valueIn = (row: Stored): Value => {
  const { value, _rev: rev } = row as unknown as { value: unknown; _rev: string };
  return { value: atHand(value), rev };
};
const atHand = (value: unknown): unknown =>
  typeof value === 'string' && value.length > LIMITS.textAtHand ? ON_DISK : value;
