import { expect, test } from '@jest/globals';
import { argon2Sync } from 'node:crypto';
import { type Staff, type StaffRole, staff } from '@ringfence/domain/documents/staff.ts';
import { LIMITS } from '../limits.ts';
import { Approvals } from './approvals.ts';

const unpadded = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replaceAll('=', '');

function person(name: string, pin: string, role: StaffRole = 'supervisor'): Staff {
  const nonce = new TextEncoder().encode(`salt of ${name}`.padEnd(16, '.'));
  const tag = argon2Sync('argon2id', { message: pin, nonce, parallelism: 1, tagLength: 32, memory: 64, passes: 1 });
  const pinHash = `$argon2id$v=19$m=64,t=1,p=1$${unpadded(nonce)}$${unpadded(Uint8Array.from(tag))}`;
  return staff.parse({ staff: name, name, role, pinHash });
}

const codeOf = (answer: Awaited<ReturnType<Approvals['approve']>>): string =>
  answer.ok ? 'given' : answer.refusal.refused;

test('five wrong PINs in a quarter of an hour, and the right one does not help meanwhile', async () => {
  let now = 1_800_000_000_000;
  const approvals = new Approvals(() => now);
  const anna = person('anna', '2580');
  const other = person('otto', '1470');
  const tried: string[] = [];
  const minutes = 15;
  for (let second = 0; second < minutes * 60; second++, now += 1000)
    tried.push(codeOf(await approvals.approve(anna, '9999')));
  expect(tried.filter((code) => code === 'wrong-pin')).toHaveLength(LIMITS.pinAttempts);
  expect(new Set(tried.slice(LIMITS.pinAttempts))).toEqual(new Set(['too-many-attempts']));
  now -= 30_000;
  expect(codeOf(await approvals.approve(anna, '2580'))).toBe('too-many-attempts');
  expect(codeOf(await approvals.approve(other, '1470'))).toBe('given');
  now += 60_000;
  expect(codeOf(await approvals.approve(anna, '2580'))).toBe('given');
});

test('somebody who is not there is told the same as somebody with another PIN, and paused as well', async () => {
  const approvals = new Approvals(() => 0);
  const bodies = [];
  for (const who of [person('anna', '2580'), undefined])
    for (let attempt = 0; attempt <= LIMITS.pinAttempts; attempt++) bodies.push(await approvals.approve(who, '9999'));
  const half = bodies.length / 2;
  expect(bodies.slice(half)).toEqual(bodies.slice(0, half));
});

test('PINs are checked a few at a time; who comes too much is told so, and it costs no try', async () => {
  const approvals = new Approvals(() => 0);
  const anna = person('anna', '2580');
  const answers = await Promise.all(Array.from({ length: 40 }, () => approvals.approve(anna, '2580')));
  const codes = answers.map(codeOf);
  expect(codes.filter((code) => code === 'given')).toHaveLength(LIMITS.pinsAtOnce);
  expect(new Set(codes)).toEqual(new Set(['given', 'overloaded']));
  expect(codeOf(await approvals.approve(anna, '2580'))).toBe('given');
});

test('a word of one PIN is kept for a while, and only so many are', async () => {
  const approvals = new Approvals(() => 0);
  const anna = person('anna', '2580');
  const first = await approvals.approve(anna, '2580');
  const token = first.ok ? first.token : '';
  expect(approvals.wordsOf(token)).toHaveLength(1);
  for (let more = 0; more < LIMITS.wordsKept; more++) await approvals.approve(anna, '2580');
  expect(approvals.wordsOf(token)).toEqual([]);
});

test('a hash that asks for more memory than there is to spare is not computed', async () => {
  const approvals = new Approvals(() => 0);
  const anna = person('anna', '2580');
  const greedy = { ...anna, pinHash: anna.pinHash.replace('m=64', 'm=9999999') };
  expect(codeOf(await approvals.approve(greedy, '2580'))).toBe('wrong-pin');
});
