/** Reads and changes what lies under a database that is closed. */
import type { LevelDown } from 'leveldown';
import { must } from '@ringfence/domain/basic/assert.ts';
import { SyncedLevel } from '../synced-leveldown.ts';

/** Changes the text under one key of a table; `change` gives nothing to take it away. */
export async function changeRow(
  directory: string,
  { table, key }: { table: string; key: string },
  change: (text: string) => string | undefined,
): Promise<void> {
  const level = SyncedLevel(directory) as unknown as LevelDown;
  const done = <T>(call: (callback: (error: Error | undefined, value: T) => void) => void): Promise<T> =>
    new Promise((resolve, reject) => call((error, value) => (error ? reject(error) : resolve(value))));
  const at = `\xff${table}\xff${key}`;
  await done((callback) => level.open(callback as never));
  const before = must(
    await done<string>((callback) => level.get(at, { asBuffer: false }, callback as never)),
    'a text',
  );
  const after = change(before);
  if (after === before) throw new Error(`${key} of ${table} was to be changed and is the same`);
  await done((callback) => {
    if (after === undefined) level.del(at, callback as never);
    else level.put(at, after, callback as never);
  });
  await done((callback) => level.close(callback as never));
}
