/**
 * Units the counter sells a day, by item, over the last trading days. Trading
 * days are those named by sale documents, in the order in which they first
 * appear, so a wrong date counts as one day and falls out like any other.
 */
import { type Frozen, partOf } from '@ringfence/domain/basic/frozen.ts';
import { PackedTable } from '@ringfence/domain/basic/packed-table.ts';
import type { Sku } from '@ringfence/domain/basic/ids.ts';
import type { Sale } from '@ringfence/domain/documents/sale.ts';

export class SalesRate {
  readonly #window: number;
  /** Oldest first: the last trading days with what was sold on each. */
  readonly #days = new Map<string, PackedTable>();
  #total = new PackedTable();

  constructor(window: number) {
    this.#window = window;
  }

  add(sale: Pick<Sale, 'businessDay' | 'lines'>): void {
    let day = this.#days.get(sale.businessDay);
    if (!day) {
      this.#days.set(sale.businessDay, (day = new PackedTable()));
      this.#dropOld();
    }
    for (const { sku, units } of sale.lines) {
      day.add(sku, units);
      this.#total.add(sku, units);
    }
  }

  /** Units a day; 0 for an item that was not sold in the window. */
  soldPerDay(sku: Sku): number {
    return this.#days.size === 0 ? 0 : this.#total.get(sku) / this.#days.size;
  }

  freeze(): Frozen {
    const days = [...this.#days].map(([day, sold]) => [day, sold.freeze()] as const);
    const parts = { total: this.#total.freeze(), days: { parts: Object.fromEntries(days) } };
    return { plain: { days: days.map(([day]) => day) }, parts };
  }

  static thaw(frozen: Frozen, window: number): SalesRate {
    const rate = new SalesRate(window);
    const days = partOf(frozen, 'days');
    for (const day of (frozen.plain as { days: string[] }).days)
      rate.#days.set(day, PackedTable.thaw(partOf(days, day)));
    rate.#total = PackedTable.thaw(partOf(frozen, 'total'));
    return rate;
  }

  #dropOld(): void {
    const [oldest] = this.#days;
    if (this.#days.size <= this.#window || !oldest) return;
    const [name, sold] = oldest;
    this.#days.delete(name);
    for (const [sku, units] of sold) this.#total.add(sku, -units);
  }
}
