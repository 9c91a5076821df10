/** A basket beyond its lines, in a real browser on real processes: members, points, discounts, goods back, exchanges. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { must } from '@ringfence/domain/basic/assert.ts';
import { AdjustPoints, EnrolMember, PutDiscounts, PutLoyaltyRules } from '@ringfence/graphql/generated/operations.ts';
import type { Page } from 'playwright-core';
import { button, goTo, lineCount, primary, receiptOf, scan, totalOf, until } from './page.ts';
import { World } from './world.ts';

const RULES = {
  currency: 'EUR',
  accrual: { points: 1, per: 10 },
  redemption: { points: 1, value: 1, minimum: 50 },
  leases: { perMember: 400, perStore: 300, days: 2 },
};
const CODE = { code: 'AUTUMN', name: 'Autumn', currency: 'EUR', takes: { percent: 10 }, minimum: 1000 };
const PHONE = '+48 600 100 200';

let world: World;
let page: Page;
beforeAll(async () => {
  world = await World.start();
  const { operations } = world.retailer.hub;
  await operations.run(PutLoyaltyRules, { rules: JSON.stringify(RULES) });
  const codes = [{ ...CODE, from: '2020-01-01', until: '2099-12-31' }];
  await operations.run(PutDiscounts, { discounts: JSON.stringify({ codes }) });
  const identities = [{ kind: 'PHONE' as const, value: PHONE }];
  const { enrolMember } = await operations.run(EnrolMember, { input: { id: 'm1', channel: 'app', identities } });
  if (enrolMember.__typename !== 'PointsRecorded') throw new Error('the member was refused');
  const memberId = enrolMember.member.id;
  await operations.run(AdjustPoints, { input: { id: 'a1', memberId, points: 2000, by: 'office', reason: 'welcome' } });
  page = await world.open(await world.device());
}, 600_000);
afterAll(() => world?.stop(), 60_000);

const dialog = () => page.getByRole('dialog');
const receipt = (): Promise<string> => receiptOf(page).innerText();
const numberOn = (text: string): string => must(/R1-\d{6}/.exec(text)?.[0], 'a receipt has a number');

async function fill(index: number): Promise<void> {
  await scan(page, world.code(index));
  await until('the item is in the basket', async () => (await lineCount(page)) === 1);
}

async function name(identity: string): Promise<void> {
  await button(page, 'Member').click();
  await dialog().getByRole('textbox').fill(identity);
  await page.keyboard.press('Enter');
  await page.getByTestId('member').waitFor();
}

async function find(number: string): Promise<void> {
  await goTo(page, 'returns');
  await page.locator('main input').first().fill(number);
  await page.keyboard.press('Enter');
  await page.locator('.lines li').first().waitFor();
}

let first = '';

test('a member pays a chosen part in points beside a code and cash, and the receipt says all of it', async () => {
  await fill(3);
  await name(PHONE);
  await page.getByTestId('member').getByText('2,000 points in all').waitFor();
  await button(page, 'Discount').click();
  await dialog().getByLabel('Discount code').fill('autumn');
  await page.keyboard.press('Enter');
  await until('ten per cent are off', async () => (await totalOf(page)) === '€31.45');
  await primary(page).click();
  await button(page, 'Points').click();
  const points = page.getByLabel('Points the customer wants to spend');
  expect(await points.inputValue()).toBe('');
  await points.fill('145');
  await button(page, 'Add').click();
  await page.getByText('Still to pay').waitFor();
  await button(page, 'Exact').click();
  await primary(page).click();
  await receiptOf(page).waitFor();
  first = await receipt();
  for (const part of ['Discounts in all (AUTUMN)', '€3.50', 'Points spent', '−145', 'Points earned', '+300', '2155'])
    expect(first).toContain(part);
  await primary(page).click();
}, 600_000);

test('more than a clerk may give asks a supervisor, once for this basket', async () => {
  await fill(4);
  await button(page, 'Discount').click();
  await dialog().getByLabel('How much (%)').fill('20');
  await button(page, 'Goodwill').click();
  await button(page, 'Ask a supervisor').click();
  await dialog().getByLabel('Reason').fill('waited long');
  await button(page, 'Supervisor').click();
  await dialog().getByLabel('PIN').fill('147014');
  await button(page, 'Approve').click();
  await until('a fifth is off', async () => (await totalOf(page)) === '€71.20');
  await page.getByText('Approved by Supervisor').waitFor();
  await page.reload();
  await page.locator('.people button').first().waitFor();
}, 600_000);

test('the basket, what is off and who approved it are there after a reload, and the store takes it', async () => {
  await button(page, /^Clerk/).click();
  await page.keyboard.type('258025');
  await page.keyboard.press('Enter');
  await until('the basket is back', async () => (await totalOf(page).catch(() => '')) === '€71.20');
  await primary(page).click();
  await button(page, 'Exact').click();
  await primary(page).click();
  await receiptOf(page).waitFor();
  await primary(page).click();
}, 600_000);

test('the last change can be taken back, and keys count the last line', async () => {
  await fill(0);
  await page
    .locator('h1')
    .first()
    .evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press('+');
  await until('two', async () => (await totalOf(page)) === '€17.98');
  await page.locator('main input').first().fill('5*');
  await page.keyboard.press('Enter');
  await until('five', async () => (await totalOf(page)) === '€44.95');
  await button(page, 'Undo').click();
  await until('two again', async () => (await totalOf(page)) === '€17.98');
  await button(page, 'Remove White mug').click();
  await until('nothing', async () => (await lineCount(page)) === 0);
}, 600_000);

test('goods come back by receipt and are exchanged in one basket: the difference is given back as it was paid', async () => {
  await find(numberOn(first));
  await page.getByText('1 piece can come back').waitFor();
  await button(page, 'One more: Oak cutting board').click();
  await page.getByText('145 points spent are given back').waitFor();
  await button(page, 'Exchange for other goods').click();
  await page.getByTestId('exchange').waitFor();
  await fill(2);
  // €31.45 less €1.45 in points, less the tea towel's €14.90.
  await until('the difference', async () => (await totalOf(page)) === '€15.10');
  await primary(page).click();
  await page.getByTestId('refunds').getByText('€15.10').waitFor();
  await primary(page).click();
  await receiptOf(page).waitFor();
  const text = await receipt();
  for (const part of ['Returned', 'Oak cutting board', '-€31.45', 'Points taken back', 'Linen tea towel', 'Exchange'])
    expect(text).toContain(part);
  await primary(page).click();
  await find(numberOn(first));
  await page.getByText('All of it came back already').waitFor();
}, 600_000);

test('cut off, what is lent here can be spent and no more, and somebody unknown still earns', async () => {
  await goTo(page, 'sell');
  await world.store.operator.cutLink(true);
  await page.getByTestId('status-line').getByText('No line to head office').waitFor();
  await fill(0);
  await name(PHONE);
  await page
    .getByTestId('member')
    .getByText(/Lent here: 300 points until/)
    .waitFor();
  await primary(page).click();
  await button(page, 'Points').click();
  await page.getByLabel('Points the customer wants to spend').fill('800');
  await button(page, 'Add').click();
  await page
    .getByRole('alert')
    .getByText(/Lent here: 300 points until .* More need a line to head office/)
    .waitFor();
  await button(page, 'Back').click();
  await button(page, 'Take the member out').click();
  await name('anna@example.org');
  await page.getByTestId('member').getByText('Points are earned for an…').waitFor();
  await primary(page).click();
  await button(page, 'Exact').click();
  await primary(page).click();
  await receiptOf(page).waitFor();
  expect(await receipt()).toContain('+89');
  await primary(page).click();
  await world.store.operator.cutLink(false);
}, 600_000);

test('an exchange whose store dies in the middle is one return and one sale when it is back', async () => {
  await goTo(page, 'sell');
  await fill(1);
  await primary(page).click();
  await button(page, 'Exact').click();
  await primary(page).click();
  await receiptOf(page).waitFor();
  const number = numberOn(await receipt());
  await primary(page).click();
  await find(number);
  await button(page, 'One more: Beeswax candle').click();
  await until('it is reckoned', () => button(page, 'Exchange for other goods').isEnabled());
  await button(page, 'Exchange for other goods').click();
  await page.getByTestId('exchange').waitFor();
  await fill(2);
  const before = await world.salesAtStore();
  await primary(page).click();
  await button(page, 'Exact').click();
  await world.store.process.kill();
  await primary(page).click();
  await receiptOf(page).waitFor();
  expect(await receipt()).toContain('Recorded at the register');
  await world.store.process.start();
  await until('the sale is at the store', async () => (await world.salesAtStore().catch(() => 0)) === before + 1);
  await primary(page).click();
  await find(number);
  await page.getByText('All of it came back already').waitFor();
  const tills = await world.store.clerk.get<{
    day: { figures: { tenders: { kind: string; taken: number; refunded: number }[] } };
  }>('tills');
  const exchanged = tills?.day.figures.tenders.find(({ kind }) => kind === 'exchange');
  expect(exchanged?.taken).toBe(exchanged?.refunded);
}, 600_000);

test('while nobody answers, a code counts and somebody earns all the same, and nothing differs when the store is back', async () => {
  await goTo(page, 'sell');
  const before = await world.salesAtStore();
  await world.store.process.kill();
  await fill(3);
  await name('ola@example.org');
  await page.getByTestId('member').getByText('The store’s computer does not answer').waitFor();
  await button(page, 'Discount').click();
  await dialog().getByLabel('Discount code').fill('AUTUMN');
  await page.keyboard.press('Enter');
  await until('ten per cent are off', async () => (await totalOf(page)) === '€31.45');
  await primary(page).click();
  await button(page, 'Exact').click();
  await primary(page).click();
  await receiptOf(page).waitFor();
  for (const part of ['Recorded at the register', 'AUTUMN', '+314']) expect(await receipt()).toContain(part);
  await world.store.process.start();
  await until('the sale is at the store', async () => (await world.salesAtStore().catch(() => 0)) === before + 1);
  const { exceptions } = must(await world.store.clerk.get<{ exceptions: { type: string }[] }>('exceptions'), 'a list');
  expect(exceptions.map(({ type }) => type)).not.toContain('does-not-fit');
}, 600_000);

test('what a member bought is found by the member’s phone number', async () => {
  await goTo(page, 'sell');
  await goTo(page, 'returns');
  await page.locator('main input').first().fill(PHONE);
  await page.keyboard.press('Enter');
  await page
    .getByText(`Receipt ${numberOn(first)}`)
    .first()
    .waitFor();
  await goTo(page, 'sell');
}, 600_000);

test('goods of another store pay for others here: what they are worth is told as it was paid, and each comes back once', async () => {
  const other = must(world.retailer.stores[1], 'there is a second store');
  const sku = world.products[3]?.sku ?? '';
  await other.clerk.command('receipts', { id: 'there', lines: [{ sku, units: 5, area: 'shelf' }] });
  await other.clerk.command('sales', {
    id: 'sold-there',
    register: 'R1',
    receipt: 'R1-000009',
    currency: 'EUR',
    lines: [{ sku, units: 2, unitPrice: 3495 }],
    tenders: [{ kind: 'card', amount: 6990 }],
  });
  // Head office hears of it a moment later.
  await until('head office can tell', async () => {
    const told = await world.store.clerk.get<object>('purchases/sold-there?soldAt=S02').catch(() => undefined);
    return told !== undefined;
  });
  await find('RS1.S02.sold-there');
  await page.getByText('Sold at Harbour').waitFor();
  await button(page, 'One more: Oak cutting board').click();
  await page.getByTestId('refunds').getByText('Card').waitFor();
  await page.getByTestId('refunds').getByText('€34.95').waitFor();
  // The store that sold it may be slow to give the right away: the clerk presses again.
  await until('the right is here', async () => {
    const press = page.locator('button:enabled', { hasText: 'Exchange for other goods' });
    await press.click({ timeout: 1000 }).catch(() => undefined);
    return (await page.getByTestId('exchange').count()) > 0;
  });
  await fill(2);
  await until('the difference', async () => (await totalOf(page)) === '€20.05');
  await primary(page).click();
  await page.getByTestId('refunds').getByText('Card').waitFor();
  await primary(page).click();
  await receiptOf(page).waitFor();
  for (const part of ['Returned', '1 × Oak cutting board', '-€34.95', 'Linen tea towel', 'Exchange', '-€20.05'])
    expect(await receipt()).toContain(part);
  await primary(page).click();
  await until('its store knows', async () => {
    const bought = await other.clerk.get<{ lines: { left: number }[] }>('purchases/sold-there');
    return bought?.lines[0]?.left === 1;
  });
}, 600_000);

test('nobody answers how it was paid: what the clerk gave back in cash is recorded as cash', async () => {
  await goTo(page, 'sell');
  await fill(2);
  await primary(page).click();
  await button(page, 'Card').click();
  await button(page, 'Add').click();
  await primary(page).click();
  await receiptOf(page).waitFor();
  const number = numberOn(await receipt());
  await primary(page).click();
  await find(number);
  await world.store.process.kill();
  await page.getByTestId('status-line').getByText('has not answered since').waitFor();
  await button(page, 'One more: Linen tea towel').click();
  await page.getByTestId('refunds').getByText('Cash').waitFor();
  await primary(page).click();
  await receiptOf(page).waitFor();
  await world.store.process.start();
  await goTo(page, 'status');
  await page.getByTestId('outbox').getByText('Nothing waits on this register.').waitFor();
  await find(number);
  await page.getByText('All of it came back already').waitFor();
  const bought = await world.store.clerk.get<{ purchases: { id: string; paid: { kind: string }[] }[] }>(
    `purchases?receipt=${number}`,
  );
  // The card's payment is still there to be paid back by.
  expect(bought?.purchases[0]?.paid.map(({ kind }) => kind)).toContain('card');
}, 600_000);
