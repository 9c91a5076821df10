/**
 * A retailer of real processes and counters in a real browser: what the
 * counter's tests and its pictures stand on. Nothing in it is a stand-in.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { must } from '@ringfence/domain/basic/assert.ts';
import { checkDigit } from '@ringfence/domain/basic/gtin.ts';
import type { Product, StoreInfo } from '@ringfence/domain/documents/catalog.ts';
import { PlacePickupOrder } from '@ringfence/graphql/generated/operations.ts';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { type Retailer, type RunningStore, startRetailer } from '../processes/retailer.ts';
import { putStaff, TRIAL_STAFF } from '../processes/staff.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CHROMIUM = process.env['CHROMIUM_BIN'] ?? '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const SHOWN_MS = 20_000;

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
];
const PRICES = [899, 1250, 1490, 3495, 8900, 2190];

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
    buildApp();
    const directory = mkdtempSync(join(tmpdir(), 'ringfence-counter-'));
    const items = products(options.products ?? 12);
    const stores = [store('S01', 'Main Street', 'Main Street 1'), store('S02', 'Harbour', 'Quay 7')];
    const retailer = await startRetailer({ directory, stores, products: items, basePort: 0 });
    await putStaff(retailer.hub.operations);
    const world = new World(retailer, items, directory);
    const lines = items.slice(0, 12).map(({ sku }) => ({ sku, units: options.stocked ?? 20, area: 'shelf' }));
    await world.store.clerk.command('receipts', { id: 'first-delivery', lines });
    return world;
  }

  get store(): RunningStore {
    return must(this.retailer.stores[0], 'there is a first store');
  }

  /** The code on the item's package. */
  code(index: number): string {
    return must(this.products[index]?.gtins[0], `item ${index} has a code`);
  }

  /** A browser of its own, as one device: storage, service worker, language. */
  async device(
    options: { language?: 'en' | 'pl'; theme?: 'light' | 'dark'; width?: number; height?: number } = {},
  ): Promise<BrowserContext> {
    const { language = 'en', theme = 'light', width = 1024, height = 768 } = options;
    const context = await chromium.launchPersistentContext(mkdtempSync(join(this.#directory, 'browser-')), {
      executablePath: CHROMIUM,
      headless: true,
      args: FLAGS,
      locale: language === 'en' ? 'en-IE' : 'pl-PL',
      timezoneId: 'Europe/Warsaw',
      colorScheme: theme,
      viewport: { width, height },
    });
    context.setDefaultTimeout(SHOWN_MS);
    this.#contexts.push(context);
    return context;
  }

  /** The address that connects a new device. */
  address(register = 'R1'): string {
    return `${this.store.process.url}/#register=${register}&key=${this.store.keys.clerk}`;
  }

  /** Opens the counter as a new device and signs in. */
  async open(context: BrowserContext, who: keyof typeof PEOPLE = 'clerk'): Promise<Page> {
    const page = context.pages()[0] ?? (await context.newPage());
    await page.goto(this.address());
    await page.getByRole('button', { name: /Clerk/ }).first().waitFor();
    await page.getByTestId('first-load').waitFor({ state: 'hidden' });
    await signIn(page, who);
    return page;
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
    const giveUpAt = Date.now() + 30_000;
    for (;;) {
      const { placePickupOrder: answer } = await this.retailer.hub.checkout.run(PlacePickupOrder, { input });
      if (answer.__typename === 'PickupOrderRecorded') return answer.order.pass;
      if (Date.now() > giveUpAt) throw new Error(`the order was refused: ${JSON.stringify(answer)}`);
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }

  async stop(): Promise<void> {
    for (const context of this.#contexts) await context.close().catch(() => undefined);
    await this.retailer.kill();
    rmSync(this.#directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

const [clerk, supervisor, manager] = TRIAL_STAFF;
export const PEOPLE = { clerk, supervisor, manager } as const;

/** Types the PIN of a person who is shown on the sign-in screen. */
export async function signIn(page: Page, who: keyof typeof PEOPLE = 'clerk'): Promise<void> {
  const person = must(PEOPLE[who], `there is a ${who}`);
  await page.getByRole('button', { name: new RegExp(`^${person.name}`) }).click();
  await page.keyboard.type(person.pin);
  await page.keyboard.press('Enter');
  await page.getByRole('navigation').waitFor();
}

/** As a keyboard-wedge scanner: faster than anybody types, with Enter at the end. */
export async function scan(page: Page, code: string): Promise<void> {
  await page.keyboard.type(code, { delay: 0 });
  await page.keyboard.press('Enter');
}

export const goTo = async (page: Page, task: string): Promise<void> => {
  await page.evaluate((name) => {
    location.hash = `#/${name}`;
  }, task);
};

export async function until(what: string, check: () => Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + 30_000;
  while (!(await check())) {
    if (Date.now() > giveUpAt) throw new Error(`${what}: it never came true`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

let isBuilt = false;
function buildApp(): void {
  if (isBuilt && existsSync(join(ROOT, 'store-node/counter/dist/index.html'))) return;
  execFileSync(process.execPath, [join(ROOT, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'error'], {
    cwd: join(ROOT, 'store-node/counter'),
    stdio: 'inherit',
  });
  isBuilt = true;
}
