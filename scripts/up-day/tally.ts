/** What a day came to, store by store, and every document somebody was told is recorded. */

export interface StoreTally {
  sales: number;
  /** Minor units paid in: sales, and orders paid at the counter. */
  takings: number;
  orders: number;
  handOvers: number;
  returns: number;
}

export interface Acknowledged {
  readonly store: string;
  readonly direction: 'up' | 'down';
  readonly id: string;
}

export class DayTally {
  readonly acknowledged: Acknowledged[] = [];
  readonly #stores: ReadonlyMap<string, StoreTally>;

  constructor(stores: readonly string[]) {
    const blank = (): StoreTally => ({ sales: 0, takings: 0, orders: 0, handOvers: 0, returns: 0 });
    this.#stores = new Map(stores.map((store) => [store, blank()]));
  }

  /** The counts of `store`, to be raised in place. */
  of(store: string): StoreTally {
    const found = this.#stores.get(store);
    if (found === undefined) throw new Error(`no store ${store}`);
    return found;
  }

  acknowledge(store: string, direction: 'up' | 'down', id: string): void {
    this.acknowledged.push({ store, direction, id });
  }
}
