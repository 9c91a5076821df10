import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Promotion, promotion } from '../documents/promotion.ts';
import { fact } from '../documents/registry.ts';
import { hashOf, seal } from '../documents/envelope.ts';
import { hubAuthor } from '../basic/ids.ts';
import { decideTakeBack, takeBack } from '../return/take-back.ts';
import { completeSale, decideCompleteSale } from '../sale/complete-sale.ts';
import { accepted, aProduct, refused, Scenario, testHash } from '../testing/scenario.ts';
import { discountsAmiss } from './check.ts';
import type { AskedDiscount } from './asked.ts';
import { decideDiscounts, type DiscountBook } from './discounts.ts';
import { DEFAULT_DISCOUNT_RULES } from './usual.ts';

const DAY = '2026-11-23';
const aCode = (changes: object = {}): Promotion =>
  promotion.parse({
    code: 'AUTUMN',
    version: 1,
    name: 'Autumn',
    currency: 'EUR',
    takes: { percent: 10 },
    from: '2026-11-01',
    until: '2026-11-30',
    ...changes,
  });

const bookWith = (...codes: Promotion[]): DiscountBook => ({
  rules: DEFAULT_DISCOUNT_RULES,
  promotion: (code, version) =>
    codes.findLast((each) => each.code === code && (version === undefined || each.version === version)),
});
const basketOf = (...lines: [amount: number, group?: string][]) => ({
  lines: lines.map(([amount, group]) => ({ amount, group })),
  businessDay: DAY,
  currency: 'EUR',
});
const manual = (takes: object, line: number | null = null): AskedDiscount =>
  ({ kind: 'manual', line, takes, reason: 'damaged' }) as AskedDiscount;
const code = (name = 'AUTUMN'): AskedDiscount => ({ kind: 'code', code: name });

describe('what is taken off', () => {
  test.each([
    ['ten per cent of a line', [[1000], [500]], [manual({ percent: 10 }, 0)], [100, 0]],
    ['an amount of the whole, in proportion', [[1000], [500]], [manual({ amount: 100 })], [67, 33]],
    ['no more than is there', [[30], [20]], [manual({ amount: 100 })], [30, 20]],
    ['half up, once a discount', [[5], [5]], [manual({ percent: 5 })], [1, 0]],
    [
      'a code, of its groups alone',
      [
        [1000, 'tea'],
        [500, 'mugs'],
      ],
      [code()],
      [100, 0],
    ],
    [
      'first lines, then the code, then the whole, however they are asked for',
      [[1000, 'tea'], [500]],
      [manual({ percent: 10 }), code(), manual({ percent: 50 }, 0)],
      // 1000 − 500 = 500; − 50 by the code = 450; 95 of the 950 that are left
      [595, 50],
    ],
  ] as const)('%s', (_name, lines, asked, off) => {
    const book = bookWith(aCode({ groups: ['tea'] }));
    const basket = basketOf(...(lines as unknown as [number, string?][]));
    expect(accepted(decideDiscounts(asked, basket, { book, isApproved: true })).off).toEqual(off);
  });

  test('the parts of the lines are what was given, and no line loses more than it is', () => {
    const takes = fc.oneof(
      fc.record({ percent: fc.integer({ min: 1, max: 100 }) }),
      fc.record({ amount: fc.integer({ min: 1, max: 5000 }) }),
    );
    const lines = fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(lines, fc.array(fc.tuple(takes, fc.nat({ max: 11 })), { maxLength: 4 }), (amounts, wanted) => {
        const asked = wanted.map(([what, at]) => manual(what, at < amounts.length ? at : null));
        const basket = basketOf(...amounts.map((amount): [number] => [amount]));
        const context = { book: bookWith(aCode({ takes: { percent: 33 } })), isApproved: true };
        const lines = accepted(
          decideDiscounts(
            asked.filter((each) => each.kind === 'manual' && each.line !== null),
            basket,
            context,
          ),
        );
        const isAnythingLeft = amounts.some((amount, index) => amount > (lines.off[index] ?? 0));
        const { off, discounts } = accepted(
          decideDiscounts(isAnythingLeft ? [...asked, code()] : asked, basket, context),
        );
        expect(off.reduce((sum, part) => sum + part, 0)).toBe(discounts.reduce((sum, part) => sum + part.given, 0));
        off.forEach((part, index) => expect(part >= 0 && part <= (amounts[index] ?? 0)).toBe(true));
      }),
    );
  });
});

