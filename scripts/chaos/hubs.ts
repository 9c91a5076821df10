/**
 * Several hubs on one CouchDB and one Redis: the leader is killed, or frozen
 * and woken when another one leads; Redis is emptied, killed, or comes back
 * with what it held before; CouchDB answers with errors or not at all.
 */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { redisClient } from '@ringfence/central/src/leadership/bulletin.ts';
import { must } from '@ringfence/domain/basic/assert.ts';
import { faultyLine, type FaultyLine, noFault } from '@ringfence/log/testing/faulty-line.ts';
import { productsOf, skuName, storesOf } from '../bench/goods.ts';
import { startCouch } from '../processes/couch.ts';
import type { HubGroup } from '../processes/hub-group.ts';
import { RedisServer } from '../processes/redis.ts';
import { type Retailer, startRetailer } from '../processes/retailer.ts';
import { Rush } from './rush.ts';
import { type Ground, type Outcome, type Scenario, skipped } from './scenario.ts';
import { examine, theStore } from './shop.ts';

const SKU = skuName(0);
const SIZES = {
  full: { hubs: 4, clients: 32, kills: 20, pauses: 3, pauseMs: 60_000, redis: 100, couchMs: 60_000 },
  small: { hubs: 2, clients: 8, kills: 2, pauses: 1, pauseMs: 2_000, redis: 4, couchMs: 6_000 },
} as const;

/** How much of everything. */
export type Size = Readonly<Record<keyof (typeof SIZES)['full'], number>>;
/** Units that come in for every round, fewer than are wanted. */
const UNITS = 40;
const TRICKLE_MS = 300;

export const hubs: Scenario = {
  name: 'hubs',
  fault: 'of several hubs the leader is killed, or frozen and woken; Redis is lost or old; CouchDB fails',
  promise: 'another one leads within seconds, nothing is promised twice, each acknowledged order exists once',
  run: (ground) => play(ground, ground.isFull ? SIZES.full : SIZES.small),
};

interface Stage {
  readonly ground: Ground;
  readonly size: Size;
  readonly group: HubGroup;
  readonly rush: Rush;
  readonly redis: RedisServer;
  readonly line: FaultyLine;
  readonly measured: Record<string, number>;
}

/** Plays all parts in this size. */
export async function play(ground: Ground, size: Size): Promise<Outcome> {
  const { directory } = ground;
  const redis = await RedisServer.start();
  if ('why' in redis) return skipped(redis.why);
  const couch = await startCouch(directory);
  const line = await faultyLine(couch.address.url);
  let retailer: Retailer | undefined;
  try {
    retailer = await startRetailer({
      directory,
      stores: storesOf(1),
      products: productsOf(1),
      basePort: 0,
      hubs: { count: size.hubs, couch: { ...couch.address, url: line.url }, redis: redis.url },
    });
    const store = theStore(retailer);
    const group = must(retailer.hub.group, 'there are several hubs');
    const rush = new Rush(retailer, { store, sku: SKU, clients: size.clients });
    const measured: Record<string, number> = {};
    const stage: Stage = { ground, size, group, rush, redis, line, measured };
    for (const part of [killLeaders, pauseLeaders, troubleRedis, troubleCouch]) await part(stage);
    await rush.stop();
    line.judge = noFault;
    const examined = await examine(retailer, rush.acknowledged);
    const { acknowledged, units, refused } = rush;
    const broken = [...examined.broken];
    if (acknowledged.length > units) broken.push(`${acknowledged.length} orders were promised of ${units} units`);
    return {
      measured: { hubs: size.hubs, units, refused, restarts: group.restarts, ...measured, ...examined.measured },
      broken,
    };
  } finally {
    await retailer?.kill();
    await line.close();
    await couch.close();
    await redis.close();
  }
}

