import { expect, test } from '@jest/globals';
import { afterScan, piecesOf, unitsOf } from './gathered.ts';

const TEA = { name: 'Tea', measure: 'piece' } as const;
const CHEESE = { name: 'Cheese', measure: 'gram' } as const;
const itemOf = (sku: string) => (sku === 'cheese' ? CHEESE : TEA);
const LINES = [
  { sku: 'tea', held: 3 },
  { sku: 'cheese', held: 1250 },
];

test('a scan counts a piece, and a weighed bag as a whole', () => {
  expect(afterScan(1, 3, TEA)).toBe(2);
  expect(afterScan(0, 1250, CHEESE)).toBe(1250);
});

test('what is weighed is one of the pieces, when all of it is there', () => {
  expect(piecesOf(LINES, itemOf)).toEqual({ of: 4, so: 4 });
  expect(piecesOf(LINES, itemOf, ({ sku }) => (sku === 'tea' ? 2 : 1100))).toEqual({ of: 4, so: 2 });
});

test('weights are written as the language does, pieces by their number', () => {
  expect(unitsOf(3, TEA, 'en')).toBe('3 × Tea');
  expect(unitsOf(1250, CHEESE, 'en')).toBe('1.25 kg Cheese');
  expect(unitsOf(1250, CHEESE, 'pl').replaceAll('\u00a0', ' ')).toBe('1,25 kg Cheese');
});
