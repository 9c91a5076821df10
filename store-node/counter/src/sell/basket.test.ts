import { expect, test } from '@jest/globals';
import type { ProductDoc } from '../data/documents.ts';
import type { Promotion } from '@ringfence/domain/documents/promotion.ts';
import { DEFAULT_DISCOUNT_RULES } from '@ringfence/domain/promotion/usual.ts';
import {
  addItem,
  amountOf,
  changeOf,
  give,
  leftToPay,
  likelyCash,
  NO_DISCOUNTS,
  priced,
  setPrice,
  setUnits,
  stepOf,
  unitsOfScan,
  takeAway,
} from './basket.ts';
import { CurrentBasket } from './current.ts';
import { settle } from './complete.ts';

const item = (sku: string, changes: Partial<ProductDoc> = {}): ProductDoc => ({
  sku,
  name: `Item ${sku}`,
  code: '',
  price: 250,
  currency: 'EUR',
  taxRate: 2300,
  measure: 'piece',
  group: '',
  active: true,
  ...changes,
});

test('the same item scanned again is one line; at a changed price it is another', () => {
  let basket = addItem([], item('A'), 1, 'k1');
  basket = addItem(basket, item('B'), 1, 'k2');
  basket = addItem(basket, item('A'), 2, 'k3');
  expect(basket.map((line) => [line.sku, line.units])).toEqual([
    ['A', 3],
    ['B', 1],
  ]);
  basket = setPrice(basket, 'k1', 200, 'display piece');
  basket = addItem(basket, item('A'), 1, 'k4');
  expect(basket.map((line) => [line.key, line.unitPrice])).toEqual([
    ['k1', 200],
    ['k2', 250],
    ['k4', 250],
  ]);
  expect(setUnits(basket, 'k2', 0)).toHaveLength(2);
});

test('a price set back to the list’s needs no reason any more', () => {
  const basket = setPrice(addItem([], item('A'), 1, 'k'), 'k', 250, 'mistake');
  expect(basket[0]?.priceReason).toBe('');
});

test('a piece is counted one by one; what is weighed comes by the kilogram and changes by a hundred grams', () => {
  expect([unitsOfScan(item('A')), stepOf(item('A'))]).toEqual([1, 1]);
  const apples = item('W', { measure: 'gram' });
  expect([unitsOfScan(apples), stepOf(apples)]).toEqual([1000, 100]);
});

test('the total and its taxes are those the store computes', () => {
  const basket = addItem(
    addItem([], item('A'), 2, 'a'),
    item('W', { measure: 'gram', price: 1999, taxRate: 800 }),
    333,
    'w',
  );
  expect(basket.map(amountOf)).toEqual([500, 666]);
  expect(priced(basket)).toMatchObject({
    total: 1166,
    taxes: [
      { rate: 800, net: 617, tax: 49, gross: 666 },
      { rate: 2300, net: 407, tax: 93, gross: 500 },
    ],
  });
});

test.each([
  // total, tenders, left, change
  [1000, [], 1000, undefined],
  [1000, [{ kind: 'cash', amount: 2000 }], 0, 1000],
  [1000, [{ kind: 'card', amount: 600 }], 400, undefined],
  [
    1000,
    [
      { kind: 'card', amount: 600 },
      { kind: 'cash', amount: 500 },
    ],
    0,
    100,
  ],
  [1000, [{ kind: 'card', amount: 1100 }], 0, undefined],
] as const)('%i paid by %j leaves %i, change %p', (total, tenders, left, change) => {
  expect([leftToPay(total, tenders), changeOf(total, tenders)]).toEqual([left, change]);
});

test('likely cash is what is handed over at counters', () => {
  expect(likelyCash(1237, 2)).toEqual([1500, 2000, 5000]);
  expect(likelyCash(2000, 2)).toEqual([5000, 10000, 20000]);
});