/** A leader dies in the middle of orders. */
async function killLeaders({ ground, size, group, rush, measured }: Stage): Promise<void> {
  const gaps: number[] = [];
  for (let kill = 1; kill <= size.kills; kill++) {
    await rush.receive(UNITS);
    await group.whole();
    await rush.until(ground.random.between(1, UNITS / 2));
    const leader = await group.leader();
    const from = performance.now();
    await leader.kill();
    await group.leader(leader);
    gaps.push(performance.now() - from);
    await rush.until(UNITS / 4);
  }
  measured['kills of the leader'] = size.kills;
  measured['another leads after ms at most'] = Math.round(Math.max(...gaps));
  ground.tell(`${size.kills} leaders killed, another one led after at most ${Math.round(Math.max(...gaps))} ms`);
}

/** A leader freezes with orders in hand, another takes its place, and the first one wakes and goes on. */
async function pauseLeaders({ ground, size, group, rush, measured }: Stage): Promise<void> {
  for (let pause = 1; pause <= size.pauses; pause++) {
    await rush.receive(2 * UNITS);
    await group.whole();
    await rush.until(ground.random.between(1, UNITS / 2));
    const leader = await group.leader();
    leader.signal('SIGSTOP');
    try {
      await group.leader(leader);
      await rush.until(UNITS / 4);
      await sleep(size.pauseMs);
    } finally {
      leader.signal('SIGCONT');
    }
    // It finds out, ends, and stands by.
    const { restarts } = group;
    await rush.receive(UNITS);
    await rush.until(UNITS / 4);
    while (group.restarts === restarts && (await group.leader()) !== leader) await sleep(50);
  }
  measured['leaders frozen and woken'] = size.pauses;
  ground.tell(`${size.pauses} leaders frozen and woken`);
}

/** Redis loses everything, is gone for a while, or says what was true once. */
async function troubleRedis({ ground, size, group, rush, redis, measured }: Stage): Promise<void> {
  const client = redisClient(redis.url, () => {});
  await once(client, 'ready');
  const key = (await client.keys('*leader'))[0] ?? 'leader';
  const old = await client.get(key);
  for (let round = 1; round <= size.redis; round++) {
    await rush.receive(UNITS / 4);
    await rush.until(ground.random.between(1, UNITS / 8));
    const what = round % 4;
    if (what === 0) await client.flushall();
    else if (what === 1) {
      await redis.kill();
      // It may be connected again before the start is heard of.
      const back = once(client, 'ready');
      await redis.start();
      await back;
    } else if (what === 2) {
      await client.set(key, old ?? '');
      await client.publish(key, old ?? '');
    } else await (await group.leader()).kill();
    await rush.until(UNITS / 8);
  }
  client.disconnect();
  measured['troubles of Redis'] = size.redis;
  ground.tell(`${size.redis} troubles of Redis`);
}

/** CouchDB answers 30 % of the requests with an error, is silent for seconds, or stores on fewer copies than asked for. */
async function troubleCouch({ ground, size, group, rush, line, measured }: Stage): Promise<void> {
  const { random } = ground;
  const error = JSON.stringify({ error: 'internal_server_error', reason: 'a fault' });
  const before = rush.acknowledged.length;
  let isOver = false;
  const trickle = (async () => {
    for (; !isOver; await sleep(TRICKLE_MS)) await rush.receive(UNITS / 8);
  })();
  line.judge = () =>
    random.chance(30)
      ? { fault: 'answer', status: 500, body: error, when: random.chance(50) ? 'before' : 'after' }
      : { fault: 'none' };
  await sleep(size.couchMs);
  line.judge = () => (random.chance(2) ? { fault: 'stall', ms: 5_000 } : { fault: 'none' });
  await sleep(size.couchMs);
  line.judge = ({ method, path }) =>
    method === 'POST' && path.includes('_bulk_docs') && random.chance(10)
      ? { fault: 'change', status: 202 }
      : { fault: 'none' };
  await sleep(size.couchMs);
  line.judge = noFault;
  isOver = true;
  await trickle;
  await group.whole();
  await rush.receive(UNITS);
  await rush.until(UNITS / 2);
  measured['orders while CouchDB failed'] = rush.acknowledged.length - before;
  ground.tell(`CouchDB failed in three ways, ${rush.acknowledged.length - before} orders meanwhile`);
}
