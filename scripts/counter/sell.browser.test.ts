/** Selling in a real browser, on real processes: scans, money, a parked basket, a supervisor’s word. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { must } from '@ringfence/domain/basic/assert.ts';
import { LIMITS } from '@ringfence/store-node/counter/src/limits.ts';
import type { Page } from 'playwright-core';
import {
  button,
  lineCount,
  pay,
  PEOPLE,
  primary,
  receiptOf,
  said,
  scan,
  signIn,
  totalOf,
  until,
  type Who,
} from './page.ts';
import { World } from './world.ts';

let world: World;
let page: Page;
beforeAll(async () => {
  world = await World.start();
  page = await world.open(await world.device());
}, 600_000);
afterAll(() => world?.stop(), 60_000);

const unitsOfFirstLine = (): Promise<string> => page.locator('.stepper output').first().innerText();

test('scans that come faster than anybody types all arrive, whatever has the focus', async () => {
  await page.locator('main input').first().focus();
  const rounds = 8;
  const codes = Array.from({ length: rounds }, () => [0, 1, 0, 2].map((index) => world.code(index))).flat();
  await scan(page, ...codes);
  // Two mugs, a candle and a tea towel a round.
  const cents = rounds * (2 * 899 + 1250 + 1490);
  await until('all units', async () => (await totalOf(page)) === `€${(cents / 100).toFixed(2)}`);
  expect(await lineCount(page)).toBe(3);
  expect(await page.locator('main input').first().inputValue()).toBe('');
  for (const name of ['White mug', 'Beeswax candle', 'Linen tea towel']) await button(page, `Remove ${name}`).click();
  await until('an empty basket', async () => (await lineCount(page)) === 0);
}, 600_000);

test('a person types a code by hand and Enter takes it; digits stay in the field meanwhile', async () => {
  const field = page.locator('main input').first();
  await field.click();
  await page.keyboard.type(world.code(1), { delay: 130 });
  expect(await field.inputValue()).toBe(world.code(1));
  await page.keyboard.press('Enter');
  await until('one line', async () => (await lineCount(page)) === 1);
  expect(await field.inputValue()).toBe('');
  await button(page, 'Remove Beeswax candle').click();
}, 600_000);

test('cash with change, a receipt with a number, and the store has the sale on disk', async () => {
  const before = await world.salesAtStore();
  await scan(page, world.code(0), world.code(1), world.code(0), world.code(2));
  await until('four units', async () => (await totalOf(page)) === '€45.38');
  await primary(page).click();
  await button(page, '€50.00').click();
  expect(await page.getByTestId('change').innerText()).toBe('€4.62');
  await primary(page).click();
  await receiptOf(page).waitFor();
  expect(await receiptOf(page).innerText()).toContain('R1-000001');
  expect(await totalOf(page)).toBe('€4.62');
  expect(await world.salesAtStore()).toBe(before + 1);
  await primary(page).click();
}, 600_000);

test('an unknown code is said aloud and in words, and sells nothing', async () => {
  await scan(page, '4006381333931');
  await said(page, 'No item has the code 4006381333931.');
  expect(await lineCount(page)).toBe(0);
}, 600_000);

test('a parked basket comes back as it was', async () => {
  await scan(page, world.code(3));
  await until('one line', async () => (await lineCount(page)) === 1);
  await button(page, 'Park').click();
  await until('an empty basket', async () => (await lineCount(page)) === 0);
  await button(page, /Oak cutting board/).click();
  await until('the line is back', async () => (await lineCount(page)) === 1);
  await button(page, 'Remove Oak cutting board').click();
}, 600_000);

/** Cuts the line, so that nobody can give units back, and puts one unit more than the shelf has into the basket. */
async function askForOneKept(index: number): Promise<void> {
  const sku = world.products[index]?.sku ?? '';
  let kept = { online: 0, shelf: 0 };
  await until('some are kept for online orders', async () => {
    kept = (await world.store.clerk.get<typeof kept>(`stock/${sku}`)) ?? kept;
    return kept.online > 0;
  });
  await world.store.operator.cutLink(true);
  await page.getByTestId('status-line').getByText('No line to head office').waitFor();
  await scan(page, ...Array.from({ length: kept.shelf + 1 }, () => world.code(index)));
  await until('all units', async () => (await unitsOfFirstLine()) === String(kept.shelf + 1));
}

