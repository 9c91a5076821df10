/** Chains of documents for tests. */
import { createHash } from 'node:crypto';
import type { Author } from '@ringfence/domain/basic/ids.ts';
import {
  advance,
  hashOf,
  seal,
  startOfStreet,
  type Cursor,
  type Envelope,
} from '@ringfence/domain/documents/envelope.ts';

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** `count` documents that continue `cursor`, as one author would write them. */
export function chainOf(count: number, cursor: Cursor = startOfStreet, author: Author = 'S01.1'): Envelope[] {
  const documents: Envelope[] = [];
  let last = cursor;
  for (let index = 0; index < count; index += 1) {
    const body = { lines: [{ sku: 'tea', units: last.n + 1 }], note: 'as rung up at the counter' };
    const document = seal({ id: `sale~${last.n + 1}`, kind: 'sale', v: 1, body }, last, author, 1_000 + last.n);
    last = advance(document, hashOf(document, sha256));
    documents.push(document);
  }
  return documents;
}

/** The cursor after the last of these documents. */
export function cursorAfter(documents: readonly Envelope[]): Cursor {
  const last = documents.at(-1);
  return last === undefined ? startOfStreet : advance(last, hashOf(last, sha256));
}
