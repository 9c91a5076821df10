/** Equal sets have equal digests, whatever way they came about; others do not. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Digest, hashText } from './digest.ts';
import { DigestedMap } from './digested-map.ts';

const named = (text: string) => {
  const hash = { lo: 0, hi: 0 };
  hashText(text, hash);
  return hash;
};

describe('a digest', () => {
  test('is that of what is left, in any order', () => {
    const things = fc.uniqueArray(fc.tuple(fc.string(), fc.maxSafeInteger()), { selector: ([name]) => name });
    fc.assert(
      fc.property(things, things, fc.nat(), (kept, gone, turn) => {
        const one = new Digest();
        for (const [name, units] of [...gone, ...kept]) one.add(named(name), units);
        for (const [name, units] of gone) one.remove(named(name), units);
        const other = new Digest();
        const from = turn % (kept.length + 1);
        for (const [name, units] of [...kept.slice(from), ...kept.slice(0, from)]) other.add(named(name), units);
        expect(other.toString()).toBe(one.toString());
        expect(Digest.from(one.toString()).toString()).toBe(one.toString());
      }),
    );
  });

  test('of nothing is zero, and nothing of a thing is nothing', () => {
    const digest = new Digest();
    digest.add(named('a'), 0);
    expect(digest.toString()).toBe('0'.repeat(32));
  });

  test('differs for sets that are nearly the same', () => {
    const seen = new Set<string>();
    const of = (...things: [string, number][]): void => {
      const digest = new Digest();
      for (const [name, units] of things) digest.add(named(name), units);
      seen.add(digest.toString());
    };
    of(['a', 1]);
    of(['b', 1]);
    of(['a', 2]);
    of(['a', -1]);
    of(['a', 1 + 2 ** 32]);
    of(['a', 1], ['b', 1]);
    of(['a', 2], ['b', 1]);
    of(['a', 1], ['b', 2]);
    of(['a/0/S01', 1], ['a/1/S01', 2]);
    of(['a/0/S01', 2], ['a/1/S01', 1]);
    of(['\u0041', 1]);
    of(['\u0141', 1]);
    expect(seen.size).toBe(12);
  });
});

test('a digested map has the digest of its content', () => {
  const one = new DigestedMap<{ n: number }>();
  one.set('a', { n: 1 }).set('b', { n: 2 }).set('a', { n: 3 });
  one.delete('b');
  one.delete('unknown');
  const other = new DigestedMap<{ n: number }>().set('a', { n: 3 });
  expect(other.digest).toBe(one.digest);
  const thawed = DigestedMap.thaw<{ n: number }>(one.freeze());
  expect([...thawed]).toEqual([['a', { n: 3 }]]);
  expect(thawed.set('c', { n: 1 }).digest).toBe(one.set('c', { n: 1 }).digest);
  one.clear();
  expect(one.digest).toBe(new DigestedMap().digest);
});