async function approve(who: Who, field: string, reason: string): Promise<void> {
  const person = must(PEOPLE[who], who);
  const question = page.getByRole('dialog');
  await question.getByLabel(field).fill(reason);
  await question.getByRole('button', { name: person.name, exact: true }).click();
  await question.getByLabel('PIN').fill(person.pin);
  await question.getByRole('button', { name: 'Approve' }).click();
}

test('units kept for online orders are sold on a supervisor’s word, which says why', async () => {
  await askForOneKept(5);
  await pay(page);
  await page
    .getByRole('dialog')
    .getByText(/kept for online orders/)
    .waitFor();
  await approve('supervisor', 'Why it is sold all the same', 'in the customer’s hands');
  await receiptOf(page).waitFor();
  await primary(page).click();
  await world.store.operator.cutLink(false);
}, 600_000);

test('one supervisor gives a discount, another one the units that are kept: both words stand in the sale', async () => {
  await askForOneKept(4);
  await button(page, 'Discount').click();
  await page.getByRole('dialog').getByLabel('How much (%)').fill('50');
  await button(page, 'Goodwill').click();
  await button(page, 'Ask a supervisor').click();
  await approve('supervisor', 'Reason', 'waited long');
  await page.getByText(`Approved by ${PEOPLE.supervisor?.name}`).waitFor();
  const sent = page.waitForResponse((response) => response.url().endsWith('/v1/sales') && response.status() === 201);
  await pay(page);
  await page
    .getByRole('dialog')
    .getByText(/kept for online orders/)
    .waitFor();
  await approve('manager', 'Why it is sold all the same', 'in the customer’s hands');
  await receiptOf(page).waitFor();
  const { document } = (await (await sent).json()) as { document: { body: Record<string, unknown> } };
  expect(document.body).toMatchObject({
    approval: { by: PEOPLE.supervisor?.id },
    override: { by: PEOPLE.manager?.id },
  });
  await primary(page).click();
  await world.store.operator.cutLink(false);
}, 600_000);

test('nothing moves on the screen when the line comes and goes, at a desk and on a phone', async () => {
  await page.getByTestId('status-line').getByText('Connected to head office').waitFor();
  await scan(page, world.code(0), world.code(6));
  await until('two lines', async () => (await lineCount(page)) === 2);
  const places = (): Promise<unknown> =>
    page.evaluate(() =>
      ['.nav a', '[data-testid=basket] li', '.side', '.foot .primary', '[data-testid=total]'].map((part) => {
        const { x, y, width, height } = (document.querySelector(part) as Element).getBoundingClientRect();
        return [x, y, width, height];
      }),
    );
  for (const size of [
    { width: 1024, height: 768 },
    { width: 390, height: 844 },
  ]) {
    await page.setViewportSize(size);
    const before = await places();
    await world.store.operator.cutLink(true);
    await page.getByTestId('status-line').getByText('No line to head office').waitFor();
    expect(await places()).toEqual(before);
    await world.store.operator.cutLink(false);
    await page.getByTestId('status-line').getByText('Connected to head office').waitFor();
    expect(await places()).toEqual(before);
  }
  await page.setViewportSize({ width: 1024, height: 768 });
  await button(page, 'Remove White mug').click();
  await button(page, /^Remove Gooseneck/).click();
}, 600_000);

/** Long enough for the same code to count again. */
const AWAY_MS = LIMITS.cameraAgainMs + 500;

/** What a browser on a phone or a desk has that Chromium here has not: it reads what `shown` says from the camera's picture. */
const DEVICES = `{
  globalThis.shown = '';
  globalThis.looks = 0;
  globalThis.emptySince = Infinity;
  globalThis.BarcodeDetector = class {
    async detect(video) {
      globalThis.looks += 1;
      const isSeen = video.videoWidth > 0 && globalThis.shown !== '';
      globalThis.emptySince = isSeen ? Infinity : Math.min(globalThis.emptySince, performance.now());
      return isSeen ? [{ rawValue: globalThis.shown }] : [];
    }
  };
  globalThis.printed = [];
  globalThis.byBrowser = 0;
  globalThis.print = () => { globalThis.byBrowser += 1; };
  const port = {
    writable: null,
    open: async () => {
      if (globalThis.outOfPaper) throw new DOMException('no paper', 'NetworkError');
      port.writable = new WritableStream({ write: (bytes) => { globalThis.printed.push(...bytes); } });
    },
    close: async () => {},
  };
  Object.defineProperty(navigator, 'serial', { value: { getPorts: async () => [port], requestPort: async () => port } });
}`;

