/** One command for an order and what is bought besides, as the store takes it. */
import { expect, test } from '@jest/globals';
import { handOverOrder } from '@ringfence/domain/pickup/counter.ts';
import type { BasketLine } from '../sell/basket.ts';
import { type Handing, handOverBody, lastDigits } from './collect.ts';
import type { Collecting } from './orders.ts';

const collecting: Collecting = {
  order: 'O1',
  pass: null,
  place: '4',
  currency: 'EUR',
  expiresAt: 900,
  isByPass: false,
  status: 'ready',
  lines: [
    { sku: 'A', units: 2, held: 2, amount: 500 },
    { sku: 'B', units: 1, held: 1, amount: 300 },
  ],
  due: 800,
  checkedInAt: 0,
  where: '',
};
const line: BasketLine = {
  key: 'k',
  sku: 'C',
  name: 'C',
  units: 2,
  unitPrice: 100,
  listPrice: 100,
  priceReason: '',
  taxRate: 2300,
  measure: 'piece',
};
const handing = (changes: Partial<Handing> = {}): Handing => ({
  collecting,
  taken: new Map([
    ['A', 2],
    ['B', 1],
  ]),
  due: 800,
  tenders: [{ kind: 'cash', amount: 2000 }],
  proof: { who: 'buyer', shown: 'pass' },
  by: 'anna',
  register: 'R1',
  addOn: null,
  ...changes,
});

test('an order alone gets exactly what is due, whatever cash was given', () => {
  const body = handOverBody(handing());
  expect(body['tenders']).toEqual([{ kind: 'cash', amount: 800 }]);
  expect(body).not.toHaveProperty('addOn');
  expect(body).not.toHaveProperty('lines');
  expect(handOverOrder.safeParse(body).success).toBe(true);
});

test('what is left behind is said by naming what is taken', () => {
  const taken = new Map([
    ['A', 1],
    ['B', 0],
  ]);
  expect(handOverBody(handing({ taken, due: 250 }))['lines']).toEqual([{ sku: 'A', units: 1 }]);
});

test('what is bought besides takes the rest of the one payment', () => {
  const body = handOverBody(handing({ addOn: { id: 's1', receipt: 'R1-000007', basket: [line] } }));
  expect(body['addOn']).toEqual({
    id: 's1',
    register: 'R1',
    by: 'anna',
    receipt: 'R1-000007',
    currency: 'EUR',
    lines: [{ sku: 'C', units: 2, unitPrice: 100 }],
    tenders: [{ kind: 'cash', amount: 1200 }],
    override: null,
  });
});

test.each([
  ['567', '567'],
  ['AB 12', 'AB12'],
  ['5', undefined],
  ['AB1234567', undefined],
])('the last characters of a document: %s', (typed, taken) => expect(lastDigits(typed)).toBe(taken));
