/**
 * Where a hub's log lies: a directory of its own, or a CouchDB. Opened for
 * moving, nobody else writes to it: a directory is locked by whoever has it,
 * and in a CouchDB the next term is fenced, so that a hub that wakes up there
 * is not told yes any more.
 */
import { type KeyObject, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { sha256 } from '@ringfence/central/src/crypto.ts';
import { HeadsFile } from '@ringfence/central/src/heads-file.ts';
import { keepKey, readKey } from '@ringfence/central/src/identity.ts';
import { Fences, REALM } from '@ringfence/central/src/leadership/fences.ts';
import { standingKey, sharedKey } from '@ringfence/central/src/leadership/hub-key.ts';
import { signOf } from '@ringfence/central/src/leadership/peer.ts';
import type { CouchAddress } from '@ringfence/log/couch/address.ts';
import { CouchLog } from '@ringfence/log/couch/couch-log.ts';
import { OnceDocuments } from '@ringfence/log/couch/once.ts';
import { CouchServer } from '@ringfence/log/couch/server.ts';
import type { KeyValues, Log } from '@ringfence/log/port.ts';
import { PouchLog } from '@ringfence/log/pouch-log.ts';

/** Somebody has to see to something before the log can be moved. */
export class Hindrance extends Error {
  override readonly name = 'Hindrance';
}

export interface Place {
  /** For people. */
  readonly name: string;
  readonly log: Log & KeyValues;
  /** The hub's key; nothing where no hub was yet. */
  readonly key: KeyObject | undefined;
  /** Keeps the key there for the hub that comes. */
  keepKey(key: KeyObject): Promise<void>;
  /** Waits for what was written and lets go; with `isWhole` a hub finds that it is. */
  close(isWhole: boolean): Promise<void>;
}

/** A hub's data directory; `isNew` lets it be made. */
export async function openDirectory(directory: string, isNew: boolean): Promise<Place> {
  const keyFile = join(directory, 'identity', 'hub-key.json');
  const key = await readKey(keyFile);
  if (key === undefined && !isNew) throw new Hindrance(`${directory} is no hub's data directory: it holds no key`);
  const log = await PouchLog.open({ directory: join(directory, 'log'), create: isNew, sha256 });
  const heads = new HeadsFile(join(directory, 'identity', 'heads.json'), log);
  await heads.expectWhole().catch(async (error: unknown) => {
    await log.close();
    throw error;
  });
  return {
    name: directory,
    log,
    key,
    keepKey: async (given) => {
      if (key === undefined) await keepKey(keyFile, given);
    },
    close: async (isWhole) => {
      if (isWhole) await heads.save();
      await log.close();
    },
  };
}

/**
 * A CouchDB, under a term that is newer than any there and than `after`: a hub's documents name the term they were
 * written under, and it never goes back.
 */
export async function openCouch(address: CouchAddress, vaultKey: Uint8Array, after = 0): Promise<Place> {
  const server = await CouchServer.connect(address);
  const once = await OnceDocuments.open(server, address.prefix);
  const term = await fenceAfter(new Fences(once, REALM), after);
  const leadership = new Fences(once, REALM).leadership(term, () => {});
  const log = await CouchLog.open({ server, prefix: address.prefix, sha256, leadership });
  return {
    name: `${address.url} (${address.prefix}-…)`,
    log,
    key: await standingKey(once, vaultKey),
    keepKey: async (given) => void (await sharedKey(once, vaultKey, given)),
    close: () => log.close(),
  };
}

async function fenceAfter(fences: Fences, after: number): Promise<number> {
  const newest = await fences.newest();
  if (newest !== undefined && newest.address !== '') {
    const sign = await signOf(newest);
    if (sign === 'leading' || sign === 'taking over') throw new Hindrance(`a hub leads at ${newest.address}; stop it`);
  }
  let term = newest?.term ?? 0;
  const own = { instance: randomBytes(12).toString('hex'), address: '' };
  do {
    term += 1;
    const { instance } = await fences.create({ ...own, term });
    if (instance !== own.instance) throw new Hindrance('a hub has begun to lead; stop it');
  } while (term < after);
  return term;
}
