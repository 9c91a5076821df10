import { expect, jest, test } from '@jest/globals';
import { createRequire } from 'node:module';
import { StorageFailure } from './port.ts';
import { openDatabase, SyncedLevel } from './synced-leveldown.ts';
import { inDirectory } from './testing/log-contract.ts';

const here = createRequire(import.meta.url);
const leveldown = createRequire(here.resolve('pouchdb-adapter-leveldb'))('leveldown') as {
  prototype: { _batch: (operations: unknown, options: object, done: () => void) => void };
};

test('every batch of a database asks for fsync', () =>
  inDirectory(async (directory) => {
    const batch = jest.spyOn(leveldown.prototype, '_batch');
    const database = await openDatabase(directory, { create: true });
    batch.mockClear();
    await database.bulkDocs([{ _id: 'a' }, { _id: 'b' }]);
    await database.put({ _id: 'c' });
    expect(batch).toHaveBeenCalledTimes(2);
    for (const [, options] of batch.mock.calls) expect(options).toMatchObject({ sync: true });
    batch.mockRestore();
    await database.close();
  }));

test('single puts and deletes ask for fsync too', () =>
  inDirectory(async (directory) => {
    const binding = SyncedLevel(directory);
    const parent = Object.getPrototypeOf(Object.getPrototypeOf(binding)) as Record<
      '_put' | '_del',
      (...given: unknown[]) => void
    >;
    const put = jest.spyOn(parent, '_put').mockReturnValue();
    const del = jest.spyOn(parent, '_del').mockReturnValue();
    const done = (): void => undefined;
    binding._put('key', 'value', { sync: false }, done);
    binding._del('key', {}, done);
    expect(put).toHaveBeenCalledWith('key', 'value', { sync: true }, done);
    expect(del).toHaveBeenCalledWith('key', { sync: true }, done);
    jest.restoreAllMocks();
  }));

test('has the name and the functions PouchDB asks of a factory', () => {
  expect(SyncedLevel.name).toBe('SyncedLevel');
  expect(typeof SyncedLevel.destroy).toBe('function');
  expect(typeof SyncedLevel.repair).toBe('function');
});

test('a path that cannot be a directory is a storage failure, not a new database', () =>
  inDirectory(async (directory) => {
    await expect(openDatabase(`${directory}\0`, { create: true })).rejects.toThrow(StorageFailure);
  }));
