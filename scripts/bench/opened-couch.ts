/** A log in a CouchDB, filled and opened as a hub does that begins to lead. */
import { randomBytes } from 'node:crypto';
import type { Street } from '@ringfence/domain/basic/ids.ts';
import { sha256 } from '@ringfence/central/src/crypto.ts';
import { Fences, REALM } from '@ringfence/central/src/leadership/fences.ts';
import type { CouchAddress } from '@ringfence/log/couch/address.ts';
import { CouchLog } from '@ringfence/log/couch/couch-log.ts';
import { LIMITS } from '@ringfence/log/couch/limits.ts';
import { databaseOf } from '@ringfence/log/couch/names.ts';
import { OnceDocuments } from '@ringfence/log/couch/once.ts';
import { CouchServer } from '@ringfence/log/couch/server.ts';
import { advance, type Envelope } from '@ringfence/domain/documents/envelope.ts';
import { saleAfter } from './opened-street.ts';

const AT_ONCE = 500;

/** Opens it under the next term. */
async function open(address: CouchAddress): Promise<CouchLog> {
  const server = await CouchServer.connect(address);
  const fences = new Fences(await OnceDocuments.open(server, address.prefix), REALM);
  const term = ((await fences.newest())?.term ?? 0) + 1;
  await fences.create({ term, instance: randomBytes(12).toString('hex'), address: '' });
  return CouchLog.open({
    server,
    prefix: address.prefix,
    sha256,
    leadership: fences.leadership(term, () => {}),
    onFatal: (failure) => {
      throw failure;
    },
  });
}

/** Writes so many documents of the size of a sale to each street. */
export async function fillCouch(input: {
  address: CouchAddress;
  streets: readonly Street[];
  documents: number;
}): Promise<void> {
  const log = await open(input.address);
  for (const name of input.streets) {
    const street = await log.open(name);
    let cursor = street.head();
    while (cursor.n < input.documents) {
      const batch: Envelope[] = [];
      while (batch.length < AT_ONCE && cursor.n < input.documents) {
        const { document, hash } = saleAfter(cursor);
        batch.push(document);
        cursor = advance(document, hash);
      }
      await street.append(batch);
    }
  }
  await log.close();
}

/** Milliseconds until every street is read and verified, which are its databases, and how many are read at once. */
export async function openCouch(input: {
  address: CouchAddress;
}): Promise<{ ms: number; databases: string[]; atOnce: number }> {
  const from = performance.now();
  const log = await open(input.address);
  const ms = performance.now() - from;
  const databases = (await log.streets()).map((street) => databaseOf(input.address.prefix, street));
  await log.close();
  return { ms, databases, atOnce: LIMITS.streetsAtOnce };
}
