import { expect, test } from '@jest/globals';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compare, load, save } from './identity-file.ts';
import { DamagedLog } from './port.ts';
import { chainOf, cursorAfter } from './testing/documents.ts';
import { inDirectory } from './testing/log-contract.ts';

const identity = { store: 'S01', incarnation: 1, n: 3, head: cursorAfter(chainOf(3)).head };

test('is replaced whole, and is not there on a new machine', () =>
  inDirectory(async (directory) => {
    await mkdir(directory);
    const path = join(directory, 'identity.json');
    expect(await load(path)).toBeUndefined();
    await save(path, identity);
    await save(path, { ...identity, incarnation: 2 });
    expect(await load(path)).toEqual({ ...identity, incarnation: 2 });
    expect(await readdir(directory)).toEqual(['identity.json']);
  }));

test.each(['', '{"store":"S01"', 'null', '{"store":"S01","incarnation":1,"n":"3","head":"ab"}'])(
  'refuses to guess from %j',
  (text) =>
    inDirectory(async (directory) => {
      await mkdir(directory);
      const path = join(directory, 'identity.json');
      await writeFile(path, text);
      await expect(load(path)).rejects.toThrow(DamagedLog);
    }),
);

test.each([
  ['same', cursorAfter(chainOf(3))],
  ['ahead', cursorAfter(chainOf(4))],
  ['behind', cursorAfter(chainOf(2))],
  ['behind', cursorAfter(chainOf(3, undefined, 'S01.2'))],
] as const)('a log is %s', (expected, cursor) => {
  expect(compare(identity, cursor)).toBe(expected);
});
