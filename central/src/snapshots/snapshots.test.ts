/** A hub that starts from snapshots is the hub that folds everything, wherever it was killed, and whatever lies there. */
import { expect, test } from '@jest/globals';
import { must } from '@ringfence/domain/basic/assert.ts';
import { downStreet } from '@ringfence/domain/basic/ids.ts';
import type { Claim } from '@ringfence/domain/documents/points.ts';
import type { Doc } from '@ringfence/domain/documents/registry.ts';
import { shardContent } from '@ringfence/domain/member/shard.ts';
import { placeOrder } from '@ringfence/domain/pickup/place-order.ts';
import { stateContent } from '@ringfence/domain/store/state.ts';
import type { Frozen } from '@ringfence/domain/basic/frozen.ts';
import type { MemoryLog } from '@ringfence/log/memory-log.ts';
import { DamagedLog } from '@ringfence/log/port.ts';
import { type Heads, headsOf } from '../heads-file.ts';
import type { Hub } from '../hub.ts';
import { dice, documentsOn, KilledHub } from '../testing/killed-hub.ts';
import { product, saleBody, storeInfo, type TestStore } from '../testing/world.ts';
import { headsSnapshot, type Lives } from './former.ts';

const KILLS = 60;
const KNOWN = ['S01', 'S02'] as const;
/** Is in the catalogue only in the end. */
const LATER = 'S03';
const RULES = { currency: 'PLN', accrual: { points: 1, per: 10 }, redemption: { points: 1, value: 1 } };
const identityOf = (pick: number) => ({ kind: 'phone' as const, value: `+48 600 100 ${100 + pick}` });

async function begin(): Promise<KilledHub> {
  const life = new KilledHub();
  await life.start();
  await life.pump(life.hub.putStores(KNOWN.map(storeInfo)));
  await life.pump(life.hub.putProducts([product('apple')]));
  await life.pump(life.hub.putLoyaltyRules(RULES));
  for (const store of KNOWN) {
    const node = await life.enrol(store);
    node.write('receipt', `D${store}`, { lines: [{ sku: 'apple', units: 100_000, area: 'shelf' }] });
    node.write('grant', `G${store}`, { lines: [{ sku: 'apple', units: 5_000 }] });
  }
  return life;
}

/** One thing happens at a store, of those that mean something elsewhere. */
function act(life: KilledHub, roll: (sides: number) => number, id: string): void {
  const [from, to] = roll(2) === 0 ? KNOWN : ([KNOWN[1], KNOWN[0]] as const);
  const node = must(life.nodes.get(from), from);
  const away = roll(4) === 0 ? LATER : to;
  switch (roll(4)) {
    case 0:
      return void node.write('dispatch', id, {
        transfer: id,
        to: away,
        by: 'anna',
        lines: [{ sku: 'apple', units: 1 }],
      });
    case 1: {
      const lines = [{ line: 0, units: 1 }];
      return void node.write('return-grant', id, { ask: id, sale: `X${id}`, of: 'sale', to: away, lines });
    }
    case 2:
      return sell(node, id, { sealed: life.hub.members.keys.seal(identityOf(roll(8))) });
    default: {
      const command = placeOrder.parse({ id, store: from, lines: [{ sku: 'apple', units: 1 }] });
      life.hub.placeOrder(command).catch(() => {});
    }
  }
}

function sell(node: TestStore, id: string, claim: Claim): void {
  const points = {
    claim,
    rules: 1,
    tierRate: 100,
    lines: [{ earned: 25, redeemed: 0, worth: 0 }],
    spent: [],
    value: 0,
  };
  node.write('sale', id, { ...saleBody([{ sku: 'apple', units: 1 }]), points });
}

/** Some people enrol now and then: what waited for them is posted. */
function enrol(life: KilledHub, pick: number): void {
  const person = { identities: [identityOf(pick)] };
  life.hub.members.enrol({ id: `E${pick}`, channel: 'app', person }).catch(() => {});
}

/** Everything the hub knows; `exactly`: to the byte, else apart from the order of what it writes after its start. */
function knowledge(hub: Hub, exactly: boolean): unknown {
  const desks = [...hub.desks()].map(({ state }) => (exactly ? stateContent(state) : state.book.toJSON()));
  const shards = hub.members.shards.map(({ state }) => (exactly ? shardContent(state) : state.book.toJSON()));
  return { desks, shards, unclaimed: hub.members.unclaimed };
}

