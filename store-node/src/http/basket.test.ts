/** What a basket needs of the store beyond a plain sale: discounts, a supervisor's word, members, goods back and exchanges. */
import { argon2Sync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fact, type Fact } from '@ringfence/domain/documents/registry.ts';
import { promotion } from '@ringfence/domain/documents/promotion.ts';
import { someRules } from '@ringfence/domain/testing/loyalty-rules.ts';
import { LIMITS } from '../limits.ts';
import { KEYS, PRICE, STORE } from '../testing/seeded-home.ts';
import { TestNode } from '../testing/test-node.ts';

const SALT = 'saltsaltsaltsalt';
const tag = argon2Sync('argon2id', {
  message: '4321',
  nonce: Uint8Array.from(Buffer.from(SALT)),
  parallelism: 1,
  tagLength: 32,
  memory: 64,
  passes: 1,
});
const plain = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '');
const pinHash = `$argon2id$v=19$m=64,t=1,p=1$${plain(Buffer.from(SALT))}$${plain(tag)}`;
const chief: Fact<'staff'> = fact('staff', 'chief.1', {
  staff: 'chief',
  name: 'Chief',
  role: 'supervisor',
  pinHash,
  active: true,
});

const code = (name: string, takes: object, changes: object = {}): Fact<'promotion'> => {
  const from = '2020-01-01';
  const body = { code: name, version: 1, name, currency: 'EUR', takes, from, until: '2099-12-31', ...changes };
  return fact('promotion', `${name}.1`, promotion.parse(body));
};

const lease: Fact<'lease'> = fact('lease', `${STORE}.L1`, {
  lease: `${STORE}.L1`,
  member: 'M1',
  points: 100,
  until: Date.now() + 3_600_000,
  basket: null,
  tierRate: 100,
});

let node: TestNode;
beforeAll(async () => {
  node = await TestNode.start({
    catalog: ['A', 'B'],
    more: [
      chief,
      fact('loyalty-rules', '1', someRules()),
      fact('sealing-key', '1', { version: 1, key: Buffer.alloc(32, 9).toString('base64url') }),
      code('TEN', { percent: 10 }),
      code('OVER', { percent: 50 }, { until: '2020-01-02' }),
    ],
    down: (hub) => [lease, hub.order('O1', 'A', 2)],
  });
  await node.post('/v1/receipts', { id: 'r1', lines: ['A', 'B'].map((sku) => ({ sku, units: 100 })) });
});
afterAll(() => node.end());

const saleOf = (id: string, units: number, changes: object = {}) => ({
  id,
  currency: 'EUR',
  lines: [{ sku: 'A', units }],
  tenders: [{ kind: 'cash', amount: units * PRICE }],
  ...changes,
});

