/** What hubs share through Redis, with a real one: all of it may be gone, and nothing of it is a right. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Attempts } from '@ringfence/central/src/attempts.ts';
import { AvailabilityCache } from '@ringfence/central/src/leadership/availability-cache.ts';
import { Bulletin } from '@ringfence/central/src/leadership/bulletin.ts';
import { LIMITS } from '@ringfence/central/src/leadership/limits.ts';
import { RedisServer } from './redis.ts';

let redis: RedisServer | undefined;
let why = '';
const closing: (() => unknown)[] = [];

beforeAll(async () => {
  const started = await RedisServer.start();
  if (started instanceof RedisServer) redis = started;
  else ({ why } = started);
}, 600_000);
afterEach(() => {
  for (const close of closing.splice(0).toReversed()) close();
});
afterAll(() => redis?.close());

/** Runs with a Redis; where there is none, says so aloud, and fails where everything has to be there. */
function withRedis(name: string, run: (server: RedisServer) => Promise<void>): void {
  test(name, async () => {
    if (redis) return run(redis);
    if (process.env['CI'] !== undefined) throw new Error(why);
    console.warn(`NOT TESTED, ${name}: ${why}`);
  });
}

async function bulletin({ url }: RedisServer, prefix: string): Promise<Bulletin> {
  const board = new Bulletin(url, prefix, () => {});
  closing.push(() => board.close());
  await board.ready();
  return board;
}

const leader = { term: 3, instance: 'a', address: 'http://127.0.0.1:1' };

withRedis('Who leads is heard by the others, and by nobody of another retailer', async (server) => {
  const [one, other, stranger] = await Promise.all([
    bulletin(server, 'one'),
    bulletin(server, 'one'),
    bulletin(server, 'two'),
  ]);
  const heard: unknown[] = [];
  stranger.onLeader((said) => heard.push(said));
  const hearing = new Promise((resolve) => other.onLeader(resolve));
  await one.announce(leader);
  expect(await hearing).toEqual(leader);
  await one.client.publish('one:leader', 'what nobody of us says');
  expect(heard).toEqual([]);
});

withRedis('Hubs count attempts together, and each by itself while Redis is away', async (server) => {
  const shared = await Promise.all([bulletin(server, 'count'), bulletin(server, 'count')]);
  const hubs = shared.map(
    ({ client }) => new Attempts({ name: 'keys', attempts: 2, windowS: 60, shared: { client, prefix: 'count' } }),
  );
  const [one, other] = hubs as [Attempts, Attempts];
  expect([await one.waitFor('a'), await other.waitFor('a')]).toEqual([0, 0]);
  expect(await one.waitFor('a')).toBeGreaterThan(0);
  expect(await other.waitFor('a')).toBeGreaterThan(0);
  await server.kill();
  expect([await other.waitFor('a'), await other.waitFor('a')]).toEqual([0, 0]);
  expect(await other.waitFor('a')).toBeGreaterThan(0);
  await server.start();
});

withRedis('A stand-by tells what the leader said a moment ago, and with its time when nobody leads', async (server) => {
  let asked = 0;
  let isThere = true;
  const source = createServer((request, response) => {
    asked += 1;
    if (!isThere) return void response.destroy();
    const isAllowed = request.headers.authorization === 'Bearer good';
    response.writeHead(isAllowed ? 200 : 401, { etag: '"e1"' });
    response.end(JSON.stringify({ stores: [{ storeId: 'S01', storeConnected: true, asOf: null }] }));
  });
  let now = 1_000_000;
  const { client } = await bulletin(server, 'seen');
  const cache = new AvailabilityCache({ client, prefix: 'seen' }, () => now);
  const standBy = createServer((request, response) => {
    const from = `http://127.0.0.1:${(source.address() as AddressInfo).port}`;
    void cache.answer({ request, response, leader: from, headers: {} }).then((isAnswered) => {
      if (!isAnswered) response.writeHead(503).end();
    });
  });
  for (const one of [source, standBy]) {
    await new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve));
    closing.push(() => {
      one.close();
      one.closeAllConnections();
    });
  }
  const ask = async (key = 'good') => {
    const { port } = standBy.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/v1/availability?skus=tea`, {
      headers: { authorization: `Bearer ${key}` },
    });
    const text = await answer.text();
    return { status: answer.status, age: answer.headers.get('age'), body: text === '' ? null : JSON.parse(text) };
  };
  const connected = { stores: [{ storeId: 'S01', storeConnected: true, asOf: null }] };
  expect(await ask()).toEqual({ status: 200, age: null, body: connected });
  while ((await client.keys('seen:availability:*')).length === 0) await sleep(5);
  expect([(await ask()).body, asked]).toEqual([connected, 1]);
  expect((await ask('bad')).status).toBe(401);
  now += LIMITS.availabilityFreshMs;
  expect([(await ask()).body, asked]).toEqual([connected, 3]);
  isThere = false;
  now += 10_000;
  expect(await ask()).toEqual({
    status: 200,
    age: '10',
    body: { stores: [{ storeId: 'S01', storeConnected: false, asOf: now - 10_000 }] },
  });
  expect((await ask('bad')).status).toBe(503);
  await server.kill();
  expect((await ask()).status).toBe(503);
  await server.start();
});
