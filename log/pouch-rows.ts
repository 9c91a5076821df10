/**
 * How documents lie in a PouchDB database: written in one atomic call whose
 * every row is checked, read back by id, and read once from the first to the
 * last at the start. Documents are written once, so only first revisions are
 * expected, and the rows found must be as many as the database counted.
 */
import type { Street } from '@ringfence/domain/basic/ids.ts';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import { DamagedLog, StorageFailure } from './port.ts';
import type { Database } from './synced-leveldown.ts';

/** A stored document: ours, with what the database adds. */
export interface Stored extends Envelope {
  readonly _rev: string;
  readonly _deleted?: boolean;
}

const ROWS_PER_READ = 500;

/** Writes new revisions and makes sure that every single one was taken; the answer gives their revisions in order. */
export async function writeRows(database: Database, rows: readonly object[]): Promise<string[]> {
  const answers = await database.bulkDocs([...rows]);
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

/** Reads every stored document once, in the order of writing, and compares their number with what was counted. */
export async function scanRows(
  database: Database,
  where: string,
  visit: (row: Stored, revisions: readonly string[]) => void | Promise<void>,
): Promise<void> {
  const { doc_count: counted } = await database.info();
  let found = 0;
  let since: number | string = 0;
  for (;;) {
    const page: PouchDB.Core.ChangesResponse<Stored> = await database.changes<Stored>({
      since,
      limit: ROWS_PER_READ,
      include_docs: true,
      style: 'all_docs',
    });
    for (const change of page.results) {
      if (change.deleted !== true) found += 1;
      if (change.doc === undefined) throw new DamagedLog(where, `${change.id} cannot be read`);
      const seen = visit(
        change.doc,
        change.changes.map(({ rev }) => rev),
      );
      if (seen !== undefined) await seen;
    }
    if (page.results.length === 0) break;
    since = page.last_seq;
  }
  if (found !== counted) throw new DamagedLog(where, `${found} documents are there, ${counted} were written`);
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
