import { expect, test } from '@jest/globals';
import express from 'express';
import type { AddressInfo } from 'node:net';
import { Metrics, routePattern } from './metrics.ts';

test('a gauge is read when it is asked for, and forgets what is gone', async () => {
  const metrics = new Metrics();
  let stores = ['S01', 'S02'];
  metrics.gauge('ringfence_here', 'is here', () => stores.map((store) => ({ labels: { store }, value: 1 })));
  expect((await metrics.read()).text).toContain('ringfence_here{store="S02"} 1');
  stores = ['S01'];
  const { text } = await metrics.read();
  expect(text).toContain('ringfence_here{store="S01"} 1');
  expect(text).not.toContain('S02');
});

test('requests are counted by the pattern of their route, not by their address', async () => {
  const metrics = new Metrics();
  const app = express();
  app.use(metrics.timing(routePattern));
  app.get('/orders/:id', (_request, response) => void response.json({}));
  app.get('/events', (_request, response) => void response.type('text/event-stream').send(''));
  const server = app.listen(0);
  try {
    const { port } = server.address() as AddressInfo;
    for (const path of ['/orders/1', '/orders/2', '/events', '/nowhere'])
      await (await fetch(`http://127.0.0.1:${port}${path}`)).text();
  } finally {
    server.close();
  }
  const { text } = await metrics.read();
  expect(text).toContain('ringfence_http_request_seconds_count{method="GET",route="/orders/:id",status="200"} 2');
  expect(text).toContain('route="other",status="404"} 1');
  expect(text).not.toMatch(/orders\/1|events|nowhere/);
});