describe('a code', () => {
  test.each([
    ['inactive', { active: false }],
    ['not-yet', { from: '2026-11-24' }],
    ['ended', { until: '2026-11-22', from: '2026-11-01' }],
    ['other-currency', { currency: 'PLN' }],
    ['below-minimum', { minimum: 1001 }],
    ['no-item', { groups: ['tea'] }],
  ])('does not count: %s', (why, changes) => {
    const decided = decideDiscounts([code()], basketOf([1000]), { book: bookWith(aCode(changes)), isApproved: false });
    expect(refused(decided)).toMatchObject({ refused: 'code-not-valid', details: { why } });
  });

  test('is judged by what the basket costs after its lines lost theirs', () => {
    const asked = [manual({ amount: 1 }, 0), code()];
    const book = bookWith(aCode({ minimum: 1000 }));
    expect(refused(decideDiscounts(asked, basketOf([1000]), { book, isApproved: true })).details).toMatchObject({
      why: 'below-minimum',
    });
  });

  test('nobody knows, and a second one, are refused', () => {
    const context = { book: bookWith(aCode()), isApproved: false };
    expect(refused(decideDiscounts([code('SPRING')], basketOf([1]), context)).refused).toBe('unknown-code');
    expect(refused(decideDiscounts([code(), code()], basketOf([1]), context)).field).toBe('discounts[1].code');
  });
});

test.each([
  ['ten per cent', [manual({ percent: 10 }, 0)], true],
  ['eleven per cent', [manual({ percent: 11 }, 0)], false],
  ['an amount within ten per cent', [manual({ amount: 1000 })], true],
  ['an amount above', [manual({ amount: 1001 })], false],
  ['a code of any size', [code('HALF')], true],
  ['ten per cent in two parts', [manual({ percent: 5 }, 0), manual({ percent: 5 }, 0)], true],
  ['ten per cent twice', [manual({ percent: 10 }, 0), manual({ percent: 10 }, 0)], false],
  ['an amount of the whole in parts that come to more', [manual({ amount: 600 }), manual({ amount: 600 })], false],
])('a clerk alone may give %s', (_name, asked, isAllowed) => {
  const book = bookWith(aCode({ code: 'HALF', takes: { percent: 50 } }));
  const decided = decideDiscounts(asked, basketOf([10_000]), { book, isApproved: false });
  expect(decided.ok).toBe(isAllowed);
  if (!decided.ok) expect(decided.refusal).toMatchObject({ refused: 'not-allowed', details: { clerkPercent: 10 } });
  expect(decideDiscounts(asked, basketOf([10_000]), { book, isApproved: true }).ok).toBe(true);
});

test('a clerk may give only so much a sale', () => {
  const context = { book: bookWith(), isApproved: false };
  expect(decideDiscounts([manual({ percent: 10 })], basketOf([20_000]), context).ok).toBe(true);
  expect(decideDiscounts([manual({ percent: 10 })], basketOf([20_010]), context).ok).toBe(false);
});

function scenarioWith(...codes: Promotion[]): Scenario {
  const scenario = new Scenario([
    aProduct('A', { price: 999, group: 'tea' }),
    aProduct('B', { price: 500, taxRate: 800 }),
  ]);
  for (const each of codes) {
    const written = seal<string, unknown>(
      fact('promotion', `${each.code}.${each.version}`, each),
      scenario.catalogue.cursor,
      hubAuthor(1),
      1,
    );
    scenario.catalogue.apply(written, hashOf(written, testHash));
  }
  return scenario.stock('A', 20).stock('B', 20);
}

const sell = (scenario: Scenario, changes: object) =>
  decideCompleteSale(
    scenario.state,
    completeSale.parse({
      id: 'S1',
      currency: 'EUR',
      lines: [
        { sku: 'A', units: 3 },
        { sku: 'B', units: 1 },
      ],
      tenders: [],
      ...changes,
    }),
    { catalogue: scenario.catalogue, today: DAY },
  );

