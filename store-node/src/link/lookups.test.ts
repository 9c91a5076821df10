/** Two real nodes and a real hub: figures of the other store with their age, goods on the road, a substitution at head office. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestHub } from '../testing/test-hub.ts';
import { TestNode } from '../testing/test-node.ts';

let hub: TestHub;
let one: TestNode;
let two: TestNode;
beforeAll(async () => {
  hub = await TestHub.start(['S01', 'S02'], ['A', 'B']);
  one = await enrol('S01');
  two = await enrol('S02');
});
afterAll(async () => {
  await one?.end();
  await two?.end();
  await hub?.end();
});

async function enrol(store: string): Promise<TestNode> {
  const directory = await mkdtemp(join(tmpdir(), 'ringfence-store-'));
  const node = await TestNode.enrol({ directory, store, hubUrl: hub.url, enrolCode: await hub.enrolmentCode(store) });
  await until(async () => (await node.get('/v1/products/scan/A')).status === 200);
  await until(() => isConnected(node));
  return node;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 120_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('it did not come true');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const isConnected = async (node: TestNode): Promise<boolean> =>
  ((await node.get('/v1/status')).body['link'] as { connected: boolean }).connected;
/** What the hub says; asked again when its answer came too late. */
async function contactOf(order: string): Promise<Record<string, unknown>> {
  let answer = await one.get(`/v1/orders/${order}/contact`);
  await until(async () => answer.status < 500 || (answer = await one.get(`/v1/orders/${order}/contact`)).status < 500);
  return answer.body;
}
const elsewhere = async (sku: string) => (await one.get(`/v1/elsewhere/${sku}`)).body;

test('another store’s figures: fresh while connected, the last known ones cut off, none for what was never asked', async () => {
  await two.post('/v1/receipts', { id: 'r1', lines: [{ sku: 'A', units: 8 }] });
  await until(async () => {
    const body = await elsewhere('A');
    return onHandOf(body) === 8 && body['fresh'] === true;
  });
  expect(await elsewhere('A')).toMatchObject({
    stores: [{ store: 'S02', onHand: 8, connected: true, asOf: expect.any(Number) }],
  });
  await one.post('/v1/link', { cut: true }, 'operator');
  await two.post('/v1/receipts', { id: 'r2', lines: [{ sku: 'A', units: 1 }] });
  expect(await elsewhere('A')).toMatchObject({ fresh: false, stores: [{ onHand: 8 }] });
  expect(await elsewhere('B')).toMatchObject({ code: 'store-unreachable' });
  await one.post('/v1/link', { cut: false }, 'operator');
  await until(() => isConnected(one));
});

const onHandOf = (body: Record<string, unknown>): number | undefined =>
  (body['stores'] as { onHand: number }[] | undefined)?.[0]?.onHand;

test('goods sent to the other store: on the road, then received with what differed', async () => {
  await one.post('/v1/receipts', { id: 'r3', lines: [{ sku: 'B', units: 20 }] });
  expect((await one.post('/v1/dispatches', { id: 'T1', to: 'S02', lines: [{ sku: 'B', units: 5 }] })).status).toBe(201);
  const sent = async () => ((await one.get('/v1/transfers/sent')).body['sent'] as Record<string, unknown>[])[0];
  expect(await sent()).toMatchObject({ transfer: 'T1', to: 'S02', arrivedAt: null });
  await until(async () => ((await two.get('/v1/transfers')).body['transfers'] as unknown[]).length === 1);
  await two.post('/v1/arrivals', { transfer: 'T1', lines: [{ sku: 'B', shelf: 4 }] });
  await until(async () => (await sent())?.['arrivedAt'] !== null);
  expect((await sent())?.['differences']).toEqual([{ sku: 'B', units: -1 }]);
});

test('a substitution is told at head office as it was agreed, with what is owed', async () => {
  await one.post('/v1/receipts', { id: 'r4', lines: [{ sku: 'A', units: 9 }] });
  let placed = await hub.placeOrder('O1', 'S01', 'A', 2);
  await until(async () => {
    placed = await hub.placeOrder('O1', 'S01', 'A', 2);
    return placed.type === 'PickupOrderRecorded';
  });
  await until(async () => (await one.get('/v1/orders/O1')).status === 200);
  await one.post('/v1/assignments', { id: 'a1', order: 'O1', by: 'anna', to: 'anna' });
  const given = await one.post('/v1/substitutions', {
    id: 'u1',
    order: 'O1',
    by: 'anna',
    reason: 'damaged',
    agreed: { by: 'customer', how: 'message' },
    missing: { sku: 'A', units: 1 },
    given: { sku: 'B', units: 1 },
  });
  expect(given.status).toBe(201);
  const query = `{ pickupOrder(id: "O1") { assignedTo lines { sku short } substitutions {
    insteadOf { sku units } sku units amount { amount } owed { amount } agreedBy agreedHow product { name } } } }`;
  const now = async () => (await hub.run(query, {}))['pickupOrder'] as { substitutions: unknown[] };
  await until(async () => (await now()).substitutions.length === 1);
  expect(await now()).toMatchObject({
    assignedTo: 'anna',
    lines: [{ sku: 'A', short: 1 }],
    substitutions: [
      {
        insteadOf: { sku: 'A', units: 1 },
        sku: 'B',
        units: 1,
        owed: { amount: 0 },
        agreedBy: 'CUSTOMER',
        agreedHow: 'MESSAGE',
        product: { name: 'B' },
      },
    ],
  });
  expect(await contactOf('O1')).toEqual({ contact: null });
});

test('who is to collect is shown while the hub can be asked, and said to be unknown when it cannot', async () => {
  const place = 'mutation ($input: PlacePickupOrderInput!) { placePickupOrder(input: $input) { __typename } }';
  const input = { id: 'O2', storeId: 'S01', lines: [{ sku: 'A', units: 1 }], contact: { name: 'Buyer One' } };
  expect(await hub.run(place, { input })).toEqual({ placePickupOrder: { __typename: 'PickupOrderRecorded' } });
  expect(await contactOf('O2')).toEqual({ contact: { name: 'Buyer One' } });
  await one.post('/v1/link', { cut: true }, 'operator');
  expect((await one.get('/v1/orders/O2/contact')).body).toMatchObject({ code: 'store-unreachable' });
  await one.post('/v1/link', { cut: false }, 'operator');
  await until(() => isConnected(one));
});

test('head office sets the reasons, and the store’s counter has them', async () => {
  const reasons = [{ code: 'crushed', words: [{ language: 'pl', text: 'Zgnieciony' }], effect: 'UNSELLABLE' }];
  const put = 'mutation ($reasons: [ShortReasonInput!]!) { putPickRules(reasons: $reasons) { __typename } }';
  expect(await hub.run(put, { reasons })).toEqual({ putPickRules: { __typename: 'CataloguePut' } });
  await until(async () => (await one.get('/v1/pick-rules')).body['version'] === 1);
  expect((await one.get('/v1/pick-rules')).body['reasons']).toEqual([
    { code: 'crushed', words: { pl: 'Zgnieciony' }, effect: 'unsellable', recount: false },
  ]);
  expect(await hub.run(put, { reasons: [...reasons, ...reasons] })).toEqual({
    putPickRules: { __typename: 'InvalidInput' },
  });
});
