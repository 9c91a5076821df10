/**
 * Walks through every screen of the counter and its questions, as a person at
 * work would meet them, and lets `look` see each. Works in both languages,
 * because it finds everything by the app's own words.
 */
import type { Page } from 'playwright-core';
import { button, goTo, lineCount, pay, primary, receiptOf, scan, signIn, totalOf, until, WORDS } from './page.ts';
import type { World } from './world.ts';

/** Sees one state of the page; the name says which. */
export type Look = (page: Page, name: string) => Promise<void>;

interface Walk {
  readonly world: World;
  readonly page: Page;
  readonly language: 'en' | 'pl';
  readonly look: Look;
}

/** A device of its own in that language, walked through from its first start to the end of the day. */
export async function tour(world: World, language: 'en' | 'pl', look: Look): Promise<void> {
  const orders = [1, 2, 3].map((number) => `${language.toUpperCase()}-100${number}`);
  for (const [at, order] of orders.entries())
    await world.order(
      order,
      [
        { index: 0, units: 1 + at },
        { index: 3, units: 1 },
      ],
      at === 1 ? 'DUE' : 'PAID',
    );
  const context = await world.device({ language });
  const page = context.pages()[0] ?? (await context.newPage());
  const walk: Walk = { world, page, language, look };
  await page.goto(world.store.process.url);
  await page.getByLabel(WORDS[language].pair.register).waitFor();
  await look(page, 'connect');
  await page.goto('about:blank');
  await page.goto(world.address(`R-${language}`));
  await page.locator('.people button').first().waitFor();
  await page.getByTestId('first-load').waitFor({ state: 'detached' });
  await look(page, 'sign-in');
  await signIn(page, 'manager');
  await openShift(walk);
  await sell(walk);
  await overrule(walk);
  await pick(walk, orders);
  await handOver(walk, orders);
  await takeBack(walk);
  await stock(walk);
  await closeShift(walk);
  await status(walk);
  await context.close();
}

const wordsOf = ({ language }: Walk) => WORDS[language];
const dialog = ({ page }: Walk) => page.getByRole('dialog');
const leave = async (walk: Walk): Promise<void> => {
  await walk.page.keyboard.press('Escape');
  await dialog(walk).waitFor({ state: 'detached' });
};

async function openShift(walk: Walk): Promise<void> {
  const { page, look } = walk;
  const words = wordsOf(walk);
  await goTo(page, 'sell');
  await page.getByText(words.sell.empty).waitFor();
  await look(page, 'sell-empty');
  await goTo(page, 'shift');
  await button(page, words.shift.open).waitFor();
  await page.locator('.denominations input').nth(3).fill('5');
  await look(page, 'shift-open');
  await primary(page).click();
  await button(page, words.shift.close).waitFor();
  await look(page, 'shift');
  await button(page, words.shift.moveCash).click();
  await dialog(walk).waitFor();
  await look(page, 'shift-move-cash');
  await leave(walk);
}

async function sell(walk: Walk): Promise<void> {
  const { world, page, look } = walk;
  const words = wordsOf(walk);
  await goTo(page, 'sell');
  await scan(page, world.code(3), world.code(0), world.code(1), world.code(0));
  await until('three lines', async () => (await lineCount(page)) === 3);
  await look(page, 'sell-basket');
  const field = page.locator('main input').first();
  await field.fill('ca');
  await page.getByRole('option').first().waitFor();
  await look(page, 'sell-search');
  await field.fill('');
  await button(page, words.discount.line('White mug')).click();
  await dialog(walk).waitFor();
  await look(page, 'sell-line');
  await leave(walk);
  for (const [title, name] of [
    [words.member.title, 'sell-member'],
    [words.discount.title, 'sell-discount'],
  ] as const) {
    await page.locator('.tools').getByRole('button', { name: title, exact: true }).click();
    await dialog(walk).waitFor();
    await look(page, name);
    await leave(walk);
  }
  await button(page, words.sell.park).click();
  await until('an empty basket', async () => (await lineCount(page)) === 0);
  await look(page, 'sell-parked');
  await button(page, /Oak cutting board/).click();
  await until('the lines are back', async () => (await lineCount(page)) === 3);
  await primary(page).click();
  await button(page, words.sell.exact).waitFor();
  await look(page, 'sell-payment');
  await page.locator('.side').getByRole('button', { name: /100/ }).click();
  await page.getByTestId('change').waitFor();
  await look(page, 'sell-change');
  await primary(page).click();
  await receiptOf(page).waitFor();
  await look(page, 'sell-receipt');
  await primary(page).click();
  await page.getByText(words.sell.empty).waitFor();
}

/** A unit that is kept for others, while nobody can be asked. */
async function overrule(walk: Walk): Promise<void> {
  const { world, page, look } = walk;
  const words = wordsOf(walk);
  await world.store.operator.cutLink(true);
  await page.locator('.status-line[data-tone=warn]').waitFor();
  await scan(page, ...Array.from({ length: await shelfOf(world, 9) }, () => world.code(9)), world.code(9));
  await until('one line', async () => (await lineCount(page)) === 1);
  await pay(page, words);
  await dialog(walk).waitFor();
  await look(page, 'sell-kept-for-others');
  await leave(walk);
  await world.store.operator.cutLink(false);
  await button(page, words.common.back).click();
  await button(page, words.common.remove('Item 10')).click();
  await page.locator('.status-line[data-tone=quiet]').waitFor();
}