describe('a sale', () => {
  const discounts = [{ kind: 'manual', line: 1, takes: { percent: 10 }, reason: 'damaged' }, code()];

  test('names what was taken off, and is taxed and paid at what is left', () => {
    const scenario = scenarioWith(aCode({ groups: ['tea'] }), aCode({ groups: ['tea'], version: 2 }));
    const sale = accepted(sell(scenario, { discounts, tenders: [{ kind: 'card', amount: 2697 + 450 }] }));
    expect(sale.body).toMatchObject({
      total: 3147,
      lines: [
        { amount: 2697, discount: 300 },
        { amount: 450, discount: 50 },
      ],
      discounts: [
        { kind: 'manual', line: 1, given: 50 },
        { kind: 'code', code: 'AUTUMN', version: 2, given: 300 },
      ],
      taxes: [
        { rate: 800, gross: 450 },
        { rate: 2300, gross: 2697 },
      ],
    });
    scenario.up(sale);
    expect(discountsAmiss(sale.body, scenario.catalogue)).toBeUndefined();
  });

  test('a line brought back in parts gives back what was paid, to the minor unit', () => {
    const scenario = scenarioWith(aCode({ groups: ['tea'] }));
    const sale = accepted(sell(scenario, { discounts: [code()], tenders: [{ kind: 'card', amount: 3197 }] }));
    scenario.up(sale);
    const purchase = {
      id: 'S1',
      of: 'sale' as const,
      store: 'S01',
      currency: 'EUR',
      lines: sale.body.lines,
      paid: sale.body.tenders,
    };
    let back = 0;
    for (const id of ['r1', 'r2', 'r3']) {
      const command = takeBack.parse({ id, sale: 'S1', lines: [{ line: 0, units: 1 }] });
      const returned = accepted(decideTakeBack(scenario.state, command, purchase, DAY));
      expect(returned.body.refunds).toMatchObject([{ kind: 'card' }]);
      expect(returned.body.taxes).toMatchObject([{ rate: 2300, gross: returned.body.total }]);
      back += returned.body.total;
      scenario.up(returned);
    }
    expect(back).toBe(2697);
    const { figures } = scenario.state.tills.day;
    expect(figures.taxes.find(({ rate }) => rate === 2300)?.gross).toBe(2697);
    expect(figures.taxesReturned).toMatchObject([{ rate: 2300, gross: 2697 }]);
  });

  test('a till that comes to another figure is refused, and recorded as it is when it has happened', () => {
    const scenario = scenarioWith(aCode());
    const lines = [{ sku: 'A', units: 1, unitPrice: 999, discount: 50 }];
    const said = [{ kind: 'code', code: 'AUTUMN', version: 1, given: 50 }];
    const changes = { lines, discounts: said, tenders: [{ kind: 'cash', amount: 949 }] };
    expect(refused(sell(scenario, changes)).refused).toBe('discount-differs');
    const happened = accepted(sell(scenario, { ...changes, offline: { at: 1 } }));
    expect(happened.body).toMatchObject({ total: 949, offline: { unfit: ['discount-differs'] } });
    scenario.up(happened);
    expect(scenario.state.exceptions.get('sale~S1')).toMatchObject({ type: 'does-not-fit' });
  });

  test('of a code nobody knows any more keeps what its receipt says', () => {
    const scenario = scenarioWith();
    const changes = {
      lines: [{ sku: 'A', units: 1, unitPrice: 999, discount: 99 }],
      discounts: [{ kind: 'code', code: 'GONE', given: 99 }],
      tenders: [{ kind: 'cash', amount: 900 }],
    };
    const happened = accepted(sell(scenario, { ...changes, offline: { at: 1 } }));
    expect(happened.body).toMatchObject({ total: 900, lines: [{ discount: 99 }], tenders: [{ amount: 900 }] });
    expect(happened.body.discounts).toBeUndefined();
    scenario.up(happened);
  });

  test('head office sees figures that do not follow the rules', () => {
    const scenario = scenarioWith(aCode());
    const { body } = accepted(sell(scenario, { discounts: [code()], tenders: [{ kind: 'cash', amount: 3147 }] }));
    const [first] = body.lines;
    const wrong = {
      ...body,
      lines: [{ ...first, amount: 2000, discount: 997 }, ...body.lines.slice(1)],
    } as typeof body;
    expect(discountsAmiss(wrong, scenario.catalogue)).toContain('by the rules');
    const foreign = { ...body, discounts: [{ kind: 'code' as const, code: 'AUTUMN', version: 9, given: 350 }] };
    expect(discountsAmiss(foreign, scenario.catalogue)).toContain('unknown-code');
    const tooMuch = sell(scenario, {
      discounts: [{ kind: 'manual', takes: { percent: 50 }, reason: 'goodwill' }],
      tenders: [{ kind: 'cash', amount: 5000 }],
    });
    expect(refused(tooMuch).refused).toBe('not-allowed');
  });
});

test('where the rules say so, a price is changed on a supervisor’s word alone', () => {
  const scenario = scenarioWith();
  const rules = { version: 1, reasons: [{ code: 'damaged', words: {} }], clerkPercent: 0, clerkAmount: 0 };
  const written = seal<string, unknown>(
    fact('discount-rules', '1', { ...rules, priceChange: 'supervisor' }),
    scenario.catalogue.cursor,
    hubAuthor(1),
    1,
  );
  scenario.catalogue.apply(written, hashOf(written, testHash));
  const changes = {
    lines: [{ sku: 'A', units: 1, unitPrice: 500, priceReason: 'damaged' }],
    tenders: [{ kind: 'cash', amount: 500 }],
  };
  expect(refused(sell(scenario, changes))).toMatchObject({ refused: 'not-allowed', field: 'lines[0].unitPrice' });
  const approval = { by: 'chief', reason: 'torn' };
  expect(accepted(sell(scenario, { ...changes, approval })).body).toMatchObject({ total: 500, approval });
  expect(accepted(sell(scenario, { ...changes, offline: { at: 1 } })).body.total).toBe(500);
});
