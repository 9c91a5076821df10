/**
 * Keys for what must not be readable in any log. From the vault's key are
 * derived: the key of the hash by which an identity is found, the key that
 * wraps the members' own keys, and the X25519 key that stores seal claims for.
 * A sealed claim is base64url of an ephemeral public key (32 bytes), the
 * authentication tag (16) and AES-256-GCM of the claim's canonical JSON, under
 * HKDF-SHA256 of the shared secret; the ephemeral key makes it unique, so the
 * nonce is zero.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  diffieHellman,
  generateKeyPairSync,
  getRandomValues,
  hkdfSync,
  type KeyObject,
} from 'node:crypto';
import { canonical } from '@ringfence/domain/basic/canonical.ts';
import { type Identity, identity, normalised } from '@ringfence/domain/member/identity.ts';

const IV_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
/** DER of a PKCS #8 X25519 key, up to the key itself. */
const X25519_PKCS8 = new Uint8Array(Buffer.from('302e020100300506032b656e04220420', 'hex'));

const fromBase64Url = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64url'));
const toBase64Url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const derived = (secret: Uint8Array, use: string): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', secret, '', use, KEY_BYTES));

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export class MemberKeys {
  readonly #hashKey: KeyObject;
  readonly #wrapKey: Uint8Array;
  readonly #sealing: KeyObject;

  /** `vaultKey` is 32 random bytes. */
  constructor(vaultKey: Uint8Array) {
    this.#hashKey = createSecretKey(derived(vaultKey, 'ringfence identity'));
    this.#wrapKey = derived(vaultKey, 'ringfence member key');
    const der = Buffer.from(joined(X25519_PKCS8, derived(vaultKey, 'ringfence sealing')));
    this.#sealing = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  }

  /** JWK `x` of the key that stores seal claims for. */
  get sealingKey(): string {
    return String(createPublicKey(this.#sealing).export({ format: 'jwk' }).x);
  }

  /** The keyed hash by which the identity is found; 64 hexadecimal digits. */
  claimOf(found: Identity): string {
    return this.#hmac(`${found.kind}:${normalised(found)}`);
  }

  /** An opaque member id, the same again for the same command. */
  memberFor(command: string): string {
    return `m${this.#hmac(`member:${command}`).slice(0, 24)}`;
  }

  /** What a store sealed; nothing when it was not for this hub, or is no identity. */
  open(sealed: string): Identity | undefined {
    try {
      const bytes = fromBase64Url(sealed);
      const ephemeral = toBase64Url(bytes.subarray(0, KEY_BYTES));
      const theirs = createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x: ephemeral }, format: 'jwk' });
      const secret = new Uint8Array(diffieHellman({ privateKey: this.#sealing, publicKey: theirs }));
      const decipher = createDecipheriv('aes-256-gcm', derived(secret, 'ringfence claim'), new Uint8Array(IV_BYTES));
      decipher.setAuthTag(bytes.subarray(KEY_BYTES, KEY_BYTES + TAG_BYTES));
      const text = decipher.update(bytes.subarray(KEY_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
      const parsed = identity.safeParse(JSON.parse(text));
      return parsed.success ? parsed.data : undefined;
    } catch {
      return undefined;
    }
  }

  /** Seals an identity for this hub, as a store does: nothing in the log tells whose it is. */
  seal(found: Identity): string {
    const hub = createPublicKey(this.#sealing);
    const own = generateKeyPairSync('x25519');
    const secret = new Uint8Array(diffieHellman({ privateKey: own.privateKey, publicKey: hub }));
    const cipher = createCipheriv('aes-256-gcm', derived(secret, 'ringfence claim'), new Uint8Array(IV_BYTES));
    const text = fromBase64Url(cipher.update(canonical(found), 'utf8', 'base64url') + cipher.final('base64url'));
    const ephemeral = fromBase64Url(String(own.publicKey.export({ format: 'jwk' }).x));
    return toBase64Url(joined(ephemeral, new Uint8Array(cipher.getAuthTag()), text));
  }

  /** A new key for one member, and how it is stored. */
  newKey(member: string): { key: Uint8Array; wrapped: string } {
    const key = getRandomValues(new Uint8Array(KEY_BYTES));
    return { key, wrapped: encrypt(this.#wrapKey, toBase64Url(key), member) };
  }

  unwrap(member: string, wrapped: string): Uint8Array {
    return fromBase64Url(decrypt(this.#wrapKey, wrapped, member));
  }

  #hmac(text: string): string {
    return createHmac('sha256', this.#hashKey).update(text).digest('hex');
  }
}

/** AES-256-GCM, bound to `subject`; base64url of nonce, tag and text. */
export function encrypt(key: Uint8Array, content: string, subject: string): string {
  const iv = getRandomValues(new Uint8Array(IV_BYTES));
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(utf8(subject));
  const text = fromBase64Url(cipher.update(content, 'utf8', 'base64url') + cipher.final('base64url'));
  return toBase64Url(joined(iv, new Uint8Array(cipher.getAuthTag()), text));
}

/** Throws when it was encrypted under another key or for another subject. */
export function decrypt(key: Uint8Array, text: string, subject: string): string {
  const bytes = fromBase64Url(text);
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES));
  decipher.setAAD(utf8(subject));
  decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  return decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
}
