/** Everything that can be cut in the middle of a sale: each sale reaches the store and the hub once, whatever was cut. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { button, goTo, primary, receiptOf, scan, sell, signIn, until } from './page.ts';
import { World } from './world.ts';

let world: World;
let device: ReturnType<World['newDevice']>;
let context: BrowserContext;
let page: Page;
beforeAll(async () => {
  world = await World.start({ stocked: 60 });
}, 600_000);
afterAll(() => world?.stop(), 60_000);

beforeEach(async () => {
  device = world.newDevice();
  context = await device.start();
  page = await world.open(context);
  // The worker has the app's files, so the next start needs no network.
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
}, 600_000);
afterEach(async () => {
  await context?.close().catch(() => undefined);
  const { store, retailer } = world;
  store.process.signal('SIGCONT');
  if (!store.process.isRunning) await store.process.start();
  if (!retailer.hub.process.isRunning) await retailer.hub.process.start();
}, 600_000);

/** Processes and browsers are started and killed: generous on a busy machine. */
const LONG = 600_000;
const says = (text: string | RegExp): Promise<void> => page.getByTestId('status-line').getByText(text).waitFor();

interface Count {
  readonly sales: number;
  readonly store: number;
  readonly hub: number;
}

/** Sales at the store, and units of item `index` on hand there and at the hub. */
async function countOf(index: number): Promise<Count> {
  await world.allAtHub();
  return { sales: await world.salesAtStore(), ...(await world.onHand(index)) };
}

/** So many sales with so many units have come to the store and to the hub since `before`, and no more will come. */
async function cameOnce(index: number, before: Count, came: { sales?: number; units?: number } = {}): Promise<void> {
  const { sales = 1 } = came;
  const { units = sales } = came;
  await until('the sales are at the store', async () => (await world.salesAtStore()) >= before.sales + sales);
  const tab = context.pages().at(-1) ?? page;
  await goTo(tab, 'status');
  await tab.getByTestId('outbox').getByText('Nothing waits on this register.').waitFor();
  expect(await countOf(index)).toEqual({
    sales: before.sales + sales,
    store: before.store - units,
    hub: before.hub - units,
  });
}

/** Opens the counter once more on the device as it is, in a new tab. */
async function openTab(): Promise<Page> {
  const tab = await context.newPage();
  await tab.goto(world.store.process.url);
  await signIn(tab);
  return tab;
}

test(
  'the store’s computer is killed: selling goes on, the sale waits and says so, and is recorded once when it is back',
  async () => {
    const before = await countOf(0);
    await world.store.process.kill();
    await says(/has not answered since/);
    await sell(page, [world.code(0)]);
    expect(await receiptOf(page).innerText()).toContain('Recorded at the register');
    await says('1 sale waits on this register');
    await goTo(page, 'status');
    await page.getByTestId('outbox').getByText('Waiting').waitFor();
    await world.store.process.start();
    await page.getByTestId('outbox').getByText('Sent').first().waitFor();
    await cameOnce(0, before);
  },
  LONG,
);

test(
  'the store’s computer is killed while a sale is on its way to it',
  async () => {
    const before = await countOf(0);
    await scan(page, world.code(0));
    await primary(page).click();
    await button(page, 'Exact').click();
    // Stopped, not gone: the sale hangs unanswered, then its connection breaks.
    world.store.process.signal('SIGSTOP');
    await primary(page).click();
    await world.store.process.kill();
    await receiptOf(page).waitFor();
    await world.store.process.start();
    await cameOnce(0, before);
  },
  LONG,
);

test(
  'no network: reloaded, the page opens from this device, sells, keeps the sale over another reload, and sends it',
  async () => {
    const before = await countOf(1);
    await context.setOffline(true);
    await page.reload();
    await signIn(page);
    await sell(page, [world.code(1)]);
    await page.reload();
    await signIn(page);
    await says('1 sale waits on this register');
    await context.setOffline(false);
    await cameOnce(1, before);
  },
  LONG,
);

test(
  'the network goes in the middle of a basket: nothing of it is lost, over a reload too',
  async () => {
    const before = await countOf(2);
    await scan(page, world.code(2));
    await page.getByTestId('basket').locator('li').waitFor();
    await context.setOffline(true);
    await page.reload();
    await signIn(page);
    await page.getByTestId('basket').locator('li').waitFor();
    await sell(page, [world.code(2)]);
    await context.setOffline(false);
    await cameOnce(2, before, { sales: 1, units: 2 });
  },
  LONG,
);

