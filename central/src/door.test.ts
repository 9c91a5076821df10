import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { LIMITS } from './limits.ts';
import { HubServer } from './server.ts';
import { type TestStore, World } from './testing/world.ts';

const KEY = 'key-of-web';
const keys = {
  keys: [{ name: 'web', sha256: createHash('sha256').update(KEY).digest('hex'), scopes: ['operations' as const] }],
};
const BODY = JSON.stringify({ query: '{ __typename }' });
const pressure = { lateMs: 0, backlog: 0 };

let world: World;
let store: TestStore;
let server: HubServer;
beforeEach(async () => {
  Object.assign(pressure, { lateMs: 0, backlog: 0 });
  world = await World.make();
  store = await world.enrol('S01');
  const onBug = (error: unknown): never => {
    throw error;
  };
  server = await HubServer.start({
    hub: world.hub,
    clock: world.clock,
    host: '127.0.0.1',
    port: 0,
    api: { keys, development: false, report: onBug },
    onBug,
    pressure: () => pressure,
  });
});
afterEach(async () => {
  await server.stop();
  await world.end();
});

const askWeb = (more: Record<string, string> = {}, body = BODY): Promise<Response> =>
  fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'x-api-key': KEY, 'content-type': 'application/json', ...more },
    body,
  });
const askAs = async (node: TestStore): Promise<number> =>
  (await fetch(`${server.url}/gateway/status`, { headers: { authorization: `Bearer ${await node.token()}` } })).status;
const health = async (): Promise<number> => (await fetch(`${server.url}/healthz`)).status;

/** A request that was taken up and waits for its body: it is inside and takes its room. */
async function begin(path: string, headers: Record<string, string>, body: string): Promise<() => Promise<string>> {
  const { hostname, port } = new URL(server.url);
  const socket: Socket = connect(Number(port), hostname);
  const lines = Object.entries({
    host: 'hub',
    'content-type': 'application/json',
    'content-length': String(body.length),
    connection: 'close',
    expect: '100-continue',
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
  await once(socket, 'data');
  return async () => {
    socket.write(body);
    let answer = '';
    for await (const part of socket) answer += String(part);
    return answer;
  };
}

test('a flood of web requests is turned away early; stores and health come in; a stream takes no room', async () => {
  const stream = await askWeb(
    { accept: 'text/event-stream' },
    JSON.stringify({ query: 'subscription { storeLinkChanged { storeId } }' }),
  );
  expect(stream.status).toBe(200);
  const inside = [];
  for (let one = 0; one < LIMITS.rooms.web.inFlight; one++)
    inside.push(await begin('/graphql', { 'x-api-key': KEY }, BODY));
  const turnedAway = await askWeb();
  expect([turnedAway.status, turnedAway.headers.get('retry-after')]).toEqual([503, '1']);
  expect(await turnedAway.json()).toMatchObject({ code: 'overloaded' });
  expect(await askAs(store)).toBe(200);
  expect(await health()).toBe(200);

  const answers = await Promise.all(inside.map((end) => end()));
  expect(answers.filter((answer) => !answer.includes('HTTP/1.1 200'))).toEqual([]);
  expect((await askWeb()).status).toBe(200);
  await stream.body?.cancel();
});

test('one store does not take another’s room', async () => {
  const other = await world.enrol('S02');
  const token = await store.token();
  const inside = [];
  for (let one = 0; one < LIMITS.requestsPerStore; one++)
    inside.push(await begin('/gateway/db/up-S01/_revs_diff', { authorization: `Bearer ${token}` }, '{}'));
  // A token that was not seen before is verified first, and only then the request is inside.
  while ((await askAs(store)) !== 503);
  expect(await askAs(other)).toBe(200);
  await Promise.all(inside.map((end) => end()));
  expect(await askAs(store)).toBe(200);
});

test.each([
  [{ lateMs: LIMITS.rooms.web.lateMs, backlog: 0 }, 503, 200],
  [{ lateMs: 0, backlog: LIMITS.rooms.web.backlog }, 503, 200],
  [{ lateMs: LIMITS.rooms.store.lateMs, backlog: 0 }, 503, 503],
  [{ lateMs: 0, backlog: LIMITS.rooms.store.backlog }, 503, 503],
])('under %j web requests go first, then stores, health never', async (now, web, node) => {
  Object.assign(pressure, { ...now, backlog: 0 });
  // Late, with nothing to do: the machine is busy with something else.
  expect([(await askWeb()).status, await askAs(store)]).toEqual([200, 200]);
  pressure.lateMs = 0;
  const inside = [];
  while (inside.length < LIMITS.requestsBusy) inside.push(await begin('/graphql', { 'x-api-key': KEY }, BODY));
  expect([(await askWeb()).status, await askAs(store)]).toEqual([200, 200]);
  Object.assign(pressure, now);
  expect([(await askWeb()).status, await askAs(store), await health()]).toEqual([web, node, 200]);
  await Promise.all(inside.map((end) => end()));
});

test('what is inside when the hub stops is answered, and what comes then is refused', async () => {
  const inside = await begin('/graphql', { 'x-api-key': KEY }, BODY);
  const { hostname, port } = new URL(server.url);
  const open = connect(Number(port), hostname);
  await once(open, 'connect');
  open.write('POST /graphql HTTP/1.1\r\n');
  expect(await health()).toBe(200);
  const stopped = server.stop();
  open.write(
    `host: hub\r\nx-api-key: ${KEY}\r\ncontent-type: application/json\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY}`,
  );
  const refused = String((await once(open, 'data'))[0]);
  expect(refused).toMatch(/HTTP\/1\.1 503[^]*connection: close/i);
  expect(await inside()).toMatch('HTTP/1.1 200');
  await stopped;
});

test('a subscription is told its end when the hub stops, and holds nothing up', async () => {
  const stream = await askWeb(
    { accept: 'text/event-stream' },
    JSON.stringify({ query: 'subscription { storeLinkChanged { storeId } }' }),
  );
  const [text] = await Promise.all([stream.text(), server.stop()]);
  expect(text).toMatch(/^event: complete/m);
});
