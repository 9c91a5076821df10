import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fact, type Fact } from '@ringfence/domain/documents/registry.ts';
import { someRules } from '@ringfence/domain/testing/loyalty-rules.ts';
import { PRICE, STORE } from '../testing/seeded-home.ts';
import { TestNode } from '../testing/test-node.ts';
import { missingPoints, withReason } from './redemption.ts';

const lease = (id: string, until: number): Fact<'lease'> =>
  fact('lease', id, { lease: id, member: 'M1', points: 100, until, basket: null, tierRate: 100 });

let node: TestNode;
beforeAll(async () => {
  node = await TestNode.start({
    catalog: ['A'],
    more: [fact('loyalty-rules', '1', someRules())],
    down: () => [lease(`${STORE}.L1`, Date.now() + 3_600_000), lease(`${STORE}.old`, Date.now() - 1)],
  });
  await node.post('/v1/receipts', { id: 'r1', lines: [{ sku: 'A', units: 50 }] });
});
afterAll(() => node.end());

const sale = (id: string, points: number, redeem: object | null = points > 0 ? { points } : null) => ({
  id,
  currency: 'EUR',
  lines: [{ sku: 'A', units: 2 }],
  tenders: [
    { kind: 'cash', amount: 2 * PRICE - points },
    { kind: 'points', amount: points },
  ].filter((tender) => tender.amount > 0),
  member: { claim: { member: 'M1' }, redeem },
});

test('cut off, a member earns and redeems from the lease; a retry is the same sale', async () => {
  const first = await node.post('/v1/sales', sale('s1', 60));
  expect(first.status).toBe(201);
  expect(first.body).toMatchObject({
    document: { body: { points: { value: 60, spent: [{ lease: 'S01.L1', points: 60 }], lines: [{ earned: 44 }] } } },
  });
  expect((await node.post('/v1/sales', sale('s1', 60))).status).toBe(200);
  const more = await node.post('/v1/sales', sale('s2', 41));
  expect(more).toMatchObject({
    status: 409,
    body: { code: 'insufficient-points', details: { asked: 41, here: 40, cutOff: true } },
  });
});

test('a lease that had ended when the store started was given back', async () => {
  const refusal = async (): Promise<unknown> =>
    (await node.post('/v1/sales', sale('s3', 5, { points: 5, hold: 'S01.old' }))).body['code'];
  while ((await refusal()) === 'hold-expired') await new Promise((resolve) => setTimeout(resolve, 5));
  expect(await refusal()).toBe('hold-ended');
});

test('a return takes back what the line earned and gives back what it spent', async () => {
  const returned = await node.post('/v1/returns', { id: 'b1', sale: 's1', lines: [{ line: 0, units: 2 }] });
  expect(returned.body).toMatchObject({
    document: {
      body: {
        points: { claim: { member: 'M1' }, lines: [{ unearned: 44, givenBack: 60, worth: 60 }] },
        refunds: [
          { kind: 'points', amount: 60 },
          { kind: 'cash', amount: 2 * PRICE - 60 },
        ],
      },
    },
  });
});

test('the hub is asked for what is missing, unless a hold is named or nobody knows whose points they are', () => {
  const refused = {
    ok: false as const,
    refusal: { refused: 'insufficient-points' as const, message: '', details: { asked: 50, here: 20 } },
  };
  const asks = (member: object) => missingPoints({ id: 's9', member } as never, refused);
  expect(asks({ claim: { member: 'M1' }, redeem: { points: 50 } })).toEqual({
    kind: 'points',
    member: 'M1',
    points: 30,
    basket: 's9',
  });
  expect(asks({ claim: { member: 'M1' }, redeem: { points: 50, hold: 'S01.L1' } })).toBeUndefined();
  expect(asks({ claim: { sealed: 'x' }, redeem: { points: 50 } })).toBeUndefined();
  expect(withReason(refused, {})).toBe(refused);
  expect(withReason(refused, { asked: 'answered', told: { available: 3 } }).refusal.details).toEqual({
    asked: 50,
    here: 20,
    hub: { available: 3 },
  });
});
