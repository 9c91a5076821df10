import { expect, test } from '@jest/globals';
import { shrink } from './shrink.ts';

const all = Array.from({ length: 200 }, (_, index) => index);

test('what is needed for the failure is left, and nothing else', async () => {
  const needed = [3, 77, 78, 190];
  const fails = async (entries: readonly number[]): Promise<boolean> => needed.every((each) => entries.includes(each));
  expect(await shrink(all, { tries: 1000, fails })).toEqual(needed);
});

test('with few tries it still fails', async () => {
  const fails = async (entries: readonly number[]): Promise<boolean> => entries.includes(5);
  const left = await shrink(all, { tries: 4, fails });
  expect([left.includes(5), left.length < all.length]).toEqual([true, true]);
});
