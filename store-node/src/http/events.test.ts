import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { must } from '@ringfence/domain/basic/assert.ts';
import { z } from 'zod';
import { KEYS } from '../testing/seeded-home.ts';
import { TestNode } from '../testing/test-node.ts';

let node: TestNode;
beforeAll(async () => {
  node = await TestNode.start({ catalog: ['A', 'B'], down: (hub) => [hub.order('O1', 'A', 1)] });
});
afterAll(() => node.end());

interface Event {
  readonly id: string;
  readonly event: string;
  readonly data: Record<string, unknown>;
}

/** Reads events until one fits; returns all that came. `begun` is called with the first. */
async function readUntil(fits: (event: Event) => boolean, lastId?: string, begun?: () => void): Promise<Event[]> {
  const headers = { 'x-api-key': KEYS.clerk, ...(lastId === undefined ? {} : { 'last-event-id': lastId }) };
  const response = await fetch(`${node.url}/v1/events`, { headers });
  const reader = must(response.body, 'a stream has a body').getReader();
  const events: Event[] = [];
  const decoder = new TextDecoder();
  let text = '';
  while (!events.some(fits)) {
    const { value } = await reader.read();
    if (value === undefined) throw new Error('the stream ended');
    text += decoder.decode(value as Uint8Array, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    events.push(...blocks.filter((block) => block.includes('event: ')).map(parseEvent));
    if (events.length > 0) begun?.();
  }
  await reader.cancel();
  return events;
}

function parseEvent(block: string): Event {
  const field = (name: string): string => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? '';
  return { id: field('id'), event: field('event'), data: JSON.parse(field('data')) as Event['data'] };
}

test('a stream begins with resync, tells how stock and orders are now, and goes on where it was left', async () => {
  const begun = Promise.withResolvers<void>();
  const isStock = ({ event, data }: Event): boolean => event === 'stock' && data['shelf'] !== undefined;
  const reading = readUntil(isStock, undefined, begun.resolve);
  await begun.promise;
  await node.post('/v1/receipts', { id: 'r1', lines: [{ sku: 'A', units: 7 }] });
  const first = await reading;
  expect(first[0]).toMatchObject({ event: 'resync' });
  expect(first.at(-1)).toMatchObject({ event: 'stock', data: { sku: 'A', onHand: 7 } });

  await node.post('/v1/picks', { id: 'p1', order: 'O1' });
  await node.post('/v1/receipts', { id: 'r2', lines: [{ sku: 'B', units: 3 }] });
  const later = await readUntil(({ data }) => data['sku'] === 'B', first.at(-1)?.id);
  expect(later.map(({ event }) => event)).not.toContain('resync');
  expect(later).toContainEqual(
    expect.objectContaining({ event: 'order', data: expect.objectContaining({ order: 'O1', status: 'ready' }) }),
  );
});

test('an id of another start is answered with resync', async () => {
  const events = await readUntil(({ event }) => event === 'resync', 'other.5');
  expect(events).toHaveLength(1);
});

test('the OpenAPI document names every route with its schemas', async () => {
  const response = await fetch(`${node.url}/openapi.json`);
  const document = (await response.json()) as { openapi: string; paths: Record<string, Record<string, unknown>> };
  expect(document.openapi).toBe('3.1.0');
  expect(Object.keys(document.paths)).toEqual(
    expect.arrayContaining([
      '/v1/sales',
      '/v1/hand-overs',
      '/v1/stock/{sku}',
      '/v1/orders/{id}',
      '/v1/events',
      '/v1/status',
    ]),
  );
  const operation = z.looseObject({ operationId: z.string(), responses: z.looseObject({ default: z.unknown() }) });
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
  const ids = operations.map((one) => operation.parse(one).operationId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(JSON.stringify(document.paths['/v1/sales'])).toContain('tenders');
  // Where a number has a unit, the schema says which.
  for (const unit of ['minor units of the currency', 'pieces, or grams', 'basis points'])
    expect(JSON.stringify(document.paths['/v1/sales'])).toContain(unit);
});

test('products are found by name and by page, one by its code', async () => {
  expect((await node.get('/v1/products?limit=1')).body).toMatchObject({ products: [{ sku: 'A' }], next: 'A' });
  expect((await node.get('/v1/products?after=A')).body).toMatchObject({ products: [{ sku: 'B' }], next: null });
  expect((await node.get('/v1/products?q=item%20b')).body).toMatchObject({ products: [{ sku: 'B' }] });
  expect((await node.get('/v1/products/scan/B')).body).toMatchObject({ sku: 'B' });
  expect((await node.get('/v1/products?limit=0')).body).toMatchObject({ code: 'invalid-input', field: 'limit' });
  expect((await node.get('/v1/stock?skus=A,B,NOPE')).body).toMatchObject({ stock: [{ sku: 'A' }, { sku: 'B' }] });
});
