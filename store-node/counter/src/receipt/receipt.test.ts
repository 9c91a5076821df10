import { expect, test } from '@jest/globals';
import { en } from '../words/en.ts';
import { pl } from '../words/pl.ts';
import { escPosOf, receiptText } from './escpos.ts';
import { readReceiptCode, type Receipt, receiptCode, receiptOf } from './receipt.ts';

const receipt: Receipt = receiptOf(
  [
    {
      key: 'k',
      sku: 'A',
      name: 'Żółty kubek do kawy, bardzo długa nazwa towaru',
      units: 2,
      unitPrice: 1250,
      listPrice: 1250,
      priceReason: '',
      taxRate: 2300,
      measure: 'piece',
    },
    {
      key: 'w',
      sku: 'W',
      name: 'Apples',
      units: 333,
      unitPrice: 499,
      listPrice: 499,
      priceReason: '',
      taxRate: 500,
      measure: 'gram',
    },
  ],
  {
    sale: '0e4f-1',
    number: 'R1-000007',
    store: 'S01',
    storeName: 'Main Street',
    address: 'Main Street 1',
    register: 'R1',
    servedBy: 'Ada',
    at: Date.UTC(2026, 10, 23, 12),
    currency: 'EUR',
    tenders: [{ kind: 'cash', amount: 3000 }],
    change: 334,
    isOffline: false,
  },
);

test('every printed line fits the paper, and the amounts add up', () => {
  for (const [words, locale] of [
    [en, 'en-IE'],
    [pl, 'pl-PL'],
  ] as const) {
    const lines = receiptText(receipt, words, locale);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(42);
    expect(lines.join('\n')).toContain(words.common.total);
  }
  expect(receipt.total).toBe(2666);
});

test('the bytes start with a reset, hold Polish letters and the code, and end with a cut', () => {
  const bytes = [...escPosOf(receipt, pl, 'pl-PL')];
  expect(bytes.slice(0, 2)).toEqual([0x1b, 0x40]);
  expect(bytes).toContain(0xbd);
  expect(bytes.slice(-3)).toEqual([0x1d, 0x56, 0]);
  expect(Buffer.from(bytes).includes('RS1.S01.0e4f-1')).toBe(true);
});

test.each([
  ['RS1.S01.0e4f-1', { store: 'S01', sale: '0e4f-1' }],
  ['RS1.S01.', undefined],
  ['5901234123457', undefined],
  ['RF1.abc.def', undefined],
])('reads %s as %j', (code, expected) => {
  expect(readReceiptCode(code)).toEqual(expected);
  if (expected) expect(receiptCode(expected)).toBe(code);
});
