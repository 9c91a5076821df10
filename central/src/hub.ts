/**
 * The hub: a desk for every store, the catalogue's pen, and what passes from
 * store to store. What it keeps true:
 * - an order is at one store, whoever places it where and how often;
 * - what one store's document means for another store is written there once,
 *   also when the hub stopped in between.
 *
 * The disk, the clock, randomness and keys are handed in.
 */
import { EventEmitter } from 'node:events';
import { assert, must } from '@ringfence/domain/basic/assert.ts';
import {
  CATALOG_STREET,
  downStreet,
  type MemberId,
  type OrderId,
  type StoreId,
  upStreet,
} from '@ringfence/domain/basic/ids.ts';
import { refuse } from '@ringfence/domain/basic/outcome.ts';
import type { Catalogue } from '@ringfence/domain/catalog/catalogue.ts';
import { complaint } from '@ringfence/domain/documents/parse.ts';
import type { Doc } from '@ringfence/domain/documents/registry.ts';
import type { Identity } from '@ringfence/domain/member/identity.ts';
import { claimIn } from '@ringfence/domain/member/post.ts';
import type { OrderRecord } from '@ringfence/domain/pickup/order.ts';
import type { PlaceOrder } from '@ringfence/domain/pickup/place-order.ts';
import { carriedOver } from '@ringfence/domain/store/react.ts';
import { freezeStore } from '@ringfence/domain/store/snapshot.ts';
import type { KeyValues, StreetReader } from '@ringfence/log/port.ts';
import type { z } from 'zod';
import type { PutOutcome } from './catalog-pen.ts';
import { Desk, type DeskObserver } from './desks/desk.ts';
import * as requests from './desks/requests.ts';
import type { PublicKey } from './enrolment.ts';
import type { Errands } from './errands.ts';
import { type HubEmitter, type HubEvents, tell } from './events.ts';
import { Exchange } from './exchange.ts';
import { LIMITS } from './limits.ts';
import type { Members } from './members/members.ts';
import { OrderPoints } from './members/order-points.ts';
import { OrderBook } from './order-book.ts';
import { type Outcome, refused } from './outcome.ts';
import { type Carried, type HubOptions, openParts, type Parts } from './parts.ts';
import type { Dismissal, Quarantined } from './quarantine.ts';
import { deskName } from './snapshots/former.ts';
import type { Folded } from './snapshots/keeper.ts';
import { type Contact, Vault } from './vault.ts';

export type { Contact, Desk, PutOutcome };

export class Hub {
  readonly catalogue: Catalogue;
  readonly events: HubEmitter = new EventEmitter<HubEvents>();
  /** What the gateway needs for the stores' nodes. */
  readonly exchange: Exchange;
  /** Members and their points. */
  readonly members: Members;
  /** Points that pay for orders, and that orders will earn. */
  readonly orderPoints: OrderPoints;
  /** The hub's key for passes, as JWK `x`. */
  readonly publicKey: PublicKey;
  readonly #options: HubOptions;
  readonly #parts: Parts;
  readonly #vault: Vault;
  readonly #desks = new Map<StoreId, Desk>();
  readonly #orders: OrderBook;
  /** Documents for stores that are not in the catalogue (yet). */
  readonly #stranded: Carried[] = [];
  /** Desks are made one call after the other, so that a store never has two. */
  #opening: Promise<void> = Promise.resolve();

