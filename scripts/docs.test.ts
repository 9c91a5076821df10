import { expect, test } from '@jest/globals';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FAULTS, REFUSALS } from '@ringfence/domain/basic/refusals.ts';
import { KINDS } from '@ringfence/domain/documents/registry.ts';
import { headOf } from './help.ts';

const ROOT = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const pages = globSync('**/*.md', { cwd: ROOT, exclude: (path) => path.split('/').includes('node_modules') });

/** Rows of all tables of a text, as trimmed cells, without heads and rules. */
const rowsOf = (text: string): string[][] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
const unquoted = (cell: string | undefined): string => cell?.replaceAll('`', '') ?? '';

test('the protocol lists every document kind on its street, and no other', () => {
  const [, kinds = ''] = read('docs/protocol.md').split('## Document kinds');
  const sections = kinds.split(/^### /m).slice(1);
  const listed = sections.flatMap((section) => {
    const street = /^`([a-z]+)/.exec(section)?.[1] ?? '';
    const [table = ''] = section.split(/^## /m);
    return rowsOf(table).map(([kind]) => `${street}: ${unquoted(kind)}`);
  });
  expect(listed.sort()).toEqual(
    Object.entries(KINDS)
      .map(([kind, { street }]) => `${street}: ${kind}`)
      .sort(),
  );
});

test('every refusal is listed with its status, whether to try again, and who must act', () => {
  const [table = ''] = read('docs/refusals.md').split('## Problems');
  const listed = rowsOf(table).map(([code, ...cells]) => [unquoted(code), ...cells]);
  const rules = Object.entries(REFUSALS).map(([code, { status, retry, actor }]) => [
    code,
    String(status),
    retry ? 'yes' : 'no',
    actor,
  ]);
  const byCode = (a: string[], b: string[]): number => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1);
  expect(listed.sort(byCode)).toEqual(rules.sort(byCode));
});

test('every other problem is listed with its status', () => {
  const [, table = ''] = read('docs/refusals.md').split('## Problems');
  const listed = rowsOf(table).map(([code, status]) => [unquoted(code), Number(status)]);
  expect(Object.fromEntries(listed)).toEqual(FAULTS);
});

test('links between pages lead somewhere', () => {
  expect(pages).toContain('README.md');
  const broken = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !/^(https?:|mailto:|#)/.test(target))
      .filter((target) => !existsSync(join(ROOT, dirname(page), target.replace(/#.*$/, ''))))
      .map((target) => `${page}: ${target}`),
  );
  expect(broken).toEqual([]);
});

test('commands that pages name are there', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const missing = pages.flatMap((page) => {
    const text = read(page);
    const runs = [...text.matchAll(/\bnpm run ([a-z][a-z:-]*)/g)].map(([, name = '']) => name);
    const files = [...text.matchAll(/(?<![\w/.@-])(?:\.\/)?(scripts\/[\w-]+)(?=[\s`])/g)].map(([, path = '']) => path);
    return [
      ...runs.filter((name) => !(name in scripts)).map((name) => `${page}: npm run ${name}`),
      ...files.filter((path) => !existsSync(join(ROOT, path))).map((path) => `${page}: ${path}`),
    ];
  });
  expect(missing).toEqual([]);
});

test('every command answers --help with what stands at its head', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const commands = Object.values(scripts).flatMap((line) => /\b(scripts\/[\w-]+\.ts)$/.exec(line)?.[1] ?? []);
  expect(commands).toContain('scripts/replay.ts');
  const silent = commands.filter((path) => !read(path).includes('\nanswerHelp(import.meta.filename);\n'));
  expect(silent).toEqual([]);
  expect(headOf("/**\n * What it does:\n *   npm run it\n */\nimport x from 'y';")).toBe('What it does:\n  npm run it');
});

test('files that the documents name are there', () => {
  const missing = pages
    .filter((page) => page.startsWith('docs/'))
    .flatMap((page) =>
      [...read(page).matchAll(/`((?:[\w.-]+\/)+[\w.-]+\.(?:ts|mjs|graphql))`/g)]
        .map(([, path = '']) => path)
        .filter((path) => !existsSync(join(ROOT, path)))
        .map((path) => `${page}: ${path}`),
    );
  expect(missing).toEqual([]);
});
