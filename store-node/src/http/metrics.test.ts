import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { KEYS, PRICE } from '../testing/seeded-home.ts';
import { type AsRole, TestNode } from '../testing/test-node.ts';

let node: TestNode;
beforeAll(async () => {
  node = await TestNode.start({ catalog: ['A'] });
});
afterAll(() => node.end());

const scrape = (role: AsRole): Promise<Response> =>
  fetch(`${node.url}/metrics`, { headers: { authorization: `Bearer ${KEYS[role]}` } });

test('figures are for operators', async () => {
  expect((await fetch(`${node.url}/metrics`)).status).toBe(401);
  expect((await scrape('clerk')).status).toBe(403);
});

test('a sale shows in the positions, in what is unsent, and under the pattern of its route', async () => {
  const sale = {
    id: 'seen',
    currency: 'EUR',
    lines: [{ sku: 'A', units: 1 }],
    tenders: [{ kind: 'cash', amount: PRICE }],
  };
  await node.post('/v1/receipts', { id: 'r', lines: [{ sku: 'A', units: 5 }] });
  expect((await node.post('/v1/sales', sale)).status).toBe(201);
  const answer = await scrape('operator');
  expect(answer.headers.get('content-type')).toMatch('text/plain');
  const text = await answer.text();
  expect(text).toContain('ringfence_trading 1');
  expect(text).toContain('ringfence_link_connected 0');
  expect(text).toMatch(/ringfence_street_position\{street="up"\} [1-9]/);
  expect(text).toMatch(/ringfence_unsent_documents [1-9]/);
  expect(text).toMatch(/ringfence_disk_free_bytes [1-9]/);
  expect(text).toContain('ringfence_http_request_seconds_count{method="POST",route="/v1/sales",status="201"} 1');
  expect(node.answered).toContainEqual({ route: '/v1/sales', status: 201, trace: 'seen' });
});

test('it is ready while it trades', async () => {
  expect(await node.get('/readyz')).toMatchObject({ status: 200, body: { ready: true } });
});
