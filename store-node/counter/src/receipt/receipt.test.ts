import { expect, test } from '@jest/globals';
import { en } from '../words/en.ts';
import { pl } from '../words/pl.ts';
import { escPosOf, receiptText } from './escpos.ts';
import { type Basket, NO_DISCOUNTS, give, priced } from '../sell/basket.ts';
import { DEFAULT_DISCOUNT_RULES } from '@ringfence/domain/promotion/usual.ts';
import { receiptRows } from './rows.ts';
import { readReceiptCode, type Receipt, receiptCode, receiptOf } from './receipt.ts';

const basket: Basket = [
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
];
const about = {
  sale: '0e4f-1',
  number: 'R1-000007',
  store: 'S01',
  storeName: 'Main Street',
  address: 'Main Street 1',
  register: 'R1',
  servedBy: 'Ada',
  at: Date.UTC(2026, 10, 23, 12),
  currency: 'EUR',
  tenders: [{ kind: 'cash' as const, amount: 3000 }],
  change: 334,
  points: { earned: 26, spent: 40, balance: 312 },
  returned: null,
  isOffline: false,
};
const receipt: Receipt = receiptOf(basket, priced(basket), about);

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

test('what is weighed stands there by the kilogram, as the language writes it; pieces by their number', () => {
  const returned = {
    sale: 'old',
    lines: [{ name: 'Pears', units: 1250, measure: 'gram' as const, amount: 500 }],
    total: 500,
    refunds: [{ kind: 'cash' as const, amount: 500 }],
    taxes: [],
    points: null,
  };
  const full = { ...receipt, returned };
  expect(receiptText(full, pl, 'pl-PL').join('\n')).toMatch(/1,25 kg x Pears[^]*0,333 kg x 4,99 EUR/);
  expect(receiptText(full, en, 'en-IE').join('\n')).toMatch(/1.25 kg x Pears[^]*2 x EUR 12.50[^]*0.333 kg x EUR 4.99/);
});

test('a long name on paper goes on in the next line, whole, and its amount stands at the end', () => {
  const name = `Gooseneck kettle with thermometer and ${'x'.repeat(60)} stand`;
  const returned = { lines: [{ name, units: 1, amount: 8900 }], total: 8900, refunds: [], taxes: [], points: null };
  const lines = receiptText({ ...receipt, returned: { sale: 'old', ...returned } }, en, 'en-IE');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(42);
  const from = lines.findIndex((line) => line.startsWith('1 x Gooseneck'));
  const to = lines.findIndex((line) => line.endsWith('-EUR 89.00'));
  expect(to).toBeGreaterThan(from);
  expect(
    lines
      .slice(from, to + 1)
      .join('')
      .replaceAll(' ', ''),
  ).toBe(`1x${name}-EUR89.00`.replaceAll(' ', ''));
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

test('screen and paper are made of the same rows: discounts, tax by rate, points, goods brought back', () => {
  const discounts = { ...give(NO_DISCOUNTS, { key: 'k', takes: { percent: 10 }, reason: 'damaged' }), code: 'TEA' };
  const promotion = () => ({
    code: 'TEA',
    version: 3,
    name: 'Tea',
    currency: 'EUR',
    takes: { amount: 100 },
    groups: null,
    from: '2026-01-01',
    until: '2026-12-31',
    minimum: 0,
    active: true,
  });
  const rules = { book: { rules: DEFAULT_DISCOUNT_RULES, promotion }, day: '2026-11-23', currency: 'EUR' };
  const full = receiptOf(basket, priced(basket, discounts, rules), {
    ...about,
    returned: {
      sale: 'old',
      lines: [{ name: 'White mug', units: 1, amount: 899 }],
      total: 899,
      refunds: [{ kind: 'exchange', amount: 899 }],
      taxes: [{ rate: 2300, net: 731, tax: 168, gross: 899 }],
      points: { unearned: 9, givenBack: 0 },
    },
  });
  const rows = receiptRows(full, en, 'en-IE');
  const said = rows.flatMap((row) =>
    row.kind === 'rule' ? [] : row.kind === 'text' ? [row.text] : [row.left, row.right],
  );
  for (const part of ['Returned', '1 × White mug', 'Exchange', 'Discounts in all (TEA)', '€3.50', 'Tax 5% of €1.59'])
    expect(said).toContain(part);
  expect(said).toEqual(expect.arrayContaining(['Points earned', '+26', 'Points spent', '−40', 'Points now', '312']));
  // The paper has a line for each row, and more only where a name is too long for one.
  expect(receiptText(full, en, 'en-IE').length).toBeGreaterThanOrEqual(rows.length);
  expect(full.lines.reduce((sum, line) => sum + line.amount, 0)).toBe(full.total);
});
