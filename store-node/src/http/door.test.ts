import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { LIMITS } from '../limits.ts';
import { KEYS } from '../testing/seeded-home.ts';
import { TestNode } from '../testing/test-node.ts';

let node: TestNode;
beforeAll(async () => {
  node = await TestNode.start({ catalog: ['A'] });
  await node.post('/v1/receipts', { id: 'stock', lines: [{ sku: 'A', units: 10_000 }] });
});
afterAll(() => node.end());

const sale = (id: string) => ({
  id,
  currency: 'EUR',
  lines: [{ sku: 'A', units: 1 }],
  tenders: [{ kind: 'card', amount: 250 }],
});

const delivery = (id: string) => ({ id, lines: [{ sku: 'A', units: 1 }] });

/** A request that has begun and waits for the rest of its body: it is inside and takes its room. */
async function begin(path: string, body: object, url = node.url): Promise<{ end(): Promise<string>; socket: Socket }> {
  const text = JSON.stringify(body);
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  const head = [
    `POST ${path} HTTP/1.1`,
    'host: store',
    `authorization: Bearer ${KEYS.clerk}`,
    'content-type: application/json',
    `content-length: ${text.length}`,
    'connection: close',
    'expect: 100-continue',
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  // "100 Continue": the request was taken up.
  await once(socket, 'data');
  return {
    socket,
    end: async () => {
      socket.write(text);
      let answer = '';
      for await (const part of socket) answer += String(part);
      return answer;
    },
  };
}

test('a full room turns the next away early, leaves the others their room, and has room again', async () => {
  const inside = [];
  for (let one = 0; one < LIMITS.rooms.command.inFlight; one++)
    inside.push(await begin('/v1/receipts', delivery(`c${one}`)));
  const more = delivery('too-many');
  expect((await node.post('/v1/receipts', more)).body).toMatchObject({ code: 'overloaded' });
  const headers = { authorization: `Bearer ${KEYS.clerk}`, 'content-type': 'application/json' };
  const again = await fetch(`${node.url}/v1/receipts`, { method: 'POST', headers, body: JSON.stringify(more) });
  expect([again.status, again.headers.get('retry-after')]).toEqual([503, '1']);

  expect((await node.post('/v1/sales', sale('beside'))).status).toBe(201);
  expect((await node.get('/v1/stock/A')).status).toBe(200);
  expect((await fetch(`${node.url}/healthz`)).status).toBe(200);

  const answers = await Promise.all(inside.map((one) => one.end()));
  for (const answer of answers) expect(answer).toMatch('HTTP/1.1 201');
  expect((await node.post('/v1/receipts', delivery('room'))).status).toBe(201);
});

test('who goes away before the end leaves its room', async () => {
  const inside = [];
  for (let one = 0; one < LIMITS.rooms.command.inFlight; one++)
    inside.push(await begin('/v1/receipts', delivery(`g${one}`)));
  for (const { socket } of inside) socket.destroy();
  const more = delivery('after');
  while ((await node.post('/v1/receipts', more)).status === 503);
  expect((await node.post('/v1/receipts', more)).status).toBe(200);
});

test('when the process is late, queries go first, then commands, and sales last', async () => {
  let lateMs = 0;
  const api = await node.serve({ lateMs: () => lateMs });
  const headers = { authorization: `Bearer ${KEYS.clerk}`, 'content-type': 'application/json' };
  const post = async (path: string, body: object): Promise<number> =>
    (await fetch(`${api.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })).status;
  const inside: Awaited<ReturnType<typeof begin>>[] = [];
  try {
    lateMs = LIMITS.rooms.till.lateMs;
    // Late, with nothing to do: the machine is busy with something else.
    expect(await post('/v1/sales', sale('alone'))).toBe(201);
    lateMs = 0;
    while (inside.length < LIMITS.requestsBusy)
      inside.push(await begin('/v1/receipts', delivery(`busy-${inside.length}`), api.url));
    for (const [late, query, command, till] of [
      [0, 200, 201, 201],
      [LIMITS.rooms.query.lateMs, 503, 201, 201],
      [LIMITS.rooms.command.lateMs, 503, 503, 201],
      [LIMITS.rooms.till.lateMs, 503, 503, 503],
    ] as const) {
      lateMs = late;
      const seen = [
        (await fetch(`${api.url}/v1/stock/A`, { headers })).status,
        await post('/v1/receipts', delivery(`late-${late}`)),
        await post('/v1/sales', sale(`late-${late}`)),
        (await fetch(`${api.url}/healthz`)).status,
      ];
      expect([late, ...seen]).toEqual([late, query, command, till, 200]);
    }
  } finally {
    for (const { socket } of inside) socket.destroy();
    await api.stop();
  }
});

test('what is inside when the node stops is answered, what comes then is refused, and all that was answered is there', async () => {
  const api = await node.serve({});
  const { hostname, port } = new URL(api.url);
  const text = JSON.stringify(sale('last'));
  const head = `host: store\r\nauthorization: Bearer ${KEYS.clerk}\r\ncontent-type: application/json`;
  const [inside, open] = [connect(Number(port), hostname), connect(Number(port), hostname)];
  await Promise.all([once(inside, 'connect'), once(open, 'connect')]);
  const said = new Map<Socket, string>();
  const ends = [inside, open].map(async (socket) => {
    for await (const part of socket) said.set(socket, (said.get(socket) ?? '') + String(part));
  });
  inside.write(`POST /v1/sales HTTP/1.1\r\n${head}\r\ncontent-length: ${text.length}\r\n\r\n${text.slice(0, 9)}`);
  // The second connection has sent a part of its head: it is not idle, and not inside.
  open.write('POST /v1/sales HTTP/1.1\r\n');
  while ((await fetch(`${api.url}/healthz`)).status !== 200);
  const stopped = api.stop();
  open.write(`${head}\r\ncontent-length: ${text.length}\r\n\r\n${text}`);
  inside.write(text.slice(9));
  await Promise.all([stopped, ...ends]);
  expect(said.get(inside)).toMatch('HTTP/1.1 201');
  expect(said.get(open)).toMatch(/HTTP\/1\.1 503[^]*connection: close/i);
  await node.restart();
  expect((await node.get('/v1/sales/last')).status).toBe(200);
});
