import { describe, expect, test } from '@jest/globals';
import { fact } from '../documents/registry.ts';
import { accrual, lease } from '../ledger/account.ts';
import { completeSale, decideCompleteSale } from '../sale/complete-sale.ts';
import { decideTakeBack, type Purchase, takeBack } from '../return/take-back.ts';
import { someRules, withRules } from '../testing/loyalty-rules.ts';
import { accepted, aProduct, refused, Scenario } from '../testing/scenario.ts';
import { leaseReturnsDue } from './lease.ts';

const NOW = 1_000_000;

/** A store with two items, rules, and 100 points of M1 lent until five seconds later. */
function shop(rules = someRules()): Scenario {
  const scenario = new Scenario([aProduct('A', { price: 333 }), aProduct('B', { price: 1000 })])
    .stock('A', 50)
    .stock('B', 50);
  withRules(scenario.catalogue, rules);
  return lend(scenario, 'S01.L1', {});
}

function lend(scenario: Scenario, id: string, changes: object): Scenario {
  const body = { lease: id, member: 'M1', points: 100, until: NOW + 5000, basket: null, tierRate: 100, ...changes };
  scenario.down(fact('lease', id, body));
  return scenario;
}

const sell = (scenario: Scenario, changes: object, now = NOW) =>
  decideCompleteSale(
    scenario.state,
    completeSale.parse({
      id: 'X1',
      currency: 'EUR',
      lines: [
        { sku: 'A', units: 3 },
        { sku: 'B', units: 1 },
      ],
      tenders: [{ kind: 'card', amount: 1999 }],
      member: { claim: { member: 'M1' } },
      ...changes,
    }),
    { catalogue: scenario.catalogue, today: '2026-03-01', now },
  );

/** The points of M1, paid as far as a tender of points can be, the rest by card. */
const redeeming = (points: number, extra: object = {}) => {
  const worth = Number.isSafeInteger(points) ? Math.min(1999, Math.max(0, points)) : 0;
  return {
    tenders: [
      { kind: 'card', amount: 1999 - worth },
      { kind: 'points', amount: worth },
    ],
    member: { claim: { member: 'M1' }, redeem: { points, ...extra } },
  };
};

