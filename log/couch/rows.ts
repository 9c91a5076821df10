/**
 * Documents in one database: created in bulk until every single one is known
 * to be there, and read by key or in order. What it keeps true:
 * - a document is there when the server said 201 for it, or 409 and what lies
 *   there is the very same;
 * - 202, fewer copies than asked for, is a failure of the storage;
 * - anything else is unknown and is sent again: a document is created once,
 *   however often it is sent.
 */
import { StorageFailure } from '../port.ts';
import { LIMITS } from './limits.ts';
import { type Answer, type CouchServer, isUnknown } from './server.ts';
import { Superseded } from './superseded.ts';

export interface Target {
  readonly server: CouchServer;
  readonly database: string;
}

/** A document as it is sent. */
export interface Sent {
  readonly _id: string;
  /** The revision it replaces; without one it is created. */
  readonly _rev?: string;
}

/** A document as it lies there. */
export interface Stored {
  readonly _id: string;
  readonly _rev: string;
}

/** What became of one document of a bulk write. */
type Fate = 'stored' | 'conflict' | 'unknown';

/**
 * Creates documents. `isSame` tells whether what lies under an id is what was sent. Rejects with `Superseded` when it
 * is not, and with `StorageFailure` when it stays unknown.
 */
export async function createAll<Row extends Sent>(
  target: Target,
  rows: readonly Row[],
  isSame: (found: Stored, sent: Row) => boolean,
): Promise<void> {
  const patience = target.server.patience();
  let open = rows;
  for (;;) {
    const { fates, why } = await writeOnce(target, open);
    const conflicts = open.filter((_row, index) => fates[index] === 'conflict');
    const found = conflicts.length === 0 ? new Map<string, Stored>() : await readKeys(target, conflicts);
    open = open.filter((row, index) => {
      if (fates[index] === 'stored') return false;
      const there = found.get(row._id);
      if (there === undefined) return true;
      if (isSame(there, row)) return false;
      throw new Superseded(`${target.database}: another process wrote ${row._id}`);
    });
    if (open.length === 0) return;
    await patience.pause(`${target.database}: ${open.length} documents are not known to be stored: ${why}`);
  }
}

/** Sends the rows once and tells what became of each, in order. */
export async function writeOnce(
  { server, database }: Target,
  docs: readonly Sent[],
): Promise<{ fates: Fate[]; revisions: (string | undefined)[]; why: string }> {
  const answer = await server.request({ method: 'POST', database, path: '_bulk_docs', body: { docs } });
  const { status, body, why } = answer;
  if (status === 202) throw new StorageFailure(`${database}: stored on fewer copies than asked for`);
  if (status !== 201) {
    // A database that is gone for a moment while the server starts is no reason to stop at once.
    if (!isUnknown(answer) && status !== 404 && status !== 200) throw refused(database, answer);
    return { fates: docs.map(() => 'unknown'), revisions: [], why };
  }
  const rows = Array.isArray(body) ? (body as unknown[]) : [];
  if (rows.length !== docs.length) return { fates: docs.map(() => 'unknown'), revisions: [], why: 'a broken answer' };
  const judged = rows.map((row, index) => fateOf(database, row, docs[index] as Sent));
  const amiss = judged.find(({ fate }) => fate === 'unknown');
  return {
    fates: judged.map(({ fate }) => fate),
    revisions: judged.map(({ rev }) => rev),
    why: amiss?.why ?? 'somebody else wrote',
  };
}

function fateOf(database: string, row: unknown, sent: Sent): { fate: Fate; rev?: string; why?: string } {
  const { id, ok, rev, accepted, error, reason } = (row ?? {}) as Record<string, unknown>;
  if (id !== sent._id) return { fate: 'unknown', why: 'a broken answer' };
  if (accepted === true) throw new StorageFailure(`${database}: ${id} is stored on fewer copies than asked for`);
  if (ok === true && typeof rev === 'string') return { fate: 'stored', rev };
  if (error === 'conflict') return { fate: 'conflict' };
  if (error === 'forbidden' || error === 'unauthorized' || error === 'document_too_large')
    throw new StorageFailure(`${database}: ${id} is refused: ${String(error)} ${String(reason)}`);
  return { fate: 'unknown', why: `${String(error)} ${String(reason)}` };
}

const refused = (database: string, { why }: Answer): StorageFailure => new StorageFailure(`${database}: ${why}`);

interface Listed {
  readonly id?: string;
  readonly key: string;
  readonly value?: { readonly rev: string; readonly deleted?: boolean };
  readonly doc?: Stored | null;
}

/** The documents with these ids that are there. */
export async function readKeys(
  target: Target,
  rows: readonly { readonly _id: string }[],
): Promise<Map<string, Stored>> {
  const found = new Map<string, Stored>();
  for (let start = 0; start < rows.length; start += LIMITS.keysPerPage) {
    const keys = rows.slice(start, start + LIMITS.keysPerPage).map(({ _id }) => _id);
    for (const { doc } of await list(target, { method: 'POST', body: { keys } })) {
      if (doc !== undefined && doc !== null) found.set(doc._id, doc);
    }
  }
  return found;
}

/** All documents from one id to another, in order, page by page; the next page is read while one is used. */
export async function* readRange(
  target: Target,
  range: { readonly startkey: string; readonly endkey: string },
): AsyncGenerator<Stored[], void, undefined> {
  const page = (startkey: string): Promise<Listed[]> =>
    list(target, { query: { startkey, endkey: range.endkey, limit: LIMITS.rowsPerPage } });
  let pending = page(range.startkey);
  let last: string | undefined;
  for (;;) {
    const rows = await pending;
    const isLast = rows.length < LIMITS.rowsPerPage;
    const fresh = rows.filter(({ id }) => id !== last);
    last = rows.at(-1)?.id ?? last;
    if (!isLast && last !== undefined) pending = page(last);
    // A page that is never asked for must not end the process.
    pending.catch(() => {});
    yield fresh.flatMap(({ doc }) => (doc === undefined || doc === null ? [] : [doc]));
    if (isLast) return;
  }
}

async function list(
  { server, database }: Target,
  request: { method?: 'POST'; query?: Readonly<Record<string, string | number>>; body?: unknown },
): Promise<Listed[]> {
  const { status, body, why } = await server.ask({
    ...request,
    database,
    path: '_all_docs',
    query: { ...request.query, include_docs: true },
    patience: LIMITS.pageMs,
  });
  const rows = status === 200 ? (body as { rows?: unknown }).rows : undefined;
  if (!Array.isArray(rows)) throw new StorageFailure(`${database} cannot be read: ${why}`);
  return rows as Listed[];
}