const code = (changes: Partial<Promotion> = {}): Promotion => ({
  code: 'TEN',
  version: 1,
  name: 'Ten',
  currency: 'EUR',
  takes: { percent: 10 },
  groups: null,
  from: '2026-11-01',
  until: '2026-11-30',
  minimum: 0,
  active: true,
  ...changes,
});
const rulesWith = (promotion?: Promotion) => ({
  book: { rules: DEFAULT_DISCOUNT_RULES, promotion: () => promotion },
  day: '2026-11-23',
  currency: 'EUR',
});

test('discounts follow their lines; a further one on the same line takes the place of the first', () => {
  const basket = addItem(addItem([], item('A'), 4, 'a'), item('B'), 4, 'b');
  let discounts = give(NO_DISCOUNTS, { key: 'a', takes: { percent: 50 }, reason: 'damaged' });
  discounts = give(discounts, { key: 'a', takes: { percent: 10 }, reason: 'damaged' });
  discounts = give(discounts, { key: null, takes: { amount: 100 }, reason: 'goodwill' });
  const full = priced(basket, discounts, rulesWith());
  expect(full).toMatchObject({ total: 1800, needsWord: false, lines: [{ amount: 853 }, { amount: 947 }] });
  expect(priced(setUnits(basket, 'a', 0), discounts, rulesWith()).total).toBe(900);
  expect(priced(basket, takeAway(discounts, null), rulesWith()).total).toBe(1900);
  const more = give(discounts, { key: 'b', takes: { percent: 11 }, reason: 'damaged' });
  expect(priced(basket, more, rulesWith()).needsWord).toBe(true);
});

test('a code that does not count takes nothing off and says why; the other discounts stand', () => {
  const basket = addItem([], item('A'), 4, 'a');
  const discounts = { ...give(NO_DISCOUNTS, { key: 'a', takes: { percent: 10 }, reason: 'damaged' }), code: 'TEN' };
  expect(priced(basket, discounts, rulesWith(code()))).toMatchObject({ total: 810, codeTrouble: null });
  expect(priced(basket, discounts, rulesWith())).toMatchObject({ total: 900, codeTrouble: 'unknown' });
  const ended = rulesWith(code({ until: '2026-11-22' }));
  expect(priced(basket, discounts, ended)).toMatchObject({ total: 900, codeTrouble: 'ended' });
});

test('a change of the lines can be taken back, and everything is there after a reload', () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (k: string, v: string) => void kept.set(k, v),
  };
  const current = new CurrentBasket(storage);
  current.change((lines) => addItem(lines, item('A'), 1, 'a'));
  current.change((lines) => addItem(lines, item('B'), 1, 'b'));
  current.alter({ discounts: { ...NO_DISCOUNTS, code: 'TEN' } });
  const { id } = current.extras$.value;
  const again = new CurrentBasket(storage);
  expect(again.basket$.value).toHaveLength(2);
  expect(again.extras$.value).toMatchObject({ id, discounts: { code: 'TEN' } });
  current.undo();
  expect(current.basket$.value.map((line) => line.sku)).toEqual(['A']);
  current.alter({ approval: { by: 'chief', reason: 'torn' } });
  current.change((lines) => setUnits(lines, 'a', 0));
  expect(current.extras$.value).toMatchObject({ id, discounts: NO_DISCOUNTS, approval: null });
  current.renew();
  expect(current.extras$.value.id).not.toBe(id);
  current.begin();
  expect(current.basket$.value).toEqual([]);
  current.undo();
  expect(current.basket$.value).toEqual([]);
});

test.each([
  // worth in money, total of the new goods → what pays for them, what is paid back
  [1000, 1500, 1000, 0],
  [1000, 400, 400, 600],
])('goods worth %i against %i pay %i and %i goes back', (worth, total, credit, back) => {
  const exchange = { id: 'r', sale: 's', soldAt: 'S01', of: 'sale', lines: [], total: worth + 50, points: 50 } as const;
  expect(settle(exchange, total)).toEqual({ credit, back });
  expect(settle(null, total)).toEqual({ credit: 0, back: 0 });
});
