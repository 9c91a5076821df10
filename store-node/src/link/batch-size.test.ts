import { expect, test } from '@jest/globals';
import { BatchSize } from './batch-size.ts';

test('halves with every failure, doubles with every success, within its bounds', () => {
  const size = new BatchSize(10, 500);
  expect([size.now, size.isFull]).toEqual([500, true]);
  size.failed();
  expect([size.now, size.isFull]).toEqual([250, false]);
  for (let failure = 0; failure < 20; failure++) size.failed();
  expect(size.now).toBe(10);
  for (let success = 0; success < 5; success++) size.arrived();
  expect(size.now).toBe(320);
  size.arrived();
  expect([size.now, size.isFull]).toEqual([500, true]);
});
