/** A web shop in which members sign in: orders that are paid in points, and that earn. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { Body } from '@ringfence/domain/documents/registry.ts';
import { decideEndOrder, decideHandOver, handOverOrder } from '@ringfence/domain/pickup/counter.ts';
import { must } from '@ringfence/domain/basic/assert.ts';
import { TODAY } from '../testing/world.ts';
import { type Answer, KEYS, openWorld, type World } from './testing/world.ts';

const ISSUER = 'https://accounts.example';
const RULES = { currency: 'EUR', accrual: { points: 1, per: 10 }, redemption: { points: 1, value: 1, minimum: 5 } };
type Data = Record<string, Record<string, unknown> | null>;

let world: World;
let mine: string;
let other: string;
let token: string;

beforeAll(async () => {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
  const jwk = { ...(await exportJWK(publicKey)), alg: 'EdDSA' };
  world = await openWorld(false, { issuer: ISSUER, keys: { keys: [jwk] } });
  await world.stores.S01.enrol();
  await world.stores.S01.stock('r1', [{ sku: 'tea', units: 100, online: 50 }]);
  await world.hub.putLoyaltyRules(RULES);
  mine = await enrol('E1', '+48 600 100 200');
  other = await enrol('E2', '+48 600 100 300');
  for (const member of [mine, other])
    await world.hub.members.adjust({ id: `start-${member}`, member, by: 'op', reason: 'to begin with', points: 1000 });
  token = await new SignJWT({})
    .setProtectedHeader({ alg: 'EdDSA' })
    .setSubject(mine)
    .setIssuer(ISSUER)
    .setAudience('ringfence')
    .setExpirationTime('5m')
    .sign(privateKey);
});
afterAll(() => world.close());

async function enrol(id: string, phone: string): Promise<string> {
  const person = { identities: [{ kind: 'phone' as const, value: phone }] };
  const outcome = await world.hub.members.enrol({ id, channel: 'app', person });
  return outcome.outcome === 'refused' ? '' : outcome.document.body.member;
}

async function shop(query: string, signedIn: string | undefined = token): Promise<Answer<Data>> {
  const headers = { 'x-api-key': KEYS.shop, ...(signedIn === undefined ? {} : { 'x-member-token': signedIn }) };
  const response = await world.post(JSON.stringify({ query }), headers);
  return { status: response.status, ...((await response.json()) as Omit<Answer<Data>, 'status'>) };
}

const hold = (id: string, points: number, memberId = mine) =>
  world.hub.members.hold({ id, member: memberId, points, until: Date.now() + 60_000, channel: 'web' });
const place = (id: string, more: string, lines = '{ sku: "tea", units: 3 }'): string =>
  `mutation { placePickupOrder(input: { id: "${id}", storeId: "S01", lines: [${lines}] ${more} })
    { __typename ... on PickupOrderRecorded { outcome order { due { amount } points { redeemed pending rules worth { amount currency } } } }
      ... on Refusal { code field retry } } }`;
const points = async (): Promise<unknown> =>
  (await shop('{ member { points { balance available pending held { id } } } }')).data?.['member']?.['points'];
/** The two newest entries, once the newest is of that document: what counts is read when it is on disk. */
async function history(newest: string): Promise<{ document: string }[]> {
  for (;;) {
    const { data } = await shop(
      '{ member { pointsHistory(first: 10) { nodes { event points document storeId channel } } } }',
    );
    const found = data?.['member']?.['pointsHistory'] as { nodes: { document: string }[] } | undefined;
    const nodes = found?.nodes ?? [];
    if (nodes[0]?.document === newest) return nodes.slice(0, 2);
  }
}
const state = () => must(world.hub.desk('S01'), 'a desk').state;

async function write(decision: ReturnType<typeof decideEndOrder | typeof decideHandOver>): Promise<void> {
  if (!decision.ok) throw new Error(decision.refusal.message);
  const { kind, id, body } = decision.value;
  await world.stores.S01.write(kind, id.slice(kind.length + 1), body as Body<typeof kind>);
  await world.hub.members.settled();
}

