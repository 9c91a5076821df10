/**
 * What may never be, looked for after every step: an owner that overdraws, a
 * book that does not balance, units that arrive without having left, a fact
 * that was answered for and is not on disk, an order with two outcomes, a
 * document that takes what its author does not own, a lease spent after its
 * end. Store and hub are each judged by what they know themselves.
 */
import type { DocId, StoreId } from '@ringfence/domain/basic/ids.ts';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import { KINDS, type Doc, movesOf } from '@ringfence/domain/documents/registry.ts';
import { type Account, type AccountKind, mayBeNegative, ownerOf } from '@ringfence/domain/ledger/account.ts';
import { ownershipBreach } from '@ringfence/domain/ledger/transfer.ts';
import type { StoreState } from '@ringfence/domain/store/state.ts';
import type { Hub } from '@ringfence/central/src/hub.ts';
import { BookWatch, type Judge } from './book-watch.ts';
import { Breach } from './breach.ts';
import type { Running, SimStore } from './sim-store.ts';
import type { World } from './world.ts';

interface Watched {
  readonly name: string;
  readonly watch: BookWatch;
  readonly judge: Judge;
  /** False while a store takes back what it had: it does not trade on what it does not have yet. */
  readonly isComplete: () => boolean;
}

export interface Acknowledged {
  readonly id: DocId;
  readonly kind: string;
  readonly store: StoreId;
  /** Its position on the store's street; 0 for a document of the hub. */
  readonly n: number;
  /** How often the store's disks had been restored then. */
  readonly restores: number;
}

/** Accounts filled in one book and emptied in another: over all books of the hub never below zero, and for `reclaim` never above. */
const BETWEEN = new Set<AccountKind>(['road', 'lent', 'returning', 'accrual', 'reclaim', 'paid']);
const isBetween = ({ kind, subject }: Account): boolean =>
  BETWEEN.has(kind) || (kind === 'returnable' && subject.endsWith('/hub'));

export class Checker {
  /** Documents that a newer version left, which nobody here understands. */
  readonly newer = new Set<DocId>();
  /** By store and id: two stores may have a document of one name each. */
  readonly acknowledged = new Map<string, Acknowledged>();
  /** Units between two books, in the hub's view: account → sum. */
  readonly between = new Map<string, number>();
  /** An old copy of the hub's log was put in, and the newest one is somewhere. */
  isHubOld = false;
  /** The hub's newest log is gone, and nothing tells it so: each store is judged by itself from now on. */
  isHubLost = false;
  readonly #world: World;
  readonly #stores = new Map<StoreId, Watched>();
  #hub: readonly Watched[] = [];
  readonly #dirty = new Set<Watched>();
  readonly #endings = new Map<string, DocId>();
  readonly #leaseEnds = new Map<string, number>();
  readonly #confirmed = new Map<StoreId, number>();
  readonly #live = new Set<Watched>();
  /** Accounts between two books that changed in this step. */
  readonly #moved = new Set<string>();

  constructor(world: World) {
    this.#world = world;
  }

