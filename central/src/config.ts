/** What the environment says about this hub. Anything missing or malformed ends the start with one sentence. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { type KeysFile, parseKeys } from './api/keys.ts';

const environment = z.object({
  RINGFENCE_DATA: z.string().min(1).default('data/hub'),
  RINGFENCE_HOST: z.string().min(1).default('127.0.0.1'),
  RINGFENCE_PORT: z.coerce.number().int().min(0).max(65_535).default(7400),
  RINGFENCE_KEYS_FILE: z.string().min(1),
  /** 32 bytes in base64url; contacts are encrypted with it. */
  RINGFENCE_VAULT_KEY: z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'must be 32 bytes in base64url'),
  /** Serves the schema and a page to try it out; only for a developer's machine. */
  RINGFENCE_DEVELOPMENT: z.enum(['0', '1']).default('0'),
});

export interface Config {
  readonly data: string;
  readonly host: string;
  readonly port: number;
  readonly keys: KeysFile;
  readonly vaultKey: Uint8Array;
  readonly development: boolean;
}

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Reads the configuration; rejects with `ConfigError`. */
export async function readConfig(env: Readonly<Record<string, string | undefined>>): Promise<Config> {
  const parsed = environment.safeParse(env);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new ConfigError(`${issue?.path.join('.')}: ${issue?.message}`);
  }
  const { data } = parsed;
  return {
    data: data.RINGFENCE_DATA,
    host: data.RINGFENCE_HOST,
    port: data.RINGFENCE_PORT,
    keys: await readKeys(data.RINGFENCE_KEYS_FILE),
    vaultKey: Uint8Array.from(Buffer.from(data.RINGFENCE_VAULT_KEY, 'base64url')),
    development: data.RINGFENCE_DEVELOPMENT === '1',
  };
}

async function readKeys(path: string): Promise<KeysFile> {
  try {
    return parseKeys(await readFile(path, 'utf8'));
  } catch (error) {
    throw new ConfigError(`${path} is no keys file: ${error instanceof Error ? error.message : String(error)}`);
  }
}
