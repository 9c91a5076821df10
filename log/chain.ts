/**
 * What makes a document the next one of a street, decided in one place for
 * appending, opening and replicating. A document never changes, so its hash is
 * computed once per object and remembered as long as the object lives.
 */
import { parseAuthor, type Hash } from '@ringfence/domain/basic/ids.ts';
import type { Sha256 } from '@ringfence/domain/basic/canonical.ts';
import { hashOf, type Cursor, type Envelope } from '@ringfence/domain/documents/envelope.ts';

const hashes = new WeakMap<Envelope, Hash>();

/** The hash of a document that nobody changes any more. */
export function documentHash(document: Envelope, sha256: Sha256): Hash {
  const known = hashes.get(document);
  if (known !== undefined) return known;
  const hash = hashOf(document, sha256);
  hashes.set(document, hash);
  return hash;
}

/** Spares the second computation to who has just made the document. */
export function rememberHash(document: Envelope, hash: Hash): void {
  hashes.set(document, hash);
}

/**
 * The revision a document has in every database that holds a copy of it: generation 1, and the first 32 digits of
 * its hash. Two copies with one revision have the same content.
 */
export function revisionOf(document: Envelope, sha256: Sha256): string {
  return revisionFrom(documentHash(document, sha256));
}

/** The revision of the document with this hash. */
export function revisionFrom(hash: Hash): string {
  return `1-${hash.slice(0, 32)}`;
}

/** Why `document` cannot follow `cursor`; undefined when it can. */
export function breakOfChain(cursor: Cursor, document: Envelope): string | undefined {
  if (document.n !== cursor.n + 1) return `position ${document.n} after ${cursor.n}`;
  if (document.prev !== cursor.head) return `at position ${document.n} prev is not the hash of the document before`;
  if (document.at < cursor.at) return `at position ${document.n} time goes back`;
  if (cursor.n > 0 && document.author !== cursor.author) {
    const before = parseAuthor(cursor.author);
    const now = parseAuthor(document.author);
    if (now.who !== before.who || !(now.epoch > before.epoch)) {
      return `at position ${document.n} author ${document.author} cannot follow ${cursor.author}`;
    }
  }
  return undefined;
}
