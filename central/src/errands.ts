/**
 * What stores' documents still have to bring about elsewhere: on another
 * store's street, or at a member's shard. What it keeps true: a document that
 * is not named here has, as far as it means anything elsewhere, brought that
 * about, and it is on disk. Whoever starts from a snapshot reads the named ones
 * again and follows them; doing so twice does nothing twice.
 */
import type { StoreId } from '@ringfence/domain/basic/ids.ts';
import type { Doc } from '@ringfence/domain/documents/registry.ts';
import { claimIn } from '@ringfence/domain/member/post.ts';
import { carriedOver } from '@ringfence/domain/store/react.ts';

export class Errands {
  readonly #open = new Map<StoreId, Set<number>>();

  /** A document of the store came to count; before anybody follows it. */
  begin(store: StoreId, document: Doc): void {
    if (claimIn(document) === undefined && carriedOver(document, store) === undefined) return;
    const open = this.#open.get(store);
    if (open) open.add(document.n);
    else this.#open.set(store, new Set([document.n]));
  }

  /** What follows from the document at that position of the store's street is on disk. */
  end(store: StoreId, n: number): void {
    this.#open.get(store)?.delete(n);
  }

  /** Positions on the store's street, first to last. */
  of(store: StoreId): number[] {
    return [...(this.#open.get(store) ?? [])].sort((a, b) => a - b);
  }
}
