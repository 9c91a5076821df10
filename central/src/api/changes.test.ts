import { expect, test } from '@jest/globals';
import { changeStreams } from './changes.ts';
import { LIMITS } from './limits.ts';

function source(start: number[] = []) {
  const values = new Map<number, number>();
  let tell: (key: number) => void = () => {};
  let stopped = 0;
  return {
    set: (key: number, value: number) => {
      values.set(key, value);
      tell(key);
    },
    stopped: () => stopped,
    options: {
      start,
      listen: (changed: (key: number) => void) => {
        tell = changed;
        return () => {
          stopped += 1;
        };
      },
      read: (key: number) => values.get(key),
    },
  };
}

test('a stream ends with the right to read it, and one without an end goes on', async () => {
  const { options, stopped } = source([7]);
  const open = changeStreams();
  const endless = open(options);
  const read: number[] = [];
  for await (const value of open({ ...options, until: Date.now() - 1 })) read.push(value);
  expect(read).toEqual([]);
  expect(stopped()).toBe(1);
  await endless.return?.();
  expect(stopped()).toBe(2);
});

test('a slow reader is given the latest of each thing', async () => {
  const { set, options } = source();
  const stream = changeStreams()(options);
  for (const value of [1, 2, 3]) set(7, value);
  set(8, 1);
  set(7, 4);
  expect([await stream.next(), await stream.next()]).toEqual([
    { done: false, value: 4 },
    { done: false, value: 1 },
  ]);
  const next = stream.next();
  set(8, 2);
  expect(await next).toEqual({ done: false, value: 2 });
});

test('what is comes first, and what is nothing is not told', async () => {
  const { set, options } = source([1, 2]);
  set(2, 20);
  const stream = changeStreams()(options);
  expect(await stream.next()).toEqual({ done: false, value: 20 });
});

test('beyond the limit the oldest changes are dropped', async () => {
  const { set, options } = source();
  const stream = changeStreams()(options);
  for (let key = 0; key < LIMITS.changesWaiting + 10; key++) set(key, key);
  expect(await stream.next()).toEqual({ done: false, value: 10 });
});

test('a reader that leaves is forgotten, also while it waits', async () => {
  const { set, stopped, options } = source();
  const stream = changeStreams()(options);
  const waiting = stream.next();
  await stream.return?.();
  await stream.return?.();
  expect(await waiting).toEqual({ done: true, value: undefined });
  expect(stopped()).toBe(1);
  set(1, 1);
  expect(await stream.next()).toEqual({ done: true, value: undefined });
});

test('the number of open streams is bounded, and closing one makes room', async () => {
  const open = changeStreams();
  const streams = Array.from({ length: LIMITS.subscriptions }, () => open(source().options));
  expect(() => open(source().options)).toThrow('Too many');
  await streams[0]?.return?.();
  expect(() => open(source().options)).not.toThrow();
});
