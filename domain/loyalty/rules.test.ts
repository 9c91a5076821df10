import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { loyaltyRules } from '../documents/loyalty-rules.ts';
import { someRules } from '../testing/loyalty-rules.ts';
import { addDays, yearBefore } from './days.ts';
import { multiplierOf, pointsEarned, pointsFor, spendInYear, tierOf, tierRateOf, worthOf } from './rules.ts';
import { shareOut } from './share.ts';

const rules = someRules({
  accrual: { points: 1, per: 100, excludedGroups: ['tobacco'] },
  campaigns: [
    { id: 'spring', from: '2026-03-01', to: '2026-03-07', multiplier: 200 },
    { id: 'fruit', from: '2026-03-05', to: '2026-03-05', groups: ['fruit'], multiplier: 500 },
  ],
  redemption: { points: 10, value: 1, minimum: 50 },
  tiers: [
    { name: 'Silver', from: 10_000, rate: 110 },
    { name: 'Gold', from: 50_000, rate: 150 },
  ],
});

/** `amount group amount group @ day × tier = points per line` */
const EARNED = `
  199 -                @ 2026-02-01 x 100 = 1
  99 -                 @ 2026-02-01 x 100 = 0
  50 - 50 -            @ 2026-02-01 x 100 = 1 0
  250 - 250 -          @ 2026-02-01 x 100 = 3 2
  500 tobacco 100 -    @ 2026-02-01 x 100 = 0 1
  500 tobacco          @ 2026-03-05 x 150 = 0
  100 -                @ 2026-02-28 x 100 = 1
  100 -                @ 2026-03-01 x 100 = 2
  100 -                @ 2026-03-07 x 100 = 2
  100 -                @ 2026-03-08 x 100 = 1
  100 fruit 100 -      @ 2026-03-05 x 100 = 5 2
  100 fruit            @ 2026-03-06 x 100 = 2
  1000 -               @ 2026-02-01 x 150 = 15
  1090 -               @ 2026-02-01 x 110 = 11
  0 -                  @ 2026-02-01 x 100 = 0
  100000000000 -       @ 2026-02-01 x 100 = 1000000000
`;

describe('earning', () => {
  test.each(
    EARNED.trim()
      .split('\n')
      .map((line) => line.trim()),
  )('%s', (line) => {
    const [, basket = '', day = '', rate = '', points = ''] = /^(.*?) +@ (\S+) x (\d+) = (.*)$/.exec(line) ?? [];
    const words = basket.trim().split(/ +/);
    const lines = words.flatMap((word, index) =>
      index % 2 === 0 ? [{ paid: Number(word), group: words[index + 1] === '-' ? undefined : words[index + 1] }] : [],
    );
    expect(pointsEarned(rules, { day, tierRate: Number(rate), lines }).join(' ')).toBe(points);
  });

  test('a campaign never makes a product group earn less', () =>
    expect(
      multiplierOf(
        someRules({ campaigns: [{ id: 'c', from: '2026-01-01', to: '2026-12-31', multiplier: 50 }] }),
        '2026-03-01',
        undefined,
      ),
    ).toBe(100));
});

describe('redeeming', () => {
  test.each([
    [10, 1],
    [9, 0],
    [59, 5],
    [1_000_000_000, 100_000_000],
  ])('%i points are worth %i', (points, worth) => expect(worthOf(rules, points)).toBe(worth));

  test('the fewest points that pay a total pay it, and one less does not', () => {
    fc.assert(
      fc.property(
        fc.record({ points: fc.integer({ min: 1, max: 1000 }), value: fc.integer({ min: 1, max: 1000 }) }),
        fc.integer({ min: 1, max: 1_000_000 }),
        (redemption, total) => {
          const some = someRules({ redemption });
          const points = pointsFor(some, total);
          expect(points * redemption.value >= total * redemption.points).toBe(true);
          expect((points - 1) * redemption.value < total * redemption.points).toBe(true);
        },
      ),
    );
  });
});

describe('tiers', () => {
  test.each([
    [0, undefined, 100],
    [9_999, undefined, 100],
    [10_000, 'Silver', 110],
    [49_999, 'Silver', 110],
    [50_000, 'Gold', 150],
  ])('%i minor units in a year', (spend, name, rate) => {
    const tier = tierOf(rules, spend);
    expect([tier?.name, tierRateOf(tier)]).toEqual([name, rate]);
  });

  test('twelve months end today and begin the day after the same date last year', () => {
    const spend = new Map([
      ['2025-03-01', 1],
      ['2025-03-02', 10],
      ['2026-03-01', 100],
      ['2026-03-02', 1000],
    ]);
    expect(spendInYear(spend, '2026-03-01')).toBe(110);
    expect(spendInYear(new Map([['2026-03-01', -5]]), '2026-03-01')).toBe(0);
  });
});

describe('sharing', () => {
  test('the parts are the whole, and none is further from its quota than one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000_000_000 }),
        fc.array(fc.bigInt({ min: 0n, max: 10n ** 18n }), { minLength: 1, maxLength: 30 }),
        (total, weights) => {
          const sum = weights.reduce((all, weight) => all + weight, 0n);
          fc.pre(sum > 0n);
          const shares = shareOut(total, weights);
          expect(shares.reduce((all, share) => all + share, 0)).toBe(total);
          for (const [index, share] of shares.entries()) {
            const over = BigInt(share) * sum - BigInt(total) * (weights[index] ?? 0n);
            expect(over > -sum && over < sum).toBe(true);
          }
        },
      ),
    );
  });
});

test.each([
  ['2026-03-01', 30, '2026-03-31'],
  ['2026-12-31', 1, '2027-01-01'],
  ['2028-02-28', 1, '2028-02-29'],
  ['2026-03-29', 1, '2026-03-30'],
  ['2026-01-01', -1, '2025-12-31'],
] as const)('%s and %i days is %s', (day, days, result) => expect(addDays(day, days)).toBe(result));

test('a year before the 29th of February is the 28th', () =>
  expect([yearBefore('2028-02-29'), yearBefore('2026-03-01')]).toEqual(['2027-02-28', '2025-03-01']));

test.each([
  [
    'tiers that fall',
    {
      tiers: [
        { name: 'a', from: 5, rate: 100 },
        { name: 'b', from: 5, rate: 100 },
      ],
    },
  ],
  [
    'a campaign that ends before it begins',
    { campaigns: [{ id: 'c', from: '2026-02-02', to: '2026-02-01', multiplier: 200 }] },
  ],
  ['no points for money', { accrual: { points: 0, per: 1 } }],
  ['a rate without money', { accrual: { points: 1, per: 0 } }],
])('rules with %s are no rules', (_name, changes) =>
  expect(loyaltyRules.safeParse({ ...someRules(), ...changes }).success).toBe(false),
);
