/** What the environment says about this hub. Anything missing or malformed ends the start with one sentence. */
import { readFile } from 'node:fs/promises';
import type { JSONWebKeySet } from 'jose';
import { z } from 'zod';
import { couchAddress, type CouchAddress } from '@ringfence/log/couch/address.ts';
import { type Level, LEVELS } from '@ringfence/telemetry/logger.ts';
import { type KeysFile, parseKeys } from './api/keys.ts';
import type { MemberIssuer } from './api/sign-in.ts';

const environment = z.object({
  RINGFENCE_DATA: z.string().min(1).default('data/hub'),
  RINGFENCE_HOST: z.string().min(1).default('127.0.0.1'),
  RINGFENCE_PORT: z.coerce.number().int().min(0).max(65_535).default(7400),
  RINGFENCE_KEYS_FILE: z.string('has to be set: who may call').min(1),
  /** 32 bytes in base64url; contacts are encrypted with it. */
  RINGFENCE_VAULT_KEY: z
    .string('has to be set, or RINGFENCE_VAULT_KEY_FILE: what contacts are encrypted with')
    .regex(/^[A-Za-z0-9_-]{43}$/, 'must be 32 bytes in base64url; or name a file in RINGFENCE_VAULT_KEY_FILE'),
  /** Who signs members in: the `iss` of its tokens, and where its keys are (JWKS): an address, or a `file:` URL. */
  RINGFENCE_MEMBER_ISSUER: z.string().min(1).optional(),
  RINGFENCE_MEMBER_JWKS: z.url().optional(),
  /** Where other hubs reach this one, when there are several; by default where it listens. */
  RINGFENCE_ADDRESS: z.url().optional(),
  /** Only where there are several hubs: what they tell one another, and limit together. */
  REDIS_URL: z.url().optional(),
  /** Serves the schema and a page to try it out; only for a developer's machine. */
  RINGFENCE_DEVELOPMENT: z.enum(['0', '1']).default('0'),
  /** `debug` tells of every document that arrives from a store, by its id. */
  RINGFENCE_LOG_LEVEL: z.enum(LEVELS).default('info'),
});

type Environment = Readonly<Record<string, string | undefined>>;

export interface Config {
  readonly data: string;
  readonly host: string;
  readonly port: number;
  readonly keys: KeysFile;
  readonly vaultKey: Uint8Array;
  readonly memberIssuer: MemberIssuer | undefined;
  /** The CouchDB that this hub shares with others; nothing when it keeps its log itself. */
  readonly couch: CouchAddress | undefined;
  readonly redis: string | undefined;
  readonly address: string | undefined;
  readonly development: boolean;
  readonly logLevel: Level;
}

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Reads the configuration; rejects with `ConfigError`. */
export async function readConfig(given: Environment): Promise<Config> {
  const env = withoutBlanks(given);
  const parsed = environment.safeParse(await withSecretFiles(env));
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
    memberIssuer: await issuerOf(data.RINGFENCE_MEMBER_ISSUER, data.RINGFENCE_MEMBER_JWKS),
    couch: await readCouch(env),
    redis: data.REDIS_URL,
    address: data.RINGFENCE_ADDRESS?.replace(/\/$/, ''),
    development: data.RINGFENCE_DEVELOPMENT === '1',
    logLevel: data.RINGFENCE_LOG_LEVEL,
  };
}

/** A variable that is set to nothing is not set: orchestrators cannot leave one out. */
const withoutBlanks = (env: Environment): Environment =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));

/** A secret may be given as a file: `NAME_FILE` stands for the content of that file, as `NAME`. */
async function withSecretFiles(env: Environment): Promise<Environment> {
  const path = env['RINGFENCE_VAULT_KEY_FILE'];
  if (path === undefined || env['RINGFENCE_VAULT_KEY'] !== undefined) return env;
  try {
    return { ...env, RINGFENCE_VAULT_KEY: (await readFile(path, 'utf8')).trim() };
  } catch (error) {
    throw new ConfigError(`RINGFENCE_VAULT_KEY_FILE: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function readCouch(env: Environment): Promise<CouchAddress | undefined> {
  try {
    return await couchAddress(env);
  } catch (error) {
    throw new ConfigError(error instanceof Error ? error.message : String(error));
  }
}

async function issuerOf(issuer: string | undefined, keys: string | undefined): Promise<MemberIssuer | undefined> {
  if (issuer === undefined && keys === undefined) return undefined;
  if (issuer === undefined || keys === undefined)
    throw new ConfigError('RINGFENCE_MEMBER_ISSUER and RINGFENCE_MEMBER_JWKS are given together, or neither');
  const url = new URL(keys);
  if (url.protocol !== 'file:') return { issuer, keys: url };
  try {
    return { issuer, keys: JSON.parse(await readFile(url, 'utf8')) as JSONWebKeySet };
  } catch (error) {
    throw new ConfigError(`${keys} holds no keys: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function readKeys(path: string): Promise<KeysFile> {
  try {
    return parseKeys(await readFile(path, 'utf8'));
  } catch (error) {
    throw new ConfigError(`${path} is no keys file: ${error instanceof Error ? error.message : String(error)}`);
  }
}
