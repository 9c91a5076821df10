/**
 * What an order costs the hub when it holds more: processor time an order at 10, 100 and 1,000 stores of a hundred
 * items, and at 1,000 and 50,000 items of ten stores; the memory an item of a store takes, at a hundred stores of a
 * thousand items, and what a store takes by itself; how long the hub takes to open its log. Processor time is the
 * process's own, so that another program beside it changes little.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { processorSeconds } from '../processes/processor.ts';
import { hubDirectory } from '../processes/retailer.ts';
import { readSecrets } from '../processes/secrets.ts';
import { type Figure, figureOf } from './figure.ts';
import { Helper } from './helper.ts';
import { CLIENTS, type Scale } from './scale.ts';
import { type Extent, startSeededHub } from './seeded-hub.ts';

const ORDERS = 3000;
const WARM = 1000;
const RATIO = 1.2;
const BYTES = 100;
const MICROSECONDS = 1_000_000;
const ENOUGH_MS = 600_000;
const HOT = { skus: 0, units: 0 };

interface Measured {
  /** Microseconds of processor time, by round. */
  readonly order: readonly number[];
  readonly bytes: number;
  readonly openMs: number;
}

export async function growth({ directory, rounds }: Scale): Promise<Figure[]> {
  const at = (stores: number, skus: number, times = rounds): Promise<Measured> =>
    measure(join(directory, `${stores}x${skus}`), { stores, skus }, times);
  const few = await at(10, 100);
  const hundred = await at(100, 100);
  const most = await at(1000, 100);
  const thousand = await at(10, 1000);
  const wide = await at(100, 1000, 0);
  const many = await at(10, 50_000);
  // A store has more items than a hundred; what it takes by itself has a figure of its own.
  const item = (wide.bytes - thousand.bytes) / (90 * 1000);
  const store = (most.bytes - few.bytes) / 990;
  return [
    costs('order-cost-at-100-stores', hundred, few),
    costs('order-cost-at-1000-stores', most, few),
    costs('order-cost-at-50000-items', many, thousand),
    alone('bytes-per-store-and-item', 'bytes', item, BYTES),
    alone('bytes-per-store-of-100-items', 'bytes', store),
    alone('hub-opens-1000-stores', 'ms', most.openMs),
    alone('hub-opens-50000-items', 'ms', many.openMs),
  ];
}

const alone = (name: string, unit: string, value: number, target?: number): Figure =>
  figureOf({ name, unit, values: [value], ...(target === undefined ? {} : { target }), lowerIsBetter: true });

const costs = (name: string, more: Measured, few: Measured): Figure =>
  figureOf({ name, unit: 'µs/order', values: more.order, baselines: few.order, target: RATIO, lowerIsBetter: true });

async function measure(directory: string, extent: Extent, rounds: number): Promise<Measured> {
  const retailer = await startSeededHub(directory, HOT, extent);
  const { hub } = retailer;
  const helper = new Helper();
  let loads = 0;
  const load = (count: number) =>
    helper.run('loadOrders', {
      at: 'hub',
      url: hub.process.url,
      key: hub.keys.checkout,
      clients: CLIENTS,
      ms: ENOUGH_MS,
      count,
      prefix: `order${++loads}-`,
      ...extent,
    });
  if (rounds > 0) await load(WARM);
  const order: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = processorSeconds(hub.process.pid);
    await load(ORDERS);
    order.push(((processorSeconds(hub.process.pid) - before) * MICROSECONDS) / ORDERS);
  }
  await retailer.stop();
  const data = hubDirectory(directory);
  const { bytes, ms: openMs } = await helper.run('hubFootprint', {
    data,
    vaultKey: readSecrets(directory)?.vaultKey ?? '',
  });
  helper.stop();
  rmSync(directory, { recursive: true, force: true });
  return { order, bytes, openMs };
}
