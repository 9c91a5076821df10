/** Streets opened with an index file are what they are without one, whatever happened to the file or the database. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { spawn } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import type { IndexedStreet } from './indexed-street.ts';
import { DamagedLog } from './port.ts';
import { PouchLog } from './pouch-log.ts';
import { openPouchStreet } from './pouch-street.ts';
import { ReplicaStreet } from './replica-street.ts';
import type { ScrubProgress } from './scrub.ts';
import { openDatabase } from './synced-leveldown.ts';
import { chainOf, cursorAfter, sha256 } from './testing/documents.ts';
import { inDirectory } from './testing/log-contract.ts';
import { changeRow } from './testing/rows.ts';

/** Few documents show what many do. */
const SMALL = { rowsUnpacked: 8, rowsUnpackedAtStop: 1, documentsPerPart: 5 };
const documents = chainOf(60);
const LEVELDB_BLOCK = 32 * 1024;

interface Opened {
  readonly street: Pick<IndexedStreet, 'head' | 'read' | 'get' | 'positionOf'>;
  readonly fatal: Error[];
  scrubbed(): ScrubProgress;
  add(documents: readonly Envelope[]): Promise<unknown>;
  close(): Promise<void>;
}

interface How {
  readonly withIndex?: boolean;
  readonly isFresh?: boolean;
  /** Whether the index is written at the end of a life and not before. */
  readonly isLazy?: boolean;
  /** Whether the past is scrubbed at once. */
  readonly isScrubbed?: boolean;
}

interface Kind {
  readonly name: string;
  /** Of a row in a table, which ids in it begin with. */
  readonly prefix: string;
  open(place: string, how?: How): Promise<Opened>;
}

const databaseIn = (place: string): string => join(place, 'database');
const indexIn = (place: string): string => join(place, 'index', 'file');

const commonOf = (
  place: string,
  { withIndex = true, isFresh = false, isLazy = false, isScrubbed = false }: How,
  fatal: Error[],
) => {
  const onFatal = (failure: Error): void => void fatal.push(failure);
  const limits = { ...SMALL, ...(isLazy && { rowsUnpacked: 1_000 }), ...(isScrubbed && { scrubDelayMs: 0 }) };
  const common = { directory: databaseIn(place), create: isFresh, sha256, onFatal, limits };
  return withIndex ? { ...common, index: indexIn(place) } : common;
};

const KINDS: readonly Kind[] = [
  {
    name: 'pouch-street',
    prefix: '',
    open: async (place, how = {}) => {
      const fatal: Error[] = [];
      const street = await openPouchStreet({ ...commonOf(place, how, fatal), street: 'up-S01' });
      const scrubbed = (): ScrubProgress => street.scrubbed;
      return { street, fatal, scrubbed, add: (some) => street.append(some), close: () => street.close() };
    },
  },
  {
    name: 'replica-street',
    prefix: '',
    open: async (place, how = {}) => {
      const fatal: Error[] = [];
      const onRejected = (): void => {};
      const street = await ReplicaStreet.open({ ...commonOf(place, how, fatal), street: 'up-S01', onRejected });
      const scrubbed = (): ScrubProgress => street.scrubbed;
      return { street, fatal, scrubbed, add: (some) => street.receive(some), close: () => street.close() };
    },
  },
  {
    name: 'pouch-log',
    prefix: 'up-S01!',
    open: async (place, how = {}) => {
      const fatal: Error[] = [];
      const log = await PouchLog.open(commonOf(place, how, fatal));
      const street = await log.open('up-S01');
      const scrubbed = (): ScrubProgress => log.scrubbed;
      return { street, fatal, scrubbed, add: (some) => street.append(some), close: () => log.close() };
    },
  },
];

