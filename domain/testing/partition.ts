/**
 * A store and the hub, each with its own copy of both streets, and a line
 * between them that carries documents when it is told to. Every decision is
 * the production one.
 */
import { hubAuthor, type Sku, storeAuthor } from '../basic/ids.ts';
import type { Decision } from '../basic/outcome.ts';
import type { Catalogue } from '../catalog/catalogue.ts';
import { type Envelope, hashOf, seal } from '../documents/envelope.ts';
import type { Fact } from '../documents/registry.ts';
import { decideHandOver, handOverOrder } from '../pickup/counter.ts';
import {
  assignOrder,
  decideAssign,
  decidePick,
  decideShortPick,
  decideSubstitute,
  shortPickOrder,
  substituteItem,
} from '../pickup/gather.ts';
import { decidePlaceOrder, placeOrder } from '../pickup/place-order.ts';
import { completeSale, decideCompleteSale } from '../sale/complete-sale.ts';
import { decideCountStock, decideReceiveDelivery } from '../stock/decide.ts';
import { endingsDue, grantDue, settlementDue } from '../store/react.ts';
import { applyDocument, emptyStore, type StoreState } from '../store/state.ts';
import { aCatalogue, aProduct, testHash } from './scenario.ts';

type Direction = 'up' | 'down';

const SKUS: readonly Sku[] = ['A', 'B'];
/** Stands in for a signature; the real one is tried elsewhere. */
const sign = (): string => 'A'.repeat(86);

export class Partition {
  readonly store: StoreState = emptyStore('S01');
  readonly hub: StoreState = emptyStore('S01');
  readonly streets: Record<Direction, Envelope[]> = { up: [], down: [] };
  readonly passes = new Map<string, string>();
  readonly #catalogue: Catalogue = aCatalogue(SKUS.map((sku) => aProduct(sku)));
  #now = 1000;
  #count = 0;

  /** Runs the operation of that number, with `pick` choosing its details. Refused ones change nothing. */
  step(operation: number, pick: number): void {
    this.#now += pick;
    const operations: ((detail: number) => void)[] = [
      (detail) => this.#deliver(detail),
      (detail) => this.#sell(detail),
      (detail) => this.#override(detail),
      () => this.#grant(),
      (detail) => this.#order(detail),
      (detail) => this.#cancel(detail),
      (detail) => this.#handOver(detail),
      (detail) => this.#pickShort(detail),
      (detail) => this.#takeCount(detail),
      () => this.#expire(),
      () => this.#settle(),
      () => this.carryUp(),
      () => this.carryDown(),
      (detail) => this.#substitute(detail),
    ];
    operations[operation % operations.length]?.(pick);
  }

  /** The line carries one document up, if one waits. */
  carryUp(): void {
    this.#carry('up', this.hub);
  }

  carryDown(): void {
    this.#carry('down', this.store);
    this.#write(this.store, 'up', endingsDue(this.store, this.store.orders.keys(), this.#now));
  }

  /** Carries everything, both ways, until nothing follows from it. */
  heal(): void {
    let before = -1;
    while (before !== this.streets.up.length + this.streets.down.length) {
      before = this.streets.up.length + this.streets.down.length;
      while (this.hub.up.n < this.streets.up.length) this.carryUp();
      this.#settle();
      while (this.store.down.n < this.streets.down.length) this.carryDown();
    }
  }

