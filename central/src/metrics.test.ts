import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { metricsOf } from './metrics.ts';
import { HubServer } from './server.ts';
import { World } from './testing/world.ts';

const key = (name: string, scope: 'operations' | 'checkout') => ({
  name,
  sha256: createHash('sha256').update(name).digest('hex'),
  scopes: [scope],
});

let world: World;
let server: HubServer;
beforeAll(async () => {
  world = await World.make();
  const store = await world.enrol('S01');
  server = await HubServer.start({
    hub: world.hub,
    clock: world.clock,
    host: '127.0.0.1',
    port: 0,
    api: {
      keys: { keys: [key('office', 'operations'), key('web', 'checkout')] },
      development: false,
      report: (failure) => {
        throw failure;
      },
    },
    onBug: (error) => {
      throw error;
    },
    metrics: metricsOf(world.hub, tmpdir(), () => undefined),
  });
  await fetch(`${server.url}/gateway/status`, { headers: { authorization: `Bearer ${await store.token()}` } });
});
afterAll(async () => {
  await server.stop();
  await world.end();
});

const scrape = (as?: string): Promise<Response> =>
  fetch(`${server.url}/metrics`, { headers: as === undefined ? {} : { authorization: `Bearer ${as}` } });

test('figures are for those who run the hub', async () => {
  expect((await scrape()).status).toBe(401);
  expect((await scrape('web')).status).toBe(403);
});

test('each store has its figures, and requests are counted by the pattern of their route', async () => {
  await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': 'web' },
    body: JSON.stringify({ query: '{ product(sku: "tea") { sku } }' }),
  });
  const text = await (await scrape('office')).text();
  expect(text).toMatch(/ringfence_stores [1-9]/);
  expect(text).toContain('ringfence_store_connected{store="S01"} 0');
  expect(text).toMatch(/ringfence_store_unapplied_documents\{store="S01"\} \d/);
  expect(text).not.toContain('ringfence_store_missing_documents{store="S01"}');
  expect(text).toContain('ringfence_http_request_seconds_count{method="GET",route="/gateway/status",status="200"} 1');
  expect(text).toContain('route="/graphql",status="200"} 1');
});

test('how an address is spelt makes no figure of its own', async () => {
  for (const path of ['/GATEWAY/status', '/gateWay/db', '/Gateway/DB/up-S01/_changes', '/nothing', '/GraphQL'])
    await fetch(`${server.url}${path}`);
  const text = await (await scrape('office')).text();
  const routes = new Set([...text.matchAll(/route="([^"]+)"/g)].map(([, route]) => route));
  expect([...routes].filter((route) => route !== route?.toLowerCase())).toEqual([]);
  expect(routes).toContain('/gateway/status');
});
