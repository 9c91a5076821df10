/**
 * Units of items as they were read last from the stores' books. What it keeps true: they are those of this instant,
 * because a store's are forgotten with the next document that counts for it; and only so many are kept.
 */
import type { Sku } from '@ringfence/domain/basic/ids.ts';
import { type Stock, stockOf } from '@ringfence/domain/stock/availability.ts';
import type { StoreState } from '@ringfence/domain/store/state.ts';

class OfStore {
  readonly #state: StoreState;
  readonly #bySku = new Map<Sku, Stock>();
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

  of(sku: Sku): Stock {
    const known = this.#bySku.get(sku);
    if (known) return known;
    const stock = stockOf(this.#state, sku);
    this.#bySku.set(sku, stock);
    this.#onRead();
    return stock;
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

  /** The store's units, for an answer that is made without waiting for anything. */
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
