import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PRICE, STORE } from '../testing/seeded-home.ts';
import { type Answered, TestNode } from '../testing/test-node.ts';

let node: TestNode;
beforeAll(async () => {
  node = await TestNode.start({
    catalog: ['A', 'B', 'C', 'D'],
    down: (hub) => [hub.order('O1', 'A', 2), hub.order('O2', 'A', 3), hub.order('O3', 'A', 1), hub.order('O4', 'A', 1)],
  });
});
afterAll(() => node.end());

const cash = (amount: number) => [{ kind: 'cash', amount }];
const sale = (id: string, sku = 'A', units = 1) => ({
  id,
  currency: 'EUR',
  lines: [{ sku, units }],
  tenders: cash(units * PRICE),
});
const shelfOf = async (sku: string): Promise<unknown> => (await node.get(`/v1/stock/${sku}`)).body['shelf'];
const documentOf = ({ body }: Answered) => body['document'] as { _id: string; body: Record<string, unknown> };

describe('commands', () => {
  test('a delivery, a sale and its stock', async () => {
    const receipt = await node.post('/v1/receipts', {
      id: 'r1',
      lines: [
        { sku: 'A', units: 60 },
        { sku: 'B', units: 5 },
      ],
    });
    expect(receipt.status).toBe(201);
    const sold = await node.post('/v1/sales', sale('s1', 'A', 2));
    expect(sold.status).toBe(201);
    expect(documentOf(sold)).toMatchObject({ _id: 'sale~s1', body: { total: 2 * PRICE, change: 0 } });
    expect((await node.get('/v1/sales/s1')).body).toMatchObject({ _id: 'sale~s1' });
    expect((await node.get('/v1/stock/A')).body).toMatchObject({ orders: 7, onHand: 58 });
  });

  test('the same id with the same body answers that it exists, with another body that it differs', async () => {
    const first = await node.post('/v1/sales', sale('twice'));
    const again = await node.post('/v1/sales', sale('twice'));
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body).toMatchObject({ outcome: 'exists', document: documentOf(first) });
    const other = await node.post('/v1/sales', sale('twice', 'A', 2));
    expect(other).toMatchObject({ status: 409, body: { code: 'exists-different', field: 'id' } });
  });

  test('eight tills that send one sale at once make one sale', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => node.post('/v1/sales', sale('race'))));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(7);
    expect(new Set(answers.map((one) => JSON.stringify(one.body['document']))).size).toBe(1);
  });

  test('a count, an adjustment and goods for another store', async () => {
    expect((await node.post('/v1/counts', { id: 'c1', lines: [{ sku: 'B', counted: 6 }] })).status).toBe(201);
    expect((await node.get('/v1/stock/B')).body).toMatchObject({ onHand: 6 });
    const damaged = { id: 'a1', reason: 'damaged', lines: [{ sku: 'B', units: 1 }] };
    expect((await node.post('/v1/adjustments', damaged)).status).toBe(201);
    expect((await node.get('/v1/stock/B')).body).toMatchObject({ unsellable: 1, onHand: 6 });
    const away = { id: 't1', to: 'S02', lines: [{ sku: 'B', units: 1 }] };
    expect((await node.post('/v1/dispatches', away)).status).toBe(201);
    expect(await node.post('/v1/dispatches', { ...away, id: 't2', to: 'S99' })).toMatchObject({
      status: 404,
      body: { code: 'unknown-store' },
    });
    expect(await node.post('/v1/arrivals', { transfer: 'T9', lines: [{ sku: 'B', shelf: 1 }] })).toMatchObject({
      status: 404,
      body: { code: 'unknown-transfer' },
    });
  });

  test('an order is gathered and handed over once', async () => {
    expect((await node.post('/v1/picks', { id: 'p1', order: 'O1', place: 'Rack 3' })).status).toBe(201);
    expect((await node.get('/v1/orders/O1')).body).toMatchObject({ status: 'ready', picked: { place: 'Rack 3' } });
    expect((await node.post('/v1/hand-overs', { id: 'h1', order: 'O1' })).status).toBe(201);
    expect((await node.post('/v1/hand-overs', { id: 'h1', order: 'O1' })).status).toBe(200);
    expect(await node.post('/v1/hand-overs', { id: 'h2', order: 'O1' })).toMatchObject({
      status: 409,
      body: { code: 'already-handed-over' },
    });
  });

  test('what cannot be found is told; an order with nothing left ends', async () => {
    const short = { id: 'sp1', order: 'O2', reason: 'not-found', lines: [{ sku: 'A', units: 3 }] };
    expect((await node.post('/v1/short-picks', short)).status).toBe(201);
    expect((await node.get('/v1/orders/O2')).body).toMatchObject({ status: 'short' });
    const open = (await node.get('/v1/exceptions')).body['exceptions'] as { type: string }[];
    expect(open.map(({ type }) => type)).toContain('short-pick');
  });

  test('the store ends an order', async () => {
    expect((await node.post('/v1/order-ends', { order: 'O3', reason: 'cancelled' })).status).toBe(201);
    expect(await node.post('/v1/order-ends', { order: 'O3', reason: 'expired' })).toMatchObject({
      body: { code: 'order-ended' },
    });
  });

  test('goods come back once', async () => {
    await node.post('/v1/sales', sale('bought', 'A', 2));
    const back = (id: string, units: number) => ({ id, sale: 'bought', lines: [{ line: 0, units }] });
    expect(documentOf(await node.post('/v1/returns', back('b1', 1))).body).toMatchObject({ total: PRICE });
    expect((await node.post('/v1/returns', back('b2', 1))).status).toBe(201);
    expect(await node.post('/v1/returns', back('b3', 1))).toMatchObject({ body: { code: 'not-returnable' } });
    expect(await node.post('/v1/returns', { ...back('b4', 1), sale: 'nothing' })).toMatchObject({
      status: 404,
      body: { code: 'unknown-sale' },
    });
    expect(await node.post('/v1/returns', { ...back('b5', 1), soldAt: 'S02' })).toMatchObject({
      status: 503,
      body: { code: 'store-unreachable' },
    });
    const fromOrder = { id: 'b6', sale: 'O1', lines: [{ line: 0, units: 1 }] };
    expect(documentOf(await node.post('/v1/returns', fromOrder)).body).toMatchObject({ total: PRICE });
  });
});

