/**
 * `npm run pictures [-- out-directory]`: every screen of the counter, in both languages and themes and at three sizes,
 * as PNG files in `screenshots/`, to be looked at.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { tour } from './counter/tour.ts';
import { World } from './counter/world.ts';
import { answerHelp } from './help.ts';

answerHelp(import.meta.filename);

const out = process.argv[2] ?? fileURLToPath(new URL('../screenshots', import.meta.url));
const SIZES = [
  { width: 1024, height: 768 },
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];
/** The voice is gone, and nothing moves any more. */
const SETTLED_MS = 250;

mkdirSync(out, { recursive: true });
const world = await World.start({ stocked: 60 });
try {
  for (const language of ['en', 'pl'] as const) {
    let number = 0;
    await tour(world, language, async (page, name) => {
      number += 1;
      await page.addStyleTag({ content: '.voice { display: none }' });
      for (const theme of ['light', 'dark'] as const) {
        for (const size of SIZES) {
          const label = `${String(number).padStart(2, '0')}-${name}-${language}-${theme}-${size.width}`;
          await picture(page, { ...size, theme, path: join(out, `${label}.png`) });
        }
      }
      await page.setViewportSize(SIZES[0] ?? { width: 1024, height: 768 });
    });
  }
} finally {
  await world.stop();
}
console.log(`The pictures are in ${out}.`);
process.exit(0);

async function picture(
  page: Page,
  { theme, width, height, path }: { theme: string; width: number; height: number; path: string },
): Promise<void> {
  await page.setViewportSize({ width, height });
  await page.evaluate((name) => {
    document.documentElement.dataset['theme'] = name;
  }, theme);
  await page.waitForTimeout(SETTLED_MS);
  await page.screenshot({ path });
}
