/**
 * Documents a second that reach the hub after a cut: sold while the line was
 * cut, timed from the word that restores it until the hub has them on disk.
 * Beside PouchDB's own replicator between two databases of one process; what
 * both sides together take of a processor stands beside what it takes.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { processorSeconds } from '../processes/processor.ts';
import { type Figure, figureOf } from './figure.ts';
import { Helper } from './helper.ts';
import { HubPositions } from './hub-positions.ts';
import { type OneStore, startOneStore } from './one-store.ts';
import { CLIENTS, type Scale } from './scale.ts';

const TARGET = 0.8;
const LOOK_MS = 25;
const MICROSECONDS = 1_000_000;
const GIVE_UP_MS = 120_000;
const ENOUGH_MS = 600_000;
/** As many as the store's link takes at once. */
const BATCH = 500;

export async function catchUp({ directory, rounds, documents }: Scale): Promise<Figure[]> {
  const one = await startOneStore(`${directory}/retailer`);
  const helper = new Helper();
  const hub = new HubPositions(one.hub, one.store.id);
  const [values, baselines]: [number[], number[]] = [[], []];
  const [atStore, atHub, bareCpu]: [number[], number[], number[]] = [[], [], []];
  const cpu = (): [number, number] => [processorSeconds(one.store.process.pid), processorSeconds(one.hub.process.pid)];
  for (let round = 0; round < rounds; round++) {
    await one.store.operator.cutLink(true);
    const before = await hub.up();
    const { document } = await sell(one, helper, { prefix: `round${round}-`, count: documents });
    const wanted = await headOf(one);
    const [storeBefore, hubBefore] = cpu();
    const from = performance.now();
    await one.store.operator.cutLink(false);
    while ((await hub.up()) < wanted) {
      if (performance.now() - from > GIVE_UP_MS) throw new Error('the store did not catch up');
      await sleep(LOOK_MS);
    }
    values.push((wanted - before) / ((performance.now() - from) / 1000));
    const [storeAfter, hubAfter] = cpu();
    atStore.push(((storeAfter - storeBefore) * MICROSECONDS) / (wanted - before));
    atHub.push(((hubAfter - hubBefore) * MICROSECONDS) / (wanted - before));
    const bare = { directory: `${directory}/bare-${round}`, document, documents, batch: BATCH };
    const { perSecond, cpuMicroseconds } = await helper.run('bareReplication', bare);
    baselines.push(perSecond);
    bareCpu.push(cpuMicroseconds);
  }
  hub.close();
  helper.stop();
  await one.stop();
  const unit = 'µs CPU/document';
  const lowerIsBetter = true;
  return [
    figureOf({ name: 'catch-up', unit: 'documents/s', values, baselines, target: TARGET }),
    figureOf({ name: 'catch-up-cpu-store', unit, values: atStore, baselines: bareCpu, lowerIsBetter }),
    figureOf({ name: 'catch-up-cpu-hub', unit, values: atHub, baselines: bareCpu, lowerIsBetter }),
  ];
}

function sell({ store, skus }: OneStore, helper: Helper, some: { prefix: string; count: number }) {
  const { url } = store.process;
  return helper.run('loadSales', { url, key: store.keys.clerk, clients: CLIENTS, ms: ENOUGH_MS, skus, ...some });
}

async function headOf({ store }: OneStore): Promise<number> {
  const status = await store.operator.get<{ up: { n: number } }>('status');
  return status?.up.n ?? 0;
}
