/** The store's Ed25519 key pair, made on this machine and never sent anywhere; only its public half is. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DamagedLog } from '@ringfence/log/port.ts';
import { syncDirectory } from '@ringfence/log/synced-leveldown.ts';
import { z } from 'zod';

export interface StoreKeys {
  readonly privateKey: KeyObject;
  /** The raw 32 bytes in base64url. */
  readonly publicKey: string;
}

const utf8 = new TextEncoder();

const stored = z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string(), d: z.string() });

/** The keys in that file; made and stored, readable by the owner alone, when there are none. */
export async function loadOrCreateKeys(path: string): Promise<StoreKeys> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text !== undefined) return parseKeys(path, text);
  const { privateKey } = generateKeyPairSync('ed25519');
  await writePrivate(path, JSON.stringify(privateKey.export({ format: 'jwk' })));
  return keysOf(privateKey);
}

/** Replaces a file that only its owner may read; whole or not at all. */
export async function writePrivate(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const next = `${path}.next`;
  const handle = await open(next, 'w', 0o600);
  try {
    await handle.writeFile(`${text}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(next, path);
  await syncDirectory(dirname(path));
}

function parseKeys(path: string, text: string): StoreKeys {
  try {
    return keysOf(createPrivateKey({ key: stored.parse(JSON.parse(text)), format: 'jwk' }));
  } catch (error) {
    throw new DamagedLog(path, 'the key of this store cannot be read', { cause: error });
  }
}

export function keysOf(privateKey: KeyObject): StoreKeys {
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
  return { privateKey, publicKey: String(x) };
}

/** Signs UTF-8 text; base64url. */
export const signWith =
  (privateKey: KeyObject) =>
  (text: string): string =>
    sign(null, utf8.encode(text), privateKey).toString('base64url');

/** Checks signatures of the holder of a public key, given as base64url of its raw 32 bytes. */
export function verifyWith(publicKey: string): (text: string, signature: string) => boolean {
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
  return (text, signature) =>
    verify(null, utf8.encode(text), key, Uint8Array.from(Buffer.from(signature, 'base64url')));
}
