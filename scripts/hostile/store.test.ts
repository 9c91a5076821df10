import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { TestNode } from '@ringfence/store-node/src/testing/test-node.ts';
import { hostileTexts, hostileValue, RUNS, spoiled } from './generators.ts';

const lines = [{ sku: 'A', units: 1 }];
const tenders = [{ kind: 'card', amount: 250 }];
const GOOD: Readonly<Record<string, object>> = {
  sales: { id: 's', currency: 'EUR', lines, tenders },
  returns: { id: 'r', register: 'R1', sale: 's', lines: [{ line: 0, units: 1, disposition: 'restock' }] },
  receipts: { id: 'd', lines },
  counts: { id: 'c', lines: [{ sku: 'A', counted: 5 }] },
  adjustments: { id: 'a', reason: 'damaged', lines },
  dispatches: { id: 't', to: 'S02', lines },
  arrivals: { transfer: 't', lines: [{ sku: 'A', shelf: 1 }] },
  picks: { id: 'p', order: 'o' },
  'short-picks': { id: 'q', order: 'o', reason: 'not-found', lines },
  'hand-overs': { pass: 'RF1.a.b', register: 'R1', tenders: [] },
  'order-ends': { order: 'o', reason: 'cancelled' },
  asks: { sku: 'A', units: 1 },
};

let node: TestNode;
beforeAll(async () => {
  node = await TestNode.start({ catalog: ['A'] });
  await node.post('/v1/receipts', { id: 'stock', lines: [{ sku: 'A', units: 1_000_000 }] });
});
afterAll(() => node.end());

/** What no reaction of the store's own changes: units on hand and for whom. */
const standing = async (): Promise<unknown> => {
  const { onHand, orders, deficit } = (await node.get('/v1/stock/A')).body;
  return { onHand, orders, deficit };
};

test('no command takes a hostile text, and none changes anything', async () => {
  const before = await standing();
  for (const path of Object.keys(GOOD)) {
    for (const text of hostileTexts) {
      const { status, body } = await node.post(`/v1/${path}`, text);
      expect(typeof body['code']).toBe('string');
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
    }
  }
  expect(await standing()).toEqual(before);
});

test('a command with something spoiled in it is done or refused, and a refusal changes nothing', () =>
  fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...Object.keys(GOOD)).chain((path) => fc.tuple(fc.constant(path), spoiled(GOOD[path]))),
      async ([path, body]) => {
        const before = await standing();
        const { status } = await node.post(`/v1/${path}`, body);
        expect(status).not.toBe(500);
        if (status >= 400) expect(await standing()).toEqual(before);
      },
    ),
    { numRuns: RUNS },
  ));

/** Asks again, once, when a connection that nobody used for a while was closed in the moment it was used again. */
const asked = (path: string): ReturnType<TestNode['get']> => node.get(path).catch(() => node.get(path));

test('queries with hostile names are answered', () =>
  fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), async (name) => {
      const safe = encodeURIComponent(name.toWellFormed());
      for (const path of ['stock', 'sales', 'orders', 'products/scan']) {
        const { status } = await asked(`/v1/${path}/${safe}`);
        expect(status).not.toBe(500);
      }
    }),
    { numRuns: Math.ceil(RUNS / 5) },
  ));

test('no value whatever makes the node fail', () =>
  fc.assert(
    fc.asyncProperty(fc.constantFrom(...Object.keys(GOOD)), hostileValue, async (path, value) => {
      expect((await node.post(`/v1/${path}`, value ?? null)).status).not.toBe(500);
    }),
    { numRuns: RUNS },
  ));

test('after all of that the disk folds to the same state', async () => {
  const before = (await node.get('/v1/status')).body['stateHash'];
  await node.restart();
  expect((await node.get('/v1/status')).body['stateHash']).toBe(before);
});
