/** Selling in a real browser, on real processes: scans, money, a parked basket, a supervisor’s word. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { button, lineCount, pay, primary, receiptOf, said, scan, totalOf, until } from './page.ts';
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

test('units kept for online orders are sold on a supervisor’s word, which says why', async () => {
  const sku = world.products[5]?.sku ?? '';
  let kept = { online: 0, shelf: 0 };
  await until('some are kept for online orders', async () => {
    kept = (await world.store.clerk.get<typeof kept>(`stock/${sku}`)) ?? kept;
    return kept.online > 0;
  });
  // Nobody at head office can give them back while the line is cut.
  await world.store.operator.cutLink(true);
  await page.getByTestId('status-line').getByText('No line to head office').waitFor();
  await scan(page, ...Array.from({ length: kept.shelf + 1 }, () => world.code(5)));
  await until('all units', async () => (await unitsOfFirstLine()) === String(kept.shelf + 1));
  await pay(page);
  const question = page.getByRole('dialog');
  await question.getByText(/kept for online orders/).waitFor();
  await question.getByLabel('Why it is sold all the same').fill('in the customer’s hands');
  await question.getByRole('button', { name: 'Supervisor' }).click();
  await question.getByLabel('PIN').fill('147014');
  await question.getByRole('button', { name: 'Approve' }).click();
  await receiptOf(page).waitFor();
  await world.store.operator.cutLink(false);
}, 600_000);
