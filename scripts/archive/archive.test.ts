import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { copyFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { must } from '@ringfence/domain/basic/assert.ts';
import { noFigures } from '@ringfence/domain/till/figures.ts';
import { type Clock, machineClock } from '@ringfence/central/src/clock.ts';
import { publicKeyOf, sha256 } from '@ringfence/central/src/crypto.ts';
import { keepKey, openHome } from '@ringfence/central/src/identity.ts';
import { id, order, saleBody, type TestStore, World } from '@ringfence/central/src/testing/world.ts';
import { DamagedLog } from '@ringfence/log/port.ts';
import { testCouch } from '@ringfence/log/testing/couch.ts';
import { examineHub } from '../migrate/examine.ts';
import { migrate } from '../migrate/migrate.ts';
import { Hindrance } from '../migrate/places.ts';
import type { HubPlace } from '../verify-ledger/logs.ts';
import { createArchive } from './create.ts';
import { type ArchivedFile, byStreet, endsOf, readManifest } from './manifest.ts';
import { archiveOptions } from './options.ts';
import { restoreArchive } from './restore.ts';
import { verifyArchive } from './verify.ts';

const DAY = 24 * 60 * 60 * 1000;
const VAULT_KEY = new Uint8Array(32).fill(7);
const key = generateKeyPairSync('ed25519').privateKey;

let ahead: number;
const clock: Clock = { ...machineClock, now: () => Date.now() + ahead };
let world: World;
let store: TestStore;
let place: string;
let archive: string;
beforeEach(async () => {
  ahead = toMidMonth();
  place = await mkdtemp(join(tmpdir(), 'ringfence-archive-'));
  archive = join(place, 'archive');
  world = await World.make({ clock });
  await keepKey(join(world.directory, 'identity', 'hub-key.json'), key);
  store = await world.enrol('S01');
  later(0);
  await trade();
});
afterEach(async () => {
  await world.end().catch(() => {});
  await rm(world.directory, { recursive: true, force: true });
  await rm(place, { recursive: true, force: true });
});

/** How far off the tenth of next month is: no month ends while a test trades. */
function toMidMonth(): number {
  const now = new Date();
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 10) - now.getTime();
}

async function trade(): Promise<void> {
  await world.stock(store, 'apple', 10);
  await world.hub.placeOrder(order('S01', [['apple', 2]]));
  await world.send(store, [store.write('sale', id(), saleBody([{ sku: 'apple', units: 1, short: 1 }]))]);
}

/** The next documents are of another month. */
function later(days: number): void {
  ahead += days * DAY;
  store.cursor = { ...store.cursor, at: Date.now() + ahead };
}

async function stop(): Promise<void> {
  await world.hub.members.settled();
  await world.log.close();
}

const create = (until: number, from: HubPlace = world.directory) =>
  createArchive({ from, to: archive, until, vaultKey: VAULT_KEY, tell: () => {} });

const filesOf = async (): Promise<readonly ArchivedFile[]> => must(await readManifest(archive), 'a manifest').files;

/** A whole archive of two months. */
async function archiveAll(): Promise<void> {
  later(40);
  await trade();
  await stop();
  await create(Number.MAX_SAFE_INTEGER);
}

test('everything is archived by street and month, verified, and restored to the same states', async () => {
  await archiveAll();
  const files = await filesOf();
  const up = must(byStreet(files).get('up-S01'), 'the street');
  expect(up.map(({ count }) => count)).toEqual([3, 3]);
  expect(new Set(up.map(({ month }) => month)).size).toBe(2);
  const verified = await verifyArchive(archive);
  expect(verified).toMatchObject({ problems: [], ofStores: 6, signed: 6, signedBy: publicKeyOf(key) });
  expect(verified.documents).toBe([...endsOf(files).values()].reduce((sum, { n }) => sum + n, 0));

  const again = join(place, 'again');
  await restoreArchive(archive, again);
  const [before, after] = [await examineHub(world.directory), await examineHub(again)];
  expect(after).toEqual(before);
  expect(after.hashes.size).toBeGreaterThan(0);
  await expect(restoreArchive(archive, again)).rejects.toThrow(/not empty/);

  await keepKey(join(again, 'identity', 'hub-key.json'), key);
  const home = await openHome(again, { sha256, onFatal: () => {} });
  expect((await home.log.open('up-S01')).head()).toEqual(up.at(-1)?.last);
  await home.log.close();
});