describe('the member who signed in', () => {
  test('pays with points, sees what is pending, and has it when the goods are handed over', async () => {
    await hold('H1', 120);
    const text = `subscription { pointsChanged(memberId: "${mine}") { points { pending } } }`;
    const stream = world.subscribe<{ pointsChanged: { points: { pending: number } } }, object>(
      { name: 'PointsChanged', text },
      {},
      KEYS.office,
    );
    expect((await stream.next()).pointsChanged.points.pending).toBe(0);
    const query = place('O1', 'payment: DUE, points: { hold: "H1" }');
    const order = {
      due: { amount: 180 },
      points: { redeemed: 120, pending: 18, rules: 1, worth: { amount: 120, currency: 'EUR' } },
    };
    expect((await shop(query)).data?.['placePickupOrder']).toEqual({
      __typename: 'PickupOrderRecorded',
      outcome: 'RECORDED',
      order,
    });
    expect((await shop(query)).data?.['placePickupOrder']).toMatchObject({ outcome: 'EXISTS', order });
    expect(await points()).toEqual({ balance: 880, available: 880, pending: 18, held: [] });
    for (let told = 0; told !== 18;) told = (await stream.next()).pointsChanged.points.pending;
    stream.close();
    const tenders = [{ kind: 'cash' as const, amount: 180 }];
    const command = handOverOrder.parse({ order: 'O1', tenders });
    await write(decideHandOver(state(), command, { now: Date.now(), verify: () => true, today: TODAY }));
    expect(await points()).toEqual({ balance: 898, available: 898, pending: 0, held: [] });
    expect(await history('hand-over~O1')).toMatchObject([
      { event: 'EARNED', points: 18, document: 'hand-over~O1', storeId: 'S01', channel: 'store' },
      { event: 'REDEEMED', points: -120, document: 'pickup-order~O1', storeId: 'S01', channel: 'web' },
    ]);
  });

  test('earns with an order paid in money, and nothing when it ends', async () => {
    const { data } = await shop(place('O2', `memberId: "${mine}"`));
    expect(data?.['placePickupOrder']).toMatchObject({
      order: { due: { amount: 0 }, points: { redeemed: 0, pending: 30 } },
    });
    expect(await points()).toMatchObject({ pending: 30 });
    await write(decideEndOrder(state(), { order: 'O2', reason: 'expired' }));
    expect(await points()).toEqual({ balance: 898, available: 898, pending: 0, held: [] });
  });

  test('has the points back when the order ends, and the history says from where', async () => {
    await hold('H3', 100);
    await shop(place('O3', 'points: { hold: "H3" }'));
    await write(decideEndOrder(state(), { order: 'O3', reason: 'expired' }));
    expect(await points()).toMatchObject({ balance: 898, pending: 0 });
    expect(await history('order-end~O3')).toMatchObject([
      { event: 'GIVEN_BACK', points: 100, document: 'order-end~O3', storeId: 'S01' },
      { event: 'REDEEMED', points: -100, document: 'pickup-order~O3' },
    ]);
  });

  test.each([
    ['a hold of another', 'H8', 'hold-of-another-member'],
    ['a hold nobody made', 'H0', 'unknown-hold'],
    ['a hold that was used', 'H1', 'hold-ended'],
  ])('pays not with %s', async (_name, name, code) => {
    if (code === 'hold-of-another-member') await hold(name, 10, other);
    const before = [await points(), world.hub.desk('S01')?.sync().stateHash()];
    const { data } = await shop(place('O8', `points: { hold: "${name}" }`));
    expect(data?.['placePickupOrder']).toMatchObject({
      __typename: 'PointsRefused',
      code,
      field: 'points.hold',
      retry: false,
    });
    expect([await points(), world.hub.desk('S01')?.sync().stateHash()]).toEqual(before);
  });
});

test('nobody orders for a member who did not sign in, or pays with points of nobody', async () => {
  for (const more of [`memberId: "${other}"`, 'memberId: "nobody"', 'points: { hold: "H1" }'])
    for (const by of more.startsWith('points') ? ['x.y.z'] : [token, 'x.y.z'])
      expect((await shop(place('O9', more), by)).errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
});

test('an order by phone number tells nobody whether there is such a member, and earns for whoever has it', async () => {
  const answers = [];
  for (const [index, phone] of ['+48 600 100 300', '+48 999'].entries()) {
    const identity = `identity: { kind: PHONE, value: "${phone}" }`;
    const { data } = await world.ask(place(`O1${index}`, identity));
    answers.push((data as Data)['placePickupOrder']);
  }
  expect(answers[0]).toEqual(answers[1]);
  expect(answers[0]).toMatchObject({ order: { points: { redeemed: 0, pending: 30 } } });
  expect(world.hub.orderPoints.pendingOf(other)).toBe(30);
  const both = `memberId: "${mine}", identity: { kind: PHONE, value: "+48 999" }`;
  expect((await shop(place('O12', both))).data?.['placePickupOrder']).toMatchObject({ code: 'invalid-input' });
});

test('points that are not those of the rules are an exception with both figures, until a person has seen to it', async () => {
  const line = { sku: 'tea', units: 1, unitPrice: 100, taxRate: 2300, amount: 100, short: 0 };
  await world.stores.S01.write('sale', 'X1', {
    register: 'R1',
    businessDay: TODAY,
    currency: 'EUR',
    lines: [line],
    taxes: [],
    total: 100,
    tenders: [{ kind: 'cash', amount: 100 }],
    change: 0,
    override: null,
    points: {
      claim: { member: mine },
      rules: 1,
      tierRate: 150,
      spent: [],
      value: 0,
      lines: [{ earned: 15, redeemed: 0, worth: 0 }],
    },
  });
  await world.hub.members.settled();
  const listed = async (open: boolean) => {
    const query = `{ exceptions(filter: { types: [POINTS_DIFFER], open: ${open} }) { nodes { id storeId type reason open resolution { note } } } }`;
    return ((await world.ask(query, {}, KEYS.office)).data as Data | undefined)?.['exceptions']?.['nodes'];
  };
  const found = {
    id: 'accrued~S01~X1',
    storeId: 'S01',
    type: 'POINTS_DIFFER',
    reason: 'sale~X1 earned 15 points at a tier rate of 150 %; the rules of version 1 give 10 at 100 %',
    open: true,
    resolution: null,
  };
  expect(await listed(true)).toEqual([found]);
  const resolve = `mutation { resolveException(input: { id: "Z1", storeId: "S01", exceptionId: "accrued~S01~X1", note: "told the store" })
    { __typename ... on ExceptionResolved { outcome exception { open } } ... on Refusal { code } } }`;
  const answer = (await world.ask(resolve, {}, KEYS.office)).data as Data | undefined;
  expect(answer?.['resolveException']).toEqual({
    __typename: 'ExceptionResolved',
    outcome: 'RECORDED',
    exception: { open: false },
  });
  expect(await listed(true)).toEqual([]);
  expect(await listed(false)).toEqual([{ ...found, open: false, resolution: { note: 'told the store' } }]);
});
