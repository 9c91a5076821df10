/** The counter in a real browser, on real processes: a day at the till, and everything that can be cut in the middle of it. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { goTo, scan, signIn, until, World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await World.start();
}, 180_000);
afterAll(() => world.stop());

const primary = (page: Page) => page.locator('.primary');
const lineCount = (page: Page) => page.locator('[data-testid=basket] li').count();
const total = (page: Page) => page.getByTestId('total').innerText();
const statusLine = (page: Page) => page.getByTestId('status-line');

const salesAtStore = async (): Promise<number> => {
  const tills = await world.store.clerk.get<{ day: { figures: { sales: { count: number } } } }>('tills');
  return tills?.day.figures.sales.count ?? 0;
};

/** From the first scan to the receipt, paid in cash exactly. */
async function sell(page: Page, codes: readonly string[]): Promise<void> {
  for (const code of codes) await scan(page, code);
  await until('the basket is filled', async () => (await lineCount(page)) > 0);
  await primary(page).click();
  await page.getByRole('button', { name: 'Exact' }).click();
  await primary(page).click();
  await page.getByTestId('receipt').waitFor();
}

/** Out of the counter's reach: the process is gone, the port is closed. */
const killStore = () => world.store.process.kill();
const startStore = () => world.store.process.start();

describe('selling', () => {
  let context: BrowserContext;
  let page: Page;
  beforeAll(async () => {
    context = await world.device();
    page = await world.open(context);
  }, 60_000);
  afterAll(() => context.close());

  test('scans that come faster than anybody types all arrive, whatever has the focus', async () => {
    await page.locator('input').first().focus();
    for (const index of [0, 1, 0, 2]) await scan(page, world.code(index));
    await until('three lines', async () => (await lineCount(page)) === 3);
    expect(await total(page)).toBe('€45.38');
    expect(await page.locator('input').first().inputValue()).toBe('');
  });

  test('cash with change, a receipt with a number, and the store has the sale on disk', async () => {
    const before = await salesAtStore();
    await primary(page).click();
    await page.getByRole('button', { name: '€50.00' }).click();
    expect(await page.getByTestId('change').innerText()).toBe('€4.62');
    await primary(page).click();
    await page.getByTestId('receipt').waitFor();
    expect(await page.getByTestId('receipt').innerText()).toContain('R1-000001');
    expect(await total(page)).toBe('€4.62');
    expect(await salesAtStore()).toBe(before + 1);
    await primary(page).click();
  });

  test('an unknown code is said aloud and in words, and sells nothing', async () => {
    await scan(page, '4006381333931');
    await page.getByText('No item has the code 4006381333931.').waitFor();
    expect(await lineCount(page)).toBe(0);
  });

  test('a parked basket comes back as it was', async () => {
    await scan(page, world.code(3));
    await until('one line', async () => (await lineCount(page)) === 1);
    await page.getByRole('button', { name: 'Park' }).click();
    await until('an empty basket', async () => (await lineCount(page)) === 0);
    await page.getByRole('button', { name: /Oak cutting board/ }).click();
    await until('the line is back', async () => (await lineCount(page)) === 1);
    await page.getByRole('button', { name: 'Remove Oak cutting board' }).click();
  });

  test('units kept for online orders are sold on a supervisor’s word, which says why', async () => {
    const sku = world.products[5]?.sku ?? '';
    const { online = 0, shelf = 0 } =
      (await world.store.clerk.get<{ online: number; shelf: number }>(`stock/${sku}`)) ?? {};
    expect(online).toBeGreaterThan(0);
    // Nobody at head office can give them back while the line is cut.
    await world.store.operator.cutLink(true);
    await page.getByText('No line to head office').waitFor();
    for (let count = 0; count < shelf + 1; count += 1) await scan(page, world.code(5));
    await until(
      'all units',
      async () => (await page.locator('.stepper output').first().innerText()) === String(shelf + 1),
    );
    await primary(page).click();
    await page.getByRole('button', { name: 'Exact' }).click();
    await primary(page).click();
    await page.getByText(/kept for online orders/).waitFor();
    await page.getByLabel('Why it is sold all the same').fill('in the customer’s hands');
    await page.getByRole('dialog').getByRole('button', { name: 'Supervisor' }).click();
    await page.getByLabel('PIN').fill('1470');
    await page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();
    await page.getByTestId('receipt').waitFor();
    await world.store.operator.cutLink(false);
    await primary(page).click();
  });
});

