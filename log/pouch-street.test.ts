import { expect, test } from '@jest/globals';
import { StorageFailure } from './port.ts';
import { writeRows } from './pouch-rows.ts';
import { openPouchStreet } from './pouch-street.ts';
import { chainOf, sha256 } from './testing/documents.ts';
import { diskContract, disksFor, inDirectory, streetContract, type OpenStreet } from './testing/log-contract.ts';
import { indexOf } from './testing/places.ts';
import { changeRow } from './testing/rows.ts';

const openAt = async (directory: string, create: boolean): Promise<OpenStreet> => {
  const street = await openPouchStreet({ ...indexOf(directory), street: 'up-S01', create, sha256 });
  return { street, close: () => street.close() };
};

const adapter = { kind: 'pouch-street', open: openAt } as const;
streetContract(adapter.kind, disksFor(adapter));

diskContract(adapter);

test('after a failed write nothing is accepted any more and the process is told once', () =>
  inDirectory(async (directory) => {
    const fatal: Error[] = [];
    const onFatal = (failure: Error): void => void fatal.push(failure);
    const street = await openPouchStreet({ directory, street: 'up-S01', create: true, sha256, onFatal });
    const documents = chainOf(4);
    await street.append(documents.slice(0, 1));
    let writes = 0;
    const bulkDocs = (): Promise<never> => {
      writes += 1;
      return Promise.reject(new Error('no space left on device'));
    };
    Object.assign(street.database, { bulkDocs });
    const failed = street.append(documents.slice(1, 2));
    await expect(failed).rejects.toThrow(StorageFailure);
    await expect(street.append(documents.slice(2, 3))).rejects.toThrow(StorageFailure);
    await expect(street.append(documents.slice(3))).rejects.toThrow(StorageFailure);
    expect(fatal).toHaveLength(1);
    expect(writes).toBe(1);
    expect(street.head().n).toBe(1);
    await street.close();
  }));

test('documents read the same from memory, from disk and across the border', () =>
  inDirectory(async (directory) => {
    const street = await openPouchStreet({ directory, street: 'up-S01', create: true, sha256 });
    const documents = chainOf(700);
    for (const [from, to] of [
      [0, 1],
      [1, 300],
      [300, 700],
    ]) {
      await street.append(documents.slice(from, to));
      const end = to ?? 0;
      for (let after = 0; after < end; after += 37) {
        expect(await street.read(after, 150)).toEqual(documents.slice(after, Math.min(after + 150, end)));
        expect(await street.get(documents[after]?._id ?? '')).toEqual(documents[after]);
      }
    }
    await street.close();
  }));

test('a row that was not taken is a failure although the call succeeded', () =>
  inDirectory(async (directory) => {
    const street = await openPouchStreet({ directory, street: 'up-S01', create: true, sha256 });
    await street.append(chainOf(1));
    const [first] = chainOf(1);
    const again = { ...first, _id: first?._id ?? '', _rev: '1-0123456789abcdef0123456789abcdef' };
    await expect(writeRows(street.database, [again])).rejects.toThrow(StorageFailure);
    await street.close();
  }));

test('a document that was changed or deleted behind its back is damage', () =>
  inDirectory(async (directory) => {
    const street = await openPouchStreet({ directory, street: 'up-S01', create: true, sha256 });
    await street.append(chainOf(3));
    const row = await street.database.get('sale~3');
    await street.database.put({ ...row, body: { units: 1 } });
    await street.close();
    await expect(openAt(directory, false)).rejects.toThrow(/sale~3 was changed/);
  }));

test('a document that is not where its id leads to is damage', () =>
  inDirectory(async (directory) => {
    const street = await openPouchStreet({ directory, street: 'up-S01', create: true, sha256 });
    await street.append(chainOf(3));
    await street.close();
    const entry = { table: 'document-store', key: 'sale~2' };
    await changeRow(directory, entry, (text) => text.replace(/:2([,}])/g, ':3$1'));
    await expect(openAt(directory, false)).rejects.toThrow(/sale~2 cannot be found by its id/);
  }));
