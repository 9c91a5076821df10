import { afterEach, beforeEach, expect, test } from '@jest/globals';
import express from 'express';
import { OnceDocuments } from '@ringfence/log/couch/once.ts';
import { CouchServer } from '@ringfence/log/couch/server.ts';
import { type TestCouch, testCouch } from '@ringfence/log/testing/couch.ts';
import { Listener } from '../listener.ts';
import { addressOf, trustForwarded } from './caller-address.ts';
import { type Fence, Fences, REALM } from './fences.ts';
import { type Sign, Watch } from './peer.ts';
import { StandBy } from './stand-by.ts';

const SECRET = 'known to the hubs';
let couch: TestCouch;
let closing: (() => unknown)[];
beforeEach(async () => {
  closing = [];
  couch = await testCouch();
  closing.push(() => couch.close());
});
afterEach(async () => {
  for (const close of closing.toReversed()) await close();
});

async function fencesOfAHub(): Promise<Fences> {
  return new Fences(await OnceDocuments.open(await CouchServer.connect(couch.address), couch.address.prefix), REALM);
}

interface Standing {
  readonly hub: StandBy;
  readonly url: string;
  readonly leads: Promise<Fence>;
  readonly stop: () => Promise<void>;
}

/** A hub that stands by on a port of its own. */
async function standBy(instance: string): Promise<Standing> {
  const listener = await Listener.open({ host: '127.0.0.1', port: 0 });
  const hub = new StandBy({
    fences: await fencesOfAHub(),
    self: { instance, address: listener.url },
    secret: SECRET,
    metrics: (_request, response) => response.end(`figures of ${instance}`),
    onLeader: () => {},
    onTrouble: () => {},
  });
  listener.serve((request, response) => hub.handle(request, response));
  const stop = onceOnly(async () => {
    hub.close();
    await listener.close();
  });
  closing.push(stop);
  return { hub, url: listener.url, leads: hub.lead(), stop };
}

function onceOnly(stop: () => Promise<void>): () => Promise<void> {
  let stopped: Promise<void> | undefined;
  return () => (stopped ??= stop());
}

/** A hub that leads under term 1 and serves this application. */
async function leader(app = express()): Promise<{ fence: Fence; stop: () => Promise<void> }> {
  const listener = await Listener.open({ host: '127.0.0.1', port: 0 });
  const fence = { instance: 'first', term: 1, address: listener.url };
  app.get('/leadership', (_request, response) => void response.json({ ...fence, role: 'leading' }));
  listener.serve(app);
  const stop = onceOnly(() => listener.close());
  closing.push(stop);
  await (await fencesOfAHub()).create(fence);
  return { fence, stop };
}

test('The first hub leads at once, the second stands by until the first is gone', async () => {
  const first = await standBy('a');
  expect(await first.leads).toMatchObject({ term: 1, instance: 'a' });
  first.hub.serving();
  const second = await standBy('b');
  await second.hub.someoneLeads;
  expect(second.hub.presence).toEqual({ instance: 'b', role: 'standing by', term: 1 });
  expect((await fetch(`${second.url}/readyz`)).status).toBe(200);
  await first.stop();
  expect(await second.leads).toMatchObject({ term: 2, instance: 'b' });
  expect(second.hub.presence.role).toBe('taking over');
});

test('What comes to a stand-by is answered by the leader: bodies, streams, and who called; its figures are its own', async () => {
  const app = express();
  app.use(trustForwarded(SECRET));
  app.post('/echo', express.json(), (request, response) => {
    response.status(201).json({ said: request.body as unknown, from: addressOf(request) });
  });
  app.get('/stream', (_request, response) => {
    response.type('text/event-stream').flushHeaders();
    response.write('data: one\n\n');
    setTimeout(() => response.end('data: two\n\n'), 50);
  });
  await leader(app);
  const { hub, url } = await standBy('b');
  await hub.someoneLeads;
  const answer = await fetch(`${url}/echo`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-ringfence-forwarded': 'a lie 1.2.3.4' },
    body: '{"a":1}',
  });
  // Who says by itself that it was forwarded is not believed, and not sent round in circles.
  expect(answer.status).toBe(503);
  const plain = await fetch(`${url}/echo`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"a":1}',
  });
  expect([plain.status, await plain.json()]).toEqual([201, { said: { a: 1 }, from: '127.0.0.1' }]);
  expect(await (await fetch(`${url}/metrics`)).text()).toBe('figures of b');
  expect(await (await fetch(`${url}/stream`)).text()).toBe('data: one\n\ndata: two\n\n');
});

test('A request that the leader left without an answer, and one that finds no leader, are to come again', async () => {
  const app = express();
  app.post('/never', (request) => void request.socket.destroy());
  const { stop } = await leader(app);
  const { hub, url } = await standBy('b');
  await hub.someoneLeads;
  const unanswered = await fetch(`${url}/never`, { method: 'POST' });
  expect([unanswered.status, unanswered.headers.get('retry-after')]).toEqual([503, '1']);
  await stop();
  const nobody = await fetch(`${url}/graphql`, { method: 'POST', body: '{}' });
  expect([nobody.status, await nobody.json()]).toMatchObject([503, { code: 'overloaded' }]);
});

test('A leader is thought dead when another answers in its place, when it refuses for long, or is silent for longer', () => {
  const dies = (signs: readonly (readonly [Sign, number])[]): number | undefined => {
    const watch = new Watch(0);
    return signs.find(([sign, at]) => watch.isDead(sign, at))?.[1];
  };
  expect(
    dies([
      ['leading', 100],
      ['another', 200],
    ]),
  ).toBe(200);
  expect(
    dies([
      ['leading', 100],
      ['refused', 200],
      ['refused', 700],
    ]),
  ).toBe(700);
  expect(
    dies([
      ['leading', 100],
      ['silent', 4000],
      ['leading', 5000],
      ['silent', 9000],
      ['silent', 10_000],
    ]),
  ).toBe(10_000);
  expect(
    dies([
      ['taking over', 100],
      ['silent', 19_000],
      ['silent', 20_200],
    ]),
  ).toBe(20_200);
  const young = new Watch(0);
  expect([young.isDead('silent', 19_000, 4), young.isDead('refused', 19_000, 4)]).toEqual([false, true]);
});
