/**
 * Where every order is, and how one comes to its store. What it keeps true: an order is at one store, whoever places
 * it where and how often; commands under one id are worked on one after the other.
 */
import { canonical } from '@ringfence/domain/basic/canonical.ts';
import type { OrderId, StoreId } from '@ringfence/domain/basic/ids.ts';
import { type Refusal, refuse } from '@ringfence/domain/basic/outcome.ts';
import type { Doc } from '@ringfence/domain/documents/registry.ts';
import { shelf } from '@ringfence/domain/ledger/account.ts';
import type { Identity } from '@ringfence/domain/member/identity.ts';
import type { PlaceOrder, Shortage } from '@ringfence/domain/pickup/place-order.ts';
import type { Desk } from './desks/desk.ts';
import type { Exchange } from './exchange.ts';
import { LIMITS } from './limits.ts';
import { isMembers, type OrderPoints, type Placing } from './members/order-points.ts';
import { OrderPlaces } from './order-places.ts';
import { type Outcome, refused } from './outcome.ts';
import type { Contact, Vault } from './vault.ts';

type Placed = Outcome<Doc<'pickup-order'>>;
type Beside = Pick<Placing, 'beside' | 'identity'>;

interface OrderBookPorts {
  readonly vault: Vault;
  readonly exchange: Pick<Exchange, 'askUnits'>;
  readonly orderPoints: OrderPoints;
  readonly desks: ReadonlyMap<StoreId, Desk>;
}

export class OrderBook {
  /** Of desks that were learned; the others are asked one by one. */
  readonly #places = new OrderPlaces();
  readonly #numbers = new Map<Desk, number>();
  readonly #byNumber: Desk[] = [];
  readonly #unlearned = new Set<Desk>();
  /** Orders being placed, one command after the other; the same sent again meanwhile hears the same answer. */
  readonly #placing = new Map<OrderId, { command: PlaceOrder; outcome: Promise<Placed> }>();
  readonly #ports: OrderBookPorts;

  constructor(ports: OrderBookPorts) {
    this.#ports = ports;
  }

  /** The desk that placed the order. */
  deskOf(order: OrderId): Desk | undefined {
    this.#learn();
    for (const number of this.#places.of(order)) {
      const desk = this.#byNumber[number];
      if (desk !== undefined && isPlacedAt(desk, order)) return desk;
    }
    for (const desk of this.#unlearned) if (isPlacedAt(desk, order)) return desk;
    return undefined;
  }

  /** The order stands on the street of that desk's store. */
  note(order: OrderId, desk: Desk): void {
    this.#places.add(order, this.#numberOf(desk));
  }

  /** Takes up the orders of desks that were opened since, some at each call: a start does not wait for all of them. */
  #learn(): void {
    const { desks } = this.#ports;
    if (this.#byNumber.length < desks.size) for (const desk of desks.values()) this.#numberOf(desk);
    let left: number = LIMITS.ordersLearned;
    for (const desk of this.#unlearned) {
      const { orders } = desk.state;
      for (const order of orders.keys()) this.note(order, desk);
      this.#unlearned.delete(desk);
      left -= 1 + orders.size;
      if (left <= 0) return;
    }
  }

  #numberOf(desk: Desk): number {
    const known = this.#numbers.get(desk);
    if (known !== undefined) return known;
    const number = this.#byNumber.push(desk) - 1;
    this.#numbers.set(desk, number);
    this.#unlearned.add(desk);
    return number;
  }

  /**
   * Promises the units of an order. `command` is what the domain's schema `placeOrder` made of the input: the edge
   * parses it, once. A connected store that seems to have what the hub lacks is asked first. With a `contact` the
   * reference to it is made here, the same for the same contact and order, so that a retry is the same command; it is
   * on disk together with the order, and not kept when the order is refused.
   * Refusals: exists-different, store-unreachable, and those of `decidePlaceOrder`.
   */
  async place(
    desk: Desk,
    command: PlaceOrder,
    { contact, identity }: { contact: Contact | undefined; identity: Identity | undefined },
  ): Promise<Placed> {
    const { vault } = this.#ports;
    const reference = contact && vault.referenceFor(command.id, contact);
    const final = reference === undefined ? command : { ...command, contact: reference };
    const keepContact = contact && reference ? () => vault.keep(reference, contact) : undefined;

    for (let under = this.#placing.get(command.id); under; under = this.#placing.get(command.id)) {
      const outcome = await under.outcome;
      if (canonical(under.command) === canonical(final))
        return outcome.outcome === 'recorded' ? { ...outcome, outcome: 'exists' } : outcome;
    }
    const place = async (): Promise<Placed> => {
      const placed = await this.#askAndPlace(desk, final, { beside: keepContact, identity });
      // A former process may have stopped between the two.
      if (placed.outcome === 'exists' && reference && !(await vault.has(reference))) await keepContact?.();
      return placed;
    };
    const outcome = place().finally(() => this.#placing.delete(command.id));
    this.#placing.set(command.id, { command: final, outcome });
    return outcome;
  }

  async #askAndPlace(desk: Desk, command: PlaceOrder, beside: Beside): Promise<Placed> {
    if (desk.isBehind) {
      const told = 'The store knows more than this hub, whose log is old; an engineer must see to it.';
      return refused(refuse('store-unreachable', told, { field: 'store' }));
    }
    const outcome = await this.#placeAt(desk, command, beside);
    if (outcome.outcome !== 'refused') return outcome;
    const lacking = onShelf(desk, outcome.refusal);
    if (lacking.length === 0) return outcome;
    await this.#ports.exchange.askUnits(desk, lacking);
    return this.#placeAt(desk, command, beside);
  }

  #placeAt(desk: Desk, command: PlaceOrder, beside: Beside): Promise<Placed> {
    const elsewhere = this.deskOf(command.id);
    if (elsewhere !== undefined && elsewhere !== desk)
      return Promise.resolve(
        refused(refuse('exists-different', `There is an order ${command.id} at another store.`, { field: 'id' })),
      );
    const onWritten = (): void => this.note(command.id, desk);
    if (isMembers(command)) return this.#ports.orderPoints.place(desk, command, { ...beside, onWritten });
    const placed = desk.placeOrder(command, beside.beside);
    if (desk.state.orders.get(command.id)?.placed) onWritten();
    return placed;
  }
}

/** What a store wrote about an order that was not placed makes no order of it. */
const isPlacedAt = ({ state: { orders } }: Desk, order: OrderId): boolean =>
  orders.has(order) && Boolean(orders.get(order)?.placed);

/** What a refused order lacks, when the store seems to have all of it and can be asked. */
function onShelf(desk: Desk, refusal: Refusal): { sku: string; units: number }[] {
  if (refusal.refused !== 'insufficient-promise' || !desk.link.connected) return [];
  const shortages = refusal.details?.['shortages'] as readonly Shortage[];
  const lacking = shortages.map(({ sku, asked, promised }) => ({ sku, units: asked - promised }));
  return lacking.every(({ sku, units }) => desk.state.book.units(shelf(sku)) >= units) ? lacking : [];
}
