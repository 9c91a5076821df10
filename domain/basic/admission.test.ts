import { expect, test } from '@jest/globals';
import { Admission } from './admission.ts';

const ROOMS = {
  reading: { inFlight: 2, lateMs: 100, backlog: 10 },
  selling: { inFlight: 3, lateMs: 1000, backlog: 100 },
};

const BUSY = 1;

function doorUnder(pressure: { lateMs: number; backlog: number }) {
  return new Admission(ROOMS, BUSY, () => pressure);
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
  const now = { lateMs: 0, backlog: 0 };
  const door = doorUnder(now);
  door.enter('selling');
  Object.assign(now, pressure);
  expect([door.enter('reading') !== undefined, door.enter('selling') !== undefined]).toEqual([reads, sells]);
});

test('with little to do being late is not held against those who come; a disk that is behind is', () => {
  const late = doorUnder({ lateMs: 5000, backlog: 0 });
  const leave = late.enter('reading');
  expect(leave).toBeDefined();
  expect(late.enter('reading')).toBeUndefined();
  leave?.();
  expect(late.enter('reading')).toBeDefined();
  expect(doorUnder({ lateMs: 5000, backlog: 100 }).enter('selling')).toBeUndefined();
});

test('rooms in the wrong order are a bug', () => {
  const { reading, selling } = ROOMS;
  expect(() => new Admission({ selling, reading }, BUSY, () => ({ lateMs: 0, backlog: 0 }))).toThrow(
    'turned away first',
  );
});