async function shelfOf(world: World, index: number): Promise<number> {
  const stock = await world.store.clerk.get<{ shelf: number }>(`stock/${world.products[index]?.sku ?? ''}`);
  return stock?.shelf ?? 0;
}

async function pick(walk: Walk, orders: readonly string[]): Promise<void> {
  const { world, page, look } = walk;
  const words = wordsOf(walk);
  await goTo(page, 'pick');
  await page
    .getByText(orders[0] ?? '')
    .first()
    .waitFor();
  await look(page, 'pick-list');
  await button(page, new RegExp(`^${orders[0]}`)).click();
  await button(page, words.pick.ready).waitFor();
  await look(page, 'pick-order');
  await page.getByRole('button', { name: words.pick.short }).first().click();
  await dialog(walk).waitFor();
  await look(page, 'pick-missing');
  await leave(walk);
  await scan(page, world.code(0), world.code(3));
  await until('all are picked', async () => (await totalOf(page)) === '2/2');
  await look(page, 'pick-complete');
  await primary(page).click();
  await button(page, words.pick.ready).waitFor({ state: 'detached' });
}

async function handOver(walk: Walk, orders: readonly string[]): Promise<void> {
  const { page, look } = walk;
  const words = wordsOf(walk);
  await goTo(page, 'handover');
  await page
    .getByText(orders[1] ?? '')
    .first()
    .waitFor();
  await look(page, 'hand-over-list');
  for (const [order, name] of [
    [orders[0], 'hand-over-paid'],
    [orders[1], 'hand-over-due'],
  ] as const) {
    await button(page, new RegExp(`^${order}`)).click();
    await page.locator('.foot .primary').waitFor();
    await look(page, name);
    await button(page, words.common.back).click();
    await page
      .getByText(orders[2] ?? '')
      .first()
      .waitFor();
  }
  await scan(page, 'NO-SUCH-ORDER');
  await page.getByRole('alert').first().waitFor();
  await look(page, 'hand-over-refused');
}

async function takeBack(walk: Walk): Promise<void> {
  const { world, page, look } = walk;
  const words = wordsOf(walk);
  await goTo(page, 'sell');
  await scan(page, world.code(2), world.code(1));
  await until('two lines', async () => (await lineCount(page)) === 2);
  const sent = page.waitForRequest('**/v1/sales');
  await pay(page, words);
  await receiptOf(page).waitFor();
  const { id } = (await sent).postDataJSON() as { id: string };
  await goTo(page, 'returns');
  await page.getByText(words.returns.empty).waitFor();
  await look(page, 'return-find');
  await scan(page, `RS1.S01.${id}`);
  await button(page, words.common.more('Linen tea towel')).click();
  await look(page, 'return-lines');
  await primary(page).click();
  await receiptOf(page).waitFor();
  await look(page, 'return-slip');
}

async function stock(walk: Walk): Promise<void> {
  const { world, page, look } = walk;
  const words = wordsOf(walk);
  await goTo(page, 'stock');
  await page.getByText(words.stock.empty).waitFor();
  await look(page, 'stock-empty');
  await scan(page, world.code(4));
  await page.getByRole('heading', { name: 'Wool blanket, grey' }).waitFor();
  await look(page, 'stock-item');
  for (const task of ['receive', 'count', 'send', 'road'] as const) {
    await page.locator('.tabs').getByRole('button', { name: words.stock.tasks[task], exact: true }).click();
    await page.locator('.tabs [aria-pressed=true]', { hasText: words.stock.tasks[task] }).waitFor();
    if (task !== 'road') {
      await scan(page, world.code(4), world.code(1));
      await page.getByText('Beeswax candle').first().waitFor();
    }
    await look(page, `stock-${task}`);
  }
}

async function closeShift(walk: Walk): Promise<void> {
  const { page, look } = walk;
  const words = wordsOf(walk);
  await goTo(page, 'shift');
  await button(page, words.shift.close).click();
  await page.locator('.denominations input').nth(3).fill('8');
  await look(page, 'shift-close');
  await primary(page).click();
  await page.getByTestId('report').waitFor();
  await look(page, 'shift-report');
  await primary(page).click();
  await button(page, words.shift.open).waitFor();
}

async function status(walk: Walk): Promise<void> {
  const { world, page, look } = walk;
  await goTo(page, 'status');
  await page.getByTestId('outbox').waitFor();
  await look(page, 'status');
  await world.store.process.kill();
  await page.locator('.status-line[data-tone=warn]').waitFor();
  await goTo(page, 'sell');
  await scan(page, world.code(0));
  await until('a line', async () => (await lineCount(page)) === 1);
  await pay(page, wordsOf(walk));
  await receiptOf(page).waitFor();
  await look(page, 'sell-receipt-offline');
  await goTo(page, 'status');
  await page.getByTestId('outbox').waitFor();
  await look(page, 'status-cut-off');
  await goTo(page, 'shift');
  await look(page, 'shift-cut-off');
  await world.store.process.start();
  await page.locator('.status-line[data-tone=quiet]').waitFor();
}
