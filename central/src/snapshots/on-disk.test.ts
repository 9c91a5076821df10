/** Snapshots in files: of a process that is killed at any moment, and files that are not what was written. */
import { spawn } from 'node:child_process';
import { copyFile, mkdtemp, open, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { shardContent } from '@ringfence/domain/member/shard.ts';
import { stateContent } from '@ringfence/domain/store/state.ts';
import type { Frozen } from '@ringfence/domain/basic/frozen.ts';
import { machineClock } from '../clock.ts';
import { cryptographyOf, sha256 } from '../crypto.ts';
import { Hub } from '../hub.ts';
import { openHome } from '../identity.ts';
import { SnapshotDirectory, type SnapshotPlace } from './place.ts';

const KILLS = 6;
const RULES = 'these';

let data: string;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'ringfence-snapshots-'));
});
afterEach(() => rm(data, { recursive: true, force: true }));

const fail = (failure: unknown): never => {
  throw failure;
};

/** Counts what could be read. */
class Counted implements SnapshotPlace {
  readonly read: SnapshotPlace['read'];
  readonly write: SnapshotPlace['write'];
  readonly found: string[] = [];

  constructor(place: SnapshotPlace) {
    this.read = async (name): Promise<Frozen | undefined> => {
      const frozen = await place.read(name);
      if (frozen) this.found.push(name);
      return frozen;
    };
    this.write = (name, frozen, durable) => place.write(name, frozen, durable);
  }
}

/** What a hub knows that starts in the directory, and which files it could read. */
async function start(rules: string | undefined): Promise<{ knows: unknown; found: string[] }> {
  const home = await openHome(data, { sha256, onFatal: fail });
  const place = new Counted(new SnapshotDirectory(join(data, 'snapshots'), rules ?? ''));
  const hub = await Hub.open({
    log: home.log,
    clock: machineClock,
    ...cryptographyOf(home.privateKey),
    vaultKey: new Uint8Array(32).fill(7),
    onFatal: fail,
    snapshots: rules === undefined ? undefined : { place, onTrouble: fail },
  });
  await hub.members.settled();
  await settled(hub);
  const knows = {
    desks: [...hub.desks()].map(({ state }) => stateContent(state)),
    shards: hub.members.shards.map(({ state }) => shardContent(state)),
  };
  await home.log.close();
  return { knows, found: place.found };
}

/** Until what the hub writes at its start is on disk. */
async function settled(hub: Hub): Promise<void> {
  for (const { state, down } of hub.desks()) while (down.head().n < state.down.n) await sleep(1);
}

/** Every dispatch of one store has one relay at the other. */
async function expectCarried(): Promise<void> {
  const { log } = await openHome(data, { sha256, onFatal: fail });
  for (const [from, to] of [
    ['S01', 'S02'],
    ['S02', 'S01'],
  ]) {
    const up = await (await log.open(`up-${from}`)).read(0, 1_000_000);
    const down = await (await log.open(`down-${to}`)).read(0, 1_000_000);
    const dispatches = up.filter(({ kind }) => kind === 'dispatch').map(({ _id }) => _id.replace('dispatch~', ''));
    const relays = down.filter(({ kind }) => kind === 'relay').map(({ _id }) => _id.replace('relay~', ''));
    expect(relays.sort()).toEqual(dispatches.sort());
    expect(dispatches.length).toBeGreaterThan(0);
  }
  await log.close();
}

async function live(forMs: number): Promise<void> {
  const script = fileURLToPath(new URL('../testing/killed-child.ts', import.meta.url));
  const child = spawn(process.execPath, [script, data], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('close', (_code, signal) => resolve(signal)));
  await Promise.race([new Promise((resolve) => child.stdout.once('data', resolve)), ended]);
  await sleep(forMs);
  child.kill('SIGKILL');
  expect(await ended).toBe('SIGKILL');
}

test('A hub that is killed while it keeps snapshots starts from them as from nothing', async () => {
  for (let kill = 0; kill < KILLS; kill++) await live(100 + 70 * kill);
  // Until there are some, however slow the machine is.
  for (let tries = 0; tries < 20 && (await start(RULES)).found.length === 0; tries++) await live(1000);
  const former = await start(RULES);
  expect(former.found).toContain('heads');
  expect((await start(undefined)).knows).toEqual(former.knows);
  await expectCarried();
}, 240_000);

test('Files that are damaged, cut off, of another rule or another store are as if they were not there', async () => {
  for (let tries = 0; tries < 20 && (await start(RULES)).found.length < 4; tries++) await live(1000);
  const whole = await start(undefined);
  const directory = join(data, 'snapshots');
  expect((await start('others')).found).toEqual([]);
  expect((await start('others')).knows).toEqual(whole.knows);

  for (const name of await readdir(directory)) {
    const file = await open(join(directory, name), 'r+');
    const { size } = await file.stat();
    await copyFile(join(directory, name), join(data, 'kept'));
    const byte = new Uint8Array(1);
    await file.read(byte, 0, 1, size >> 1);
    await file.write(Uint8Array.of(~(byte[0] ?? 0) & 0xff), 0, 1, size >> 1);
    expect((await start(RULES)).knows).toEqual(whole.knows);
    await file.truncate(size >> 1);
    expect((await start(RULES)).knows).toEqual(whole.knows);
    await file.close();
    await copyFile(join(data, 'kept'), join(directory, name));
  }
  await copyFile(join(directory, 'members-1.snapshot'), join(directory, 'members-2.snapshot')).catch(() => {});
  await copyFile(join(directory, 'desk-S01.snapshot'), join(directory, 'desk-S02.snapshot')).catch(() => {});
  expect((await start(RULES)).knows).toEqual(whole.knows);
}, 240_000);
