/** PINs are judged on this device by their argon2id hash, and guessing is slowed down, in whatever tab and over restarts. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { argon2id } from 'hash-wasm';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import { LIMITS } from '../limits.ts';
import { type Databases, openDatabases } from './databases.ts';
import type { StaffDoc } from './documents.ts';
import { Pins, verifyArgon2 } from './pins.ts';

const PIN = '258025';
const hashOf = (password: string): Promise<string> =>
  argon2id({
    password,
    salt: new Uint8Array(16).fill(7),
    parallelism: 1,
    iterations: 1,
    memorySize: 8,
    hashLength: 16,
    outputType: 'encoded',
  });

let databases: Databases;
let person: StaffDoc;
let now = 1_000_000;
beforeEach(async () => {
  const storage = getRxStorageMemory();
  const name = `pins-${crypto.randomUUID()}`;
  databases = await openDatabases({ name, cacheStorage: storage, ownStorage: storage, multiInstance: false });
  person = { staff: 'clerk-1', name: 'Clerk', role: 'clerk', pinHash: await hashOf(PIN), active: true };
});
afterEach(() => databases.close());

const pins = (): Pins => new Pins(databases.own.notes, verifyArgon2, () => now);

test('the right PIN lets in, another says how many tries are left, and the right one gives them back', async () => {
  expect(await pins().check(person, '258026')).toEqual({ ok: false, left: LIMITS.pinAttempts - 1 });
  expect(await pins().check(person, '25802')).toEqual({ ok: false, left: LIMITS.pinAttempts - 2 });
  expect(await pins().check(person, PIN)).toEqual({ ok: true });
  expect(await pins().check(person, '258026')).toEqual({ ok: false, left: LIMITS.pinAttempts - 1 });
});

test('after so many wrong ones not even the right one is looked at for a while, for that person alone', async () => {
  for (let left = LIMITS.pinAttempts - 1; left > 0; left -= 1)
    expect(await pins().check(person, '000000')).toEqual({ ok: false, left });
  expect(await pins().check(person, '000000')).toEqual({ ok: false, waitMs: LIMITS.pinPauseMs });
  now += LIMITS.pinPauseMs - 1;
  // Another one asks the same notes, as after a reload.
  expect(await pins().check(person, PIN)).toEqual({ ok: false, waitMs: 1 });
  expect(await pins().check({ ...person, staff: 'clerk-2' }, PIN)).toEqual({ ok: true });
  now += 1;
  expect(await pins().check(person, PIN)).toEqual({ ok: true });
});

test('the last try may be the right one; somebody who left is not let in by any', async () => {
  for (let tries = 1; tries < LIMITS.pinAttempts; tries += 1) await pins().check(person, '000000');
  expect(await pins().check(person, PIN)).toEqual({ ok: true });
  expect(await pins().check({ ...person, active: false }, PIN)).toEqual({ ok: false, left: LIMITS.pinAttempts - 1 });
});
