import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { must } from '@ringfence/domain/basic/assert.ts';
import type { Process } from '../processes/child.ts';
import type { RunningStore } from '../processes/retailer.ts';
import { SKUS, until, World } from './world.ts';

const UNITS = 100_000;
const NEXT_MS = 20;
const TRADED = SKUS.slice(0, 4);

let world: World;
beforeAll(async () => {
  world = await World.start();
  await Promise.all(world.retailer.stores.map((store) => world.deliver(store, TRADED, UNITS)));
}, 600_000);
afterAll(() => world?.end());

interface Acknowledged {
  readonly store: string;
  readonly direction: 'up' | 'down';
  readonly id: string;
}

/** Customers who come one after the other until `isClosed`; whoever gets no answer asks again under the same id. */
async function customers(store: RunningStore, told: Acknowledged[], isClosed: () => boolean): Promise<void> {
  for (let number = 1; !isClosed(); number++) {
    const sku = must(TRADED[number % TRADED.length], 'a SKU');
    const id = `${store.id}-${number}`;
    const sale = await world.sell(store, id, { sku, units: 1 });
    if (sale.outcome !== 'refused') told.push({ store: store.id, direction: 'up', id: `sale~${id}` });
    const { pass } = await world.place(store, id, { sku, units: 1 });
    told.push({ store: store.id, direction: 'down', id: `pickup-order~${id}` });
    // Every third is collected at once, whether the store has heard of the order or not.
    if (number % 3 === 0) {
      const handOver = await world.handOver(store, { id, pass });
      if (handOver.outcome !== 'refused') told.push({ store: store.id, direction: 'up', id: `hand-over~${id}` });
    }
    await sleep(NEXT_MS);
  }
}

test('hub and stores are stopped and killed in the middle of everything: nothing is lost, doubled or different', async () => {
  const { hub, stores } = world.retailer;
  const told: Acknowledged[] = [];
  let isClosed = false;
  const trading = stores.map((store) => customers(store, told, () => isClosed));
  const more = async (): Promise<void> => {
    const enough = told.length + 15;
    await until(async () => (told.length >= enough ? true : undefined));
  };
  const processes: Process[] = [hub.process, ...stores.map(({ process }) => process)];
  for (const end of ['stop', 'kill'] as const) {
    for (const process of processes) {
      await more();
      await process[end]();
      // Others go on meanwhile, and knock in vain here.
      await sleep(100);
      await process.start();
    }
  }
  await more();
  isClosed = true;
  await Promise.all(trading);
  await world.settle();

  await world.retailer.stop();
  const verdict = await world.verify(told);
  expect(verdict.problems).toEqual([]);
  expect(verdict).toMatchObject({ oversold: 0, negativeAccounts: 0, lostDocuments: 0, duplicatedDocuments: 0 });
  expect(verdict.stores.map(({ storeHash }) => storeHash)).toEqual(verdict.stores.map(({ hubHash }) => hubHash));
}, 600_000);

test('all are killed at once with a line cut and orders on the way: they go on from disk', async () => {
  const store = world.store('S02');
  await world.retailer.restart();
  const sku = must(TRADED[0], 'a SKU');
  await world.cut(store);
  const { pass } = await world.place(store, 'on-the-way', { sku, units: 1 });
  expect((await world.sell(store, 'while-cut', { sku, units: 1 })).outcome).toBe('recorded');
  expect((await world.handOver(store, { pass })).outcome).toBe('recorded');
  await world.retailer.kill();
  await world.retailer.restart();
  // A cut is forgotten at the start: the line is up again.
  await world.settle();
  expect(await world.statusOf('on-the-way')).toBe('HANDED_OVER');
  expect(await world.sell(store, 'while-cut', { sku, units: 1 })).toMatchObject({ outcome: 'exists' });
  const told: Acknowledged[] = [
    { store: 'S02', direction: 'down', id: 'pickup-order~on-the-way' },
    { store: 'S02', direction: 'up', id: 'sale~while-cut' },
    { store: 'S02', direction: 'up', id: 'hand-over~on-the-way' },
  ];
  expect((await world.verify(told)).problems).toEqual([]);
});
