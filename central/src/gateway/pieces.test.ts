import { expect, test } from '@jest/globals';
import { Pace } from './pace.ts';
import { inPieces } from './pieces.ts';

const rows = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

test('answers stand where their rows stood, and pieces are begun in order', async () => {
  const pieces: (readonly number[])[] = [];
  const take = (piece: readonly number[]): Promise<string[]> => {
    pieces.push(piece);
    return Promise.resolve(piece.map(String));
  };
  expect(await inPieces(rows(7), { pace: new Pace(1), rows: 3, atOnce: 2, take })).toEqual(rows(7).map(String));
  expect(pieces).toEqual([[0, 1, 2], [3, 4, 5], [6]]);
});

test('a short list is begun at once', () => {
  const taken: (readonly number[])[] = [];
  const take = (piece: readonly number[]): Promise<number[]> => {
    taken.push(piece);
    return Promise.resolve([]);
  };
  void inPieces(rows(3), { pace: new Pace(1), rows: 3, atOnce: 2, take });
  expect(taken).toHaveLength(1);
});

test('only a few pieces are on their way to the disk', async () => {
  const done: (() => void)[] = [];
  const take = (): Promise<number[]> => new Promise((resolve) => done.push(() => resolve([])));
  const all = inPieces(rows(10), { pace: { next: () => Promise.resolve() }, rows: 2, atOnce: 2, take });
  await settle();
  expect(done).toHaveLength(2);
  done[0]?.();
  await settle();
  expect(done).toHaveLength(3);
  for (let index = 1; index < 5; index += 1) {
    done[index]?.();
    await settle();
  }
  expect(await all).toEqual([]);
});

test('two lists begin one piece in a turn of the event loop, by turns', async () => {
  const pace = new Pace(1);
  const turns: string[][] = [[]];
  let isOver = false;
  const count = (): void => {
    turns.push([]);
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  const list = (name: string): Promise<number[]> => {
    const take = (): Promise<number[]> => {
      turns.at(-1)?.push(name);
      return Promise.resolve([]);
    };
    return inPieces(rows(6), { pace, rows: 2, atOnce: 9, take });
  };
  await Promise.all([list('a'), list('b')]);
  isOver = true;
  expect(turns.flat()).toEqual(['a', 'b', 'a', 'b', 'a', 'b']);
  expect(Math.max(...turns.map((names) => names.length))).toBe(1);
});

test('after a piece that failed no other is begun', async () => {
  let begun = 0;
  const take = (): Promise<number[]> => {
    begun += 1;
    return begun === 2 ? Promise.reject(new Error('the disk')) : Promise.resolve([]);
  };
  await expect(inPieces(rows(20), { pace: new Pace(1), rows: 2, atOnce: 1, take })).rejects.toThrow('the disk');
  expect(begun).toBe(2);
});