async function compare(life: KilledHub, exactly: boolean): Promise<void> {
  const anew = await life.open(life.copyOfLog(), undefined);
  const former = await life.open(life.copyOfLog(), life.snapshots);
  await life.quiet();
  expect(knowledge(former, exactly)).toEqual(knowledge(anew, exactly));
  const orders = [...anew.desks()].flatMap(({ state }) => [...state.orders.keys()]);
  expect(orders.map((order) => former.findOrder(order)?.desk.store)).toEqual(
    orders.map((order) => anew.findOrder(order)?.desk.store),
  );
}

test.each([11, 12, 13])(
  'What stores’ documents mean elsewhere comes about once, however often it is killed (%i)',
  async (seed) => {
    const life = await begin();
    const roll = dice(seed);
    for (let kill = 0; kill < KILLS; kill++) {
      for (let deed = roll(5); deed >= 0; deed--) act(life, roll, `T${kill}-${deed}`);
      life.carry();
      if (roll(5) === 0) enrol(life, roll(4));
      await life.steps(roll(8));
      if (roll(3) > 0) life.hub.tick();
      await life.steps(roll(2) === 0 ? roll(10) : roll(60));
      life.now += roll(10) * 1000;
      life.kill(roll(2) === 0 ? 'kept' : 'lost');
      if (roll(10) === 0) await compare(life, false);
      await life.start();
    }
    await life.pump(life.hub.putStores([storeInfo(LATER)]));
    for (let pick = 0; pick < 8; pick++) enrol(life, pick);
    for (let round = 0; round < 5; round++) {
      life.carry();
      await life.quiet();
    }
    await expectAll(life);
    expect(life.troubles).toEqual([]);
    life.hub.tick();
    await life.quiet();
    life.kill('kept');
    expect(life.snapshots.names()).toEqual(expect.arrayContaining(['catalog', 'desk-S01', 'desk-S02', 'heads']));
    await compare(life, true);
    expect(life.losses).toEqual([]);
    // Heads, catalogue, and more.
    expect(life.snapshots.tally.read).toBeGreaterThan(2);
  },
);

/** Every deposit stands once: relays and releases where they belong, and sales at their members. */
async function expectAll(life: KilledHub): Promise<void> {
  const written = [...life.nodes.values()].flatMap(({ written }) => written as readonly Doc[]);
  const wanted = new Map<string, string[]>([...KNOWN, LATER].map((store) => [store, []]));
  for (const { kind, body } of written) {
    if (kind === 'dispatch') wanted.get(body.to)?.push(`relay~${body.transfer}`);
    if (kind === 'return-grant') wanted.get(body.to)?.push(`return-release~${body.ask}`);
  }
  for (const [store, ids] of wanted) {
    const there = (await documentsOn(life.log, downStreet(store))).map(({ _id }) => _id);
    const carried = there.filter((id) => /^(relay|return-release)~/.test(id));
    expect(carried.sort()).toEqual(ids.sort());
  }
  const sales = written.filter(({ kind }) => kind === 'sale').length;
  const posted = life.hub.members.shards.reduce(
    (sum, { state }) => sum + [...state.members.values()].reduce((all, { history }) => all + history.length, 0),
    0,
  );
  // Each of the eight was enrolled and has one identity.
  expect(posted - 16).toBe(sales);
  expect(life.hub.members.unclaimed).toBe(0);
}

/** A hub that has carried over what its stores' documents mean, with snapshots that say so, and the log of just before. */
async function carriedOver(): Promise<{ life: KilledHub; older: MemoryLog }> {
  const life = await begin();
  const lines = [{ sku: 'apple', units: 1 }];
  must(life.nodes.get('S01'), 'S01').write('dispatch', 'T1', { transfer: 'T1', to: 'S02', by: 'anna', lines });
  life.carry();
  while (life.desk('S01').up.head().n < 3) await life.steps(1);
  const older = life.copyOfLog();
  expect((await documentsOn(older, downStreet('S02'))).map(({ kind }) => kind)).not.toContain('relay');
  await life.quiet();
  life.hub.tick();
  await life.quiet();
  life.kill('lost');
  return { life, older };
}

