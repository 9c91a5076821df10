import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { KEYS, openWorld, type World } from './testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const TRIVIAL = JSON.stringify({ query: '{ product(sku: "tea") { sku } }' });
const withKey = { 'x-api-key': KEYS.web };
const problemOf = async (response: Response) => {
  expect(response.headers.get('content-type')).toMatch('application/problem+json');
  return { status: response.status, ...((await response.json()) as { code: string; type: string }) };
};

describe('keys', () => {
  test('nothing is open without a key', async () => {
    const answer = await world.post(TRIVIAL);
    expect(answer.headers.get('www-authenticate')).toMatch('Bearer');
    expect(await problemOf(answer)).toMatchObject({ status: 401, type: 'urn:ringfence:problem:unauthorized' });
    expect((await world.post(TRIVIAL, { 'x-api-key': 'guess' })).status).toBe(401);
    expect((await world.post(TRIVIAL, { authorization: `Basic ${KEYS.web}` })).status).toBe(401);
    expect((await fetch(world.url)).status).toBe(401);
  });

  test('a key opens in either header', async () => {
    expect((await world.post(TRIVIAL, withKey)).status).toBe(200);
    expect((await world.post(TRIVIAL, { authorization: `Bearer ${KEYS.web}` })).status).toBe(200);
  });

  test.each([
    ['syncStatus { storeId }', KEYS.web],
    ['syncStatus { storeId }', KEYS.app],
    ['exceptions { nodes { id } }', KEYS.web],
    ['pickupOrders { nodes { id } }', KEYS.web],
    ['availability(skus: ["tea"]) { storeId }', KEYS.app],
    ['storeStock(storeId: "S01", sku: "tea") { onHand }', KEYS.app],
  ])('%s is closed to %s', async (field, key) => {
    const { data, errors } = await world.ask(`{ ${field} }`, {}, key);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
    expect(data).toBeNull();
  });

  test('a mutation and a subscription of another scope are closed, and nothing happens', async () => {
    const text = 'mutation { createEnrolmentCode(storeId: "S01") { __typename } }';
    expect((await world.ask(text)).errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
    const place =
      'mutation { placePickupOrder(input: { id: "o-no", storeId: "S01", lines: [{ sku: "tea", units: 1 }] }) { __typename } }';
    expect((await world.ask(place, {}, KEYS.app)).errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
    const watch = { name: 'W', text: 'subscription W { storeLinkChanged { storeId } }' };
    await expect(world.subscribe(watch, {}, KEYS.app).next()).rejects.toThrow('FORBIDDEN');
  });

  test('a subscription that nobody can be told of ends with its answer', async () => {
    const body = JSON.stringify({ query: 'subscription { availabilityChanged(skus: ["tea"]) { storeId } }' });
    for (const accept of ['application/json', 'text/html'])
      expect((await world.post(body, { ...withKey, accept })).status).toBe(406);
    const open = (): number => world.hub.events.listenerCount('link');
    for (let tries = 0; open() > 0 && tries < 800; tries++) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(open()).toBe(0);
  });

  test('every key reads the catalogue', async () => {
    for (const key of Object.values(KEYS))
      expect((await world.ask('{ product(sku: "tea") { name price { amount currency } } }', {}, key)).data).toEqual({
        product: { name: 'The tea', price: { amount: 100, currency: 'EUR' } },
      });
  });
});

describe('limits', () => {
  const refusedBy = async (query: string): Promise<string> => {
    const { errors, data } = await world.ask(query);
    expect(data ?? null).toBeNull();
    return errors?.[0]?.message ?? '';
  };

  test('aliases, depth, tokens, directives and cost', async () => {
    const aliases = Array.from({ length: 20 }, (_, index) => `a${index}: product(sku: "tea") { sku }`).join(' ');
    expect(await refusedBy(`{ ${aliases} }`)).toMatch(/alias/i);
    const deep = 'edges { node { lines { product { price { a { b { c } } } } } } }';
    expect(await refusedBy(`{ pickupOrders { ${deep} } }`)).toMatch(/depth/i);
    expect(await refusedBy(`{ ${'product(sku: "tea") { sku } '.repeat(500)} }`)).toMatch(/token/i);
    expect(await refusedBy(`{ product(sku: "tea") { sku ${'@a '.repeat(60)} } }`)).toMatch(/directive/i);
    const wide = 'edges { node { lines { product { price { amount } } } } } '.repeat(120);
    expect(await refusedBy(`{ pickupOrders { ${wide} } }`)).toMatch(/cost/i);
  });

  test('the schema is not told: neither by introspection nor by suggestions', async () => {
    expect(await refusedBy('{ __schema { types { name } } }')).toMatch(/introspection/i);
    expect(await refusedBy('{ produkt(sku: "tea") { sku } }')).not.toMatch(/did you mean/i);
  });

  test('a developer sees the schema and the page', async () => {
    const open = await openWorld(true);
    try {
      const { data } = await open.ask('{ __schema { queryType { name } } }');
      expect(data).toEqual({ __schema: { queryType: { name: 'Query' } } });
      const shown = await open.ask('{ __type(name: "Overloaded") { fields { name description } } }');
      expect(shown.data).toMatchObject({
        __type: {
          fields: ['code', 'message', 'field', 'retry'].map((name) => ({ name, description: expect.any(String) })),
        },
      });
      const page = await fetch(open.url, { headers: { accept: 'text/html' } });
      expect(await page.text()).toMatch('GraphiQL');
      expect((await fetch(`${open.url}?query={__typename}`)).status).toBe(401);
    } finally {
      await open.close();
    }
  });

  test('no batches', async () => {
    expect(await problemOf(await world.post(`[${TRIVIAL},${TRIVIAL}]`, withKey))).toMatchObject({ status: 400 });
  });

  test('a body beyond the limit is not read', async () => {
    const body = JSON.stringify({ query: '{ product(sku: "tea") { sku } }', variables: { x: 'x'.repeat(2_000_000) } });
    expect(await problemOf(await world.post(body, withKey))).toMatchObject({ status: 413, code: 'body-too-large' });
  });
});

describe('foreign pages', () => {
  test('cannot read answers and cannot send forms, links or text', async () => {
    const origin = { ...withKey, origin: 'https://elsewhere.example' };
    const answer = await world.post(TRIVIAL, origin);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    const preflight = await fetch(world.url, {
      method: 'OPTIONS',
      headers: { origin: origin.origin, 'access-control-request-method': 'POST' },
    });
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
    expect(preflight.ok).toBe(false);
    for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x'])
      expect((await world.post(TRIVIAL, { ...withKey, 'content-type': type })).status).toBe(415);
    const get = await fetch(`${world.url}?query={product(sku:"tea"){sku}}`, { headers: withKey });
    expect(await problemOf(get)).toMatchObject({ status: 405 });
  });
});

describe('malformed requests change nothing and are answered', () => {
  test('bytes that are no UTF-8 are not taken for others', async () => {
    const bytes = new Uint8Array(Buffer.from(TRIVIAL.replace('tea', 'te\u00e4'), 'latin1'));
    const headers = { ...withKey, 'content-type': 'application/json' };
    const answer = await fetch(world.url, { method: 'POST', headers, body: bytes });
    expect(await problemOf(answer)).toMatchObject({ status: 400, code: 'invalid-input' });
  });

  test.each([
    ['broken JSON', '{"query": '],
    ['not an object', '"{ product }"'],
    ['empty', '{}'],
    ['no query', '{"variables": {}}'],
    ['query is no text', '{"query": 7}'],
    ['a reserved key', '{"query": "{ product(sku: \\"tea\\") { sku } }", "variables": {"__proto__": {"a": 1}}}'],
    ['a reserved key deep inside', '{"query": "x", "variables": {"input": {"constructor": {"prototype": 1}}}}'],
    ['a number beyond exactness', '{"query": "x", "variables": {"n": 9007199254740993}}'],
  ])('%s', async (_name, body) => {
    expect(await problemOf(await world.post(body, withKey))).toMatchObject({ status: 400, code: 'invalid-input' });
  });

  test('text that is no GraphQL', async () => {
    expect((await world.ask('{ product(')).errors?.[0]?.message).toMatch(/syntax/i);
  });

  test('what fails inside is told to nobody and reported once', async () => {
    const product = world.hub.catalogue.product.bind(world.hub.catalogue);
    world.hub.catalogue.product = () => {
      throw new Error('the secret of the house');
    };
    try {
      const { errors } = await world.ask('{ product(sku: "tea") { sku } }');
      expect(JSON.stringify(errors)).not.toMatch('secret');
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'INTERNAL_SERVER_ERROR' });
      expect(world.failures.splice(0)).toHaveLength(1);
    } finally {
      world.hub.catalogue.product = product;
    }
  });
});