describe('promised units', () => {
  test('the walk-in is told what they are kept for; a supervisor may sell what is in hand', async () => {
    await node.post('/v1/receipts', { id: 'rd', lines: [{ sku: 'D', units: 11 }] });
    const granted = async (): Promise<boolean> => Number((await node.get('/v1/stock/D')).body['online']) > 0;
    while (!(await granted())) await new Promise((resolve) => setTimeout(resolve, 10));
    const left = Number(await shelfOf('D'));
    const refused = await node.post('/v1/sales', sale('w1', 'D', left + 1));
    expect(refused).toMatchObject({
      status: 409,
      type: 'application/problem+json',
      body: { code: 'insufficient-stock' },
    });
    expect(refused.body['details']).toMatchObject({ missing: [{ sku: 'D', short: 1, keptForOnline: 11 - left }] });
    const word = { ...sale('w1', 'D', left + 1), override: { by: 'boss', reason: 'in hand' } };
    expect(await node.post('/v1/sales', word)).toMatchObject({
      status: 403,
      body: { code: 'not-allowed', field: 'override' },
    });
    expect((await node.post('/v1/sales', word, 'supervisor')).status).toBe(201);
    expect((await node.get('/v1/stock/D')).body).toMatchObject({ shelf: 0, deficit: -1 });
    const open = (await node.get('/v1/exceptions')).body['exceptions'] as { id: string; type: string }[];
    expect(open).toContainEqual(expect.objectContaining({ id: 'sale~w1', type: 'oversold' }));
  });
});

describe('passes', () => {
  const show = (pass: string, id: string) => node.post('/v1/hand-overs', { id, pass });

  test('an order this store has not received is handed over by its pass, once', async () => {
    const pass = node.hub.pass({ order: 'far', lines: [{ sku: 'A', units: 1 }] });
    const first = await show(pass, 'x1');
    expect(first.status).toBe(201);
    expect(documentOf(first).body).toMatchObject({ order: 'far', pass });
    expect((await show(pass, 'x1')).status).toBe(200);
    expect(await show(pass, 'x2')).toMatchObject({ status: 409, body: { code: 'already-handed-over' } });
  });

  test('a pass for another store, an old one and a forged one are refused', async () => {
    expect(await show(node.hub.pass({ order: 'f2', store: 'S02' }), 'x3')).toMatchObject({
      body: { code: 'pass-wrong-store' },
    });
    expect(await show(node.hub.pass({ order: 'f3', expiresAt: 1000 }), 'x4')).toMatchObject({
      body: { code: 'pass-expired' },
    });
    const pass = node.hub.pass({ order: 'f4' });
    const forged = `${pass.slice(0, -2)}${pass.endsWith('AA') ? 'BB' : 'AA'}`;
    expect(await show(forged, 'x5')).toMatchObject({ status: 403, body: { code: 'pass-forged' } });
    expect((await node.get('/v1/orders/f4')).status).toBe(404);
  });
});

