/**
 * Seals what only the hub may read: base64url of an ephemeral X25519 key (32 bytes), the authentication tag (16) and
 * AES-256-GCM of the canonical JSON, under HKDF-SHA256 of the shared secret. The ephemeral key is used once, so the
 * nonce is zero, and the same phone number looks different in every sale.
 */
import { createCipheriv, createPublicKey, diffieHellman, generateKeyPairSync, hkdfSync } from 'node:crypto';
import { canonical } from '@ringfence/domain/basic/canonical.ts';
import type { Identity } from '@ringfence/domain/member/identity.ts';

export function sealFor(key: string, identity: Identity): string {
  const hub = createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x: key }, format: 'jwk' });
  const own = generateKeyPairSync('x25519');
  const secret = new Uint8Array(diffieHellman({ privateKey: own.privateKey, publicKey: hub }));
  const once = new Uint8Array(hkdfSync('sha256', secret, '', 'ringfence claim', 32));
  const cipher = createCipheriv('aes-256-gcm', once, new Uint8Array(12));
  const text = cipher.update(canonical(identity), 'utf8', 'hex') + cipher.final('hex');
  const ephemeral = Buffer.from(String(own.publicKey.export({ format: 'jwk' }).x), 'base64url').toString('hex');
  return Buffer.from(ephemeral + cipher.getAuthTag().toString('hex') + text, 'hex').toString('base64url');
}
