import { createPublicKey, generateKeyPairSync, sign as signWith, verify as verifyWith } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Pass, readPass, renderPass } from './pass.ts';

const keys = generateKeyPairSync('ed25519');
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const sign = (text: string): string => signWith(null, bytes(text), keys.privateKey).toString('base64url');
const publicKey = createPublicKey(keys.privateKey);
const verify = (text: string, signature: string): boolean =>
  verifyWith(null, bytes(text), publicKey, Uint8Array.from(Buffer.from(signature, 'base64url')));

const pass: Pass = {
  order: 'O-1',
  store: 'S01',
  expiresAt: 1_800_000_000_000,
  due: 1250,
  currency: 'EUR',
  lines: [
    { sku: 'A', units: 2 },
    { sku: '85123A', units: 1 },
  ],
};

describe('pickup pass', () => {
  test('comes back as it was signed', () => expect(readPass(renderPass(pass, sign), verify)).toEqual(pass));

  test('no changed character passes', () => {
    const text = renderPass(pass, sign);
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.';
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.nat(alphabet.length - 1), (place, letter) => {
        const changed = text.slice(0, place) + alphabet[letter] + text.slice(place + 1);
        fc.pre(changed !== text);
        const read = readPass(changed, verify);
        // The last character of a base64url signature carries unused bits; nothing but the same pass may come of it.
        expect(read === undefined || place === text.length - 1).toBe(true);
        if (read) expect(read).toEqual(pass);
      }),
      { numRuns: 500 },
    );
  });

  test('a pass signed by another key is none', () => {
    const other = generateKeyPairSync('ed25519');
    const forged = renderPass(pass, (text) => signWith(null, bytes(text), other.privateKey).toString('base64url'));
    expect(readPass(forged, verify)).toBeUndefined();
  });

  test.each(['', 'RF1', 'RF1..', 'RF2.e30.x', 'RF1.!!!.sig', `RF1.${'A'.repeat(5000)}.x`])('%j is no pass', (text) =>
    expect(readPass(text, verify)).toBeUndefined(),
  );

  test('signed nonsense is no pass', () => {
    const content = `RF1.${Buffer.from('[1,2]').toString('base64url')}`;
    expect(readPass(`${content}.${sign(content)}`, verify)).toBeUndefined();
  });
});
