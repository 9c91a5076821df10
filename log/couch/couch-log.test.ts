import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import type { Leadership } from '../leadership.ts';
import { DamagedLog, StorageFailure } from '../port.ts';
import { type TestCouch, testCouch } from '../testing/couch.ts';
import { chainOf, cursorAfter, sha256 } from '../testing/documents.ts';
import { streetContract } from '../testing/log-contract.ts';
import { lead } from '../testing/one-leader.ts';
import { CouchLog } from './couch-log.ts';
import { databaseOf, rowId } from './names.ts';
import { OnceDocuments } from './once.ts';
import { type Stored, writeOnce } from './rows.ts';
import { toRow } from './scan.ts';
import { CouchServer } from './server.ts';

let couch: TestCouch;
let server: CouchServer;
beforeAll(async () => {
  couch = await testCouch();
  server = await CouchServer.connect(couch.address);
});
afterAll(() => couch.close());

let disks = 0;
/** The name of an empty disk: a prefix of its own under the one that is removed at the end. */
const newPrefix = (): string => `${couch.address.prefix}-${(disks += 1)}`;

interface Opened {
  readonly log: CouchLog;
  readonly leadership: Leadership;
  readonly fatal: StorageFailure[];
}

async function openAs(
  prefix: string,
  change: (leadership: Leadership) => Leadership = (same) => same,
): Promise<Opened> {
  const once = await OnceDocuments.open(server, prefix);
  const leadership = change(await lead(once, randomBytes(8).toString('hex')));
  const fatal: StorageFailure[] = [];
  const onFatal = (failure: StorageFailure): void => void fatal.push(failure);
  return { log: await CouchLog.open({ server, prefix, sha256, leadership, onFatal }), leadership, fatal };
}

streetContract('couch-log', () => {
  const prefix = newPrefix();
  return Promise.resolve(async () => {
    const { log } = await openAs(prefix);
    return { street: await log.open('up-S01'), close: () => log.close() };
  });
});

test('keeps streets apart although they share ids and writes, and reads all of them again', async () => {
  const prefix = newPrefix();
  const { log } = await openAs(prefix);
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

  const { log: again } = await openAs(prefix);
  expect(await again.streets()).toEqual(['down-S01', 'up-S01']);
  expect(await (await again.open('up-S01')).read(0, 100)).toEqual(facts);
  expect(await (await again.open('down-S01')).read(0, 100)).toEqual(orders);
});

test('keeps the last value put under a key', async () => {
  const prefix = newPrefix();
  const { log } = await openAs(prefix);
  expect(await log.get('rate')).toBeUndefined();
  await Promise.all([log.put('rate', 1), log.put('rate', 2), log.put('quarantine~b', { why: 'schema' })]);
  await log.put('quarantine~a', { why: 'chain' });
  await log.put('_hidden', true);
  const hostile = { '\ud800': 'half \udc00', nearly: 5e-324, nothing: null, deep: [[[{ _id: 1 }]]] };
  await log.put('hostile', hostile);
  for (let round = 0; round < 5; round += 1) await log.put('rate', round);
  await log.close();

  const { log: again } = await openAs(prefix);
  expect(await again.get('rate')).toBe(4);
  expect(await again.get('_hidden')).toBe(true);
  expect(await again.get('hostile')).toEqual(hostile);
  expect(await again.list('quarantine~')).toEqual([
    { key: 'quarantine~a', value: { why: 'chain' } },
    { key: 'quarantine~b', value: { why: 'schema' } },
  ]);
  await again.put('rate', 5);
  expect(await again.get('rate')).toBe(5);
  expect(await again.streets()).toEqual([]);
});

test('never replaces a value of a newer term', async () => {
  const prefix = newPrefix();
  const { log: older, fatal } = await openAs(prefix, (leadership) => ({ ...leadership, confirm: async () => {} }));
  await older.put('rate', 1);
  const { log: newer } = await openAs(prefix);
  await newer.put('rate', 2);
  await expect(older.put('rate', 3)).rejects.toThrow(/newer term/);
  expect(fatal).toHaveLength(1);
  expect(await newer.get('rate')).toBe(2);
});

test('refuses names that would mix streets with values or each other', async () => {
  const { log } = await openAs(newPrefix());
  for (const name of ['kv', 'once', 'up!S01', '_design', '']) await expect(log.open(name)).rejects.toThrow(/^bug: /);
});

test('reads across the terms of many processes', async () => {
  const prefix = newPrefix();
  const documents = chainOf(60);
  for (let at = 0; at < documents.length; at += 10) {
    const { log } = await openAs(prefix);
    await openAs(prefix); // leads for a while and writes nothing
    if (at === 30) continue;
    const { log: last } = await openAs(prefix);
    await (await last.open('up-S01')).append(documents.slice(at < 30 ? at : at - 10, at < 30 ? at + 10 : at));
    await expect((await log.open('down-S01')).append(chainOf(1))).rejects.toThrow(StorageFailure);
  }
  const { log } = await openAs(prefix);
  const street = await log.open('up-S01');
  expect(await street.read(0, 100)).toEqual(documents.slice(0, 50));
  for (const { _id } of documents.slice(0, 50)) expect((await street.get(_id))?._id).toBe(_id);
});

