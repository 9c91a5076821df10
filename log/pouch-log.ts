/**
 * Every street of the hub in one database, so that one fsync serves all desks.
 * A document lies under `<street>!<its id>`, a value under `kv!<its key>`; one
 * writer puts everything that waits, whatever its street, into one call.
 */
import { assert } from '@ringfence/domain/basic/assert.ts';
import type { Sha256 } from '@ringfence/domain/basic/canonical.ts';
import type { DocId, Street } from '@ringfence/domain/basic/ids.ts';
import { AppendingStreet, settleGroup, type Appended } from './appending-street.ts';
import { GroupCommit } from './group-commit.ts';
import type { Load } from './indexed-street.ts';
import { DamagedLog, type KeyValue, type KeyValues, type Log, type StorageFailure, type StreetLog } from './port.ts';
import { NamedPositions } from './positions.ts';
import { expectFirstRevision, fromRow, loadRows, type Row, scanRows, writeRows, type Stored } from './pouch-rows.ts';
import { openDatabase, type Database } from './synced-leveldown.ts';

const SEPARATOR = '!';
const VALUES: Street = 'kv';

export interface PouchLogOptions {
  directory: string;
  /** True only while provisioning. */
  create: boolean;
  sha256: Sha256;
  /** Told once when the storage failed; the process must then exit. */
  onFatal?: (failure: StorageFailure) => void;
}

interface Value {
  readonly value: unknown;
  /** The revision on disk that the next put replaces. */
  rev?: string;
}

type Entry = Appended | KeyValue;

export class PouchLog implements Log, KeyValues {
  readonly #database: Database;
  readonly #sha256: Sha256;
  readonly #streets = new Map<Street, AppendingStreet>();
  /** The durable values; they are few and small. */
  readonly #values = new Map<string, Value>();
  readonly #commit: GroupCommit<Entry>;

  private constructor(database: Database, options: PouchLogOptions) {
    this.#database = database;
    this.#sha256 = options.sha256;
    this.#commit = new GroupCommit<Entry>({
      write: (group, done) => {
        this.#write(group).then(() => done(), done);
      },
      settled: (group) => settleGroup(group.filter((entry) => 'street' in entry)),
      defer: setImmediate,
      onFatal: (failure) => options.onFatal?.(failure),
    });
  }

  /** Opens the log and verifies every street of it; refuses with `DamagedLog`. */
  static async open(options: PouchLogOptions): Promise<PouchLog> {
    const database = await openDatabase(options.directory, { create: options.create, revisions: 1 });
    const log = new PouchLog(database, options);
    try {
      await scanRows(database, options.directory, (row) => log.#restore(row));
    } catch (error) {
      await database.close();
      throw error;
    }
    for (const street of log.#streets.values()) street.settleAll();
    return log;
  }

  async open(street: Street): Promise<StreetLog> {
    return this.#street(street);
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

  get(key: string): Promise<unknown> {
    return Promise.resolve(this.#values.get(key)?.value);
  }

  list(prefix: string): Promise<KeyValue[]> {
    const keys = [...this.#values.keys()].filter((key) => key.startsWith(prefix));
    return Promise.resolve(keys.sort().map((key) => ({ key, value: this.#values.get(key)?.value })));
  }

  async close(): Promise<void> {
    await this.#commit.drained();
    await this.#database.close();
  }

  #street(name: Street): AppendingStreet {
    const known = this.#streets.get(name);
    if (known !== undefined) return known;
    assert(/^[a-z][^!]*$/.test(name) && name !== VALUES, () => `${name} is no name for a street`);
    const positions = new NamedPositions();
    const load: Load = async (from, to) => {
      const keys = positions.ids(from, to).map((id) => ({ id: keyOf(name, id) }));
      return (await loadRows(this.#database, name, keys)).map((row) => fromRow(row, idOf(row._id)));
    };
    const street = new AppendingStreet({ street: name, sha256: this.#sha256, load, positions }, (appended) =>
      this.#commit.add(appended, appended.documents.length),
    );
    this.#streets.set(name, street);
    return street;
  }

  /** Takes up one row found on disk at the start. */
  #restore(row: Stored): void {
    const name = row._id.slice(0, row._id.indexOf(SEPARATOR));
    if (name === '') throw new DamagedLog(row._id, 'belongs to no street');
    if (name === VALUES) {
      const { value, _rev: rev } = row as unknown as { value: unknown; _rev: string };
      this.#values.set(idOf(row._id), { value, rev });
      return;
    }
    expectFirstRevision(name, row);
    const street = this.#street(name);
    const document = fromRow(row, idOf(row._id));
    const refusal = street.refusal(document);
    if (refusal !== undefined) throw new DamagedLog(name, refusal);
    street.extend(document);
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
      this.#values.set(key, rev === undefined ? { value } : { value, rev });
    }
  }
}

const keyOf = (street: Street, id: DocId): string => `${street}${SEPARATOR}${id}`;
const idOf = (key: string): DocId => key.slice(key.indexOf(SEPARATOR) + 1);
