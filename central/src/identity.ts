/**
 * The hub's own Ed25519 key, which signs passes, and how far its log had come.
 * Both lie outside the log's directory, readable by their owner alone. A log
 * without its key, a key without its log, or a log older than what was written
 * is a machine that lost something: it does not start.
 */
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hubAuthor, parseAuthor } from '@ringfence/domain/basic/ids.ts';
import { DamagedLog, type KeyValues, type Log } from '@ringfence/log/port.ts';
import { PouchLog, type PouchLogOptions } from '@ringfence/log/pouch-log.ts';
import type { ScrubProgress } from '@ringfence/log/scrub.ts';
import { syncDirectory } from '@ringfence/log/synced-leveldown.ts';
import type { Term } from '@ringfence/log/terms.ts';
import { HeadsFile } from './heads-file.ts';

const { who: HUB } = parseAuthor(hubAuthor(1));

export interface Home {
  readonly log: Log & KeyValues & { readonly backlog: number; readonly scrubbed?: ScrubProgress };
  /** The term this process writes under. */
  readonly term: number;
  readonly privateKey: KeyObject;
  readonly heads: HeadsFile;
}

/** Opens log and key in the data directory, or makes both in an empty one. Refuses with `DamagedLog`. */
export async function openHome(data: string, options: Pick<PouchLogOptions, 'sha256' | 'onFatal'>): Promise<Home> {
  const keyFile = join(data, 'identity', 'hub-key.json');
  const privateKey = await readKey(keyFile);
  const [directory, index] = [join(data, 'log'), join(data, 'index', 'log')];
  const log = await PouchLog.open({ ...options, directory, index, create: privateKey === undefined });
  const heads = new HeadsFile(join(data, 'identity', 'heads.json'), log);
  try {
    await heads.expectWhole();
    const term = Math.max(1, await latestTerm(log));
    if (privateKey !== undefined) return { log, term, privateKey, heads };
    if ((await log.streets()).length > 0)
      throw new DamagedLog(keyFile, 'the hub’s key is missing, and the log is not empty; bring it back from a copy');
    const made = generateKeyPairSync('ed25519').privateKey;
    await keepKey(keyFile, made);
    return { log, term, privateKey: made, heads };
  } catch (error) {
    await log.close();
    throw error;
  }
}

/**
 * The latest term that wrote to the log; 0 for none. A hub that shares its log with nobody goes on under it: only a log
 * that was shared before holds another one than the first.
 */
export async function latestTerm(log: Log): Promise<Term> {
  let latest = 0;
  for (const street of await log.streets()) {
    const { who, epoch } = parseAuthor((await log.open(street)).head().author);
    if (who === HUB) latest = Math.max(latest, epoch);
  }
  return latest;
}

/** The key in that file; nothing when there is none. Rejects with `DamagedLog`. */
export async function readKey(path: string): Promise<KeyObject | undefined> {
  try {
    return createPrivateKey({ key: JSON.parse(await readFile(path, 'utf8')), format: 'jwk' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new DamagedLog(path, 'the hub’s key cannot be read', { cause: error });
  }
}

/** Writes the key; resolves when it would survive a power cut. */
export async function keepKey(path: string, privateKey: KeyObject): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const next = `${path}.next`;
  const handle = await open(next, 'w', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(privateKey.export({ format: 'jwk' }))}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(next, path);
  await syncDirectory(dirname(path));
}
