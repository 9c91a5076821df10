/** Hubs that lead by turns on one shared log, each going on from snapshots of its own that were left behind. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { must } from '@ringfence/domain/basic/assert.ts';
import { shardContent } from '@ringfence/domain/member/shard.ts';
import { stateContent } from '@ringfence/domain/store/state.ts';
import { CouchLog } from '@ringfence/log/couch/couch-log.ts';
import { OnceDocuments } from '@ringfence/log/couch/once.ts';
import { CouchServer } from '@ringfence/log/couch/server.ts';
import { type TestCouch, testCouch } from '@ringfence/log/testing/couch.ts';
import { machineClock } from '../clock.ts';
import { cryptographyOf, sha256 } from '../crypto.ts';
import { Hub } from '../hub.ts';
import { SnapshotDirectory } from '../snapshots/place.ts';
import { id, order, product, storeInfo, TestStore } from '../testing/world.ts';
import { Fences, REALM } from './fences.ts';

const STORES = ['S01', 'S02'] as const;
const HUBS = ['a', 'b'] as const;
const TURNS = 6;
const RULES = 'these';
const privateKey = generateKeyPairSync('ed25519').privateKey;

let couch: TestCouch;
let directory: string;
beforeEach(async () => {
  couch = await testCouch();
  directory = await mkdtemp(join(tmpdir(), 'ringfence-turns-'));
});
afterEach(async () => {
  await couch.close();
  await rm(directory, { recursive: true, force: true });
});

interface Leader {
  readonly hub: Hub;
  /** What it found to go on from. */
  readonly found: readonly string[];
}

/** The next leader, with what that hub kept when it led before; nothing without a name. */
async function lead(name: (typeof HUBS)[number] | undefined): Promise<Leader> {
  const server = await CouchServer.connect(couch.address);
  const { prefix } = couch.address;
  const fences = new Fences(await OnceDocuments.open(server, prefix), REALM);
  const term = ((await fences.newest())?.term ?? 0) + 1;
  await fences.create({ term, instance: `${name}${term}`, address: '' });
  const found: string[] = [];
  const kept = new SnapshotDirectory(join(directory, name ?? 'nobody'), RULES);
  const place: Pick<SnapshotDirectory, 'read' | 'write'> = {
    read: async (of) => {
      const frozen = await kept.read(of);
      if (frozen) found.push(of);
      return frozen;
    },
    write: (...snapshot) => kept.write(...snapshot),
  };
  const hub = await Hub.open({
    log: await CouchLog.open({
      server,
      prefix,
      sha256,
      leadership: fences.leadership(term, () => {}),
      // It is superseded in the middle of something.
      onFatal: () => {},
    }),
    term,
    clock: machineClock,
    ...cryptographyOf(privateKey),
    vaultKey: new Uint8Array(32).fill(7),
    onFatal: () => {},
    snapshots: name && { place, onTrouble: () => {}, tail: 1 },
  });
  return { hub, found };
}

/** What a store has, sent from where the hub stands. */
async function send(hub: Hub, node: TestStore): Promise<void> {
  const desk = must(hub.desk(node.store), node.store);
  await hub.exchange.ingest(desk, node.incarnation, node.written.slice(desk.up.head().n));
}

async function enrol(hub: Hub, store: string): Promise<TestStore> {
  const node = new TestStore(store);
  const { code } = await hub.createEnrolmentCode(store);
  const admitted = await hub.exchange.enrol({ store, code, publicKey: node.publicKey });
  if (!admitted.ok) throw new Error(admitted.refusal.message);
  node.incarnation = admitted.value.incarnation;
  node.write('receipt', id(), { lines: [{ sku: 'apple', units: 500, area: 'shelf' }] });
  node.write('grant', id(), { lines: [{ sku: 'apple', units: 100 }] });
  await send(hub, node);
  return node;
}

/** Until what the hub writes by itself is on disk. */
async function settled(hub: Hub): Promise<void> {
  await hub.members.settled();
  for (const { state, down } of hub.desks()) while (down.head().n < state.down.n) await sleep(1);
}

/** Until a hub that is started here again has something newer to go on from. */
async function keep(hub: Hub, name: (typeof HUBS)[number]): Promise<void> {
  const kept = new SnapshotDirectory(join(directory, name), RULES);
  const before = (await kept.read('heads'))?.plain;
  for (;;) {
    hub.tick();
    await sleep(10);
    const now = (await kept.read('heads'))?.plain;
    if (now !== undefined && JSON.stringify(now) !== JSON.stringify(before)) break;
  }
}

const knowledge = (hub: Hub): unknown => ({
  desks: [...hub.desks()].map(({ state }) => stateContent(state)),
  shards: hub.members.shards.map(({ state }) => shardContent(state)),
});

test('A hub that leads again goes on from what it kept, and knows what one knows that folds everything', async () => {
  const { hub: first } = await lead('a');
  await first.putStores(STORES.map(storeInfo));
  await first.putProducts([product('apple')]);
  const nodes = [await enrol(first, STORES[0]), await enrol(first, STORES[1])] as const;
  await keep(first, 'a');

  const placed: string[] = [];
  for (let turn = 0; turn < TURNS; turn += 1) {
    const name = must(HUBS[(turn + 1) % 2], 'a hub');
    const { hub } = await lead(name);
    const [from, to] = turn % 2 === 0 ? nodes : nodes.toReversed();
    for (const node of nodes) await send(hub, node);
    const { outcome } = await hub.placeOrder(order(from?.store ?? '', [['apple', 1]], `O${turn}`));
    expect(outcome).toBe('recorded');
    placed.push(`O${turn}`);
    from?.write('dispatch', `T${turn}`, {
      transfer: `T${turn}`,
      to: to?.store ?? '',
      by: 'anna',
      lines: [{ sku: 'apple', units: 1 }],
    });
    if (turn < TURNS - 2) await keep(hub, name);
    // The next one leads while this one carries the dispatch over, and orders of this one are under way.
    void send(hub, must(from, 'a store')).catch(() => {});
    void hub.placeOrder(order(from?.store ?? '', [['apple', 1]], `L${turn}`)).catch(() => {});
    await sleep(turn);
  }

  const { hub: former, found } = await lead('a');
  for (const node of nodes) await send(former, node);
  await settled(former);
  expect(found).toEqual(expect.arrayContaining(['catalog', 'desk-S01', 'desk-S02']));
  const { hub: anew } = await lead(undefined);
  await settled(anew);
  expect(knowledge(former)).toEqual(knowledge(anew));
  for (const name of placed) expect([name, anew.findOrder(name)?.record.id]).toEqual([name, name]);
  // Each dispatch came about once at the other store.
  const relays: string[] = [];
  for (const desk of anew.desks())
    for (const { _id, kind } of await desk.down.read(0, 1_000)) if (kind === 'relay') relays.push(_id);
  expect(relays.sort()).toEqual(Array.from({ length: TURNS }, (_, turn) => `relay~T${turn}`));
}, 120_000);
