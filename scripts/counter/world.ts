/**
 * A retailer of real processes and counters in a real browser: what the
 * counter's tests and its pictures stand on. Nothing in it is a stand-in.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { must } from '@ringfence/domain/basic/assert.ts';
import { checkDigit } from '@ringfence/domain/basic/gtin.ts';
import type { Product, StoreInfo } from '@ringfence/domain/documents/catalog.ts';
import { LIMITS } from '@ringfence/domain/limits.ts';
import { PlacePickupOrder, StoreStock, SyncStatus } from '@ringfence/graphql/generated/operations.ts';
import type { BrowserContext, Page } from 'playwright-core';
import { type Retailer, type RunningStore, startRetailer } from '../processes/retailer.ts';
import { putStaff } from '../processes/staff.ts';
import { type Convergence, converge } from '../replay/converge.ts';
import { type DeviceOptions, cutPower, startBrowser } from './browser.ts';
import { buildCounter } from './build.ts';
import { signIn, until, type Who } from './page.ts';

export const STORE = 'S01';

const store = (id: string, name: string, street: string): StoreInfo => ({
  store: id,
  name,
  street,
  postcode: '00-001',
  city: 'Sampletown',
  latitude: 52,
  longitude: 21,
  timeZone: 'Europe/Warsaw',
  currency: 'EUR',
  pickup: true,
});

const gtinOf = (index: number): string => {
  const body = `590${String(index).padStart(9, '0')}`;
  return `${body}${checkDigit(body)}`;
};

const NAMES = [
  'White mug',
  'Beeswax candle',
  'Linen tea towel',
  'Oak cutting board',
  'Wool blanket, grey',
  'Glass carafe 1 l',
  'Gooseneck kettle with thermometer, brushed stainless steel, matt black, 0.9 l, for induction hobs',
];
const PRICES = [899, 1250, 1490, 3495, 8900, 2190, 123900];

/** `count` items; the first ones have names a person would give them. */
export const products = (count: number): Product[] =>
  Array.from({ length: count }, (_, index) => ({
    sku: `P${String(index + 1).padStart(5, '0')}`,
    name: NAMES[index] ?? `Item ${index + 1}`,
    gtins: [gtinOf(index + 1)],
    price: PRICES[index] ?? 100 + (index % 97) * 50,
    currency: 'EUR',
    taxRate: index % 5 === 1 ? 800 : 2300,
    measure: 'piece' as const,
    safetyStock: 0,
    active: true,
  }));

export interface WorldOptions {
  readonly products?: number;
  readonly stores?: 1 | 2;
  /** Units of each of the first items on the shelf. */
  readonly stocked?: number;
}

export class World {
  readonly retailer: Retailer;
  readonly products: readonly Product[];
  readonly #directory: string;
  readonly #contexts: BrowserContext[] = [];

  private constructor(retailer: Retailer, items: readonly Product[], directory: string) {
    this.retailer = retailer;
    this.products = items;
    this.#directory = directory;
  }

  static async start(options: WorldOptions = {}): Promise<World> {
    buildCounter();
    const directory = mkdtempSync(join(tmpdir(), 'ringfence-counter-'));
    const items = products(options.products ?? 12);
    const stores = [store('S01', 'Main Street', 'Main Street 1'), store('S02', 'Harbour', 'Quay 7')].slice(
      0,
      options.stores ?? 2,
    );
    const retailer = await startRetailer({ directory, stores, products: items, basePort: 0 });
    await putStaff(retailer.hub.operations);
    const world = new World(retailer, items, directory);
    const first = [...items.slice(0, 12).keys()];
    await world.deliver(first, options.stocked ?? 20);
    return world;
  }

  /** Puts units of each of those items onto the store's shelf. */
  async deliver(indexes: readonly number[], units: number): Promise<void> {
    const skus = [...new Set(indexes)].map((index) => must(this.products[index], 'item').sku);
    for (let from = 0; from < skus.length; from += LIMITS.linesPerDocument) {
      const lines = skus.slice(from, from + LIMITS.linesPerDocument).map((sku) => ({ sku, units, area: 'shelf' }));
      await this.store.clerk.command('receipts', { id: randomUUID(), lines });
    }
  }