test(
  'the tab is killed in the middle of a sale: what was completed is sent by the next tab',
  async () => {
    const before = await countOf(3);
    // The store is stopped, not gone: the sale hangs unanswered when the tab dies.
    await scan(page, world.code(3));
    await primary(page).click();
    await button(page, 'Exact').click();
    world.store.process.signal('SIGSTOP');
    await primary(page).click();
    await until('the sale is on this device’s disk', async () => (await outboxOf(page)) === 1);
    await page.close();
    world.store.process.signal('SIGCONT');
    page = await openTab();
    await cameOnce(3, before);
  },
  LONG,
);

test(
  'the device loses power after a sale: the sale is on its disk, and is sent at the next start',
  async () => {
    const before = await countOf(4);
    await world.store.process.kill();
    await says(/has not answered since/);
    await sell(page, [world.code(4)]);
    device.cutPower();
    await context.close().catch(() => undefined);
    await world.store.process.start();
    context = await device.start();
    page = await openTab();
    await cameOnce(4, before);
  },
  LONG,
);

test(
  'cold start with the store’s computer off: the counter opens from this device, lets people in and sells',
  async () => {
    const before = await countOf(5);
    await context.close();
    await world.store.process.kill();
    context = await device.start();
    page = await openTab();
    await says(/has not answered since/);
    await sell(page, [world.code(5)]);
    await world.store.process.start();
    await cameOnce(5, before);
  },
  LONG,
);

test(
  'two tabs and a dead store: each sale is recorded once',
  async () => {
    const before = await countOf(6);
    const second = await openTab();
    await world.store.process.kill();
    await says(/has not answered since/);
    await page.bringToFront();
    await sell(page, [world.code(6)]);
    await second.bringToFront();
    await sell(second, [world.code(6)]);
    await world.store.process.start();
    await cameOnce(6, before, { sales: 2 });
  },
  LONG,
);

test(
  'the hub is away for a day: sales, the next morning’s too, and the figures are one with the hub’s when it is back',
  async () => {
    const { hub } = world.retailer;
    const before = await countOf(7);
    await hub.process.kill();
    await says('No line to head office since');
    await sell(page, [world.code(7)]);
    expect(await receiptOf(page).innerText()).not.toContain('Recorded at the register');
    // Next morning: every clock has gone on by a day, and the store's computer was off overnight.
    await context.close();
    await world.store.process.kill();
    const tomorrow = { NODE_OPTIONS: `--import ${inDays(1)}` };
    await world.store.process.start(tomorrow);
    context = await device.start();
    await context.addInitScript({ content: shiftClock(1) });
    page = await openTab();
    await says('No line to head office since');
    await sell(page, [world.code(7)]);
    await says(/documents? not yet at head office/);
    await hub.process.start(tomorrow);
    await says('Connected to head office');
    await cameOnce(7, before, { sales: 2 });
    expect((await world.converged()).every(({ atStore, atHub }) => atStore === atHub)).toBe(true);
  },
  LONG,
);

test(
  'a shift is not closed over sales the store does not have, without saying so',
  async () => {
    const before = await countOf(8);
    await goTo(page, 'shift');
    await primary(page).click();
    await page.getByText('open since').waitFor();
    await goTo(page, 'sell');
    // The one request that carries the sale breaks; everything else goes through.
    await context.route('**/v1/sales', (route) => route.abort('connectionreset'));
    await sell(page, [world.code(8)]);
    await says('1 sale waits on this register');
    await goTo(page, 'shift');
    await button(page, 'Close shift').click();
    await page.getByText('1 sale is not yet at the store’s computer.').waitFor();
    await button(page, 'Close all the same').waitFor();
    await context.unroute('**/v1/sales');
    await page.getByText('1 sale is not yet at the store’s computer.').waitFor({ state: 'detached' });
    await page.getByLabel('€20.00', { exact: true }).first().fill('1');
    await primary(page).click();
    await page.getByTestId('report').waitFor();
    await page.getByText('1 sale', { exact: true }).waitFor();
    await cameOnce(8, before);
  },
  LONG,
);

/** How many commands this device has kept that the store has not answered. */
const outboxOf = (tab: Page): Promise<number> =>
  tab.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const open = indexedDB.open('rxdb-dexie-counter-own--0--outbox');
        open.addEventListener('error', () => reject(new Error('no outbox')));
        open.addEventListener('success', () => {
          const all = open.result.transaction('docs').objectStore('docs').getAll();
          all.addEventListener('success', () => {
            open.result.close();
            resolve((all.result as { state: string }[]).filter((one) => one.state !== 'sent').length);
          });
        });
      }),
  );

/** A script that moves a program's clock. */
const shiftClock = (days: number): string => `{
  const Real = Date;
  const now = () => Real.now() + ${days * 86_400_000};
  globalThis.Date = class extends Real {
    constructor(...given) { super(...(given.length === 0 ? [now()] : given)); }
    static now() { return now(); }
  };
}`;
const inDays = (days: number): string => `data:text/javascript,${encodeURIComponent(shiftClock(days))}`;
