/**
 * The envelope every document travels in. What it keeps true:
 * - `n` counts 1, 2, 3… on its street without a gap, across the author's
 *   incarnations or terms; `at` never goes back on a street.
 * - `prev` is the hash of the document before it (`GENESIS` for the first), so
 *   a street is one chain and its head hash speaks for all of it.
 * - A document is written once and never changed.
 */
import type { Author, DocId, Hash } from '../basic/ids.ts';
import { canonical, type Sha256 } from '../basic/canonical.ts';

export interface Envelope<Kind extends string = string, Body = unknown> {
  readonly _id: DocId;
  readonly kind: Kind;
  /** Version of the body's shape. */
  readonly v: number;
  readonly author: Author;
  /** Position on the street, from 1. */
  readonly n: number;
  /** When it was recorded by the author's clock, in milliseconds since 1970; never less than its predecessor's. */
  readonly at: number;
  readonly prev: Hash;
  /** Hash of the command that asked for it; a retry under the same id must bring the same command. */
  readonly request?: Hash;
  readonly body: Body;
  /** Ed25519 signature over the document's hash by the author's key, base64url; on `up` streets. */
  readonly sig?: string;
}

export const GENESIS: Hash = '0'.repeat(64);

/** How far a street is known: the last position without a gap before it, its hash, its time and author. */
export interface Cursor {
  readonly n: number;
  readonly head: Hash;
  readonly at: number;
  readonly author: Author;
}

export const startOfStreet: Cursor = { n: 0, head: GENESIS, at: 0, author: '' };

/** The hash that the next document's `prev` must carry: everything but the signature and what storage adds. */
export function hashOf(document: Envelope, sha256: Sha256): Hash {
  const { _id, kind, v, author, n, at, prev, request, body } = document;
  return sha256(canonical({ _id, kind, v, author, n, at, prev, request, body }));
}

/** The cursor after `document`. */
export function advance(document: Envelope, hash: Hash): Cursor {
  return { n: document.n, head: hash, at: document.at, author: document.author };
}

/** Puts a body into the envelope that follows `cursor`; `now` is moved forward to keep time from going back. */
export function seal<Kind extends string, Body>(
  fact: { id: DocId; kind: Kind; v: number; body: Body; request?: Hash | undefined },
  cursor: Cursor,
  author: Author,
  now: number,
): Envelope<Kind, Body> {
  const { id, kind, v, body, request } = fact;
  const sealed = { _id: id, kind, v, author, n: cursor.n + 1, at: Math.max(now, cursor.at), prev: cursor.head, body };
  return request === undefined ? sealed : { ...sealed, request };
}