test('asked again it goes on where it ended and writes no finished file again', async () => {
  later(40);
  const until = Date.now() + ahead - DAY;
  await trade();
  later(40);
  await trade();
  await stop();
  const first = await create(until);
  const before = await filesOf();
  expect(before).toHaveLength(first.files);
  const written = await Promise.all(before.map(({ file }) => stat(join(archive, file))));
  expect(await create(until)).toMatchObject({ files: 0, documents: 0 });

  // A run that was broken off left this behind.
  await writeFile(join(archive, 'up-S01', 'half.ndjson.gz.next'), 'half');
  const second = await create(Number.MAX_SAFE_INTEGER);
  const after = await filesOf();
  expect(after.slice(0, before.length)).toEqual(before);
  expect(after).toHaveLength(first.files + second.files);
  const now = await Promise.all(before.map(({ file }) => stat(join(archive, file))));
  expect(now.map(({ ino, mtimeMs }) => [ino, mtimeMs])).toEqual(written.map(({ ino, mtimeMs }) => [ino, mtimeMs]));
  expect(await verifyArchive(archive)).toMatchObject({ problems: [], files: after.length, ofStores: 9, signed: 9 });
});

test('a month that goes on after it was archived gets another file', async () => {
  await stop();
  const until = store.written.at(-1)?.at ?? 0;
  await create(until);
  const before = (await filesOf()).length;
  await create(Number.MAX_SAFE_INTEGER);
  const files = await filesOf();
  expect(files.length).toBeGreaterThan(before);
  expect(new Set(files.map(({ file }) => file)).size).toBe(files.length);
  expect((await verifyArchive(archive)).problems).toEqual([]);
});

test('a damaged byte is found in its file and line, and nothing is restored from it', async () => {
  await archiveAll();
  const { file } = must(
    (await filesOf()).find(({ street }) => street === 'up-S01'),
    'a file',
  );
  const path = join(archive, file);
  const whole = Uint8Array.from(await readFile(path));
  const text = gunzipSync(whole).toString('utf8');
  const [first = '', line = ''] = text.split('\n');
  const packed = (lines: string, level?: number): Uint8Array =>
    Uint8Array.from(gzipSync(lines, level === undefined ? {} : { level }));
  const problemsWith = async (bytes: Uint8Array): Promise<readonly string[]> => {
    await writeFile(path, bytes);
    return (await verifyArchive(archive)).problems;
  };

  // Within the text, packed again: every kind of check, and each names the line.
  const changed = (from: string, to: string): Uint8Array => {
    expect(line).toContain(from);
    return packed(text.replace(line, line.replace(from, to)));
  };
  const { sig = '', prev } = must(store.written[1], 'a document');
  for (const [bytes, why] of [
    [changed('"units":10', '"units":11'), 'the signature of'],
    [changed(sig, `${sig.startsWith('A') ? 'B' : 'A'}${sig.slice(1)}`), 'the signature of'],
    [changed(`,"sig":"${sig}"`, ''), 'the signature of'],
    [changed(prev, 'f'.repeat(64)), 'at position 2 prev is not the hash'],
    [changed('{"_id"', '{ "_id"'), 'it is not written as documents are'],
    [changed('{"_id"', '{"_id'), 'it is not JSON'],
  ] as const) {
    const [problem, ...more] = await problemsWith(bytes);
    expect(more).toEqual([]);
    expect(problem).toMatch(new RegExp(`^${file}: line 2: ${why}`));
  }
  expect(await problemsWith(packed(`${first}\n${line}\n`))).toEqual([
    expect.stringMatching(/line 2: it ends at 2 .*not as the manifest says/),
  ]);
  expect(await problemsWith(packed(text.slice(0, -9)))).toEqual([`${file}: line 3: it breaks off`]);
  expect(await problemsWith(packed(text, 0))).toEqual([`${file}: its bytes are not those of the manifest`]);

  // In the compressed bytes, wherever it falls.
  for (const at of [0.1, 0.4, 0.6, 0.9, 0.999]) {
    const bytes = Uint8Array.from(whole);
    const position = Math.floor(bytes.length * at);
    bytes[position] = ~(bytes[position] ?? 0) & 0xff;
    expect(await problemsWith(bytes)).toEqual([expect.stringContaining(file)]);
  }
  expect(await problemsWith(whole.subarray(0, whole.length - 30))).toEqual([expect.stringMatching(/line \d+: /)]);
  await expect(restoreArchive(archive, join(place, 'again'))).rejects.toThrow(DamagedLog);
  expect(await readdir(join(place, 'again'))).toEqual([]);
  await rm(path);
  expect((await verifyArchive(archive)).problems).toEqual([`${file}: it is not there`]);
  expect(await problemsWith(whole)).toEqual([]);
});

