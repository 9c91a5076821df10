/** Folds two streets of a store from nothing, checking of each document that it continues its chain. */
import { canonical } from '@ringfence/domain/basic/canonical.ts';
import { GENESIS, hashOf } from '@ringfence/domain/documents/envelope.ts';
import type { Doc } from '@ringfence/domain/documents/registry.ts';
import { applyDocument, emptyStore, stateContent, type StoreState } from '@ringfence/domain/store/state.ts';
import { stateHash } from '@ringfence/domain/store/state-hash.ts';
import { type Documents, sha256 } from './logs.ts';

export interface Folded {
  readonly state: StoreState;
  /** Canonical JSON of the state, as plain data. */
  readonly content: unknown;
  readonly hash: string;
  /** The documents that were understood, each street in its order. */
  readonly up: readonly Doc[];
  readonly down: readonly Doc[];
}

export function foldStore(store: string, up: Documents, down: Documents): Folded {
  const state = emptyStore(store);
  const apply = (documents: Documents, direction: 'up' | 'down'): Doc[] =>
    documents.flatMap((document) => applyDocument(state, document, direction, hashOf(document, sha256)) ?? []);
  const understood = { down: apply(down, 'down'), up: apply(up, 'up') };
  const text = canonical(stateContent(state));
  return { state, content: JSON.parse(text), hash: stateHash(state, sha256), ...understood };
}

/** Where a street is no chain: a gap, a document that does not name the one before, or time that goes back. */
export function breakInChain(documents: Documents): string | undefined {
  let head = GENESIS;
  let at = 0;
  for (const [index, document] of documents.entries()) {
    if (document.n !== index + 1) return `${document._id} stands at ${index + 1} and says ${document.n}`;
    if (document.prev !== head) return `${document._id} does not continue ${index}`;
    if (document.at < at) return `${document._id} goes back in time`;
    head = hashOf(document, sha256);
    at = document.at;
  }
  return undefined;
}
