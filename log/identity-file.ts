/**
 * Who this machine is and how far it had written, kept outside the database
 * directory. A database that was restored from an old copy, or lost its end,
 * cannot tell by itself; this file can. It is replaced whole or not at all.
 */
import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Hash, StoreId } from '@ringfence/domain/basic/ids.ts';
import type { Cursor } from '@ringfence/domain/documents/envelope.ts';
import { DamagedLog } from './port.ts';
import { syncDirectory } from './synced-leveldown.ts';

export interface Identity {
  readonly store: StoreId;
  /** Counts the lives of this store's log, from 1. */
  readonly incarnation: number;
  /** The durable position when the file was written. */
  readonly n: number;
  /** Its hash. */
  readonly head: Hash;
}

/** The saved identity; undefined on a machine that never had one. Refuses with `DamagedLog` what cannot be read. */
export async function load(path: string): Promise<Identity | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new DamagedLog(path, 'the identity file cannot be read', { cause: error });
  }
  return parse(path, text);
}

/** Replaces the file; resolves when it would survive a power cut. One call at a time for one path. */
export async function save(path: string, identity: Identity): Promise<void> {
  const { store, incarnation, n, head } = identity;
  const next = `${path}.next`;
  const handle = await open(next, 'w', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify({ store, incarnation, n, head })}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(next, path);
  await syncDirectory(dirname(path));
}

/**
 * How the log stands to the file: `same`; `ahead`, the usual case after a crash, because the file is written now and
 * then; or `behind`: it lost its end or has another history, and must not go on with its old sequence.
 */
export function compare(identity: Pick<Identity, 'n' | 'head'>, cursor: Cursor): 'same' | 'ahead' | 'behind' {
  if (cursor.n > identity.n) return 'ahead';
  return cursor.n === identity.n && cursor.head === identity.head ? 'same' : 'behind';
}

function parse(path: string, text: string): Identity {
  let value: Partial<Identity>;
  try {
    value = JSON.parse(text) as Partial<Identity>;
  } catch (error) {
    throw new DamagedLog(path, 'the identity file is not JSON', { cause: error });
  }
  const { store, incarnation, n, head } = value ?? {};
  if (
    typeof store !== 'string' ||
    !Number.isSafeInteger(incarnation) ||
    !Number.isSafeInteger(n) ||
    typeof head !== 'string'
  ) {
    throw new DamagedLog(path, 'the identity file lacks a field');
  }
  return { store, incarnation: Number(incarnation), n: Number(n), head };
}
