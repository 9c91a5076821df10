/**
 * How documents lie in a PouchDB database: written in one atomic call whose
 * every row is checked, read back by id, and read once from the first to the
 * last at the start. Documents are written once, so only first revisions are
 * expected, and the rows found must be as many as the database counted.
 */
import type { Street } from '@ringfence/domain/basic/ids.ts';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import type { Place } from './past.ts';
import { DamagedLog, StorageFailure } from './port.ts';
import { type Database, expectUnwritten } from './synced-leveldown.ts';
import { type Entry, keyOf, parsed, placeOf, type Table, valuesAt, walkTable } from './tables.ts';

/** A stored document: ours, with what the database adds. */
export interface Stored extends Envelope {
  readonly _rev: string;
  readonly _deleted?: boolean;
}

/** A row to write; without `_rev` it is the first one under its id. */
export interface Row {
  readonly _id: string;
  readonly _rev?: string;
  readonly value?: unknown;
}

/**
 * Rows on their way to the database. PouchDB copies whatever it is given down to the last field, except objects of a
 * class. It writes into the rows and not into what they hold, so copies of the rows are enough: that is a fifth of what
 * a write takes.
 */
class Rows {
  readonly docs: object[];

  constructor(rows: readonly Row[]) {
    this.docs = rows.map((row) => ({ ...row }));
  }
}

/** Writes new revisions and makes sure that every single one was taken; the answer gives their revisions in order. */
export async function writeRows(database: Database, rows: readonly Row[]): Promise<string[]> {
  expectUnwritten(
    database,
    rows.flatMap(({ _id, _rev }) => (_rev === undefined ? [_id] : [])),
  );
  const answers = await database.bulkDocs(new Rows(rows) as object as object[]);
  if (answers.length !== rows.length) {
    throw new StorageFailure(`${answers.length} of ${rows.length} documents were answered for`);
  }
  return answers.map((answer) => {
    if ('ok' in answer && answer.ok) return answer.rev;
    throw new StorageFailure(`${answer.id} was not stored: ${JSON.stringify(answer)}`);
  });
}

/** Names a stored document, in one revision where it may have several. */
export interface Key {
  readonly id: string;
  readonly rev?: string | undefined;
}

/** Reads stored documents in the order of the keys; each must be there. */
export async function loadRows(database: Database, where: string, keys: readonly Key[]): Promise<Stored[]> {
  const load = ({ id, rev }: Key): Promise<Stored> =>
    rev === undefined ? database.get<Stored>(id) : database.get<Stored>(id, { rev });
  try {
    return await Promise.all(keys.map(load));
  } catch (error) {
    if ((error as PouchDB.Core.Error).status === 404) {
      throw new DamagedLog(where, 'a document is gone that was there at the start', { cause: error });
    }
    throw new StorageFailure(`${where} cannot be read`, { cause: error });
  }
}

/** Reads every stored document once, in the order of writing, and compares what is there with what was counted. */
export async function scanRows(
  database: Database,
  where: string,
  visit: (row: Stored, place: Place) => void,
): Promise<void> {
  const { doc_count: counted } = await database.info();
  /** The id of what lies at each place. */
  const ids = new Map<number, string>();
  const rows: Table = { database, where, name: 'by-sequence' };
  await walkTable(rows, {}, (key, value) => {
    const row = parsed<Stored>(rows, key, value);
    ids.set(Number(key), row._id);
    visit(row, placeOf(key, value));
  });
  let found = 0;
  const entries: Table = { ...rows, name: 'document-store' };
  await walkTable(entries, {}, (key, value) => {
    const { id, winningRev, rev_map: places, deleted } = parsed<Entry>(entries, key, value);
    const place = places?.[winningRev];
    if (id !== key || place === undefined || ids.get(place) !== id)
      throw new DamagedLog(where, `${key} cannot be found by its id`);
    if (!deleted) found += 1;
  });
  if (found !== counted) throw new DamagedLog(where, `${found} documents are there, ${counted} were written`);
}

/** The stored rows whose ids begin with `prefix`, by their entries; refuses with `DamagedLog`. */
export async function rowsUnder(database: Database, where: string, prefix: string): Promise<Stored[]> {
  const entries: Table = { database, where, name: 'document-store' };
  const rows: Table = { ...entries, name: 'by-sequence' };
  const expected: { id: string; rev: string; place: string }[] = [];
  await walkTable(entries, { prefix }, (key, value) => {
    const { winningRev: rev, rev_map: places, deleted } = parsed<Entry>(entries, key, value);
    if (!deleted) expected.push({ id: key, rev, place: keyOf(places?.[rev] ?? 0) });
  });
  const values = await valuesAt(
    rows,
    expected.map(({ place }) => place),
  );
  return expected.map(({ id, rev, place }, index) => {
    const value = values[index];
    const row = value === undefined ? undefined : parsed<Stored>(rows, place, value);
    if (row?._id === id && row._rev === rev) return row;
    throw new DamagedLog(where, `${id} cannot be found by its id`);
  });
}

/** The document as it was appended: without storage fields and under its own id. */
export function fromRow(row: Stored, id: string): Envelope {
  const { _rev, ...document } = row;
  return document._id === id ? document : { ...document, _id: id };
}

/** Refuses at the start what an append-only street cannot contain. */
export function expectFirstRevision(where: Street, row: Stored): void {
  if (row._deleted === true) throw new DamagedLog(where, `${row._id} was deleted`);
  if (!row._rev.startsWith('1-')) throw new DamagedLog(where, `${row._id} was changed`);
}
