/** The counter for everybody: axe, targets and zoom on every screen in both languages and themes; flows by keyboard alone. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { axeFindings, outOfReach, smallTargets } from './audit.ts';
import { button, goTo, lineCount, primary, receiptOf, said, scan, signIn, totalOf, until } from './page.ts';
import { tour } from './tour.ts';
import { World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await World.start({ stocked: 60 });
}, 600_000);
afterAll(() => world?.stop(), 60_000);

const LONG = 600_000;
const DESK = { width: 1024, height: 768 };
const PHONE = { width: 390, height: 844 };
/** What a window of 1280 × 1024 shows at 200 %. */
const ZOOMED = { width: 640, height: 512 };

for (const language of ['en', 'pl'] as const) {
  test(
    `every screen in ${language}: axe finds nothing in either theme, a finger hits everything, all is there at 200 % and on a phone`,
    async () => {
      const found: string[] = [];
      const note = (where: string, findings: readonly string[]): void => {
        found.push(...findings.map((finding) => `${where}: ${finding}`));
      };
      await tour(world, language, async (page, name) => {
        for (const theme of ['light', 'dark'] as const) {
          await page.evaluate((set) => {
            document.documentElement.dataset['theme'] = set;
          }, theme);
          // Colours move to their new value; axe must see them where they end.
          await page.evaluate(() => Promise.all(document.getAnimations().map((one) => one.finished.catch(() => {}))));
          note(`${name}, ${theme}`, await axeFindings(page));
        }
        note(`${name}, ${DESK.width}`, await smallTargets(page));
        for (const size of [ZOOMED, PHONE]) {
          await page.setViewportSize(size);
          note(`${name}, ${size.width}`, [...(await outOfReach(page)), ...(await smallTargets(page))]);
        }
        await page.setViewportSize(DESK);
      });
      expect(found).toEqual([]);
    },
    LONG,
  );
}

test(
  'the keypad keeps its place while a PIN is typed, all of it in sight, and a wrong PIN says how many tries are left',
  async () => {
    const context = await world.device();
    const page = await world.open(context, 'clerk', 'R6');
    await button(page, 'Lock').click();
    await page.getByRole('button', { name: /^Clerk/ }).click();
    const places = (): Promise<number[]> =>
      page
        .locator('.pad button, .gate .primary')
        .evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().bottom)));
    const before = await places();
    expect(Math.max(...before)).toBeLessThanOrEqual(DESK.height);
    for (const digit of '258026') {
      await button(page, `Digit ${digit}`).click();
      expect(await places()).toEqual(before);
    }
    await page.locator('.gate .primary').click();
    await page.getByRole('alert').getByText('4 tries left').waitFor();
    await context.close();
  },
  LONG,
);

/** Presses Tab until that has the focus, and checks that one can see it. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let presses = 0; presses < 120; presses += 1) {
    await page.keyboard.press('Tab');
    const ring = await target.evaluate((element) =>
      element === document.activeElement ? getComputedStyle(element).outlineStyle : undefined,
    );
    if (ring === undefined) continue;
    expect(ring).not.toBe('none');
    return;
  }
  throw new Error(`Tab never came to ${target.toString()}`);
}

/** Tab to it, wait until it can be pressed, Enter. */
async function pressByKey(page: Page, target: Locator): Promise<void> {
  await until('it can be pressed', () => target.isEnabled());
  await tabTo(page, target);
  await page.keyboard.press('Enter');
}

