/** Node's own cryptography in the shapes the domain asks for. Keys travel as base64url of their raw 32 bytes. */
import { createPublicKey, hash, type KeyObject, randomBytes, sign, verify } from 'node:crypto';
import type { Sha256 } from '@ringfence/domain/basic/canonical.ts';
import type { Sign, Verify } from '@ringfence/domain/pickup/pass.ts';

const utf8 = new TextEncoder();

export const sha256: Sha256 = (text) => hash('sha256', text);

export const publicKeyOf = (privateKey: KeyObject): string =>
  String(createPublicKey(privateKey).export({ format: 'jwk' }).x);

/** Signs UTF-8 text with Ed25519; base64url. */
export const signWith =
  (privateKey: KeyObject): Sign =>
  (text) =>
    sign(null, utf8.encode(text), privateKey).toString('base64url');

/** Checks signatures of the holder of `publicKey`. */
export function verifierOf(publicKey: string): Verify {
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
  return (text, signature) =>
    verify(null, utf8.encode(text), key, Uint8Array.from(Buffer.from(signature, 'base64url')));
}

/** Everything a hub with that key does with cryptography, chance included. */
export const cryptographyOf = (privateKey: KeyObject) => ({
  sha256,
  sign: signWith(privateKey),
  publicKey: publicKeyOf(privateKey),
  verifierOf,
  random: (bytes: number): Uint8Array => Uint8Array.from(randomBytes(bytes)),
});
