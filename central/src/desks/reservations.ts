/** Units of the hub's share that orders under way have been told they will get, and that no document has taken yet. */
import type { OrderId, Sku } from '@ringfence/domain/basic/ids.ts';

export class Reservations {
  readonly #byOrder = new Map<OrderId, ReadonlyMap<Sku, number>>();

  has(order: OrderId): boolean {
    return this.#byOrder.has(order);
  }

  set(order: OrderId, demand: ReadonlyMap<Sku, number>): void {
    this.#byOrder.set(order, demand);
  }

  delete(order: OrderId): void {
    this.#byOrder.delete(order);
  }

  /** Units spoken for, but for those of one order. */
  units(sku: Sku, except?: OrderId): number {
    let sum = 0;
    for (const [order, demand] of this.#byOrder) if (order !== except) sum += demand.get(sku) ?? 0;
    return sum;
  }
}
