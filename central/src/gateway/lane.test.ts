import { expect, test } from '@jest/globals';
import { Lane, type Place, type Turn } from './lane.ts';

/** A lane whose clock and whose turns of the event loop are in the hands of the test. */
function laneOf(most: number, waiting = 10) {
  const expiring: (() => void)[] = [];
  const calledOff = new Set<number>();
  const beginning: (() => void)[] = [];
  const lane = new Lane({
    most,
    waiting,
    patience: (expire) => {
      const index = expiring.push(expire) - 1;
      return () => calledOff.add(index);
    },
    soon: (begin) => beginning.push(begin),
  });
  return {
    enter: (weight: number): Place => lane.enter(weight),
    /** The timer of the one that began to wait as the nth, whether it was called off or not. */
    expire: (index: number) => expiring[index]?.(),
    isCalledOff: (index: number) => calledOff.has(index),
    begin: () => beginning.splice(0).forEach((one) => one()),
  };
}

const now = (place: Place): Promise<Turn | 'waits'> => Promise.race([place.turn, Promise.resolve('waits' as const)]);

test('who waits goes in in the order of coming, and nobody goes past', async () => {
  const lane = laneOf(10);
  const [first, large, small] = [lane.enter(6), lane.enter(8), lane.enter(1)];
  expect(await now(first)).toBe('inside');
  expect([await now(large), await now(small)]).toEqual(['waits', 'waits']);
  first.end();
  lane.begin();
  expect([await now(large), await now(small)]).toEqual(['inside', 'inside']);
});

test('one that is heavier than all room is inside alone', async () => {
  const lane = laneOf(10);
  const heavy = lane.enter(50);
  expect(await now(heavy)).toBe('inside');
  const light = lane.enter(1);
  expect(await now(light)).toBe('waits');
  heavy.end();
  lane.begin();
  expect(await now(light)).toBe('inside');
});

test('what was let in before its time ran out goes in, whatever the timer says afterwards', async () => {
  const lane = laneOf(1);
  const [first, second, third] = [lane.enter(1), lane.enter(1), lane.enter(1)];
  first.end();
  // It is let in and has not begun: in this moment its time runs out.
  expect(lane.isCalledOff(0)).toBe(true);
  lane.expire(0);
  lane.begin();
  expect(await now(second)).toBe('inside');
  expect(await now(third)).toBe('waits');
  second.end();
  lane.begin();
  expect(await now(third)).toBe('inside');
});

test('whose time ran out before there was room is told so once, and takes no room later', async () => {
  const lane = laneOf(1);
  const [first, second, third] = [lane.enter(1), lane.enter(1), lane.enter(1)];
  lane.expire(0);
  first.end();
  second.end();
  lane.begin();
  expect([await now(second), await now(third)]).toEqual(['late', 'inside']);
  lane.expire(0);
  // Its second end gives nothing back that the third has.
  second.end();
  expect(await now(lane.enter(1))).toBe('waits');
});

test('who gives up while waiting makes room behind it; who gives up between let in and begun leaves its room', async () => {
  const lane = laneOf(10);
  const [first, large, small] = [lane.enter(6), lane.enter(8), lane.enter(2)];
  large.end();
  lane.begin();
  expect([await now(large), await now(small)]).toEqual(['left', 'inside']);

  const next = lane.enter(8);
  first.end();
  next.end();
  lane.begin();
  expect(await now(next)).toBe('left');
  expect(await now(lane.enter(8))).toBe('inside');
});

test('an end is counted once, however often it is told', async () => {
  const lane = laneOf(1);
  const first = lane.enter(1);
  first.end();
  first.end();
  expect(await now(lane.enter(1))).toBe('inside');
  first.end();
  expect(await now(lane.enter(1))).toBe('waits');
});

test('no more wait than there is room for', async () => {
  const lane = laneOf(1, 2);
  const places = [1, 1, 1, 1].map((weight) => lane.enter(weight));
  expect(await Promise.all(places.map(now))).toEqual(['inside', 'waits', 'waits', 'full']);
});
