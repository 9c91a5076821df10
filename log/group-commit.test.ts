import { expect, test } from '@jest/globals';
import { GroupCommit } from './group-commit.ts';
import { StorageFailure } from './port.ts';

/** A writer under the test's control: what it was given to write, and how to let time pass. */
function writer(): {
  commit: GroupCommit<string>;
  groups: string[][];
  settled: string[];
  start: () => void;
  finish: (error?: unknown) => void;
  fatal: StorageFailure[];
} {
  const groups: string[][] = [];
  const settled: string[] = [];
  const fatal: StorageFailure[] = [];
  let starting: (() => void) | undefined;
  let finishing: ((error?: unknown) => void) | undefined;
  const commit = new GroupCommit<string>({
    write: (entries, done) => {
      groups.push([...entries]);
      finishing = done;
    },
    settled: (entries) => settled.push(...entries),
    defer: (start) => (starting = start),
    onFatal: (failure) => fatal.push(failure),
  });
  return { commit, groups, settled, start: () => starting?.(), finish: (error) => finishing?.(error), fatal };
}

test('everybody who waits goes into one write and shares one promise', async () => {
  const { commit, groups, settled, start, finish } = writer();
  const first = commit.add('a', 1);
  expect(commit.add('b', 1)).toBe(first);
  start();
  const second = commit.add('c', 1);
  expect(second).not.toBe(first);
  expect(settled).toEqual([]);
  finish();
  expect(settled).toEqual(['a', 'b']);
  await first;
  start();
  finish();
  await second;
  expect(groups).toEqual([['a', 'b'], ['c']]);
});

test('a group is bounded, and an entry is never split', () => {
  const { commit, groups, start, finish } = writer();
  for (const entry of ['a', 'b', 'c']) void commit.add(entry, 300);
  void commit.add('large', 900);
  for (let group = 0; group < 4; group += 1) {
    start();
    finish();
  }
  expect(groups).toEqual([['a'], ['b'], ['c'], ['large']]);
});

test('a failure ends it: the group, those who wait and those who come are all told, the process once', async () => {
  const { commit, groups, settled, start, finish, fatal } = writer();
  const cause = new Error('no space left on device');
  const first = commit.add('a', 1);
  start();
  const second = commit.add('b', 1);
  finish(cause);
  const third = commit.add('c', 1);
  const reasons = await Promise.all([first, second, third].map((promise) => promise.catch((error: unknown) => error)));
  expect(fatal).toHaveLength(1);
  expect(fatal[0]).toBeInstanceOf(StorageFailure);
  expect(fatal[0]?.cause).toBe(cause);
  expect(new Set([...reasons, fatal[0]]).size).toBe(1);
  expect(groups).toEqual([['a']]);
  expect(settled).toEqual([]);
  await commit.drained();
});

test('is drained when the last write ended', async () => {
  const { commit, start, finish } = writer();
  await commit.drained();
  void commit.add('a', 1);
  let drained = false;
  const waiting = commit.drained().then(() => (drained = true));
  start();
  await Promise.resolve();
  expect(drained).toBe(false);
  finish();
  await waiting;
});
