/** A catalogue of 50,000 items: the first load says how far it is, and afterwards every item is found, with a line or without. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { lineCount, scan, signIn, until } from './page.ts';
import { World } from './world.ts';

const PRODUCTS = 50_000;
const LONG = 600_000;

let world: World;
let context: BrowserContext;
let page: Page;
beforeAll(async () => {
  world = await World.start({ products: PRODUCTS, stores: 1 });
  context = await world.device();
  page = context.pages()[0] ?? (await context.newPage());
}, LONG);
afterAll(() => world?.stop(), 60_000);

/** Counts in the page itself how many things the progress said: nothing of it is missed on a busy machine. */
function countProgress(): void {
  const said = new Set<string>();
  new MutationObserver(() => {
    const text = document.querySelector('[data-testid=first-load]')?.textContent;
    if (text) said.add(text);
    document.documentElement.dataset['progress'] = String(said.size);
  }).observe(document, { subtree: true, childList: true, characterData: true });
}

test(
  'the first load shows how many items there are and how many are here, until all are',
  async () => {
    await page.addInitScript(countProgress);
    await page.goto(world.address());
    const progress = page.getByTestId('first-load');
    await progress.getByText('of 50,000').waitFor();
    await until('everything is here', async () => (await page.getByTestId('first-loaded').count()) > 0, LONG);
    // It moved on the way.
    const shown = await page.evaluate(() => document.documentElement.dataset['progress']);
    expect(Number(shown)).toBeGreaterThan(2);
  },
  LONG,
);

test(
  'any item is found by its code and by its name',
  async () => {
    await signIn(page);
    await scan(page, world.code(PRODUCTS - 1), world.code(PRODUCTS / 2));
    await until('two lines', async () => (await lineCount(page)) === 2);
    await page.locator('main input').first().fill('item 49999');
    await page.getByRole('option', { name: /Item 49999/ }).click();
    await until('three lines', async () => (await lineCount(page)) === 3);
  },
  LONG,
);

test(
  'with no network it starts again with all of them, and the basket is as it was',
  async () => {
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await context.setOffline(true);
    await page.reload();
    await signIn(page);
    expect(await page.getByTestId('first-load').count()).toBe(0);
    await until('the lines are there', async () => (await lineCount(page)) === 3);
    await scan(page, world.code(31_415));
    await until('four lines', async () => (await lineCount(page)) === 4);
  },
  LONG,
);
