/** Gathering and handing over through the real API: who has an order, what stands in for a missing item, one payment for two documents. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fact } from '@ringfence/domain/documents/registry.ts';
import { PRICE } from '../testing/seeded-home.ts';
import { type Answered, TestNode } from '../testing/test-node.ts';

const RULES = {
  version: 1,
  reasons: [
    { code: 'broken', words: { en: 'Broken', pl: 'Stłuczony' }, effect: 'unsellable' as const, recount: false },
    { code: 'gone', words: {}, effect: 'lost' as const, recount: true },
  ],
};

let node: TestNode;
beforeAll(async () => {
  node = await TestNode.start({
    catalog: ['A', 'B', 'C'],
    more: [fact('pick-rules', '1', RULES)],
    down: (hub) => Array.from({ length: 9 }, (_, index) => hub.order(`O${index + 1}`, 'A', 2)),
  });
  const lines = ['A', 'B', 'C'].map((sku) => ({ sku, units: 60 }));
  await node.post('/v1/receipts', { id: 'first', lines });
});
afterAll(() => node.end());

const bodyOf = ({ body }: Answered) => (body['document'] as { body: Record<string, unknown> }).body;
const order = async (id: string) => (await node.get(`/v1/orders/${id}`)).body;
const card = (amount: number) => [{ kind: 'card', amount }];
const sale = (id: string, changes: object = {}) => ({
  id,
  currency: 'EUR',
  lines: [{ sku: 'B', units: 1 }],
  tenders: card(PRICE),
  ...changes,
});

describe('who gathers an order', () => {
  const assign = (id: string, by: string, to: string | null, more: object = {}) =>
    node.post('/v1/assignments', { id, order: 'O1', by, to, ...more });

  test('of two tablets at once one has it, and the other is told whose it is', async () => {
    const answers = await Promise.all([assign('a1', 'anna', 'anna'), assign('a2', 'jan', 'jan')]);
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([201, 409]);
    const { assigned } = (await order('O1')) as unknown as { assigned: { to: string } };
    const lost = answers.find(({ status }) => status === 409);
    expect(lost?.body).toMatchObject({ code: 'order-taken', details: { to: assigned.to } });
  });

  test('it is the same after a restart, and the same request again is the same assignment', async () => {
    const before = (await order('O1'))['assigned'] as { to: string };
    await node.restart();
    expect((await order('O1'))['assigned']).toEqual(before);
    const { to } = before;
    expect((await assign(to === 'anna' ? 'a1' : 'a2', to, to)).status).toBe(200);
  });

  test('a clerk does not take it from another; a supervisor gives it on, and it can be put back', async () => {
    const { to } = (await order('O1'))['assigned'] as { to: string };
    const override = { by: 'chief', reason: 'gone home' };
    expect((await assign('a3', 'ewa', 'ewa', { override })).body['code']).toBe('not-allowed');
    const given = await node.post(
      '/v1/assignments',
      { id: 'a4', order: 'O1', by: 'ewa', to: 'ewa', override },
      'supervisor',
    );
    expect(given.status).toBe(201);
    expect((await assign('a5', to, null)).body['code']).toBe('order-taken');
    expect((await assign('a6', 'ewa', null)).status).toBe(201);
    expect((await order('O1'))['assigned']).toBeNull();
  });

  test('counters hear of it by their feed, and it holds up no hand-over', async () => {
    await assign('a7', 'anna', 'anna');
    const { documents } = (await node.get('/v1/feed/orders?limit=500')).body as {
      documents: Record<string, unknown>[];
    };
    expect(documents.find((one) => one['order'] === 'O1')).toMatchObject({ assignedTo: 'anna', status: 'placed' });
    expect((await node.post('/v1/hand-overs', { order: 'O1', by: 'jan' })).status).toBe(201);
  });
});

describe('what is missing', () => {
  test('goes where the shop’s own reason says', async () => {
    expect((await node.get('/v1/pick-rules')).body).toEqual(RULES);
    const short = { order: 'O2', by: 'anna', lines: [{ sku: 'A', units: 1 }] };
    const before = (await node.get('/v1/stock/A')).body as { unsellable: number };
    expect((await node.post('/v1/short-picks', { id: 's1', reason: 'broken', ...short })).status).toBe(201);
    expect((await node.get('/v1/stock/A')).body['unsellable']).toBe(before.unsellable + 1);
    expect((await node.post('/v1/short-picks', { id: 's2', reason: 'not-found', ...short })).body).toMatchObject({
      code: 'invalid-input',
      field: 'reason',
      details: { reasons: ['broken', 'gone'] },
    });
  });

  test('is replaced as the customer agreed, and the order then holds what was given', async () => {
    const answer = await node.post('/v1/substitutions', {
      id: 'u1',
      order: 'O3',
      by: 'anna',
      reason: 'gone',
      agreed: { by: 'customer', how: 'phone' },
      missing: { sku: 'A', units: 1 },
      given: { sku: 'C', units: 1 },
    });
    expect(answer.status).toBe(201);
    expect(bodyOf(answer)).toMatchObject({ rules: 1, given: { amount: PRICE }, owed: 0 });
    expect(await order('O3')).toMatchObject({
      held: [
        { sku: 'A', units: 1 },
        { sku: 'C', units: 1 },
      ],
      substitutions: [{ insteadOf: { sku: 'A', units: 1 }, agreed: { how: 'phone' } }],
    });
    const { documents } = (await node.get('/v1/feed/orders?limit=500')).body as {
      documents: { order: string; lines: unknown }[];
    };
    expect(documents.find((one) => one.order === 'O3')?.lines).toMatchObject([
      { sku: 'A', held: 1, insteadOf: '' },
      { sku: 'C', held: 1, insteadOf: 'A' },
    ]);
    expect(bodyOf(await node.post('/v1/hand-overs', { order: 'O3' }))['lines']).toHaveLength(2);
  });
});

describe('what a pass is good for', () => {
  const check = (body: object) => node.post('/v1/passes', body);

  test('an order, or a pass of one that has not arrived', async () => {
    expect(await check({ order: 'O4' })).toMatchObject({
      status: 200,
      body: { order: 'O4', due: 0, held: [{ units: 2 }] },
    });
    const pass = node.hub.pass({ order: 'early', due: 700 });
    expect(await check({ pass })).toMatchObject({ status: 200, body: { order: 'early', due: 700 } });
  });

  test.each([
    ['used', () => ({ pass: node.hub.pass({ order: 'O1' }) }), 'already-handed-over'],
    ['foreign', () => ({ pass: node.hub.pass({ order: 'X', store: 'S02' }) }), 'pass-wrong-store'],
    ['expired', () => ({ pass: node.hub.pass({ order: 'X', expiresAt: 1000 }) }), 'pass-expired'],
    ['forged', () => ({ pass: `${node.hub.pass({ order: 'X' }).slice(0, -6)}AAAAAA` }), 'pass-forged'],
    ['unknown', () => ({ order: 'X' }), 'unknown-order'],
  ])('%s', async (_name, shown, code) => {
    const { body } = await check(shown());
    expect(body['code']).toBe(code);
    if (code === 'already-handed-over') expect(body['details']).toMatchObject({ at: expect.any(Number) });
    if (code === 'pass-wrong-store') expect(body['details']).toEqual({ store: 'S02' });
  });
});

describe('one payment for an order and more', () => {
  test('both documents are there, and the whole again is the same', async () => {
    const collect = { order: 'O5', addOn: sale('more-1') };
    expect((await node.post('/v1/hand-overs', collect)).status).toBe(201);
    expect((await node.get('/v1/sales/more-1')).body).toMatchObject({ body: { total: PRICE } });
    expect((await node.post('/v1/hand-overs', collect)).status).toBe(200);
    expect((await order('O5'))['status']).toBe('handed-over');
  });

  test('neither is there when one is refused', async () => {
    const short = await node.post('/v1/hand-overs', { order: 'O6', addOn: sale('more-2', { tenders: card(1) }) });
    expect(short.body).toMatchObject({ code: 'tender-mismatch', field: 'addOn.tenders' });
    expect((await order('O6'))['status']).toBe('placed');
    expect((await node.get('/v1/sales/more-2')).status).toBe(404);
    expect((await node.post('/v1/hand-overs', { order: 'nobody', addOn: sale('more-3') })).status).toBe(404);
    expect((await node.get('/v1/sales/more-3')).status).toBe(404);
  });

  test('the id of another sale is not taken for it, and one that has happened does not come this way', async () => {
    await node.post('/v1/sales', sale('before'));
    expect((await node.post('/v1/hand-overs', { order: 'O6', addOn: sale('before') })).body).toMatchObject({
      code: 'exists-different',
      field: 'addOn.id',
    });
    const happened = sale('more-4', { offline: { at: 1 } });
    expect((await node.post('/v1/hand-overs', { order: 'O6', addOn: happened })).status).toBe(400);
  });

  test('selling what is kept for others needs a supervisor here too', async () => {
    const lines = [{ sku: 'B', units: 500 }];
    const override = { by: 'chief', reason: 'in hand' };
    const addOn = sale('more-5', { lines, tenders: card(500 * PRICE), override });
    expect((await node.post('/v1/hand-overs', { order: 'O6', addOn })).body['code']).toBe('not-allowed');
    expect((await node.post('/v1/hand-overs', { order: 'O6', addOn }, 'supervisor')).status).toBe(201);
  });
});

test('proof of collection is what was shown, and never a whole number or a name', async () => {
  const collect = (order: string, proof: unknown) => node.post('/v1/hand-overs', { order, proof });
  expect((await collect('O7', 'a name, AB1234567')).status).toBe(400);
  expect((await collect('O7', { who: 'buyer', shown: 'id-card', digits: 'AB1234567' })).status).toBe(400);
  expect((await collect('O7', { who: 'buyer', shown: 'pass', digits: '567' })).status).toBe(400);
  const proof = { who: 'other', shown: 'id-card', digits: '567' };
  expect(bodyOf(await collect('O7', proof))).toMatchObject({ proof });
});

test('cut off and never asked, other stores’ figures are not guessed; goods that were sent are listed', async () => {
  expect((await node.get('/v1/elsewhere/A')).body).toMatchObject({ code: 'store-unreachable' });
  expect((await node.get('/v1/orders/O8/contact')).body).toMatchObject({ code: 'store-unreachable' });
  await node.post('/v1/dispatches', { id: 'T1', to: 'S02', lines: [{ sku: 'C', units: 2 }] });
  await node.restart();
  expect((await node.get('/v1/transfers/sent')).body).toMatchObject({
    fresh: false,
    sent: [{ transfer: 'T1', to: 'S02', lines: [{ sku: 'C', units: 2 }], arrivedAt: null }],
  });
});

test('a delivery that differs from its note is booked as it came, and waits for a person', async () => {
  const delivery = {
    id: 'd-note',
    reference: 'LS 4711',
    lines: [
      { sku: 'A', units: 4, announced: 5 },
      { sku: 'B', units: 2, announced: 2 },
      { sku: 'C', units: 0, announced: 3 },
    ],
  };
  expect((await node.post('/v1/receipts', delivery)).status).toBe(201);
  const { exceptions } = (await node.get('/v1/exceptions')).body as { exceptions: { id: string }[] };
  expect(exceptions.find(({ id }) => id === 'receipt~d-note')).toMatchObject({
    type: 'delivery-mismatch',
    reason: 'LS 4711',
    lines: [
      { sku: 'A', units: -1 },
      { sku: 'C', units: -3 },
    ],
  });
  expect((await node.post('/v1/receipts', { id: 'd2', lines: [{ sku: 'A', units: 0 }] })).status).toBe(400);
});
