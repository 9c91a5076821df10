/** What went wrong is kept over a restart of the app, latest first, and never grows without end. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import { LIMITS } from '../limits.ts';
import { type Databases, openDatabases } from './databases.ts';
import { Troubles } from './troubles.ts';

let databases: Databases;
let now = 0;
beforeEach(async () => {
  const storage = getRxStorageMemory();
  const name = `troubles-${Math.random().toString(36).slice(2)}`;
  databases = await openDatabases({ name, cacheStorage: storage, ownStorage: storage, multiInstance: false });
});
afterEach(() => databases.close());

const troubles = () => new Troubles(databases.own.notes, () => ++now);

test('latest first, over a restart, and only so many', async () => {
  const first = troubles();
  await first.start();
  for (let count = 0; count < LIMITS.troublesKept + 5; count += 1) first.note('sales', `code-${count}`);
  while (first.list$.value[0]?.code !== `code-${LIMITS.troublesKept + 4}`)
    await new Promise((resolve) => setTimeout(resolve, 5));
  expect(first.list$.value).toHaveLength(LIMITS.troublesKept);
  expect(first.list$.value[0]).toMatchObject({ path: 'sales', code: `code-${LIMITS.troublesKept + 4}` });
  const kept = async () => (await databases.own.notes.findOne('troubles').exec())?.toMutableJSON().value as unknown[];
  while (JSON.stringify(await kept()) !== JSON.stringify(first.list$.value))
    await new Promise((resolve) => setTimeout(resolve, 5));
  const second = troubles();
  await second.start();
  expect(second.list$.value).toEqual(first.list$.value);
});
