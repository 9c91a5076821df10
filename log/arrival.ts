/**
 * A document as replication brings it, judged by itself: the shape of an
 * envelope, a first revision whose name follows from its content, nothing
 * beside. Whether it has a place on the street is not decided here.
 */
import type { Sha256 } from '@ringfence/domain/basic/canonical.ts';
import type { DocId } from '@ringfence/domain/basic/ids.ts';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import { revisionOf } from './chain.ts';

export interface Arrival {
  readonly document: Envelope;
  readonly rev: string;
}

export interface Refused {
  readonly id: DocId;
  readonly reason: string;
}

/** Checks of the envelope's fields; a field that is not here is not covered by the hash and has no business here. */
const FIELDS: Readonly<Record<keyof Required<Envelope>, (value: unknown) => boolean>> = {
  _id: (value) => typeof value === 'string' && value !== '' && !value.startsWith('_'),
  kind: (value) => typeof value === 'string',
  v: (value) => Number.isSafeInteger(value),
  author: (value) => typeof value === 'string',
  n: (value) => Number.isSafeInteger(value) && Number(value) > 0,
  at: (value) => Number.isSafeInteger(value),
  prev: (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value),
  request: (value) => value === undefined || typeof value === 'string',
  body: (value) => value !== undefined,
  sig: (value) => value === undefined || typeof value === 'string',
};

const STORAGE_FIELDS = new Set(['_rev', '_revisions', '_conflicts']);

export function parseArrival(candidate: unknown, sha256: Sha256): Arrival | Refused {
  const given = (typeof candidate === 'object' && candidate !== null ? candidate : {}) as Record<string, unknown>;
  const id = String(given['_id']);
  const document: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    if (STORAGE_FIELDS.has(name)) continue;
    if (!Object.hasOwn(FIELDS, name)) return { id, reason: `field ${name} does not belong into a document` };
    document[name] = value;
  }
  for (const [name, isValid] of Object.entries(FIELDS)) {
    if (!isValid(document[name])) return { id, reason: `field ${name} is missing or malformed` };
  }
  const envelope = document as unknown as Envelope;
  const rev = revisionOf(envelope, sha256);
  if (given['_rev'] !== rev) return { id, reason: 'the revision does not follow from the content' };
  return { document: envelope, rev };
}
