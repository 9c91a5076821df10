/** Reads what stands on a street after a cursor, and makes sure that it goes on from there. */
import type { Cursor, Envelope } from '@ringfence/domain/documents/envelope.ts';
import { DamagedLog, type StreetReader } from '@ringfence/log/port.ts';

const ROWS_PER_READ = 500;

/** A place on a street: the document there has that hash. */
export interface Place {
  readonly n: number;
  readonly head: string;
}

/** The durable documents after the cursor, in order. Throws `DamagedLog` where they do not continue it. */
export async function* documentsAfter(street: StreetReader, from: Cursor): AsyncGenerator<Envelope> {
  for (let { n } = from; ;) {
    const documents = await street.read(n, ROWS_PER_READ);
    for (const document of documents) {
      n += 1;
      if (document.n !== n) throw new DamagedLog(street.street, `position ${document.n} stands at ${n}`);
      yield document;
    }
    if (documents.length < ROWS_PER_READ) return;
  }
}

/** True when the street, as it lies on disk, has come to that place by the same documents. */
export async function isOn(street: StreetReader, { n, head }: Place): Promise<boolean> {
  const last = street.head();
  if (n >= last.n) return n === last.n && head === last.head;
  const [next] = await street.read(n, 1);
  return next?.prev === head;
}
