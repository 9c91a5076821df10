/**
 * The key that signs passes, when several hubs share it: it lies with the
 * fences, created once and encrypted under the vault key that all hubs have.
 */
import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createSecretKey,
  generateKeyPairSync,
  hkdfSync,
  type JsonWebKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { DamagedLog } from '@ringfence/log/port.ts';
import type { Once } from './fences.ts';

const ID = 'hub-key';
const IV_BYTES = 12;

/** All base64url. */
interface Sealed {
  readonly iv: string;
  readonly tag: string;
  readonly text: string;
}

/** The hubs' common key; `own` becomes it, or a new one, where there is none yet. Rejects with `DamagedLog`. */
export async function sharedKey(once: Once, vaultKey: Uint8Array, own?: KeyObject): Promise<KeyObject> {
  const standing = await standingKey(once, vaultKey);
  if (standing !== undefined) return standing;
  const cipherKey = derived(vaultKey, 'hub key');
  const key = own ?? generateKeyPairSync('ed25519').privateKey;
  return opened((await once.create(ID, sealed(key, cipherKey))) as Sealed, cipherKey);
}

/** The common key that is there already. Rejects with `DamagedLog`. */
export async function standingKey(once: Pick<Once, 'get'>, vaultKey: Uint8Array): Promise<KeyObject | undefined> {
  const standing = (await once.get(ID)) as Sealed | undefined;
  return standing && opened(standing, derived(vaultKey, 'hub key'));
}

/** What the hubs tell one another to be known by, and nobody else can know. */
export function hubSecret(vaultKey: Uint8Array): string {
  return Buffer.from(hkdfSync('sha256', vaultKey, '', 'ringfence hub to hub', 32)).toString('base64url');
}

const derived = (vaultKey: Uint8Array, use: string): KeyObject =>
  createSecretKey(new Uint8Array(hkdfSync('sha256', vaultKey, '', `ringfence ${use}`, 32)));

function sealed(key: KeyObject, cipherKey: KeyObject): Sealed {
  const iv = Uint8Array.from(randomBytes(IV_BYTES));
  const cipher = createCipheriv('aes-256-gcm', cipherKey, iv);
  const text = cipher.update(JSON.stringify(key.export({ format: 'jwk' })), 'utf8', 'base64url');
  const rest = cipher.final('base64url');
  return {
    iv: Buffer.from(iv).toString('base64url'),
    tag: cipher.getAuthTag().toString('base64url'),
    text: text + rest,
  };
}

function opened({ iv, tag, text }: Sealed, cipherKey: KeyObject): KeyObject {
  try {
    const decipher = createDecipheriv('aes-256-gcm', cipherKey, bytes(iv));
    decipher.setAuthTag(bytes(tag));
    const jwk = decipher.update(text, 'base64url', 'utf8') + decipher.final('utf8');
    return createPrivateKey({ key: JSON.parse(jwk) as JsonWebKey, format: 'jwk' });
  } catch (error) {
    throw new DamagedLog(ID, 'the hubs’ key was kept under another RINGFENCE_VAULT_KEY, or is damaged', {
      cause: error,
    });
  }
}

const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64url'));
