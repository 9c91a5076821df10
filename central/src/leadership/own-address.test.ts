import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OnceDocuments } from '@ringfence/log/couch/once.ts';
import { CouchServer } from '@ringfence/log/couch/server.ts';
import { type TestCouch, testCouch } from '@ringfence/log/testing/couch.ts';
import { ConfigError } from '../config.ts';
import { sha256 } from '../crypto.ts';
import { Listener } from '../listener.ts';
import { Fences, REALM } from './fences.ts';
import { isOwn, isReachable } from './own-address.ts';
import { Membership } from './shared-home.ts';

let closing: (() => unknown)[];
beforeEach(() => {
  closing = [];
});
afterEach(async () => {
  for (const close of closing.toReversed()) await close();
});

/** An address at which these hubs answer by turns. */
async function addressOf(...instances: string[]): Promise<string> {
  const listener = await Listener.open({ host: '127.0.0.1', port: 0 });
  let asked = 0;
  listener.serve((_request, response) => {
    const instance = instances[asked++ % instances.length];
    response.end(JSON.stringify({ instance, role: 'standing by', term: 0 }));
  });
  closing.push(() => listener.close());
  return listener.url;
}

test('An address is a hub’s own when nobody else ever answers there', async () => {
  expect(await isOwn({ address: await addressOf('a'), instance: 'a' }, 0)).toBe(true);
  await expect(isOwn({ address: await addressOf('b'), instance: 'a' }, 0)).rejects.toThrow(ConfigError);
  await expect(isOwn({ address: await addressOf('a', 'b'), instance: 'a' }, 0)).rejects.toThrow(
    /another hub answers at .*RINGFENCE_ADDRESS of its own/,
  );
});

test('A hub whose own address tells it nothing may lead; one that was just ending there is waited for', async () => {
  const listener = await Listener.open({ host: '127.0.0.1', port: 0 });
  await listener.close();
  expect(await isOwn({ address: listener.url, instance: 'a' }, 0)).toBe(false);
  // The first round meets the one before, and what comes after is the hub itself.
  const former = Array.from({ length: 4 }, () => 'former');
  expect(await isOwn({ address: await addressOf(...former, ...Array(96).fill('a')), instance: 'a' })).toBe(true);
});

test.each([
  ['http://127.0.0.1:7400', 'http://couchdb:5984'],
  ['http://localhost:7400', 'https://couch.example.com'],
  ['http://0.0.0.0:7400', 'http://10.0.0.7:5984'],
  ['http://[::1]:7400', 'http://[2001:db8::1]:5984'],
])('Hubs elsewhere cannot reach %s, and share %s', (address, couch) => {
  expect(isReachable(address, couch)).toBe(false);
  expect(isReachable(address, 'http://127.0.0.1:5984')).toBe(true);
  expect(isReachable('http://hub-1:7400', couch)).toBe(true);
});

async function joinAs(couch: TestCouch, address: string | undefined): Promise<{ hub: Membership; told: unknown[] }> {
  const data = await mkdtemp(join(tmpdir(), 'ringfence-address-'));
  closing.push(() => rm(data, { recursive: true, force: true }));
  const listener = await Listener.open({ host: '127.0.0.1', port: 0 });
  const told: unknown[] = [];
  const hub = await Membership.join({
    couch: couch.address,
    redis: undefined,
    data,
    vaultKey: new Uint8Array(32).fill(7),
    listener,
    address: address ?? listener.url,
    instance: listener.url,
    sha256,
    metrics: (_request, response) => response.end(),
    onFatal: () => {},
    onSuperseded: () => {},
    tell: (event) => told.push(event),
  });
  closing.push(
    () => listener.close(),
    () => hub.close(),
  );
  return { hub, told };
}

test('A hub that says it is where another one is does not lead', async () => {
  const couch = await testCouch();
  closing.push(() => couch.close());
  const first = await joinAs(couch, undefined);
  await first.hub.lead();
  first.hub.serving();
  const second = await joinAs(couch, first.hub.listener.url);
  await expect(second.hub.lead()).rejects.toThrow(/another hub answers at/);
}, 60_000);

test('A leader hears why another one, with the same address, took the lead', async () => {
  const couch = await testCouch();
  closing.push(() => couch.close());
  const { hub, told } = await joinAs(couch, undefined);
  const { log, term } = await hub.lead();
  const fences = new Fences(
    await OnceDocuments.open(await CouchServer.connect(couch.address), couch.address.prefix),
    REALM,
  );
  await fences.create({ term: term + 1, instance: 'elsewhere', address: hub.listener.url });
  await expect(hub.certainty.look()).resolves.toBe(false);
  for (;;) {
    if (told.some((event) => 'error' in (event as object))) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(JSON.stringify(told)).toContain(`says that it is at ${hub.listener.url}`);
  await log.close();
}, 60_000);
