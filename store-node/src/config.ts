/** What the environment says about this node. Anything missing or malformed ends the start with one sentence. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { id } from '@ringfence/domain/documents/fields.ts';
import { type Level, LEVELS } from '@ringfence/telemetry/logger.ts';

const environment = z.object({
  RINGFENCE_STORE: z.string('has to be set: the id of this store').pipe(id),
  RINGFENCE_HUB_URL: z.url({ protocol: /^https?$/ }).default('http://127.0.0.1:7400'),
  RINGFENCE_DATA: z.string().min(1).default('data/store'),
  RINGFENCE_HOST: z.string().min(1).default('127.0.0.1'),
  RINGFENCE_PORT: z.coerce.number().int().min(0).max(65_535).default(7411),
  RINGFENCE_KEYS_FILE: z.string('has to be set: who may call').min(1),
  /** One-time code from the hub; needed at the first start only. */
  RINGFENCE_ENROL_CODE: z.string().min(1).optional(),
  /** `debug` tells of every command by the id of its document. */
  RINGFENCE_LOG_LEVEL: z.enum(LEVELS).default('info'),
});

export const ROLES = ['clerk', 'supervisor', 'operator'] as const;
export type Role = (typeof ROLES)[number];

const apiKey = z.object({
  name: id,
  /** SHA-256 of the key, so that the file gives no access. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hexadecimal'),
  roles: z.array(z.enum(ROLES)).min(1),
});
export type ApiKey = z.infer<typeof apiKey>;
const keysFile = z.object({ keys: z.array(apiKey).min(1).max(1000) });

export interface Config {
  readonly store: string;
  readonly hubUrl: string;
  readonly data: string;
  readonly host: string;
  readonly port: number;
  readonly enrolCode?: string;
  readonly keys: readonly ApiKey[];
  readonly logLevel: Level;
}

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Reads the configuration; rejects with `ConfigError`. */
export async function readConfig(env: Readonly<Record<string, string | undefined>>): Promise<Config> {
  const parsed = environment.safeParse(withoutBlanks(env));
  if (!parsed.success) throw new ConfigError(describe(parsed.error));
  const { data } = parsed;
  return {
    store: data.RINGFENCE_STORE,
    hubUrl: data.RINGFENCE_HUB_URL,
    data: data.RINGFENCE_DATA,
    host: data.RINGFENCE_HOST,
    port: data.RINGFENCE_PORT,
    ...(data.RINGFENCE_ENROL_CODE === undefined ? {} : { enrolCode: data.RINGFENCE_ENROL_CODE }),
    keys: await readKeys(data.RINGFENCE_KEYS_FILE),
    logLevel: data.RINGFENCE_LOG_LEVEL,
  };
}

/** A variable that is set to nothing is not set: orchestrators cannot leave one out. */
const withoutBlanks = (
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));

async function readKeys(path: string): Promise<readonly ApiKey[]> {
  let raw: unknown;
  try {
    raw = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new ConfigError(`RINGFENCE_KEYS_FILE: ${path} cannot be read as JSON`, { cause: error });
  }
  const parsed = keysFile.safeParse(raw);
  if (!parsed.success) throw new ConfigError(`${path}: ${describe(parsed.error)}`);
  return parsed.data.keys;
}

const describe = (error: z.ZodError): string =>
  error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
