import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cpSync, rmSync } from 'node:fs';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import type { Refused } from './arrival.ts';
import { revisionOf } from './chain.ts';
import { type ReplicaOptions, ReplicaStreet } from './replica-street.ts';
import { chainOf, cursorAfter, sha256 } from './testing/documents.ts';
import { inDirectory } from './testing/log-contract.ts';

interface Replica {
  street: ReplicaStreet;
  delivered: Envelope[];
  rejected: Refused[];
}

async function openAt(
  directory: string,
  create: boolean,
  heldInMemory?: number,
  indexed: Pick<ReplicaOptions, 'index' | 'limits'> = {},
): Promise<Replica> {
  const rejected: Refused[] = [];
  const delivered: Envelope[] = [];
  const street = await ReplicaStreet.open({
    directory,
    street: 'down-S01',
    create,
    sha256,
    onRejected: (rejection) => rejected.push(rejection),
    ...indexed,
    ...(heldInMemory === undefined ? {} : { heldInMemory }),
  });
  street.follow((documents) => delivered.push(...documents));
  return { street, delivered, rejected };
}

/** Writes the way the replicator does. */
const replicate = (street: ReplicaStreet, rows: readonly object[]): Promise<unknown> =>
  street.database.bulkDocs(rows.map((row) => ({ ...row })) as PouchDB.Core.PutDocument<object>[], { new_edits: false });

const asRow = (document: Envelope): Envelope & { _rev: string } => ({
  ...document,
  _rev: revisionOf(document, sha256),
});

const withReplica = (run: (replica: Replica, directory: string) => Promise<void>): Promise<void> =>
  inDirectory(async (directory) => {
    const replica = await openAt(directory, true);
    await run(replica, directory);
    await replica.street.close().catch(() => undefined);
  });

const idsOf = (rejected: readonly Refused[]): string[] => rejected.map(({ id }) => id).sort();

const documents = chainOf(30, undefined, 'hub.1');

