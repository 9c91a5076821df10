/** Steps a second of the seeded simulator: how much of the product's behaviour a minute of checking covers. */
import { type Figure, figureOf } from './figure.ts';
import { Helper } from './helper.ts';
import type { Scale } from './scale.ts';

export async function simulator({ rounds, ms }: Scale): Promise<Figure[]> {
  const helper = new Helper();
  const values: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const { perSecond } = await helper.run('simulate', { firstSeed: 1, ms: ms / 2 });
    values.push(perSecond);
  }
  helper.stop();
  return [figureOf({ name: 'simulator-steps', unit: 'steps/s', values })];
}
