/** Reads what stands on a street after a cursor, and makes sure that it goes on from there. */
import type { Sha256 } from '@ringfence/domain/basic/canonical.ts';
import type { Cursor, Envelope } from '@ringfence/domain/documents/envelope.ts';
import { documentHash } from '@ringfence/log/chain.ts';
import { DamagedLog, type StreetReader } from '@ringfence/log/port.ts';

const ROWS_PER_READ = 500;

/** The document at a position of a street has that hash. */
type Place = Pick<Cursor, 'n' | 'head'>;

/** The durable documents after the cursor, in order. Throws `DamagedLog` where they do not continue it, or end early. */
export async function* documentsAfter(street: StreetReader, from: Cursor, sha256: Sha256): AsyncGenerator<Envelope> {
  let cursor: Place = from;
  for (;;) {
    const documents = await street.read(cursor.n, ROWS_PER_READ);
    for (const document of documents) {
      if (document.n !== cursor.n + 1 || document.prev !== cursor.head)
        throw new DamagedLog(street.street, `${document._id} does not follow position ${cursor.n}`);
      cursor = { n: document.n, head: documentHash(document, sha256) };
      yield document;
    }
    if (documents.length === ROWS_PER_READ) continue;
    if (await isOn(street, cursor)) return;
    throw new DamagedLog(street.street, `it ends at ${cursor.n}, or with another document`);
  }
}

/** True when the street, as far as it is on disk, came to that place by the same documents. */
export async function isOn(street: StreetReader, { n, head }: Place): Promise<boolean> {
  const last = street.head();
  if (n >= last.n) return n === last.n && head === last.head;
  const [next] = await street.read(n, 1);
  return next?.prev === head;
}