interface Devices {
  shown: string;
  readonly looks: number;
  readonly emptySince: number;
  readonly printed: readonly number[];
  readonly byBrowser: number;
  outOfPaper: boolean;
}
const devices = <Of extends keyof Devices>(tab: Page, what: Of): Promise<Devices[Of]> =>
  tab.evaluate((name) => (globalThis as unknown as Devices)[name as 'looks'], what) as Promise<Devices[Of]>;
const hold = (tab: Page, code: string): Promise<void> =>
  tab.evaluate((text) => {
    (globalThis as unknown as Devices).shown = text;
  }, code);

test('a camera scans, once for as long as it sees a code; a receipt goes to the printer as bytes, or by the browser', async () => {
  const context = await world.device({ camera: true });
  await context.addInitScript({ content: DEVICES });
  const tab = await world.open(context, 'clerk', 'R7');
  const units = (): Promise<string> => tab.locator('.stepper output').first().innerText();
  await button(tab, 'Scan with the camera').click();
  await until('the camera looks', async () => (await devices(tab, 'looks')) > 1);
  await hold(tab, world.code(0));
  await tab
    .getByRole('dialog')
    .getByText(`Read: ${world.code(0)}`)
    .waitFor();
  const looks = await devices(tab, 'looks');
  await until('it looked many times more', async () => (await devices(tab, 'looks')) > looks + 8);
  expect(await units()).toBe('1');
  await hold(tab, '');
  await until('it is out of sight for a while', () =>
    tab.evaluate((ms) => performance.now() - (globalThis as unknown as Devices).emptySince > ms, AWAY_MS),
  );
  await hold(tab, world.code(0));
  await until('two', async () => (await units()) === '2');
  await tab.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await tab.getByRole('dialog').waitFor({ state: 'detached' });
  await pay(tab);
  await receiptOf(tab).waitFor();
  await button(tab, 'Print').click();
  await until('it is printed', async () => (await devices(tab, 'printed')).length > 0);
  expect(Buffer.from(await devices(tab, 'printed')).includes('RS1.S01.')).toBe(true);
  expect(await devices(tab, 'byBrowser')).toBe(0);
  await tab.evaluate(() => {
    (globalThis as unknown as Devices).outOfPaper = true;
  });
  await button(tab, 'Print').click();
  await until('the browser prints it', async () => (await devices(tab, 'byBrowser')) === 1);
  await context.close();
}, 600_000);

test('where the browser reads no codes there is no button for it; without a camera it says so and scanners go on', async () => {
  const canRead = await page.evaluate(() => 'BarcodeDetector' in globalThis && 'mediaDevices' in navigator);
  expect(await button(page, 'Scan with the camera').count()).toBe(canRead ? 1 : 0);
  const context = await world.device();
  await context.addInitScript({ content: DEVICES });
  const tab = await world.open(context, 'clerk', 'R8');
  await button(tab, 'Scan with the camera').click();
  await tab
    .getByRole('alert')
    .getByText(/camera.*Scanner and typing work all the same/i)
    .waitFor();
  await scan(tab, world.code(1));
  await until('one line', async () => (await lineCount(tab)) === 1);
  await context.close();
}, 600_000);

test('left alone the counter locks; whoever signs in next finds the basket as it was', async () => {
  const context = await world.device();
  const tab = context.pages()[0] ?? (await context.newPage());
  await tab.clock.install();
  await world.open(context, 'clerk', 'R9');
  await scan(tab, world.code(2));
  await until('one line', async () => (await lineCount(tab)) === 1);
  await tab.clock.fastForward(LIMITS.idleLockMs + 1000);
  await tab.locator('.people button').first().waitFor();
  expect(await tab.getByRole('navigation').count()).toBe(0);
  await signIn(tab, 'supervisor');
  await until('the line is there', async () => (await lineCount(tab)) === 1);
  await context.close();
}, 600_000);