  private constructor(options: HubOptions, parts: Parts) {
    this.#options = options;
    this.#parts = parts;
    this.catalogue = parts.catalogue;
    this.publicKey = options.publicKey;
    this.#vault = new Vault(options.log, options.vaultKey);
    this.members = parts.members;
    const changed = (member: MemberId): void => void this.events.emit('points', { member });
    const { members, catalogue } = parts;
    this.orderPoints = new OrderPoints({ members, catalogue, now: () => options.clock.now(), onChanged: changed });
    parts.wiring.orderOf = (store, order) => this.#desks.get(store)?.state.orders.get(order);
    parts.wiring.carry = (carried) => this.#carry(carried);
    parts.wiring.changed = changed;
    parts.wiring.amiss = (store, document, reason) => {
      const desk = must(this.#desks.get(store), `desk of ${store}`);
      void this.#observer()
        .rejected(desk, { id: document._id, reason, raw: document })
        .catch(() => {});
    };
    this.exchange = new Exchange({
      desks: this.#desks,
      catalog: parts.catalog,
      enrolment: parts.enrolment,
      clock: options.clock,
      newId: () => `a${hex(options.random(12))}`,
      verifierOf: options.verifierOf,
      members: parts.members,
      onLink: (store) => this.events.emit('link', { store }),
    });
    const { exchange, orderPoints } = this;
    this.#orders = new OrderBook({ vault: this.#vault, exchange, orderPoints, desks: this.#desks });
  }

  /** Folds everything there is, and finishes what a former process left undone between two stores. */
  static async open(options: HubOptions): Promise<Hub> {
    const parts = await openParts(options);
    const hub = new Hub(options, parts);
    parts.catalog.follow(() => hub.exchange.catalogMoved());
    await hub.#openDesks();
    const captures = await parts.members.start();
    await hub.orderPoints.resume(
      captures,
      (store) => hub.#desks.get(store),
      (desk, order) => hub.#orders.note(order, desk),
    );
    return hub;
  }

  desk(store: StoreId): Desk | undefined {
    return this.#desks.get(store);
  }

  desks(): Iterable<Desk> {
    return this.#desks.values();
  }

  /** The street a store's node may read, by its name; the catalogue is everybody's. */
  streetOf(desk: Desk, name: string): StreetReader | undefined {
    if (name === CATALOG_STREET) return this.#parts.catalog;
    return [desk.up, desk.down].find(({ street }) => street === name);
  }

  /** Values that are no facts: the gateway keeps the replicators' checkpoints there. */
  get values(): KeyValues {
    return this.#options.log;
  }

  findOrder(order: OrderId): { desk: Desk; record: OrderRecord } | undefined {
    const desk = this.#orders.deskOf(order);
    return desk && { desk, record: must(desk.state.orders.get(order), `order ${order} is at ${desk.store}`) };
  }

  /**
   * Promises the units of an order at its store; see `OrderBook.place`. Refusals: unknown-store, exists-different, and
   * those of `decidePlaceOrder`.
   */
  async placeOrder(command: PlaceOrder, contact?: Contact, identity?: Identity): Promise<Outcome<Doc<'pickup-order'>>> {
    const desk = this.#desks.get(command.store);
    if (desk === undefined)
      return refused(refuse('unknown-store', `There is no store ${command.store}.`, { field: 'store' }));
    return this.#orders.place(desk, command, { contact, identity });
  }

  /** Who the order is for; nothing when it names nobody. */
  contact(reference: string): Promise<Contact | undefined> {
    return this.#vault.find(reference);
  }

  /** Asks the store to end the order. Refusals: invalid-input, unknown-order, exists-different, those of its status. */
  requestCancel(
    order: OrderId,
    input: { by: 'customer' | 'operations'; reason?: string | undefined },
  ): Promise<Outcome<Doc<'cancel-request'>>> {
    return this.#atOrder(order, { ...input, order }, requests.cancelOrder, (desk, command) =>
      desk.cancelOrder(command),
    );
  }

