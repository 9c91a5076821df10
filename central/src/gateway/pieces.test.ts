import { expect, test } from '@jest/globals';
import { Pieces } from './pieces.ts';

const rows = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
const nothing = (): Promise<number[]> => Promise.resolve([]);
const isWanted = (): boolean => true;

test('answers stand where their rows stood, and pieces are begun in order', async () => {
  const pieces: (readonly number[])[] = [];
  const take = (piece: readonly number[]): Promise<string[]> => {
    pieces.push(piece);
    return Promise.resolve(piece.map(String));
  };
  const list = { owner: {}, rows: rows(7), pieceRows: 3, atOnce: 2, isWanted, take };
  expect(await new Pieces().take(list)).toEqual(rows(7).map(String));
  expect(pieces).toEqual([[0, 1, 2], [3, 4, 5], [6]]);
});

test('a short list of one does not wait for the long list of another', async () => {
  const pieces = new Pieces();
  let longBegun = 0;
  const long = pieces.take({
    owner: {},
    rows: rows(50),
    pieceRows: 1,
    atOnce: 99,
    isWanted,
    take: () => {
      longBegun += 1;
      return nothing();
    },
  });
  await pieces.take({ owner: {}, rows: rows(2), pieceRows: 3, atOnce: 2, isWanted, take: nothing });
  expect(longBegun).toBeLessThan(50);
  await long;
  expect(longBegun).toBe(50);
});

test('only a few pieces are on their way to the disk', async () => {
  const done: (() => void)[] = [];
  const take = (): Promise<number[]> => new Promise((resolve) => done.push(() => resolve([])));
  const all = new Pieces().take({ owner: {}, rows: rows(10), pieceRows: 2, atOnce: 2, isWanted, take });
  const begun = async (count: number): Promise<void> => {
    while (done.length < count) await settle();
  };
  await begun(2);
  await settle();
  expect(done).toHaveLength(2);
  for (let index = 0; index < 5; index += 1) {
    await begun(index + 1);
    done[index]?.();
  }
  expect(await all).toEqual([]);
});

/** Takes the two lists at once and tells in which turn of the event loop each of their pieces was begun. */
async function turnsOf(owners: readonly [object, object]): Promise<string[][]> {
  const pieces = new Pieces();
  const turns: string[][] = [[]];
  let isOver = false;
  const count = (): void => {
    turns.push([]);
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  const list = (name: string, owner: object): Promise<number[]> => {
    const take = (): Promise<number[]> => {
      turns.at(-1)?.push(name);
      return nothing();
    };
    return pieces.take({ owner, rows: rows(6), pieceRows: 2, atOnce: 9, isWanted, take });
  };
  await Promise.all([list('a', owners[0]), list('b', owners[1])]);
  isOver = true;
  return turns;
}

test('lists of two begin one piece in a turn of the event loop, by turns', async () => {
  const turns = await turnsOf([{}, {}]);
  expect(turns.flat()).toEqual(['a', 'b', 'a', 'b', 'a', 'b']);
  expect(Math.max(...turns.map((names) => names.length))).toBe(1);
});

test('lists of one are begun one after the other', async () => {
  const one = {};
  expect((await turnsOf([one, one])).flat()).toEqual(['a', 'a', 'a', 'b', 'b', 'b']);
});

test('after a piece that failed no other is begun, and the next list of its owner is', async () => {
  const pieces = new Pieces();
  const owner = {};
  let begun = 0;
  const take = (): Promise<number[]> => {
    begun += 1;
    return begun === 2 ? Promise.reject(new Error('the disk')) : nothing();
  };
  const failed = expect(
    pieces.take({ owner, rows: rows(20), pieceRows: 2, atOnce: 1, isWanted, take }),
  ).rejects.toThrow('the disk');
  const next = pieces.take({
    owner,
    rows: rows(1),
    pieceRows: 2,
    atOnce: 1,
    isWanted,
    take: () => Promise.resolve([7]),
  });
  await failed;
  expect(begun).toBe(2);
  expect(await next).toEqual([7]);
});

test('of a list that nobody waits for any more no other piece is begun, and the next list of its owner is', async () => {
  const pieces = new Pieces();
  const owner = {};
  const begun: number[] = [];
  const take = (rows: readonly number[]): Promise<readonly number[]> => {
    begun.push(...rows);
    return Promise.resolve(rows);
  };
  const left = pieces.take({
    owner,
    rows: rows(20),
    pieceRows: 2,
    atOnce: 1,
    isWanted: () => begun.length < 4,
    take,
  });
  const gone = pieces.take({ owner, rows: rows(2), pieceRows: 2, atOnce: 1, isWanted: () => false, take });
  const next = pieces.take({ owner, rows: [7], pieceRows: 2, atOnce: 1, isWanted, take });
  expect(await Promise.all([left, gone, next])).toEqual([[0, 1, 2, 3], [], [7]]);
  expect(begun).toEqual([0, 1, 2, 3, 7]);
});
