import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import PouchDB from 'pouchdb-core';
import httpAdapter from 'pouchdb-adapter-http';
import replication from 'pouchdb-replication';
import { openPouchStreet, type PouchStreet } from '@ringfence/log/pouch-street.ts';
import { ReplicaStreet } from '@ringfence/log/replica-street.ts';
import { sha256 } from '../crypto.ts';
import { LIMITS } from '../limits.ts';
import { HubServer } from '../server.ts';
import { id, order, product, type TestStore, World } from '../testing/world.ts';

PouchDB.plugin(httpAdapter).plugin(replication);

type Database = PouchDB.Database<object>;

let world: World;
let store: TestStore;
let server: HubServer;
let directory: string;
const closing: (() => unknown)[] = [];
const bugs: unknown[] = [];

beforeEach(async () => {
  world = await World.make();
  store = await world.enrol('S01');
  server = await serve();
  directory = await mkdtemp(join(tmpdir(), 'ringfence-node-'));
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  await server.stop();
  await world.end();
  await rm(directory, { recursive: true, force: true });
  expect(bugs.splice(0)).toEqual([]);
});

const serve = (): Promise<HubServer> =>
  HubServer.start({
    hub: world.hub,
    clock: world.clock,
    host: '127.0.0.1',
    port: 0,
    onBug: (error) => bugs.push(error),
  });

