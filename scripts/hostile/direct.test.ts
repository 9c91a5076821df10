import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Agent, request } from 'node:http';
import { Availability, PickupOrder, PlacePickupOrder } from '@ringfence/graphql/generated/operations.ts';
import { KEYS, openWorld, type World } from '@ringfence/central/src/api/testing/world.ts';
import { RUNS, spoiled } from './generators.ts';

let world: World;
const agent = new Agent({ keepAlive: true });
beforeAll(async () => {
  world = await openWorld();
  await world.stores.S01.enrol();
  await world.stores.S01.stock('r1', [{ sku: 'tea', units: 10_000, online: 9_000 }]);
});
afterAll(async () => {
  agent.destroy();
  await world.close();
});

interface Sent {
  readonly content: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
  readonly isChunked: boolean;
}

/** The whole answer, but for when it was given. An address with more to it always goes the ordinary way. */
function answerTo({ content, headers, isChunked }: Sent, mark = ''): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const length = isChunked ? {} : { 'content-length': String(content.length) };
  const sent = request(`${world.url}${mark}`, { method: 'POST', agent, headers: { ...headers, ...length } }, (told) => {
    let text = '';
    told.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    const date = told.headers.date ?? '';
    const head = told.rawHeaders.map((part) => (part === date ? '' : part));
    told.on('end', () => resolve({ status: told.statusCode, head, text }));
  });
  sent.on('error', reject);
  if (isChunked && content.length > 0) sent.write(content);
  sent.end(isChunked ? undefined : content);
  return promise;
}

const order = { id: 'o-1', storeId: 'S01', lines: [{ sku: 'tea', units: 1 }], payment: 'PAID' };
const good = [
  { operationName: 'Availability', query: Availability.text, variables: { skus: ['tea'], first: 3 } },
  { query: Availability.text, variables: { lines: [{ sku: 'cup', units: 2 }], near: { latitude: 1, longitude: 0.5 } } },
  { operationName: null, query: PickupOrder.text, variables: { id: 'o-1' } },
  { operationName: 'PlacePickupOrder', query: PlacePickupOrder.text, variables: { input: order } },
  { query: 'query($n: Int = 2) { products(first: $n) { nodes { sku name } } }', variables: { n: null } },
  { query: 'query A($k: ID!) { product(sku: $k) { sku } } query B { __typename }', operationName: 'A' },
  { query: '{ product(sku: "tea") { ...F } } fragment F on Product { active __proto__: name }', variables: {} },
];

/** The text as bytes, with one of them changed or some text put in. */
const bitten = (text: string): fc.Arbitrary<Uint8Array> =>
  fc
    .record({
      at: fc.oneof(fc.constant(0), fc.nat({ max: text.length })),
      gone: fc.nat({ max: 3 }),
      put: fc.oneof(
        fc.uint8Array({ minLength: 1, maxLength: 1 }),
        fc
          .constantFrom(
            '"',
            '}',
            '\\u',
            '\ufeff',
            ' ',
            '1e999',
            '"query":1,',
            '"operationName":"B",',
            '"__proto__":{},',
          )
          .map((piece) => new TextEncoder().encode(piece)),
      ),
    })
    .map(({ at, gone, put }) => {
      const bytes = new TextEncoder().encode(text);
      return Uint8Array.from([...bytes.slice(0, at), ...put, ...bytes.slice(at + gone)]);
    });

const contents: fc.Arbitrary<Uint8Array> = fc.constantFrom(...good).chain((body) =>
  fc.oneof(
    fc.constant(JSON.stringify(body)).map((text) => new TextEncoder().encode(text)),
    spoiled(body).map((value) => new TextEncoder().encode(JSON.stringify(value))),
    bitten(JSON.stringify(body)),
  ),
);

const header = (name: string, ...values: string[]): fc.Arbitrary<Record<string, string>> =>
  fc.oneof(
    { arbitrary: fc.constant({}), weight: 4 },
    fc.constantFrom(...values).map((value) => ({ [name]: value })),
  );
const headers = fc
  .tuple(
    fc.constantFrom(KEYS.web, KEYS.web, KEYS.shop, KEYS.app).map((key) => ({ 'x-api-key': key })),
    fc
      .constantFrom(
        'application/json',
        'application/json',
        'application/json; charset=utf-8',
        'Application/JSON',
        'text/plain',
      )
      .map((type) => ({ 'content-type': type })),
    fc
      .constantFrom('*/*', 'application/json', 'application/graphql-response+json', 'text/html', 'text/event-stream')
      .map((accept) => ({ accept })),
    header('content-encoding', 'identity', 'gzip'),
    header('x-member-token', '', 'a.b.c'),
    header('origin', 'http://elsewhere.example'),
  )
  .map((parts) => Object.assign({}, ...parts) as Record<string, string>);
const plain = fc.constant({ 'x-api-key': KEYS.web, 'content-type': 'application/json' });

test('whatever is sent, a known operation is answered as on the ordinary way', async () => {
  const before = world.direct();
  const sent = fc.record({
    content: contents,
    headers: fc.oneof({ arbitrary: plain, weight: 3 }, { arbitrary: headers, weight: 1 }),
    isChunked: fc.nat({ max: 9 }).map((one) => one === 0),
  });
  await fc.assert(
    fc.asyncProperty(sent, async (one) => {
      // The first time it may be new, or become known.
      await answerTo(one);
      expect(await answerTo(one)).toEqual(await answerTo(one, '?ordinary'));
    }),
    { numRuns: RUNS },
  );
  expect(world.direct() - before).toBeGreaterThan(RUNS / 10);
  expect(world.failures).toEqual([]);
});
