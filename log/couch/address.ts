/** Where the CouchDB is and who asks, from the environment. Credentials are kept apart from the address, which may be shown. */
import { readFile } from 'node:fs/promises';
import { PREFIX } from './names.ts';

export interface CouchAddress {
  /** Without credentials. */
  readonly url: string;
  readonly user?: string;
  readonly password?: string;
  /** Before the names of this retailer's databases. */
  readonly prefix: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads `COUCHDB_URL`, `COUCHDB_USER`, `COUCHDB_PASSWORD` or the file named in `COUCHDB_PASSWORD_FILE`, and
 * `COUCHDB_PREFIX` (`ringfence` without it). Undefined without an address. Rejects with one sentence that holds no secret.
 */
export async function couchAddress(env: Environment): Promise<CouchAddress | undefined> {
  const given = env['COUCHDB_URL'];
  if (given === undefined || given === '') return undefined;
  const prefix = env['COUCHDB_PREFIX'] ?? 'ringfence';
  if (!PREFIX.test(prefix)) throw new Error('COUCHDB_PREFIX: small letters and digits, a letter first');
  if (!URL.canParse(given)) throw new Error('COUCHDB_URL: no address');
  const url = new URL(given);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new Error('COUCHDB_URL: not http or https');
  const user = env['COUCHDB_USER'] ?? decodeURIComponent(url.username);
  const password = (await passwordOf(env)) ?? decodeURIComponent(url.password);
  url.username = '';
  url.password = '';
  url.search = '';
  url.hash = '';
  const address = { url: url.href.replace(/\/$/, ''), prefix };
  return user === '' ? address : { ...address, user, password };
}

async function passwordOf(env: Environment): Promise<string | undefined> {
  const file = env['COUCHDB_PASSWORD_FILE'];
  if (file === undefined) return env['COUCHDB_PASSWORD'];
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    throw new Error(`COUCHDB_PASSWORD_FILE: ${file} cannot be read`, { cause: error });
  }
}
