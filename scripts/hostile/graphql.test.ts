import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { PlacePickupOrder } from '@ringfence/graphql/generated/operations.ts';
import { KEYS, openWorld, type World } from '@ringfence/central/src/api/testing/world.ts';
import { hostileTexts, hostileValue, RUNS, spoiled } from './generators.ts';

// Depth, aliases, tokens, directives, cost, batches, introspection, forms and foreign origins: central/src/api/server.test.ts.

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const withKey = { 'x-api-key': KEYS.web };
const states = (): unknown => [...world.hub.desks()].map((desk) => desk.sync().stateHash());
const good = { id: 'o-1', storeId: 'S01', lines: [{ sku: 'tea', units: 1_000_000_000 }], payment: 'PAID' };

test('hostile texts are refused', async () => {
  const before = states();
  for (const text of hostileTexts) {
    const { status } = await world.post(text, withKey);
    expect([text.slice(0, 40), status >= 400 && status < 500]).toEqual([text.slice(0, 40), true]);
  }
  expect(states()).toEqual(before);
});

test('generated variables never fail the hub, and change nothing', async () => {
  const before = states();
  await fc.assert(
    fc.asyncProperty(fc.oneof(spoiled(good), hostileValue), async (input) => {
      const response = await world.post(
        JSON.stringify({ query: PlacePickupOrder.text, variables: { input } }),
        withKey,
      );
      expect(response.status).not.toBe(500);
      expect(await response.text()).not.toContain('INTERNAL_SERVER_ERROR');
    }),
    { numRuns: RUNS },
  );
  expect(states()).toEqual(before);
  expect(world.failures).toEqual([]);
});

test.each([
  ['fragments in a circle', '{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }'],
  ['a fragment in itself', '{ ...a } fragment a on Query { product(sku: "tea") { sku } ...a }'],
  ['ten thousand braces', '{'.repeat(10_000)],
  ['a long name', `{ ${'a'.repeat(100_000)} }`],
  ['sixty thousand tokens', `{ ${'sku '.repeat(60_000)} }`],
  ['two thousand aliases', `{ ${Array.from({ length: 2000 }, (_, n) => `a${n}: __typename`).join(' ')} }`],
])('%s: refused before anything runs', async (_name, query) => {
  const { data, errors } = await world.ask(query);
  expect(data ?? null).toBeNull();
  expect(errors?.length).toBeGreaterThan(0);
});
