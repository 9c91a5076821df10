import { expect, test } from '@jest/globals';
import { IdHashes, Past } from './past.ts';
import { sha256 } from './testing/documents.ts';

const placeOf = (n: number) => ({ sequence: n * 3, check: (n * 2_654_435_761) % 2 ** 32 });

/** A past of ids `a~1`, `a~2`… */
function pastOf(count: number): Past {
  const past = new Past(new IdHashes('salt', sha256));
  for (let n = 1; n <= count; n += 1) past.add(`a~${n}`, placeOf(n));
  return past;
}

test('finds every id that was added and no other, at every size', () => {
  const past = new Past(new IdHashes('salt', sha256));
  expect(past.positionOf('a~1')).toBeUndefined();
  for (let n = 1; n <= 10_000; n += 1) {
    expect(past.positionOf(`a~${n}`)).toBeUndefined();
    past.add(`a~${n}`, placeOf(n));
    expect(past.positionOf(`a~${n}`)).toBe(n);
    const earlier = 1 + Math.floor(n / 3);
    expect(past.positionOf(`a~${earlier}`)).toBe(earlier);
  }
  for (let n = 1; n <= 10_000; n += 1) {
    expect(past.positionOf(`a~${n}`)).toBe(n);
    expect(past.placeOf(n)).toEqual(placeOf(n));
  }
  expect(past.n).toBe(10_000);
});

test('is the same when its words are put into another one, in whatever parts', () => {
  const first = pastOf(9_000);
  const second = new Past(new IdHashes('salt', sha256));
  for (const [from, to] of [
    [1, 1],
    [2, 40],
    [41, 5_000],
    [5_001, 9_000],
  ] as const)
    for (const words of first.words(from, to)) second.addWords(words);
  for (let n = 1; n <= 9_000; n += 1) {
    expect(second.positionOf(`a~${n}`)).toBe(n);
    expect(second.placeOf(n)).toEqual(placeOf(n));
  }
  second.add('b', placeOf(9_001));
  expect(second.positionOf('b')).toBe(9_001);
  expect(second.positionOf('a~9001')).toBeUndefined();
});

test('words that were given out stay what they were', () => {
  const past = pastOf(20);
  const words = [...past.words(1, 20)].map((some) => ({ some, copy: some.slice() }));
  for (let n = 21; n < 6_000; n += 1) past.add(`a~${n}`, placeOf(n));
  for (const { some, copy } of words) expect(some).toEqual(copy);
});

test('names the positions whose rows come after a sequence', () => {
  const past = new Past(new IdHashes('salt', sha256));
  for (const [id, sequence] of [
    ['a', 7],
    ['b', 2],
    ['c', 9],
    ['d', 4],
  ] as const)
    past.add(id, { sequence, check: 0 });
  expect(past.positionsAfter(2)).toEqual([4, 1, 3]);
  expect(past.positionsAfter(9)).toEqual([]);
});
