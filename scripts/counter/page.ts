/** What a person and a scanner do at the counter, in either language; every wait is for something the page says. */
import { must } from '@ringfence/domain/basic/assert.ts';
import { en, type Words } from '@ringfence/store-node/counter/src/words/en.ts';
import { pl } from '@ringfence/store-node/counter/src/words/pl.ts';
import type { Locator, Page } from 'playwright-core';
import { TRIAL_STAFF } from '../processes/staff.ts';

export const WORDS: Readonly<Record<'en' | 'pl', Words>> = { en, pl };

const [clerk, supervisor, manager] = TRIAL_STAFF;
export const PEOPLE = { clerk, supervisor, manager } as const;
export type Who = keyof typeof PEOPLE;

/** Waits for the sign-in screen, then types the PIN of a person who is shown on it. */
export async function signIn(page: Page, who: Who = 'clerk'): Promise<void> {
  const person = must(PEOPLE[who], `there is a ${who}`);
  const name = page.getByRole('button', { name: new RegExp(`^${person.name}`) });
  await name.click();
  await page.locator(`[aria-pressed=true]`, { hasText: person.name }).waitFor();
  await page.keyboard.type(person.pin);
  await page.keyboard.press('Enter');
  await page.getByRole('navigation').waitFor();
}

const KEY_MS = 2;
const PAUSE_MS = 100;
let lastKeyAt = 0;

/**
 * As a keyboard-wedge scanner: keys follow each other every two milliseconds, Enter at the end. They are sent in one go
 * with the times they were pressed at, so that a busy machine puts no gaps between them.
 */
export async function scan(page: Page, ...codes: readonly string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const sent: Promise<unknown>[] = [];
  const keys = codes.flatMap((code) => [...Array.from(code, (letter) => ({ name: letter, text: letter })), ENTER]);
  let at = Math.max(lastKeyAt + PAUSE_MS, Date.now() - keys.length * KEY_MS);
  // No key is pressed in the future.
  const early = at + keys.length * KEY_MS - Date.now();
  if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
  for (const { name, text } of keys) {
    const code = name.length > 1 ? 13 : name.toUpperCase().charCodeAt(0);
    const common = { key: name, windowsVirtualKeyCode: code, timestamp: at / 1000 };
    sent.push(session.send('Input.dispatchKeyEvent', { type: 'keyDown', text, unmodifiedText: text, ...common }));
    sent.push(session.send('Input.dispatchKeyEvent', { type: 'keyUp', ...common }));
    at += KEY_MS;
  }
  lastKeyAt = at;
  await Promise.all(sent);
  await session.detach();
}

const ENTER = { name: 'Enter', text: '\r' };

/** Opens a task by its place in the navigation, and waits until it is there. */
export async function goTo(page: Page, task: string): Promise<void> {
  const link = page.locator(`.nav a[href="#/${task}"]`);
  await link.click();
  await page.locator(`.nav a[href="#/${task}"][aria-current=page]`).waitFor();
  await page.locator('main').waitFor();
}

export const button = (page: Page, name: string | RegExp): Locator =>
  page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });

/** The one thing to do now. */
export const primary = (page: Page): Locator => page.locator('.foot .primary');
export const said = (page: Page, text: string | RegExp): Promise<void> =>
  page.getByTestId('voice').getByText(text).waitFor();
export const lineCount = (page: Page): Promise<number> => page.locator('[data-testid=basket] li').count();
export const totalOf = (page: Page): Promise<string> => page.getByTestId('total').innerText();
export const receiptOf = (page: Page): Locator => page.getByTestId('receipt');

/** From an item in the basket to the receipt, paid in cash exactly. */
export async function pay(page: Page, words: Words = en): Promise<void> {
  await primary(page).click();
  await button(page, words.sell.exact).click();
  await button(page, words.sell.complete).click();
}

/** A whole sale; its receipt is on screen when this resolves. */
export async function sell(page: Page, codes: readonly string[]): Promise<void> {
  await scan(page, ...codes);
  await until('the basket is filled', async () => (await lineCount(page)) === new Set(codes).size);
  await pay(page);
  await receiptOf(page).waitFor();
}

export async function until(what: string, check: () => Promise<boolean>, patienceMs = 120_000): Promise<void> {
  const giveUpAt = Date.now() + patienceMs;
  while (!(await check())) {
    if (Date.now() > giveUpAt) throw new Error(`${what}: it never came true`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
