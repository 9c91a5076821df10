/**
 * The hub's whole machine was brought back from an old copy, the file with its
 * heads too, and nobody has a newer one. It cannot know by itself. What is
 * promised: a store that has applied more than the hub holds says so, and from
 * then on the hub promises nothing of that store's, whatever it writes
 * meanwhile; a store goes on by what it holds; what a store was told is safe
 * comes back to the hub.
 */
import { downStreet, type StoreId } from '@ringfence/domain/basic/ids.ts';
import type { Cursor } from '@ringfence/domain/documents/envelope.ts';
import { documentHash } from '@ringfence/log/chain.ts';
import type { MemoryDisk } from '@ringfence/log/memory-log.ts';
import type { Desk } from '@ringfence/central/src/hub.ts';
import { Breach } from './breach.ts';
import { sha256 } from './keys.ts';
import { order } from './order-deeds.ts';
import type { SimStore } from './sim-store.ts';
import type { World } from './world.ts';

const ORDERS = 200;
const ORDER_EVERY_MS = 250;

export class LostHub {
  readonly #world: World;
  /** Where each store's copy of the hub's street ended when the hub lost its own, as far as it was longer. */
  readonly #ahead = new Map<StoreId, Cursor>();
  /** Desks whose store has said that it knows more. */
  readonly #told = new Map<StoreId, number>();
  readonly #looked = new Set<StoreId>();

  constructor(world: World, old: MemoryDisk) {
    this.#world = world;
    const { hub, stores, checker, scheduler, crowd } = world;
    for (const { id, running } of stores) {
      const held = old.filter((row) => 'street' in row && row.street === downStreet(id)).length;
      const applied = running?.store.state.down;
      if (applied && applied.n > held) this.#ahead.set(id, applied);
    }
    checker.isHubLost = true;
    hub.restore(old, true);
    crowd.tally('hub lost its newest log');
    for (let count = 1; count <= ORDERS; count++)
      scheduler.later(count * ORDER_EVERY_MS, () => {
        const random = world.random(`late order ${count}`);
        const name = (prefix: string): string => `${prefix}late${count}`;
        order(crowd, { store: random.pick(world.stores), random, name });
      });
  }

  afterStep(): void {
    for (const [store, applied] of this.#ahead) {
      const desk = this.#world.hub.desk(store);
      if (!desk) continue;
      if ((desk.link.report?.downN ?? 0) >= applied.n && !this.#looked.has(store)) {
        this.#looked.add(store);
        this.#world.guard(this.#look(desk, applied));
      }
      if (this.#told.has(store) && !desk.isBehind)
        this.#fail(`${store} said that it knows more than the hub, and the hub promises its units again`);
    }
  }

  checkEnd(): void {
    const { hub, stores, crowd } = this.#world;
    for (const { id, running } of stores) {
      const desk = hub.desk(id);
      if (!running || !desk) continue;
      if (!isLetIn(desk, running)) crowd.tally('store that the old hub does not know');
      else if (desk.up.head().n < running.up.head().n)
        this.#fail(`${id} has ${running.up.head().n} documents, of which the hub took ${desk.up.head().n} back`);
      else crowd.tally(this.#told.has(id) ? 'store that told the hub' : 'store that knew no more than the hub');
    }
  }

  /** What follows from other documents may have been written again, to the last byte: then it is one street still. */
  async #look(desk: Desk, { n, head }: Cursor): Promise<void> {
    const [again] = await desk.down.read(n - 1, 1);
    if (again && documentHash(again, sha256) === head) this.#ahead.delete(desk.store);
    else this.#watch(desk.store, desk);
  }

  #watch(store: StoreId, desk: Desk): void {
    const since = this.#world.scheduler.now;
    this.#told.set(store, since);
    desk.down.follow((documents) => {
      for (const { kind, at, _id } of documents)
        if (kind === 'pickup-order' && at > since) this.#fail(`${_id} was promised of ${store} afterwards`);
    });
  }

  #fail(what: string): void {
    this.#world.fail(new Breach('nothing is promised twice', what));
  }
}

const isLetIn = ({ state }: Desk, { store }: NonNullable<SimStore['running']>): boolean =>
  store.ports.journal.author.endsWith(`.${state.incarnation}`);
