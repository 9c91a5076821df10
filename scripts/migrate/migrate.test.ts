import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { must } from '@ringfence/domain/basic/assert.ts';
import { machineClock } from '@ringfence/central/src/clock.ts';
import { cryptographyOf, publicKeyOf, sha256 } from '@ringfence/central/src/crypto.ts';
import { Hub } from '@ringfence/central/src/hub.ts';
import { keepKey, openHome } from '@ringfence/central/src/identity.ts';
import { Fences, REALM } from '@ringfence/central/src/leadership/fences.ts';
import { order, World } from '@ringfence/central/src/testing/world.ts';
import { CouchLog } from '@ringfence/log/couch/couch-log.ts';
import { OnceDocuments } from '@ringfence/log/couch/once.ts';
import { CouchServer } from '@ringfence/log/couch/server.ts';
import type { KeyValues, Log } from '@ringfence/log/port.ts';
import { PouchLog } from '@ringfence/log/pouch-log.ts';
import { type TestCouch, testCouch } from '@ringfence/log/testing/couch.ts';
import type { HubPlace } from '../verify-ledger/logs.ts';
import { migrate } from './migrate.ts';
import { Hindrance } from './places.ts';

const VAULT_KEY = new Uint8Array(32).fill(7);
const key = generateKeyPairSync('ed25519').privateKey;

let couch: TestCouch;
let world: World;
let other: string;
beforeEach(async () => {
  couch = await testCouch();
  other = await mkdtemp(join(tmpdir(), 'ringfence-moved-'));
  world = await World.make();
  await keepKey(join(world.directory, 'identity', 'hub-key.json'), key);
});
afterEach(async () => {
  await world.end().catch(() => {});
  await rm(world.directory, { recursive: true, force: true });
  await rm(other, { recursive: true, force: true });
  await couch.close();
});

const move = (from: HubPlace, to: HubPlace) => migrate({ from, to, vaultKey: VAULT_KEY, tell: () => {} });

async function trade(): Promise<void> {
  const store = await world.enrol('S01');
  await world.stock(store, 'apple', 10);
  for (let index = 0; index < 4; index += 1) await world.hub.placeOrder(order('S01', [['apple', 1]]));
  await world.hub.members.settled();
}

interface Running {
  readonly hub: Hub;
  readonly log: Log & KeyValues;
}

async function hubOn(log: Log & KeyValues, term: number): Promise<Running> {
  const hub = await Hub.open({
    log,
    term,
    clock: machineClock,
    ...cryptographyOf(key),
    vaultKey: VAULT_KEY,
    onFatal: () => {},
  });
  return { hub, log };
}

/** A hub that leads in the CouchDB. */
async function hubThere(): Promise<Running> {
  const { prefix } = couch.address;
  const server = await CouchServer.connect(couch.address);
  const fences = new Fences(await OnceDocuments.open(server, prefix), REALM);
  const term = ((await fences.newest())?.term ?? 0) + 1;
  await fences.create({ term, instance: 'test', address: '' });
  const leadership = fences.leadership(term, () => {});
  return hubOn(await CouchLog.open({ server, prefix, sha256, leadership }), term);
}

/** A process that has the log of that directory open. */
async function hold(directory: string): Promise<ChildProcess> {
  const script = `import { cryptographyOf, sha256 } from '@ringfence/central/src/crypto.ts';
    import { PouchLog } from '@ringfence/log/pouch-log.ts';
    await PouchLog.open({ directory: process.argv[1], create: false, sha256 });
    setInterval(() => {}, 1000);
    process.stdout.write('open');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, join(directory, 'log')], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

const ordersAt = ({ hub }: Pick<Running, 'hub'>): number => must(hub.desk('S01'), 'the desk').state.orders.size;

test('a log moves to a CouchDB and back, trade goes on in each, and everything is the same', async () => {
  await trade();
  const stateHash = world.desk('S01').sync().stateHash();
  await world.log.close();
  const moved = await move(world.directory, couch.address);
  expect(moved.hashes.get('S01')).toBe(stateHash);
  expect(moved.copied).toBe(moved.documents);
  expect(moved.problems).toEqual([]);

  const there = await hubThere();
  expect(there.hub.desk('S01')?.sync().stateHash()).toBe(stateHash);
  expect((await there.hub.placeOrder(order('S01', [['apple', 2]]))).outcome).toBe('recorded');
  await there.log.close();

  const back = await move(couch.address, other);
  expect(back.documents).toBe(moved.documents + 1);
  const home = await openHome(other, { sha256, onFatal: () => {} });
  expect(home.term).toBeGreaterThan(1);
  expect(publicKeyOf(home.privateKey)).toBe(publicKeyOf(key));
  const again = await hubOn(home.log, home.term);
  expect(ordersAt(again)).toBe(5);
  expect((await again.hub.placeOrder(order('S01', [['apple', 1]]))).outcome).toBe('recorded');
  await home.log.close();

  // To a CouchDB that has seen fewer terms than the log.
  const second = { ...couch.address, prefix: `${couch.address.prefix}b` };
  expect((await move(other, second)).documents).toBe(back.documents + 1);
  await expect(move(world.directory, other)).rejects.toThrow(Hindrance);
});

test('broken off, it goes on where it stopped', async () => {
  await trade();
  await world.log.close();
  const whole = await move(world.directory, couch.address);
  expect(await move(world.directory, couch.address)).toMatchObject({ copied: 0, documents: whole.documents });

  const part = await PouchLog.open({ directory: join(other, 'log'), create: true, sha256 });
  const { log } = await hubThere();
  const from = await log.open('catalog');
  await (await part.open('catalog')).append(await from.read(0, 2));
  await part.close();
  expect(await move(couch.address, other)).toMatchObject({ copied: whole.documents - 2, documents: whole.documents });
});

test('refuses a hub that runs, a place with something else in it, and what is no hub', async () => {
  await trade();
  await world.log.close();
  const running = await hold(world.directory);
  await expect(move(world.directory, couch.address)).rejects.toThrow(/in use by another process/);
  running.kill('SIGKILL');
  await once(running, 'exit');
  await expect(move(other, couch.address)).rejects.toThrow(/holds no key/);

  const strange = await World.make();
  await keepKey(join(strange.directory, 'identity', 'hub-key.json'), key);
  await strange.log.close();
  await move(strange.directory, couch.address);
  await strange.end().catch(() => {});
  await expect(move(world.directory, couch.address)).rejects.toThrow(/holds something else there/);
  await rm(strange.directory, { recursive: true, force: true });
});

test('refuses a place of a hub with another key', async () => {
  await world.log.close();
  await move(world.directory, couch.address);
  const strange = await World.make({ stores: [] });
  await keepKey(join(strange.directory, 'identity', 'hub-key.json'), generateKeyPairSync('ed25519').privateKey);
  await strange.log.close();
  await expect(move(strange.directory, couch.address)).rejects.toThrow(/another key/);
  await strange.end().catch(() => {});
  await rm(strange.directory, { recursive: true, force: true });
});
