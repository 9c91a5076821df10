/**
 * How long a store's node takes from its start until it trades, with a day of history and with `--documents` of it. A
 * store of 700,000 documents a year writes about 1,900 a day.
 */
import { must } from '@ringfence/domain/basic/assert.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Figure, figureOf } from './figure.ts';
import { Helper } from './helper.ts';
import { type OneStore, startOneStore } from './one-store.ts';
import { CLIENTS, type Scale } from './scale.ts';

const DAY = 1900;
const ENOUGH_MS = 1_800_000;
const LOOK_MS = 5;
const MOST_MS = 3000;
const RATIO = 1.5;

export async function startUp({ directory, rounds, documents }: Scale): Promise<Figure[]> {
  const one = await startOneStore(directory);
  const helper = new Helper();
  await sell(one, helper, 'day-', DAY);
  const day = await starts(one, rounds);
  await sell(one, helper, 'long-', Math.max(0, documents - DAY));
  const long = await starts(one, rounds);
  helper.stop();
  await one.stop();
  const name = `start-up-with-${documents}-documents`;
  const common = { unit: 'ms', values: long, lowerIsBetter: true };
  return [
    figureOf({ name, ...common, target: MOST_MS }),
    figureOf({ name: `${name}-beside-a-day`, ...common, baselines: day, target: RATIO }),
  ];
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

async function sell({ store, skus }: OneStore, helper: Helper, prefix: string, count: number): Promise<void> {
  const { url } = store.process;
  await helper.run('loadSales', { url, key: store.keys.clerk, clients: CLIENTS, ms: ENOUGH_MS, skus, prefix, count });
}
