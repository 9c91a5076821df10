import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { must } from '@ringfence/domain/basic/assert.ts';
import { SKUS, until, World } from './world.ts';

const SKU = must(SKUS[0], 'a SKU');
const UNITS = 40;
const SECOND_MS = 1000;

let world: World;
beforeAll(async () => {
  world = await World.start();
  await Promise.all(world.retailer.stores.slice(0, 2).map((store) => world.deliver(store, [SKU], UNITS)));
}, 600_000);
afterAll(() => world?.end());

/** An order the store has heard of. */
async function heard(id: string): Promise<string> {
  const store = world.store('S01');
  const { pass } = await world.place(store, id, { sku: SKU, units: 1 });
  await until(() => world.orderAt(store, id));
  return pass;
}

test('ordered, gathered, handed over: the hub follows', async () => {
  const store = world.store('S01');
  const pass = await heard('plain');
  expect((await store.clerk.command('picks', { id: 'pick-1', order: 'plain' })).outcome).toBe('recorded');
  await until(async () => ((await world.statusOf('plain')) === 'READY' ? true : undefined));
  expect((await world.handOver(store, { pass })).outcome).toBe('recorded');
  await until(async () => ((await world.statusOf('plain')) === 'HANDED_OVER' ? true : undefined));
});

test('handed over before the cancel arrives: the hand-over stands on both sides', async () => {
  const store = world.store('S01');
  const pass = await heard('hand-over-first');
  await world.cut(store);
  expect((await world.handOver(store, { pass })).outcome).toBe('recorded');
  const cancel = await world.cancel('hand-over-first');
  expect(cancel).toMatchObject({ __typename: 'PickupOrderRecorded', order: { status: 'CANCELLING' } });
  await world.heal(store);
  expect(await world.statusOf('hand-over-first')).toBe('HANDED_OVER');
  expect(await world.orderAt(store, 'hand-over-first')).toMatchObject({ status: 'handed-over' });
  expect(await world.cancel('hand-over-first')).toMatchObject({ __typename: 'PickupOrderRecorded', outcome: 'EXISTS' });
});

test('cancelled first: the units go back, and the hand-over is refused', async () => {
  const store = world.store('S01');
  const pass = await heard('cancel-first');
  await world.settle([store]);
  const before = await world.stock(store, SKU);
  await world.cancel('cancel-first');
  await until(async () => ((await world.statusOf('cancel-first')) === 'CANCELLED' ? true : undefined));
  expect(await world.handOver(store, { pass })).toMatchObject({ outcome: 'refused', code: 'order-ended' });
  await world.settle([store]);
  const after = await world.stock(store, SKU);
  expect(after).toMatchObject({ orders: before.orders - 1, onHand: before.onHand });
});

test('cancelled while the store is away: it ends the order when it hears of both, once', async () => {
  const store = world.store('S02');
  const before = await world.stock(store, SKU);
  await world.place(store, 'before-cut', { sku: SKU, units: 1 });
  await until(() => world.orderAt(store, 'before-cut'));
  await world.cut(store);
  const { pass } = await world.place(store, 'while-away', { sku: SKU, units: 2 });
  await world.cancel('while-away');
  await world.cancel('before-cut');
  expect(await world.statusOf('while-away')).toBe('CANCELLING');
  expect(await world.orderAt(store, 'while-away')).toBeUndefined();
  await world.heal(store);
  for (const id of ['while-away', 'before-cut']) {
    expect(await world.statusOf(id)).toBe('CANCELLED');
    expect(await world.orderAt(store, id)).toMatchObject({ status: 'cancelled' });
  }
  expect(await world.handOver(store, { pass })).toMatchObject({ outcome: 'refused', code: 'order-ended' });
  expect(await world.stock(store, SKU)).toMatchObject({ orders: 0, deficit: 0, onHand: before.onHand });
});

test('cancelled at the hub and handed over by its pass while the line is cut: the goods are gone once', async () => {
  const store = world.store('S02');
  const before = await world.stock(store, SKU);
  await world.cut(store);
  const { pass } = await world.place(store, 'both', { sku: SKU, units: 2 });
  await world.cancel('both');
  expect((await world.handOver(store, { pass })).outcome).toBe('recorded');
  await world.heal(store);
  expect(await world.statusOf('both')).toBe('HANDED_OVER');
  expect(await world.stock(store, SKU)).toMatchObject({ orders: 0, deficit: 0, onHand: before.onHand - 2 });
});

test('a pass is good once, at its own store, unchanged and in time', async () => {
  const [store, other] = [world.store('S01'), world.store('S02')];
  await world.cut(store);
  const { pass } = await world.place(store, 'by-pass', { sku: SKU, units: 1 });

  expect(await world.handOver(other, { pass })).toMatchObject({ code: 'pass-wrong-store', details: { store: 'S01' } });

  const [version, payload = '', signature] = pass.split('.');
  const content = JSON.parse(Buffer.from(payload, 'base64url').toString()) as unknown[];
  const more = Buffer.from(JSON.stringify([...content.slice(0, -1), [[SKU, 9]]])).toString('base64url');
  const flipped = `${signature?.startsWith('A') ? 'B' : 'A'}${signature?.slice(1)}`;
  for (const forged of [`${version}.${more}.${signature}`, `${version}.${payload}.${flipped}`, `${pass}x`, 'RF1']) {
    expect(await world.handOver(store, { pass: forged })).toMatchObject({ outcome: 'refused', code: 'pass-forged' });
  }

  const first = { id: 'counter-1', pass };
  expect((await world.handOver(store, first)).outcome).toBe('recorded');
  expect((await world.handOver(store, first)).outcome).toBe('exists');
  const twice = await world.handOver(store, { id: 'counter-2', pass });
  expect(twice).toMatchObject({ outcome: 'refused', code: 'already-handed-over' });

  const expiresAt = new Date(Math.ceil(Date.now() / SECOND_MS) * SECOND_MS + 4 * SECOND_MS);
  const late = await world.place(store, 'too-late', { sku: SKU, units: 1, expiresAt: expiresAt.toISOString() });
  while (Date.now() <= expiresAt.getTime()) await sleep(50);
  expect(await world.handOver(store, { pass: late.pass })).toMatchObject({ outcome: 'refused', code: 'pass-expired' });

  await world.heal(store);
  expect(await world.statusOf('by-pass')).toBe('HANDED_OVER');
  expect((await world.verify()).problems).toEqual([]);
});
