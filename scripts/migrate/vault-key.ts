/** The hub's vault key, as the hub itself is given it. */
import { readFileSync } from 'node:fs';
import { Hindrance } from './places.ts';

/** From `RINGFENCE_VAULT_KEY`, or the file that `RINGFENCE_VAULT_KEY_FILE` names; nothing when neither is set. */
export function vaultKeyIn(environment: NodeJS.ProcessEnv): Uint8Array | undefined {
  const file = environment['RINGFENCE_VAULT_KEY_FILE'];
  const text = file === undefined ? environment['RINGFENCE_VAULT_KEY'] : readFileSync(file, 'utf8').trim();
  if (text === undefined) return undefined;
  if (!/^[A-Za-z0-9_-]{43}$/.test(text)) throw new Hindrance('RINGFENCE_VAULT_KEY: the hub’s, 32 bytes in base64url');
  return Uint8Array.from(Buffer.from(text, 'base64url'));
}
