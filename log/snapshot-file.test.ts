/** A snapshot comes back as it was written, or not at all. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { hash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Frozen } from '@ringfence/domain/basic/frozen.ts';
import { readSnapshot, writeSnapshot } from './snapshot-file.ts';

const CHILD = fileURLToPath(new URL('./testing/snapshot-child.ts', import.meta.url));
const ENOUGH_MS = 240_000;
const RULES = 'a'.repeat(64);
let directory: string;
let path: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'snapshot-'));
  path = join(directory, 'below', 'state');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const bytes = (length: number, first: number): Uint8Array => Uint8Array.from({ length }, (_, at) => (first + at) % 256);

const someState = (): Frozen => ({
  plain: { cursor: { n: 3 }, map: new Map([['a', undefined]]) },
  list: Array.from({ length: 1203 }, (_, at) => ({ at })),
  buffers: [bytes(3, 1), bytes(0, 0), bytes(1_200_000, 7), bytes(17, 9)],
  parts: { one: { buffers: [bytes(8, 4)] }, two: { list: [], parts: { three: { plain: 7, list: ['x'] } } }, four: {} },
});

/** Comparable without going through a million numbers one by one. */
const digested = ({ plain, list, buffers, parts }: Frozen): unknown => ({
  plain,
  list,
  buffers: buffers?.map((one) => hash('sha256', one)),
  parts: parts && Object.entries(parts).map(([name, part]) => [name, digested(part)]),
});

const wholeOf = async (name: string): Promise<Uint8Array> => Uint8Array.from(await readFile(name));
const joined = (parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]));

const write = (frozen = someState(), rules = RULES): Promise<void> =>
  writeSnapshot(path, frozen, { rules, durable: Promise.resolve() });

test('what was written is read back, each buffer where numbers of 8 bytes may begin', async () => {
  await write();
  const read = await readSnapshot(path, RULES);
  const { frozen } = read as { frozen: Frozen };
  expect(digested(frozen)).toEqual(digested(someState()));
  for (const { byteOffset } of frozen.buffers ?? []) expect(byteOffset % 8).toBe(0);
  expect(await readdir(join(directory, 'below'))).toEqual(['state']);
});

test('an empty state is one too', async () => {
  await write({});
  expect(await readSnapshot(path, RULES)).toEqual({ frozen: {} });
});

test('there may be none, and one of other rules is none', async () => {
  expect(await readSnapshot(path, RULES)).toEqual({ refused: 'there is none' });
  await write(someState(), 'b'.repeat(64));
  expect(await readSnapshot(path, RULES)).toEqual({ refused: 'it was folded by other rules' });
});

test('a byte that changed anywhere refuses all of it', async () => {
  await write();
  const whole = await wholeOf(path);
  const step = Math.ceil(whole.length / 50);
  for (let at = 0; at < whole.length; at += at < 600 || at > whole.length - 200 ? 7 : step) {
    const damaged = whole.slice();
    damaged[at] = (damaged[at] ?? 0) ^ 0x10;
    await writeFile(path, damaged);
    const read = await readSnapshot(path, RULES);
    // What fills a block up to a multiple of 8 bytes says nothing.
    if ('frozen' in read) expect([at, digested(read.frozen)]).toEqual([at, digested(someState())]);
    else expect(read.refused).not.toBe('');
  }
});

test('a file that is cut off, empty, longer or foreign is refused', async () => {
  await write();
  const whole = await wholeOf(path);
  for (const length of [0, 1, 15, 16, 200, 70_000, whole.length - 16, whole.length - 1]) {
    await truncate(path, length);
    expect(await readSnapshot(path, RULES)).toEqual({ refused: expect.any(String) });
    await writeFile(path, whole);
  }
  for (const other of [
    joined([whole, new Uint8Array(16)]),
    new Uint8Array(4096),
    new TextEncoder().encode('{"format":1}'),
  ]) {
    await writeFile(path, other);
    expect(await readSnapshot(path, RULES)).toEqual({ refused: expect.any(String) });
  }
});

test('pieces of two snapshots do not make one', async () => {
  const [one, other] = [1, 2].map((first) => ({ buffers: [bytes(1_100_000, first), bytes(1_100_000, first)] }));
  await write(one);
  const first = await wholeOf(path);
  await write(other);
  const second = await wholeOf(path);
  const middle = Math.ceil(first.length / 2);
  await writeFile(path, joined([first.subarray(0, middle), second.subarray(middle)]));
  expect(await readSnapshot(path, RULES)).toEqual({ refused: expect.any(String) });
});

test('the former one stays while the new one is not durable, fails or is given up', async () => {
  await write({ plain: 'former' });
  const failed = writeSnapshot(path, someState(), { rules: RULES, durable: Promise.reject(new Error('the disk')) });
  await expect(failed).rejects.toThrow('the disk');
  const stopped = AbortSignal.abort(new Error('no time'));
  const given = writeSnapshot(path, someState(), { rules: RULES, durable: Promise.resolve(), signal: stopped });
  await expect(given).rejects.toThrow('no time');
  const spareBytes = Number.MAX_SAFE_INTEGER;
  const full = writeSnapshot(path, someState(), { rules: RULES, durable: Promise.resolve(), spareBytes });
  await expect(full).rejects.toThrow('too little room');
  expect(await readSnapshot(path, RULES)).toEqual({ frozen: { plain: 'former' } });
  expect(await readdir(join(directory, 'below'))).toEqual(['state']);
});

test(
  'a process that is killed while it writes leaves a whole one, the last it has spoken of or the next',
  async () => {
    for (let round = 0; round < 3; round++) {
      const child = spawn(process.execPath, ['--no-warnings', CHILD, path, RULES], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const gone = once(child, 'exit');
      let spoken = 0;
      for await (const line of createInterface({ input: child.stdout })) {
        spoken = Number(line);
        // Somewhere in the next one, each round a little later.
        if (spoken === 2 + round) setTimeout(() => child.kill('SIGKILL'), round);
      }
      await gone;
      const read = await readSnapshot(path, RULES);
      const { plain, list, buffers } = (read as { frozen: Frozen }).frozen;
      expect([spoken, spoken + 1]).toContain(plain);
      expect(new Set(list)).toEqual(new Set([plain]));
      for (const one of buffers ?? []) expect(one.every((byte) => byte === Number(plain) % 256)).toBe(true);
    }
  },
  ENOUGH_MS,
);