async function postWith(tokens: string, path: string, body: unknown) {
  const headers = { 'content-type': 'application/json', 'x-api-key': KEYS.clerk, 'x-approval': tokens };
  const response = await fetch(`${node.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe('discounts', () => {
  test('a code is told to the counters, counts, and stands in the sale with its version', async () => {
    const { documents } = (await node.get('/v1/feed/settings')).body as { documents: { key: string }[] };
    expect(documents.map(({ key }) => key)).toEqual(
      expect.arrayContaining(['code.TEN', 'code.OVER', 'loyalty-rules', 'sealing-key']),
    );
    const sale = saleOf('d1', 2, {
      discounts: [{ kind: 'code', code: 'TEN' }],
      tenders: [{ kind: 'card', amount: 2 * PRICE * 0.9 }],
    });
    expect((await node.post('/v1/sales', sale)).body).toMatchObject({
      document: {
        body: { total: 450, discounts: [{ code: 'TEN', version: 1, given: 50 }], lines: [{ discount: 50 }] },
      },
    });
    expect((await node.post('/v1/sales', sale)).status).toBe(200);
  });

  test('a code that is over is refused with its days', async () => {
    const discounts = [{ kind: 'code', code: 'OVER' }];
    expect((await node.post('/v1/sales', saleOf('d2', 1, { discounts }))).body).toMatchObject({
      code: 'code-not-valid',
      details: { why: 'ended', until: '2020-01-02' },
    });
  });

  test('more than a clerk may give needs a word, which can be given for one basket alone', async () => {
    const discounts = [{ kind: 'manual', takes: { percent: 50 }, reason: 'damaged' }];
    const tenders = [{ kind: 'card', amount: PRICE / 2 }];
    const approval = { by: 'chief', reason: 'torn' };
    expect((await node.post('/v1/sales', saleOf('d3', 1, { discounts, tenders }))).body).toMatchObject({
      code: 'not-allowed',
      details: { clerkPercent: 10 },
    });
    const sale = saleOf('d3', 1, { discounts, tenders, approval });
    expect((await node.post('/v1/sales', sale)).body['code']).toBe('not-allowed');
    const word = await node.post('/v1/approvals', { staff: 'chief', pin: '4321', for: 'd3' });
    const token = String(word.body['token']);
    expect((await postWith(token, '/v1/sales', { ...sale, id: 'd4' })).body['code']).toBe('not-allowed');
    const someoneElse = { ...sale, approval: { by: 'other', reason: 'torn' } };
    expect((await postWith(token, '/v1/sales', someoneElse)).body['code']).toBe('not-allowed');
    expect(await postWith(`none,${token}`, '/v1/sales', sale)).toMatchObject({
      status: 201,
      body: { document: { body: { total: PRICE / 2, approval } } },
    });
  });
});

describe('a member, cut off', () => {
  test('is known by what lies here, and by nothing else', async () => {
    const found = await node.post('/v1/members', { member: 'M1' });
    expect(found.body).toMatchObject({ id: 'M1', connected: false, available: null, here: 100 });
    const stranger = await node.post('/v1/members', { identity: { kind: 'phone', value: '+48 600 100 200' } });
    expect(stranger).toMatchObject({ status: 503, body: { code: 'store-unreachable' } });
    const { sealed } = stranger.body['details'] as { sealed: string };
    expect(sealed).toMatch(/^[A-Za-z0-9_-]+$/);
    const earned = await node.post('/v1/sales', saleOf('m0', 1, { member: { claim: { sealed } } }));
    expect(earned.body).toMatchObject({ document: { body: { points: { lines: [{ earned: 25 }] } } } });
    expect(JSON.stringify(earned.body)).not.toMatch(/600.?100.?200/);
  });

  test('is not found by going through numbers: whoever does waits, and goods still earn', async () => {
    const door = await node.serve({});
    const lookUp = (wanted: object): Promise<Response> =>
      fetch(`${door.url}/v1/members`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${KEYS.clerk}` },
        body: JSON.stringify(wanted),
      });
    let asked = 0;
    let held: Response | undefined;
    for (; held === undefined && asked <= LIMITS.memberLookupsPerHour; asked++) {
      const answer = await lookUp({ identity: { kind: 'phone', value: `+486001${String(asked).padStart(5, '0')}` } });
      if (answer.status === 429) held = answer;
    }
    expect(asked).toBeGreaterThan(LIMITS.memberLookupsPerMinute);
    expect(Number(held?.headers.get('retry-after'))).toBeGreaterThan(0);
    const body = await held?.json();
    expect(body).toMatchObject({ code: 'too-many-attempts', details: { sealed: expect.any(String) } });
    expect((await lookUp({ member: 'M1' })).status).toBe(200);
    await door.stop();
  });

  test('spends what lies here, with several tenders, and is told why not more', async () => {
    expect((await node.post('/v1/points-holds', { basket: 'm1', member: 'M1', points: 60 })).body).toEqual({
      points: 60,
      worth: 60,
      byHub: false,
    });
    const more = await node.post('/v1/points-holds', { basket: 'm1', member: 'M1', points: 101 });
    expect(more).toMatchObject({
      status: 409,
      body: { code: 'insufficient-points', details: { here: 100, cutOff: true, hereUntil: expect.any(Number) } },
    });
    expect((await node.post('/v1/points-holds', { basket: 'm1', member: 'M1', points: 1 })).body['code']).toBe(
      'points-below-minimum',
    );
    const tenders = [
      { kind: 'points', amount: 60 },
      { kind: 'card', amount: 100 },
      { kind: 'cash', amount: 400 },
    ];
    const member = { claim: { member: 'M1' }, redeem: { points: 60 } };
    const sale = await node.post('/v1/sales', saleOf('m1', 2, { tenders, member, receipt: 'R1-000001' }));
    expect(sale.body).toMatchObject({ document: { body: { change: 60, points: { value: 60 } } } });
    expect((await node.post('/v1/points-releases', { basket: 'm1' })).body).toEqual({ points: 0 });
  });
});

