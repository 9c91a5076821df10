/** Orders paid in points: captured once, given back once, wherever the hub stops. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { must } from '@ringfence/domain/basic/assert.ts';
import { membersStreet } from '@ringfence/domain/basic/ids.ts';
import { type Envelope, hashOf, seal } from '@ringfence/domain/documents/envelope.ts';
import type { OrderPoints } from '@ringfence/domain/documents/order-points.ts';
import { type Body, type Doc, fact } from '@ringfence/domain/documents/registry.ts';
import { online, paid, tender } from '@ringfence/domain/ledger/account.ts';
import { decideEndOrder, decideHandOver, handOverOrder } from '@ringfence/domain/pickup/counter.ts';
import { decideShortPick, shortPickOrder } from '@ringfence/domain/pickup/gather.ts';
import { placeOrder, type PlaceOrder } from '@ringfence/domain/pickup/place-order.ts';
import { shardOf } from '@ringfence/domain/member/shard.ts';
import { sha256 } from '../crypto.ts';
import { machineClock } from '../clock.ts';
import { saleBody, type TestStore, TODAY, World } from '../testing/world.ts';

const RULES = {
  currency: 'PLN',
  accrual: { points: 1, per: 10 },
  redemption: { points: 1, value: 1, minimum: 5 },
  tiers: [{ name: 'Gold', from: 10_000, rate: 150 }],
};
const PHONE = { kind: 'phone' as const, value: '+48 600-100-200' };

let world: World;
let store: TestStore;
let member: string;
/** How far the hub's clock is ahead of the machine's. */
let clockAhead = 0;
beforeEach(async () => {
  clockAhead = 0;
  world = await World.make({ clock: { ...machineClock, now: () => Date.now() + clockAhead } });
  store = await world.enrol('S01');
  await world.hub.putLoyaltyRules(RULES);
  await world.stock(store, 'apple', 20);
  member = await enrol('E1', [PHONE]);
  await world.hub.members.adjust({ id: 'start', member, by: 'op', reason: 'to begin with', points: 300 });
});
afterEach(() => world.end());

async function enrol(id: string, identities: (typeof PHONE)[] = []): Promise<string> {
  const outcome = await world.hub.members.enrol({ id, channel: 'app', person: { identities } });
  if (outcome.outcome === 'refused') throw new Error(outcome.refusal.message);
  return outcome.document.body.member;
}

const hold = (id = 'H1', points = 100, of = member) =>
  world.hub.members.hold({ id, member: of, points, until: Date.now() + 600_000, channel: 'web' });
const wanted = (changes: Partial<PlaceOrder> = {}): PlaceOrder =>
  placeOrder.parse({
    id: 'O1',
    store: 'S01',
    lines: [{ sku: 'apple', units: 2 }],
    member,
    points: { hold: 'H1' },
    ...changes,
  });
const place = (changes: Partial<PlaceOrder> = {}) => world.hub.placeOrder(wanted(changes));
const view = (of = member) => must(world.hub.members.view(of), 'a member');
const pending = (): number => world.hub.orderPoints.pendingOf(member);
const shardStreet = () => must(world.hub.members.shards[shardOf(member, sha256)], 'a shard');
const state = () => world.desk('S01').state;
const partOf = (outcome: Awaited<ReturnType<typeof place>>): OrderPoints | undefined =>
  outcome.outcome === 'refused' ? undefined : outcome.document.body.points;

async function send(...rows: readonly Envelope[]): Promise<void> {
  await world.send(store, rows);
  await world.hub.members.settled();
}
/** The store hands over what the hub knows of the order; it knows the same. */
async function handOver(changes: object = {}): Promise<void> {
  const command = handOverOrder.parse({ order: 'O1', ...changes });
  const decision = decideHandOver(state(), command, { now: Date.now(), verify: () => true, today: TODAY });
  if (!decision.ok) throw new Error(decision.refusal.message);
  await send(store.seal(decision.value));
}
async function end(reason: 'cancelled' | 'expired' = 'expired'): Promise<void> {
  const decision = decideEndOrder(state(), { order: 'O1', reason });
  if (!decision.ok) throw new Error(decision.refusal.message);
  await send(store.seal(decision.value));
}

