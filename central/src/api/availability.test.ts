import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  Availability,
  AvailabilityChanged,
  type AvailabilityQueryVariables,
} from '@ringfence/graphql/generated/operations.ts';
import { KEYS, openWorld, type World } from './testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
  const { S01, S02, S03 } = world.stores;
  await Promise.all([S01.enrol(), S02.enrol(), S03.enrol()]);
  // S01 can promise a tea and a cup; S02 has both on the shelf only; S03 promises three of everything.
  await S01.stock('r1', [
    { sku: 'tea', units: 10, online: 4 },
    { sku: 'cup', units: 5, online: 1 },
  ]);
  await S02.stock('r1', [
    { sku: 'tea', units: 10, online: 0 },
    { sku: 'cup', units: 5, online: 0 },
  ]);
  await S03.stock(
    'r1',
    ['tea', 'cup', 'pot', 'tin', 'jam'].map((sku) => ({ sku, units: 5, online: 3 })),
  );
  S02.connect();
});
afterAll(() => world.close());

async function available(variables: AvailabilityQueryVariables) {
  const { data, errors } = await world.send(Availability, variables);
  return { stores: data?.availability ?? [], error: errors?.[0]?.extensions };
}

describe('what a store has', () => {
  test('promised, likely, as of when, connected or not', async () => {
    const { stores } = await available({ skus: ['tea', 'cup'] });
    expect(stores).toMatchObject([
      {
        storeId: 'S01',
        storeConnected: false,
        canServeAll: true,
        mayServeAll: true,
        items: [
          { sku: 'tea', promised: 4, likely: 0 },
          { sku: 'cup', promised: 1, likely: 0 },
        ],
      },
      {
        storeId: 'S02',
        storeConnected: true,
        canServeAll: false,
        mayServeAll: true,
        items: [
          { sku: 'tea', promised: 0, likely: 9 },
          { sku: 'cup', promised: 0, likely: 4 },
        ],
      },
      { storeId: 'S03', canServeAll: true },
    ]);
    for (const store of stores) expect(Math.abs(Date.now() - Date.parse(store.asOf ?? ''))).toBeLessThan(60_000);
  });

  test('a store that was never heard of has nothing to be as of', async () => {
    await world.hub.putStores([
      { store: 'S09', name: 'New', latitude: 9, longitude: 0, currency: 'EUR', pickup: true },
    ]);
    const { stores } = await available({ skus: ['tea'], storeIds: ['S09'] });
    expect(stores).toMatchObject([{ asOf: null, storeConnected: false, items: [{ promised: 0, likely: 0 }] }]);
  });
});

describe('which stores can hand me all of these', () => {
  test('only those that can, nearest first', async () => {
    const near = { latitude: 2, longitude: 0 };
    const { stores } = await available({ skus: ['tea', 'cup'], near, onlyServingAll: true });
    expect(stores.map((store) => [store.storeId, store.distanceMetres])).toEqual([
      ['S03', 0],
      ['S01', 222_390],
    ]);
  });

  test('the five items of one basket, with units, in one question', async () => {
    const lines = ['tea', 'cup', 'pot', 'tin', 'jam'].map((sku) => ({ sku, units: 3 }));
    const all = await available({ lines, near: { latitude: 0, longitude: 0 } });
    expect(all.stores.map((store) => [store.storeId, store.canServeAll])).toEqual([
      ['S01', false],
      ['S02', false],
      ['S03', true],
      ['S09', false],
    ]);
    const more = await available({ lines: [...lines, { sku: 'jam', units: 1 }], onlyServingAll: true });
    expect(more.stores).toEqual([]);
  });

  test('named stores stay in their order, and `first` bounds the answer', async () => {
    const { stores } = await available({ skus: ['tea'], storeIds: ['S03', 'S01'] });
    expect(stores.map((store) => store.storeId)).toEqual(['S03', 'S01']);
    expect((await available({ skus: ['tea'], first: 1 })).stores).toHaveLength(1);
  });

  test('a store without pickup is asked only by name, and serves nothing', async () => {
    await world.hub.putStores([
      { store: 'S08', name: 'Depot', latitude: 8, longitude: 0, currency: 'EUR', pickup: false },
    ]);
    expect((await available({ skus: ['tea'] })).stores.map((store) => store.storeId)).not.toContain('S08');
    expect((await available({ skus: ['tea'], storeIds: ['S08'] })).stores).toMatchObject([{ canServeAll: false }]);
  });
});