  get store(): RunningStore {
    return must(this.retailer.stores[0], 'there is a first store');
  }

  /** The code on the item's package. */
  code(index: number): string {
    return must(this.products[index]?.gtins[0], `item ${index} has a code`);
  }

  /** A browser of its own, as one device: storage, service worker, language. */
  device(options: DeviceOptions = {}): Promise<BrowserContext> {
    return this.newDevice(options).start();
  }

  /** A device that can be switched off and on again; what it keeps stays in its profile. */
  newDevice(options: DeviceOptions = {}): { start(): Promise<BrowserContext>; cutPower(): void } {
    const profile = mkdtempSync(join(this.#directory, 'browser-'));
    return {
      start: async () => {
        const context = await startBrowser(profile, options);
        this.#contexts.push(context);
        return context;
      },
      cutPower: () => cutPower(profile),
    };
  }

  /** The address that connects a new device. */
  address(register = 'R1'): string {
    return `${this.store.process.url}/#register=${register}&key=${this.store.keys.clerk}`;
  }

  /** Opens the counter as a new device, waits for the whole first load, and signs in. */
  async open(context: BrowserContext, who: Who = 'clerk', register = 'R1'): Promise<Page> {
    const page = context.pages()[0] ?? (await context.newPage());
    await page.goto(this.address(register));
    await page.locator('.people button').first().waitFor();
    await page.getByTestId('first-load').waitFor({ state: 'detached' });
    await signIn(page, who);
    return page;
  }

  /** How many sales the store has on its disk. */
  async salesAtStore(): Promise<number> {
    const tills = await this.store.clerk.get<{ day: { figures: { sales: { count: number } } } }>('tills');
    return must(tills, 'the store has tills').day.figures.sales.count;
  }

  /** Units of an item on hand, at the store and as the hub counts them. */
  async onHand(index: number): Promise<{ store: number; hub: number }> {
    const { sku } = must(this.products[index], 'item');
    const atStore = await this.store.clerk.get<{ onHand: number }>(`stock/${sku}`);
    const { storeStock } = await this.retailer.hub.operations.run(StoreStock, { storeId: STORE, sku });
    return { store: must(atStore, 'the store knows it').onHand, hub: storeStock.onHand };
  }

  /** Waits until the hub has every document the store has written. */
  async allAtHub(): Promise<void> {
    await until('the hub has everything', async () => {
      const status = await this.store.clerk.get<{ up: { n: number } }>('status');
      const { syncStatus } = await this.retailer.hub.operations.run(SyncStatus, { storeIds: [STORE] });
      return syncStatus[0]?.up.n === status?.up.n;
    });
  }

  /** An order from the web shop; its pass, once it is ready to be collected or picked here. */
  async order(
    id: string,
    lines: readonly { index: number; units: number }[],
    payment: 'PAID' | 'DUE' = 'PAID',
  ): Promise<string> {
    const wanted = lines.map(({ index, units }) => ({ sku: must(this.products[index], 'item').sku, units }));
    const input = { id, storeId: STORE, channel: 'web', lines: wanted, payment } as never;
    // The store has to grant the units first.
    const giveUpAt = Date.now() + 60_000;
    for (;;) {
      const { placePickupOrder: answer } = await this.retailer.hub.checkout.run(PlacePickupOrder, { input });
      if (answer.__typename === 'PickupOrderRecorded') return answer.order.pass;
      if (Date.now() > giveUpAt) throw new Error(`the order was refused: ${JSON.stringify(answer)}`);
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }

  /** The state of the store as both sides know it, once nothing moves any more. */
  converged(): Promise<Convergence[]> {
    return converge(this.retailer, [this.store], { giveUpMs: 60_000 });
  }

  async stop(): Promise<void> {
    for (const context of this.#contexts) await context.close().catch(() => undefined);
    await this.retailer.kill();
    rmSync(this.#directory, { recursive: true, force: true, maxRetries: 5 });
  }
}
