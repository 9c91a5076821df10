/** What the counter decides by itself about pickup orders: which comes first, one payment for two, what another item costs. */
import { expect, test } from '@jest/globals';
import { nextFreePlace } from '@ringfence/domain/pickup/places.ts';
import type { OrderDoc, ProductDoc } from '../data/documents.ts';
import { byPickTime, byUrgency, collectingOf, placesInUse, splitTenders, substitutePrice, toPay } from './orders.ts';

const order = (id: string, changes: Partial<OrderDoc> = {}): OrderDoc => ({
  order: id,
  status: 'placed',
  placedAt: 100,
  expiresAt: 900,
  currency: 'EUR',
  due: 0,
  total: 500,
  lines: [],
  place: '',
  checkedInAt: 0,
  ...changes,
});
const idsOf = (orders: readonly OrderDoc[]): string[] => orders.map((one) => one.order);

test('gathered first: what somebody waits for, then what was ordered first', () => {
  const orders = [
    order('late', { placedAt: 300 }),
    order('old', { placedAt: 1 }),
    order('here', { placedAt: 200, checkedInAt: 50 }),
  ];
  expect(idsOf([...orders].sort(byPickTime))).toEqual(['here', 'old', 'late']);
});

test('handed over first: who waits longest, then what is ready', () => {
  const orders = [
    order('placed'),
    order('ready', { status: 'ready' }),
    order('here', { checkedInAt: 60 }),
    order('longer', { checkedInAt: 20 }),
  ];
  expect(idsOf([...orders].sort(byUrgency))).toEqual(['longer', 'here', 'ready', 'placed']);
});

test('a place is in use while its order is ready', () => {
  const orders = [
    order('a', { status: 'ready', place: '1' }),
    order('b', { status: 'handed-over', place: '2' }),
    order('c', { status: 'ready', place: ' 3 ' }),
  ];
  expect([...placesInUse(orders)]).toEqual([
    ['1', 'a'],
    ['3', 'c'],
  ]);
  expect(nextFreePlace(placesInUse(orders))).toBe('2');
});

test.each([
  ['all by card', [['card', 700]], 500, [['card', 500]], [['card', 200]]],
  ['cash with change', [['cash', 1000]], 500, [['cash', 500]], [['cash', 500]]],
  [
    'card pays the order first',
    [
      ['cash', 300],
      ['card', 500],
    ],
    500,
    [['card', 500]],
    [['cash', 300]],
  ],
  [
    'a part of each',
    [
      ['card', 200],
      ['cash', 800],
    ],
    500,
    [
      ['card', 200],
      ['cash', 300],
    ],
    [['cash', 500]],
  ],
  ['nothing is due', [['cash', 300]], 0, [], [['cash', 300]]],
] as const)('one payment: %s', (_name, tenders, due, wanted, left) => {
  const plain = (list: readonly { kind: string; amount: number }[]) => list.map(({ kind, amount }) => [kind, amount]);
  const split = splitTenders(
    tenders.map(([kind, amount]) => ({ kind, amount })),
    due,
  );
  expect(plain(split.order)).toEqual(wanted);
  expect(plain(split.rest)).toEqual(left);
});

test('another item costs its own price, and never more than what it stands in for', () => {
  const line = { sku: 'A', units: 3, held: 3, amount: 1000 };
  const product = (price: number) => ({ sku: 'B', price, measure: 'piece' }) as ProductDoc;
  expect(substitutePrice(line, 1, { product: product(100), units: 1 })).toEqual({ own: 100, amount: 100, less: 233 });
  expect(substitutePrice(line, 3, { product: product(400), units: 3 })).toEqual({
    own: 1200,
    amount: 1000,
    less: 0,
  });
});

test('what points paid is not paid in money again, and pays for a substitute', () => {
  const line = { sku: 'A', units: 2, held: 2, amount: 1000, worth: 400 };
  const product = { sku: 'B', price: 900, measure: 'piece' } as ProductDoc;
  expect(substitutePrice(line, 1, { product, units: 1 })).toEqual({ own: 900, amount: 500, less: 0 });
  const cheap = { ...product, price: 100 };
  expect(substitutePrice(line, 1, { product: cheap, units: 1 })).toEqual({ own: 100, amount: 100, less: 300 });
  const collecting = collectingOf(order('O1', { status: 'ready', due: 600, lines: [line] }), null);
  expect(toPay(collecting, new Map([['A', 2]]))).toBe(600);
  expect(toPay(collecting, new Map([['A', 1]]))).toBe(300);
});