describe('a question that breaks a rule names the field', () => {
  test.each<[string, AvailabilityQueryVariables, object]>([
    ['neither skus nor lines', {}, { code: 'invalid-input', field: 'skus' }],
    ['both', { skus: ['tea'], lines: [{ sku: 'tea', units: 1 }] }, { code: 'invalid-input', field: 'skus' }],
    ['no sku', { skus: [] }, { code: 'invalid-input', field: 'skus' }],
    ['too many', { skus: Array.from({ length: 51 }, (_, n) => `k${n}`) }, { code: 'invalid-input', field: 'skus' }],
    ['an id of the wrong form', { skus: ['tea', 'a b'] }, { code: 'invalid-input', field: 'skus[1]' }],
    ['a reserved word', { skus: ['constructor'] }, { code: 'invalid-input', field: 'skus[0]' }],
    ['no units', { lines: [{ sku: 'tea', units: 0 }] }, { code: 'invalid-input', field: 'lines[0].units' }],
    ['negative units', { lines: [{ sku: 'tea', units: -1 }] }, { code: 'invalid-input', field: 'lines[0].units' }],
    ['an unknown item', { skus: ['tea', 'gold'] }, { code: 'unknown-sku', field: 'skus[1]' }],
    ['an unknown store', { skus: ['tea'], storeIds: ['S77'] }, { code: 'unknown-store', field: 'storeIds[0]' }],
    ['no place on earth', { skus: ['tea'], near: { latitude: 91, longitude: 0 } }, { field: 'near.latitude' }],
    ['none wanted', { skus: ['tea'], first: 0 }, { code: 'invalid-input', field: 'first' }],
    ['too many wanted', { skus: ['tea'], first: 201 }, { code: 'invalid-input', field: 'first' }],
  ])('%s', async (_name, variables, error) => {
    expect((await available(variables)).error).toMatchObject(error);
  });

  test('a fraction is no number of units', async () => {
    const { errors } = await world.send(Availability, { lines: [{ sku: 'tea', units: 1.5 }] });
    expect(errors?.[0]?.message).toMatch('lines[0].units');
  });
});

test('a subscriber hears what is, then every change of what it watches', async () => {
  const stream = world.subscribe(AvailabilityChanged, { skus: ['pot'], storeIds: ['S03'] });
  expect(await stream.next()).toMatchObject({ availabilityChanged: { storeId: 'S03', items: [{ promised: 3 }] } });
  const { S03 } = world.stores;
  await S03.stock('r2', [{ sku: 'tea', units: 1, online: 0 }]);
  await S03.stock('r3', [{ sku: 'pot', units: 2, online: 2 }]);
  // The receipt and the grant move it one after the other; a reader may see one change or two.
  let change = (await stream.next()).availabilityChanged;
  if (change.items[0]?.promised === 3) change = (await stream.next()).availabilityChanged;
  expect(change.items).toEqual([{ sku: 'pot', promised: 5, likely: 0 }]);
  S03.connect();
  expect((await stream.next()).availabilityChanged).toMatchObject({ storeConnected: true, items: [{ likely: 1 }] });
  stream.close();
});

test('the whole catalogue: by SKU, by code, filtered, in pages', async () => {
  const text = `query P($after: String) { products(first: 2, after: $after) { nodes { sku } pageInfo { hasNextPage endCursor } } }`;
  const skus: string[] = [];
  let after: string | null = null;
  for (let more = true; more;) {
    const { data } = (await world.ask(text, { after }, KEYS.app)) as unknown as {
      data: { products: { nodes: { sku: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } };
    };
    skus.push(...data.products.nodes.map((node) => node.sku));
    after = data.products.pageInfo.endCursor;
    more = data.products.pageInfo.hasNextPage;
  }
  expect(skus).toEqual(['cup', 'jam', 'pot', 'tea', 'tin']);
  const { data } = await world.ask(
    `{ productByCode(code: "4006381333931") { sku } products(filter: { text: "THE T" }) { nodes { sku } }
       store(id: "S02") { id latitude } stores(near: { latitude: 2, longitude: 0 }) { id } }`,
    {},
    KEYS.app,
  );
  expect(data).toMatchObject({
    productByCode: { sku: 'tea' },
    products: { nodes: [{ sku: 'tea' }, { sku: 'tin' }] },
    store: { id: 'S02', latitude: 1 },
  });
});
