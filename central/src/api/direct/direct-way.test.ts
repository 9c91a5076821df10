import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Agent, request } from 'node:http';
import {
  Availability,
  type Operation,
  PickupOrder,
  PlacePickupOrder,
  SyncStatus,
} from '@ringfence/graphql/generated/operations.ts';
import { LIMITS } from '../limits.ts';
import { KEYS, openWorld, type World } from '../testing/world.ts';

let world: World;
const agent = new Agent({ keepAlive: true, maxSockets: 4 });
beforeAll(async () => {
  world = await openWorld();
  await world.stores.S01.enrol();
  await world.stores.S01.stock('r1', [
    { sku: 'tea', units: 10_000, online: 9_000 },
    { sku: 'cup', units: 5, online: 2 },
  ]);
  // Seen once, an operation is known.
  await ask('', body(Availability, { skus: ['tea'] }));
  await ask('', body(PickupOrder, { id: 'nobody' }));
  await ask('', body(SyncStatus, {}), { 'x-api-key': KEYS.office });
  await ask('', body(PlacePickupOrder, { input: order('first') }));
});
afterAll(async () => {
  agent.destroy();
  await world.close();
});

interface Told {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

const body = ({ name, text }: Pick<Operation<never, never>, 'name' | 'text'>, variables: unknown): string =>
  JSON.stringify({ operationName: name, query: text, variables });
const order = (id: string, rest: object = {}): object => ({
  id,
  storeId: 'S01',
  lines: [{ sku: 'tea', units: 1 }],
  ...rest,
});

/** An address with more to it is not the one the direct way knows. */
function ask(
  mark: '' | '?ordinary',
  content: string | Uint8Array,
  more: Readonly<Record<string, string>> = {},
): Promise<Told> {
  const headers = {
    'x-api-key': KEYS.web,
    'content-type': 'application/json',
    'content-length': String(typeof content === 'string' ? Buffer.byteLength(content) : content.length),
    ...more,
  };
  const { promise, resolve, reject } = Promise.withResolvers<Told>();
  const sent = request(`${world.url}${mark}`, { method: 'POST', agent, headers }, (response) => {
    let text = '';
    response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    response.on('end', () => {
      const { date, ...rest } = response.headers;
      expect(date).toBeDefined();
      resolve({ status: response.statusCode ?? 0, headers: rest, text });
    });
  });
  sent.on('error', reject).end(content);
  return promise;
}

/** Asks both ways; they must say the same. Gives how many of the two answers went the direct way. */
async function bothWays(content: string | Uint8Array, headers: Readonly<Record<string, string>> = {}): Promise<number> {
  const before = world.direct();
  const ordinary = await ask('?ordinary', content, headers);
  const direct = await ask('', content, headers);
  expect(direct).toEqual(ordinary);
  return world.direct() - before;
}

describe('the direct way', () => {
  test.each([
    ['a question', Availability, { skus: ['tea', 'cup'], onlyServingAll: false, first: 3 }],
    ['a question with defaults', Availability, { skus: ['tea'] }],
    [
      'a question near a place',
      Availability,
      { lines: [{ sku: 'cup', units: 2 }], near: { latitude: 1, longitude: 0.5 } },
    ],
    ['nothing found', PickupOrder, { id: 'nobody' }],
    ['an order that is there', PickupOrder, { id: 'first' }],
    ['an order that was placed before', PlacePickupOrder, { input: order('first') }],
    ['an id that was taken', PlacePickupOrder, { input: order('first', { channel: 'app' }) }],
    ['too few units', PlacePickupOrder, { input: order('more', { lines: [{ sku: 'cup', units: 3 }] }) }],
    ['an unknown item', PlacePickupOrder, { input: order('none', { lines: [{ sku: 'x"\\\u00e9', units: 3 }] }) }],
    ['input that breaks a rule', PlacePickupOrder, { input: order('', {}) }],
  ])('%s is answered as on the ordinary way', async (_, operation, variables) => {
    expect(await bothWays(body(operation, variables))).toBe(1);
  });

  test('a new order is told as one that was placed before, but for being new', async () => {
    const content = body(PlacePickupOrder, { input: order('new', { lines: [{ sku: 'tea', units: 2 }] }) });
    const before = world.direct();
    const placed = await ask('', content);
    expect(world.direct()).toBe(before + 1);
    const again = await ask('?ordinary', content);
    expect(again.text).toContain('"EXISTS"');
    expect(placed.text).toBe(again.text.replace('"EXISTS"', '"RECORDED"'));
  });

  test.each(['*/*', 'application/json', 'application/graphql-response+json'])('accepts %s', async (accept) => {
    expect(await bothWays(body(Availability, { skus: ['tea'] }), { accept })).toBe(1);
  });

  test('a key in either header', async () => {
    const headers = { 'x-api-key': '', authorization: `Bearer ${KEYS.shop}` };
    const { 'x-api-key': _, ...bearer } = headers;
    expect(await bothWays(body(Availability, { skus: ['tea'] }), bearer)).toBe(1);
  });

  test('a body that comes in pieces', async () => {
    const content = body(Availability, { skus: ['tea'] });
    const before = world.direct();
    const headers = {
      'x-api-key': KEYS.web,
      'content-type': 'application/json',
      'content-length': String(content.length),
    };
    const status = await new Promise((resolve, reject) => {
      const sent = request(world.url, { method: 'POST', agent, headers }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode));
      });
      sent.on('error', reject).write(content.slice(0, 100));
      setImmediate(() => sent.end(content.slice(100)));
    });
    expect(status).toBe(200);
    expect(world.direct()).toBe(before + 1);
  });
});