describe('goods back', () => {
  test('are found by receipt, member and number, with what may still come back', async () => {
    const { purchases } = (await node.get('/v1/purchases?receipt=R1-000001')).body as { purchases: unknown[] };
    expect(purchases).toMatchObject([{ id: 'm1', receipt: 'R1-000001', lines: [{ units: 2, left: 2 }], member: true }]);
    expect((await node.get('/v1/purchases?member=M1')).body).toEqual({ purchases });
    expect((await node.get('/v1/purchases/m1')).body).toEqual(purchases[0]);
    expect((await node.get('/v1/purchases/m1?soldAt=S02')).body['code']).toBe('store-unreachable');
    expect((await node.get('/v1/purchases/none')).status).toBe(404);
  });

  test('are paid back by the tenders they were paid with, in their order, quoted before', async () => {
    const back = { id: 'b1', sale: 'm1', lines: [{ line: 0, units: 1 }] };
    const quote = await node.post('/v1/return-quotes', back);
    const refunds = [
      { kind: 'points', amount: 30 },
      { kind: 'card', amount: 100 },
      { kind: 'cash', amount: 120 },
    ];
    expect(quote.body).toEqual({ total: 250, refunds, points: { unearned: 22, givenBack: 30 } });
    expect((await node.post('/v1/returns', back)).body).toMatchObject({ document: { body: { refunds } } });
    const second = await node.post('/v1/return-quotes', { ...back, id: 'b2' });
    expect(second.body['refunds']).toEqual([
      { kind: 'points', amount: 30 },
      { kind: 'cash', amount: 220 },
    ]);
    expect((await node.get('/v1/purchases/m1')).body).toMatchObject({ lines: [{ left: 1 }] });
    const { day } = (await node.get('/v1/tills')).body as { day: { figures: unknown } };
    expect(day.figures).toMatchObject({ taxesReturned: [{ rate: 1900, gross: 250 }] });
  });

  test('are told by the units this store may take back; another store’s right is asked for, which needs the line', async () => {
    const wanted = { sale: 'm1', lines: [{ line: 0, units: 2 }] };
    expect((await node.post('/v1/return-rights', wanted)).body).toEqual({ lines: [{ line: 0, right: 1 }] });
    const elsewhere = await node.post('/v1/return-rights', { ...wanted, soldAt: 'S02' });
    expect(elsewhere.body['code']).toBe('store-unreachable');
    expect((await node.post('/v1/return-rights', { ...wanted, sale: 'none' })).body['code']).toBe('unknown-sale');
    expect((await node.post('/v1/return-rights', { sale: 'm1' })).body['code']).toBe('invalid-input');
  });
});

