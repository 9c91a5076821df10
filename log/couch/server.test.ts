/** What a CouchDB and its databases must be like before anything is written to them. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DamagedLog, StorageFailure } from '../port.ts';
import { type TestCouch, testCouch } from '../testing/couch.ts';
import { type FaultyLine, faultyLine, noFault } from '../testing/faulty-line.ts';
import { couchAddress } from './address.ts';
import { isThere, makeDatabase } from './databases.ts';
import { CouchServer } from './server.ts';

let couch: TestCouch;
let line: FaultyLine;
beforeAll(async () => {
  couch = await testCouch();
  line = await faultyLine(couch.address.url);
});
afterEach(() => {
  line.judge = noFault;
});
afterAll(async () => {
  await line.close();
  await couch.close();
});

const connect = (): Promise<CouchServer> =>
  CouchServer.connect({ ...couch.address, url: line.url, requestMs: 2_000, settleMs: 30_000 });

/** The server answers this to a question. */
function say(to: (path: string) => boolean, value: unknown, status = 200): void {
  line.judge = ({ path }) =>
    to(path) ? { fault: 'answer', status, body: JSON.stringify(value), when: 'before' } : { fault: 'none' };
}

test('a server that takes too little in one document is refused, and one that takes too much is told of', async () => {
  say((path) => path.includes('/_config/'), '65536');
  await expect(connect()).rejects.toThrow(/max_document_size is 65536/);
  say((path) => path.includes('/_config/'), '4294967296');
  expect((await connect()).warnings.join()).toMatch(/max_document_size.*max_http_request_size/);
  say((path) => path.includes('/_config/'), { error: 'unauthorized', reason: 'You are not a server admin.' }, 401);
  expect((await connect()).warnings.join()).toMatch(/not checked/);
});

test('a server that is too old, or lets nobody in, is refused', async () => {
  say((path) => path === '/', { couchdb: 'Welcome', version: '2.3.1' });
  await expect(connect()).rejects.toThrow(/too old/);
  say((path) => path === '/', { error: 'unauthorized', reason: 'Name or password is incorrect.' }, 401);
  await expect(connect()).rejects.toThrow(/401 unauthorized/);
});

test('a server that is not up yet is waited for', async () => {
  let asked = 0;
  line.judge = () => ((asked += 1) < 4 ? { fault: 'cut', when: 'before' } : { fault: 'none' });
  await connect();
});

test('a database with copies, or in which somebody deleted, is refused', async () => {
  const server = await connect();
  const database = `${couch.address.prefix}-up-_s01`;
  await makeDatabase(server, database);
  await makeDatabase(server, database);
  expect(await isThere(server, `${database}x`)).toBe(false);
  const isInfo = (path: string): boolean => path === `/${database}`;
  say(isInfo, { cluster: { q: 1, n: 3, w: 2, r: 2 }, doc_del_count: 0 });
  await expect(makeDatabase(server, database)).rejects.toThrow(StorageFailure);
  say(isInfo, { cluster: { q: 1, n: 1, w: 1, r: 1 }, doc_del_count: 2 });
  await expect(isThere(server, database)).rejects.toThrow(DamagedLog);
});

test('credentials stand apart from the address', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'ringfence-address-'));
  const file = join(directory, 'password');
  await writeFile(file, 'of the file\n');
  const url = 'http://till:a%40b@127.0.0.1:5984/';
  expect(await couchAddress({})).toBeUndefined();
  expect(await couchAddress({ COUCHDB_URL: url })).toEqual({
    url: 'http://127.0.0.1:5984',
    user: 'till',
    password: 'a@b',
    prefix: 'ringfence',
  });
  const env = { COUCHDB_URL: url, COUCHDB_USER: 'hub', COUCHDB_PASSWORD: 'x', COUCHDB_PREFIX: 'shop' };
  expect(await couchAddress(env)).toMatchObject({ user: 'hub', password: 'x', prefix: 'shop' });
  expect(await couchAddress({ ...env, COUCHDB_PASSWORD_FILE: file })).toMatchObject({ password: 'of the file' });
  for (const wrong of [
    { COUCHDB_URL: 'couch' },
    { COUCHDB_URL: 'ftp://couch' },
    { COUCHDB_PREFIX: 'A_b' },
    { COUCHDB_PASSWORD_FILE: join(directory, 'none') },
  ])
    await expect(couchAddress({ ...env, ...wrong })).rejects.toThrow(/^COUCHDB_/);
  await rm(directory, { recursive: true });
});
