/**
 * Two tablets and one order, another item for a missing one, one payment for an order and more, and what other stores
 * have: by the screens, on real processes.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { must } from '@ringfence/domain/basic/assert.ts';
import { CheckIn, PickupOrder } from '@ringfence/graphql/generated/operations.ts';
import type { Page } from 'playwright-core';
import { button, goTo, PEOPLE, primary, said, scan, totalOf, until } from './page.ts';
import { World } from './world.ts';

let world: World;
let first: Page;
let second: Page;
beforeAll(async () => {
  world = await World.start();
  await world.order('W-1', [
    { index: 0, units: 2 },
    { index: 1, units: 1 },
  ]);
  await world.order('W-2', [{ index: 2, units: 1 }], 'DUE');
  first = await world.open(await world.device(), 'clerk', 'R1');
  second = await world.open(await world.device(), 'supervisor', 'R2');
}, 600_000);
afterAll(() => world?.stop(), 60_000);

const press = (page: Page, name: string | RegExp): Promise<void> => button(page, name).click();
const dialog = (page: Page) => page.getByRole('dialog');
const shown = (page: Page, text: string | RegExp): Promise<void> =>
  page.locator('main').getByText(text).first().waitFor();
const nameOf = (who: keyof typeof PEOPLE): string => must(PEOPLE[who], who).name;

/** Scans one item after the other; a scan that a busy machine broke in two counted nothing, and is made again. */
async function gather(page: Page, codes: readonly string[], totals: readonly string[]): Promise<void> {
  for (const [index, code] of codes.entries()) {
    await until(`it counts ${totals[index]}`, async () => {
      await scan(page, code);
      return until('', async () => (await totalOf(page)) === totals[index], 5000).then(
        () => true,
        () => false,
      );
    });
  }
}

test('what one tablet took the other sees, with who has it; a supervisor takes it over, and it can be put back', async () => {
  await goTo(first, 'pick');
  await press(first, /W-1/);
  await shown(first, 'White mug');
  await goTo(second, 'pick');
  await shown(second, new RegExp(`${nameOf('clerk')} has it since`));
  await press(second, /W-1/);
  await dialog(second).getByRole('button', { name: 'Take it over' }).click();
  await dialog(second).getByLabel('Why it is taken over').fill('on a break');
  await dialog(second).getByLabel('PIN').fill(must(PEOPLE.supervisor, 'supervisor').pin);
  await dialog(second).getByRole('button', { name: 'Approve' }).click();
  await shown(second, 'Beeswax candle');
  await press(first, 'Back');
  await shown(first, new RegExp(`${nameOf('supervisor')} has it since`));
  await press(second, 'Put back');
  await until('it is nobody’s', async () => !(await first.locator('main').innerText()).includes('has it since'));
}, 600_000);

test('a missing unit is replaced by another item at no more than was ordered; the order is ready at the next free place', async () => {
  await press(first, /W-1/);
  await shown(first, 'White mug');
  await first.locator('li[data-sku=P00001]').getByRole('button', { name: 'Cannot find' }).click();
  await dialog(first).getByRole('button', { name: 'Damaged' }).click();
  await dialog(first).getByRole('button', { name: 'Give another item' }).click();
  await shown(first, 'Instead of 1 × White mug');
  await scan(first, world.code(3));
  await shown(first, 'Costs the customer €8.99');
  await press(first, 'By phone');
  await primary(first).click();
  await first.locator('li[data-sku=P00004]').waitFor();
  await gather(first, [world.code(0), world.code(1), world.code(3)], ['1/3', '2/3', '3/3']);
  expect(await first.getByLabel('Place number').inputValue()).toBe('1');
  await press(first, 'Ready for pickup');
  await said(first, 'Order W-1 is ready at place 1');
  await until('head office sees it', async () => {
    const { pickupOrder } = await world.retailer.hub.checkout.run(PickupOrder, { id: 'W-1' });
    return pickupOrder?.status === 'READY';
  });
}, 600_000);

test('a customer who is here comes first, pays what is due and buys more with it: one payment, both on record', async () => {
  await world.retailer.hub.checkout.run(CheckIn, { input: { orderId: 'W-2', where: 'Bay 4' } });
  const before = await world.salesAtStore();
  await goTo(first, 'handover');
  await shown(first, /Here, waiting .*Bay 4/);
  await press(first, /W-2/);
  await shown(first, 'Linen tea towel');
  // The item of the order is checked, not sold a second time.
  await scan(first, world.code(2));
  await said(first, 'Linen tea towel: in the order, 1 of 1');
  await scan(first, world.code(1));
  await first.getByTestId('add-on').getByText('Beeswax candle').waitFor();
  await until('the sum is both', async () => (await totalOf(first)) === '€27.40');
  await press(first, '€50.00');
  await press(first, 'Identity card');
  await first.getByLabel('Last 2 to 4 characters of its number').fill('AB1234567');
  expect(await first.getByLabel('Last 2 to 4 characters of its number').inputValue()).toBe('AB12');
  await press(first, 'Hand over');
  await first.getByTestId('receipt').getByText('Beeswax candle').waitFor();
  expect(await totalOf(first)).toBe('€22.60');
  await press(first, 'Next customer');
  expect(await world.salesAtStore()).toBe(before + 1);
  const order = await world.store.clerk.get<{ status: string }>('orders/W-2');
  expect(order?.status).toBe('handed-over');
}, 600_000);

