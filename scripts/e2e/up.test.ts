import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StoreApi } from '../clients/store-api.ts';
import { readAddresses } from '../processes/retailer.ts';
import { readSecrets } from '../processes/secrets.ts';
import { readSample } from '../trade-data/sample.ts';
import { castOf, NEEDS } from '../up-day/cast.ts';

const UP = join(import.meta.dirname, '..', 'up.ts');

let root: string;
let directory: string;
const started: ChildProcess[] = [];
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'ringfence-up-'));
  directory = join(root, 'data');
});
afterAll(() => {
  for (const child of started) if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
  rmSync(root, { recursive: true, force: true });
});

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs `up`; `onText` sees everything it has said so far, whenever it says more. */
async function up(
  args: readonly string[],
  onText: (out: string, child: ChildProcess) => void = () => {},
): Promise<Ended> {
  const child = spawn(process.execPath, ['--no-warnings', UP, '--data', directory, '--port', '0', ...args]);
  started.push(child);
  let [out, err] = ['', ''];
  child.stdout.on('data', (data: Buffer) => onText((out += data.toString()), child));
  child.stderr.on('data', (data: Buffer) => (err += data.toString()));
  await once(child, 'close');
  return { code: child.exitCode, out, err };
}

/** Lines that do not fit a terminal of 100 columns; how long a directory's name is, is not our doing. */
const tooWide = (out: string): string[] =>
  out.split('\n').filter((line) => line.length > 100 && !line.includes(directory));

async function answers(url: string): Promise<boolean> {
  return fetch(`${url}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  );
}

const ZEROS = [
  'every law held',
  '0 units oversold',
  '0 accounts below zero',
  /0 lost of [1-9]\d* documents that were acknowledged/,
  '0 documents written twice',
  '0 other findings',
];

test('up --once plays a day, ends with every law held and leaves nothing running', async () => {
  const { code, out, err } = await up(['--once']);
  expect([code, err]).toEqual([0, '']);
  expect(out).toContain('opens with');
  for (const zero of ZEROS) expect(out).toMatch(zero);
  expect(tooWide(out)).toEqual([]);
  const { hub, stores } = readAddresses(directory) ?? { hub: '', stores: {} };
  expect(await Promise.all([hub, ...Object.values(stores)].map(answers))).toEqual([false, false, false, false]);
}, 600_000);

test('again on the same directory: the same keys, the stock of the day before, another day', async () => {
  const keys = readSecrets(directory);
  const { code, out } = await up(['--once']);
  expect(code).toBe(0);
  expect(readSecrets(directory)).toEqual(keys);
  expect(out).toContain('this is day 2');
  expect(out).toContain('has the stock of the day');
  expect(out).not.toContain('opens with');
  for (const zero of ZEROS) expect(out).toMatch(zero);
}, 600_000);

/** Writes off what the shelf of S02 has of the goods that day number `day` needs. */
async function emptyShelf(day: number): Promise<void> {
  const key = readSecrets(directory)?.stores['S02']?.clerk ?? '';
  const store = new StoreApi(readAddresses(directory)?.stores['S02'] ?? '', key);
  for (const { product } of NEEDS['S02']?.(castOf(readSample().products, day)) ?? []) {
    const { shelf: units = 0 } = (await store.get<{ shelf: number }>(`stock/${product.sku}`)) ?? {};
    const lines = [{ sku: product.sku, units }];
    const answer = await store.command('adjustments', { id: `gone-${product.sku}`, reason: 'damaged', lines });
    if (answer.outcome === 'refused') throw new Error(answer.detail);
  }
}

test('it stays up until it is told to stop, refuses a second one on its directory, and leaves no orphans', async () => {
  const meanwhile: Promise<Ended>[] = [];
  const first = await up([], (out, child) => {
    if (!out.includes('Ctrl-C stops everything') || meanwhile.length > 0) return;
    meanwhile.push(
      emptyShelf(4)
        .then(() => up(['--once']))
        .finally(() => child.kill('SIGINT')),
    );
  });
  expect(first.code).toBe(0);
  expect(first.out).toContain('All processes have ended.');
  expect(tooWide(first.out)).toEqual([]);
  const [refused] = await Promise.all(meanwhile);
  expect(refused).toMatchObject({ code: 2, out: '' });
  expect(refused?.err).toContain('is in use');
  const { hub, stores } = readAddresses(directory) ?? { hub: '', stores: {} };
  expect(await Promise.all([hub, ...Object.values(stores)].map(answers))).toEqual([false, false, false, false]);
}, 600_000);

test('a day that finds empty shelves orders what it needs', async () => {
  const { code, out } = await up(['--once']);
  expect(code).toBe(0);
  expect(out).toMatch(/S02 {2}has the stock of the days before, and receives \d+ units that run short/);
  for (const zero of ZEROS) expect(out).toMatch(zero);
}, 600_000);

test('what cannot start says why in a sentence, and touches nothing', async () => {
  expect(await up(['--often'])).toMatchObject({ code: 2, out: '', err: expect.stringContaining('Usage:') });
  expect(await up(['--port', 'none'])).toMatchObject({ code: 2, err: expect.stringContaining('--port must be') });
  const foreign = mkdtempSync(join(root, 'foreign-'));
  writeFileSync(join(foreign, 'letter.txt'), 'mine');
  const refused = await up(['--once', '--fresh', '--data', foreign]);
  expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('holds other things') });
  expect(readFileSync(join(foreign, 'letter.txt'), 'utf8')).toBe('mine');
  expect(existsSync(join(directory, 'hub'))).toBe(true);
});
