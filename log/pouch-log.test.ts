import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import { LIMITS } from './limits.ts';
import { DamagedLog } from './port.ts';
import { PouchLog } from './pouch-log.ts';
import { chainOf, cursorAfter, sha256 } from './testing/documents.ts';
import { diskContract, disksFor, inDirectory, streetContract, type OpenStreet } from './testing/log-contract.ts';
import { indexOf } from './testing/places.ts';
import { changeRow } from './testing/rows.ts';

const openAt = async (directory: string, create: boolean): Promise<OpenStreet> => {
  const log = await PouchLog.open({ ...indexOf(directory), create, sha256 });
  return { street: await log.open('up-S01'), close: () => log.close() };
};

const adapter = { kind: 'pouch-log', open: openAt } as const;
streetContract(adapter.kind, disksFor(adapter));

diskContract(adapter);

test('keeps streets apart although they share ids and writes', () =>
  inDirectory(async (directory) => {
    const log = await PouchLog.open({ directory, create: true, sha256 });
    const up = await log.open('up-S01');
    const down = await log.open('down-S01');
    const facts = chainOf(30);
    const orders = chainOf(20, undefined, 'hub.1');
    await Promise.all([
      ...facts.map((document) => up.append([document])),
      ...orders.map((document) => down.append([document])),
    ]);
    expect(await log.open('up-S01')).toBe(up);
    await log.open('up-S99');
    expect(await log.streets()).toEqual(['down-S01', 'up-S01']);
    await log.close();

    const again = await PouchLog.open({ directory, create: false, sha256 });
    expect(await again.streets()).toEqual(['down-S01', 'up-S01']);
    expect(await (await again.open('up-S01')).read(0, 100)).toEqual(facts);
    expect(await (await again.open('down-S01')).read(0, 100)).toEqual(orders);
    await again.close();
  }));

test('hashes an id once that is looked for on every street', () =>
  inDirectory(async (directory) => {
    const names = ['up-S01', 'up-S02', 'up-S03', 'up-S04'];
    const log = await PouchLog.open({ directory, create: true, sha256 });
    for (const name of names) await (await log.open(name)).append(chainOf(3));
    await log.close();

    let hashed = 0;
    const counting = (text: string): string => {
      hashed += 1;
      return sha256(text);
    };
    const again = await PouchLog.open({ directory, create: false, sha256: counting });
    const streets = await Promise.all(names.map((name) => again.open(name)));
    hashed = 0;
    expect(streets.map((street) => street.positionOf('sale~2'))).toEqual([2, 2, 2, 2]);
    expect(streets.map((street) => street.positionOf('sale~9'))).toEqual(names.map(() => undefined));
    expect(hashed).toBe(2);
    await again.close();
  }));

test('keeps the last value put under a key', () =>
  inDirectory(async (directory) => {
    const log = await PouchLog.open({ directory, create: true, sha256 });
    expect(await log.get('rate')).toBeUndefined();
    await Promise.all([log.put('rate', 1), log.put('rate', 2), log.put('quarantine~b', { why: 'schema' })]);
    await log.put('quarantine~a', { why: 'chain' });
    for (let round = 0; round < 5; round += 1) await log.put('rate', round);
    await log.close();

    const again = await PouchLog.open({ directory, create: false, sha256 });
    expect(await again.get('rate')).toBe(4);
    expect(await again.list('quarantine~')).toEqual([
      { key: 'quarantine~a', value: { why: 'chain' } },
      { key: 'quarantine~b', value: { why: 'schema' } },
    ]);
    await again.put('rate', 5);
    expect(await again.get('rate')).toBe(5);
    expect(await again.streets()).toEqual([]);
    await again.close();
  }));

test('leaves long texts on disk, and gives them back as they were put', () =>
  inDirectory(async (directory) => {
    const log = await PouchLog.open({ ...indexOf(directory), create: true, sha256 });
    const text = (sign: string): string => sign.repeat(LIMITS.textAtHand + 1);
    await Promise.all([log.put('long/1', text('a')), log.put('long/10', text('b')), log.put('long/short', 'c')]);
    await log.put('long/10', text('d'));
    const expected = [
      { key: 'long/1', value: text('a') },
      { key: 'long/10', value: text('d') },
      { key: 'long/short', value: 'c' },
    ];
    expect(await log.list('long/')).toEqual(expected);
    await log.put('long/none', null);
    await log.close();
    const again = await PouchLog.open({ ...indexOf(directory), create: false, sha256 });
    expect(await again.list('long/')).toEqual([
      expected[0],
      expected[1],
      { key: 'long/none', value: null },
      expected[2],
    ]);
    expect([await again.get('long/1'), await again.get('long/2')]).toEqual([text('a'), undefined]);
    await again.close();
  }));

test('keeps streets and values that are put again and again, over lives with an index and without', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.array(fc.tuple(fc.nat(3), fc.nat(5))), fc.boolean()), { minLength: 2, maxLength: 6 }),
      (lives) =>
        inDirectory(async (directory) => {
          const values = new Map<string, unknown>();
          const written = new Map<string, Envelope[]>();
          await (await PouchLog.open({ ...indexOf(directory), create: true, sha256 })).close();
          for (const [steps, withIndex] of lives) {
            const { index, limits } = indexOf(directory);
            const where = { directory, create: false, sha256, limits: { ...limits, rowsUnpacked: 10 } };
            const log = await PouchLog.open(withIndex ? { ...where, index } : where);
            const keys = [...values.keys()].sort();
            expect(await log.list('')).toEqual(keys.map((key) => ({ key, value: values.get(key) })));
            for (const [name, documents] of written)
              expect(await (await log.open(name)).read(0, 1_000)).toEqual(documents);
            for (const [where, count] of steps) {
              const key = `key${where}`;
              values.set(key, `${count} of ${values.size}`);
              const name = `up-S0${where}`;
              const before = written.get(name) ?? [];
              const more = chainOf(count, cursorAfter(before));
              written.set(name, [...before, ...more]);
              await Promise.all([log.put(key, values.get(key)), (await log.open(name)).append(more)]);
            }
            await log.close();
          }
        }),
    ),
    { numRuns: 10 },
  ));

test('notices at the start that a value is gone', () =>
  inDirectory(async (directory) => {
    const log = await PouchLog.open({ ...indexOf(directory), create: true, sha256 });
    await (await log.open('up-S01')).append(chainOf(30));
    await log.put('rate', 1);
    await log.close();
    await changeRow(directory, { table: 'document-store', key: 'kv!rate' }, () => undefined);
    await expect(PouchLog.open({ ...indexOf(directory), create: false, sha256 })).rejects.toThrow(DamagedLog);
  }));

test('refuses names that would mix streets with values or each other', async () =>
  inDirectory(async (directory) => {
    const log = await PouchLog.open({ directory, create: true, sha256 });
    for (const name of ['kv', 'up!S01', '_design', '']) await expect(log.open(name)).rejects.toThrow(/^bug: /);
    await log.close();
  }));
