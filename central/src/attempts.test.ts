import { expect, test } from '@jest/globals';
import { Attempts } from './attempts.ts';
import { LIMITS } from './limits.ts';

test('an address has so many attempts, and another one its own', async () => {
  const attempts = new Attempts({ name: 'test', attempts: 2, windowS: 60 });
  expect([await attempts.waitFor('a'), await attempts.waitFor('a')]).toEqual([0, 0]);
  const wait = await attempts.waitFor('a');
  expect(wait).toBeGreaterThan(0);
  expect(wait).toBeLessThanOrEqual(60);
  expect(await attempts.waitFor('b')).toBe(0);
});

test('more addresses than are counted share one count, until the window is over', async () => {
  let now = 0;
  const attempts = new Attempts({ name: 'test', attempts: 1, windowS: 60, now: () => now });
  for (let one = 0; one < LIMITS.addressesCounted; one++) await attempts.waitFor(`a${one}`);
  expect(await attempts.waitFor('x')).toBe(0);
  expect(await attempts.waitFor('y')).toBeGreaterThan(0);
  now = 60_000;
  expect(await attempts.waitFor('z')).toBe(0);
});