test.each<[string, (heads: Heads, lives: Lives) => readonly [string, Frozen] | undefined]>([
  ['as they are, which is told', () => undefined],
  ['with heads of another life', (heads) => headsSnapshot([['another', 99]], heads)],
  [
    'with heads from before',
    (heads, lives) =>
      headsSnapshot(
        lives.map(([life]) => [life, 0]),
        heads,
      ),
  ],
])('Snapshots that know more than a log brought back are not gone on from (%s)', async (_how, replaced) => {
  const { life, older } = await carriedOver();
  const { lives } = must(await life.snapshots.read('heads'), 'heads').plain as { lives: Lives };
  const [name, frozen] = replaced(await headsOf(older), lives) ?? [];
  if (name) life.snapshots.replace(name, frozen);
  // It stands where the snapshot of S01 says, and has no relay: to be written, and on no account thought to be there.
  expect(await life.snapshots.read('desk-S01')).toBeDefined();
  life.log = older;
  await life.start();
  expect(life.losses).toEqual(name === undefined ? [expect.any(DamagedLog)] : []);
  expect(life.desk('S02').has('relay~T1')).toBe(true);
  await life.quiet();
  expect((await documentsOn(life.log, downStreet('S02'))).filter(({ kind }) => kind === 'relay')).toHaveLength(1);
  expect(life.troubles).toEqual([]);
});

test('What was kept on a log that was lost is not gone on from when the log brought back has got further', async () => {
  const life = await begin();
  const lines = [{ sku: 'apple', units: 1 }];
  const keep = async (): Promise<void> => {
    await life.quiet();
    life.hub.tick();
    await life.quiet();
  };
  life.carry();
  await keep();
  const older = { log: life.copyOfLog(), heads: must(await life.snapshots.read('heads'), 'heads') };
  must(life.nodes.get('S01'), 'S01').write('dispatch', 'T1', { transfer: 'T1', to: 'S02', by: 'anna', lines });
  life.carry();
  await keep();
  const lost = must(await life.snapshots.read('desk-S01'), 'it was kept');

  // Log and heads are brought back, and the hub goes on from there. The store sends again what it has.
  life.kill('lost');
  life.log = older.log;
  life.snapshots.replace('heads', older.heads);
  await life.start();
  for (let price = 1; price <= 5; price++) {
    await life.pump(life.hub.putProducts([{ ...product('apple'), price }]));
    await keep();
  }
  life.carry();
  while (life.desk('S01').up.head().n < 3) await life.steps(1);
  life.kill('lost');
  expect((await documentsOn(life.log, downStreet('S02'))).map(({ kind }) => kind)).not.toContain('relay');
  life.snapshots.replace('desk-S01', lost);
  await life.start();
  await life.quiet();
  expect((await documentsOn(life.log, downStreet('S02'))).filter(({ kind }) => kind === 'relay')).toHaveLength(1);
  expect(life.troubles).toEqual([]);
});

test('What nobody writes about is gone on from after any number of lives, and lives of which nothing is left are forgotten', async () => {
  const life = await begin();
  life.carry();
  const named = async (name: string): Promise<{ life: string; lives: Lives }> =>
    must(await life.snapshots.read(name), name).plain as { life: string; lives: Lives };
  for (let price = 1; price <= 6; price++) {
    await life.pump(life.hub.putProducts([{ ...product('apple'), price }]));
    await life.quiet();
    life.hub.tick();
    await life.quiet();
    life.kill('kept');
    await life.start();
  }
  const { lives } = await named('heads');
  const [first, , last] = lives.map(([name]) => name);
  expect(lives).toHaveLength(3);
  expect([(await named('desk-S01')).life, (await named('catalog')).life]).toEqual([first, last]);
  expect(life.troubles).toEqual([]);
});

test('What is missing, of another store, or older than the rest is no hindrance', async () => {
  const life = await begin();
  const roll = dice(5);
  const keep = async (): Promise<void> => {
    for (let deed = 0; deed < 5; deed++) act(life, roll, `K${life.now}-${deed}`);
    life.carry();
    await life.quiet();
    life.hub.tick();
    await life.quiet();
    life.now += 1000;
  };
  await keep();
  const older = must(await life.snapshots.read('desk-S01'), 'it was kept');
  await keep();
  const other = must(await life.snapshots.read('desk-S02'), 'it was kept');
  const troubles: readonly (readonly [string, typeof older | undefined])[] = [
    ['desk-S01', older],
    ['desk-S01', other],
    ['desk-S01', undefined],
    ['desk-S02', { ...other, parts: {} }],
    ['catalog', undefined],
    ['heads', undefined],
    ['heads', other],
    ['heads', {}],
    ['desk-S01', {}],
  ];
  for (const [name, frozen] of troubles) {
    life.kill('lost');
    life.snapshots.replace(name, frozen);
    await compare(life, true);
    await life.start();
    await keep();
  }
  expect(life.troubles).toEqual([]);
});
