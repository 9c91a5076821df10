/**
 * From anything that came over a wire or off a disk to a document, or to the
 * reason why it is none. The checks stand in this order: envelope, size and
 * keys, kind and street, body, id, ownership of what it withdraws.
 */
import { z } from 'zod';
import type { StoreId } from '../basic/ids.ts';
import { LIMITS } from '../limits.ts';
import { ownershipBreach } from '../ledger/transfer.ts';
import type { Envelope } from './envelope.ts';
import { hash, instant, isExactNumber } from './fields.ts';
import { type Direction, type Doc, type Fact, KINDS, type Kind, movesOf, subjectOf } from './registry.ts';

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

const envelope = z.object({
  _id: z
    .string()
    .min(3)
    .max(200)
    .regex(/^[a-z-]+~[A-Za-z0-9][A-Za-z0-9._~-]*$/),
  kind: z
    .string()
    .max(40)
    .regex(/^[a-z][a-z-]*$/),
  v: z.int().min(1),
  author: z
    .string()
    .max(80)
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*\.[1-9][0-9]*$/),
  n: z.int().min(1),
  at: instant,
  prev: hash,
  request: hash.optional(),
  body: z.record(z.string(), z.unknown()),
  sig: z.string().max(100).optional(),
});

/** Why a value may not be stored: a key that changes objects' behaviour, too deep, or a number JSON cannot keep exactly. */
export function unsafeContent(value: unknown, depth = 0): string | undefined {
  if (typeof value === 'number') return isExactNumber(value) ? undefined : 'number out of range';
  if (typeof value === 'string') return value.isWellFormed() ? undefined : 'text is not well-formed Unicode';
  if (value === null || typeof value !== 'object') return undefined;
  if (depth >= LIMITS.depth) return 'nested too deep';
  for (const key of Object.keys(value)) {
    if (key === '__proto__' || key === 'constructor' || key === 'prototype') return `key ${key} is not allowed`;
    if (!key.isWellFormed()) return 'a key is not well-formed Unicode';
    const reason = unsafeContent((value as Record<string, unknown>)[key], depth + 1);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

export interface Complaints {
  readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
}

/** First complaint of a schema, as `path: message`. */
export function complaint(error: Complaints): string {
  const [issue] = error.issues;
  return issue ? `${issue.path.join('.') || 'document'}: ${issue.message}` : 'invalid';
}

/** Well-formed envelope with safe content; the kind may be unknown to this version and the body unchecked. */
export function parseEnvelope(raw: unknown): Parsed<Envelope> {
  const unsafe = unsafeContent(raw);
  if (unsafe !== undefined) return { ok: false, reason: unsafe };
  const result = envelope.safeParse(raw);
  if (!result.success) return { ok: false, reason: complaint(result.error) };
  if (JSON.stringify(raw).length > LIMITS.documentLength) return { ok: false, reason: 'document is too large' };
  const { sig, request, ...rest } = result.data;
  return {
    ok: true,
    value: { ...rest, ...(request === undefined ? {} : { request }), ...(sig === undefined ? {} : { sig }) },
  };
}

/**
 * The document a well-formed envelope holds, or why it moves nothing. Pure and
 * the same everywhere, so that every replica sets the same documents aside.
 */
export function interpret(candidate: Envelope, direction: Direction, store: StoreId): Parsed<Doc> {
  const known = Object.hasOwn(KINDS, candidate.kind) ? KINDS[candidate.kind as Kind] : undefined;
  if (known === undefined) return { ok: false, reason: `unknown kind ${candidate.kind}` };
  if (known.street !== direction) return { ok: false, reason: `kind ${candidate.kind} may not travel ${direction}` };
  if (candidate.v !== known.v) return { ok: false, reason: `unknown version ${candidate.v} of ${candidate.kind}` };
  const body = known.schema.safeParse(candidate.body);
  if (!body.success) return { ok: false, reason: complaint(body.error) };
  const document = { ...candidate, body: body.data } as Doc;
  if (!document._id.startsWith(`${document.kind}~`)) return { ok: false, reason: 'id does not name the kind' };
  const subject = 'subject' in known ? (known.subject as ((body: unknown) => string) | undefined) : undefined;
  if (subject !== undefined && subjectOf(document) !== subject(document.body))
    return { ok: false, reason: 'id does not name the subject' };
  if (direction === 'catalog') return { ok: true, value: document };
  const breach = ownershipBreach(movesOf(document, store), direction === 'up' ? 'store' : 'hub', store);
  if (breach)
    return { ok: false, reason: `takes ${breach.units} from ${breach.account.kind}, which its author does not own` };
  return { ok: true, value: document };
}

/**
 * Why a decided fact may not be written: a reader would set it aside, or refuse its size. Whoever decides asks this
 * before writing, so that nothing counts at its author that moves nothing elsewhere.
 */
export function unwritable(fact: Fact, direction: Direction, store: StoreId): string | undefined {
  const { id, kind, v, body } = fact;
  const unsafe = unsafeContent(body);
  if (unsafe !== undefined) return unsafe;
  if (JSON.stringify(body).length > LIMITS.documentLength - LIMITS.envelopeLength)
    return 'the document would be too large';
  const read = interpret({ _id: id, kind, v, body, author: '', n: 1, at: 0, prev: '' }, direction, store);
  return read.ok ? undefined : read.reason;
}
