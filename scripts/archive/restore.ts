/**
 * Makes a hub's log from an archive. What it keeps true:
 * - nothing is written before the whole archive was read and holds;
 * - documents go in by the log's own append, which judges the chain again, and
 *   the log is opened again at the end and ends where the archive ends.
 */
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { canonical } from '@ringfence/domain/basic/canonical.ts';
import { startOfStreet } from '@ringfence/domain/documents/envelope.ts';
import { sha256 } from '@ringfence/central/src/crypto.ts';
import { DamagedLog } from '@ringfence/log/port.ts';
import { PouchLog } from '@ringfence/log/pouch-log.ts';
import { Hindrance } from '../migrate/places.ts';
import { readFileOf, Signers } from './judge.ts';
import { byStreet, endsOf, type Manifest } from './manifest.ts';
import { manifestIn, type Verified, verifyArchive } from './verify.ts';

/**
 * Writes the log of a hub's data directory that is empty or not there. Rejects with `Hindrance`, with `DamagedLog` and
 * with `StorageFailure`; what was begun is then to be removed.
 */
export async function restoreArchive(directory: string, to: string): Promise<Verified> {
  await mkdir(to, { recursive: true, mode: 0o700 });
  if ((await readdir(to)).length > 0) throw new Hindrance(`${to} is not empty`);
  const verified = await verifyArchive(directory);
  const [problem] = verified.problems;
  if (problem !== undefined)
    throw new DamagedLog(directory, `${verified.problems.length} of ${verified.files} files do not hold: ${problem}`);
  const manifest = await manifestIn(directory);
  const place = join(to, 'log');
  const log = await PouchLog.open({ directory: place, create: true, sha256 });
  try {
    await append(directory, manifest, log);
  } finally {
    await log.close();
  }
  const written = await PouchLog.open({ directory: place, create: false, sha256 });
  try {
    for (const [name, end] of endsOf(manifest.files)) {
      if (canonical((await written.open(name)).head()) !== canonical(end))
        throw new DamagedLog(place, `${name} does not end as in the archive`);
    }
  } finally {
    await written.close();
  }
  return verified;
}

/** Signatures were checked before; bytes and chains are judged again. */
async function append(directory: string, { files }: Manifest, log: PouchLog): Promise<void> {
  const signers = new Signers({});
  for (const [name, entries] of byStreet(files)) {
    const street = await log.open(name);
    let after = startOfStreet;
    for (const entry of entries) {
      await readFileOf(directory, { entry, after, signers }, (documents) => street.append(documents));
      after = entry.last;
    }
  }
}