describe('a replica', () => {
  test('delivers each document once and in order, whatever order and number they arrive in', async () => {
    const length = 24;
    const batches = fc
      .shuffledSubarray([...Array(length).keys(), ...Array(length).keys()], { minLength: length })
      .chain((order) => fc.tuple(fc.constant(order), fc.integer({ min: 1, max: 9 }), fc.boolean()));
    await fc.assert(
      fc.asyncProperty(batches, fc.integer({ min: 0, max: 5 }), ([order, size, byReplicator], heldInMemory) =>
        inDirectory(async (directory) => {
          const { street, delivered, rejected } = await openAt(directory, true, heldInMemory);
          for (let start = 0; start < order.length; start += size) {
            const batch = order.slice(start, start + size).flatMap((index) => documents.slice(index, index + 1));
            await (byReplicator ? replicate(street, batch.map(asRow)) : street.receive(batch));
            expect(delivered).toEqual(documents.slice(0, delivered.length));
          }
          await street.receive(documents.slice(0, length));
          expect(delivered).toEqual(documents.slice(0, length));
          expect(street.head()).toEqual(cursorAfter(delivered));
          expect(await street.read(0, 100)).toEqual(delivered);
          expect(rejected).toEqual([]);
          await street.close();
        }),
      ),
      { numRuns: 20 },
    );
  });

  test('is the same with an index as without one, whatever arrived, in whatever order, over any number of lives', async () => {
    const length = 20;
    const forgeries = documents.slice(0, length).flatMap((document) => [
      { ...document, prev: 'a'.repeat(64) },
      { ...document, _id: `${document._id}~forged`, prev: 'b'.repeat(64) },
    ]);
    const offered = [...documents.slice(0, length), ...forgeries];
    const lives = fc.array(fc.tuple(fc.shuffledSubarray(offered), fc.integer({ min: 1, max: 9 })), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(lives, fc.integer({ min: 0, max: 5 }), (given, heldInMemory) =>
        inDirectory(async (directory) => {
          const limits = { rowsUnpacked: 6, rowsUnpackedAtStop: 1, documentsPerPart: 4 };
          const indexed = { index: `${directory}.index`, limits };
          await (await openAt(directory, true, heldInMemory, indexed)).street.close();
          for (const [arrivals, size] of [...given, [[], 1], [documents.slice(0, length), 7]] as typeof given) {
            const copy = `${directory}.copy`;
            cpSync(directory, copy, { recursive: true });
            const [one, other] = [
              await openAt(directory, false, heldInMemory, indexed),
              await openAt(copy, false, heldInMemory),
            ];
            expect(idsOf(one.rejected)).toEqual(idsOf(other.rejected));
            for (let start = 0; start < arrivals.length; start += size) {
              const batch = arrivals.slice(start, start + size);
              await one.street.receive(batch);
              await other.street.receive(batch);
            }
            const n = one.street.head().n;
            expect(one.street.head()).toEqual(other.street.head());
            expect(await one.street.read(0, 100)).toEqual(documents.slice(0, n));
            expect(await other.street.read(0, 100)).toEqual(documents.slice(0, n));
            for (const { _id } of offered) expect(one.street.positionOf(_id)).toBe(other.street.positionOf(_id));
            await Promise.all([one.street.close(), other.street.close()]);
            rmSync(copy, { recursive: true });
          }
        }),
      ),
      { numRuns: 12 },
    );
  });

  test('goes on after a restart with what it held ahead of a gap', () =>
    withReplica(async ({ street, delivered }, directory) => {
      await street.receive([...documents.slice(0, 5), ...documents.slice(8, 30)]);
      expect(delivered).toHaveLength(5);
      await street.close();
      const again = await openAt(directory, false, 4);
      expect(again.street.head().n).toBe(5);
      await again.street.receive(documents.slice(5, 8));
      expect(again.delivered).toEqual(documents.slice(5));
      expect(again.rejected).toEqual([]);
      await again.street.close();
    }));

  test('follows the hub into its next term, and not back', () =>
    withReplica(async ({ street, delivered, rejected }) => {
      const first = chainOf(2, undefined, 'hub.1');
      const second = chainOf(2, cursorAfter(first), 'hub.2');
      const third = chainOf(1, cursorAfter([...first, ...second]), 'hub.1');
      await street.receive([...first, ...second, ...third]);
      expect(delivered).toEqual([...first, ...second]);
      expect(rejected).toEqual([{ id: 'sale~5', reason: expect.stringContaining('cannot follow') }]);
    }));

  test('reports what breaks the chain, never delivers it, and delivers the true document', () =>
    withReplica(async ({ street, delivered, rejected }, directory) => {
      const [, second, third] = documents as [Envelope, Envelope, Envelope];
      const forged = { ...second, _id: 'sale~forged', prev: 'a'.repeat(64) };
      const sameId = { ...third, prev: 'b'.repeat(64) };
      await street.receive([forged, sameId, ...documents.slice(2, 4)]);
      expect(rejected).toEqual([]);
      await street.receive(documents.slice(0, 2));
      expect(delivered).toEqual(documents.slice(0, 4));
      expect(rejected.map(({ id }) => id)).toEqual(['sale~forged', 'sale~3']);
      expect(await street.get('sale~3')).toEqual(third);
      await street.close();

      const again = await openAt(directory, false);
      expect(again.rejected.map(({ id }) => id)).toEqual(['sale~forged', 'sale~3']);
      expect(await again.street.read(0, 9)).toEqual(documents.slice(0, 4));
      await again.street.close();
    }));

  test('a document that claims a decided position or id is refused before it is stored', () =>
    withReplica(async ({ street, delivered, rejected }) => {
      await street.receive(documents.slice(0, 3));
      const [first] = documents as [Envelope];
      await street.receive([{ ...first, body: 'other' }, { ...first, _id: 'sale~late' }, first]);
      expect(delivered).toHaveLength(3);
      expect(rejected.map(({ id }) => id)).toEqual(['sale~1', 'sale~late']);
      expect((await street.database.info()).doc_count).toBe(3);
    }));

  test.each([
    ['a later revision', { _rev: `2-${'9'.repeat(32)}` }],
    ['a made-up first revision', { _rev: `1-${'9'.repeat(32)}` }],
    ['a tombstone', { _deleted: true }],
    ['an attachment', { _attachments: {} }],
    ['a field the hash does not cover', { price: 1 }],
    ['a position that is none', { n: 1.5 }],
  ])('%s is denied to the replicator', (_what, forgery) =>
    withReplica(async ({ street, delivered, rejected }) => {
      const answer = await replicate(
        street,
        documents.slice(0, 1).map((document) => ({ ...asRow(document), ...forgery })),
      );
      expect(answer).toMatchObject([{ id: 'sale~1', status: 403, name: 'forbidden' }]);
      expect(rejected).toHaveLength(1);
      await street.receive(documents.slice(0, 1));
      expect(delivered).toEqual(documents.slice(0, 1));
    }),
  );

  test('takes local writes from nobody', () =>
    withReplica(async ({ street }) => {
      await expect(street.database.put({ _id: 'sale~1' })).rejects.toThrow(/by replication alone/);
    }));

  test('two calls at once deliver in order', () =>
    withReplica(async ({ street, delivered }) => {
      await Promise.all([street.receive(documents.slice(10)), street.receive(documents.slice(0, 20)), street.close()]);
      expect(delivered).toEqual(documents);
    }));
});