describe('an order paid in points', () => {
  test('captures the hold once, says what is left to pay, and is pending until it is handed over', async () => {
    await hold('H1', 100);
    const placed = await place({ payment: 'due' });
    expect(placed).toMatchObject({ outcome: 'recorded', document: { body: { total: 500, due: 400 } } });
    expect(partOf(placed)).toMatchObject({ value: 100, rules: 1, lines: [{ redeemed: 100, earned: 40, worth: 100 }] });
    expect(view()).toMatchObject({ available: 200, total: 200, held: [] });
    expect(pending()).toBe(40);
    expect(await place({ payment: 'due' })).toMatchObject({ outcome: 'exists' });
    expect(await place()).toMatchObject({ refusal: { refused: 'exists-different' } });
    await handOver({ tenders: [{ kind: 'cash', amount: 400 }] });
    expect([view().total, pending()]).toEqual([240, 0]);
    expect(state().book.units(tender('O1', 'apple'))).toBe(0);
  });

  test('takes of a hold what the order costs, and gives the rest back at once', async () => {
    await hold('H1', 300);
    const placed = await place({ lines: [{ sku: 'apple', units: 1 }] });
    expect(partOf(placed)?.value).toBe(250);
    expect(view()).toMatchObject({ available: 50, total: 50, held: [] });
  });

  test('gives them back when it is cancelled, expires, or a part of it is not found, each once', async () => {
    await hold('H1', 101);
    await place();
    const command = { id: 'K1', order: 'O1', reason: 'not-found', lines: [{ sku: 'apple', units: 1 }] };
    const short = decideShortPick(state(), shortPickOrder.parse(command));
    if (!short.ok) throw new Error(short.refusal.message);
    const rows = short.value.map((each) => store.seal(each));
    for (let delivery = 0; delivery < 3; delivery++) await send(...rows);
    expect([view().total, pending()]).toEqual([249, 20]);
    await end();
    await world.restart();
    expect([view().total, pending()]).toEqual([300, 0]);
    const back = (await world.hub.members.history(member, { limit: 50 })).documents.filter(
      ({ kind }) => kind === 'given-back',
    );
    expect(back.map(({ _id }) => _id)).toEqual(['given-back~S01~order-end~O1', 'given-back~S01~short-pick~K1']);
  });

  test('is posted once over restarts, with what was paid in money as spend', async () => {
    await hold('H1', 100);
    await place({ lines: [{ sku: 'apple', units: 20 }] });
    expect(pending()).toBe(490);
    await world.restart();
    expect(pending()).toBe(490);
    await handOver();
    await world.restart();
    expect([view().total, view().tier]).toEqual([690, null]);
    const record = must(shardStreet().state.members.get(member), 'a member');
    expect([...record.spend]).toEqual([[TODAY, 4900]]);
    expect(record.paid.size).toBe(0);
  });

  test('keeps the last day of the points that come back', async () => {
    await world.hub.putLoyaltyRules({ ...RULES, expiryDays: 30 });
    const sale = saleBody([{ sku: 'apple', units: 1 }]);
    const lines = [{ earned: 25, redeemed: 0, worth: 0 }];
    const points = { claim: { member }, rules: 2, tierRate: 100, lines, spent: [], value: 0 };
    await send(
      store.write('receipt', 'D9', { lines: [{ sku: 'apple', units: 1, area: 'shelf' }] }),
      store.write('sale', 'X1', { ...sale, points }),
    );
    const before = view().lots;
    await hold('H1', 100);
    await place();
    await end();
    expect(view().lots).toEqual(before);
  });
});

