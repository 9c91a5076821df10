/**
 * The counter in Chromium with 50,000 items, its store's node and the hub on
 * the same machine: what comes over the wire, how soon it can be used, how
 * soon a scan and a sale are seen. A time ends when the browser has painted
 * what a person waits for, and begins with the key, the click or the start of
 * the navigation; the clock is the browser's own.
 */
import type { BrowserContext, Page } from 'playwright-core';
import { button, primary, receiptOf, scan, signIn, until } from '../counter/page.ts';
import { World } from '../counter/world.ts';
import { type Figure, figureOf, quantile } from './figure.ts';
import type { Scale } from './scale.ts';

const PRODUCTS = 50_000;
const RELOADS = 12;
const SALES = 100;
const LINES = 3;
/** Items between two that are scanned, so that scans reach all of the catalogue. */
const STRIDE = 163;
const STOCK = 10;
const LOAD_MS = 180_000;

/** What is looked for, and when it was on the screen; times of the page's own clock in milliseconds. */
const WATCH = `(() => {
  const seen = (globalThis.seen = {});
  const tests = {
    shell: () => document.querySelector('#app')?.textContent.trim() !== '',
    progress: () => /\\d/.test(document.querySelector('[data-testid=first-load]')?.textContent ?? ''),
    ready: () => document.querySelector('.people button') !== null,
    loaded: () => document.querySelector('.people button') !== null && !document.querySelector('[data-testid=first-load]'),
  };
  // A task after the frame: what was in the document then has been painted.
  const afterPaint = (done) => requestAnimationFrame(() => { const c = new MessageChannel(); c.port1.onmessage = () => done(performance.now()); c.port2.postMessage(0); });
  globalThis.afterPaint = afterPaint;
  const look = () => {
    for (const [name, test] of Object.entries(tests)) {
      if (seen[name] !== undefined || !test()) continue;
      seen[name] = 0;
      afterPaint((at) => { seen[name] = at; });
    }
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true });

  const timed = (globalThis.timed = { scans: [], sales: [] });
  let scanned, sold;
  addEventListener('keydown', (event) => { if (event.key === 'Enter' && event.timeStamp) scanned = event.timeStamp; }, true);
  addEventListener('pointerup', (event) => { sold = event.target.closest?.('.foot .primary') ? event.timeStamp : undefined; }, true);
  new MutationObserver((changes) => {
    const inBasket = changes.some(({ target }) => (target.nodeType === 1 ? target : target.parentElement)?.closest('[data-testid=basket], main'));
    const lines = document.querySelectorAll('[data-testid=basket] li').length;
    if (inBasket && scanned !== undefined && lines > timed.lines) { const from = scanned; scanned = undefined; afterPaint((at) => timed.scans.push(at - from)); }
    timed.lines = lines;
    if (sold !== undefined && document.querySelector('[data-testid=receipt]')) { const from = sold; sold = undefined; afterPaint((at) => timed.sales.push(at - from)); }
  }).observe(document, { childList: true, subtree: true });
  timed.lines = 0;
})()`;

interface Seen {
  readonly shell?: number;
  readonly progress?: number;
  readonly ready?: number;
  readonly loaded?: number;
}

export async function counter(_scale: Scale): Promise<Figure[]> {
  const world = await World.start({ products: PRODUCTS, stores: 1 });
  try {
    const context = await world.device();
    await context.addInitScript({ content: WATCH });
    const page = context.pages()[0] ?? (await context.newPage());
    const first = await firstLoad(world, page);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    const online = await reloads(page);
    await context.setOffline(true);
    const offline = await reloads(page);
    await context.setOffline(false);
    const { scans, sales } = await trade(world, context, page);
    return [...first, ...reloadFigures('reload', online), ...reloadFigures('offline reload', offline)].concat([
      ...tails(`counter: scan to line on screen, ${PRODUCTS} items`, scans, 50),
      ...tails('counter: complete pressed to receipt on screen, node on the same machine', sales, 150),
    ]);
  } finally {
    await world.stop();
  }
}

