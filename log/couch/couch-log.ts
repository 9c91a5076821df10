/**
 * Streets and values in CouchDB, a database each. Several processes may reach
 * it; the one that opens this log has fenced a term and writes under it.
 * Opening seals the terms before, so that every row of theirs counts or is void
 * for ever, and verifies every street.
 */
import { assert } from '@ringfence/domain/basic/assert.ts';
import { canonical, type Sha256 } from '@ringfence/domain/basic/canonical.ts';
import type { Street } from '@ringfence/domain/basic/ids.ts';
import type { Landed, Leadership } from '../leadership.ts';
import { DamagedLog, type KeyValue, type KeyValues, type Log, StorageFailure, type StreetLog } from '../port.ts';
import { endsOn, type Position, type Seal } from '../terms.ts';
import { Confirmations } from './confirmations.ts';
import { CouchStreet } from './couch-street.ts';
import { databasesUnder, isThere, makeDatabase } from './databases.ts';
import { LIMITS } from './limits.ts';
import { databaseOf, isStreet, streetIn, VALUES } from './names.ts';
import type { CouchServer } from './server.ts';
import { Superseded } from './superseded.ts';
import { CouchValues } from './values.ts';

export interface CouchLogOptions {
  readonly server: CouchServer;
  /** Before the names of the databases. */
  readonly prefix: string;
  readonly sha256: Sha256;
  readonly leadership: Leadership;
  /** Told once when the storage failed or somebody else leads; the process must then exit. */
  readonly onFatal?: (failure: StorageFailure) => void;
}

/** What one reading found. */
interface Reading {
  /** Where the first term without a seal ended, on the streets it wrote to. */
  readonly heads: Record<Street, Position>;
  readonly isTooEarly: boolean;
}

/** Readings in a row that somebody else's start may spoil. */
const READINGS = 10;

export class CouchLog implements Log, KeyValues {
  readonly #options: CouchLogOptions;
  readonly #streets = new Map<Street, CouchStreet>();
  readonly #values: CouchValues;
  readonly #confirmations: Confirmations;
  readonly #seals: readonly Seal[];
  #failure: StorageFailure | undefined;

  private constructor(options: CouchLogOptions, seals: readonly Seal[]) {
    const { server, prefix, leadership } = options;
    this.#options = options;
    this.#seals = seals;
    this.#confirmations = new Confirmations(leadership, this.#fail);
    this.#values = new CouchValues({
      target: { server, database: databaseOf(prefix, VALUES) },
      term: leadership.term,
      confirm: () => this.#confirm([]),
      onFatal: this.#fail,
    });
  }

  /**
   * Reads everything and seals the terms before this one. Refuses with `DamagedLog`; rejects with `StorageFailure`
   * when the server does not answer, or a newer term has begun.
   */
  static async open(options: CouchLogOptions): Promise<CouchLog> {
    const { server, prefix, leadership } = options;
    await makeDatabase(server, databaseOf(prefix, VALUES));
    for (let reading = 0; reading < READINGS; reading += 1) {
      const seals = await leadership.seals();
      if (seals.length >= leadership.term) throw new Superseded(`term ${leadership.term} has ended already`);
      const log = new CouchLog(options, seals);
      const found = await log.#read();
      if (await sealBefore(leadership, seals.length + 1, found)) return log;
    }
    throw new StorageFailure(`${server.url}: others start to lead again and again`);
  }

  async open(street: Street): Promise<StreetLog> {
    const known = this.#streets.get(street);
    if (known !== undefined) return known;
    assert(isStreet(street), () => `${street} is no name for a street`);
    return this.#add(street, false);
  }

  streets(): Promise<Street[]> {
    const written = [...this.#streets.values()].filter((street) => street.head().n > 0);
    return Promise.resolve(written.map(({ street }) => street).sort());
  }

  /** Documents and values that wait for the disk. */
  get backlog(): number {
    let waiting = this.#values.backlog;
    for (const street of this.#streets.values()) waiting += street.backlog;
    return waiting;
  }

  put(key: string, value: unknown): Promise<void> {
    return this.#values.put(key, value);
  }

  get(key: string): Promise<unknown> {
    return this.#values.get(key);
  }

  list(prefix: string): Promise<KeyValue[]> {
    return this.#values.list(prefix);
  }

  async close(): Promise<void> {
    await Promise.all([this.#values.drained(), ...[...this.#streets.values()].map((street) => street.drained())]);
  }

  async #read(): Promise<Reading> {
    const { server, prefix } = this.#options;
    const names = (await databasesUnder(server, `${prefix}-`)).flatMap((name) => streetIn(prefix, name) ?? []);
    for (const { heads } of this.#seals) {
      const gone = Object.keys(heads).find((street) => !names.includes(street));
      if (gone !== undefined) throw new DamagedLog(databaseOf(prefix, gone), 'the database is gone');
    }
    const heads: Record<Street, Position> = {};
    let isTooEarly = false;
    const waiting = names.sort();
    const readOn = async (): Promise<void> => {
      for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
        if (!(await isThere(server, databaseOf(prefix, name)))) throw new DamagedLog(name, 'the database is gone');
        const street = this.#add(name, true);
        const scanned = await street.restore(this.#seals);
        const { n, head } = street.head();
        if (n > (scanned.ends.at(-2) ?? 0)) heads[name] = { n, head };
        isTooEarly ||= scanned.isTooEarly;
      }
    };
    await Promise.all(Array.from({ length: LIMITS.streetsAtOnce }, readOn));
    return { heads, isTooEarly };
  }

  #add(street: Street, isMade: boolean): CouchStreet {
    const { server, prefix, sha256, leadership } = this.#options;
    const added = new CouchStreet(
      {
        street,
        target: { server, database: databaseOf(prefix, street) },
        sha256,
        term: leadership.term,
        confirm: (rows) => this.#confirm(rows),
        onFatal: this.#fail,
      },
      endsOn(street, this.#seals),
      isMade,
    );
    this.#streets.set(street, added);
    return added;
  }

  #confirm(rows: readonly Landed[]): Promise<void> {
    return this.#failure === undefined ? this.#confirmations.confirm(rows) : Promise.reject(this.#failure);
  }

  readonly #fail = (failure: StorageFailure): void => {
    if (this.#failure !== undefined) return;
    this.#failure = failure;
    this.#options.onFatal?.(failure);
  };
}

/** Seals the terms from the first open one to the one before this; false when the log has to be read again. */
async function sealBefore(leadership: Leadership, open: number, { heads, isTooEarly }: Reading): Promise<boolean> {
  const { term } = leadership;
  if (open === term) {
    if (isTooEarly) throw new Superseded(`term ${term} has ended already`);
    const [street] = Object.keys(heads);
    if (street !== undefined) throw new DamagedLog(street, `term ${term} was written under before`);
    return true;
  }
  const stands = await leadership.seal({ term: open, heads });
  if (isTooEarly || canonical(stands.heads) !== canonical(heads)) return false;
  for (let between = open + 1; between < term; between += 1) {
    const { heads: moved } = await leadership.seal({ term: between, heads: {} });
    if (Object.keys(moved).length > 0) return false;
  }
  return true;
}
