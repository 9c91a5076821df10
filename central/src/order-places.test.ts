import { expect, test } from '@jest/globals';
import { OrderPlaces } from './order-places.ts';

test('every order is found at its desk, however many there are', () => {
  const places = new OrderPlaces();
  const count = 50_000;
  for (let index = 0; index < count; index++) places.add(`order-${index}`, index % 1000);
  const lost = Array.from({ length: count }, (_, index) => index).filter(
    (index) => !places.of(`order-${index}`).includes(index % 1000),
  );
  expect(lost).toEqual([]);
  expect(places.size).toBe(count);
});

test('an order that was told twice is kept once; one that is at two desks is found at both', () => {
  const places = new OrderPlaces();
  for (let again = 0; again < 5000; again++) places.add('a', 3);
  places.add('a', 0);
  expect(places.size).toBe(2);
  expect(places.of('a').sort((a, b) => a - b)).toEqual([0, 3]);
  expect(places.of('b')).toEqual([]);
});