test('a closed day has to name the street as it was', async () => {
  const close = (number: number, head: string): Promise<unknown> => {
    const { n } = store.cursor;
    const day = { number, businessDay: '2026-11-23', by: 'anna', shifts: 0, variance: 0, figures: noFigures };
    return world.send(store, [store.write('day-closed', String(number), { ...day, closes: { n, head } })]);
  };
  await close(1, store.cursor.head);
  await close(2, 'f'.repeat(64));
  await stop();
  await create(Number.MAX_SAFE_INTEGER);
  expect(await verifyArchive(archive)).toMatchObject({
    problems: [expect.stringMatching(/day-closed~2 closes another history/)],
    daysClosed: 1,
  });
});

test('a changed manifest, another hub and another log are refused', async () => {
  await stop();
  await create(Number.MAX_SAFE_INTEGER);
  const path = join(archive, 'manifest.json');
  await copyFile(path, join(place, 'kept'));
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace(/"bytes": (\d)/, '"bytes": 9$1'));
  await expect(verifyArchive(archive)).rejects.toThrow(/not what its hash says/);
  await writeFile(
    path,
    text.replace(/"sig": "./, (found) => `${found.slice(0, -1)}${found.endsWith('A') ? 'B' : 'A'}`),
  );
  await expect(verifyArchive(archive)).rejects.toThrow(/signature is not good/);
  await copyFile(join(place, 'kept'), path);
  await expect(verifyArchive(place)).rejects.toThrow(Hindrance);

  const other = await World.make();
  const keyFile = join(other.directory, 'identity', 'hub-key.json');
  await keepKey(keyFile, generateKeyPairSync('ed25519').privateKey);
  await other.enrol('S01');
  await other.hub.members.settled();
  await other.log.close();
  await expect(create(0, other.directory)).rejects.toThrow(/another key/);
  await keepKey(keyFile, key);
  await expect(create(Number.MAX_SAFE_INTEGER, other.directory)).rejects.toThrow(/another log|not there/);
  await rm(other.directory, { recursive: true, force: true });
});

test('a CouchDB is archived as the directory was, and goes on with its archive', async () => {
  const couch = await testCouch();
  try {
    const until = Date.now() + ahead + 20 * DAY;
    later(40);
    await trade();
    await stop();
    await create(until);
    await migrate({ from: world.directory, to: couch.address, vaultKey: VAULT_KEY, tell: () => {} });
    await createArchive({ from: couch.address, to: join(place, 'blind'), until, tell: () => {} });
    const blind = must(await readManifest(join(place, 'blind')), 'a manifest');
    expect(blind).toEqual({ files: await filesOf(), keys: blind.keys, signedBy: undefined });
    expect(blind.keys['S01']).toEqual({ 1: store.publicKey });

    await create(Number.MAX_SAFE_INTEGER, couch.address);
    expect(await verifyArchive(archive)).toMatchObject({ problems: [], ofStores: 6, signed: 6 });
    await restoreArchive(archive, join(place, 'again'));
    expect((await examineHub(join(place, 'again'))).hashes).toEqual((await examineHub(couch.address)).hashes);
    await expect(createArchive({ from: couch.address, to: archive, until, tell: () => {} })).rejects.toThrow(
      /key is not at hand/,
    );
  } finally {
    await couch.close();
  }
});

test('the arguments are understood or refused', () => {
  const now = Date.UTC(2026, 10, 23, 12);
  const asked = (text: string) => archiveOptions(text.split(' '), now);
  const place = { command: 'create', from: 'hub', to: 'there' };
  expect(asked('create --from hub --to there')).toEqual({ ...place, until: Date.UTC(2026, 10, 1) });
  expect(asked('create --from hub --to there --until 2026-10-31')).toEqual({ ...place, until: Date.UTC(2026, 10, 1) });
  expect(asked('verify there')).toEqual({ command: 'verify', archive: 'there', key: undefined });
  expect(asked('restore there --to hub')).toEqual({ command: 'restore', archive: 'there', to: 'hub' });
  for (const wrong of [
    'create --from hub',
    'create --from hub --to there --until 2026-11-23',
    'create --from hub --to there --until 2026-02-30',
    'create --from hub --to there --until October',
    'verify',
    'verify there --from hub',
    'restore there',
    'restore there more --to hub',
    'remove there',
    'verify there --force',
  ]) {
    expect(() => asked(wrong)).toThrow(Hindrance);
  }
});
