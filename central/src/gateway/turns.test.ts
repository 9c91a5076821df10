import { afterEach, beforeEach, expect, test } from '@jest/globals';
import express from 'express';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LIMITS } from '../limits.ts';
import { answerErrors } from './problem.ts';
import { Turns } from './turns.ts';

let server: Server;
let url: string;
const begun: number[] = [];
const finish: (() => void)[] = [];
/** Bodies that were read and are at the door. */
let arrived = 0;

beforeEach(async () => {
  const app = express();
  const read = express.raw({ limit: '10mb', type: 'application/json' });
  const count: express.RequestHandler = (_request, _response, next) => {
    arrived += 1;
    next();
  };
  app.post('/', read, count, new Turns().handler, (request, response) => {
    begun.push((request.body as { id: number }).id);
    finish.push(() => response.json({}));
  });
  app.use(answerErrors(() => {}, 'couch'));
  server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  begun.length = 0;
  finish.length = 0;
  arrived = 0;
});

const send = (id: number, length: number, signal?: AbortSignal): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id, filling: 'x'.repeat(length) }),
    ...(signal ? { signal } : {}),
  });
const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise(setImmediate);
};

test('large bodies are worked on one after the other, small ones together', async () => {
  const large = [1, 2, 3].map((id) => send(id, LIMITS.turnBytes));
  await until(() => begun.length === 1);
  for (let done = 0; done < 3; done += 1) {
    await until(() => begun.length === done + 1);
    expect(finish).toHaveLength(done + 1);
    finish[done]?.();
  }
  await Promise.all(large);
  const small = [4, 5, 6].map((id) => send(id, 10));
  await until(() => begun.length === 6);
  for (const end of finish.slice(3)) end();
  expect((await Promise.all(small)).map(({ status }) => status)).toEqual([200, 200, 200]);
});

test('small bodies do not go past a large one that waits', async () => {
  const small = send(1, 10);
  await until(() => begun.length === 1);
  const large = send(2, LIMITS.turnBytes);
  await until(() => arrived === 2);
  const later = send(3, 10);
  await until(() => arrived === 3);
  finish[0]?.();
  await until(() => begun.length === 2);
  expect(begun).toEqual([1, 2]);
  finish[1]?.();
  await until(() => begun.length === 3);
  finish[2]?.();
  expect((await Promise.all([small, large, later])).map(({ status }) => status)).toEqual([200, 200, 200]);
});

test('who goes away while waiting gives its turn up', async () => {
  const first = send(1, LIMITS.turnBytes);
  await until(() => begun.length === 1);
  const gone = new AbortController();
  const waits = send(2, LIMITS.turnBytes, gone.signal).catch(() => 'gone');
  const last = send(3, LIMITS.turnBytes);
  gone.abort();
  expect(await waits).toBe('gone');
  finish[0]?.();
  await first;
  await until(() => begun.includes(3));
  finish.at(-1)?.();
  await last;
  expect(begun.filter((id) => id !== 2)).toEqual([1, 3]);
});

test('what is no JSON is refused, and holds up nobody', async () => {
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"id":' });
  expect(answer.status).toBe(400);
  const next = send(1, LIMITS.turnBytes);
  await until(() => begun.length === 1);
  finish[0]?.();
  expect((await next).status).toBe(200);
});
