/**
 * What a customer bought, for taking it back: from this store's own documents,
 * or as the hub told it about another store's.
 */
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import { interpret } from '@ringfence/domain/documents/parse.ts';
import type { Doc } from '@ringfence/domain/documents/registry.ts';
import type { Purchase } from '@ringfence/domain/return/take-back.ts';
import { linesOf } from '@ringfence/domain/pickup/lines.ts';
import { shareOfAmount } from '@ringfence/domain/sale/basket.ts';
import { netOfChange } from '@ringfence/domain/till/figures.ts';
import { LIMITS } from '../limits.ts';
import type { Store } from '../store.ts';

export class Purchases {
  readonly #store: Store;
  readonly #told = new Map<string, Purchase>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** The purchase under a sale's or a pickup order's id, the sale first; nothing when this store does not know it. */
  async find(id: string, soldAt: string, of?: Purchase['of']): Promise<Purchase | undefined> {
    if (soldAt !== this.#store.id) return this.told(id, soldAt);
    const { log } = this.#store.ports.journal;
    const names = { sale: `sale~${id}`, order: `hand-over~${id}` };
    for (const name of of === undefined ? [names.sale, names.order] : [names[of]]) {
      if (log.positionOf(name) === undefined) continue;
      const written = await this.#store.ports.journal.find(name);
      const purchase = written && this.#fromDocument(written.document);
      if (purchase) return purchase;
    }
    return undefined;
  }

  /** The purchase at a position of the own street; nothing where none stands, or it is not on disk yet. */
  async at(n: number): Promise<Purchase | undefined> {
    const [document] = await this.#store.ports.journal.log.read(n - 1, 1);
    return document && this.#fromDocument(document);
  }

  /** What the hub told of another store's purchase. */
  told(id: string, soldAt: string): Purchase | undefined {
    return this.#told.get(`${soldAt}/${id}`);
  }

  /** Keeps what the hub told; the oldest is forgotten first. */
  remember(purchase: Purchase): void {
    this.#told.set(`${purchase.store}/${purchase.id}`, purchase);
    if (this.#told.size <= LIMITS.purchasesKept) return;
    const [oldest] = this.#told.keys();
    if (oldest !== undefined) this.#told.delete(oldest);
  }

  #fromDocument(envelope: Envelope): Purchase | undefined {
    const understood = interpret(envelope, 'up', this.#store.id);
    if (!understood.ok) return undefined;
    const document = understood.value;
    if (document.kind === 'sale') {
      const { currency, lines, points, tenders, change } = document.body;
      const id = document._id.slice('sale~'.length);
      return {
        id,
        of: 'sale',
        store: this.#store.id,
        currency,
        lines: lines.map(({ sku, units, amount, taxRate }) => ({ sku, units, amount, taxRate })),
        paid: this.#store.sold.leftOf({ soldAt: this.#store.id, of: 'sale', id }, netOfChange(tenders, change)),
        ...(points === null ? {} : { claim: points.claim }),
      };
    }
    return document.kind === 'hand-over' ? this.#fromHandOver(document) : undefined;
  }

  /** The hand-over names goods, the order their prices; an order known by its pass alone has none. */
  #fromHandOver({ body }: Doc<'hand-over'>): Purchase {
    const record = this.#store.order(body.order);
    const placed = record?.placed?.body;
    const priced = new Map((record ? linesOf(record) : []).map((line) => [line.sku, line]));
    const lines = body.lines.map(({ sku, units }) => {
      const line = priced.get(sku);
      return {
        sku,
        units,
        amount: line ? shareOfAmount(line.amount, 0, Math.min(units, line.units), line.units) : null,
        taxRate: line?.taxRate,
      };
    });
    const { order: id, tenders, currency } = body;
    const online = {
      kind: 'online' as const,
      amount: placed ? placed.total - placed.due - (placed.points?.value ?? 0) : 0,
    };
    const paid = this.#store.sold.leftOf({ soldAt: this.#store.id, of: 'order', id }, [online, ...tenders]);
    const claim = body.points ? { claim: body.points.claim } : {};
    return { id, of: 'order', store: this.#store.id, currency, lines, paid, ...claim };
  }
}
