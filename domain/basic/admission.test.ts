import { expect, test } from '@jest/globals';
import { Admission } from './admission.ts';

const ROOMS = {
  reading: { inFlight: 2, lateMs: 100, backlog: 10 },
  selling: { inFlight: 3, lateMs: 1000, backlog: 100 },
};

function doorUnder(pressure: { lateMs: number; backlog: number }) {
  return new Admission(ROOMS, () => pressure);
}

test('a full class turns away, another one still has its room, and who leaves makes room once', () => {
  const door = doorUnder({ lateMs: 0, backlog: 0 });
  const [first, second] = [door.enter('reading'), door.enter('reading')];
  expect(door.enter('reading')).toBeUndefined();
  expect(door.enter('selling')).toBeDefined();
  first?.();
  first?.();
  expect(door.enter('reading')).toBeDefined();
  expect(door.enter('reading')).toBeUndefined();
  second?.();
  expect(door.enter('reading')).toBeDefined();
});

test.each([
  [{ lateMs: 99, backlog: 9 }, true, true],
  [{ lateMs: 100, backlog: 0 }, false, true],
  [{ lateMs: 0, backlog: 10 }, false, true],
  [{ lateMs: 1000, backlog: 0 }, false, false],
  [{ lateMs: 0, backlog: 100 }, false, false],
])('under %j who can wait is turned away first', (pressure, reads, sells) => {
  const door = doorUnder(pressure);
  expect([door.enter('reading') !== undefined, door.enter('selling') !== undefined]).toEqual([reads, sells]);
});

test('while it is late one in eight comes in, and none while its disk is behind', () => {
  const late = doorUnder({ lateMs: 5000, backlog: 0 });
  const came = Array.from({ length: 16 }, () => late.enter('reading') !== undefined);
  expect(came.flatMap((isIn, index) => (isIn ? [index] : []))).toEqual([7, 15]);
  const behind = doorUnder({ lateMs: 5000, backlog: 100 });
  expect(Array.from({ length: 16 }, () => behind.enter('selling'))).toEqual(Array.from({ length: 16 }));
});

test('rooms in the wrong order are a bug', () => {
  const { reading, selling } = ROOMS;
  expect(() => new Admission({ selling, reading }, () => ({ lateMs: 0, backlog: 0 }))).toThrow('turned away first');
});
