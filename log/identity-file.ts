/**
 * Who this machine is and how far it had written, kept outside the database
 * directory. A database that was restored from an old copy, or lost its end,
 * cannot tell by itself; this file can. It is replaced whole or not at all.
 */
import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Hash, parseAuthor, type StoreId } from '@ringfence/domain/basic/ids.ts';
import type { Cursor } from '@ringfence/domain/documents/envelope.ts';
import { DamagedLog, type StreetReader } from './port.ts';
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

/**
 * The position of an incarnation that was given up: every disk is behind it. Saved before the hub is asked for the next
 * one, because the hub may close the incarnation although its answer is lost; a newer copy of the disk that turns up
 * then must not go on with it.
 */
export const GIVEN_UP: Pick<Identity, 'n' | 'head'> = { n: Number.MAX_SAFE_INTEGER, head: 'f'.repeat(64) };

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

/**
 * True when the street is the one the file speaks of, with everything it held then: not behind, and where it is ahead,
 * the next document follows the saved hash and is of the same incarnation. A newer copy of an earlier life is not.
 */
export async function isContinuedBy(identity: Omit<Identity, 'store'>, street: StreetReader): Promise<boolean> {
  const standing = compare(identity, street.head());
  if (standing !== 'ahead') return standing === 'same';
  const [next] = await street.read(identity.n, 1);
  if (next === undefined || parseAuthor(next.author).epoch !== identity.incarnation) return false;
  return identity.n === 0 || next.prev === identity.head;
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