describe('when the hub stops between the capture and the order', () => {
  const stopped = (pays: Partial<Doc<'hold-end'>['body']['pays'] & object> = {}) => {
    const { state: shard } = shardStreet();
    const { id: order, store: at, channel, lines, payment, contact } = wanted();
    const body: Body<'hold-end'> = {
      hold: 'H1',
      member,
      channel: 'web',
      reason: 'captured',
      usedFor: order,
      captured: 100,
      toDebt: 0,
      toBalance: 0,
      pays: { store: at, order, channel, lines, payment, contact, ...pays },
    };
    const document = seal<string, unknown>(fact('hold-end', 'H1', body), shard.cursor, 'hub.1', Date.now());
    expect(hashOf(document, sha256)).toHaveLength(64);
    return world.restart({ street: membersStreet(shard.shard), document });
  };

  test('the order is placed at the next start, and whoever asks again hears that it exists', async () => {
    await hold();
    await stopped();
    expect(state().book.units(tender('O1', 'apple'))).toBe(100);
    expect(await place()).toMatchObject({ outcome: 'exists' });
    await world.restart();
    expect([view().total, pending(), state().book.units(online('apple'))]).toEqual([200, 40, 18]);
  });

  test('and its units are gone, the points come back, once', async () => {
    await hold();
    await stopped({ lines: [{ sku: 'apple', units: 21 }] });
    expect(view()).toMatchObject({ total: 300, available: 300 });
    expect(shardStreet().state.book.units(paid('S01', 'O1'))).toBe(0);
    await world.restart();
    expect(view().total).toBe(300);
    expect(await place()).toMatchObject({ refusal: { refused: 'hold-ended' } });
  });
});

describe('refuses, and nothing changes', () => {
  const digest = (): string =>
    JSON.stringify([view(), world.desk('S01').sync().stateHash(), shardStreet().state.cursor.head]);

  test.each([
    ['another member’s hold', 'H2', {}, 'hold-of-another-member'],
    ['a hold nobody made', 'H9', {}, 'unknown-hold'],
    ['an expired hold', 'H3', {}, 'hold-expired'],
    ['a hold that was given back', 'H4', {}, 'hold-ended'],
    ['an unknown member', 'H1', { member: 'nobody' }, 'unknown-member'],
    ['points of nobody', 'H1', { member: undefined }, 'unknown-member'],
    ['units the store cannot promise', 'H1', { lines: [{ sku: 'apple', units: 21 }] }, 'insufficient-promise'],
    ['an unknown item', 'H1', { lines: [{ sku: 'none', units: 1 }] }, 'unknown-sku'],
  ])('%s', async (_name, name, changes, code) => {
    const other = await enrol('E2');
    const { members } = world.hub;
    await members.adjust({ id: 'start2', member: other, by: 'op', reason: 'to begin with', points: 50 });
    await hold('H1');
    await hold('H2', 10, other);
    await members.hold({ id: 'H3', member, points: 10, until: Date.now() + 20_000, channel: 'web' });
    clockAhead = 30_000;
    world.hub.tick();
    await hold('H4', 10);
    await members.endHold({ hold: 'H4', member, captured: 0 });
    const before = digest();
    const refused = await place({ ...changes, points: { hold: name } });
    expect(refused).toMatchObject({ outcome: 'refused', refusal: { refused: code } });
    expect(digest()).toBe(before);
  });

  test('a hold captured before, for another order', async () => {
    await hold();
    await place();
    const before = digest();
    expect(await place({ id: 'O2' })).toMatchObject({ refusal: { refused: 'hold-ended' } });
    expect(digest()).toBe(before);
  });
});

test('of orders that want one hold, or one last unit, at the same time, one is placed and no point is lost', async () => {
  await hold('H1', 100);
  await hold('H2', 50);
  const all = { lines: [{ sku: 'apple', units: 20 }] };
  const outcomes = await Promise.all([
    place({ id: 'O1', ...all }),
    place({ id: 'O2', ...all }),
    place({ id: 'O3', ...all, points: { hold: 'H2' } }),
    place({ id: 'O1', ...all }),
    world.hub.placeOrder(placeOrder.parse({ id: 'O4', store: 'S01', lines: all.lines })),
  ]);
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(['recorded', 'refused', 'refused', 'exists', 'refused']);
  expect(view()).toMatchObject({ total: 200, available: 150, held: [{ hold: 'H2', points: 50 }] });
  expect(state().book.units(online('apple'))).toBe(0);
});

test('units spoken for by an order under way are not given to a counter meanwhile', async () => {
  await hold();
  const placing = place({ lines: [{ sku: 'apple', units: 20 }] });
  expect(await world.desk('S01').releaseUnits({ id: 'A1', lines: [{ sku: 'apple', units: 5 }] })).toBe(false);
  expect((await placing).outcome).toBe('recorded');
});

