import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { Listener } from '../listener.ts';
import { AvailabilityCache } from './availability-cache.ts';

let leader: Listener;
let standBy: Listener;
// Nobody asks it, and nothing waits for it.
const client = new Redis({ lazyConnect: true, enableOfflineQueue: false, retryStrategy: () => null });
client.on('error', () => {});
beforeEach(async () => {
  leader = await Listener.open({ host: '127.0.0.1', port: 0 });
  standBy = await Listener.open({ host: '127.0.0.1', port: 0 });
  const cache = new AvailabilityCache({ client, prefix: 'test' });
  standBy.serve(
    (request, response) => void cache.answer({ request, response, leader: leader.url, headers: { 'x-by': 'b' } }),
  );
});
afterEach(async () => {
  client.disconnect();
  await standBy.close(0);
  await leader.close(0);
});

test('a refusal of the leader is told with all that it says to the caller', async () => {
  const said = {
    'content-type': 'application/problem+json',
    'retry-after': '17',
    'www-authenticate': 'Bearer realm="ringfence"',
    'cache-control': 'no-store',
  };
  leader.serve(({ headers }, response) => {
    response.writeHead(headers['x-api-key'] === 'a' && headers['x-by'] === 'b' ? 429 : 500, said).end('{}');
  });
  const answer = await fetch(`${standBy.url}/v1/availability?skus=tea`, { headers: { 'x-api-key': 'a' } });
  expect(answer.status).toBe(429);
  expect(Object.fromEntries(answer.headers)).toMatchObject(said);
});
