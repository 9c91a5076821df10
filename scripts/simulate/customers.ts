/**
 * The people of the simulation: clerks, supervisors and web shoppers. Each
 * command has an id of its own; one without an answer is sent again under the
 * same id until somebody answers. What physically moves is kept beside, so the
 * ledger can be compared with the goods.
 */
import type { Sku } from '@ringfence/domain/basic/ids.ts';
import { statusOf } from '@ringfence/domain/pickup/order.ts';
import type { Outcome, StoreCommand } from '@ringfence/store-node/src/commands/command.ts';
import { completeSaleCommand } from '@ringfence/store-node/src/commands/complete-sale.ts';
import {
  endOrderCommand,
  handOverCommand,
  pickOrderCommand,
  shortPickCommand,
} from '@ringfence/store-node/src/commands/pickup.ts';
import {
  adjustStockCommand,
  countStockCommand,
  dispatchGoodsCommand,
  receiveDeliveryCommand,
  receiveTransferCommand,
} from '@ringfence/store-node/src/commands/stock.ts';
import { takeBackCommand } from '@ringfence/store-node/src/commands/take-back.ts';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import type { PlantedBug } from './planted-bugs.ts';
import type { Random } from './random.ts';
import type { SimStore } from './sim-store.ts';
import type { World } from './world.ts';

const PATIENCE_MS = 4000;
const PRICE = 250;

interface Sold {
  readonly id: string;
  readonly store: string;
  readonly lines: readonly { sku: Sku; units: number }[];
}

export class Customers {
  /** Goods that are physically in each store: `<store>/<sku>` → units. */
  readonly goods = new Map<string, number>();
  /** Answered commands: document id → store. */
  readonly acknowledged = new Map<string, { store: string; n: number; restores: number }>();
  readonly passes = new Map<string, string>();
  readonly #ordered = new Map<string, readonly { sku: Sku; units: number }[]>();
  /** Commands that wait for an answer, by store. */
  readonly pending = new Map<string, number>();
  readonly counts = new Map<string, number>();
  readonly #world: World;
  readonly #random: Random;
  readonly #sold: Sold[] = [];
  /** Stores in which somebody is counting. */
  readonly #counting = new Set<string>();
  readonly #transfers: { id: string; to: string; lines: { sku: Sku; units: number }[] }[] = [];
  readonly #bug: PlantedBug | undefined;
  #ids = 0;

  constructor(world: World, random: Random, bug?: PlantedBug) {
    this.#bug = bug;
    this.#world = world;
    this.#random = random;
  }