  /** `expiresAt` in milliseconds since 1970. Refusals: the same, and invalid-input for an end that is too early or late. */
  extend(order: OrderId, input: { id: string; expiresAt: number }): Promise<Outcome<Doc<'extension'>>> {
    return this.#atOrder(order, { ...input, order }, requests.extendOrder, (desk, command) =>
      desk.extendOrder(command),
    );
  }

  /** The customer is at the store. Refusals: as for `requestCancel`. */
  checkIn(order: OrderId, input: { where?: string | undefined }): Promise<Outcome<Doc<'check-in'>>> {
    return this.#atOrder(order, { ...input, order }, requests.checkInOrder, (desk, command) =>
      desk.checkInOrder(command),
    );
  }

  /** Somebody dealt with an exception. Refusals: unknown-store, invalid-input, exists-different. */
  resolveException(
    store: StoreId,
    input: { id: string; exception: string; by: string; note: string },
  ): Promise<Outcome<Doc<'resolution'>>> {
    return this.#parsed(input, requests.resolveException, async (command) => {
      const desk = this.#desks.get(store);
      return desk === undefined
        ? refused(refuse('unknown-store', `There is no store ${store}.`, { field: 'store' }))
        : desk.resolveException(command);
    });
  }

  /** Raw input. All or nothing; what did not change writes nothing. Refusals: invalid-input. */
  putProducts(products: readonly unknown[]): Promise<PutOutcome> {
    return this.#parts.pen.putProducts(products);
  }

  /** The same; a new store has its desk when this resolves. */
  async putStores(stores: readonly unknown[]): Promise<PutOutcome> {
    const outcome = await this.#parts.pen.putStores(stores);
    await this.#openDesks();
    return outcome;
  }

  /** Raw input: people with their PINs' hashes. Refusals: invalid-input. */
  putStaff(people: readonly unknown[]): Promise<PutOutcome> {
    return this.#parts.pen.putStaff(people);
  }

  /** Raw input: the reasons a unit of an order may be missing for. Refusals: invalid-input. */
  putPickRules(reasons: unknown): Promise<PutOutcome> {
    return this.#parts.pen.putPickRules(reasons);
  }

  /** Raw input: discount codes, and what people at the counter may take off. Refusals: invalid-input. */
  putDiscounts(discounts: unknown): Promise<PutOutcome> {
    return this.#parts.pen.putDiscounts(discounts);
  }

  /** Raw input. What differs from the rules in force is the next version. Refusals: invalid-input. */
  putLoyaltyRules(rules: unknown): Promise<PutOutcome> {
    return this.#parts.pen.putLoyaltyRules(rules, this.members.keys.sealingKey);
  }

  /** A code that lets one node in as the store's, once. The store must be in the catalogue. */
  createEnrolmentCode(store: StoreId): Promise<{ code: string; expiresAt: number }> {
    assert(this.#desks.has(store), () => `a code for the unknown store ${store}`);
    return this.#parts.enrolment.makeCode(store, this.#options.clock.now(), this.#options.random);
  }

  /** What was not taken, or taken with a warning, oldest first; then what stands on the street and moves nothing. */
  async quarantine(store: StoreId): Promise<Quarantined[]> {
    const { quarantine } = this.#parts;
    const desk = this.#desks.get(store);
    return desk === undefined ? [] : [...quarantine.list(store), ...(await quarantine.setAside(desk))];
  }

  /** Somebody dealt with what was kept aside. Refusals: those of `resolveException`. */
  dismissQuarantined(
    store: StoreId,
    input: { id: string; exception: string; by: string; note: string },
  ): Promise<Outcome<Dismissal>> {
    return this.#parsed(input, requests.dismissQuarantined, async (command) => {
      const outcome = await this.#parts.quarantine.settle(store, command, this.#options.clock.now());
      if (outcome.outcome !== 'refused') this.#noteQuarantine(store, command.exception);
      return outcome;
    });
  }

  /** To be called about once a second. */
  tick(): void {
    this.exchange.tick();
    this.members.tick();
    this.#parts.keeper?.tick();
  }

  /** Keeps what was folded for the next start, as far as there is time; once nobody is served any more. Never rejects. */
  async keepSnapshots(): Promise<void> {
    await this.#parts.keeper?.finish();
  }

  #atOrder<Command, Document>(
    order: OrderId,
    input: unknown,
    schema: z.ZodType<Command>,
    act: (desk: Desk, command: Command) => Promise<Outcome<Document>>,
  ): Promise<Outcome<Document>> {
    return this.#parsed(input, schema, async (command) => {
      const desk = this.#orders.deskOf(order);
      return desk === undefined
        ? refused(refuse('unknown-order', `There is no order ${order}.`, { field: 'order' }))
        : act(desk, command);
    });
  }

  async #parsed<Command, Document>(
    input: unknown,
    schema: z.ZodType<Command>,
    act: (command: Command) => Promise<Outcome<Document>>,
  ): Promise<Outcome<Document>> {
    const parsed = schema.safeParse(input);
    if (parsed.success) return act(parsed.data);
    const field = parsed.error.issues[0]?.path.join('.') ?? '';
    return refused(refuse('invalid-input', complaint(parsed.error), { field }));
  }

  #openDesks(): Promise<void> {
    this.#opening = this.#opening.then(() => this.#openMissingDesks());
    return this.#opening;
  }

  /** Makes the desks that are missing, and carries over what waited for them. */
  async #openMissingDesks(): Promise<void> {
    const missing = [...this.catalogue.stores()].filter(({ store }) => !this.#desks.has(store));
    for (let from = 0; from < missing.length; from += LIMITS.desksAtOnce) {
      const opening = missing.slice(from, from + LIMITS.desksAtOnce).map(({ store }) => this.#openDesk(store));
      for (const desk of await Promise.all(opening)) {
        desk.quarantined = this.#parts.quarantine.count(desk.store);
        this.#desks.set(desk.store, desk);
        this.orderPoints.index(desk);
        desk.settle();
      }
    }
    for (const carried of this.#stranded.splice(0)) void this.#carry(carried);
  }

  async #openDesk(store: StoreId): Promise<Desk> {
    const { log, clock, sha256, sign, onFatal } = this.#options;
    const { author, former, keep, errands } = this.#parts;
    const { catalogue } = this;
    const [up, down] = await Promise.all([log.open(upStreet(store)), log.open(downStreet(store))]);
    const kept = await former.desk(store, { up, down });
    const count = kept ? kept.state.up.n + kept.state.down.n : 0;
    const now = (): number => clock.now();
    const observer = this.#observer();
    const desk = await Desk.open(
      { store, up, down, catalogue, author, now, sha256, sign, observer, onFatal },
      (document) => this.#follow(store, [document], (carried) => void this.#stranded.push(carried)),
      kept,
    );
    keep(folded(desk, errands), count);
    return desk;
  }

  #observer(): DeskObserver {
    return {
      received: (desk, documents) => {
        this.#follow(desk.store, documents, (carried) => void this.#carry(carried));
        this.exchange.received(desk, documents);
        this.orderPoints.changed(desk, documents);
        tell(this.events, desk, documents);
        if (this.events.listenerCount('received') > 0)
          this.events.emit('received', { store: desk.store, trace: documents.map(({ _id }) => _id) });
      },
      written: (desk, documents) => {
        this.exchange.written(desk);
        this.orderPoints.changed(desk, documents as readonly Doc[]);
        tell(this.events, desk, documents as readonly Doc[]);
      },
      rejected: async (desk, rejection) => {
        const exception = await this.#parts.quarantine.keep(desk.store, rejection, this.#options.clock.now());
        this.#noteQuarantine(desk.store, exception);
      },
    };
  }

  #noteQuarantine(store: StoreId, id: string): void {
    must(this.#desks.get(store), `desk of ${store}`).quarantined = this.#parts.quarantine.count(store);
    this.events.emit('exception', { store, id });
  }

  /** What the store's documents, which are on disk and count, mean elsewhere. */
  #follow(store: StoreId, documents: readonly Doc[], carry: (carried: Carried) => void): void {
    const { errands } = this.#parts;
    for (const document of documents) {
      const carried = carriedOver(document, store);
      if (carried === undefined && claimIn(document) === undefined) continue;
      const street = upStreet(store);
      errands.begin(street, document.n);
      if (carried) carry({ ...carried, done: () => errands.end(street, document.n) });
    }
    this.members.received(store, documents);
  }

  /** Resolves when it is on disk, or waits for the store to be in the catalogue. */
  async #carry(carried: Carried): Promise<void> {
    const { store, fact, done } = carried;
    const desk = this.#desks.get(store);
    if (desk === undefined) {
      this.#stranded.push(carried);
      return;
    }
    // A failure of the storage is told to `onFatal` by the journal.
    const carrying = desk.carry(fact).then(done, () => {});
    if (fact.kind === 'return-release') this.exchange.carried(fact.body.ask);
    await carrying;
  }
}

const folded = (desk: Desk, errands: Errands): Folded => ({
  name: deskName(desk.store),
  count: () => desk.state.up.n + desk.state.down.n,
  errands: () => errands.of(upStreet(desk.store)),
  freeze: () => freezeStore(desk.state),
  streets: () => [
    [desk.up, desk.state.up.n],
    [desk.down, desk.state.down.n],
  ],
});

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
