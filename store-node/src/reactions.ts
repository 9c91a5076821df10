/**
 * What follows from the state without anybody asking: orders that must end,
 * points to give back, units the hub should have. Touched items and orders are gathered for a
 * moment, so that a burst of sales makes one grant.
 */
import type { OrderId, Sku } from '@ringfence/domain/basic/ids.ts';
import type { Doc } from '@ringfence/domain/documents/registry.ts';
import { leaseReturnsDue } from '@ringfence/domain/loyalty/lease.ts';
import { endingsDue, grantDue, skusOf } from '@ringfence/domain/store/react.ts';
import { LIMITS } from './limits.ts';
import type { Store } from './store.ts';

export class Reactions {
  readonly #store: Store;
  readonly #later: (ms: number, task: () => void) => void;
  readonly #skus = new Set<Sku>();
  readonly #orders = new Set<OrderId>();
  /** Leases are to be looked at: one came, or was spent from, or time passed. */
  #leases = false;
  #due = false;
  #started = false;

  constructor(store: Store, later: (ms: number, task: () => void) => void) {
    this.#store = store;
    this.#later = later;
  }

  /** After a start nobody knows what had been touched: everything is looked at once. */
  start(): void {
    this.#started = true;
    for (const sku of this.#store.state.book.of('shelf').keys()) this.#skus.add(sku);
    this.reviewOrders();
    this.#schedule();
  }

  touch(document: Doc): void {
    if (document.kind === 'product') this.#skus.add(document.body.sku);
    for (const sku of skusOf(document)) this.#skus.add(sku);
    if (document.kind === 'lease' || document.kind === 'incarnation') this.#leases = true;
    if (document.kind === 'sale' && document.body.points?.spent.length) this.#leases = true;
    if ('order' in document.body) {
      const id = document.body.order;
      this.#orders.add(id);
      for (const line of this.#store.order(id)?.placed?.body.lines ?? []) this.#skus.add(line.sku);
    }
    this.#schedule();
  }

  /** Time passed: live orders and leases are looked at. */
  reviewOrders(): void {
    for (const record of this.#store.state.orders.live()) this.#orders.add(record.id);
    this.#leases = this.#store.state.leases.size > 0;
    this.#schedule();
  }

  #schedule(): void {
    const isIdle = this.#skus.size === 0 && this.#orders.size === 0 && !this.#leases;
    if (this.#due || !this.#started || isIdle) return;
    this.#due = true;
    this.#later(LIMITS.reactAfterMs, () => {
      this.#due = false;
      this.#react();
    });
  }

  #react(): void {
    const store = this.#store;
    if (!store.standing.trading) return;
    const orders = [...this.#orders];
    this.#orders.clear();
    for (const ending of endingsDue(store.state, orders, store.ports.now())) store.record([ending]);
    if (this.#leases) for (const back of leaseReturnsDue(store.state, store.ports.now())) store.record([back]);
    this.#leases = false;

    const skus = [...this.#skus];
    this.#skus.clear();
    for (let from = 0; from < skus.length; from += LIMITS.grantLines)
      this.#grant(skus.slice(from, from + LIMITS.grantLines));
    // What was granted just now needs no second look: the hub has its part.
    this.#skus.clear();
  }

  #grant(skus: readonly Sku[]): void {
    const store = this.#store;
    const subject = `auto.${store.id}.${store.ports.journal.writing.n + 1}`;
    const { catalogue } = store;
    const due = grantDue(store.state, skus, subject, { catalogue, soldPerDay: (sku) => store.soldPerDay(sku) });
    if (due) store.record([due]);
  }
}