describe('an order of somebody known by a phone number', () => {
  const byPhone = (value = PHONE.value, id = 'O1') => {
    const identity = { ...PHONE, value };
    const claim = world.hub.members.keys.claimOf(identity);
    const command = placeOrder.parse({ id, store: 'S01', lines: [{ sku: 'apple', units: 2 }], claim });
    return world.hub.placeOrder(command, undefined, identity);
  };

  test('earns for the member who has it', async () => {
    expect(partOf(await byPhone())?.claim).toEqual({ member });
    expect(pending()).toBe(50);
  });

  test('waits for somebody to have it, and a retry is the same order', async () => {
    const [first, again] = [await byPhone('+48 700 800 900', 'O1'), await byPhone('+48 700 800 900', 'O1')];
    expect([first.outcome, again.outcome]).toEqual(['recorded', 'exists']);
    expect(JSON.stringify(first)).not.toMatch(/700.?800.?900/);
    await handOver();
    expect(world.hub.members.unclaimed).toBe(1);
    const late = await enrol('E7', [{ ...PHONE, value: '+48 700 800 900' }]);
    expect([view(late).total, world.hub.members.unclaimed]).toEqual([50, 0]);
  });

  test('is pending for whoever gets it before the hand-over', async () => {
    await byPhone('+48 700 800 900');
    const late = await enrol('E7', [{ ...PHONE, value: '+48 700 800 900' }]);
    expect(world.hub.orderPoints.pendingOf(late)).toBe(50);
    await end();
    expect(world.hub.orderPoints.pendingOf(late)).toBe(0);
  });
});

describe('a store whose figures are not those of the rules', () => {
  const sale = (id: string, points: { earned: number; tierRate?: number; rules?: number }): Envelope => {
    const { earned, tierRate = 100, rules = 1 } = points;
    const lines = [{ earned, redeemed: 0, worth: 0 }];
    const body = saleBody([{ sku: 'apple', units: 1 }]);
    return store.write('sale', id, {
      ...body,
      points: { claim: { member }, rules, tierRate, lines, spent: [], value: 0 },
    });
  };
  const found = () => [...world.hub.members.differences.list()];

  test('is believed, and an exception says both figures until somebody has seen to it', async () => {
    await send(store.write('receipt', 'D9', { lines: [{ sku: 'apple', units: 9, area: 'shelf' }] }));
    await send(sale('X1', { earned: 25 }));
    expect(found()).toEqual([]);
    await send(
      sale('X2', { earned: 30 }),
      sale('X3', { earned: 37, tierRate: 150 }),
      sale('X4', { earned: 1, rules: 7 }),
    );
    expect(view().total).toBe(300 + 25 + 30 + 37 + 1);
    expect(
      found().map(({ document, earned, tierRate, rules, byRules }) => [document, earned, tierRate, rules, byRules]),
    ).toEqual([
      ['sale~X2', 30, 100, 1, { earned: 25, tierRate: 100 }],
      ['sale~X3', 37, 150, 1, { earned: 25, tierRate: 100 }],
      ['sale~X4', 1, 100, 7, { earned: 0, tierRate: 0 }],
    ]);
    await world.restart();
    const [first] = found();
    const resolve = { id: 'Z1', exception: must(first, 'three').id, by: 'op', note: 'told the store' };
    expect((await world.hub.members.differences.resolve(resolve)).outcome).toBe('recorded');
    expect((await world.hub.members.differences.resolve(resolve)).outcome).toBe('exists');
    expect(await world.hub.members.differences.resolve({ ...resolve, id: 'Z2' })).toMatchObject({
      refusal: { refused: 'invalid-input' },
    });
    await world.restart();
    expect(found().map(({ resolution }) => resolution?.note ?? null)).toEqual(['told the store', null, null]);
  });

  test('of a hand-over too', async () => {
    await place({ points: undefined });
    const decision = decideHandOver(state(), handOverOrder.parse({ order: 'O1' }), {
      now: Date.now(),
      verify: () => true,
      today: TODAY,
    });
    if (!decision.ok) throw new Error(decision.refusal.message);
    const { body } = decision.value;
    const points = must(body.points, 'a member ordered');
    await send(
      store.write('hand-over', 'O1', {
        ...body,
        points: { ...points, lines: [{ earned: 60, redeemed: 0, worth: 0 }] },
      }),
    );
    expect(view().total).toBe(360);
    expect(found()).toMatchObject([{ document: 'hand-over~O1', earned: 60, byRules: { earned: 50, tierRate: 100 } }]);
  });
});
