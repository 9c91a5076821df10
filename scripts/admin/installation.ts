/**
 * The secrets of an installation, made once and never replaced:
 *
 *   secrets.json         keys as their holders send them; for head office
 *   keys/<name>.json     what the processes read: hashes of those keys
 *   vault-key            encrypts people's contacts
 *   couchdb-password     the hub's, and couchdb-admins.ini with its hash for CouchDB
 */
import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { secretsOf } from '../processes/secrets.ts';

const COUCHDB_USER = 'ringfence';
const ITERATIONS = 50_000;
const HASH_BYTES = 32;

/** Makes what is missing in `directory`, readable by its owner alone. */
export function makeInstallation(directory: string, stores: readonly string[]): void {
  const { vaultKey } = secretsOf(directory, stores);
  once(join(directory, 'vault-key'), () => vaultKey);
  const password = once(join(directory, 'couchdb-password'), () => randomBytes(32).toString('base64url'));
  once(join(directory, 'couchdb-admins.ini'), () => `[admins]\n${COUCHDB_USER} = ${couchHash(password)}\n`);
}

/** The content of the file, which is made when there is none. */
function once(path: string, make: () => string): string {
  if (!existsSync(path)) writeFileSync(path, make(), { mode: 0o600 });
  return readFileSync(path, 'utf8');
}

/** As CouchDB 3.4 stores a password: `-pbkdf2:<function>-<hash>,<salt>,<iterations>`; the salt counts as text. */
function couchHash(password: string): string {
  const salt = randomBytes(16).toString('hex');
  const hash = pbkdf2Sync(password, salt, ITERATIONS, HASH_BYTES, 'sha256').toString('hex');
  return `-pbkdf2:sha256-${hash},${salt},${ITERATIONS}`;
}
