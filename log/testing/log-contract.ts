/**
 * What every adapter promises, as one suite. An adapter's test hands in how to
 * open a street on a disk of its own and runs `streetContract`; adapters with
 * real files run `diskContract` too.
 */
import { afterAll, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, open, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import { compare } from '../identity-file.ts';
import { DamagedLog, StorageFailure, type StreetLog } from '../port.ts';
import { chainOf, cursorAfter } from './documents.ts';

export interface OpenStreet {
  readonly street: StreetLog;
  readonly close: () => Promise<void>;
}

/** Opens the same disk again at each call; with `create`, for the first time. */
export type Opener = (options: { create: boolean }) => Promise<OpenStreet>;

/** Promises that hold for every adapter. `newDisk` gives an empty disk. */
export function streetContract(name: string, newDisk: () => Promise<Opener>): void {
  const withStreet = async (run: (street: StreetLog) => Promise<void>): Promise<void> => {
    const disk = await newDisk();
    const opened = await disk({ create: true });
    try {
      await run(opened.street);
    } finally {
      await opened.close();
    }
  };

  describe(`${name}: a street`, () => {
    test('starts empty', () =>
      withStreet(async (street) => {
        expect(street.head()).toEqual({ n: 0, head: '0'.repeat(64), at: 0, author: '' });
        expect(await street.read(0, 10)).toEqual([]);
        expect(await street.get('sale~1')).toBeUndefined();
        expect(street.positionOf('sale~1')).toBeUndefined();
      }));

    test('gives back what was appended, in order and in pages', () =>
      withStreet(async (street) => {
        const documents = chainOf(25);
        await street.append(documents.slice(0, 10));
        await street.append(documents.slice(10));
        expect(street.head()).toEqual(cursorAfter(documents));
        expect(await street.read(0, 100)).toEqual(documents);
        expect(await street.read(7, 5)).toEqual(documents.slice(7, 12));
        expect(await street.read(24, 5)).toEqual(documents.slice(24));
        expect(await street.read(25, 5)).toEqual([]);
        expect(await street.get('sale~13')).toEqual(documents[12]);
        expect(street.positionOf('sale~13')).toBe(13);
      }));

    test('knows the position of a document that is not durable yet, and does not read it', () =>
      withStreet(async (street) => {
        const documents = chainOf(2);
        const appended = street.append(documents);
        expect(street.positionOf('sale~2')).toBe(2);
        expect(street.head().n).toBe(0);
        expect(await street.get('sale~2')).toBeUndefined();
        await appended;
        expect(street.head().n).toBe(2);
      }));

    test('tells its followers once, in order, after the disk and before the caller', () =>
      withStreet(async (street) => {
        const documents = chainOf(30);
        await street.append(documents.slice(0, 3));
        const heard: number[] = [];
        const stop = street.follow((durable) => {
          expect(street.head().n).toBe(durable.at(-1)?.n);
          heard.push(...durable.map(({ n }) => n));
        });
        const appended = documents.slice(3).map((document) => street.append([document]));
        expect(heard).toEqual([]);
        await appended[0];
        expect(heard).toContain(4);
        await Promise.all(appended);
        stop();
        await street.append(chainOf(1, cursorAfter(documents)));
        expect(heard).toEqual(documents.slice(3).map(({ n }) => n));
      }));

    test('takes many concurrent appends', () =>
      withStreet(async (street) => {
        const documents = chainOf(1_200);
        await Promise.all(documents.map((document) => street.append([document])));
        expect(street.head().n).toBe(1_200);
        expect(await street.read(1_190, 100)).toEqual(documents.slice(1_190));
      }));

    test('refuses what does not continue it, and goes on', () =>
      withStreet(async (street) => {
        const documents = chainOf(4);
        const [first, second, third, fourth] = documents as [Envelope, Envelope, Envelope, Envelope];
        await street.append([first]);
        for (const wrong of [
          first,
          third,
          { ...second, prev: 'f'.repeat(64) },
          { ...second, _id: first._id },
          { ...second, at: first.at - 1 },
          { ...second, author: 'S02.1' },
        ]) {
          expect(() => street.append([wrong])).toThrow(/^bug: /);
        }
        await street.append([second, third]);
        await street.append([]);
        await street.append([fourth]);
        expect(await street.read(0, 9)).toEqual(documents);
      }));

    test('lets a new incarnation of its author continue, and no older one', () =>
      withStreet(async (street) => {
        const first = chainOf(2, undefined, 'S01.1');
        const second = chainOf(2, cursorAfter(first), 'S01.2');
        await street.append(first);
        await street.append(second);
        expect(() => street.append(chainOf(1, cursorAfter(second), 'S01.1'))).toThrow(/cannot follow/);
        expect(street.head().author).toBe('S01.2');
      }));

    test('is the same after it was closed and opened', async () => {
      const disk = await newDisk();
      const documents = chainOf(40);
      const before = await disk({ create: true });
      const appended = documents.map((document) => before.street.append([document]));
      await before.close();
      await Promise.all(appended);
      const after = await disk({ create: false });
      expect(after.street.head()).toEqual(cursorAfter(documents));
      expect(await after.street.read(0, 100)).toEqual(documents);
      expect(after.street.positionOf('sale~40')).toBe(40);
      await after.street.append(chainOf(1, cursorAfter(documents)));
      expect(after.street.head().n).toBe(41);
      await after.close();
    });
  });
}

export interface DiskAdapter {
  /** How the child process names the adapter. */
  readonly kind: 'pouch-log' | 'pouch-street';
  open(directory: string, create: boolean): Promise<OpenStreet>;
}

/** Promises of adapters that keep files: they survive a kill, and never serve damage. */
export function diskContract(adapter: DiskAdapter): void {
  describe(`${adapter.kind} on disk`, () => {
    test('has every acknowledged document after kill -9', () =>
      inDirectory(async (directory) => {
        for (let life = 1; life <= 2; life += 1) {
          const acknowledged = await appendUntilKilled(adapter.kind, directory, life * 400);
          const { street, close } = await adapter.open(directory, false);
          expect(street.head().n).toBeGreaterThanOrEqual(acknowledged);
          const documents = await street.read(0, Number.MAX_SAFE_INTEGER);
          expect(cursorAfter(documents)).toEqual(street.head());
          await close();
        }
      }));

    test('refuses a directory that is missing or lost its CURRENT file', () =>
      inDirectory(async (directory) => {
        await expect(adapter.open(directory, false)).rejects.toThrow(DamagedLog);
        await fill(adapter, directory, chainOf(20));
        await rm(join(directory, 'CURRENT'));
        for (const create of [false, true]) await expect(adapter.open(directory, create)).rejects.toThrow(DamagedLog);
      }));

    test('never serves a log with a flipped byte as if it were whole', () =>
      inDirectory(async (directory) => {
        const documents = chainOf(120);
        await fill(adapter, directory, documents);
        let refused = 0;
        for (const at of [0.1, 0.3, 0.5, 0.7, 0.9, 0.999]) {
          const damaged = `${directory}-${at}`;
          await copyStreet(directory, damaged);
          await flipByte(damaged, '.log', at);
          const opened = await adapter.open(damaged, false).catch((error: unknown) => {
            expect(error).toBeInstanceOf(DamagedLog);
            refused += 1;
          });
          if (opened === undefined) continue;
          const head = opened.street.head();
          expect(await opened.street.read(0, 1_000)).toEqual(documents.slice(0, head.n));
          if (head.n < documents.length) expect(compare(cursorAfter(documents), head)).toBe('behind');
          await opened.close();
        }
        expect(refused).toBeGreaterThanOrEqual(4);
      }));

    test('refuses a table with a flipped byte, or serves every document as it was written', () =>
      inDirectory(async (directory) => {
        const documents = chainOf(120);
        await fill(adapter, directory, documents);
        await (await adapter.open(directory, false)).close(); // what was in the log becomes a table
        let refused = 0;
        for (const at of [0.05, 0.25, 0.45, 0.65, 0.8]) {
          const damaged = `${directory}-${at}`;
          await copyStreet(directory, damaged);
          await flipByte(damaged, '.ldb', at);
          const opened = await adapter.open(damaged, false).catch((error: unknown) => {
            expect(error).toBeInstanceOf(DamagedLog);
            refused += 1;
          });
          if (opened === undefined) continue;
          const read = await opened.street.read(0, 1_000).catch((error: unknown) => {
            expect(error instanceof DamagedLog || error instanceof StorageFailure).toBe(true);
            refused += 1;
          });
          if (read !== undefined) expect(read).toEqual(documents);
          await opened.close();
        }
        expect(refused).toBeGreaterThanOrEqual(3);
      }));
  });
}

/** Gives an adapter that keeps files a disk of its own for each test of `streetContract`, removed at the end. */
export function disksFor(adapter: Pick<DiskAdapter, 'open'>): () => Promise<Opener> {
  const parents: string[] = [];
  afterAll(() => Promise.all(parents.map((parent) => rm(parent, { recursive: true, force: true }))));
  return async () => {
    const parent = await mkdtemp(join(tmpdir(), 'ringfence-log-'));
    parents.push(parent);
    return ({ create }) => adapter.open(join(parent, 'street'), create);
  };
}

/** Runs with the path of a directory that does not exist yet and is removed afterwards. */
export async function inDirectory(run: (directory: string) => Promise<void>): Promise<void> {
  const parent = await mkdtemp(join(tmpdir(), 'ringfence-log-'));
  try {
    await run(join(parent, 'street'));
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
}

/** Writes the documents in groups of three. */
async function fill(adapter: DiskAdapter, directory: string, documents: readonly Envelope[]): Promise<void> {
  const { street, close } = await adapter.open(directory, true);
  for (let start = 0; start < documents.length; start += 3) await street.append(documents.slice(start, start + 3));
  await close();
}

/** Copies a street and, where it has one, its index. */
async function copyStreet(directory: string, copy: string): Promise<void> {
  await cp(directory, copy, { recursive: true });
  if (existsSync(`${directory}.index`)) await cp(`${directory}.index`, `${copy}.index`);
}

/** Flips one byte of a file of LevelDB, `at` from 0 (first) to 1 (last). */
async function flipByte(directory: string, kind: string, at: number): Promise<void> {
  const name = (await readdir(directory)).find((file) => file.endsWith(kind));
  const file = await open(join(directory, String(name)), 'r+');
  const position = Math.floor((await file.stat()).size * at);
  const byte = new Uint8Array(1);
  await file.read(byte, 0, 1, position);
  await file.write(Uint8Array.of(~(byte[0] ?? 0) & 0xff), 0, 1, position);
  await file.close();
}

/** Starts a process that appends and says how far it was told yes, kills it, and returns the last position it said. */
async function appendUntilKilled(kind: string, directory: string, enough: number): Promise<number> {
  const script = fileURLToPath(new URL('appending-child.ts', import.meta.url));
  const child = spawn(process.execPath, [script, kind, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (text: string) => {
    said += text;
    const last = Number(said.slice(0, said.lastIndexOf('\n')).split('\n').at(-1));
    if (last >= enough) child.kill('SIGKILL');
  });
  const signal = await new Promise((resolve) => child.once('close', (_code, by) => resolve(by)));
  expect(signal).toBe('SIGKILL');
  const whole = said.slice(0, said.lastIndexOf('\n')).split('\n').map(Number);
  return Math.max(...whole);
}
