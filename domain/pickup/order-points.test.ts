/** Points of pickup orders: what pays, what is earned, and what goes back, in whole and in part. */
import { describe, expect, test } from '@jest/globals';
import { tender } from '../ledger/account.ts';
import { someRules } from '../testing/loyalty-rules.ts';
import { aCatalogue, accepted, aProduct, refused, Scenario } from '../testing/scenario.ts';
import { decideTakeBack, type Purchase, takeBack } from '../return/take-back.ts';
import { decideEndOrder, decideHandOver, handOverOrder } from './counter.ts';
import { decideShortPick, decideSubstitute, shortPickOrder, substituteItem } from './gather.ts';
import { partOf, type Payer, pendingOf } from './order-points.ts';
import { readPass, renderPass } from './pass.ts';
import { decidePlaceOrder, placeOrder } from './place-order.ts';

const sign = (text: string): string => `${String(text.length).padStart(85, 'A')}A`;
const verify = (text: string, signature: string): boolean => sign(text) === signature;
const CLAIM = { member: 'M1' };
/** 12 points for every 100 minor units; 3 points are worth 2. */
const RULES = someRules({ accrual: { points: 12, per: 100 }, redemption: { points: 3, value: 2, minimum: 5 } });
const LINES = [
  { sku: 'A', units: 3 },
  { sku: 'B', units: 1 },
];

const payer = (changes: Partial<Payer> = {}): Payer => ({
  claim: CLAIM,
  rules: RULES,
  tierRate: 100,
  day: '2026-03-01',
  points: 300,
  ...changes,
});

const place = (scenario: Scenario, payment: 'paid' | 'due' = 'due', who: Payer | undefined = payer()) =>
  decidePlaceOrder(scenario.state, placeOrder.parse({ id: 'O1', store: 'S01', lines: LINES, payment }), {
    catalogue: scenario.catalogue,
    now: scenario.now,
    sign,
    payer: who,
  });

/** Three of A and one of B, 10.00 together, 2.00 of it in 300 points. */
function ordered(payment: 'paid' | 'due' = 'due'): Scenario {
  const scenario = new Scenario().stock('A', 9, 6).stock('B', 9, 6);
  scenario.down(accepted(place(scenario, payment)));
  return scenario;
}

const handOver = (scenario: Scenario, changes: object) =>
  decideHandOver(scenario.state, handOverOrder.parse({ order: 'O1', ...changes }), {
    now: scenario.now,
    verify,
    today: '2026-03-04',
  });
const lying = (scenario: Scenario) => ['A', 'B'].map((sku) => scenario.state.book.units(tender('O1', sku)));
const shorten = (scenario: Scenario, sku: string, units: number) =>
  decideShortPick(
    scenario.state,
    shortPickOrder.parse({ id: `K${sku}${units}`, order: 'O1', reason: 'not-found', lines: [{ sku, units }] }),
  );
const record = (scenario: Scenario) => scenario.state.orders.get('O1')!;

describe('an order paid in points', () => {
  test('says what points pay and what is still to be paid, and earns on the money alone', () => {
    const { body } = accepted(place(new Scenario().stock('A', 9, 6).stock('B', 9, 6)));
    expect(body).toMatchObject({ total: 1000, due: 800 });
    expect(body.points).toEqual({
      claim: CLAIM,
      rules: 1,
      tierRate: 100,
      value: 200,
      lines: [
        { earned: 72, redeemed: 225, worth: 150 },
        { earned: 24, redeemed: 75, worth: 50 },
      ],
    });
  });

  test('takes no more points than it costs, however many are offered', () => {
    const scenario = new Scenario().stock('A', 9, 6).stock('B', 9, 6);
    const { body } = accepted(place(scenario, 'due', payer({ points: 9000 })));
    expect([body.due, body.points?.value, body.points?.lines.map((line) => line.redeemed)]).toEqual([
      0,
      1000,
      [1125, 375],
    ]);
    expect(body.points?.lines.every((line) => line.earned === 0)).toBe(true);
  });

  test('in another currency is refused with points, and earns nothing without', () => {
    const rules = { ...RULES, currency: 'PLN' };
    const scenario = new Scenario().stock('A', 9, 6).stock('B', 9, 6);
    expect(refused(place(scenario, 'due', payer({ rules }))).refused).toBe('wrong-currency');
    expect(accepted(place(scenario, 'due', payer({ rules, points: 0 }))).body.points).toBeUndefined();
  });

  test('that costs less than was taken for it in the meantime is refused', () => {
    const scenario = new Scenario().stock('A', 9, 6).stock('B', 9, 6);
    const more = payer({ points: 9000, isExact: true });
    expect(refused(place(scenario, 'due', more)).refused).toBe('points-above-basket');
  });

  test('carries its points in the pass, for a store that has not heard of it', () => {
    const { body } = accepted(place(new Scenario().stock('A', 9, 6).stock('B', 9, 6)));
    expect(readPass(body.pass, verify)?.points).toMatchObject({
      claim: CLAIM,
      rules: 1,
      lines: [
        { sku: 'A', units: 3, amount: 750, earned: 72, redeemed: 225, worth: 150 },
        { sku: 'B', units: 1, amount: 250, earned: 24, redeemed: 75, worth: 50 },
      ],
    });
  });

  test('whose pass names more lines of points than goods is no pass', () => {
    const one = { sku: 'A', units: 1, amount: 1, earned: 1, redeemed: 0, worth: 0 };
    const head = { order: 'O1', store: 'S01', expiresAt: 9_000_000, due: 0, currency: 'EUR', lines: [one] };
    const text = renderPass({ ...head, points: { claim: CLAIM, rules: 1, tierRate: 100, lines: [one, one] } }, sign);
    expect(readPass(text, verify)).toBeUndefined();
  });
});

