import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { shelf } from '@ringfence/domain/ledger/account.ts';
import type { Desk } from './desks/desk.ts';
import type { Hub } from './hub.ts';
import { id, order, type TestStore, World } from './testing/world.ts';

let world: World;
let store: TestStore;
let hub: Hub;
let desk: Desk;
beforeEach(async () => {
  // Nothing takes too long here: what is asked waits for its answer on however slow a machine.
  world = await World.make({ clock: { now: () => 1_000_000, after: () => () => {} } });
  store = await world.enrol('S01');
  ({ hub } = world);
  desk = world.desk('S01');
});
afterEach(() => world.end());

test('Hundreds who want the same last units put two questions to the store, and every unit is promised', async () => {
  await world.send(store, [store.write('receipt', id(), { lines: [{ sku: 'apple', units: 5, area: 'shelf' }] })]);
  const asked: number[] = [];
  hub.exchange.attach(desk, {
    send(signal) {
      if (signal.type !== 'ask' || signal.ask.kind !== 'units') return;
      const { id: ask, lines } = signal.ask;
      const wanted = lines.reduce((sum, { units }) => sum + units, 0);
      asked.push(wanted);
      const units = Math.min(wanted, desk.state.book.units(shelf('apple')));
      if (units === 0) hub.exchange.decline(desk, ask);
      else void world.send(store, [store.write('grant', ask, { ask, lines: [{ sku: 'apple', units }] })]);
    },
    close() {},
  });
  const outcomes = await Promise.all(Array.from({ length: 200 }, () => hub.placeOrder(order('S01', [['apple', 1]]))));
  expect(outcomes.filter(({ outcome }) => outcome === 'recorded')).toHaveLength(5);
  expect(asked).toEqual([1, 199]);
});

test('What a store declined is asked for again when its shelf has changed', async () => {
  const receive = (): Promise<unknown> =>
    world.send(store, [store.write('receipt', id(), { lines: [{ sku: 'apple', units: 1, area: 'shelf' }] })]);
  await receive();
  let asked = 0;
  hub.exchange.attach(desk, {
    send(signal) {
      if (signal.type !== 'ask') return;
      asked += 1;
      hub.exchange.decline(desk, signal.ask.id);
    },
    close() {},
  });
  await hub.placeOrder(order('S01', [['apple', 1]]));
  await receive();
  await hub.placeOrder(order('S01', [['apple', 1]]));
  expect(asked).toBe(2);
});
