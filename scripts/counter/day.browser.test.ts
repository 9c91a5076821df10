/** A whole day at the counter, by the screens alone: shift, pick, hand over, return, stock, close. Then what axe says of each screen. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { goTo, scan, until, World } from './world.ts';

let world: World;
let context: BrowserContext;
let page: Page;
let pass = '';
beforeAll(async () => {
  world = await World.start();
  pass = await world.order('W-1001', [
    { index: 0, units: 2 },
    { index: 1, units: 1 },
  ]);
  context = await world.device();
  page = await world.open(context, 'manager');
}, 240_000);
afterAll(() => world.stop(), 60_000);

const primary = (name: string) => page.getByRole('button', { name, exact: true });
const said = (text: string | RegExp) => page.getByTestId('voice').getByText(text).waitFor();

test('a shift is opened with a counted float', async () => {
  await goTo(page, 'shift');
  await page.getByLabel('€50.00', { exact: true }).first().fill('2');
  await primary('Open shift').click();
  await page.getByText('open since').waitFor();
});

test('an order is picked by scanning each unit, and is ready at its place', async () => {
  await goTo(page, 'pick');
  await primary('Start picking').click();
  await scan(page, world.code(3));
  await said(/is not in this order/);
  for (const index of [0, 0, 1]) await scan(page, world.code(index));
  await until('all are picked', async () => (await page.getByTestId('total').innerText()) === '3/3');
  await page.getByLabel('Place number').fill('12');
  await primary('Ready for pickup').click();
  await said('Order W-1001 is ready at place 12');
});

test('its pass hands it over, once; a forged one and a used one are refused in words for the customer', async () => {
  await goTo(page, 'handover');
  await page.getByText('Place 12').waitFor();
  await scan(page, `${pass.slice(0, -4)}AAAA`);
  await primary('Hand over').click();
  await page.getByText('This pass was not issued by our shop.').waitFor();
  await scan(page, pass);
  await primary('Hand over').click();
  await said('Order W-1001 handed over');
  await scan(page, pass);
  await primary('Hand over').click();
  await page.getByText('This order was collected already.').waitFor();
  await page.getByRole('button', { name: 'Back' }).click();
});

test('goods come back by the code on their receipt, once', async () => {
  await goTo(page, 'sell');
  await scan(page, world.code(2));
  await primary('Take payment').click();
  await page.getByRole('button', { name: 'Exact' }).click();
  await primary('Complete sale').click();
  const number = page.getByTestId('receipt').getByText(/R1-\d{6}/);
  await number.waitFor();
  const { id } = await page.evaluate(
    () =>
      new Promise<{ id: string }>((resolve, reject) => {
        const open = indexedDB.open('rxdb-dexie-counter-own--0--outbox');
        open.addEventListener('error', () => reject(new Error('no outbox')));
        open.addEventListener('success', () => {
          const all = open.result.transaction('docs').objectStore('docs').getAll();
          all.addEventListener('success', () =>
            resolve((all.result as { id: string; path: string }[]).find((one) => one.path === 'sales') ?? { id: '' }),
          );
        });
      }),
  );
  await goTo(page, 'returns');
  await scan(page, `RS1.S01.${id}`);
  await page.getByRole('button', { name: 'One more: Linen tea towel' }).click();
  await primary('Take back and refund').click();
  await said('€14.90 refunded');
  await scan(page, `RS1.S01.${id}`);
  await page.getByRole('button', { name: 'One more: Linen tea towel' }).click();
  await primary('Take back and refund').click();
  await page.getByText('These units were returned already').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
});

test('a delivery is received and an item counted without seeing what is expected', async () => {
  await goTo(page, 'stock');
  await scan(page, world.code(4));
  await page.getByLabel('Units', { exact: true }).fill('5');
  await primary('Record').click();
  await said('Recorded');
  await until('25 on hand', async () => (await page.getByTestId('total').innerText()) === '25');
  await page.getByRole('button', { name: 'Count', exact: true }).click();
  expect(await page.getByTestId('total').innerText()).toBe('?');
  await page.getByLabel('Units counted').fill('24');
  await primary('Record').click();
  await page.getByRole('button', { name: 'Adjust', exact: true }).click();
  await until('24 on hand', async () => (await page.getByTestId('total').innerText()) === '24');
});

test('the shift is closed by its count, the day by its number and the log’s head', async () => {
  await goTo(page, 'shift');
  await primary('Close shift').click();
  await page.getByLabel('€50.00', { exact: true }).first().fill('2');
  await primary('Close shift').click();
  await page.getByText('Z report 1').first().waitFor();
  expect(await page.getByTestId('total').innerText()).toBe('€0.00');
  await primary('Done').click();
  await primary('Close the day').click();
  await page.getByText('Closes the log at').waitFor();
  await primary('Done').click();
});

test('axe finds nothing on any screen, light or dark', async () => {
  const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  const found: string[] = [];
  for (const theme of ['light', 'dark']) {
    for (const task of ['sell', 'handover', 'pick', 'returns', 'stock', 'shift', 'status']) {
      await goTo(page, task);
      await page.locator('main').waitFor();
      await page.waitForTimeout(400);
      await page.evaluate(source);
      const violations = await page.evaluate(async () => {
        const { axe } = globalThis as unknown as {
          axe: { run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
        };
        const { violations: all } = await axe.run({
          runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
        });
        return all.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`);
      });
      found.push(...violations.map((violation) => `${theme} ${task} ${violation}`));
    }
    await page.getByRole('button', { name: 'Light or dark' }).click();
  }
  expect(found).toEqual([]);
});
