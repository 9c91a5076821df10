/**
 * What stores have of items, as it was read last from their books. What it keeps true: it is that of this instant,
 * because a store's is forgotten with the next document that counts for it; and only so much is kept.
 */
import type { Sku } from '@ringfence/domain/basic/ids.ts';
import { availabilityOf, stockOf } from '@ringfence/domain/stock/availability.ts';
import type { StoreState } from '@ringfence/domain/store/state.ts';
import type * as api from '@ringfence/graphql/generated/schema.ts';
import { Unchanging } from './direct/unchanging.ts';

/** What availability depends on besides the store's book. */
export interface Terms {
  readonly sku: Sku;
  readonly safetyStock: number;
}

class Item extends Unchanging implements api.ItemAvailability {
  readonly sku: Sku;
  readonly promised: number;
  readonly likely: number;
  /** What it was read under. */
  readonly #safetyStock: number;
  readonly #connected: boolean;

  constructor(state: StoreState, { sku, safetyStock }: Terms, connected: boolean) {
    super();
    const { promised, likely } = availabilityOf(stockOf(state, sku), { safetyStock, connected });
    this.sku = sku;
    this.promised = promised;
    this.likely = likely;
    this.#safetyStock = safetyStock;
    this.#connected = connected;
  }

  isUnder({ safetyStock }: Terms, connected: boolean): boolean {
    return this.#safetyStock === safetyStock && this.#connected === connected;
  }
}

class OfStore {
  readonly #state: StoreState;
  readonly #bySku = new Map<Sku, Item>();
  readonly #onRead: () => void;
  /** Documents that have counted. Both streets only grow, so another sum means another state. */
  #documents = -1;

  constructor(state: StoreState, onRead: () => void) {
    this.#state = state;
    this.#onRead = onRead;
  }

  /** To be asked at the beginning of every answer. */
  refresh(): void {
    const documents = this.#state.up.n + this.#state.down.n;
    if (documents === this.#documents) return;
    this.#documents = documents;
    this.#bySku.clear();
  }

  /** The same object as before while it is still true. */
  of(terms: Terms, connected: boolean): api.ItemAvailability {
    const known = this.#bySku.get(terms.sku);
    if (known?.isUnder(terms, connected)) return known;
    const item = new Item(this.#state, terms, connected);
    this.#bySku.set(terms.sku, item);
    this.#onRead();
    return item;
  }
}

export class StockAtHand {
  readonly #limit: number;
  #stores = new WeakMap<StoreState, OfStore>();
  #read = 0;

  /** `limit`: entries, all stores together. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The store's items, for an answer that is made without waiting for anything. */
  of(state: StoreState): Pick<OfStore, 'of'> {
    let store = this.#stores.get(state);
    if (!store) {
      store = new OfStore(state, this.#count);
      this.#stores.set(state, store);
    }
    store.refresh();
    return store;
  }

  /** Everything is forgotten now and then: what is asked for often is soon at hand again. */
  readonly #count = (): void => {
    this.#read += 1;
    if (this.#read < this.#limit) return;
    this.#read = 0;
    this.#stores = new WeakMap();
  };
}
