/** Scanning into a list, and what the list becomes for the store. */
import { expect, test } from '@jest/globals';
import { receiveDelivery, receiveTransfer } from '@ringfence/domain/stock/decide.ts';
import { arrivalOf, change, deliveryOf, differenceOf, piecesIn, scanInto, type StockLines, without } from './lines.ts';

const mug = { sku: 'A', name: 'Mug' };
const candle = { sku: 'B', name: 'Candle' };

test('each scan counts one; what is new comes on top, what is there keeps its place', () => {
  let lines: StockLines = [];
  for (const item of [mug, candle, mug, mug]) lines = scanInto(lines, item);
  expect(lines).toEqual([
    { sku: 'B', name: 'Candle', units: 1 },
    { sku: 'A', name: 'Mug', units: 3 },
  ]);
  expect(piecesIn(lines)).toBe(4);
  expect(without(change(lines, 'A', { units: 40 }), 'B')).toEqual([{ sku: 'A', name: 'Mug', units: 40 }]);
});

test('a scan of what is weighed is a kilogram, and however much it weighs it is one thing', () => {
  const lines = scanInto(scanInto([], { sku: 'W', name: 'Apples', measure: 'gram' }), mug);
  expect(lines[1]).toEqual({ sku: 'W', name: 'Apples', units: 1000, isWeighed: true });
  expect(piecesIn(lines)).toBe(2);
});

test('a difference is there only where somebody said how many there should be', () => {
  expect(differenceOf({ sku: 'A', name: '', units: 3 })).toBe(0);
  expect(differenceOf({ sku: 'A', name: '', units: 3, announced: 5 })).toBe(-2);
});

test('a delivery: damaged ones apart, the note told once, and what did not come at all', () => {
  const lines = deliveryOf([
    { sku: 'A', name: '', units: 5, announced: 6, unfit: 2 },
    { sku: 'B', name: '', units: 0, announced: 3 },
    { sku: 'C', name: '', units: 2 },
    { sku: 'D', name: '', units: 0 },
  ]);
  expect(lines).toEqual([
    { sku: 'A', units: 3, area: 'shelf', announced: 4 },
    { sku: 'A', units: 2, area: 'unsellable' },
    { sku: 'B', units: 0, area: 'shelf', announced: 3 },
    { sku: 'C', units: 2, area: 'shelf' },
  ]);
  expect(receiveDelivery.safeParse({ id: 'd1', lines }).success).toBe(true);
});

test('an arrival: what may be sold and what may not', () => {
  const lines = arrivalOf([{ sku: 'A', name: '', units: 4, unfit: 1 }]);
  expect(lines).toEqual([{ sku: 'A', shelf: 3, unsellable: 1 }]);
  expect(receiveTransfer.safeParse({ transfer: 'T1', lines }).success).toBe(true);
});
