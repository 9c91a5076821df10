/**
 * Three stores and a hub in one thread: the production code over simulated
 * time, network and disk, driven by one seed. After every step a checker looks
 * at what may never be; in the end everything heals and must agree.
 */
import { canonical } from '@ringfence/domain/basic/canonical.ts';
import type { Sku } from '@ringfence/domain/basic/ids.ts';
import { ownerOf } from '@ringfence/domain/ledger/account.ts';
import { onHandOf } from '@ringfence/domain/stock/on-hand.ts';
import { stateContent, type StoreState } from '@ringfence/domain/store/state.ts';
import { Customers } from './customers.ts';
import { sha256 } from './keys.ts';
import { Line } from './network.ts';
import type { PlantedBug } from './planted-bugs.ts';
import { Random } from './random.ts';
import { Scheduler } from './scheduler.ts';
import { SimHub } from './sim-hub.ts';
import { SimStore } from './sim-store.ts';

export interface WorldOptions {
  readonly seed: number;
  readonly stores: number;
  readonly steps: number;
  readonly bug?: PlantedBug | undefined;
}

/** What the checker found; the seed repeats it. */
export class Breach extends Error {
  override readonly name = 'Breach';
}

/** 2026-03-02, a Monday, at 07:00 UTC. */
const START = Date.UTC(2026, 2, 2, 7);
const MEAN_PAUSE_MS = 120;
/** Virtual time in which everything must agree once the faults are over. */
const CONVERGE_WITHIN_MS = 120_000;

export class World {
  readonly skus: readonly Sku[] = ['A', 'B', 'C', 'D'];
  readonly scheduler = new Scheduler(START);
  readonly hub: SimHub;
  readonly stores: readonly SimStore[];
  readonly customers: Customers;
  readonly #options: WorldOptions;
  readonly #random: Random;
  #healing = false;

  constructor(options: WorldOptions) {
    this.#options = options;
    this.#random = new Random(options.seed);
    const { scheduler } = this;
    const random = this.#random;
    const { bug } = options;
    this.hub = new SimHub({ scheduler, random, bug, skus: this.skus, stores: options.stores });
    const faults = {
      loss: random.pick([0, 5, 30]),
      duplicates: random.pick([0, 10, 30]),
      delayMs: random.pick([20, 200, 2000]),
    };
    this.stores = this.hub.storeIds.map(
      (id) => new SimStore(id, { scheduler, random, hub: this.hub, line: new Line(scheduler, random, faults), bug }),
    );
    this.hub.connect(this.stores);
    this.customers = new Customers(this, random, bug);
  }

