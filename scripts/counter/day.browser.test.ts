/** A whole day at the counter, by the screens alone: shift, pick, hand over, sell, return, stock, close. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { button, goTo, pay, said, scan, totalOf, until } from './page.ts';
import { World } from './world.ts';

let world: World;
let page: Page;
let pass = '';
beforeAll(async () => {
  world = await World.start();
  pass = await world.order('W-1001', [
    { index: 0, units: 2 },
    { index: 1, units: 1 },
  ]);
  page = await world.open(await world.device(), 'manager');
}, 600_000);
afterAll(() => world?.stop(), 60_000);

const press = (name: string): Promise<void> => button(page, name).click();
/** What the task itself says, beside the voice that says it for a moment. */
const notice = (text: string): Promise<void> => page.locator('main').getByText(text).waitFor();

test('a shift is opened with a counted float', async () => {
  await goTo(page, 'shift');
  await page.getByLabel('€50.00', { exact: true }).first().fill('2');
  await press('Open shift');
  await page.getByText('open since').waitFor();
}, 600_000);

test('cash put in and taken to the safe stands in the X report, and in what the drawer should hold', async () => {
  const move = async (name: string, amount: string): Promise<void> => {
    await press('Move cash');
    const question = page.getByRole('dialog');
    await question.getByRole('button', { name, exact: true }).first().click();
    await question.getByLabel('Amount').fill(amount);
    await question.getByLabel('Reason').fill('change money');
    await question.locator('.primary').click();
    await question.waitFor({ state: 'detached' });
  };
  expect(await totalOf(page)).toBe('€100.00');
  await move('Paid in', '20.50');
  await until('it is in the drawer', async () => (await totalOf(page)) === '€120.50');
  await move('Paid out', '0.50');
  await move('To the safe', '20');
  await until('it is out of the drawer', async () => (await totalOf(page)) === '€100.00');
  for (const part of ['Paid in', '€20.50', 'Paid out', '-€0.50', 'To the safe', '-€20.00'])
    expect(await page.locator('main .table').innerText()).toContain(part);
}, 600_000);

test('an order is picked by scanning each unit, and is ready at its place', async () => {
  await goTo(page, 'pick');
  await press('Start picking');
  await scan(page, world.code(3));
  await said(page, /is not in this order/);
  for (const index of [0, 0, 1]) await scan(page, world.code(index));
  await until('all are picked', async () => (await totalOf(page)) === '3/3');
  await page.getByLabel('Place number').fill('12');
  await press('Ready for pickup');
  await said(page, 'Order W-1001 is ready at place 12');
}, 600_000);

test('its pass hands it over, once; a forged one and a used one are refused in words for the customer', async () => {
  const refusedAs = (code: string): Promise<void> =>
    page.locator(`[data-testid=not-this][data-code=${code}]`).waitFor();
  await goTo(page, 'handover');
  await notice('Place 12');
  await scan(page, `${pass.slice(0, -4)}AAAA`);
  await refusedAs('pass-forged');
  await scan(page, pass);
  await press('Hand over');
  await said(page, 'Order W-1001 handed over');
  await scan(page, pass);
  await refusedAs('already-handed-over');
  await press('Back');
}, 600_000);

test('goods come back by the code on their receipt, once', async () => {
  await goTo(page, 'sell');
  await scan(page, world.code(2));
  await page.getByTestId('basket').locator('li').waitFor();
  const sent = page.waitForRequest('**/v1/sales');
  await pay(page);
  await page
    .getByTestId('receipt')
    .getByText(/R1-\d{6}/)
    .waitFor();
  const { id } = (await sent).postDataJSON() as { id: string };
  await goTo(page, 'returns');
  await scan(page, `RS1.S01.${id}`);
  await page.getByText('1 piece can come back').waitFor();
  await scan(page, world.code(2), world.code(2), world.code(3));
  await said(page, 'Oak cutting board: not in this purchase, or all of it is counted already.');
  expect(await totalOf(page)).toBe('€14.90');
  await press('Take back and refund');
  await said(page, '€14.90 refunded');
  await scan(page, `RS1.S01.${id}`);
  await press('One more: Linen tea towel');
  await press('Take back and refund');
  await page.getByRole('dialog').getByText('These units were returned already').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
}, 600_000);

test('a delivery is received, an item counted without seeing what is expected, and looked up', async () => {
  const task = (name: string): Promise<void> =>
    page.locator('.tabs').getByRole('button', { name, exact: true }).click();
  await goTo(page, 'stock');
  await task('Delivery');
  await scan(page, ...Array.from({ length: 5 }, () => world.code(4)));
  await until('five pieces', async () => (await totalOf(page)) === '5');
  await press('Record');
  await said(page, 'Delivery booked');
  await task('Count');
  await scan(page, world.code(4));
  await page.getByLabel(/^Units counted/).fill('24');
  expect(await page.locator('main').innerText()).not.toMatch(/\b25\b/);
  await press('Record');
  await page.getByTestId('count-result').getByText('1 missing').waitFor();
  await press('Done');
  await task('Look up');
  await scan(page, world.code(4));
  await until('24 on hand', async () => (await totalOf(page)) === '24');
}, 600_000);

test('the shift is closed by its count, the day by its number and the log’s head', async () => {
  await goTo(page, 'shift');
  await press('Close shift');
  await page.getByLabel('€50.00', { exact: true }).first().fill('2');
  await press('Close shift');
  await page.getByText('Z report 1').first().waitFor();
  await until('no difference', async () => (await totalOf(page)) === '€0.00');
  await press('Done');
  await press('Close the day');
  await page.getByText('Closes the log at').waitFor();
  await press('Done');
}, 600_000);
