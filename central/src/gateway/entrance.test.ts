import { expect, test } from '@jest/globals';
import { Entrance } from './entrance.ts';

test('strangers wait for strangers, and are turned away when too many do; who is known goes past them', async () => {
  const entrance = new Entrance({ perTurn: 2, mostWaiting: 3 });
  const order: string[] = [];
  const enter = async (name: string, isKnown: boolean): Promise<void> => {
    order.push(`${name} ${(await entrance.enter(isKnown)) ? 'in' : 'away'}`);
  };
  const all = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => enter(name, false));
  await Promise.all([enter('S01', true), enter('S02', true)]);
  expect(order).toEqual(['f away', 'a in', 'b in', 'S01 in', 'S02 in']);
  await Promise.all(all);
  expect(order.slice(5)).toEqual(['c in', 'd in', 'e in']);
});
