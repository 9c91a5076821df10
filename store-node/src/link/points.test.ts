/** Points between two real store nodes and a real hub, connected and cut off. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PRICE } from '../testing/seeded-home.ts';
import { TestHub } from '../testing/test-hub.ts';
import { type Answered, TestNode } from '../testing/test-node.ts';

const RULES = {
  currency: 'EUR',
  accrual: { points: 1, per: 10 },
  redemption: { points: 1, value: 1, minimum: 5 },
  leases: { perMember: 60, perStore: 60, days: 2 },
};

let hub: TestHub;
let one: TestNode;
let two: TestNode;
let member: string;

beforeAll(async () => {
  hub = await TestHub.start(['S01', 'S02'], ['A']);
  await hub.run('mutation ($rules: String!) { putLoyaltyRules(rules: $rules) { __typename } }', {
    rules: JSON.stringify(RULES),
  });
  const { enrolMember } = await hub.run(
    `mutation ($input: EnrolMemberInput!) { enrolMember(input: $input) { ... on PointsRecorded { member { id } } } }`,
    { input: { id: 'E1', identities: [{ kind: 'PHONE', value: '+48 600 100 200' }] } },
  );
  member = (enrolMember as { member: { id: string } }).member.id;
  one = await enrol('S01');
  two = await enrol('S02');
  for (const node of [one, two])
    await node.post('/v1/receipts', { id: `d${node.store}`, lines: [{ sku: 'A', units: 900 }] });
});
afterAll(async () => {
  await one?.end();
  await two?.end();
  await hub?.end();
});

async function enrol(store: string): Promise<TestNode> {
  const directory = await mkdtemp(join(tmpdir(), 'ringfence-store-'));
  const node = await TestNode.enrol({ directory, store, hubUrl: hub.url, enrolCode: await hub.enrolmentCode(store) });
  await until(async () => (await node.get('/v1/products/scan/A')).status === 200);
  await until(() => isConnected(node));
  return node;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 120_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('it did not come true');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const isConnected = async (node: TestNode): Promise<boolean> =>
  ((await node.get('/v1/status')).body['link'] as { connected: boolean }).connected;
const cut = (node: TestNode, isCut: boolean) => node.post('/v1/link', { cut: isCut }, 'operator');

/** Hub and store fold the same documents to the same bytes. */
async function isConverged(node: TestNode): Promise<boolean> {
  const { stateHash } = (await node.get('/v1/status')).body;
  return (await hub.sync(node.store)).stateHash === stateHash;
}

interface Points {
  readonly balance: number;
  readonly available: number;
  readonly debt: number;
  readonly lent: readonly { readonly storeId: string; readonly points: number }[];
}

async function points(): Promise<Points> {
  const query = 'query ($id: ID!) { member(id: $id) { points { balance available debt lent { storeId points } } } }';
  const answer = await hub.run(query, { id: member });
  return (answer['member'] as { points: Points }).points;
}

/** Eight items for 2000 minor units, `redeemed` of them paid in points. */
function buy(node: TestNode, id: string, redeemed = 0): Promise<Answered> {
  const tenders = [
    { kind: 'card', amount: 8 * PRICE - redeemed },
    { kind: 'points', amount: redeemed },
  ].filter((tender) => tender.amount > 0);
  const redeem = redeemed > 0 ? { points: redeemed } : null;
  const lines = [{ sku: 'A', units: 8 }];
  return node.post('/v1/sales', { id, currency: 'EUR', lines, tenders, member: { claim: { member }, redeem } });
}

/** The same once the hub answered in time: on a busy machine it may not, which is refused, and asked again under the same id. */
async function bought(node: TestNode, id: string, redeemed = 0): Promise<Answered> {
  let answer = await buy(node, id, redeemed);
  await until(async () => answer.status < 300 || (answer = await buy(node, id, redeemed)).status < 300);
  return answer;
}
/** What such a sale makes of the member's balance. */
const changeBy = (redeemed: number): number => Math.floor((8 * PRICE - redeemed) / 10) - redeemed;
/** What the hub will count when every sale until now has come to it. */
let balance = 0;
const isCounted = async (): Promise<boolean> => (await points()).balance === balance;