const figure = (name: string, unit: string, value: number, target?: number): Figure =>
  figureOf({ name, unit, values: [value], lowerIsBetter: true, ...(target === undefined ? {} : { target }) });

/** Every figure of the very first visit: an empty device, nothing cached. */
async function firstLoad(world: World, page: Page): Promise<Figure[]> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  let bytes = 0;
  const urls = new Map<string, string>();
  let isOpen = true;
  session.on('Network.responseReceived', ({ requestId, response }) => urls.set(requestId, response.url));
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const path = new URL(urls.get(requestId) ?? 'about:blank').pathname;
    // What the store knows is data, and comes after the page.
    if (isOpen && !path.startsWith('/v1/')) bytes += encodedDataLength;
  });
  await page.goto(world.address());
  await page.locator('.people button').first().waitFor();
  isOpen = false;
  await until('the whole catalogue is on the device', async () => ((await seenBy(page)).loaded ?? 0) > 0, LOAD_MS);
  const seen = await seenBy(page);
  return [
    figure('counter: first page, everything up to the first screen, compressed', 'kB', bytes / 1000, 250),
    figure('counter: very first load, something on screen', 'ms', seen.shell ?? NaN),
    figure('counter: very first load, progress with counts on screen', 'ms', seen.progress ?? NaN, 300),
    figure(`counter: very first load, all ${PRODUCTS} items on the device`, 's', (seen.loaded ?? NaN) / 1000),
  ];
}

const seenBy = (page: Page): Promise<Seen> => page.evaluate(() => (globalThis as unknown as { seen: Seen }).seen);

/** From the start of the navigation until somebody can sign in, several times. */
async function reloads(page: Page): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < RELOADS; round += 1) {
    await page.reload();
    await until('the counter is ready', async () => ((await seenBy(page)).ready ?? 0) > 0);
    times.push((await seenBy(page)).ready ?? NaN);
  }
  return times;
}

const reloadFigures = (what: string, times: readonly number[]): Figure[] => [
  figureOf({
    name: `counter: ${what} to ready, ${PRODUCTS} items`,
    unit: 'ms',
    values: times,
    target: 500,
    lowerIsBetter: true,
  }),
  figure(`counter: ${what}, slowest of ${RELOADS}`, 'ms', Math.max(...times)),
];

const tails = (name: string, times: readonly number[], target: number): Figure[] => [
  figureOf({ name: `${name}, p50`, unit: 'ms', values: times, lowerIsBetter: true }),
  figure(`${name}, p99`, 'ms', quantile(times, 0.99), target),
];

/** Sales of a few items each, by scanner and mouse. */
async function trade(
  world: World,
  context: BrowserContext,
  page: Page,
): Promise<{ scans: readonly number[]; sales: readonly number[] }> {
  const indexes = Array.from({ length: SALES * LINES }, (_, at) => (at * STRIDE) % PRODUCTS);
  await world.deliver(indexes, STOCK);
  await page.reload();
  await signIn(page);
  // The names for the search are read after the first screen; measured is the day that follows.
  await page.locator('main input').first().fill('Item 49');
  await page.getByRole('option').first().waitFor();
  await page.locator('main input').first().fill('');
  for (let at = 0; at < SALES; at += 1) {
    for (let line = 0; line < LINES; line += 1) {
      await scan(page, world.code(indexes[at * LINES + line] ?? 0));
      await page.locator('[data-testid=basket] li').nth(line).waitFor();
    }
    await primary(page).click();
    await button(page, 'Exact').click();
    await primary(page).click();
    await receiptOf(page).waitFor();
    await primary(page).click();
  }
  const timed = await page.evaluate(
    () => (globalThis as unknown as { timed: { scans: number[]; sales: number[] } }).timed,
  );
  if (timed.scans.length < SALES * LINES || timed.sales.length < SALES)
    throw new Error('a scan or a sale was not seen');
  await context.close();
  return timed;
}
