/**
 * Units the counter sells a day, by item, over the last trading days. Trading
 * days are those named by sale documents, in the order in which they first
 * appear, so a wrong date counts as one day and falls out like any other.
 */
import type { Sku } from '@ringfence/domain/basic/ids.ts';
import type { Sale } from '@ringfence/domain/documents/sale.ts';

export class SalesRate {
  readonly #window: number;
  /** Oldest first: the last trading days with what was sold on each. */
  readonly #days = new Map<string, Map<Sku, number>>();
  readonly #total = new Map<Sku, number>();

  constructor(window: number) {
    this.#window = window;
  }

  add(sale: Pick<Sale, 'businessDay' | 'lines'>): void {
    let day = this.#days.get(sale.businessDay);
    if (!day) {
      this.#days.set(sale.businessDay, (day = new Map()));
      this.#dropOld();
    }
    for (const { sku, units } of sale.lines) {
      day.set(sku, (day.get(sku) ?? 0) + units);
      this.#total.set(sku, (this.#total.get(sku) ?? 0) + units);
    }
  }

  /** Units a day; 0 for an item that was not sold in the window. */
  soldPerDay(sku: Sku): number {
    return this.#days.size === 0 ? 0 : (this.#total.get(sku) ?? 0) / this.#days.size;
  }

  #dropOld(): void {
    const [oldest] = this.#days;
    if (this.#days.size <= this.#window || !oldest) return;
    const [name, sold] = oldest;
    this.#days.delete(name);
    for (const [sku, units] of sold) {
      const left = (this.#total.get(sku) ?? 0) - units;
      if (left > 0) this.#total.set(sku, left);
      else this.#total.delete(sku);
    }
  }
}
