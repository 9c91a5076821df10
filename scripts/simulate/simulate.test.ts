import { describe, expect, test } from '@jest/globals';
import { isPlantedBug, PLANTED_BUGS } from './planted-bugs.ts';
import { World } from './world.ts';

const live = (seed: number, options: object = {}): ReturnType<World['run']> =>
  new World({ seed, stores: 3, steps: 400, ...options }).run();

describe('simulation', () => {
  test('twenty lives of three stores and a hub: nothing lost, nothing twice, equal folds in the end', async () => {
    const seen = new Map<string, number>();
    for (let seed = 1; seed <= 20; seed++) {
      const { counts } = await live(seed);
      for (const [what, count] of counts) seen.set(what, (seen.get(what) ?? 0) + count);
    }
    const kinds = [
      'sale',
      'order',
      'hand-over',
      'return',
      'arrival',
      'count',
      'short-pick',
      'store crashes',
      'hub crashes',
      'old disks restored',
    ];
    for (const kind of kinds) expect([kind, (seen.get(kind) ?? 0) > 0]).toEqual([kind, true]);
  });

  test('the same seed is the same story', async () => {
    const [first, second] = [await live(7), await live(7)];
    expect(second).toEqual(first);
  });

  test.each(Object.keys(PLANTED_BUGS))('finds the planted bug: %s', async (bug) => {
    if (!isPlantedBug(bug)) throw new Error('not a bug');
    const isFound = async (seed: number): Promise<boolean> =>
      live(seed, { bug, steps: 600 }).then(
        () => false,
        (error: unknown) => error instanceof Error,
      );
    let seed = 1;
    while (seed <= 200 && !(await isFound(seed))) seed += 1;
    expect(seed).toBeLessThanOrEqual(200);
  });
});
