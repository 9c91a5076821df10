/** What can be judged of a page by machine: axe, the size of targets, and whether everything can be reached at 200 % zoom. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const TARGET_PX = 44;

interface Axe {
  run(options: object): Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }>;
}

/** What axe finds wrong, in words. */
export async function axeFindings(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(AXE);
  return page.evaluate(async (tags) => {
    const { violations } = await (globalThis as unknown as { axe: Axe }).axe.run({ runOnly: tags });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${(node.failureSummary ?? '').slice(0, 200)}`),
    );
  }, TAGS);
}

/** Buttons, links and fields that are smaller than a finger; links within a text excepted. */
export function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate((least) => {
    const all = [...document.querySelectorAll<HTMLElement>('button, a[href], input, select, [role=option]')];
    return (
      all
        .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.matches('.hidden'))
        // Links within a text, and what only a screen reader's own gestures reach.
        .filter((element) => !element.matches('p a, span + a, .notice a, [tabindex="-1"]'))
        .map((element) => ({ element, box: element.getBoundingClientRect() }))
        .filter(({ box }) => box.width > 0 && (box.width < least - 0.5 || box.height < least - 0.5))
        .map(
          ({ element, box }) =>
            `${Math.round(box.width)}×${Math.round(box.height)}: ${element.outerHTML.slice(0, 120)}`,
        )
    );
  }, TARGET_PX);
}

/** What cannot be brought on screen, or lies under something else; and whether the page scrolls sideways. */
export function outOfReach(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth + 1) found.push(`the page is ${scrollWidth} wide in ${clientWidth}`);
    const scope = document.querySelector('[role=dialog]') ?? document;
    for (const element of scope.querySelectorAll<HTMLElement>('button, a[href], input')) {
      if (!element.checkVisibility({ visibilityProperty: true }) || element.matches('.hidden')) continue;
      element.scrollIntoView({ block: 'center', inline: 'center' });
      const box = element.getBoundingClientRect();
      const at = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
      if (at && (element.contains(at) || at.contains(element) || at.closest('label')?.contains(element))) continue;
      // A list that is open lies over the page until something is chosen.
      if (at?.closest('.results')) continue;
      found.push(`${element.outerHTML.slice(0, 120)} lies under ${at?.outerHTML.slice(0, 80) ?? 'the edge'}`);
    }
    for (const scrolled of document.querySelectorAll('*')) if (scrolled.scrollTop > 0) scrolled.scrollTop = 0;
    return found;
  });
}