test(
  'by keyboard alone: sign in, sell, hand over, take back',
  async () => {
    await world.order('K-1001', [{ index: 1, units: 1 }]);
    const context = await world.device();
    const page = await world.open(context);
    // Locked and signed in again without the mouse.
    await pressByKey(page, button(page, 'Lock'));
    await pressByKey(page, page.getByRole('button', { name: /^Clerk/ }));
    await page.keyboard.type('258025');
    await page.keyboard.press('Enter');
    await page.getByRole('navigation').waitFor();

    await page.keyboard.press('Alt+1');
    await page.getByText('Scan the first item').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('linen', { delay: 100 });
    await page.getByRole('option', { name: /Linen tea towel/ }).waitFor();
    await page.keyboard.press('Enter');
    await until('one line', async () => (await lineCount(page)) === 1);
    const sent = page.waitForRequest('**/v1/sales');
    await pressByKey(page, primary(page));
    await pressByKey(page, button(page, 'Exact'));
    await pressByKey(page, primary(page));
    await receiptOf(page).waitFor();
    const { id } = (await sent).postDataJSON() as { id: string };

    await page.keyboard.press('Alt+2');
    await pressByKey(page, page.getByRole('button', { name: /K-1001/ }));
    await pressByKey(page, button(page, 'Hand over'));
    await said(page, 'Order K-1001 handed over');

    await page.keyboard.press('Alt+4');
    await tabTo(page, page.locator('main input').first());
    await page.keyboard.type(`RS1.S01.${id}`, { delay: 100 });
    await page.keyboard.press('Enter');
    await pressByKey(page, button(page, 'One more: Linen tea towel'));
    await pressByKey(page, button(page, 'Take back and refund'));
    await said(page, '€14.90 refunded');
    await context.close();
  },
  LONG,
);

test(
  'by keyboard alone: open a shift, pick, count, close the shift',
  async () => {
    await world.order('K-1002', [{ index: 2, units: 2 }]);
    const context = await world.device();
    const page = await world.open(context, 'manager', 'R8');
    await page.keyboard.press('Alt+6');
    await tabTo(page, page.getByLabel('€50.00', { exact: true }).first());
    await page.keyboard.type('2', { delay: 100 });
    await pressByKey(page, primary(page));
    await page.getByText('open since').waitFor();

    await page.keyboard.press('Alt+3');
    await pressByKey(page, page.getByRole('button', { name: /K-1002/ }));
    for (const total of ['1/2', '2/2']) {
      await pressByKey(page, button(page, 'One more: Linen tea towel'));
      await until('it counts', async () => (await totalOf(page)) === total);
    }
    await pressByKey(page, primary(page));
    await said(page, /Order K-1002 is ready at place/);

    await page.keyboard.press('Alt+5');
    await pressByKey(page, page.locator('.tabs').getByRole('button', { name: 'Count', exact: true }));
    await tabTo(page, page.getByRole('combobox'));
    await page.keyboard.type('linen', { delay: 100 });
    await page.getByRole('option', { name: /Linen tea towel/ }).waitFor();
    await page.keyboard.press('Enter');
    await pressByKey(page, button(page, 'One more: Linen tea towel'));
    await pressByKey(page, primary(page));
    await page.getByTestId('count-result').getByText('Linen tea towel').waitFor();

    await page.keyboard.press('Alt+6');
    await pressByKey(page, button(page, 'Close shift'));
    await tabTo(page, page.getByLabel('€50.00', { exact: true }).first());
    await page.keyboard.type('2', { delay: 100 });
    await pressByKey(page, primary(page));
    await page.getByTestId('report').waitFor();
    await until('it adds up', async () => (await totalOf(page)) === '€0.00');
    await context.close();
  },
  LONG,
);

test(
  'a device speaks the language of its browser, keeps another one that was chosen, and its theme',
  async () => {
    const context = await world.device({ language: 'pl', theme: 'dark' });
    const page = await world.open(context, 'clerk', 'R9');
    await goTo(page, 'sell');
    await page.getByText('Zeskanuj pierwszy towar').waitFor();
    expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
    await button(page, 'English').click();
    await page.getByText('Scan the first item').waitFor();
    await button(page, 'Light or dark').click();
    await page.reload();
    await signIn(page);
    await page.getByText('Scan the first item').waitFor();
    expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('light');
    await scan(page, world.code(0));
    await until('a line', async () => (await lineCount(page)) === 1);
    await context.close();
  },
  LONG,
);
