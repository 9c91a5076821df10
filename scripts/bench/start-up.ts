/**
 * How long a store's node takes from its start until it trades, with a day of history and with `--documents` of it:
 * after a clean stop, and after a power cut with as many documents since the last snapshot as there may be. A store of
 * 700,000 documents a year writes about 1,900 a day. The hub is away, as it may be at any start.
 */
import { must } from '@ringfence/domain/basic/assert.ts';
import { LIMITS } from '@ringfence/store-node/src/limits.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Figure, figureOf } from './figure.ts';
import { Helper } from './helper.ts';
import { type OneStore, startOneStore } from './one-store.ts';
import type { Scale } from './scale.ts';
import type { SeedInput } from './seed-store.ts';

const DAY = 1900;
const LOOK_MS = 5;
const MOST_MS = 3000;
const RATIO = 1.5;

export async function startUp({ directory, rounds, documents }: Scale): Promise<Figure[]> {
  const one = await startOneStore(directory);
  await one.hub.process.kill();
  await one.store.process.stop();
  await seed(one, { prefix: 'day-', count: DAY, ends: 'in order' });
  const day = await starts(one, rounds);
  await seed(one, { prefix: 'long-', count: Math.max(0, documents - DAY), ends: 'in order' });
  const long = await starts(one, rounds);
  await seed(one, { prefix: 'tail-', count: LIMITS.snapshots.tail, ends: 'by power cut' });
  const cut = await starts(one, 1);
  await one.stop();
  const name = `start-up-with-${documents}-documents`;
  const common = { unit: 'ms', lowerIsBetter: true };
  return [
    figureOf({ name, ...common, values: long, target: MOST_MS }),
    figureOf({ name: `${name}-beside-a-day`, ...common, values: long, baselines: day, target: RATIO }),
    figureOf({ name: `${name}-after-a-power-cut`, ...common, values: cut, target: MOST_MS }),
  ];
}

async function seed({ store, skus }: OneStore, history: Pick<SeedInput, 'prefix' | 'count' | 'ends'>): Promise<void> {
  const { id, directory } = store;
  await store.process.stop();
  const helper = new Helper();
  await helper.run('seedStore', { store: id, directory, skus, ...history });
  await helper.end();
}

async function starts({ store }: OneStore, rounds: number): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    await store.process.stop();
    const from = performance.now();
    await store.process.start();
    while (!(await fetch(`${must(store.process.url, 'it listens')}/readyz`)).ok) await sleep(LOOK_MS);
    times.push(performance.now() - from);
  }
  return times;
}
