/** Lives of the simulator, for its speed alone. */
import { World } from '../simulate/world.ts';

const STEPS = 400;

/** Steps a second over as many seeds as fit into `ms`, at least one. */
export async function simulate({ firstSeed, ms }: { firstSeed: number; ms: number }): Promise<{ perSecond: number }> {
  const from = performance.now();
  let lives = 0;
  do {
    await new World({ seed: firstSeed + lives, stores: 3, steps: STEPS }).run();
    lives += 1;
  } while (performance.now() - from < ms);
  return { perSecond: (lives * STEPS) / ((performance.now() - from) / 1000) };
}
