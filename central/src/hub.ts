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
import { canonical } from '@ringfence/domain/basic/canonical.ts';
import {
  CATALOG_STREET,
  downStreet,
  type MemberId,
  type OrderId,
  type StoreId,
  upStreet,
} from '@ringfence/domain/basic/ids.ts';
import { type Refusal, refuse } from '@ringfence/domain/basic/outcome.ts';
import type { Catalogue } from '@ringfence/domain/catalog/catalogue.ts';
import { complaint } from '@ringfence/domain/documents/parse.ts';
import type { Doc } from '@ringfence/domain/documents/registry.ts';
import { shelf } from '@ringfence/domain/ledger/account.ts';
import type { Identity } from '@ringfence/domain/member/identity.ts';
import type { OrderRecord } from '@ringfence/domain/pickup/order.ts';
import type { PlaceOrder, Shortage } from '@ringfence/domain/pickup/place-order.ts';
import { carriedOver } from '@ringfence/domain/store/react.ts';
import type { KeyValues, StreetReader } from '@ringfence/log/port.ts';
import type { z } from 'zod';
import type { PutOutcome } from './catalog-pen.ts';
import { Desk, type DeskObserver } from './desks/desk.ts';
import * as requests from './desks/requests.ts';
import type { PublicKey } from './enrolment.ts';
import { type HubEmitter, type HubEvents, tell } from './events.ts';
import { Exchange } from './exchange.ts';
import type { Members } from './members/members.ts';
import { isMembers, OrderPoints, type Placing } from './members/order-points.ts';
import { type Outcome, refused } from './outcome.ts';
import { type Carried, type HubOptions, openParts, type Parts } from './parts.ts';
import type { Dismissal, Quarantined } from './quarantine.ts';
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
  readonly #orders = new Map<OrderId, Desk>();
  /** Orders being placed, one command after the other; the same sent again meanwhile hears the same answer. */
  readonly #placing = new Map<OrderId, { request: string; outcome: Promise<Outcome<Doc<'pickup-order'>>> }>();
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
  }

  /** Folds everything there is, and finishes what a former process left undone between two stores. */
  static async open(options: HubOptions): Promise<Hub> {
    const parts = await openParts(options);
    const hub = new Hub(options, parts);
    parts.catalog.follow(() => hub.exchange.catalogMoved());
    await hub.#openDesks();
    await parts.members.start();
    await hub.orderPoints.resume(
      (store) => hub.#desks.get(store),
      (desk, order) => hub.#orders.set(order, desk),
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
    const desk = this.#orders.get(order);
    return desk && { desk, record: must(desk.state.orders.get(order), `order ${order} is at ${desk.store}`) };
  }

  /**
   * Promises the units of an order. `command` is what the domain's schema `placeOrder` made of the input: the edge
   * parses it, once. A connected store that seems to have what the hub lacks is asked first. With a `contact` the
   * reference to it is made here, the same for the same contact and order, so that a retry is the same command; it is
   * on disk together with the order, and not kept when the order is refused.
   * Refusals: unknown-store, exists-different, and those of `decidePlaceOrder`.
   */
  async placeOrder(command: PlaceOrder, contact?: Contact, identity?: Identity): Promise<Outcome<Doc<'pickup-order'>>> {
    const desk = this.#desks.get(command.store);
    if (desk === undefined)
      return refused(refuse('unknown-store', `There is no store ${command.store}.`, { field: 'store' }));
    const reference = contact && this.#vault.referenceFor(command.id, contact);
    const final = reference === undefined ? command : { ...command, contact: reference };
    const keepContact = contact && reference ? () => this.#vault.keep(reference, contact) : undefined;

    const request = canonical(final);
    for (let under = this.#placing.get(command.id); under; under = this.#placing.get(command.id)) {
      const outcome = await under.outcome;
      if (under.request === request)
        return outcome.outcome === 'recorded' ? { ...outcome, outcome: 'exists' } : outcome;
    }
    const place = async (): Promise<Outcome<Doc<'pickup-order'>>> => {
      const placed = await this.#askAndPlace(desk, final, { beside: keepContact, identity });
      // A former process may have stopped between the two.
      if (placed.outcome === 'exists' && reference && !(await this.#vault.has(reference))) await keepContact?.();
      return placed;
    };
    const outcome = place().finally(() => this.#placing.delete(command.id));
    this.#placing.set(command.id, { request, outcome });
    return outcome;
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
    return this.#parsed(input, requests.dismissQuarantined, async ({ id, exception, by, note }) => {
      const { quarantine } = this.#parts;
      const before = quarantine.dismissal(store, exception);
      const isRepeated = before?.id === id && before.by === by && before.note === note;
      if (before && !isRepeated)
        return refused(
          before.id === id
            ? refuse('exists-different', `${id} was recorded before, by a different command.`, { field: 'id' })
            : refuse('invalid-input', 'Somebody dealt with this exception already.', { field: 'exception' }),
        );
      const document = before ?? { id, by, note, at: this.#options.clock.now() };
      await quarantine.dismiss(store, exception, document);
      this.#noteQuarantine(store, exception);
      return { outcome: before ? 'exists' : 'recorded', document };
    });
  }

  /** To be called about once a second. */
  tick(): void {
    this.exchange.tick();
    this.members.tick();
  }

  async #askAndPlace(
    desk: Desk,
    command: PlaceOrder,
    placing: Pick<Placing, 'beside' | 'identity'>,
  ): Promise<Outcome<Doc<'pickup-order'>>> {
    if (desk.isBehind)
      return refused(
        refuse(
          'store-unreachable',
          'The store knows more than this hub, whose log is old; an engineer must see to it.',
          {
            field: 'store',
          },
        ),
      );
    const outcome = await this.#placeAt(desk, command, placing);
    if (outcome.outcome !== 'refused') return outcome;
    const lacking = this.#onShelf(desk, outcome.refusal);
    if (lacking.length === 0) return outcome;
    await this.exchange.askUnits(desk, lacking);
    return this.#placeAt(desk, command, placing);
  }

  #placeAt(
    desk: Desk,
    command: PlaceOrder,
    placing: Pick<Placing, 'beside' | 'identity'>,
  ): Promise<Outcome<Doc<'pickup-order'>>> {
    const elsewhere = this.#orders.get(command.id);
    if (elsewhere !== undefined && elsewhere !== desk)
      return Promise.resolve(
        refused(refuse('exists-different', `There is an order ${command.id} at another store.`, { field: 'id' })),
      );
    const onWritten = (): void => void this.#orders.set(command.id, desk);
    if (isMembers(command)) return this.orderPoints.place(desk, command, { ...placing, onWritten });
    const placed = desk.placeOrder(command, placing.beside);
    if (desk.state.orders.get(command.id)?.placed) onWritten();
    return placed;
  }

  /** What a refused order lacks, when the store seems to have all of it and can be asked. */
  #onShelf(desk: Desk, refusal: Refusal): { sku: string; units: number }[] {
    if (refusal.refused !== 'insufficient-promise' || !desk.link.connected) return [];
    const shortages = refusal.details?.['shortages'] as readonly Shortage[];
    const lacking = shortages.map(({ sku, asked, promised }) => ({ sku, units: asked - promised }));
    return lacking.every(({ sku, units }) => desk.state.book.units(shelf(sku)) >= units) ? lacking : [];
  }

  #atOrder<Command, Document>(
    order: OrderId,
    input: unknown,
    schema: z.ZodType<Command>,
    act: (desk: Desk, command: Command) => Promise<Outcome<Document>>,
  ): Promise<Outcome<Document>> {
    return this.#parsed(input, schema, async (command) => {
      const desk = this.#orders.get(order);
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
    const { log, clock, sha256, sign, onFatal } = this.#options;
    const observer = this.#observer();
    for (const { store } of this.catalogue.stores()) {
      if (this.#desks.has(store)) continue;
      const [up, down] = await Promise.all([log.open(upStreet(store)), log.open(downStreet(store))]);
      const { catalogue } = this;
      const desk = await Desk.open(
        {
          store,
          up,
          down,
          catalogue,
          author: this.#parts.author,
          now: () => clock.now(),
          sha256,
          sign,
          observer,
          onFatal,
        },
        (document) => {
          const carried = carriedOver(document, store);
          if (carried) this.#stranded.push(carried);
          this.members.received(store, [document]);
        },
      );
      desk.quarantined = this.#parts.quarantine.count(store);
      this.#desks.set(store, desk);
      for (const record of desk.state.orders.values()) if (record.placed) this.#orders.set(record.id, desk);
      this.orderPoints.index(desk);
      desk.settle();
    }
    for (const carried of this.#stranded.splice(0)) void this.#carry(carried);
  }

  #observer(): DeskObserver {
    return {
      received: (desk, documents) => {
        for (const document of documents) {
          const carried = carriedOver(document, desk.store);
          if (carried) void this.#carry(carried);
        }
        this.members.received(desk.store, documents);
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

  /** Resolves when it is on disk, or waits for the store to be in the catalogue. */
  async #carry(carried: Carried): Promise<void> {
    const { store, fact } = carried;
    const desk = this.#desks.get(store);
    if (desk === undefined) {
      this.#stranded.push(carried);
      return;
    }
    // A failure of the storage is told to `onFatal` by the journal.
    const carrying = desk.carry(fact).catch(() => {});
    if (fact.kind === 'return-release') this.exchange.carried(fact.body.ask);
    await carrying;
  }
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