async function request(path: string, init: { method?: string; body?: unknown; token?: string } = {}) {
  const { method = init.body === undefined ? 'GET' : 'POST', body, token = await store.token() } = init;
  const response = await fetch(`${server.url}/gateway${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: (text === '' ? null : JSON.parse(text)) as never };
}

function remote(street: string, url = server.url): Database {
  return new PouchDB(`${url}/gateway/db/${street}`, {
    adapter: 'http',
    skip_setup: true,
    fetch: async (target: string, init: RequestInit) => {
      const headers = new Headers(init.headers);
      headers.set('authorization', `Bearer ${await store.token()}`);
      // The replicator asks how far its source is, for a display, and leaves that promise without a handler: a failure
      // of this one request would end the test instead of the run, so it takes a line that does not break.
      const isProgress = new URL(target).pathname.endsWith(`/db/${street}/`);
      const to = isProgress ? target.replace(url, server.url) : target;
      return fetch(to, { ...init, headers, signal: AbortSignal.timeout(5000) });
    },
  } as never);
}

const replicate = (from: Database, to: Database): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const run = PouchDB.replicate(from, to, { batch_size: 200, checkpoint: 'target' } as never);
    void run.on('complete', resolve).on('error', (error) => {
      // As the link does: a failed run goes on by itself, past what it has dropped, until it is cancelled.
      run.cancel();
      reject(error as Error);
    });
  });

/** The node's own street, with so many receipts. */
async function ownStreet(count: number): Promise<PouchStreet> {
  const street = await openPouchStreet({ directory: join(directory, 'up'), street: 'up-S01', create: true, sha256 });
  closing.push(() => street.close());
  await street.append(
    Array.from({ length: count }, () =>
      store.write('receipt', id(), { lines: [{ sku: 'apple', units: 1, area: 'shelf' }] }),
    ),
  );
  return street;
}

async function replica(street: string): Promise<{ replica: ReplicaStreet; rejected: unknown[] }> {
  const rejected: unknown[] = [];
  const opened = await ReplicaStreet.open({
    directory: join(directory, street),
    street,
    create: true,
    sha256,
    onRejected: (rejection) => rejected.push(rejection),
  });
  closing.push(() => opened.close());
  return { replica: opened, rejected };
}

/** A line that breaks: every connection is cut after some bytes, by a fixed sequence. */
async function brittleLine(): Promise<{ url: string; cuts: () => number }> {
  const to = Number(new URL(server.url).port);
  const sockets = new Set<Socket>();
  let cuts = 0;
  let seed = 7;
  const line: Server = createServer((near) => {
    seed = (seed * 48_271) % 2_147_483_647;
    let left = 60_000 + (seed % 500_000);
    const far = connect(to, '127.0.0.1');
    const cut = (): void => {
      near.destroy();
      far.destroy();
    };
    for (const [from, into] of [[near, far] as const, [far, near] as const]) {
      sockets.add(from);
      from.on('error', cut).on('close', cut);
      from.on('data', (bytes) => {
        left -= bytes.length;
        if (left > 0) into.write(Uint8Array.from(bytes));
        else {
          cuts += 1;
          cut();
        }
      });
    }
  });
  await new Promise<void>((resolve) => line.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    line.close();
  });
  return { url: `http://127.0.0.1:${(line.address() as AddressInfo).port}`, cuts: () => cuts };
}

async function untilDone(attempt: () => Promise<unknown>, isDone: () => boolean): Promise<void> {
  for (let round = 0; round < 200 && !isDone(); round++) {
    // As a store's link does: who tries again at once only meets the same break.
    await attempt().catch(() => sleep(20));
  }
}

test('The real replicator pushes 2,000 documents over a line that keeps breaking, each counts once', async () => {
  const line = await brittleLine();
  const own = await ownStreet(2000);
  const desk = world.desk('S01');
  await untilDone(
    () => replicate(own.database as Database, remote('up-S01', line.url)),
    () => desk.sync().up.n === 2000,
  );
  expect(desk.sync().up).toEqual({ n: 2000, head: store.cursor.head });
  expect(desk.sync().quarantined).toBe(0);
  expect(line.cuts()).toBeGreaterThan(1);
  await replicate(own.database as Database, remote('up-S01'));
  expect(desk.sync().up.n).toBe(2000);
});

test('The real replicator pulls 2,000 documents over such a line, in the same chain', async () => {
  const line = await brittleLine();
  await world.stock(store, 'apple', 2000);
  await Promise.all(Array.from({ length: 1998 }, () => world.hub.placeOrder(order('S01', [['apple', 1]]))));
  const { head, n } = world.desk('S01').sync().down;
  expect(n).toBe(1999);
  const { replica: down, rejected } = await replica('down-S01');
  await untilDone(
    () => replicate(remote('down-S01', line.url), down.database as Database),
    () => down.head().n === n,
  );
  expect(rejected).toEqual([]);
  expect(down.head()).toMatchObject({ n: 1999, head });
  expect(line.cuts()).toBeGreaterThan(1);

  const { replica: catalog } = await replica('catalog');
  await replicate(remote('catalog'), catalog.database as Database);
  expect(catalog.head()).toMatchObject({ n: 5, head: world.hub.catalogue.cursor.head });
});

test('A node that lost its disk pulls its own street back', async () => {
  const own = await ownStreet(300);
  await replicate(own.database as Database, remote('up-S01'));
  const { replica: back } = await replica('up-S01');
  await replicate(remote('up-S01'), back.database as Database);
  expect(back.head()).toMatchObject({ n: 300, head: store.cursor.head });
});

test('Checkpoints are kept, survive a restart of the hub, and are few', async () => {
  const put = (name: string): Promise<{ status: number; body: never }> =>
    request(`/db/up-S01/_local/${name}`, { method: 'PUT', body: { last_seq: 7 } });
  expect(await put('run')).toMatchObject({ status: 201, body: { ok: true, id: '_local/run', rev: '0-1' } });
  expect(await put('run')).toMatchObject({ body: { rev: '0-2' } });
  await server.stop();
  await world.restart();
  server = await serve();
  expect(await request('/db/up-S01/_local/run')).toMatchObject({ status: 200, body: { last_seq: 7, _rev: '0-2' } });
  for (let index = 0; index < LIMITS.checkpointsPerStreet; index++) await put(`other-${index}`);
  expect(await request('/db/up-S01/_local/run')).toMatchObject({ status: 404, body: { error: 'not_found' } });
  const large = { method: 'PUT', body: { text: 'x'.repeat(LIMITS.checkpointBytes) } };
  expect(await request('/db/up-S01/_local/run', large)).toMatchObject({ status: 413 });
});

test('A long poll answers when something moves, and when nothing does', async () => {
  const { n } = world.desk('S01').sync().down;
  const waiting = request(`/db/down-S01/_changes?feed=longpoll&since=${n}&timeout=20000&heartbeat=1000`);
  await world.stock(store, 'apple', 1);
  await world.hub.placeOrder(order('S01', [['apple', 1]], 'O1'));
  expect((await waiting).body).toMatchObject({ results: [{ seq: n + 1, id: 'pickup-order~O1' }], last_seq: n + 1 });
  const nothing = await request(`/db/down-S01/_changes?feed=longpoll&since=${n + 1}&timeout=50`);
  expect(nothing.body).toMatchObject({ results: [], last_seq: n + 1 });
});

test('A node reaches its own streets and the catalogue, and writes only its own', async () => {
  const couch = { body: { error: 'forbidden' }, status: 403 };
  expect(await request('/db/up-S02')).toMatchObject(couch);
  expect(await request('/db/down-S02/_changes')).toMatchObject(couch);
  expect(await request('/db/up-S02/_bulk_docs', { body: { docs: [], new_edits: false } })).toMatchObject(couch);
  expect(await request('/db/down-S01/_bulk_docs', { body: { docs: [], new_edits: false } })).toMatchObject(couch);
  expect(await request('/db/catalog/_bulk_docs', { body: { docs: [], new_edits: false } })).toMatchObject(couch);
  expect(await request('/db/kv')).toMatchObject(couch);
  expect(await request('/db/catalog')).toMatchObject({ status: 200, body: { doc_count: 5 } });
});

test('Nothing of a body is waited for before its token is good, and who introduces itself is brief', async () => {
  const line = connect(Number(new URL(server.url).port), '127.0.0.1');
  closing.push(() => line.destroy());
  const head = ['host: hub', 'authorization: Bearer nobody', 'content-type: application/json', 'content-length: 99'];
  line.setEncoding('latin1').write(['POST /gateway/incarnation HTTP/1.1', ...head, '', ''].join('\r\n'));
  const [answer] = (await once(line, 'data')) as [string];
  expect(answer).toMatch(/^HTTP\/1.1 401 /);
  const long = { code: 'x'.repeat(LIMITS.introductionBytes) };
  expect((await request('/incarnation', { body: long })).status).toBe(413);
  expect((await request('/enrol', { body: long, token: '' })).status).toBe(413);
});

test('A token must be signed by the store, for the hub, and short-lived', async () => {
  const past = Math.floor(Date.now() / 1000) - 1000;
  const other = await world.enrol('S02');
  const bad = [
    'nonsense',
    '',
    await store.token({ issuedAtS: past }),
    await store.token({ lifeS: 3600 }),
    await store.token({ sub: 'S02.1' }),
    await store.token({ sub: 'S01.2' }),
    `${(await store.token()).slice(0, -8)}AAAAAAAA`,
  ];
  for (const token of bad) {
    expect(await request('/status', { token })).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
    expect(await request('/db/up-S01', { token })).toMatchObject({ status: 401, body: { error: 'unauthorized' } });
  }
  expect((await request('/status')).status).toBe(200);
  expect(await request('/db/up-S01', { token: await other.token() })).toMatchObject({ status: 403 });
});

test('Enrolment over HTTP: a code lets one node in, the replaced one is told so', async () => {
  const { code } = await world.hub.createEnrolmentCode('S01');
  const body = { store: 'S01', code, publicKey: (await world.enrol('S02')).publicKey };
  const admitted = await request('/enrol', { body, token: '' });
  expect(admitted).toMatchObject({ status: 201, body: { incarnation: 2, hubKey: world.hub.publicKey, up: { n: 0 } } });
  const thief = { ...body, publicKey: store.publicKey };
  expect(await request('/enrol', { body: thief })).toMatchObject({ status: 403, body: { code: 'not-allowed' } });
  expect(await request('/enrol', { body: { ...body, store: 'S77' } })).toMatchObject({ status: 404 });
  expect(await request('/enrol', { body: { ...body, publicKey: 'x' } })).toMatchObject({
    status: 400,
    body: { code: 'invalid-input', field: 'publicKey' },
  });
  expect(await request('/status')).toMatchObject({ status: 403, body: { code: 'not-allowed' } });
  const tries = Array.from({ length: LIMITS.enrolAttemptsPerMinute }, () => request('/enrol', { body: thief }));
  const statuses = (await Promise.all(tries)).map(({ status }) => status);
  expect(statuses).toContain(429);
});

test('A node that lost its memory gets its next incarnation, and the same answer when it asks again', async () => {
  const token = await store.token();
  const first = await request('/incarnation', { body: {}, token });
  expect(first).toMatchObject({ status: 200, body: { incarnation: 2 } });
  expect((await request('/incarnation', { body: {}, token })).body).toEqual(first.body);
  expect((await request('/status', { token })).status).toBe(403);
  store.incarnation = 2;
  expect(await request('/status')).toMatchObject({ status: 200, body: { incarnation: 2 } });
});

test('What is malformed or too large is refused and changes nothing', async () => {
  const before = world.desk('S01').sync().stateHash();
  const own = '/db/up-S01';
  expect(await request(`${own}/_bulk_docs`, { body: '{"docs": [' })).toMatchObject({ status: 400 });
  expect(await request(`${own}/_bulk_docs`, { body: { docs: 'all' } })).toMatchObject({ status: 400 });
  expect(await request(`${own}/_bulk_docs`, { body: { docs: ['x'.repeat(LIMITS.bulkBodyBytes)] } })).toMatchObject({
    status: 413,
    body: { error: 'too_large' },
  });
  expect(await request(`${own}/_changes?since=-1`)).toMatchObject({ status: 400 });
  expect(await request(`${own}/_changes?feed=continuous`)).toMatchObject({ status: 400 });
  expect(await request('/asks', { body: { id: 'a', kind: 'units', lines: [], downN: 0 } })).toMatchObject({
    status: 400,
    body: { field: 'lines' },
  });
  expect(await request('/report', { body: { upHead: -1, downN: 0 } })).toMatchObject({ status: 400 });
  expect(await request('/nowhere')).toMatchObject({ status: 404 });
  const rows = await request(`${own}/_bulk_docs`, { body: '{"docs":[{"__proto__":{"a":1}}],"new_edits":false}' });
  expect(rows).toMatchObject({ status: 201, body: [{ error: 'forbidden' }] });
  expect(world.desk('S01').sync().stateHash()).toBe(before);
});

test('Too many bulk bytes at once are told to come again', async () => {
  const body = { docs: ['x'.repeat(LIMITS.bulkBodyBytes - 100)] };
  const count = LIMITS.bulkBytesInFlight / LIMITS.bulkBodyBytes + 2;
  const answers = await Promise.all(Array.from({ length: count }, () => request('/db/up-S01/_bulk_docs', { body })));
  const turnedAway = answers.filter(({ status }) => status === 503);
  expect(turnedAway.length).toBeGreaterThan(0);
  expect(turnedAway[0]?.headers.get('retry-after')).toBe('1');
  expect((await request('/db/up-S01/_bulk_docs', { body: { docs: [] } })).status).toBe(201);
});

test('A store that announces bodies and never sends them keeps no other store from sending', async () => {
  const other = await world.enrol('S02');
  const token = await store.token();
  const port = Number(new URL(server.url).port);
  const refusals: Promise<string>[] = [];
  for (let index = 0; index < LIMITS.bulkBytesInFlight / LIMITS.bulkBodyBytes; index++) {
    const socket = connect(port, '127.0.0.1');
    closing.push(() => socket.destroy());
    socket.write(
      `POST /gateway/db/up-S01/_bulk_docs HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer ${token}\r\n` +
        `Content-Type: application/json\r\nContent-Length: ${LIMITS.bulkBodyBytes}\r\n\r\n{`,
    );
    refusals.push(new Promise((resolve) => socket.once('data', (bytes) => resolve(bytes.toString()))));
  }
  // Its own share is used up by then.
  expect(await Promise.race(refusals)).toMatch('503');
  const bulk = { body: { docs: [] } };
  expect((await request('/db/up-S02/_bulk_docs', { ...bulk, token: await other.token() })).status).toBe(201);
});

test('Signals tell what moves; the open stream is what connected means', async () => {
  const desk = world.desk('S01');
  const stop = new AbortController();
  const response = await fetch(`${server.url}/gateway/signals`, {
    headers: { authorization: `Bearer ${await store.token()}` },
    signal: stop.signal,
  });
  const seen: { type: string }[] = [];
  const reading = (async () => {
    let rest = '';
    for await (const chunk of response.body as ReadableStream<Uint8Array>) {
      const lines = (rest + new TextDecoder().decode(chunk)).split('\n');
      rest = lines.pop() ?? '';
      seen.push(...lines.map((line) => JSON.parse(line) as { type: string }));
      if (seen.some(({ type }) => type === 'ask')) break;
    }
  })();
  await world.send(store, [store.write('receipt', id(), { lines: [{ sku: 'apple', units: 1, area: 'shelf' }] })]);
  await world.hub.putProducts([product('fig')]);
  expect(desk.link.connected).toBe(true);
  const placing = world.hub.placeOrder(order('S01', [['apple', 1]]));
  await reading;
  const { ask } = seen.find(({ type }) => type === 'ask') as unknown as { ask: { id: string } };
  expect(seen[0]).toMatchObject({ type: 'hello', incarnation: 1, catalog: { n: 5 } });
  expect(seen).toContainEqual(expect.objectContaining({ type: 'up', n: 1 }));
  expect(seen).toContainEqual(expect.objectContaining({ type: 'heads', catalog: 6 }));
  expect((await request(`/asks/${ask.id}/decline`, { method: 'POST' })).status).toBe(204);
  expect(await placing).toMatchObject({ outcome: 'refused' });

  const report = { upHead: 4, downN: 1, oldestUnsentAt: Date.now() - 1000 };
  expect(await request('/report', { body: report })).toMatchObject({ status: 200, body: { up: { n: 1 } } });
  expect(desk.sync()).toMatchObject({ reportedHead: 4, downAcknowledged: 1, oldestUnsentAt: report.oldestUnsentAt });
  stop.abort();
  while (desk.link.connected) await new Promise((resolve) => setTimeout(resolve, 5));
});
