/** When a piece of work is tried again: the waits are in the hands of the test. */
import { expect, test } from '@jest/globals';
import { LIMITS } from '../limits.ts';
import { Loop } from './loop.ts';
import { HubUnreachable } from './trouble.ts';

/** The waits a loop asked for while its work failed with these, one after the other. */
async function waitsAfter(failures: readonly Error[]): Promise<number[]> {
  const waits: number[] = [];
  const waiting: (() => void)[] = [];
  let run = 0;
  const bugs: unknown[] = [];
  const loop = new Loop({
    work: () => {
      const failure = failures[run++];
      return failure === undefined ? Promise.resolve() : Promise.reject(failure);
    },
    onBug: (error) => bugs.push(error),
    random: () => 0,
    later: (ms, task) => {
      waits.push(ms);
      waiting.push(task);
      return () => {};
    },
  });
  loop.kick();
  while (run <= failures.length) {
    waiting.shift()?.();
    await new Promise(setImmediate);
  }
  await loop.stop();
  expect(bugs).toEqual([]);
  return waits;
}

test('failures are followed by longer and longer waits', async () => {
  const failures = Array.from({ length: 12 }, () => new HubUnreachable('no answer'));
  const [first, ...waits] = await waitsAfter(failures);
  expect(first).toBe(0);
  expect(waits[0]).toBe(LIMITS.retryMinMs / 2);
  expect(waits.at(-1)).toBe(LIMITS.retryMaxMs / 2);
  expect([...waits].sort((a, b) => a - b)).toEqual(waits);
});

test('a hub that says when to come again is left alone so long, within the longest wait of our own', async () => {
  const busy = (retryAfterMs: number): Error => new HubUnreachable('busy', { retryAfterMs });
  const [, one, two, three] = await waitsAfter([busy(1000), busy(3_600_000), busy(0)]);
  expect([one, two]).toEqual([1000, LIMITS.retryMaxMs]);
  expect(three).toBe(LIMITS.retryMinMs * 2);
});