/** A life of the street: it is opened, these documents are added, seven at a time, and it is closed. */
async function live(kind: Kind, place: string, some: readonly Envelope[] = []): Promise<void> {
  const opened = await kind.open(place, { isFresh: !existsSync(databaseIn(place)), isLazy: true });
  for (let from = 0; from < some.length; from += 7) await opened.add(some.slice(from, from + 7));
  await opened.close();
  expect(opened.fatal).toEqual([]);
}

async function expectAll({ street }: Opened, expected: readonly Envelope[]): Promise<void> {
  expect(street.head()).toEqual(cursorAfter(expected));
  expect(await street.read(0, 1_000)).toEqual(expected);
  for (const document of expected) {
    expect(street.positionOf(document._id)).toBe(document.n);
    expect(await street.get(document._id)).toEqual(document);
  }
  expect(street.positionOf('sale~other')).toBeUndefined();
}

/** It can be opened, holds exactly these documents, and takes more of them. */
async function expectSound(kind: Kind, place: string, expected: readonly Envelope[]): Promise<void> {
  const more = chainOf(2, cursorAfter(expected), 'S01.9');
  const opened = await kind.open(place);
  await expectAll(opened, expected);
  await opened.add(more);
  await opened.close();
  expect(opened.fatal).toEqual([]);
  const again = await kind.open(place);
  await expectAll(again, [...expected, ...more]);
  await again.close();
}

/** Runs on a copy, so that the next one finds everything as it was. */
async function onCopy(place: string, run: (copy: string) => Promise<void>): Promise<void> {
  const copy = `${place}.copy`;
  cpSync(place, copy, { recursive: true });
  await run(copy);
  rmSync(copy, { recursive: true });
}

const rowOf = ({ prefix }: Kind, n: number) => ({ table: 'by-sequence', key: String(n).padStart(16, '0'), prefix });