  /** Runs the whole story; throws a Breach when something happened that may not. */
  async run(): Promise<{ trace: number; counts: ReadonlyMap<string, number>; convergedMs: number }> {
    await this.hub.start();
    for (const store of this.stores) await store.start();
    this.#scheduleDeeds(this.#options.steps);
    this.#scheduleTrouble();
    while (!this.#healing && (await this.scheduler.step())) this.#check();
    const convergedMs = await this.#heal();
    this.#checkEnd();
    return { trace: this.scheduler.trace, counts: this.customers.counts, convergedMs };
  }

  #scheduleDeeds(left: number): void {
    this.scheduler.later(this.#random.between(1, 2 * MEAN_PAUSE_MS), () => {
      if (left === 0) {
        this.#healing = true;
        return;
      }
      this.customers.act();
      this.#scheduleDeeds(left - 1);
    });
  }

  /** Cuts, crashes and old disks, at odd moments. */
  #scheduleTrouble(): void {
    const random = this.#random;
    this.scheduler.later(random.between(500, 8000), () => {
      if (this.#healing) return;
      const store = random.pick(this.stores);
      const roll = random.below(100);
      if (roll < 40) store.line.cut = !store.line.cut;
      else if (roll < 48) this.#setClock(store);
      else if (roll < 75) this.#crashStore(store);
      else if (roll < 88) this.#crashHub();
      else this.#restoreOldDisk(store);
      this.#scheduleTrouble();
    });
  }

  #crashStore(store: SimStore): void {
    this.customers.tally('store crashes');
    store.crash(this.#random.chance(50) ? 'kept' : 'lost');
    this.scheduler.later(this.#random.between(10, 3000), () => void store.start());
  }

  /** A store's clock jumps by up to ten years, either way, or is set right again. */
  #setClock(store: SimStore): void {
    this.customers.tally('clocks set');
    const years = this.#random.pick([0, 0, 10, -10, 1, -1]);
    store.setClock(years * 365 * 24 * 3_600_000 + this.#random.between(-90_000, 90_000));
  }

  #crashHub(): void {
    if (!this.hub.isUp) return;
    this.customers.tally('hub crashes');
    this.hub.crash(this.#random.chance(50) ? 'kept' : 'lost');
    this.scheduler.later(this.#random.between(10, 3000), () => void this.hub.start());
  }

  /** An old copy of the disk is put in; sometimes somebody finds the newer one a moment later, and puts that in. */
  #restoreOldDisk(store: SimStore): void {
    const copy = store.snapshot();
    this.scheduler.later(this.#random.between(1000, 20_000), () => {
      if (this.#healing) return;
      const newer = store.snapshot();
      this.#putIn(store, copy);
      if (!this.#random.chance(30)) return;
      this.scheduler.later(this.#random.between(10, 3000), () => {
        if (!this.#healing) this.#putIn(store, newer);
      });
    });
  }

  #putIn(store: SimStore, disk: ReturnType<SimStore['snapshot']>): void {
    this.customers.tally('old disks restored');
    store.restore(disk);
    void store.start();
  }

  /** No more trouble: within a bounded time every copy must agree. */
  async #heal(): Promise<number> {
    for (const store of this.stores) store.line.heal();
    if (!this.hub.isUp) this.scheduler.later(1, () => void this.hub.start());
    for (const store of this.stores) if (!store.running) this.scheduler.later(1, () => void store.start());
    const start = this.scheduler.now;
    for (;;) {
      await this.scheduler.step();
      this.#check();
      if (this.#agrees()) break;
      if (this.scheduler.now - start > CONVERGE_WITHIN_MS)
        throw new Breach(`no agreement ${CONVERGE_WITHIN_MS} ms after the last fault: ${this.#disagreement()}`);
    }
    return this.scheduler.now - start;
  }

  #agrees(): boolean {
    if (!this.hub.isUp || [...this.customers.pending.values()].some((count) => count > 0)) return false;
    return this.stores.every(
      (store) =>
        store.running?.store.standing.trading &&
        this.#hash(store.running.store.state) === this.#hash(this.hub.state(store.id)),
    );
  }

  #disagreement(): string {
    return this.stores
      .map(({ id, running }) => {
        const state = running?.store.state;
        const desk = this.hub.state(id);
        return `${id} ${running?.store.standing.trading ? 'trading' : 'not trading'}, ${this.customers.pending.get(id) ?? 0} pending, store up ${state?.up.n} down ${state?.down.n}, hub up ${desk?.up.n} down ${desk?.down.n}`;
      })
      .join('; ');
  }

  #hash(state: StoreState | undefined): string {
    return state ? sha256(canonical(stateContent(state))) : '';
  }

  /** After every step: no owner overdraws, every book balances. */
  #check(): void {
    for (const { id, running } of this.stores) {
      if (running?.store.standing.trading) this.#checkBook(running.store.state, 'store', id);
      const desk = this.hub.state(id);
      if (desk) this.#checkBook(desk, 'hub', id);
    }
  }

  #checkBook(state: StoreState, owner: 'store' | 'hub', id: string): void {
    if (state.book.imbalance() !== 0) throw new Breach(`the book of ${id} at the ${owner} does not balance`);
    if (state.setAside.size > 0) throw new Breach(`set aside at the ${owner}: ${JSON.stringify([...state.setAside])}`);
    for (const { account, units } of state.book.overdrawn()) {
      if (ownerOf(account, id) !== owner || account.kind === 'road') continue;
      const order = account.kind === 'order' ? state.orders.get(account.subject.split('/')[0] ?? '') : undefined;
      if (order && !order.placed) continue;
      if (account.kind === 'returnable' && owner === 'hub') continue;
      throw new Breach(`${account.kind} ${account.subject} of ${id} stands at ${units} at its owner, the ${owner}`);
    }
  }

  #checkEnd(): void {
    this.#checkAcknowledged();
    this.#checkOutcomes();
    this.#checkRoads();
    this.#checkGoods();
    if (this.hub.quarantined.length > 0 && this.stores.every((store) => store.restores === 0))
      throw new Breach(`quarantined: ${this.hub.quarantined.join(', ')}`);
  }

  /** What was answered is in the store's log and in the hub's, but for what a disk took with it. */
  #checkAcknowledged(): void {
    for (const [document, { store: id, n, restores }] of this.customers.acknowledged) {
      const store = this.stores.find((each) => each.id === id);
      if (!store || (restores < store.restores && store.lostPositions.has(n))) continue;
      if (!this.hub.holds(id, document))
        throw new Breach(
          `${document} was acknowledged and is not at the hub (position ${n} of ${id}, restores ${restores} of ${store.restores}, lost ${[...store.lostPositions].join(' ')})`,
        );
      const { running } = store;
      if (
        running &&
        running.journal.log.positionOf(document) === undefined &&
        running.down.positionOf(document) === undefined
      )
        throw new Breach(`${document} was acknowledged and is not at ${id}`);
    }
  }

  #checkOutcomes(): void {
    const endings = new Map<string, string>();
    for (const store of this.stores) {
      for (const document of this.hub.upIds(store.id)) {
        const [kind, order] = document.split('~');
        if ((kind !== 'hand-over' && kind !== 'order-end') || order === undefined) continue;
        const other = endings.get(order);
        if (other !== undefined) throw new Breach(`order ${order} has two outcomes: ${other} and ${document}`);
        endings.set(order, document);
      }
    }
  }

  /** What left one book for another has arrived there, once. */
  #checkRoads(): void {
    const sums = new Map<string, number>();
    for (const store of this.stores) {
      const { book } = this.hub.state(store.id) ?? {};
      for (const [subject, units] of book?.of('road') ?? []) sums.set(subject, (sums.get(subject) ?? 0) + units);
      for (const [subject, units] of book?.of('returnable') ?? [])
        if (subject.endsWith('/hub')) sums.set(subject, (sums.get(subject) ?? 0) + units);
      const short =
        book?.overdrawn().filter(({ account }) => account.kind !== 'road' && account.kind !== 'returnable') ?? [];
      if (short.length > 0) throw new Breach(`below zero at the end in ${store.id}: ${JSON.stringify(short)}`);
    }
    for (const [subject, units] of sums)
      if (units !== 0) throw new Breach(`${units} of ${subject} are still on the road`);
  }

  /** The ledger finds what is physically there, in stores whose disk was never lost. */
  #checkGoods(): void {
    for (const store of this.stores) {
      const { state } = store.running?.store ?? {};
      if (!state || store.restores > 0) continue;
      for (const sku of this.skus) {
        const there = this.customers.goodsIn(store.id, sku);
        const { onHand } = onHandOf(state, sku);
        if (there !== onHand) throw new Breach(`${there} of ${sku} are in ${store.id}, the ledger says ${onHand}`);
      }
    }
  }
}
