/** Who stands at the till, what may be spent, and that a claim sealed here is one that head office reads. */
import {
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
} from 'node:crypto';
import { expect, test } from '@jest/globals';
import { someRules } from '@ringfence/domain/testing/loyalty-rules.ts';
import { NodeApi } from '../data/node-api.ts';
import { earnedBy, findMember, type KnownMember, readIdentity, redeemable } from './member.ts';
import { sealFor } from './seal.ts';

test.each([
  ['RM1.m0a1', { member: 'm0a1' }],
  ['anna@example.org', { identity: { kind: 'email', value: 'anna@example.org' } }],
  ['+48 600-100-200', { identity: { kind: 'phone', value: '+48 600-100-200' } }],
  ['600 100 200', { identity: { kind: 'phone', value: '600 100 200' } }],
  ['5901234123457', { identity: { kind: 'card', value: '5901234123457' } }],
  ['KLUB-77', { identity: { kind: 'card', value: 'KLUB-77' } }],
  ['x', undefined],
])('%s names %j', (text, named) => expect(readIdentity(text)).toEqual(named));

const member = (changes: Partial<KnownMember> = {}): KnownMember => ({
  id: 'M1',
  tier: null,
  tierRate: 100,
  available: 300,
  total: 420,
  here: 120,
  hereUntil: 1,
  connected: true,
  ...changes,
});

test.each([
  ['all there is, connected', member(), 1000, 420],
  ['no more than the basket', member(), 100, 100],
  ['what is lent here, cut off', member({ available: null, connected: false }), 1000, 120],
  ['nothing of a debt', member({ available: -50, here: 0 }), 1000, 0],
])('%s may be redeemed', (_name, who, left, points) => {
  expect(redeemable(who, someRules(), left)?.points).toBe(points);
});

test('points that pay for less than whole minor units never pay more than is left', () => {
  const rules = someRules({ redemption: { points: 1, value: 3, minimum: 1 } });
  expect(redeemable(member(), rules, 10)).toMatchObject({ points: 3, worth: 9 });
});

test('what points pay earns nothing', () => {
  const lines = [{ amount: 1000, group: undefined }];
  expect(earnedBy(someRules(), { day: '2026-11-23', tierRate: 200, lines, worth: 400 })).toBe(120);
});

test('while nobody answers, the identity is sealed here, and only head office reads it', async () => {
  const hub = generateKeyPairSync('x25519');
  const key = String(hub.publicKey.export({ format: 'jwk' }).x);
  const api = new NodeApi({ url: 'http://127.0.0.1:9', key: 'k', register: 'R1' });
  const found = await findMember(api, 'anna@example.org', { version: 1, key });
  expect(found).toMatchObject({ member: { why: 'alone', hint: 'an…' } });
  expect(await findMember(api, 'anna@example.org', undefined)).toEqual({ refused: 'store-unreachable' });

  const sealed = Buffer.from(await sealFor(key, { kind: 'email', value: 'anna@example.org' }), 'base64url');
  const x = sealed.subarray(0, 32).toString('base64url');
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x }, format: 'jwk' });
  const privateKey = createPrivateKey({ key: hub.privateKey.export({ format: 'jwk' }), format: 'jwk' });
  const secret = new Uint8Array(diffieHellman({ privateKey, publicKey }));
  const once = new Uint8Array(hkdfSync('sha256', secret, '', 'ringfence claim', 32));
  const decipher = createDecipheriv('aes-256-gcm', once, new Uint8Array(12));
  decipher.setAuthTag(Uint8Array.from(sealed.subarray(32, 48)));
  const text = decipher.update(sealed.subarray(48).toString('hex'), 'hex', 'utf8') + decipher.final('utf8');
  expect(JSON.parse(text)).toEqual({ kind: 'email', value: 'anna@example.org' });
});
