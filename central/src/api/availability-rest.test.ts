import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { KEYS, openWorld, type World } from './testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await world.stores.S01.enrol();
  await world.stores.S01.stock('first', [{ sku: 'tea', units: 10, online: 5 }]);
});
afterAll(() => world.close());

const get = (query: string, headers: Record<string, string> = { 'x-api-key': KEYS.web }): Promise<Response> =>
  fetch(new URL(`/v1/availability?${query}`, world.url), { headers });
const promisedAt = async (response: Response, store: string): Promise<unknown> => {
  const { stores } = (await response.json()) as {
    stores: { storeId: string; items: { sku: string; promised: number }[] }[];
  };
  return stores.find(({ storeId }) => storeId === store)?.items[0]?.promised;
};

test('it tells what the GraphQL query tells', async () => {
  const query =
    '{ availability(skus: ["tea"], onlyServingAll: false, first: 20) { storeId canServeAll items { sku promised likely } } }';
  const { data } = await world.ask(query);
  const { stores } = (await (await get('skus=tea')).json()) as { stores: object[] };
  expect(stores).toMatchObject((data as unknown as { availability: object[] }).availability);
  expect(stores).toHaveLength(3);
});

test('the same answer has the same tag, and a caller who has it hears only that', async () => {
  const [first, again] = [await get('skus=tea&stores=S01'), await get('skus=tea&stores=S01')];
  const etag = first.headers.get('etag') ?? '';
  expect(again.headers.get('etag')).toBe(etag);
  const unchanged = await get('skus=tea&stores=S01', { 'x-api-key': KEYS.web, 'if-none-match': etag });
  expect([unchanged.status, await unchanged.text()]).toEqual([304, '']);
});

test('an order changes the next answer', async () => {
  const before = await get('skus=tea&stores=S01');
  const etag = before.headers.get('etag') ?? '';
  const promised = Number(await promisedAt(before, 'S01'));
  const place =
    'mutation { placePickupOrder(input: { id: "rest-1", storeId: "S01", lines: [{ sku: "tea", units: 2 }] }) { __typename } }';
  await world.ask(place);
  const after = await get('skus=tea&stores=S01', { 'x-api-key': KEYS.web, 'if-none-match': etag });
  expect(after.status).toBe(200);
  expect(await promisedAt(after, 'S01')).toBe(promised - 2);
});

test.each([
  ['', 400, 'invalid-input', 'skus'],
  ['skus=', 400, 'invalid-input', 'skus[0]'],
  ['skus=tea&first=x', 400, 'invalid-input', 'first'],
  ['skus[tea]=cup', 400, 'invalid-input', 'skus'],
  ['skus=tea,nothing', 422, 'unknown-sku', 'skus[1]'],
  ['skus=tea&stores=S01,S99', 404, 'unknown-store', 'stores[1]'],
  ['skus=tea&stores=a b', 400, 'invalid-input', 'stores[0]'],
])('%p is refused with %p %s, and says where', async (query, status, code, field) => {
  const answer = await get(query);
  const problem = (await answer.json()) as { detail: string };
  expect({ ...problem, status: answer.status }).toMatchObject({ status, code, field });
  expect(problem.detail).not.toContain('storeIds');
});

test('it needs a key of a web shop', async () => {
  expect((await get('skus=tea', {})).status).toBe(401);
  expect((await get('skus=tea', { 'x-api-key': KEYS.office })).status).toBe(403);
});