describe('bad input changes nothing', () => {
  const line = { sku: 'A', units: 1 };
  const bad: [string, unknown, number, string][] = [
    ['unknown SKU', { ...sale('x'), lines: [{ sku: 'NOPE', units: 1 }] }, 422, 'unknown-sku'],
    ['negative units', { ...sale('x'), lines: [{ sku: 'A', units: -1 }] }, 400, 'invalid-input'],
    ['fractional units', { ...sale('x'), lines: [{ sku: 'A', units: 0.5 }] }, 400, 'invalid-input'],
    ['no lines', { ...sale('x'), lines: [] }, 400, 'invalid-input'],
    ['too many lines', { ...sale('x'), lines: Array.from({ length: 201 }, () => line) }, 400, 'invalid-input'],
    ['wrong currency', { ...sale('x'), currency: 'USD' }, 422, 'wrong-currency'],
    ['too little money', { ...sale('x'), tenders: cash(1) }, 422, 'tender-mismatch'],
    ['an id of the wrong form', sale('no spaces'), 400, 'invalid-input'],
    ['an id that is a reserved word', sale('constructor'), 400, 'invalid-input'],
    ['a field nobody knows', { ...sale('x'), extra: 1 }, 400, 'invalid-input'],
    ['malformed JSON', '{"id":', 400, 'invalid-input'],
    ['no object', '7', 400, 'invalid-input'],
    ['a __proto__ key', '{"__proto__":{"id":"x"},"id":"x"}', 400, 'invalid-input'],
    ['an escaped __proto__ key', '{"\\u005f_proto__":{},"id":"x"}', 400, 'invalid-input'],
    ['a number beyond what JSON keeps', '{"id":9007199254740993}', 400, 'invalid-input'],
    ['depth', `{"id":${'['.repeat(5000)}${']'.repeat(5000)}}`, 400, 'invalid-input'],
    ['size', `{"id":"${'x'.repeat(300_000)}"}`, 413, 'body-too-large'],
  ];
  test.each(bad)('%s', async (_, body, status, code) => {
    const before = (await node.get('/v1/status')).body;
    const answer = await node.post('/v1/sales', body);
    expect(answer).toMatchObject({ status, type: 'application/problem+json', body: { status, code } });
    expect(String(answer.body['type'])).toMatch(/^urn:ringfence:/);
    const after = (await node.get('/v1/status')).body;
    expect(after['stateHash']).toBe(before['stateHash']);
  });

  test('the refusal names the field', async () => {
    const lines = [line, { sku: 'A', units: -1 }];
    expect((await node.post('/v1/sales', { ...sale('x'), lines })).body).toMatchObject({ field: 'lines[1].units' });
  });

  test('another content type, no key, a wrong key, a wrong method and a wrong address', async () => {
    const to = (path: string, init: RequestInit) => fetch(`${node.url}${path}`, init);
    const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code;
    const headers = { 'x-api-key': 'clerk-key' };
    expect(await codeOf(await to('/v1/sales', { method: 'POST', headers, body: 'a=b' }))).toBe(
      'unsupported-media-type',
    );
    expect((await to('/v1/sales', { method: 'POST', body: '{}' })).status).toBe(401);
    expect((await to('/v1/stock/A', { headers: { authorization: 'Bearer wrong' } })).status).toBe(401);
    const wrong = await to('/v1/sales', { headers });
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST']);
    expect(await codeOf(await to('/v1/nothing', { headers }))).toBe('not-found');
    expect((await to('/v1/stock/%E0%A4%A', { headers })).status).toBe(400);
    expect((await node.post('/v1/link', { cut: true })).status).toBe(403);
  });
});

test('a restart keeps the state to the byte', async () => {
  const before = (await node.get('/v1/status')).body;
  await node.restart();
  const after = (await node.get('/v1/status')).body;
  expect(after).toMatchObject({ stateHash: before['stateHash'], up: before['up'], author: `${STORE}.1` });
  expect((await node.post('/v1/sales', sale('twice'))).status).toBe(200);
});