describe.each(KINDS)('the index of a $name', (kind) => {
  test('gives the same street as reading everything, over any history of writing and starting', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(40), fc.boolean()), { maxLength: 6 }), (lives) =>
        inDirectory(async (place) => {
          const all = chainOf(lives.reduce((sum, [count]) => sum + count, 0));
          await live(kind, place);
          let n = 0;
          for (const [count, withIndex] of lives) {
            const opened = await kind.open(place, { withIndex });
            await expectAll(opened, all.slice(0, n));
            for (const end = n + count; n < end;) {
              const some = all.slice(n, Math.min(end, n + 3));
              await opened.add(some);
              n += some.length;
            }
            await expectAll(opened, all.slice(0, n));
            await opened.close();
            expect(opened.fatal).toEqual([]);
          }
          await expectSound(kind, place, all);
        }),
      ),
      { numRuns: 8 },
    ));

  test('spares the past, of which a damaged document is refused when it is read, and at the next start', () =>
    inDirectory(async (place) => {
      await live(kind, place, documents);
      await live(kind, place); // what was in LevelDB's log lies in a table
      await changeRow(databaseIn(place), rowOf(kind, 3), (text) => text.replace('counter', 'cashier'));
      const opened = await kind.open(place);
      expect(opened.street.head()).toEqual(cursorAfter(documents));
      await expect(opened.street.get('sale~3')).rejects.toThrow(DamagedLog);
      await expect(opened.street.read(0, 10)).rejects.toThrow(DamagedLog);
      expect(await opened.street.read(3, 10)).toEqual(documents.slice(3, 13));
      expect(existsSync(indexIn(place))).toBe(false);
      await opened.close();
      await expectRefused(kind, place, 3);
    }));

  test('is not believed about rows that lay in LevelDB’s log when a process died that had not looked at them', () =>
    inDirectory(async (place) => {
      const many = chainOf(200);
      await live(kind, place, many);
      const note = `${indexIn(place)}.unseen`;
      writeFileSync(note, 'no number');
      const opened = await kind.open(place);
      await expectAll(opened, many);
      await opened.close();
      expect(existsSync(note)).toBe(false);
      rmSync(place, { recursive: true });

      await live(kind, place, many);
      damageLog(databaseIn(place));
      const died = await openDatabase(databaseIn(place), { create: false, index: indexIn(place) });
      await died.close();
      await expectRefused(kind, place, many.length);
    }));

  test('does not keep damage from being found behind the trade', () =>
    inDirectory(async (place) => {
      await live(kind, place, documents);
      await live(kind, place);
      const row = rowOf(kind, 3);
      for (const [damaged, change] of [
        [row, (text: string) => text.replace('counter', 'cashier')],
        [row, () => undefined],
        [{ table: 'document-store', key: `${kind.prefix}sale~3` }, () => undefined],
        [{ table: 'document-store', key: `${kind.prefix}sale~3` }, (text: string) => text.replace(/:3([,}])/g, ':4$1')],
      ] as const)
        await onCopy(place, async (copy) => {
          await changeRow(databaseIn(copy), damaged, change);
          const opened = await kind.open(copy, { isScrubbed: true });
          expect(opened.street.head()).toEqual(cursorAfter(documents));
          while (opened.fatal.length === 0) await sleep(1);
          expect(opened.fatal).toEqual([expect.any(DamagedLog)]);
          expect(existsSync(indexIn(copy))).toBe(false);
          await opened.close();
          if (damaged === row) await expectRefused(kind, copy, 3);
        });
    }));

  test('says when all of the past was verified behind the trade', () =>
    inDirectory(async (place) => {
      await live(kind, place, documents);
      const opened = await kind.open(place, { isScrubbed: true });
      expect(opened.scrubbed().endedAt).toBeUndefined();
      const more = chainOf(30, cursorAfter(documents));
      for (const document of more) await opened.add([document]);
      while (opened.scrubbed().endedAt === undefined) await sleep(1);
      expect(opened.scrubbed()).toMatchObject({ verified: opened.scrubbed().of });
      await opened.close();
      expect(opened.fatal).toEqual([]);
    }));

  test('is no matter when it is cut off, changed or gone', () =>
    inDirectory(async (place) => {
      await live(kind, place, documents.slice(0, 30));
      await live(kind, place, documents.slice(30, 50));
      const whole = readFileSync(indexIn(place));
      const isByte = { at: fc.nat(whole.length - 1), bit: fc.nat(7), isCut: fc.boolean() };
      await fc.assert(
        fc.asyncProperty(fc.record(isByte), ({ at, bit, isCut }) =>
          onCopy(place, async (copy) => {
            const bytes = Uint8Array.from(whole);
            bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
            writeFileSync(indexIn(copy), isCut ? bytes.subarray(0, at) : bytes);
            await expectSound(kind, copy, documents.slice(0, 50));
          }),
        ),
        { numRuns: 25 },
      );
      rmSync(join(place, 'index'), { recursive: true });
      await expectSound(kind, place, documents.slice(0, 50));
    }));

  test('goes on from the file as it was when the writing of the next part was interrupted', () =>
    inDirectory(async (place) => {
      await live(kind, place, documents.slice(0, 30));
      const before = readFileSync(indexIn(place));
      await live(kind, place, documents.slice(30, 50));
      const after = readFileSync(indexIn(place));
      expect(after.subarray(0, before.length).equals(before)).toBe(true);
      for (const size of [before.length, before.length + 1, before.length + 200, after.length - 1])
        await onCopy(place, async (copy) => {
          writeFileSync(indexIn(copy), Uint8Array.from(after.subarray(0, size)));
          await live(kind, copy);
          // The parts are written anew after what counts, not the whole file.
          expect(readFileSync(indexIn(copy)).subarray(0, before.length).equals(before)).toBe(true);
          await expectSound(kind, copy, documents.slice(0, 50));
        });
    }));

  test('of another time of the database is not used', () =>
    inDirectory(async (place) => {
      await live(kind, place, documents.slice(0, 20));
      const earlier = `${place}.earlier`;
      cpSync(place, earlier, { recursive: true });
      for (const end of [30, 40, 50]) await live(kind, place, documents.slice(end - 10, end));
      await onCopy(place, async (copy) => {
        cpSync(indexIn(earlier), indexIn(copy)); // the file is older than the database
        await expectSound(kind, copy, documents.slice(0, 50));
      });
      await onCopy(place, async (copy) => {
        rmSync(databaseIn(copy), { recursive: true }); // the database is older than the file
        cpSync(databaseIn(earlier), databaseIn(copy), { recursive: true });
        await expectSound(kind, copy, documents.slice(0, 20));
      });
      await onCopy(place, async (copy) => {
        rmSync(databaseIn(copy), { recursive: true }); // and went on differently
        cpSync(databaseIn(earlier), databaseIn(copy), { recursive: true });
        const other = chainOf(30, cursorAfter(documents.slice(0, 20)), 'S01.2');
        const opened = await kind.open(copy, { withIndex: false });
        await opened.add(other);
        await opened.close();
        await expectSound(kind, copy, [...documents.slice(0, 20), ...other]);
      });
      rmSync(earlier, { recursive: true });
    }));

  test('of another database is not used', () =>
    inDirectory(async (place) => {
      await live(kind, place, documents);
      await onCopy(place, async (copy) => {
        rmSync(databaseIn(copy), { recursive: true });
        const others = chainOf(60, undefined, 'S01.2');
        await live(kind, copy, others);
        cpSync(indexIn(place), indexIn(copy));
        await expectSound(kind, copy, others);
      });
    }));

  test('is kept while documents are added', () =>
    inDirectory(async (place) => {
      const opened = await kind.open(place, { isFresh: true });
      for (const document of documents) {
        await opened.add([document]);
        await new Promise(setImmediate);
      }
      while (!existsSync(indexIn(place))) await new Promise(setImmediate);
      await expectAll(opened, documents);
      await opened.close();
      await expectSound(kind, place, documents);
    }));
});