describe('a sale with a member', () => {
  test('earns on what is paid in money, rounded down once, shared over its lines', () => {
    const scenario = shop();
    const sale = accepted(sell(scenario, {}));
    expect(sale.body.points).toMatchObject({
      rules: 1,
      tierRate: 100,
      value: 0,
      spent: [],
      lines: [{ earned: 99 }, { earned: 100 }],
    });
    scenario.up(sale);
    expect(scenario.state.book.units(accrual('S01', 'sale~X1'))).toBe(199);
  });

  test('redeems the amount the member chose, from this member’s leases, and shares it over the lines', () => {
    const scenario = shop();
    const sale = accepted(sell(scenario, redeeming(50)));
    expect(sale.body.points).toMatchObject({
      value: 50,
      spent: [{ lease: 'S01.L1', points: 50 }],
      lines: [
        { redeemed: 25, worth: 25, earned: 97 },
        { redeemed: 25, worth: 25, earned: 97 },
      ],
    });
    scenario.up(sale);
    expect(scenario.state.book.units(lease('M1', 'S01.L1'))).toBe(50);
  });

  test('a sealed claim earns; whose it is only the hub can tell', () => {
    const sale = accepted(sell(shop(), { member: { claim: { sealed: 'abc_-' } } }));
    expect(sale.body.points?.claim).toEqual({ sealed: 'abc_-' });
  });

  test('points for this very sale go first, then the lease that ends first', () => {
    const scenario = lend(shop(), 'S01.L0', { points: 10, until: NOW + 10 });
    lend(scenario, 'S01.Q1', { points: 20, until: NOW + 9000, basket: 'X1' });
    lend(scenario, 'S01.Q2', { points: 20, until: NOW + 9000, basket: 'X2' });
    lend(scenario, 'S01.M2', { member: 'M2' });
    expect(accepted(sell(scenario, redeeming(60))).body.points?.spent).toEqual([
      { lease: 'S01.Q1', points: 20 },
      { lease: 'S01.L0', points: 10 },
      { lease: 'S01.L1', points: 30 },
    ]);
    expect(refused(sell(scenario, redeeming(131)))).toMatchObject({
      refused: 'insufficient-points',
      details: { asked: 131, here: 130 },
    });
  });

  test('the tier’s rate is the till’s word, else what the latest lease says', () => {
    const rules = someRules({ tiers: [{ name: 'Gold', from: 0, rate: 150 }] });
    const scenario = lend(shop(rules), 'S01.L9', { until: NOW + 9000, tierRate: 150 });
    expect(accepted(sell(scenario, {})).body.points).toMatchObject({
      tierRate: 150,
      lines: [{ earned: 149 }, { earned: 150 }],
    });
    expect(accepted(sell(scenario, { member: { claim: { member: 'M1' }, tierRate: 100 } })).body.points?.tierRate).toBe(
      100,
    );
    expect(refused(sell(scenario, { member: { claim: { member: 'M1' }, tierRate: 300 } })).field).toBe(
      'member.tierRate',
    );
  });

  test.each([
    ['0 points', redeeming(0), 'points-zero'],
    ['negative points', redeeming(-5), 'points-negative'],
    ['half a point', redeeming(0.5), 'points-fractional'],
    ['more than numbers can hold', redeeming(2 ** 60), 'points-fractional'],
    ['fewer than the rules ask for', redeeming(4), 'points-below-minimum'],
    ['more than the basket', redeeming(2000), 'points-above-basket'],
    ['more than is here', redeeming(101), 'insufficient-points'],
    ['a hold of another store', redeeming(50, { hold: 'S02.L1' }), 'hold-of-another-store'],
    ['a hold that is used up', redeeming(50, { hold: 'S01.L0' }), 'hold-ended'],
    ['another member’s hold', redeeming(50, { hold: 'S01.M2' }), 'hold-of-another-member'],
    ['a hold for another sale', redeeming(50, { hold: 'S01.Q2' }), 'hold-of-another-basket'],
    ['an expired hold', redeeming(50, { hold: 'S01.old' }), 'hold-expired'],
    ['more than the named hold has', redeeming(101, { hold: 'S01.L1' }), 'insufficient-points'],
    [
      'points of somebody only the hub knows',
      { ...redeeming(50), member: { claim: { sealed: 'abc' }, redeem: { points: 50 } } },
      'member-unverified',
    ],
    ['points that are not among the tenders', { member: redeeming(50).member }, 'tender-mismatch'],
    ['a tender of points without a member', { ...redeeming(50), member: null }, 'tender-mismatch'],
  ])('refuses %s, and nothing changes', (_name, changes, code) => {
    const scenario = lend(shop(), 'S01.M2', { member: 'M2' });
    lend(scenario, 'S01.Q2', { basket: 'X2' });
    lend(scenario, 'S01.old', { until: NOW - 1 });
    const before = JSON.stringify(scenario.state.book);
    expect(refused(sell(scenario, changes)).refused).toBe(code);
    expect(JSON.stringify(scenario.state.book)).toBe(before);
  });

  test('without rules a store says so', () =>
    expect(
      refused(
        sell(new Scenario([aProduct('A'), aProduct('B')]).stock('A', 9).stock('B', 9), {
          tenders: [{ kind: 'cash', amount: 5000 }],
        }),
      ).refused,
    ).toBe('no-loyalty-rules'));
});