test('earned at one store, redeemed at the other within the sale; more than there is, is refused with where it is', async () => {
  expect((await buy(one, 'a1')).status).toBe(201);
  balance = changeBy(0);
  await until(async () => (await points()).available === 140);
  expect(await points()).toMatchObject({ balance: 200, lent: [{ storeId: 'S01', points: 60 }] });

  const sold = await bought(two, 'b1', 50);
  expect(sold.body).toMatchObject({ document: { body: { points: { value: 50 } } } });
  balance += changeBy(50);
  await until(isCounted);
  let refused = await buy(two, 'b2', 300);
  await until(async () => hubIn(refused) !== undefined || hubIn((refused = await buy(two, 'b2', 300))) !== undefined);
  expect(refused).toMatchObject({
    status: 409,
    body: {
      code: 'insufficient-points',
      details: { asked: 300, here: 0, hub: { available: 285, lent: [{ store: 'S01', points: 60 }] } },
    },
  });
});

const hubIn = ({ body }: Answered): unknown => (body['details'] as { hub?: unknown } | undefined)?.hub;

test('cut off, a store redeems what it was lent, and what it was not lent is refused with the reason', async () => {
  await until(() => isConverged(one));
  await cut(one, true);
  await cut(two, true);
  expect((await buy(two, 'b3', 50)).body).toMatchObject({ code: 'insufficient-points', details: { cutOff: true } });
  expect((await buy(one, 'a2', 60)).status).toBe(201);
  balance += changeBy(60);
  expect((await buy(one, 'a3', 5)).body).toMatchObject({ code: 'insufficient-points', details: { cutOff: true } });
});

test('the app and the connected store cannot spend what the other store may have spent', async () => {
  await cut(two, false);
  await until(() => isConnected(two));
  const before = await points();
  const end = new Date(Date.now() + 60_000).toISOString();
  const input = { id: 'H1', memberId: member, points: before.available, until: end, channel: 'app' };
  const [held, sold] = await Promise.all([
    hub.run('mutation ($input: HoldPointsInput!) { holdPoints(input: $input) { __typename } }', { input }),
    buy(two, 'b4', before.available),
  ]);
  const winners = [(held['holdPoints'] as { __typename: string }).__typename === 'PointsRecorded', sold.status === 201];
  // Neither may, when the hub's answer comes too late for the sale.
  expect(winners.filter(Boolean).length).toBeLessThan(2);
  if (sold.status === 201) balance += changeBy(before.available);
});

test('a return after the points were spent leaves a debt, which later points settle', async () => {
  await cut(one, false);
  await until(() => isConnected(one));
  await hub.run('mutation { releaseHold(input: { id: "H1", memberId: "' + member + '" }) { __typename } }', {});
  await until(isCounted);
  const spare = (await points()).available;
  if (spare >= 5 && (await buy(two, 'b5', spare)).status === 201) balance += changeBy(spare);
  await until(isCounted);
  const returned = await one.post('/v1/returns', { id: 'r1', sale: 'a1', lines: [{ line: 0, units: 8 }] });
  expect(returned.body).toMatchObject({ document: { body: { points: { lines: [{ unearned: 200, givenBack: 0 }] } } } });
  balance -= 200;
  await until(isCounted);
  const { debt, available } = await points();
  expect(debt < 0 ? available : 0).toBe(0);
  await buy(two, 'b6');
  balance += changeBy(0);
  await until(isCounted);
  expect((await points()).debt).toBe(Math.min(0, debt + 200));
});

/** The answer, once the hub was not too late to be heard. */
async function answered(ask: () => Promise<Answered>): Promise<Answered> {
  let answer = await ask();
  await until(async () => answer.status !== 503 || (answer = await ask()).status !== 503);
  return answer;
}

