import { expect, test } from '@jest/globals';
import { setImmediate as turn } from 'node:timers/promises';
import type { Step } from '../trade-data/steps.ts';
import { performInOrder } from './schedule.ts';

const sale = (id: string, store: string, ...skus: string[]): Step => ({
  kind: 'sale',
  id,
  at: '2011-09-01T09:00',
  day: 1,
  store,
  tender: 'card',
  customer: undefined,
  lines: skus.map((sku) => ({ sku, units: 1, unitPrice: 100 })),
});
const returned = (of: string, store: string, sku: string): Step => ({
  kind: 'return',
  id: `return-${of}`,
  at: '2011-09-01T10:00',
  day: 1,
  store,
  of,
  soldAt: 'S01',
  lines: [{ sku, units: 1, disposition: 'restock' }],
});

/** Performs the steps, each some turns long, and tells what began and ended when, and how many were under way. */
async function trace(steps: readonly Step[], inFlight: number) {
  const events: string[] = [];
  let running = 0;
  let most = 0;
  await performInOrder(steps, inFlight, async ({ id }) => {
    events.push(`+${id}`);
    most = Math.max(most, (running += 1));
    for (let pause = 0; pause < 3 + (id.charCodeAt(0) % 5); pause++) await turn();
    running -= 1;
    events.push(`-${id}`);
  });
  return { events, most };
}

test('steps of a store on different goods run together, up to the limit', async () => {
  const steps = ['a', 'b', 'c', 'd'].map((id) => sale(id, 'S01', `sku-${id}`));
  expect((await trace(steps, 2)).most).toBe(2);
  expect((await trace(steps, 4)).most).toBe(4);
});

test('a step waits for an earlier one on the same goods of the same store', async () => {
  const { events } = await trace([sale('a', 'S01', 'x'), sale('b', 'S01', 'x'), sale('c', 'S02', 'x')], 4);
  expect(events.indexOf('-a')).toBeLessThan(events.indexOf('+b'));
  expect(events.indexOf('+c')).toBeLessThan(events.indexOf('-a'));
});

test('goods are brought back to another store only after they were sold', async () => {
  const { events } = await trace([sale('z', 'S01', 'x'), returned('z', 'S02', 'x')], 4);
  expect(events).toEqual(['+z', '-z', '+return-z', '-return-z']);
});

test('a step that fails ends the day with its error, and later steps are not begun', async () => {
  const begun: string[] = [];
  const steps = [sale('a', 'S01', 'x'), sale('b', 'S01', 'x')];
  const run = performInOrder(steps, 4, ({ id }) => {
    begun.push(id);
    return Promise.reject(new Error(`${id} failed`));
  });
  await expect(run).rejects.toThrow('a failed');
  expect(begun).toEqual(['a']);
});

test('a step that names one item twice does not wait for itself', async () => {
  expect((await trace([sale('a', 'S01', 'x', 'x')], 4)).events).toEqual(['+a', '-a']);
});