describe('a hand-over', () => {
  test('of everything earns what was pending, redeems what paid, and is due in money for the rest', () => {
    const scenario = ordered();
    expect([lying(scenario), pendingOf(scenario.state, record(scenario))]).toEqual([[225, 75], 96]);
    expect(refused(handOver(scenario, { tenders: [{ kind: 'cash', amount: 1000 }] })).details).toMatchObject({
      due: 800,
    });
    const { body } = accepted(handOver(scenario, { tenders: [{ kind: 'card', amount: 800 }] }));
    expect(body.points).toEqual({
      claim: CLAIM,
      rules: 1,
      tierRate: 100,
      businessDay: '2026-03-04',
      spend: 800,
      back: [],
      lines: [
        { earned: 72, redeemed: 225, worth: 150 },
        { earned: 24, redeemed: 75, worth: 50 },
      ],
    });
    scenario.up(accepted(handOver(scenario, { tenders: [{ kind: 'card', amount: 800 }] })));
    expect([lying(scenario), pendingOf(scenario.state, record(scenario))]).toEqual([[0, 0], 0]);
    expect(scenario.state.book.imbalance()).toBe(0);
  });

  test('in part gives back what paid for the rest, and earns for what was taken', () => {
    const scenario = ordered();
    const taken = { lines: [{ sku: 'A', units: 1 }], tenders: [{ kind: 'cash', amount: 200 }] };
    const handed = accepted(handOver(scenario, taken));
    expect(handed.body.points).toMatchObject({
      spend: 200,
      lines: [{ earned: 24, redeemed: 75, worth: 50 }],
      back: [
        { sku: 'A', points: 150 },
        { sku: 'B', points: 75 },
      ],
    });
    scenario.up(handed);
    expect(lying(scenario)).toEqual([0, 0]);
  });

  test('by its pass alone does the same, and the order that arrives later changes nothing', () => {
    const hub = new Scenario().stock('A', 9, 6).stock('B', 9, 6);
    const promise = accepted(place(hub, 'paid'));
    const store = new Scenario().stock('A', 9, 6).stock('B', 9, 6);
    const handed = accepted(handOver(store, { pass: promise.body.pass }));
    expect(handed.body.points).toMatchObject({ spend: 800, lines: [{ earned: 72, redeemed: 225 }, { earned: 24 }] });
    store.up(handed);
    store.down(promise);
    expect([lying(store), store.state.book.overdrawn()]).toEqual([[0, 0], []]);
  });

  test('is reversed by returns exactly, part by part, at any store that has the right', () => {
    const scenario = ordered('paid');
    scenario.up(accepted(handOver(scenario, {})));
    const purchase: Purchase = {
      id: 'O1',
      of: 'order',
      store: 'S01',
      currency: 'EUR',
      claim: CLAIM,
      lines: [
        { sku: 'A', units: 3, amount: 750 },
        { sku: 'B', units: 1, amount: 250 },
      ],
    };
    const sums = { unearned: 0, givenBack: 0, worth: 0 };
    for (const [index, units] of [1, 2].entries()) {
      const command = takeBack.parse({ id: `R${index}`, sale: 'O1', of: 'order', lines: [{ line: 0, units }] });
      const returned = accepted(decideTakeBack(scenario.state, command, purchase, '2026-03-05'));
      for (const line of returned.body.points?.lines ?? []) {
        sums.unearned += line.unearned;
        sums.givenBack += line.givenBack;
        sums.worth += line.worth;
      }
      scenario.up(returned);
    }
    expect(sums).toEqual({ unearned: 72, givenBack: 225, worth: 150 });
  });
});

