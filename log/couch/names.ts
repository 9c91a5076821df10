/**
 * How streets and positions are named in CouchDB. Both ways are injective and
 * keep their order where it matters: rows sort by position, then by term.
 */
import { assert } from '@ringfence/domain/basic/assert.ts';
import type { Street } from '@ringfence/domain/basic/ids.ts';
import type { Place } from '../terms.ts';

const N_DIGITS = 12;
const TERM_DIGITS = 8;

/** Databases beside the streets; no street has their names. */
export const VALUES = 'kv';
export const ONCE = 'once';

/** What may stand before the names of one retailer's databases. */
export const PREFIX = /^[a-z][a-z0-9]{0,30}$/;

export function databaseOf(prefix: string, name: string): string {
  const safe = name.replace(/[^a-z0-9-]/gu, (character) =>
    /[A-Z]/.test(character)
      ? `_${character.toLowerCase()}`
      : Array.from(new TextEncoder().encode(character), (byte) => `$${byte.toString(16).padStart(2, '0')}`).join(''),
  );
  return `${prefix}-${safe}`;
}

/** The street that lies in a database; undefined when it is no street under that prefix. */
export function streetIn(prefix: string, database: string): Street | undefined {
  if (!database.startsWith(`${prefix}-`)) return undefined;
  const name = database
    .slice(prefix.length + 1)
    .replace(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase())
    .replace(/(?:\$[0-9a-f]{2})+/g, (bytes) => Buffer.from(bytes.replaceAll('$', ''), 'hex').toString('utf8'));
  return isStreet(name) && databaseOf(prefix, name) === database ? name : undefined;
}

/** Whether a street may have this name. */
export function isStreet(name: string): boolean {
  return /^[a-z][^!]*$/.test(name) && name !== VALUES && name !== ONCE;
}

/** Where every row's id starts, and where nothing of a street comes any more. */
export const ROWS = { startkey: '0', endkey: ':' } as const;

export function rowId({ n, term }: Place): string {
  const id = `${String(n).padStart(N_DIGITS, '0')}~${String(term).padStart(TERM_DIGITS, '0')}`;
  assert(id.length === N_DIGITS + 1 + TERM_DIGITS, () => `no row for position ${n} of term ${term}`);
  return id;
}

/** The place a row claims by its id; undefined when no row is named like that. */
export function placeOf(id: string): Place | undefined {
  const parts = /^(\d{12})~(\d{8})$/.exec(id);
  if (parts === null) return undefined;
  const place = { n: Number(parts[1]), term: Number(parts[2]) };
  return place.n > 0 && place.term > 0 ? place : undefined;
}