test('somebody only the hub can know earns, and is found by the till while connected', async () => {
  const identity = { kind: 'phone', value: '0048 600-100-200' };
  const found = await answered(() => two.post('/v1/members', { identity }));
  expect(found).toMatchObject({ status: 200, body: { id: member, tierRate: 100 } });
  const stranger = { kind: 'email', value: 'nobody@example.org' };
  const unknown = await answered(() => two.post('/v1/members', { identity: stranger }));
  expect(unknown.body).toMatchObject({ code: 'unknown-member' });

  await cut(two, true);
  // Asked before, so it is known by whom the points would be; how many are free, nobody can tell.
  expect((await two.post('/v1/members', { identity })).body).toMatchObject({ connected: false, available: null });
  const unheard = { identity: { kind: 'email', value: 'unheard@example.org' } };
  expect((await two.post('/v1/members', unheard)).body).toMatchObject({ code: 'store-unreachable' });
  const sale = {
    id: 'b7',
    currency: 'EUR',
    lines: [{ sku: 'A', units: 8 }],
    tenders: [{ kind: 'card', amount: 8 * PRICE }],
  };
  const sold = await two.post('/v1/sales', { ...sale, member: { claim: { identity } } });
  expect(sold.status).toBe(201);
  expect(JSON.stringify(sold.body)).not.toMatch(/600.?100.?200/);
  expect((await two.post('/v1/sales', { ...sale, member: { claim: { identity } } })).status).toBe(200);
  const redeem = { points: 5 };
  const refused = await two.post('/v1/sales', { ...sale, id: 'b8', member: { claim: { identity }, redeem } });
  expect(refused.body).toMatchObject({ code: 'member-unverified' });
  await cut(two, false);
  balance += changeBy(0);
  await until(isCounted);
});

test('what another store sold is told while connected, with how it was paid, and moves no right', async () => {
  await cut(two, false);
  await until(() => isConnected(two));
  await until(() => isConverged(one));
  const { status, body } = await answered(() => two.get(`/v1/purchases/a1?soldAt=${one.store}`));
  expect(status).toBe(200);
  expect(body).toMatchObject({ store: one.store, at: null, member: true, lines: [{ left: null }] });
  expect((body['paid'] as { kind: string }[]).length).toBeGreaterThan(0);
  const none = await answered(() => two.get(`/v1/purchases/none?soldAt=${one.store}`));
  expect(none.body).toMatchObject({ code: 'unknown-sale' });
});

test('an order paid in points is handed over by its pass, cut off, and earns and comes back like a sale', async () => {
  await cut(two, false);
  await until(() => isConnected(two));
  await hub.run(
    'mutation ($input: AdjustPointsInput!) { adjustPoints(input: $input) { __typename ... on Refusal { message } } }',
    { input: { id: 'gift', memberId: member, points: 1000, by: 'op', reason: 'goodwill' } },
  );
  const end = new Date(Date.now() + 60_000).toISOString();
  const hold = { id: 'H9', memberId: member, points: 100, until: end, channel: 'web' };
  await hub.run('mutation ($input: HoldPointsInput!) { holdPoints(input: $input) { __typename } }', { input: hold });
  await until(() => isConverged(two));
  await until(async () => (await points()).balance === balance + 1000);
  const before = await points();
  await cut(two, true);
  const input = { id: 'O9', storeId: 'S02', lines: [{ sku: 'A', units: 2 }], memberId: member, points: { hold: 'H9' } };
  const { placePickupOrder: placed } = await hub.run(
    `mutation ($input: PlacePickupOrderInput!) { placePickupOrder(input: $input) { __typename
      ... on Refusal { message } ... on PickupOrderRecorded { order { pass points { redeemed pending } } } } }`,
    { input },
  );
  const earned = (2 * PRICE - 100) / 10;
  expect(placed).toMatchObject({ order: { points: { redeemed: 100, pending: earned } } });
  const { pass } = (placed as { order: { pass: string } }).order;
  const handed = await two.post('/v1/hand-overs', { pass, register: 'R1' });
  expect(handed.body).toMatchObject({
    document: { body: { points: { spend: 2 * PRICE - 100, lines: [{ earned, redeemed: 100, worth: 100 }] } } },
  });
  await cut(two, false);
  await until(async () => (await points()).balance === before.balance - 100 + earned);
  await until(() => isConverged(two));
  const returned = await two.post('/v1/returns', { id: 'r9', sale: 'O9', of: 'order', lines: [{ line: 0, units: 1 }] });
  expect(returned.body).toMatchObject({
    document: { body: { points: { lines: [{ unearned: earned / 2, givenBack: 50, worth: 50 }] } } },
  });
  await until(async () => (await points()).balance === before.balance - 50 + earned / 2);
});