test('an order is collected in part: the rest is on the shelf again, and what was taken comes back by the order’s code', async () => {
  await world.order('W-3', [{ index: 9, units: 3 }]);
  const shelf = async (): Promise<number> =>
    (await world.store.clerk.get<{ shelf: number }>('stock/P00010'))?.shelf ?? NaN;
  const before = await shelf();
  await goTo(first, 'handover');
  await press(first, /W-3/);
  await shown(first, 'Item 10');
  await press(first, 'One fewer: Item 10');
  await press(first, 'One fewer: Item 10');
  await shown(first, 'What is not taken goes back to the shelf.');
  await press(first, 'Hand over');
  await said(first, 'Order W-3 handed over');
  await until('two are for sale', async () => (await shelf()) >= before + 2);
  await goTo(first, 'returns');
  await first.locator('main input').first().fill('W-3');
  await first.keyboard.press('Enter');
  await shown(first, 'Order W-3');
  await shown(first, '1 piece can come back');
  await press(first, 'One more: Item 10');
  await first.getByTestId('refunds').getByText('Online').waitFor();
  await primary(first).click();
  await first.getByTestId('receipt').getByText('Item 10').waitFor();
}, 600_000);

test('other stores’ figures have an age; cut off, the last known ones are shown, and what was never asked is not guessed', async () => {
  const other = must(world.retailer.stores[1], 'there is a second store');
  await other.clerk.command('receipts', { id: 'there', lines: [{ sku: 'P00001', units: 7, area: 'shelf' }] });
  const elsewhere = first.getByTestId('elsewhere');
  await goTo(first, 'stock');
  await until('the other store has seven', async () => {
    await scan(first, world.code(1));
    await shown(first, 'Beeswax candle');
    await scan(first, world.code(0));
    await elsewhere.getByText('Harbour').waitFor();
    return (await elsewhere.locator('strong').innerText()) === '7';
  });
  await world.store.operator.cutLink(true);
  await elsewhere.getByText(/No line to head office. Figures heard at/).waitFor();
  await scan(first, world.code(5));
  await elsewhere.getByText('nobody here can know').waitFor();
  await world.store.operator.cutLink(false);
  await elsewhere.getByText('Harbour').waitFor();
}, 600_000);

test('goods sent to the other store are on the road, then received, with what differed', async () => {
  const other = must(world.retailer.stores[1], 'there is a second store');
  const task = (name: string): Promise<void> =>
    first.locator('.tabs').getByRole('button', { name, exact: true }).click();
  await task('Send');
  await gather(first, [world.code(6), world.code(6), world.code(7)], ['1', '2', '3']);
  await press(first, 'Harbour');
  await primary(first).click();
  await said(first, 'Sent');
  await task('On the way');
  await first.getByTestId('sent').getByText('On the road').waitFor();
  let announced: { id: string }[] = [];
  await until('it is announced there', async () => {
    announced = (await other.clerk.get<{ transfers: { id: string }[] }>('transfers'))?.transfers ?? [];
    return announced.length === 1;
  });
  const [transfer] = announced;
  await other.clerk.command('arrivals', { transfer: transfer?.id, lines: [{ sku: 'P00007', shelf: 2 }] });
  await until('it is told here', async () => {
    await task('Look up');
    await task('On the way');
    await first.waitForTimeout(500);
    return (await first.getByTestId('sent').innerText()).includes('Received');
  });
  await first.getByTestId('sent').getByText('1 difference').waitFor();
}, 600_000);

test('what was refused stands on the status page with what to do about it', async () => {
  await goTo(first, 'stock');
  await first.locator('.tabs').getByRole('button', { name: 'Send', exact: true }).click();
  await scan(first, world.code(8));
  await first.getByLabel(/^Units: /).fill('999');
  await shown(first, /Only \d+ on the shelf/);
  await press(first, 'Harbour');
  await primary(first).click();
  await shown(first, 'Fewer are there than that');
  await goTo(first, 'status');
  await first.getByTestId('recent-errors').getByText('Sent to another store').waitFor();
}, 600_000);