describe('cut off', () => {
  let context: BrowserContext;
  let page: Page;
  beforeEach(async () => {
    context = await world.device();
    page = await world.open(context);
    // The worker has the app's files, so the next start needs no network.
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  }, 60_000);
  afterEach(async () => {
    if (!world.store.process.isRunning) await startStore();
    await context.close();
  }, 60_000);

  test('the store’s process is killed: selling goes on, the sale waits, and is recorded once when it is back', async () => {
    const before = await salesAtStore();
    await killStore();
    await sell(page, [world.code(0)]);
    expect(await page.getByTestId('receipt').innerText()).toContain('Recorded at the register');
    await page.getByText('1 sale waits on this register').waitFor();
    await startStore();
    await until('the sale is at the store', async () => (await salesAtStore()) === before + 1);
    await goTo(page, 'status');
    await page.getByTestId('outbox').getByText('Sent').first().waitFor();
    expect(await salesAtStore()).toBe(before + 1);
  }, 120_000);

  test('no network: the page is reloaded, opens from this device, sells, and sends when the network is back', async () => {
    const before = await salesAtStore();
    await context.setOffline(true);
    await page.reload();
    await signIn(page);
    await sell(page, [world.code(1), world.code(2)]);
    await page.reload();
    await signIn(page);
    await page.getByText('1 sale waits on this register').waitFor();
    await context.setOffline(false);
    await until('the sale is at the store', async () => (await salesAtStore()) === before + 1);
  }, 120_000);

  test('the tab is killed in the middle of a sale: what was completed is sent by the next tab, what was not is still a basket', async () => {
    const before = await salesAtStore();
    // The store is stopped, not gone: the sale hangs unanswered when the tab dies.
    world.store.process.signal('SIGSTOP');
    await scan(page, world.code(0));
    await primary(page).click();
    await page.getByRole('button', { name: 'Exact' }).click();
    await primary(page).click();
    await page.waitForTimeout(300);
    await page.close();
    world.store.process.signal('SIGCONT');
    const next = await context.newPage();
    await next.goto(world.store.process.url);
    await signIn(next);
    await until('the sale is at the store', async () => (await salesAtStore()) === before + 1);
    await next.waitForTimeout(1000);
    expect(await salesAtStore()).toBe(before + 1);
  }, 120_000);

  test('two tabs and a dead store: each sale is recorded once', async () => {
    const before = await salesAtStore();
    const second = await context.newPage();
    await second.goto(world.store.process.url);
    await signIn(second);
    await killStore();
    await page.bringToFront();
    await sell(page, [world.code(0)]);
    await second.bringToFront();
    await sell(second, [world.code(1)]);
    await startStore();
    await until('both are at the store', async () => (await salesAtStore()) === before + 2);
    await second.waitForTimeout(1500);
    expect(await salesAtStore()).toBe(before + 2);
  }, 120_000);

  test('the hub is away: everything works, the status line says since when, and says so no more when it is back', async () => {
    const { process: hub } = world.retailer.hub;
    await hub.kill();
    await until('the line says so', async () =>
      (await statusLine(page).innerText()).includes('No line to head office since'),
    );
    await sell(page, [world.code(2)]);
    expect(await page.getByTestId('receipt').innerText()).not.toContain('Recorded at the register');
    await hub.start();
    await until('it is quiet again', async () =>
      (await statusLine(page).innerText()).includes('Connected to head office'),
    );
  }, 120_000);
});