describe('a lease', () => {
  test('is honoured by the store’s own time, and given back when that has passed', () => {
    const scenario = shop();
    scenario.now = NOW + 5000;
    scenario.up(fact('tick', 'T1', {}));
    // The machine's clock went back: the time of the documents did not.
    expect(accepted(sell(scenario, redeeming(50), NOW)).body.points?.value).toBe(50);
    expect(leaseReturnsDue(scenario.state, NOW)).toEqual([]);
    scenario.now = NOW + 5001;
    scenario.up(fact('tick', 'T2', {}));
    expect(refused(sell(scenario, redeeming(50), NOW)).refused).toBe('insufficient-points');
    const [back] = leaseReturnsDue(scenario.state, NOW);
    expect(back?.body).toEqual({ lease: 'S01.L1', member: 'M1', points: 100 });
    if (back) scenario.up(back);
    expect([scenario.state.leases.size, leaseReturnsDue(scenario.state, NOW).length]).toEqual([0, 0]);
  });

  test('for one sale goes back as soon as that sale took its part', () => {
    const scenario = lend(shop(), 'S01.Q1', { points: 80, basket: 'X1', until: NOW + 9000 });
    expect(leaseReturnsDue(scenario.state, NOW)).toEqual([]);
    scenario.up(accepted(sell(scenario, redeeming(50))));
    expect(leaseReturnsDue(scenario.state, NOW).map(({ body }) => body)).toEqual([
      { lease: 'S01.Q1', member: 'M1', points: 30 },
    ]);
  });

  test('of a node that was replaced is given back and not used', () => {
    const scenario = shop();
    scenario.down(fact('incarnation', 'S01.2', { store: 'S01', incarnation: 2, n: 2, head: 'a'.repeat(64) }));
    lend(scenario, 'S01.L2', { points: 10 });
    expect(refused(sell(scenario, redeeming(50))).details).toMatchObject({ here: 10 });
    expect(refused(sell(scenario, redeeming(50, { hold: 'S01.L1' }))).refused).toBe('hold-expired');
    expect(leaseReturnsDue(scenario.state, NOW).map(({ body }) => body.lease)).toEqual(['S01.L1']);
  });
});

describe('a return of a sale with points', () => {
  const claim = { member: 'M1' };
  const purchase: Purchase = {
    id: 'X1',
    of: 'sale',
    store: 'S01',
    currency: 'EUR',
    lines: [
      { sku: 'A', units: 3, amount: 999 },
      { sku: 'B', units: 1, amount: 1000 },
    ],
    claim,
  };
  const bring = (scenario: Scenario, id: string, changes: object) =>
    decideTakeBack(scenario.state, takeBack.parse({ id, sale: 'X1', ...changes }), purchase, '2026-03-02');

  function sold(points: number): Scenario {
    const scenario = shop();
    scenario.up(accepted(sell(scenario, points > 0 ? redeeming(points) : {})));
    return scenario;
  }

  test('part by part takes back what the line earned and gives back what it spent, and not a point more', () => {
    const scenario = sold(50);
    const parts = ['R1', 'R2', 'R3'].map((id) => {
      const returned = accepted(bring(scenario, id, { lines: [{ line: 0, units: 1 }] }));
      scenario.up(returned);
      return returned.body.points?.lines[0];
    });
    expect(parts).toEqual([
      { unearned: 32, givenBack: 8, worth: 8 },
      { unearned: 33, givenBack: 9, worth: 9 },
      { unearned: 32, givenBack: 8, worth: 8 },
    ]);
    expect(refused(bring(scenario, 'R4', { lines: [{ line: 0, units: 1 }] })).refused).toBe('not-returnable');
  });

  test('pays back in points what was paid in points, and the rest in money', () => {
    const returned = accepted(bring(sold(50), 'R1', { lines: [{ line: 1, units: 1 }] }));
    expect(returned.body.refunds).toEqual([
      { kind: 'points', amount: 25 },
      { kind: 'cash', amount: 975 },
    ]);
    const all = { lines: [{ line: 1, units: 1 }], refunds: [{ kind: 'cash', amount: 1000 }] };
    expect(refused(bring(sold(50), 'R1', all))).toMatchObject({ refused: 'tender-mismatch', details: { points: 25 } });
  });

  test('gives back no more points than what is paid back is worth', () => {
    const scenario = sold(50);
    const nothing = accepted(bring(scenario, 'R1', { lines: [{ line: 0, units: 1, refund: 0 }] }));
    expect(nothing.body.points?.lines).toEqual([{ unearned: 32, givenBack: 0, worth: 0 }]);
    scenario.up(nothing);
    const rest = accepted(bring(scenario, 'R2', { lines: [{ line: 0, units: 2 }] }));
    expect(rest.body.points?.lines).toEqual([{ unearned: 65, givenBack: 25, worth: 25 }]);
  });

  test('two lines of one line in one document are two parts of it', () => {
    const returned = accepted(
      bring(sold(50), 'R1', {
        lines: [
          { line: 0, units: 2 },
          { line: 0, units: 1, disposition: 'damaged' },
        ],
      }),
    );
    const sum = (returned.body.points?.lines ?? []).reduce((all, line) => all + line.unearned, 0);
    expect(sum).toBe(97);
  });
});
