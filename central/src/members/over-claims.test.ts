/** A store that lies about points: what it writes stands, a person sees it, and nothing of it is lost by a restart. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { must } from '@ringfence/domain/basic/assert.ts';
import type { Body, Fact } from '@ringfence/domain/documents/registry.ts';
import { decideEndOrder, decideHandOver, handOverOrder } from '@ringfence/domain/pickup/counter.ts';
import { placeOrder } from '@ringfence/domain/pickup/place-order.ts';
import { shardContent } from '@ringfence/domain/member/shard.ts';
import { saleBody, type TestStore, TODAY, World } from '../testing/world.ts';

const RULES = {
  currency: 'PLN',
  accrual: { points: 1, per: 10 },
  redemption: { points: 1, value: 1, minimum: 5 },
  expiryDays: 365,
};
let world: World;
let store: TestStore;
let payer: string;
let friend: string;
beforeEach(async () => {
  world = await World.make();
  store = await world.enrol('S01');
  await world.hub.putLoyaltyRules(RULES);
  await world.stock(store, 'apple', 20);
  payer = await enrol('E1');
  friend = await enrol('E2');
  await world.hub.members.adjust({ id: 'start', member: payer, by: 'op', reason: 'to begin with', points: 300 });
});
afterEach(() => world.end());

async function enrol(id: string): Promise<string> {
  const outcome = await world.hub.members.enrol({ id, channel: 'app', person: { identities: [] } });
  if (outcome.outcome === 'refused') throw new Error(outcome.refusal.message);
  return outcome.document.body.member;
}
async function send(written: Fact): Promise<void> {
  await world.send(store, [store.seal(written)]);
  await world.hub.members.settled();
}
const total = (member: string): number => must(world.hub.members.view(member), 'a member').total;
const shards = (): unknown => world.hub.members.shards.map(({ state }) => shardContent(state));
const reasons = async (): Promise<string[]> => (await world.hub.quarantine('S01')).map(({ reason }) => reason);

async function placed(order: string, points: number): Promise<void> {
  await world.hub.members.hold({ id: `H${order}`, member: payer, points, until: Date.now() + 60_000, channel: 'web' });
  const lines = [{ sku: 'apple', units: 2 }];
  const asked = { id: order, store: 'S01', lines, member: payer, points: { hold: `H${order}` } };
  expect(await world.hub.placeOrder(placeOrder.parse(asked))).toMatchObject({ outcome: 'recorded' });
}

test('points that paid for an order go back to who paid, whoever the store names', async () => {
  await placed('O1', 100);
  const end = decideEndOrder(world.desk('S01').state, { order: 'O1', reason: 'cancelled' });
  if (!end.ok) throw new Error(end.refusal.message);
  const { body } = end.value;
  const points = { ...must(body.points, 'what paid'), claim: { member: friend } };
  await send({ ...end.value, body: { ...body, points } });
  expect([total(payer), total(friend)]).toEqual([300, 0]);
  expect(await reasons()).toEqual([expect.stringContaining('another member')]);

  await placed('O2', 100);
  const command = handOverOrder.parse({ order: 'O2' });
  const context = { now: Date.now(), verify: () => true, today: TODAY };
  const handed = decideHandOver(world.desk('S01').state, command, context);
  if (!handed.ok) throw new Error(handed.refusal.message);
  const given = handed.value.body;
  await send({
    ...handed.value,
    body: { ...given, points: { ...must(given.points, 'a member'), claim: { member: friend } } },
  });
  expect([total(payer), total(friend)]).toEqual([240, 0]);
  const before = shards();
  await world.restart();
  expect(shards()).toEqual(before);
});

test.each<[string, (body: Body<'sale'>) => Body<'sale'>]>([
  [
    'more points than one document may name',
    (body) => ({
      ...body,
      lines: [...body.lines, ...body.lines],
      points: {
        ...must(body.points, 'points'),
        lines: [1, 2].map(() => ({ earned: 1_000_000_000, redeemed: 0, worth: 0 })),
      },
    }),
  ],
  ['the last day there is', (body) => ({ ...body, businessDay: '9999-12-31' })],
])('what no reader would understand is not posted, and said: %s', async (_name, changed) => {
  const body = saleBody([{ sku: 'apple', units: 1 }]);
  const points = {
    claim: { member: friend },
    rules: 1,
    tierRate: 100,
    lines: body.lines.map(() => ({ earned: 5, redeemed: 0, worth: 0 })),
    spent: [],
    value: 0,
  };
  await send({ id: 'sale~X1', kind: 'sale', v: 1, body: changed({ ...body, points }) });
  const before = shards();
  expect((await reasons()).some((reason) => reason.includes('cannot be posted'))).toBe(true);
  await world.restart();
  expect(shards()).toEqual(before);
  expect(world.hub.members.shards.every(({ state }) => state.setAside.size === 0)).toBe(true);
});

test('an order that another store ends does not touch what pays for it here', async () => {
  const other = await world.enrol('S02');
  await placed('O1', 100);
  const lines = [{ sku: 'apple', points: 100 }];
  const body = { order: 'O1', reason: 'cancelled' as const, lines: [], points: { claim: { member: payer }, lines } };
  await world.send(other, [other.seal({ id: 'order-end~O1', kind: 'order-end', v: 1, body })]);
  await world.hub.members.settled();
  const record = world.hub.members.shards
    .flatMap(({ state }) => [...state.members.values()])
    .find(({ member }) => member === payer);
  expect(record?.paid.get('O1')?.lots).toEqual([expect.objectContaining({ points: 100 })]);
  expect((await world.hub.quarantine('S02')).map(({ reason }) => reason)).toEqual([
    expect.stringContaining('over-claim'),
  ]);
});