test('a second process leaves the index alone', () =>
  inDirectory(async (place) => {
    const [kind] = KINDS as [Kind];
    await live(kind, place, documents.slice(0, 30));
    const opened = await kind.open(place);
    const before = readFileSync(indexIn(place));
    const script = fileURLToPath(new URL('testing/opening-child.ts', import.meta.url));
    const child = spawn(process.execPath, [script, databaseIn(place), indexIn(place)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.on('data', (text: Buffer) => (said += text.toString()));
    await new Promise((resolve) => child.once('close', resolve));
    expect(said).toBe('StorageFailure');
    expect(readFileSync(indexIn(place)).equals(before)).toBe(true);
    await opened.add(documents.slice(30));
    await opened.close();
    await expectSound(kind, place, documents);
  }));

/** The first block of LevelDB's log does not add up any more: it leaves out what lay there, and nothing else. */
function damageLog(directory: string): void {
  const logs = readdirSync(directory).filter((file) => file.endsWith('.log'));
  expect(logs).toHaveLength(1);
  const file = join(directory, logs[0] ?? '');
  const bytes = Uint8Array.from(readFileSync(file));
  expect(bytes.length).toBeGreaterThan(2 * LEVELDB_BLOCK);
  bytes[LEVELDB_BLOCK / 2] = (bytes[LEVELDB_BLOCK / 2] ?? 0) ^ 1;
  writeFileSync(file, bytes);
}

/** No start accepts it, whether it has an index or not; a copy begins anew where it takes no document twice. */
async function expectRefused(kind: Kind, place: string, damaged: number): Promise<void> {
  for (const withIndex of [true, false]) {
    const opened = await kind.open(place, { withIndex }).catch((error: unknown) => {
      expect(error).toBeInstanceOf(DamagedLog);
    });
    if (opened === undefined) continue;
    // A copy goes as far as the chain does; its author gives it the rest.
    expect(kind.name).toBe('replica-street');
    expect(opened.street.head().n).toBeLessThan(damaged);
    await opened.close();
  }
}
