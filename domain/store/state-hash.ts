/**
 * One figure for the whole state: equal at the store and at the hub once both
 * have the same documents, and at no cost that grows with history. It finds
 * folds that went apart by mistake; two states that somebody makes alike on
 * purpose it does not tell apart, the chains of the streets do.
 */
import { canonical, type Sha256 } from '../basic/canonical.ts';
import { tillsContent } from '../till/till.ts';
import type { StoreState } from './state.ts';

/** Of how the hash is made. Hashes of different versions say nothing about each other. */
const VERSION = 2;
const SIGNS = 32;

/** `2:` and 32 hexadecimal digits. */
export function stateHash(state: StoreState, sha256: Sha256): string {
  const { store, up, down, incarnation, book, orders, transfers, leases, exceptions, resolutions, tills, setAside } =
    state;
  const content = {
    store,
    up: { n: up.n, head: up.head },
    down: { n: down.n, head: down.head },
    incarnation,
    book: book.digest,
    orders: orders.digest,
    transfers: transfers.digest,
    leases: leases.digest,
    exceptions: exceptions.digest,
    resolutions: resolutions.digest,
    tills: tillsContent(tills),
    setAside: setAside.digest,
  };
  return `${VERSION}:${sha256(canonical(content)).slice(0, SIGNS)}`;
}

/** Whether two hashes are made in the same way, so that a difference means something. */
export const areComparable = (one: string, other: string): boolean => versionOf(one) === versionOf(other);

/** Those of the first version were a bare SHA-256. */
const versionOf = (hash: string): string => (hash.includes(':') ? hash.slice(0, hash.indexOf(':')) : '1');