test('an order that was paid online is paid back online, and its goods are found by its id', async () => {
  await node.post('/v1/picks', { id: 'p1', order: 'O1', place: '7' });
  expect((await node.post('/v1/hand-overs', { order: 'O1' })).status).toBe(201);
  expect((await node.get('/v1/purchases/O1')).body).toMatchObject({
    of: 'order',
    lines: [{ units: 2, left: 2, amount: 500 }],
    paid: [{ kind: 'online', amount: 500 }],
  });
  const quote = await node.post('/v1/return-quotes', { id: 'q', sale: 'O1', lines: [{ line: 0, units: 1 }] });
  expect(quote.body).toMatchObject({ total: 250, refunds: [{ kind: 'online', amount: 250 }] });
});

describe('an exchange', () => {
  const exchangeOf = (sale: string, back: string, from: string, changes: object = {}) => ({
    id: sale,
    return: { id: back, sale: from, lines: [{ line: 0, units: 1 }], exchange: { sale, amount: PRICE } },
    sale: saleOf(sale, 2, {
      lines: [{ sku: 'B', units: 2 }],
      tenders: [
        { kind: 'exchange', amount: PRICE, reference: back },
        { kind: 'cash', amount: PRICE },
      ],
      ...changes,
    }),
  });

  test('is a return and a sale, of which only the difference is paid; again it is the same two', async () => {
    await node.post('/v1/sales', saleOf('e0', 2));
    const first = await node.post('/v1/exchanges', exchangeOf('e1', 'eb1', 'e0'));
    expect(first).toMatchObject({
      status: 201,
      body: {
        document: { _id: 'sale~e1', body: { total: 2 * PRICE } },
        returned: { _id: 'return~eb1', body: { refunds: [{ kind: 'exchange', amount: PRICE, reference: 'e1' }] } },
      },
    });
    expect((await node.post('/v1/exchanges', exchangeOf('e1', 'eb1', 'e0'))).status).toBe(200);
    await node.restart();
    expect((await node.post('/v1/exchanges', exchangeOf('e1', 'eb1', 'e0'))).status).toBe(200);
    expect((await node.get('/v1/purchases/e0')).body).toMatchObject({ lines: [{ left: 1 }] });
  });

  test('that stopped after the return goes on with the sale', async () => {
    const again = exchangeOf('e2', 'eb2', 'e0');
    expect((await node.post('/v1/returns', again.return)).status).toBe(201);
    expect((await node.post('/v1/exchanges', again)).status).toBe(201);
    expect((await node.get('/v1/sales/e2')).status).toBe(200);
  });

  test('takes nothing back for a sale that cannot be made, and nothing that does not add up', async () => {
    await node.post('/v1/sales', saleOf('e3', 1));
    const { sale } = exchangeOf('e7', 'eb1', 'e0');
    expect((await node.post('/v1/sales', sale)).body['code']).toBe('tender-mismatch');
    expect((await node.post('/v1/sales', { ...sale, id: 'e8' })).body['code']).toBe('tender-mismatch');
    const unknown = exchangeOf('e4', 'eb4', 'e3', { lines: [{ sku: 'Z', units: 2 }] });
    expect((await node.post('/v1/exchanges', unknown)).body['code']).toBe('unknown-sku');
    expect((await node.get('/v1/purchases/e3')).body).toMatchObject({ lines: [{ left: 1 }] });
    const apart = exchangeOf('e5', 'eb5', 'e3', { tenders: [{ kind: 'cash', amount: 2 * PRICE }] });
    expect((await node.post('/v1/exchanges', apart)).body['code']).toBe('tender-mismatch');
  });

  test('that has happened keeps its sale when the return was used elsewhere meanwhile', async () => {
    await node.post('/v1/returns', { id: 'used', sale: 'e3', lines: [{ line: 0, units: 1 }] });
    const happened = exchangeOf('e6', 'eb6', 'e3', { offline: { at: 1 } });
    expect((await node.post('/v1/exchanges', happened)).body['code']).toBe('not-returnable');
    expect((await node.get('/v1/sales/e6')).status).toBe(200);
  });
});
