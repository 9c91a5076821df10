import { expect, test } from '@jest/globals';
import type { ProductDoc } from '../data/documents.ts';
import { addItem, amountOf, changeOf, leftToPay, likelyCash, priced, setPrice, setUnits } from './basket.ts';

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

test('the total and its taxes are those the store computes', () => {
  const basket = addItem(
    addItem([], item('A'), 2, 'a'),
    item('W', { measure: 'gram', price: 1999, taxRate: 800 }),
    333,
    'w',
  );
  expect(basket.map(amountOf)).toEqual([500, 666]);
  expect(priced(basket)).toEqual({
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
