import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { must } from '@ringfence/domain/basic/assert.ts';
import type { RunningStore } from '../processes/retailer.ts';
import { SKUS, until, World } from './world.ts';

const SKU = must(SKUS[0], 'a SKU');

let world: World;
beforeAll(async () => {
  world = await World.start();
  await Promise.all(world.retailer.stores.map((store) => world.deliver(store, [SKU], 20)));
}, 600_000);
afterAll(() => world?.end());

const back = (store: RunningStore, id: string, of: { sale: string; units?: number; override?: string }) =>
  (of.override === undefined ? store.clerk : store.supervisor).command('returns', {
    id,
    sale: of.sale,
    soldAt: 'S01',
    lines: [{ line: 0, units: of.units ?? 1 }],
    ...(of.override === undefined ? {} : { override: { by: 'supervisor-1', reason: of.override } }),
  });

/** The hub hears of a sale a moment after the till, and the seller may be slow to give its right: a store asks again. */
const backInTheEnd = (store: RunningStore, id: string, of: { sale: string; units?: number }) =>
  until(async () => {
    const answer = await back(store, id, of);
    return answer.outcome === 'refused' ? undefined : answer;
  });

test('goods of one store come back at another, each unit once', async () => {
  const [seller, other, third] = [world.store('S01'), world.store('S02'), world.store('S03')];
  await world.sell(seller, 'two', { sku: SKU, units: 2 });
  const before = await world.stock(other, SKU);
  await backInTheEnd(other, 'back-1', { sale: 'two' });
  expect((await back(other, 'back-1', { sale: 'two' })).outcome).toBe('exists');
  expect((await world.stock(other, SKU)).onHand).toBe(before.onHand + 1);

  const both = await back(seller, 'back-2', { sale: 'two', units: 2 });
  expect(both).toMatchObject({ outcome: 'refused', code: 'not-returnable', details: { right: 1 } });
  await backInTheEnd(third, 'back-3', { sale: 'two' });
  for (const store of [seller, other, third]) {
    const again = await back(store, `again-${store.id}`, { sale: 'two' });
    const code = store === seller ? 'not-returnable' : 'return-right-elsewhere';
    expect(again).toMatchObject({ outcome: 'refused', code });
  }
  expect(await back(other, 'three', { sale: 'two', units: 3 })).toMatchObject({ code: 'not-returnable' });
  await until(async () => {
    const answer = await back(other, 'nothing', { sale: 'never-made' });
    return answer.outcome === 'refused' && answer.code === 'unknown-sale' ? true : undefined;
  });
});

test('two stores at once want to take back the same unit: one may', async () => {
  const [seller, other, third] = [world.store('S01'), world.store('S02'), world.store('S03')];
  await world.sell(seller, 'one', { sku: SKU, units: 1 });
  await world.settle([seller]);
  const answers = await Promise.all(
    [seller, other, third].map((store) => back(store, `race-${store.id}`, { sale: 'one' })),
  );
  expect(answers.filter(({ outcome }) => outcome === 'recorded').length).toBeLessThan(2);
});

test('while the seller cannot be reached the return is refused; a supervisor may take the goods, which waits for a person', async () => {
  const [seller, other] = [world.store('S01'), world.store('S02')];
  await world.sell(seller, 'far', { sku: SKU, units: 2 });
  await world.settle([seller]);
  await world.cut(seller);
  const refused = await back(other, 'far-back', { sale: 'far' });
  expect(refused).toMatchObject({ outcome: 'refused', code: 'return-right-elsewhere', details: { right: 0 } });
  const taken = await back(other, 'far-override', { sale: 'far', override: 'the goods are ours' });
  expect(taken).toMatchObject({ outcome: 'recorded', document: { body: { lines: [{ unverified: 1 }] } } });
  await world.cut(other);
  const unknown = await back(other, 'cut-back', { sale: 'not-seen' });
  expect(unknown).toMatchObject({ outcome: 'refused', code: 'store-unreachable' });
  await world.heal(other);
  expect(await world.exceptions(other, true)).toMatchObject([{ id: 'return~far-override', type: 'UNVERIFIED_RETURN' }]);

  await world.heal(seller);
  await backInTheEnd(other, 'far-back', { sale: 'far' });
  await world.settle();
  expect((await world.verify()).problems).toEqual([]);
});