  #deliver(pick: number): void {
    this.#decide(
      decideReceiveDelivery(
        { id: this.#id(), lines: [{ sku: this.#sku(pick), units: 1 + (pick % 7), area: 'shelf' }] },
        this.#catalogue,
      ),
    );
  }

  #sell(pick: number, override: { by: string; reason: string } | null = null): void {
    const units = 1 + (pick % 3);
    const command = completeSale.parse({
      id: this.#id(),
      currency: 'EUR',
      lines: [{ sku: this.#sku(pick), units }],
      tenders: [{ kind: 'cash', amount: 250 * units }],
      override,
    });
    this.#decide(decideCompleteSale(this.store, command, { catalogue: this.#catalogue, today: '2026-03-01' }));
  }

  #override(pick: number): void {
    this.#sell(pick, { by: 'sup1', reason: 'in hand' });
  }

  #grant(): void {
    const grant = grantDue(this.store, SKUS, this.#id(), { catalogue: this.#catalogue, soldPerDay: () => 0 });
    if (grant) this.#write(this.store, 'up', [grant]);
  }

  #order(pick: number): void {
    const command = placeOrder.parse({
      id: this.#id(),
      store: 'S01',
      lines: [{ sku: this.#sku(pick), units: 1 + (pick % 2) }],
      expiresAt: this.#now + 1_000 * (2 + (pick % 50)),
    });
    const decision = decidePlaceOrder(this.hub, command, { catalogue: this.#catalogue, now: this.#now, sign });
    if (!decision.ok) return;
    this.passes.set(command.id, decision.value.body.pass);
    this.#write(this.hub, 'down', [decision.value]);
  }

  #cancel(pick: number): void {
    const order = this.#anyOrder(pick);
    const live =
      order !== undefined &&
      this.hub.orders.get(order)?.end === null &&
      this.hub.orders.get(order)?.cancelRequest === null;
    if (live)
      this.#write(this.hub, 'down', [
        { id: `cancel-request~${order}`, kind: 'cancel-request', v: 1, body: { order, by: 'customer' } },
      ]);
  }

  #handOver(pick: number): void {
    const order = this.#anyOrder(pick);
    const pass = order === undefined ? undefined : this.passes.get(order);
    if (order === undefined || pass === undefined) return;
    this.#decide(
      decideHandOver(this.store, handOverOrder.parse({ order, pass }), { now: this.#now, verify: () => true }),
    );
  }

  #pickShort(pick: number): void {
    const order = this.#anyOrder(pick);
    if (order === undefined) return;
    if (pick % 2 === 0) return this.#decide(decidePick(this.store, { id: this.#id(), order }));
    const decision = decideShortPick(
      this.store,
      shortPickOrder.parse({
        id: this.#id(),
        order,
        reason: pick % 3 === 0 ? 'damaged' : 'not-found',
        lines: [{ sku: this.#sku(pick), units: 1 }],
      }),
    );
    if (decision.ok) this.#write(this.store, 'up', decision.value);
  }

  /** Somebody takes an order, or gives another item for what of it is missing. */
  #substitute(pick: number): void {
    const order = this.#anyOrder(pick);
    if (order === undefined) return;
    const by = `p${pick % 2}`;
    if (pick % 4 === 0)
      return this.#decide(decideAssign(this.store, assignOrder.parse({ id: this.#id(), order, by, to: by })));
    this.#decide(
      decideSubstitute(
        this.store,
        substituteItem.parse({
          id: this.#id(),
          order,
          reason: pick % 3 === 0 ? 'damaged' : 'not-found',
          agreed: { by: 'customer', how: 'phone' },
          missing: { sku: this.#sku(pick), units: 1 },
          given: { sku: this.#sku(pick + 1), units: 1 },
        }),
        this.#catalogue,
      ),
    );
  }

  #takeCount(pick: number): void {
    this.#decide(
      decideCountStock(
        this.store,
        { id: this.#id(), lines: [{ sku: this.#sku(pick), counted: pick % 9 }] },
        this.#catalogue,
      ),
    );
  }

  #expire(): void {
    this.#write(this.store, 'up', endingsDue(this.store, this.store.orders.keys(), this.#now));
  }

  #settle(): void {
    const settle = settlementDue(this.hub, `${this.hub.store}.${this.hub.down.n + 1}`);
    if (settle) this.#write(this.hub, 'down', [settle]);
  }

  #decide(decision: Decision<Fact>): void {
    if (decision.ok) this.#write(this.store, 'up', [decision.value]);
  }

  #write(state: StoreState, direction: Direction, facts: readonly Fact[]): void {
    for (const item of facts) {
      const document = seal<string, unknown>(
        item,
        state[direction],
        direction === 'up' ? storeAuthor('S01', 1) : hubAuthor(1),
        this.#now,
      );
      this.#apply(state, direction, document);
      this.streets[direction].push(document);
    }
  }

  #carry(direction: Direction, to: StoreState): void {
    const document = this.streets[direction][to[direction].n];
    if (document) this.#apply(to, direction, document);
  }

  #apply(state: StoreState, direction: Direction, document: Envelope): void {
    applyDocument(state, document, direction, hashOf(document, testHash));
    if (state.setAside.size > 0) throw new Error(`set aside: ${JSON.stringify([...state.setAside])}`);
  }

  #anyOrder(pick: number): string | undefined {
    const orders = [...this.passes.keys()];
    return orders[pick % Math.max(1, orders.length)];
  }

  #sku(pick: number): Sku {
    return SKUS[pick % SKUS.length] ?? 'A';
  }

  #id(): string {
    this.#count += 1;
    return `c${this.#count}`;
  }
}
