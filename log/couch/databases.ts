/** Databases as they have to be: one shard, one copy, nothing ever deleted in them. */
import { DamagedLog, StorageFailure } from '../port.ts';
import type { CouchServer } from './server.ts';

const ONE_COPY = { q: 1, n: 1 } as const;

/** Makes the database unless it is there; resolves when it is and has one copy. */
export async function makeDatabase(server: CouchServer, database: string): Promise<void> {
  const patience = server.patience();
  for (;;) {
    const { status, why } = await server.request({ method: 'PUT', database, query: ONE_COPY });
    if (status === 201 || status === 412) break;
    // 202: made, though not everywhere it should be. What is there decides.
    if (status === 202 && (await isThere(server, database))) break;
    if (status === 400 || status === 401 || status === 403) throw new StorageFailure(`${database}: ${why}`);
    await patience.pause(`${database} cannot be made: ${why}`);
  }
  if (!(await isThere(server, database))) throw new StorageFailure(`${database} was made and is not there`);
}

/** Whether the database is there. Rejects when it has more copies than one, or somebody deleted in it. */
export async function isThere(server: CouchServer, database: string): Promise<boolean> {
  const { status, body, why } = await server.ask({ database });
  if (status === 404) return false;
  if (status !== 200) throw new StorageFailure(`${database}: ${why}`);
  const { cluster, doc_del_count: deleted } = body as { cluster?: { n?: number; q?: number }; doc_del_count?: number };
  if (cluster !== undefined && (cluster.n !== 1 || cluster.q !== 1))
    throw new StorageFailure(`${database} has ${cluster.n} copies and ${cluster.q} shards; only one of each is safe`);
  if (deleted !== undefined && deleted > 0) throw new DamagedLog(database, `${deleted} documents were deleted`);
  return true;
}

/** The names of all databases that start like this. */
export async function databasesUnder(server: CouchServer, start: string): Promise<string[]> {
  const range = { startkey: start, endkey: `${start}\u{10ffff}` };
  const { status, body, why } = await server.ask({ path: '_all_dbs', query: range });
  if (status !== 200 || !Array.isArray(body)) throw new StorageFailure(`the databases cannot be listed: ${why}`);
  return (body as string[]).filter((name) => name.startsWith(start));
}
