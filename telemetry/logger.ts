/**
 * Structured logs: one JSON line an event on standard error, where a supervisor collects them. What it keeps true:
 * - a line is written before the call returns, so that the last one before a crash is there;
 * - what looks like a secret or like a person is struck out.
 */
import { type DestinationStream, destination, type Logger, pino, stdTimeFunctions } from 'pino';

export type { Logger };

export const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;
export type Level = (typeof LEVELS)[number];

/** Struck out at the top of an entry and one level below. */
const SECRETS = [
  'authorization',
  'key',
  'token',
  'code',
  'pin',
  'password',
  'secret',
  'name',
  'email',
  'phone',
  'contact',
  'identity',
];

const STANDARD_ERROR = 2;

export interface LoggerOptions {
  /** Which program speaks: `hub`, `store-node`. */
  readonly process: string;
  /** Nothing below it is written. */
  readonly level: Level;
  /** Standard error when absent. */
  readonly stream?: DestinationStream;
}

/**
 * A pino logger whose lines carry `at` (ISO 8601), `level` and `process`. Every entry has an `event`, a fixed word to
 * search for; what belongs to one document carries its id as `trace`.
 */
export function createLogger({ process, level, stream }: LoggerOptions): Logger {
  return pino(
    {
      level,
      base: { process },
      timestamp: () => stdTimeFunctions.isoTime().replace('"time"', '"at"'),
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`]), censor: '…' },
    },
    stream ?? destination({ dest: STANDARD_ERROR, sync: true }),
  );
}

/** What a caught error says in a log: with its stack when it is a bug, in one sentence when it is an everyday event. */
export const textOf = (error: unknown, isPlain = false): string =>
  error instanceof Error ? (isPlain ? error.message : (error.stack ?? error.message)) : String(error);
