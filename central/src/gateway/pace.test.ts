import { expect, test } from '@jest/globals';
import { Pace } from './pace.ts';

/** How many of so many began in each turn of the event loop, and in which order. */
async function begun(pace: Pace, count: number): Promise<{ order: number[]; turns: number[] }> {
  const order: number[] = [];
  const turns = [0];
  let isOver = false;
  const turn = (): void => {
    turns.push(0);
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  const all = Array.from({ length: count }, async (_, index) => {
    await pace.next();
    order.push(index);
    turns.push(Number(turns.pop()) + 1);
  });
  await Promise.all(all);
  isOver = true;
  return { order, turns };
}

test('a few begin in each turn, in the order of asking', async () => {
  const { order, turns } = await begun(new Pace(3), 8);
  expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(Math.max(...turns)).toBe(3);
  expect(turns.filter((number) => number > 0)).toEqual([3, 3, 2]);
});

test('who asks for less than there is room for does not wait for a turn', async () => {
  const { turns } = await begun(new Pace(3), 2);
  expect(turns[0]).toBe(2);
});

test('after a pause the whole of a turn is free again', async () => {
  const pace = new Pace(2);
  await begun(pace, 5);
  await new Promise((resolve) => setTimeout(resolve, 0));
  await new Promise(setImmediate);
  expect((await begun(pace, 2)).turns[0]).toBe(2);
});
