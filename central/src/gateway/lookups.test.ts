/** What one store's node learns of the others through the hub, and what it does not. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { HubServer } from '../server.ts';
import { order, type TestStore, World } from '../testing/world.ts';

let world: World;
let server: HubServer;
let here: TestStore;
let there: TestStore;
beforeAll(async () => {
  world = await World.make();
  here = await world.enrol('S01');
  there = await world.enrol('S02');
  server = await HubServer.start({
    hub: world.hub,
    clock: world.clock,
    host: '127.0.0.1',
    port: 0,
    onBug: (error) => {
      throw error;
    },
  });
});
afterAll(async () => {
  await server.stop();
  await world.end();
});

async function look(node: TestStore, path: string) {
  const response = await fetch(`${server.url}/gateway/${path}`, {
    headers: { authorization: `Bearer ${await node.token()}` },
  });
  return { status: response.status, body: (await response.json()) as Record<string, never> };
}

test('other stores’ figures of an item, each with its age; a store nobody heard of has none', async () => {
  expect((await look(here, 'elsewhere?sku=plum')).body['stores']).toMatchObject([{ store: 'S02', onHand: 0 }]);
  await world.stock(there, 'apple', 5);
  const { status, body } = await look(here, 'elsewhere?sku=apple');
  expect(status).toBe(200);
  expect(body['stores']).toEqual([
    { store: 'S02', onHand: 5, shelf: 0, online: 5, connected: false, asOf: expect.any(Number) },
  ]);
});

test('who is to collect is told to the store of the order, and to no other', async () => {
  await world.stock(here, 'pear', 2);
  const placed = await world.hub.placeOrder(order('S01', [['pear', 1]], 'O1'), { name: 'Buyer One', phone: '123' });
  expect(placed.outcome).toBe('recorded');
  expect((await look(here, 'orders/O1/contact')).body).toEqual({ contact: { name: 'Buyer One', phone: '123' } });
  expect((await look(there, 'orders/O1/contact')).status).toBe(404);
  expect((await look(here, 'orders/nothing/contact')).status).toBe(404);
  await world.send(here, [
    here.write('hand-over', 'O1', { order: 'O1', lines: [], left: [], pass: null, currency: 'EUR', tenders: [] }),
  ]);
  expect((await look(here, 'orders/O1/contact')).body).toEqual({ contact: null });
  await world.hub.placeOrder(order('S01', [['pear', 1]], 'O2'));
  expect((await look(here, 'orders/O2/contact')).body).toEqual({ contact: null });
});

test('how goods sent to another store stand: on the road, received, and what differed', async () => {
  const lines = [{ sku: 'plum', units: 3 }];
  await world.send(here, [
    here.write('receipt', 'r-plum', { lines: [{ sku: 'plum', units: 3, area: 'shelf' }] }),
    here.write('dispatch', 'T1', { transfer: 'T1', to: 'S02', lines }),
  ]);
  const asked = async (node: TestStore) => (await look(node, 'transfers?ids=T1,T9')).body['transfers'];
  expect(await asked(here)).toMatchObject([{ transfer: 'T1', to: 'S02', arrivedAt: null, differences: [] }]);
  expect(await asked(there)).toEqual([]);
  const arrived = [{ sku: 'plum', shelf: 2, unsellable: 0, missing: 1, extra: 0 }];
  await world.send(there, [there.write('arrival', 'T1', { transfer: 'T1', lines: arrived })]);
  expect(await asked(here)).toMatchObject([
    { arrivedAt: expect.any(Number), differences: [{ sku: 'plum', units: -1 }] },
  ]);
});

test('without a token, or with a question that makes no sense, nothing is told', async () => {
  expect((await fetch(`${server.url}/gateway/elsewhere?sku=apple`)).status).toBe(401);
  expect((await look(here, 'elsewhere')).status).toBe(400);
  expect((await look(here, 'transfers?ids=')).status).toBe(400);
});