describe('the ordinary way is taken', () => {
  const question = body(Availability, { skus: ['tea'] });
  const with_ = (more: object): string => JSON.stringify({ ...(JSON.parse(question) as object), ...more });

  test.each([
    ['an unknown item, which is an error of the query', body(Availability, { skus: ['nothing'] })],
    ['input that breaks a rule of the query', body(Availability, { skus: [] })],
    ['a variable of the wrong type', body(Availability, { skus: [{}] })],
    ['a variable that is missing', body(PickupOrder, {})],
    ['a null where none may be', body(Availability, { skus: ['tea'], first: null })],
    ['a field that the input has not', body(PlacePickupOrder, { input: order('x', { wrong: 1 }) })],
    ['a name that changes objects', `${question.slice(0, -2)},"__proto__":{}}}`],
    ['a text that is not well-formed', body(PlacePickupOrder, { input: order('\ud800') })],
    ['a number JSON cannot keep', question.replace('["tea"]', '[1e400]')],
    ['nesting without end', with_({ variables: { skus: JSON.parse('['.repeat(30) + ']'.repeat(30)) as unknown } })],
    ['a parameter nobody knows', with_({ more: 1 })],
    ['extensions', with_({ extensions: { a: 1 } })],
    ['variables that are a list', with_({ variables: [] })],
    ['an operation that is not there', with_({ operationName: 'Other' })],
    ['an empty name', with_({ operationName: '' })],
    ['a name that is none', with_({ operationName: 5 })],
    ['a query that is none', with_({ query: 5 })],
    ['a selection that is not plain', JSON.stringify({ query: '{ availability(skus: "tea") { store { id } } }' })],
    ['a list of requests', `[${question}]`],
    ['no JSON', '{"query": '],
    ['a number', '5'],
    ['blanks', '  '],
    ['nothing', ''],
    ['bytes that are no text', Uint8Array.from([0x7b, 0xff, 0x7d])],
    [
      'bytes within a text that are none',
      new Uint8Array(Buffer.from(question.replace('"tea"', '"te\u00ff"'), 'latin1')),
    ],
  ])('for %s', async (_, content) => {
    const before = world.direct();
    const ordinary = await ask('?ordinary', content);
    expect(await ask('', content)).toEqual(ordinary);
    expect(world.direct()).toBe(before);
  });

  test.each([
    ['a wrong key', { 'x-api-key': 'wrong' }],
    ['a key of another scope', { 'x-api-key': KEYS.app }],
    ['a form', { 'content-type': 'text/plain' }],
    ['another character set', { 'content-type': 'application/json; charset=utf-16' }],
    ['a packed body', { 'content-encoding': 'gzip' }],
    ['a wish nobody can fulfil', { accept: 'text/csv' }],
    ["a member's token", { 'x-member-token': 'a.b.c' }],
  ])('for %s', async (_, headers) => {
    const before = world.direct();
    const ordinary = await ask('?ordinary', question, headers);
    expect(await ask('', question, headers)).toEqual(ordinary);
    expect(world.direct()).toBe(before);
  });

  test.each([
    '{ availability(skus: "tea") { s: storeId } }',
    '{ availability(skus: "tea") { __proto__: storeId constructor: items { __proto__: sku } } }',
    '{ __proto__: availability(skus: "tea") { storeId } }',
  ])('for a text that was never seen, once: %s', async (query) => {
    const content = JSON.stringify({ query });
    const before = world.direct();
    const first = await ask('', content);
    expect(world.direct()).toBe(before);
    expect(await ask('', content)).toEqual(first);
    expect(world.direct()).toBe(before + 1);
  });

  test('for a body that is too large', async () => {
    const content = `${question}${' '.repeat(LIMITS.bodyBytes)}`;
    expect((await ask('', content)).status).toBe(413);
  });

  test('for a mark of byte order, which is read over, and blanks around the object', async () => {
    expect(await bothWays(`\ufeff ${question} `)).toBe(1);
  });

  test('once for an error: what a resolver threw is not asked again', async () => {
    const before = world.failures.length;
    const { text } = await ask('', body(Availability, { skus: ['nothing'] }));
    expect(JSON.parse(text)).toMatchObject({ errors: [{ extensions: { code: 'unknown-sku' } }] });
    expect(world.failures.length).toBe(before);
  });
});
