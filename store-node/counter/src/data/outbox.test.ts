/** The outbox against a real HTTP server that records as a store does, is slow, dies, and refuses. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import { openDatabases, type Databases } from './databases.ts';
import { processLocks, type Locks } from './locks.ts';
import { NodeApi } from './node-api.ts';
import { Outbox } from './outbox.ts';
import { Reachability } from './reach.ts';

type Handler = (request: IncomingMessage, body: Record<string, unknown>, response: ServerResponse) => void;

let server: Server;
let url = '';
let handler: Handler;
let databases: Databases;
const opened: Outbox[] = [];
/** What the store has recorded: id → body. */
const recorded = new Map<string, Record<string, unknown>>();
let requests = 0;

const answer = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
};

/** Records each id once. */
const store: Handler = (_request, body, response) => {
  const id = String(body['id']);
  const isNew = !recorded.has(id);
  if (isNew) recorded.set(id, body);
  answer(response, isNew ? 201 : 200, {
    outcome: isNew ? 'recorded' : 'exists',
    document: { _id: `sale~${id}`, body },
  });
};

const refusing =
  (status: number, code: string): Handler =>
  (_request, _body, response) =>
    answer(response, status, { code, detail: 'no', details: { missing: [] } });

async function listen(port = 0): Promise<void> {
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      requests += 1;
      handler(request, JSON.parse(text) as Record<string, unknown>, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function stopListening(): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

function outboxOf(locks: Locks = processLocks()): { outbox: Outbox; reach: Reachability } {
  const reach = new Reachability(Date.now);
  const api = new NodeApi({ url, key: 'k', register: 'R1' });
  const outbox = new Outbox({ outbox: databases.own.outbox, api, reach, locks, now: Date.now });
  opened.push(outbox);
  return { outbox, reach };
}

const sale = (id: string) => ({ id, path: 'sales', body: { id, lines: [], override: null } });
const entry = (id: string) => databases.own.outbox.findOne(id).exec();

async function until(check: () => Promise<boolean> | boolean): Promise<void> {
  const giveUp = Date.now() + 120_000;
  while (!(await check())) {
    if (Date.now() > giveUp) throw new Error('it never came true');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

beforeEach(async () => {
  recorded.clear();
  requests = 0;
  handler = store;
  await listen();
  const storage = getRxStorageMemory();
  databases = await openDatabases({
    name: `test-${Math.random().toString(36).slice(2)}`,
    cacheStorage: storage,
    ownStorage: storage,
    multiInstance: false,
  });
});

afterEach(async () => {
  for (const outbox of opened.splice(0)) outbox.close();
  await databases.close();
  await stopListening();
});

test('a command that is answered is sent, and was on disk before', async () => {
  const { outbox } = outboxOf();
  let before: string | undefined;
  handler = (request, body, response) => {
    void entry('s1').then((kept) => {
      before = kept?.state;
      store(request, body, response);
    });
  };
  expect(await outbox.perform(sale('s1'))).toMatchObject({ outcome: 'recorded' });
  expect(before).toBe('trying');
  await until(async () => (await entry('s1'))?.state === 'sent');
});

test('a refused command leaves nothing behind: the clerk is told and tries again under the same id', async () => {
  const { outbox } = outboxOf();
  handler = refusing(409, 'insufficient-stock');
  expect(await outbox.perform(sale('s1'))).toMatchObject({ outcome: 'refused', code: 'insufficient-stock' });
  expect(await entry('s1')).toBeNull();
  handler = store;
  expect(await outbox.perform(sale('s1'))).toMatchObject({ outcome: 'recorded' });
});

test('a sale nobody answers is kept as completed offline, and recorded once when the store is back', async () => {
  const { outbox, reach } = outboxOf();
  const { port } = server.address() as AddressInfo;
  await stopListening();
  expect(await outbox.perform(sale('s1'))).toEqual({ outcome: 'kept' });
  expect((await entry('s1'))?.toJSON()).toMatchObject({
    state: 'waiting',
    body: { offline: { at: expect.any(Number) } },
  });
  await listen(port);
  outbox.start();
  reach.report(true);
  await until(async () => (await entry('s1'))?.state === 'sent');
  expect([...recorded.keys()]).toEqual(['s1']);
});

test('an exchange nobody answers waits as one command: its sale has happened, its return is asked for as it was', async () => {
  const { outbox, reach } = outboxOf();
  const { port } = server.address() as AddressInfo;
  await stopListening();
  const body = { id: 's1', return: { id: 'r1', lines: [] }, sale: { id: 's1', override: { by: 'chief' } } };
  expect(await outbox.perform({ id: 's1', path: 'exchanges', body })).toEqual({ outcome: 'kept' });
  await listen(port);
  outbox.start();
  reach.report(true);
  await until(async () => (await entry('s1'))?.state === 'sent');
  expect([...recorded.values()]).toEqual([
    {
      id: 's1',
      return: { id: 'r1', lines: [] },
      sale: { id: 's1', override: null, offline: { at: expect.any(Number) } },
    },
  ]);
});

test('an answer that is lost is not taken for a no: the same command is sent again', async () => {
  const { outbox } = outboxOf();
  handler = (_request, body, response) => {
    recorded.set(String(body['id']), body);
    response.destroy();
  };
  expect(await outbox.perform(sale('s1'))).toEqual({ outcome: 'kept' });
  handler = store;
  outbox.start();
  await until(async () => (await entry('s1'))?.state === 'sent');
  expect(recorded.size).toBe(1);
});

test('what a tab was sending when it died is adopted and sent by another', async () => {
  const dead = outboxOf();
  handler = () => {};
  const first = dead.outbox.perform(sale('s1'));
  await until(async () => (await entry('s1'))?.state === 'trying' && requests === 1);
  handler = store;
  // Another tab has its own locks here: that of the dead one is free.
  outboxOf().outbox.start();
  await until(async () => (await entry('s1'))?.state === 'sent');
  expect(recorded.get('s1')).toMatchObject({ offline: { at: expect.any(Number) } });
  await first;
  expect((await entry('s1'))?.state).toBe('sent');
});

test('two tabs send what waits once', async () => {
  const locks = processLocks();
  const first = outboxOf(locks);
  const second = outboxOf(locks);
  first.reach.report(false);
  for (const id of ['s1', 's2', 's3']) await first.outbox.perform(sale(id));
  first.outbox.start();
  second.outbox.start();
  first.reach.report(true);
  second.reach.report(true);
  await until(async () => (await databases.own.outbox.find({ selector: { state: 'sent' } }).exec()).length === 3);
  expect(requests).toBe(3);
});

test('a store that has too much to do, or is stopping, is asked again: the sale stays on this device until then', async () => {
  for (const [id, code] of [
    ['s1', 'overloaded'],
    ['s2', 'unavailable'],
  ] as const) {
    const { outbox } = outboxOf();
    handler = (_request, _body, response) => {
      response.setHeader('retry-after', '1');
      answer(response, 503, { code, detail: 'later' });
    };
    expect(await outbox.perform(sale(id))).toEqual({ outcome: 'kept' });
    expect((await entry(id))?.state).toBe('waiting');
    handler = store;
    outbox.start();
    await until(async () => (await entry(id))?.state === 'sent');
    expect(recorded.get(id)).toMatchObject({ offline: { at: expect.any(Number) } });
  }
});

test('a store that does not trade yet is asked again; a refusal that will stay is shown and can be sent again', async () => {
  const { outbox, reach } = outboxOf();
  handler = refusing(503, 'not-trading');
  expect(await outbox.perform(sale('s1'))).toEqual({ outcome: 'kept' });
  outbox.start();
  await until(async () => (await entry('s1'))?.code === 'not-trading');
  expect((await entry('s1'))?.state).toBe('waiting');
  handler = refusing(409, 'exists-different');
  reach.report(true);
  await until(async () => (await entry('s1'))?.state === 'refused');
  await until(() => outbox.unsent$.value.refused === 1);
  handler = store;
  await outbox.sendAgain('s1');
  await until(async () => (await entry('s1'))?.state === 'sent');
});
