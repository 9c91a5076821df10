/**
 * Reads the two tables the LevelDB adapter keeps under a database: `by-sequence` holds the rows in the order of
 * writing, `document-store` an entry for each id that says where its rows lie. PouchDB's reads would end the process
 * on a broken block, name nothing, look twice for each document, and take four times as long.
 */
import { crc32 } from 'node:zlib';
import { LIMITS } from './limits.ts';
import type { Place } from './past.ts';
import { DamagedLog, StorageFailure } from './port.ts';
import { bindingOf, type Database } from './synced-leveldown.ts';

export type TableName = 'by-sequence' | 'document-store';

export interface Table {
  readonly database: Database;
  /** What is read, for who is told that it cannot be. */
  readonly where: string;
  readonly name: TableName;
}

/** What the adapter notes of each document: its revisions and where they lie. */
export interface Entry {
  readonly id: string;
  readonly winningRev: string;
  readonly rev_map?: Readonly<Record<string, number>>;
  readonly deleted: boolean;
}

export interface Walk {
  /** Keys after this one, up to the last that begins with `prefix`. */
  readonly after?: string;
  readonly prefix?: string;
  /** Lets others have a turn after so many milliseconds; without it nobody has one before the end of what was read ahead. */
  readonly sliceMs?: () => number;
  /** How long others have it, after so many milliseconds of work; without it as long as they need at that moment. */
  readonly restMs?: (workedMs: number) => number;
}

/** Keys of `by-sequence`: 16 digits. */
export const keyOf = (sequence: number): string => String(sequence).padStart(16, '0');

export const placeOf = (key: string, value: string): Place => ({ sequence: Number(key), check: crc32(value) });

/** The texts under these keys, nothing where there is none. Rejects with `DamagedLog` or `StorageFailure`. */
export async function valuesAt(table: Table, keys: readonly string[]): Promise<(string | undefined)[]> {
  const binding = bindingOf(table.database);
  const found: (string | undefined)[] = [];
  for (let from = 0; from < keys.length; from += LIMITS.rowsPerCall) {
    const some = keys.slice(from, from + LIMITS.rowsPerCall).map((key) => `\xff${table.name}\xff${key}`);
    const { promise, resolve, reject } = Promise.withResolvers<(string | undefined)[]>();
    binding.getMany(some, { asBuffer: false }, (error, values) => {
      if (error) reject(unreadable(table, error));
      else resolve(values as (string | undefined)[]);
    });
    found.push(...(await promise));
  }
  return found;
}

/**
 * Visits keys and texts in the order of the keys, as they are now, until `visit` says `stop`. Rejects with what `visit`
 * throws, with `DamagedLog` or `StorageFailure`.
 */
export function walkTable(
  table: Table,
  { after, prefix = '', sliceMs, restMs }: Walk,
  visit: (key: string, value: string) => void | 'stop',
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const start = `\xff${table.name}\xff`;
  const from = after === undefined ? { gte: `${start}${prefix}` } : { gt: `${start}${after}` };
  const options = { ...from, lt: `${start}${prefix}\xff`, highWaterMark: LIMITS.readAheadBytes };
  const rows = bindingOf(table.database).iterator({ ...options, keyAsBuffer: false, valueAsBuffer: false });
  const end = (error?: unknown): void => {
    rows.end(() => (error === undefined ? resolve() : reject(error)));
  };
  let turnSince = performance.now();
  const next = (): void => {
    rows.next(take);
  };
  const take = (error: Error | null | undefined, key?: unknown, value?: unknown): void => {
    if (error || key === undefined) {
      end(error ? unreadable(table, error) : undefined);
      return;
    }
    try {
      if (visit((key as string).slice(start.length), value as string) === 'stop') {
        end();
        return;
      }
    } catch (reason) {
      end(reason);
      return;
    }
    const worked = performance.now() - turnSince;
    if (sliceMs === undefined || worked < sliceMs()) {
      next();
      return;
    }
    const goOn = (): void => {
      turnSince = performance.now();
      next();
    };
    if (restMs === undefined) setImmediate(goOn);
    else setTimeout(goOn, restMs(worked));
  };
  next();
  return promise;
}

/** The row or entry this text holds. */
export function parsed<T>({ where, name }: Table, key: string, value: string): T {
  try {
    return JSON.parse(value) as T;
  } catch (error) {
    throw new DamagedLog(where, `${key} of ${name} cannot be read`, { cause: error });
  }
}

function unreadable({ where, name }: Table, error: Error): Error {
  const what = `the table ${name} cannot be read`;
  return /not open/.test(error.message)
    ? new StorageFailure(`${where}: ${what}`, { cause: error })
    : new DamagedLog(where, what, { cause: error });
}
