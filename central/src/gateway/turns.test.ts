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

test('large bodies are worked on a few at a time, in order; small ones go past them, together', async () => {
  const large: Promise<Response>[] = [];
  for (let id = 1; id <= LIMITS.largeAtOnce + 2; id += 1) {
    large.push(send(id, LIMITS.smallBytes));
    await until(() => arrived === id);
  }
  await until(() => begun.length === LIMITS.largeAtOnce);
  const small = [11, 12, 13].map((id) => send(id, 10));
  await until(() => begun.length === LIMITS.largeAtOnce + 3);
  expect(new Set(begun.slice(-3))).toEqual(new Set([11, 12, 13]));
  for (const end of finish.splice(LIMITS.largeAtOnce)) end();
  expect((await Promise.all(small)).map(({ status }) => status)).toEqual([200, 200, 200]);
  for (let done = 0; done < large.length; done += 1) {
    await until(() => finish.length > done);
    finish[done]?.();
  }
  expect((await Promise.all(large)).map(({ status }) => status)).toEqual(large.map(() => 200));
  expect(begun.filter((id) => id < 10)).toEqual(large.map((_, index) => index + 1));
});

test('who goes away while waiting gives its turn up', async () => {
  const first = Array.from({ length: LIMITS.largeAtOnce }, (_, index) => send(index + 1, LIMITS.smallBytes));
  await until(() => begun.length === LIMITS.largeAtOnce);
  const gone = new AbortController();
  const waits = send(8, LIMITS.smallBytes, gone.signal).catch(() => 'gone');
  await until(() => arrived === LIMITS.largeAtOnce + 1);
  const last = send(9, LIMITS.smallBytes);
  await until(() => arrived === LIMITS.largeAtOnce + 2);
  gone.abort();
  expect(await waits).toBe('gone');
  for (const end of finish) end();
  await Promise.all(first);
  await until(() => begun.includes(9));
  finish.at(-1)?.();
  expect((await last).status).toBe(200);
});

test('what is no JSON is refused, and holds up nobody', async () => {
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"id":' });
  expect(answer.status).toBe(400);
  const next = send(1, LIMITS.smallBytes);
  await until(() => begun.length === 1);
  finish[0]?.();
  expect((await next).status).toBe(200);
});
