/** That the bench runs, and says what it promises to say. How fast anything is, is no matter of a test. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { type Figure, figureOf, quantile, table } from './figure.ts';

const run = promisify(execFile);

test('a tiny run of one bench prints a table and writes a line for each figure', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'ringfence-bench-test-'));
  const file = join(directory, 'out.jsonl');
  const tiny = ['sales', '--rounds', '1', '--seconds', '0.1', '--json', file];
  const { stdout } = await run(process.execPath, ['--no-warnings', 'scripts/bench.ts', ...tiny]);
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  const figures = lines.map((line) => JSON.parse(line) as Figure);
  expect(figures.map(({ name }) => name)).toEqual([
    'sales',
    'sales-beside-bare-server',
    'sales-p99',
    'sales-while-sending',
  ]);
  expect(figures[0]).toEqual({
    name: 'sales',
    value: expect.any(Number),
    unit: 'sales/s',
    baseline: expect.any(Number),
    ratio: expect.any(Number),
    target: 0.5,
    lowerIsBetter: false,
  });
  for (const { name } of figures) expect(stdout).toContain(name);
  await rm(directory, { recursive: true });
}, 600_000);

test('a figure is the median of its rounds, beside the median of the bare program', () => {
  const figure = figureOf({ name: 'a', unit: 'x/s', values: [5, 90, 6], baselines: [10, 12, 11], target: 0.5 });
  expect(figure).toMatchObject({ value: 6, baseline: 11, ratio: 0.545 });
  const late = figureOf({ name: 'b', unit: 'ms', values: [3], target: 2, lowerIsBetter: true });
  const [, first, second] = table([figure, late]).split('\n');
  expect([first?.endsWith('reached'), second?.endsWith('missed')]).toEqual([true, true]);
});

test('a quantile is a value that was measured', () => {
  expect([quantile([4, 1, 3, 2], 0.5), quantile([4, 1, 3, 2], 0.99), quantile([7], 0.5)]).toEqual([3, 4, 7]);
});
