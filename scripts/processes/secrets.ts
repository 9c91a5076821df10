/** The keys of a retailer's processes: made once, kept beside the data, so that they survive a restart. */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const HUB_KEYS = {
  checkout: ['checkout'],
  loyalty: ['loyalty'],
  /** A web shop in which members sign in. */
  shop: ['checkout', 'loyalty'],
  operations: ['operations'],
} as const;
const STORE_KEYS = { clerk: ['clerk'], supervisor: ['supervisor'], operator: ['operator'] } as const;

export type HubKeys = Record<keyof typeof HUB_KEYS, string>;
export type StoreKeys = Record<keyof typeof STORE_KEYS, string>;

export interface Secrets {
  readonly hub: HubKeys;
  readonly stores: Readonly<Record<string, StoreKeys>>;
  /** 32 bytes, base64url: what customers' contacts are encrypted with. */
  readonly vaultKey: string;
}

const randomKey = (): string => randomBytes(32).toString('base64url');

/** The secrets that were made for `directory`; nothing when there are none. */
export function readSecrets(directory: string): Secrets | undefined {
  const path = join(directory, 'secrets.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Secrets) : undefined;
}

/**
 * The secrets of `directory`, made for what has none yet, with the key files the processes read. What a person changed in
 * a key file stays: a key that was taken out does not come back, and one that was put in is not lost.
 */
export function secretsOf(directory: string, stores: readonly string[]): Secrets {
  const known = readSecrets(directory);
  const secrets: Secrets = {
    hub: {
      checkout: randomKey(),
      loyalty: randomKey(),
      shop: randomKey(),
      operations: randomKey(),
      ...known?.hub,
    },
    stores: {
      ...known?.stores,
      ...Object.fromEntries(
        stores.map((store) => [
          store,
          known?.stores[store] ?? { clerk: randomKey(), supervisor: randomKey(), operator: randomKey() },
        ]),
      ),
    },
    vaultKey: known?.vaultKey ?? randomKey(),
  };
  mkdirSync(join(directory, 'keys'), { recursive: true });
  writeSecret(join(directory, 'secrets.json'), secrets);
  addKeys(keysFile(directory, 'hub'), hashed(secrets.hub, 'scopes', HUB_KEYS), known?.hub);
  for (const [store, keys] of Object.entries(secrets.stores)) {
    addKeys(keysFile(directory, store), hashed(keys, 'roles', STORE_KEYS), known?.stores[store]);
  }
  return secrets;
}

export const keysFile = (directory: string, name: string): string => join(directory, 'keys', `${name}.json`);

interface HashedKey {
  readonly name: string;
  readonly sha256: string;
}

/** Makes the file, or adds those keys that were not known `before`. */
function addKeys(path: string, keys: readonly HashedKey[], before: Readonly<Record<string, string>> | undefined): void {
  if (!existsSync(path)) return writeSecret(path, { keys });
  const { keys: there } = JSON.parse(readFileSync(path, 'utf8')) as { keys: HashedKey[] };
  const added = keys.filter(({ name }) => before?.[name] === undefined && !there.some((key) => key.name === name));
  if (added.length > 0) writeSecret(path, { keys: [...there, ...added] });
}

/** A process never needs the keys themselves, only what they hash to. */
function hashed(
  keys: Record<string, string>,
  field: 'scopes' | 'roles',
  rights: Record<string, readonly string[]>,
): HashedKey[] {
  return Object.entries(keys).map(([name, key]) => ({
    name,
    sha256: createHash('sha256').update(key).digest('hex'),
    [field]: rights[name],
  }));
}

function writeSecret(path: string, value: unknown): void {
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
}
