/**
 * CouchDBs for tests: a real one where `COUCHDB_URL` is set, else a server from
 * npm that speaks the part of its protocol the log needs (no copies, no shards,
 * no limits, no fsync).
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import expressPouchDB from 'express-pouchdb';
import PouchDB from 'pouchdb-core';
import leveldbAdapter from 'pouchdb-adapter-leveldb';
import { must } from '@ringfence/domain/basic/assert.ts';
import { type CouchAddress, couchAddress } from '../couch/address.ts';
import { databasesUnder } from '../couch/databases.ts';
import { CouchServer } from '../couch/server.ts';

/** Databases of a prefix of their own, removed by `close`. */
export interface TestCouch {
  readonly address: CouchAddress;
  readonly isReal: boolean;
  close(): Promise<void>;
}

export async function testCouch(): Promise<TestCouch> {
  const real = await couchAddress(process.env);
  const prefix = `test${randomBytes(5).toString('hex')}`;
  if (real !== undefined) {
    const address = { ...real, prefix };
    return { address, isReal: true, close: () => dropDatabases(address) };
  }
  const { url, close } = await compatible();
  return { address: { url, prefix }, isReal: false, close };
}

/** Removes every database of the prefix. */
export async function dropDatabases(address: CouchAddress): Promise<void> {
  const server = await CouchServer.connect(address);
  for (const database of await databasesUnder(server, `${address.prefix}-`))
    await server.ask({ method: 'DELETE', database });
}

async function compatible(): Promise<{ url: string; close: () => Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'ringfence-couch-'));
  const pouch = PouchDB.plugin(leveldbAdapter).defaults({ prefix: `${directory}/`, adapter: 'leveldb' });
  const app = expressPouchDB(pouch, {
    mode: 'custom',
    inMemoryConfig: true,
    logPath: join(directory, 'log.txt'),
    overrideMode: {
      include: ['404', 'all-dbs', 'all-docs', 'bulk-docs', 'changes', 'db', 'documents', 'root'].map(
        (part) => `routes/${part}`,
      ),
    },
  });
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: urlOf(server),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(directory, { recursive: true, force: true });
    },
  };
}

export const urlOf = (server: Server): string =>
  `http://127.0.0.1:${must(server.address() as AddressInfo | null, 'the server listens').port}`;
