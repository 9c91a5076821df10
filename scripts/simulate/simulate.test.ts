import { describe, expect, test } from '@jest/globals';
import { World } from './world.ts';

const live = (seed: number): ReturnType<World['run']> => new World({ seed, stores: 3, steps: 250 }).run();

describe('simulation', () => {
  test('lives of three stores and a hub: nothing lost, nothing twice, equal folds in the end', async () => {
    const seen = new Map<string, number>();
    for (let seed = 1; seed <= 5; seed++) {
      const { counts } = await live(seed);
      for (const [what, count] of counts) seen.set(what, (seen.get(what) ?? 0) + count);
    }
    for (const kind of ['sale', 'order', 'hand-over', 'return', 'count', 'store crashes', 'old disks restored']) {
      expect([kind, (seen.get(kind) ?? 0) > 0]).toEqual([kind, true]);
    }
  });

  test('the same seed is the same story', async () => {
    const [first, second] = [await live(7), await live(7)];
    expect(second).toEqual(first);
  });
});
