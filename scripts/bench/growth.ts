/**
 * What an order costs the hub when it holds more: processor time an order at 10, 100 and 1,000 stores of a hundred
 * items, and at 1,000 and 50,000 items of ten stores; the memory an item of a store takes, at a hundred stores of a
 * thousand items, and what a store takes by itself; how long the hub takes to open its log. Processor time is the
 * process's own, so that another program beside it changes little.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { processorSeconds } from '../processes/processor.ts';
import { hubDirectory, type Retailer } from '../processes/retailer.ts';
import { readSecrets } from '../processes/secrets.ts';
import { type Figure, figureOf } from './figure.ts';
import { Helper } from './helper.ts';
import { CLIENTS, type Scale } from './scale.ts';
import { type Extent, startSeededHub } from './seeded-hub.ts';

const ORDERS = 2000;
const WARM = 2000;
/** Loads in each round: processor time for the same work goes up and down by a fifth with what else the machine does. */
const LOADS = 3;
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
  const [few, hundred, most] = await measure(directory, rounds, [extent(10, 100), extent(100, 100), extent(1000, 100)]);
  const [thousand, wide, many] = await measure(directory, rounds, [
    extent(10, 1000),
    extent(100, 1000),
    extent(10, 50_000),
  ]);
  // All hold as many orders. A store has more items than a hundred; what it takes by itself has a figure of its own.
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

const extent = (stores: number, skus: number): Extent => ({ stores, skus });

type Three<T> = readonly [T, T, T];

/** Measures hubs that run side by side, by turns, so that what else the machine does meets all of them. */
async function measure(directory: string, rounds: number, extents: Three<Extent>): Promise<Three<Measured>> {
  const hubs: SeededHub[] = [];
  for (const each of extents) hubs.push(await SeededHub.start(directory, each));
  for (const hub of hubs) await hub.load(WARM);
  for (let load = 0; load < LOADS * rounds; load++) for (const hub of hubs) await hub.measure();
  const measured: Measured[] = [];
  for (const hub of hubs) measured.push(await hub.stop());
  return measured as readonly Measured[] as Three<Measured>;
}

class SeededHub {
  readonly #retailer: Retailer;
  readonly #directory: string;
  readonly #extent: Extent;
  readonly #helper = new Helper();
  readonly #order: number[] = [];
  #loads = 0;

  private constructor(retailer: Retailer, directory: string, extentOf: Extent) {
    this.#retailer = retailer;
    this.#directory = directory;
    this.#extent = extentOf;
  }

  static async start(directory: string, size: Extent): Promise<SeededHub> {
    const own = join(directory, `${size.stores}x${size.skus}`);
    return new SeededHub(await startSeededHub(own, HOT, size), own, size);
  }

  async load(count: number): Promise<void> {
    const { process: hub, keys } = this.#retailer.hub;
    const prefix = `order${++this.#loads}-`;
    const callers = { key: keys.checkout, clients: CLIENTS, ms: ENOUGH_MS };
    await this.#helper.run('loadOrders', { at: 'hub', url: hub.url, ...callers, count, prefix, ...this.#extent });
  }

  async measure(): Promise<void> {
    const { pid } = this.#retailer.hub.process;
    const before = processorSeconds(pid);
    await this.load(ORDERS);
    this.#order.push(((processorSeconds(pid) - before) * MICROSECONDS) / ORDERS);
  }

  /** Ends it, opens its log once more, and removes it. */
  async stop(): Promise<Measured> {
    await this.#retailer.stop();
    const data = hubDirectory(this.#directory);
    const vaultKey = readSecrets(this.#directory)?.vaultKey ?? '';
    const { bytes, ms: openMs } = await this.#helper.run('hubFootprint', { data, vaultKey });
    this.#helper.stop();
    rmSync(this.#directory, { recursive: true, force: true });
    return { order: this.#order, bytes, openMs };
  }
}
