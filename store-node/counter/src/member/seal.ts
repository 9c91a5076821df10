/**
 * Seals an identity for head office on this device, when nobody else can: the same form as the store's node makes,
 * base64url of an ephemeral X25519 key (32 bytes), the authentication tag (16) and AES-256-GCM of the canonical JSON,
 * under HKDF-SHA256 of the shared secret. The ephemeral key is used once, so the nonce is zero.
 */
import { canonical } from '@ringfence/domain/basic/canonical.ts';
import type { Identity } from '@ringfence/domain/member/identity.ts';

const TAG_BYTES = 16;
const CURVE = { name: 'X25519' } as const;

/** Browsers give the means on a page that came by HTTPS or from this machine. */
export const canSeal = (): boolean => (globalThis.crypto as Partial<Crypto>).subtle !== undefined;

export async function sealFor(key: string, identity: Identity): Promise<string> {
  const { subtle } = crypto;
  const hub = await subtle.importKey('jwk', { kty: 'OKP', crv: 'X25519', x: key }, CURVE, false, []);
  const own = (await subtle.generateKey(CURVE, true, ['deriveBits'])) as CryptoKeyPair;
  const secret = await subtle.deriveBits({ ...CURVE, public: hub }, own.privateKey, 256);
  const base = await subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
  const text = new TextEncoder();
  const once = await subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info: text.encode('ringfence claim') },
    base,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt'],
  );
  const iv = new Uint8Array(12);
  const sealed = new Uint8Array(await subtle.encrypt({ name: 'AES-GCM', iv }, once, text.encode(canonical(identity))));
  const ephemeral = new Uint8Array(await subtle.exportKey('raw', own.publicKey));
  const tag = sealed.slice(-TAG_BYTES);
  return base64url([...ephemeral, ...tag, ...sealed.slice(0, -TAG_BYTES)]);
}

const base64url = (bytes: readonly number[]): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