describe('what nobody will get', () => {
  test('is given back part by part, and adds up to what paid for it', () => {
    const scenario = ordered();
    scenario.up(...accepted(shorten(scenario, 'A', 1)));
    expect([lying(scenario), pendingOf(scenario.state, record(scenario))]).toEqual([[150, 75], 72]);
    scenario.up(...accepted(shorten(scenario, 'A', 1)));
    expect(lying(scenario)).toEqual([75, 75]);
    const handed = accepted(handOver(scenario, { tenders: [{ kind: 'cash', amount: 400 }] }));
    expect(handed.body.points).toMatchObject({ spend: 400, back: [] });
    scenario.up(handed);
    expect(lying(scenario)).toEqual([0, 0]);
  });

  test('is given back whole when the order ends, once, whatever the reason', () => {
    for (const reason of ['cancelled', 'expired'] as const) {
      const scenario = ordered();
      if (reason === 'cancelled')
        scenario.down({ id: 'cancel-request~O1', kind: 'cancel-request', v: 1, body: { order: 'O1', by: 'customer' } });
      const end = accepted(decideEndOrder(scenario.state, { order: 'O1', reason }));
      expect(end.body.points).toEqual({
        claim: CLAIM,
        lines: [
          { sku: 'A', points: 225 },
          { sku: 'B', points: 75 },
        ],
      });
      scenario.up(end);
      expect([lying(scenario), pendingOf(scenario.state, record(scenario))]).toEqual([[0, 0], 0]);
      expect(refused(decideEndOrder(scenario.state, { order: 'O1', reason })).refused).toBe('order-ended');
    }
  });

  test('of an order of which nothing is found is given back by the short picks, and nothing twice', () => {
    const scenario = ordered();
    scenario.up(...accepted(shorten(scenario, 'A', 3)));
    const last = accepted(shorten(scenario, 'B', 1));
    expect(last.map(({ kind }) => kind)).toEqual(['short-pick', 'order-end']);
    expect(last[1]?.body).not.toHaveProperty('points');
    scenario.up(...last);
    expect(lying(scenario)).toEqual([0, 0]);
  });

  test('pays for the item that stands in, and is given back as far as that costs less', () => {
    const scenario = new Scenario().stock('A', 9, 6).stock('B', 9, 6);
    const only = placeOrder.parse({ id: 'O1', store: 'S01', lines: [{ sku: 'A', units: 3 }] });
    const { now } = scenario;
    const catalogue = aCatalogue([aProduct('A'), aProduct('B'), aProduct('C', { price: 40 })]);
    scenario.down(accepted(decidePlaceOrder(scenario.state, only, { catalogue, now, sign, payer: payer() })));
    scenario.stock('C', 5);
    const command = substituteItem.parse({
      id: 'U1',
      order: 'O1',
      reason: 'not-found',
      agreed: { by: 'customer', how: 'phone' },
      missing: { sku: 'A', units: 1 },
      given: { sku: 'B', units: 1 },
    });
    const given = accepted(decideSubstitute(scenario.state, command, catalogue));
    expect(given.body).toMatchObject({
      given: { amount: 250 },
      owed: 0,
      inPoints: { redeemed: 100, worth: 67 },
    });
    expect(given.body).not.toHaveProperty('points');
    scenario.up(given);
    expect([pendingOf(scenario.state, record(scenario)), lying(scenario)]).toEqual([66, [200, 100]]);
    const cheap = { ...command, id: 'U2', given: { sku: 'C', units: 1 } };
    const less = accepted(decideSubstitute(scenario.state, cheap, catalogue));
    expect(less.body).toMatchObject({
      given: { amount: 40 },
      owed: 184,
      inPoints: { redeemed: 61, worth: 40 },
      points: { lines: [{ sku: 'A', points: 39 }] },
    });
    scenario.up(less);
    expect(pendingOf(scenario.state, record(scenario))).toBe(44);
    const handed = accepted(handOver(scenario, {}));
    expect(handed.body.points).toMatchObject({ spend: 366, back: [] });
    scenario.up(handed);
    expect(scenario.state.book.of('tender').size).toBe(0);
  });
});

test('the parts of a line add up to the line, however it is divided', () => {
  const line = { sku: 'A', units: 7, amount: 1000, earned: 13, redeemed: 5, worth: 3 };
  for (const what of ['amount', 'earned', 'redeemed', 'worth'] as const) {
    let before = 0;
    for (let units = 1; units <= 7; units++) {
      const part = partOf(line, units)[what];
      expect(part).toBeGreaterThanOrEqual(before);
      before = part;
    }
    expect(before).toBe(line[what]);
  }
});