  /** A store is folded from its disks: nothing that it was answered for may be missing. */
  storeOpened(sim: SimStore, { store, up, down }: Running): void {
    const { state } = store;
    const watched = this.#watch(`${sim.id} at the store`, state, 'store', () => store.standing.trading);
    this.#stores.set(sim.id, watched);
    up.follow((documents) => documents.forEach((document) => this.#judgeDocument(document, 'store', sim.id)));
    down.follow((documents) => documents.forEach((document) => this.#judgeDocument(document, 'hub', sim.id)));
    for (const acknowledged of this.acknowledged.values()) {
      const { id, n } = acknowledged;
      if (acknowledged.store !== sim.id || n === 0 || this.#wentWithDisk(sim, acknowledged)) continue;
      if (up.positionOf(id) !== n)
        this.#fail('acknowledged and lost', `${id} was answered for and is not on ${sim.id}’s disk`);
    }
  }

  storeStopped({ id }: SimStore): void {
    const watched = this.#stores.get(id);
    this.#stores.delete(id);
    if (watched) this.#forget(watched);
  }

  hubOpened(hub: Hub): void {
    // What it knows of the stores, and they of it, is not the same any more.
    if (this.isHubLost) return;
    this.between.clear();
    this.#moved.clear();
    const watched: Watched[] = [];
    for (const desk of hub.desks()) {
      const { store } = desk;
      watched.push(this.#watch(`${store} at the hub`, desk.state, 'hub'));
      desk.up.follow((documents) => documents.forEach((document) => this.#atHub(document, store)));
      const { n } = desk.up.head();
      const confirmed = this.#confirmed.get(store) ?? 0;
      if (n < confirmed) this.#fail('acknowledged and lost', `the hub confirmed ${confirmed} of ${store} and has ${n}`);
    }
    for (const { state, street } of hub.members.shards) {
      watched.push(this.#watchShard(state));
      street.follow((documents) => documents.forEach((document) => this.#noteLease(document)));
    }
    this.#hub = watched;
    for (const { id, store, n } of this.acknowledged.values())
      if (n === 0 && !this.#holds(hub, store, id))
        this.#fail('acknowledged and lost', `the hub answered for ${id}, and it is not on its disk`);
  }

  /** A store was sent a document that its copy of the hub's street cannot go on with. */
  rejected(store: StoreId, why: string): void {
    if (!this.isHubLost) this.#fail('one author, one chain', `${store} was sent ${why}`);
  }

  /** The hub did not start: only an old copy of its log is a reason. */
  hubRefused(why: string): void {
    if (!this.isHubOld) this.#fail('liveness', `the hub does not start on its own log: ${why}`);
  }

  hubStopped(): void {
    this.#hub.forEach((watched) => this.#forget(watched));
    this.#hub = [];
  }

  /** The hub told a store how far it has its street. */
  confirmed(store: StoreId, n: number): void {
    const head = this.#world.hub.desk(store)?.up.head().n ?? n;
    if (n > head)
      this.#fail('durable, then yes', `the hub confirmed ${n} of ${store}, of which ${head} are on its disk`);
    this.#confirmed.set(store, Math.max(n, this.#confirmed.get(store) ?? 0));
  }

  /** Somebody was answered `recorded` or `exists` by a store. */
  answered(sim: SimStore, outcome: 'recorded' | 'exists', document: Envelope): void {
    const { _id: id, n, kind } = document;
    if ((sim.running?.up.head().n ?? n) < n)
      this.#fail('durable, then yes', `${id} was answered for before it was on ${sim.id}’s disk`);
    const before = this.acknowledged.get(`${sim.id}/${id}`);
    if (before && !this.#wentWithDisk(sim, before)) {
      if (outcome === 'recorded') this.#fail('exactly once', `${id} was recorded twice`);
      return;
    }
    this.acknowledged.set(`${sim.id}/${id}`, { id, kind, store: sim.id, n, restores: sim.restores });
  }

  /** Somebody was answered by the hub. */
  answeredByHub(store: StoreId, id: DocId, kind: string): void {
    if (this.isHubLost) return;
    const street = this.#world.hub.desk(store)?.down;
    if (street && !((street.positionOf(id) ?? Infinity) <= street.head().n))
      this.#fail('durable, then yes', `${id} was answered for before it was on the hub’s disk`);
    this.acknowledged.set(`${store}/${id}`, { id, kind, store, n: 0, restores: 0 });
  }

  afterStep(): void {
    if (this.#dirty.size === 0) return;
    for (const watched of this.#dirty) {
      const { name, watch, judge, isComplete } = watched;
      if (!isComplete()) continue;
      this.#dirty.delete(watched);
      const sum = watch.look(judge);
      if (sum !== 0) this.#fail('conservation', `the book of ${name} is off by ${sum}`);
    }
    this.#judgeBetween();
  }

  /** True for what was acknowledged by a disk that is gone, and had not been sent. */
  #wentWithDisk(sim: SimStore, { n, restores }: Acknowledged): boolean {
    return restores < sim.restores && sim.lostPositions.has(n);
  }

  /** Acknowledged documents that neither side may miss. */
  *owed(): Iterable<Acknowledged> {
    for (const acknowledged of this.acknowledged.values()) {
      const sim = this.#world.stores.find(({ id }) => id === acknowledged.store);
      if (sim && !this.#wentWithDisk(sim, acknowledged)) yield acknowledged;
    }
  }

  #watch(name: string, state: StoreState, owner: 'store' | 'hub', isComplete = (): boolean => true): Watched {
    const judge: Judge = (account, units, change) => {
      if (owner === 'hub' && isBetween(account)) return this.#move(account, change);
      if (units >= 0 || mayBeNegative(account.kind) || ownerOf(account, state.store) !== owner) return;
      const isOrders = account.kind === 'order' || account.kind === 'tender';
      const [order = ''] = account.subject.split('/');
      // Handed over by its pass: the promise itself is on its way.
      if (isOrders && !state.orders.get(order)?.placed) return;
      this.#fail('only what is there', `${account.kind} ${account.subject} of ${name} stands at ${units}`);
    };
    return this.#watched(name, state.book, judge, isComplete);
  }

  #watchShard(state: Hub['members']['shards'][number]['state']): Watched {
    return this.#watched(`members ${state.shard}`, state.book, (account, units, change) => {
      if (isBetween(account)) return this.#move(account, change);
      const isWrong = account.kind === 'debt' ? units > 0 : units < 0 && !mayBeNegative(account.kind);
      if (isWrong) this.#fail('only what is there', `${account.kind} ${account.subject} stands at ${units}`);
    });
  }

  #watched(name: string, book: StoreState['book'], judge: Judge, isComplete = (): boolean => true): Watched {
    const watch = new BookWatch(book, () => {
      if (this.#live.has(watched)) this.#dirty.add(watched);
    });
    const watched: Watched = { name, watch, judge, isComplete };
    this.#live.add(watched);
    this.#dirty.add(watched);
    return watched;
  }

  #forget(watched: Watched): void {
    this.#live.delete(watched);
    this.#dirty.delete(watched);
  }

  #move(account: Account, change: number): void {
    const key = `${account.kind} ${account.subject}`;
    const sum = (this.between.get(key) ?? 0) + change;
    if (sum === 0) this.between.delete(key);
    else this.between.set(key, sum);
    this.#moved.add(key);
  }

  /** Two books of one transfer are seen one after the other: judged when all were. */
  #judgeBetween(): void {
    for (const key of this.#moved) {
      const sum = this.between.get(key) ?? 0;
      if (key.startsWith('reclaim ') ? sum <= 0 : sum >= 0) continue;
      this.#fail('what arrives has left', `${key} stands at ${sum} over all books`);
    }
    this.#moved.clear();
  }

  #judgeDocument(document: Envelope, author: 'store' | 'hub', store: StoreId): void {
    if (this.newer.has(document._id) || !Object.hasOwn(KINDS, document.kind)) return;
    const breach = ownershipBreach(movesOf(document as Doc, store), author, store);
    if (breach) this.#fail('only the owner takes out', `${document._id} takes from ${breach.account.kind}`);
  }

  #atHub(envelope: Envelope, store: StoreId): void {
    this.#judgeDocument(envelope, 'store', store);
    const reason = this.#world.hub.desk(store)?.state.setAside.get(envelope._id);
    if (reason !== undefined && !this.newer.has(envelope._id))
      this.#fail('nothing is set aside', `${envelope._id} of ${store}: ${reason}`);
    const document = envelope as Doc;
    if (document.kind === 'hand-over' || document.kind === 'order-end') {
      const { order } = document.body;
      const other = this.#endings.get(order);
      if (other !== undefined && other !== document._id)
        this.#fail('one outcome', `order ${order} ended by ${other} and by ${document._id}`);
      this.#endings.set(order, document._id);
    }
    if (document.kind !== 'sale' || this.newer.has(document._id)) return;
    for (const { lease } of document.body.points?.spent ?? [])
      if (document.at > (this.#leaseEnds.get(lease) ?? Infinity))
        this.#fail('leases end', `${document._id} spends from ${lease} after its end`);
  }

  #noteLease(envelope: Envelope): void {
    const document = envelope as Doc;
    if (document.kind === 'lease-given') this.#leaseEnds.set(document.body.lease, document.body.until);
  }

  #holds(hub: Hub, store: StoreId, id: DocId): boolean {
    const desk = hub.desk(store);
    return desk !== undefined && desk.down.positionOf(id) !== undefined;
  }

  #fail(law: string, what: string): void {
    this.#world.fail(new Breach(law, what));
  }
}
