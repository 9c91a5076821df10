/** A street on disk, filled and opened again. In a process of its own, whose memory it is measured by. */
import { hash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { advance, type Cursor, type Envelope, hashOf, seal } from '@ringfence/domain/documents/envelope.ts';
import { rememberHash } from '@ringfence/log/chain.ts';
import { openPouchStreet, type PouchStreet } from '@ringfence/log/pouch-street.ts';

const STREET = 'up-S01';
const AUTHOR = 'S01.1';
const AT_ONCE = 250;
const READ_AT_ONCE = 500;
const COLLECTING_MS = 300;
const BYTES_PER_MEGABYTE = 1_000_000;

const sha256 = (text: string): string => hash('sha256', text, 'hex');

export interface StreetInput {
  readonly directory: string;
}

export interface OpenedStreet {
  /** Until it can be read. */
  readonly ms: number;
  /** Memory of the process, all told. */
  readonly megabytes: number;
  /** Memory in use that was not before it was opened. */
  readonly bytesPerDocument: number;
  readonly readsPerSecond: number;
}

const open = ({ directory }: StreetInput, isFresh: boolean, isIndexed = true): Promise<PouchStreet> =>
  openPouchStreet({
    directory: `${directory}/database`,
    street: STREET,
    create: isFresh,
    sha256,
    onFatal: (failure) => {
      throw failure;
    },
    ...(isIndexed ? { index: `${directory}/index` } : {}),
  });

/** Writes so many documents of the size of a sale, and closes the street as a stop does. */
export async function fillStreet({ directory, documents }: StreetInput & { documents: number }): Promise<void> {
  const street = await open({ directory }, true);
  let cursor = street.head();
  while (cursor.n < documents) {
    const batch: Envelope[] = [];
    for (let index = 0; index < AT_ONCE; index++) {
      const { document, hash: head } = saleAfter(cursor);
      batch.push(document);
      cursor = advance(document, head);
    }
    await street.append(batch);
  }
  await street.close();
}

/** Opens it, with its index or by reading all of it, and reads it from the first document to the last. */
export async function openStreet(input: StreetInput & { isIndexed: boolean }): Promise<OpenedStreet> {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  // What lies beside the heap is given back a moment after the first time.
  const collect = async (): Promise<void> => {
    gc();
    await sleep(COLLECTING_MS);
    gc();
  };
  await collect();
  const before = used();
  const from = performance.now();
  const street = await open(input, false, input.isIndexed);
  const ms = performance.now() - from;
  const megabytes = process.memoryUsage.rss() / BYTES_PER_MEGABYTE;
  await collect();
  const bytesPerDocument = (used() - before) / street.head().n;
  const since = performance.now();
  for (let n = 0; n < street.head().n; n += READ_AT_ONCE) await street.read(n, READ_AT_ONCE);
  const readsPerSecond = street.head().n / ((performance.now() - since) / 1000);
  await street.close();
  return { ms, megabytes, bytesPerDocument, readsPerSecond };
}

/** The next document of a street, about as long as a sale, and its hash. */
export function saleAfter(cursor: Cursor): { document: Envelope; hash: string } {
  const n = cursor.n + 1;
  const id = `sale~${sha256(String(n)).slice(0, 26)}`;
  const lines = [0, 1, 2].map((line) => ({ sku: `sku-${(n + line) % 500}`, units: 1, price: 199, name: 'an item' }));
  const body = { lines, total: 597, tenders: [{ kind: 'cash', amount: 597 }], receipt: String(n) };
  const bare = seal({ id, kind: 'sale', v: 1, body }, cursor, AUTHOR, n);
  const head = hashOf(bare, sha256);
  // As long as a signature is.
  const document = { ...bare, sig: hash('sha512', head, 'base64url') };
  rememberHash(document, head);
  return { document, hash: head };
}

function used(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
