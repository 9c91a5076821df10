/** Hashes, and stand-ins for signatures and sealing that are cheap and the same in every run of a seed. */
import { createCipheriv, createHash, createPrivateKey, createPublicKey, diffieHellman, hkdfSync } from 'node:crypto';
import { canonical } from '@ringfence/domain/basic/canonical.ts';
import type { Identity } from '@ringfence/domain/member/identity.ts';

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export const HUB_KEY = 'hub';

/** 86 letters, the length of an Ed25519 signature in base64url. */
export const fakeSign = (text: string, key: string): string => sha256(`${key} ${text}`).padEnd(86, 'A');

export const fakeVerify = (text: string, signature: string, key: string): boolean => signature === fakeSign(text, key);

/** DER of a PKCS #8 X25519 key, up to the key itself. */
const X25519_PKCS8 = '302e020100300506032b656e04220420';
const sealedBefore = new Map<string, string>();

/** What the hub opens as it opens a store's, with an ephemeral key that follows from the content. */
export function sealFor(key: string, identity: Identity): string {
  const name = `${key} ${canonical(identity)}`;
  const before = sealedBefore.get(name);
  if (before !== undefined) return before;
  const own = createPrivateKey({
    key: Buffer.from(X25519_PKCS8 + sha256(name), 'hex'),
    format: 'der',
    type: 'pkcs8',
  });
  const hub = createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x: key }, format: 'jwk' });
  const secret = new Uint8Array(diffieHellman({ privateKey: own, publicKey: hub }));
  const once = new Uint8Array(hkdfSync('sha256', secret, '', 'ringfence claim', 32));
  const cipher = createCipheriv('aes-256-gcm', once, new Uint8Array(12));
  const text = cipher.update(canonical(identity), 'utf8', 'hex') + cipher.final('hex');
  const ephemeral = Buffer.from(String(createPublicKey(own).export({ format: 'jwk' }).x), 'base64url').toString('hex');
  const sealed = Buffer.from(ephemeral + cipher.getAuthTag().toString('hex') + text, 'hex').toString('base64url');
  sealedBefore.set(name, sealed);
  return sealed;
}