test('an older process is not told yes once a newer one has begun, and what it writes late is void for ever', async () => {
  const prefix = newPrefix();
  const documents = chainOf(3);
  const { log: older, fatal } = await openAs(prefix);
  const street = await older.open('up-S01');
  await street.append(documents.slice(0, 2));
  const { log: newer } = await openAs(prefix);
  await expect(street.append(documents.slice(2))).rejects.toThrow(/has ended/);
  expect(street.head().n).toBe(2);
  expect(fatal).toHaveLength(1);

  const [other] = chainOf(1, cursorAfter(documents.slice(0, 2)), 'S01.2');
  expect((await newer.open('up-S01')).head().n).toBe(2);
  await (await newer.open('up-S01')).append([{ ...other, _id: 'sale~other' } as never]);
  const { log: third } = await openAs(prefix);
  expect((await third.open('up-S01')).positionOf('sale~other')).toBe(3);
});

test('a late row is void also where nothing was written after it', async () => {
  const prefix = newPrefix();
  const documents = chainOf(3);
  const { log: older } = await openAs(prefix);
  const street = await older.open('up-S01');
  await street.append(documents.slice(0, 2));
  await openAs(prefix);
  await expect(street.append(documents.slice(2))).rejects.toThrow(StorageFailure);
  const { log: third } = await openAs(prefix);
  expect((await third.open('up-S01')).head()).toEqual(cursorAfter(documents.slice(0, 2)));
  expect((await third.open('up-S01')).positionOf('sale~3')).toBeUndefined();
});

/** Writes rows as a process does that stops in the middle of its bulk write. */
async function leave(prefix: string, term: number, places: readonly { n: number; batch: number }[]): Promise<void> {
  const documents = chainOf(Math.max(...places.map(({ n }) => n)));
  const rows = places.flatMap(({ n, batch }) => documents.slice(n - 1, n).map((d) => toRow(d, { n, term }, batch)));
  const target = { server, database: databaseOf(prefix, 'up-S01') };
  const { fates } = await writeOnce(target, rows);
  expect(fates).toEqual(rows.map(() => 'stored'));
}

test('rows behind one that is missing in their bulk write count as not written', async () => {
  const prefix = newPrefix();
  const { log, leadership } = await openAs(prefix);
  await (await log.open('up-S01')).append(chainOf(2));
  await leave(prefix, leadership.term, [
    { n: 3, batch: 3 },
    { n: 5, batch: 3 },
    { n: 6, batch: 3 },
  ]);
  const { log: next } = await openAs(prefix);
  const street = await next.open('up-S01');
  expect(street.head()).toEqual(cursorAfter(chainOf(3)));
  await street.append(chainOf(3, cursorAfter(chainOf(3))));
  const { log: last } = await openAs(prefix);
  expect((await last.open('up-S01')).head()).toEqual(cursorAfter(chainOf(6)));
});

test('rows of a later bulk write behind a missing one are damage', async () => {
  const prefix = newPrefix();
  const { log, leadership } = await openAs(prefix);
  await (await log.open('up-S01')).append(chainOf(2));
  await leave(prefix, leadership.term, [{ n: 5, batch: 5 }]);
  await expect(openAs(prefix)).rejects.toThrow(/position 3 is missing/);
});

test('a document that was changed, deleted or lost is damage', async () => {
  for (const damage of ['changed', 'deleted', 'lost'] as const) {
    const prefix = newPrefix();
    const { log } = await openAs(prefix);
    await (await log.open('up-S01')).append(chainOf(5));
    await log.close();
    await openAs(prefix);
    const target = { server, database: databaseOf(prefix, 'up-S01') };
    if (damage === 'lost') {
      await server.ask({ method: 'DELETE', database: target.database });
    } else {
      const { body } = await server.ask({ database: target.database, path: rowId({ n: 3, term: 1 }) });
      const row = body as Stored;
      await writeOnce(target, [{ ...row, ...(damage === 'deleted' ? { _deleted: true } : { body: {} }) }]);
    }
    await expect(openAs(prefix)).rejects.toThrow(DamagedLog);
  }
});

test('two that open at once end with one that leads', async () => {
  const prefix = newPrefix();
  const { log } = await openAs(prefix);
  await (await log.open('up-S01')).append(chainOf(700));
  const opened = await Promise.allSettled([openAs(prefix), openAs(prefix), openAs(prefix)]);
  const outcomes = await Promise.all(
    opened.map(async (result) => {
      if (result.status === 'rejected') return String(result.reason);
      const street = await result.value.log.open('up-S01');
      return street.append(chainOf(1, street.head())).then(
        () => 'yes',
        (error: unknown) => String(error),
      );
    }),
  );
  expect(outcomes.filter((outcome) => outcome === 'yes')).toHaveLength(1);
  const { log: last } = await openAs(prefix);
  expect((await last.open('up-S01')).head()).toEqual(cursorAfter(chainOf(701)));
});