  /** Somebody somewhere does something. */
  act(): void {
    const random = this.#random;
    const store = random.pick(this.#world.stores);
    if (this.#counting.has(store.id)) return;
    const deeds: [number, () => void][] = [
      [30, () => this.#sell(store)],
      [5, () => this.#sell(store, true)],
      [8, () => this.#deliver(store)],
      [18, () => this.#order(store)],
      [4, () => this.#cancel()],
      [2, () => this.#extendOrCheckIn()],
      [6, () => this.#pick(store)],
      [3, () => this.#pickShort(store)],
      [10, () => this.#handOver(store)],
      [2, () => this.#endOrder(store)],
      [5, () => this.#bringBack(store)],
      [2, () => this.#adjust(store)],
      [3, () => this.count(store)],
      [3, () => this.#dispatch(store)],
      [3, () => this.#arrive(store)],
    ];
    let roll = random.below(deeds.reduce((sum, [weight]) => sum + weight, 0));
    for (const [weight, deed] of deeds) {
      if (roll < weight) return deed();
      roll -= weight;
    }
  }

  goodsIn(store: string, sku: Sku): number {
    return this.goods.get(`${store}/${sku}`) ?? 0;
  }

  /** Counts every item of a store, when nobody is in the middle of something. */
  count(store: SimStore): void {
    if ((this.pending.get(store.id) ?? 0) > 0) return;
    const lines = this.#world.skus.map((sku) => ({ sku, counted: Math.max(0, this.goodsIn(store.id, sku)) }));
    // Until the count is booked nobody touches the goods.
    this.#counting.add(store.id);
    this.#ask(
      store,
      countStockCommand,
      { id: this.#id('c'), lines },
      { settled: () => this.#counting.delete(store.id) },
    );
  }

  /** How often something came out one way or another. */
  tally(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  #sell(store: SimStore, override = false): void {
    const units = this.#random.between(1, 3);
    const sku = this.#random.pick(this.#world.skus);
    // Nobody sells what is not in hand.
    if (this.goodsIn(store.id, sku) < units) return;
    const id = this.#id('x');
    const input = {
      id,
      currency: 'EUR',
      lines: [{ sku, units }],
      tenders: [{ kind: 'cash', amount: units * PRICE }],
      override: override ? { by: 'sup1', reason: 'in hand' } : null,
    };
    this.#move(store.id, sku, -units);
    this.#ask(store, completeSaleCommand, input, {
      done: () => this.#sold.push({ id, store: store.id, lines: [{ sku, units }] }),
      refused: () => this.#move(store.id, sku, units),
    });
  }

  #deliver(store: SimStore): void {
    const sku = this.#random.pick(this.#world.skus);
    const units = this.#random.between(1, 12);
    this.#move(store.id, sku, units);
    const input = { id: this.#id('d'), lines: [{ sku, units }] };
    this.#ask(store, receiveDeliveryCommand, input, { refused: () => this.#move(store.id, sku, -units) });
  }

  #order(store: SimStore): void {
    const { hub, scheduler } = this.#world;
    const id = this.#id('o');
    const lines = [{ sku: this.#random.pick(this.#world.skus), units: this.#random.between(1, 3) }];
    const expiresAt = scheduler.now + this.#random.between(2, 600) * 1000;
    const place = (tries: number): void => {
      let answered = false;
      void hub.placeOrder({ id, store: store.id, lines, expiresAt }).then((outcome) => {
        if (answered || !outcome) return;
        answered = true;
        if (outcome.outcome === 'refused') return this.tally(`order refused: ${outcome.refusal.refused}`);
        this.tally('order');
        this.passes.set(id, outcome.document.body.pass);
        this.#ordered.set(id, lines);
        this.acknowledged.set(outcome.document._id, { store: store.id, n: 0, restores: 0 });
      });
      scheduler.later(PATIENCE_MS, () => {
        if (!answered && tries > 0) place(tries - 1);
      });
    };
    place(50);
  }

  #cancel(): void {
    const order = this.#anyOrder();
    if (order !== undefined) void this.#world.hub.cancel(order);
  }

  #extendOrCheckIn(): void {
    const order = this.#anyOrder();
    if (order === undefined) return;
    const { hub, scheduler } = this.#world;
    if (this.#random.chance(50)) void hub.checkIn(order);
    else void hub.extend(order, this.#id('e'), scheduler.now + this.#random.between(100, 1000) * 1000);
  }

  #pick(store: SimStore): void {
    const order = this.#liveOrder(store);
    if (order !== undefined) this.#ask(store, pickOrderCommand, { id: this.#id('p'), order, place: '3' });
  }

  #pickShort(store: SimStore): void {
    const order = this.#liveOrder(store);
    const line = store.running?.store.order(order ?? '')?.placed?.body.lines[0];
    if (order === undefined || !line || this.goodsIn(store.id, line.sku) < 1) return;
    const reason = this.#random.pick(['not-found', 'damaged', 'display'] as const);
    // An item that was not found is gone, or was never there: a deficit of the counter.
    const gone = reason === 'not-found' ? this.#unpaidFor(store, line.sku) : 0;
    if (reason === 'not-found') this.#move(store.id, line.sku, -1 + gone);
    this.#ask(
      store,
      shortPickCommand,
      { id: this.#id('s'), order, reason, lines: [{ sku: line.sku, units: 1 }] },
      {
        refused: () => (reason === 'not-found' ? this.#move(store.id, line.sku, 1 - gone) : undefined),
        done: (document) => {
          if (reason !== 'not-found') return;
          const settles = (document.body as { lines: { settles: number }[] }).lines.reduce(
            (sum, each) => sum + each.settles,
            0,
          );
          this.#move(store.id, line.sku, settles - gone);
        },
      },
    );
  }

  #unpaidFor(store: SimStore, sku: Sku): number {
    const deficit = store.running?.store.state.book.of('deficit').get(sku) ?? 0;
    return deficit < 0 ? 1 : 0;
  }

  #handOver(store: SimStore): void {
    const known = this.#random.chance(40) ? this.#liveOrder(store) : undefined;
    const order = known ?? this.#anyOrder();
    if (order === undefined) return;
    const pass = this.passes.get(order);
    const input =
      known !== undefined && this.#random.chance(50) ? { order } : { order, ...(pass === undefined ? {} : { pass }) };
    const wanted = this.#ordered.get(order) ?? [];
    // Nobody hands over what is not there; what is fetched is put back when it is not handed over.
    if (wanted.some((line) => this.goodsIn(store.id, line.sku) < line.units)) return;
    const fetch = (sign: 1 | -1): void => wanted.forEach((line) => this.#move(store.id, line.sku, sign * line.units));
    fetch(-1);
    this.#ask(store, handOverCommand, input, {
      refused: () => fetch(1),
      done: (document) => {
        fetch(1);
        if (this.acknowledged.has(document._id)) return;
        const { lines } = document.body as { lines: { sku: Sku; units: number }[] };
        for (const line of lines) this.#move(store.id, line.sku, -line.units);
        this.#sold.push({ id: order, store: store.id, lines });
      },
    });
  }

  #endOrder(store: SimStore): void {
    const order = this.#liveOrder(store);
    if (order !== undefined) this.#ask(store, endOrderCommand, { order, reason: 'cancelled' });
  }

  #bringBack(store: SimStore): void {
    if (this.#sold.length === 0) return;
    const sale = this.#random.pick(this.#sold);
    const [line] = sale.lines;
    if (!line) return;
    const here = this.#random.chance(60) ? this.#world.stores.find((each) => each.id === sale.store) : store;
    if (!here || this.#counting.has(here.id)) return;
    const units = this.#random.between(1, line.units);
    const lines = [{ line: 0, units, disposition: this.#random.pick(['restock', 'damaged'] as const) }];
    this.#ask(
      here,
      takeBackCommand,
      { id: this.#id('r'), sale: sale.id, soldAt: sale.store, lines },
      { done: () => this.#move(here.id, line.sku, units) },
    );
  }

  #adjust(store: SimStore): void {
    const sku = this.#random.pick(this.#world.skus);
    const reason = this.#random.pick(['damaged', 'theft', 'found'] as const);
    const change = reason === 'theft' ? -1 : reason === 'found' ? 1 : 0;
    if (this.goodsIn(store.id, sku) + change < 0) return;
    this.#move(store.id, sku, change);
    this.#ask(
      store,
      adjustStockCommand,
      { id: this.#id('a'), reason, lines: [{ sku, units: 1 }] },
      { refused: () => this.#move(store.id, sku, -change) },
    );
  }

  #dispatch(store: SimStore): void {
    const to = this.#random.pick(this.#world.stores);
    const sku = this.#random.pick(this.#world.skus);
    const units = this.#random.between(1, 3);
    if (to === store || this.goodsIn(store.id, sku) < units) return;
    const id = this.#id('t');
    const lines = [{ sku, units }];
    this.#move(store.id, sku, -units);
    this.#ask(
      store,
      dispatchGoodsCommand,
      { id, to: to.id, lines },
      {
        done: () => this.#transfers.push({ id, to: to.id, lines }),
        refused: () => this.#move(store.id, sku, units),
      },
    );
  }

  #arrive(store: SimStore): void {
    const transfer = this.#transfers.find((each) => each.to === store.id);
    if (!transfer) return;
    const lines = transfer.lines.map(({ sku, units }) => ({ sku, shelf: units }));
    this.#ask(
      store,
      receiveTransferCommand,
      { transfer: transfer.id, lines },
      {
        done: () => {
          const index = this.#transfers.indexOf(transfer);
          if (index < 0) return;
          this.#transfers.splice(index, 1);
          for (const { sku, units } of transfer.lines) this.#move(store.id, sku, units);
        },
      },
    );
  }

  /** Sends a command until it is answered; the answer counts once. */
  #ask<Input, Gathered>(
    store: SimStore,
    command: StoreCommand<Input, Gathered>,
    input: unknown,
    then: { done?: (document: Envelope) => void; refused?: () => void; settled?: () => void } = {},
  ): void {
    const { scheduler } = this.#world;
    this.pending.set(store.id, (this.pending.get(store.id) ?? 0) + 1);
    let answered = false;
    const settle = (outcome: Outcome): void => {
      if (answered) return;
      answered = true;
      this.pending.set(store.id, (this.pending.get(store.id) ?? 1) - 1);
      then.settled?.();
      if (outcome.outcome === 'refused') {
        this.tally(`refused: ${outcome.refusal.refused}`);
        then.refused?.();
        return;
      }
      const { document } = outcome;
      this.tally(document.kind);
      then.done?.(document);
      if (!this.acknowledged.has(document._id))
        this.acknowledged.set(document._id, { store: store.id, n: document.n, restores: store.restores });
    };
    let wanted = input;
    const send = (): void => {
      if (answered) return;
      const running = store.running;
      if (running) {
        void running.store.execute(command, wanted, { override: true }).then((outcome) => {
          if (store.running !== running) return;
          if (outcome.outcome === 'refused' && outcome.refusal.refused === 'not-trading') return;
          settle(outcome);
        });
      }
      if (this.#bug === 'new-id-on-retry' && (command as unknown) === completeSaleCommand) {
        wanted = { ...(wanted as object), id: this.#id('x') };
      }
      // Some do not wait: they press again before the disk has answered.
      scheduler.later(this.#random.chance(5) ? this.#random.between(1, 20) : PATIENCE_MS, send);
    };
    send();
  }

  #move(store: string, sku: Sku, units: number): void {
    const key = `${store}/${sku}`;
    this.goods.set(key, (this.goods.get(key) ?? 0) + units);
  }

  #anyOrder(): string | undefined {
    const orders = [...this.passes.keys()];
    return orders.length === 0 ? undefined : this.#random.pick(orders.slice(-30));
  }

  #liveOrder(store: SimStore): string | undefined {
    const orders = [...(store.running?.store.state.orders.values() ?? [])].filter((record) =>
      ['placed', 'ready'].includes(statusOf(record)),
    );
    return orders.length === 0 ? undefined : this.#random.pick(orders).id;
  }

  #id(prefix: string): string {
    this.#ids += 1;
    return `${prefix}${this.#ids}`;
  }
}
