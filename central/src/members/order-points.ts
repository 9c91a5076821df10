/**
 * Members' pickup orders: points that pay for one, and points it is going to
 * earn. What it keeps true:
 * - the points leave the hold before the order exists, and are on disk; what
 *   the order is to be stands in that document, so a hub that stopped between
 *   the two places it at its next start, or gives the points back;
 * - a hold is captured once, for one order; an order is paid once.
 */
import type { MemberId, OrderId, StoreId } from '@ringfence/domain/basic/ids.ts';
import { accept, type Decision, refuse } from '@ringfence/domain/basic/outcome.ts';
import type { Catalogue } from '@ringfence/domain/catalog/catalogue.ts';
import type { PaysFor } from '@ringfence/domain/documents/member.ts';
import { redeemedBy } from '@ringfence/domain/documents/order-points.ts';
import type { Claim } from '@ringfence/domain/documents/points.ts';
import type { Doc } from '@ringfence/domain/documents/registry.ts';
import { dayOf } from '@ringfence/domain/loyalty/days.ts';
import type { Identity } from '@ringfence/domain/member/identity.ts';
import type { OrderRecord } from '@ringfence/domain/pickup/order.ts';
import { type Payer, pendingOf } from '@ringfence/domain/pickup/order-points.ts';
import { placeOrder, type PlaceOrder } from '@ringfence/domain/pickup/place-order.ts';
import type { Desk } from '../desks/desk.ts';
import { type Outcome, refused } from '../outcome.ts';
import type { Members } from './members.ts';

type Placed = Outcome<Doc<'pickup-order'>>;

export interface OrderPointsOptions {
  readonly members: Members;
  readonly catalogue: Catalogue;
  readonly now: () => number;
  /** What a member will have changed. */
  readonly onChanged: (member: MemberId) => void;
}

/** What goes with an order being placed. */
export interface Placing {
  /** How the person is known whose points it earns, when the command names a claim. */
  readonly identity?: Identity | undefined;
  /** What must be on disk together with the order. */
  readonly beside?: (() => Promise<void>) | undefined;
  /** Hears when the order is written, before it is on disk. */
  readonly onWritten: () => void;
}

/** True when the order has to do with somebody's points. */
export const isMembers = (command: PlaceOrder): boolean =>
  command.member !== undefined || command.claim !== undefined || command.points !== undefined;

export class OrderPoints {
  readonly #options: OrderPointsOptions;
  /** Live orders by whose they are: a member, or the keyed hash of an identity. */
  readonly #orders = new Map<string, Map<OrderId, Desk>>();

  constructor(options: OrderPointsOptions) {
    this.#options = options;
  }

  /** Refusals: those of `Desk.placeOrder`, of `payerOf`, and of the capture of the hold. */
  async place(desk: Desk, command: PlaceOrder, placing: Placing): Promise<Placed> {
    const before = desk.placedBefore(command);
    if (before) return before;
    const payer = this.#payerOf(command, placing.identity);
    if (!payer.ok) return refused(await this.#withReason(payer, command));
    if (command.points === undefined || payer.value === undefined)
      return this.#write(desk, command, { ...placing, payer: payer.value });
    return this.#capture(desk, command, { ...placing, payer: payer.value });
  }

  /** Places what a former process captured points for, or gives the points back; to be called before anybody is served. */
  async resume(
    captures: readonly Doc<'hold-end'>[],
    deskOf: (store: StoreId) => Desk | undefined,
    onWritten: (desk: Desk, order: OrderId) => void,
  ): Promise<void> {
    for (const { body } of captures) {
      const { member, hold, captured: points, pays } = body;
      const desk = pays && deskOf(pays.store);
      if (pays === undefined || desk === undefined) continue;
      const { store, order, ...asked } = pays;
      if (desk.has(`pickup-order~${order}`)) {
        await desk.settled(`pickup-order~${order}`);
        this.#options.members.holds.settled(member, hold);
        continue;
      }
      const command = placeOrder.parse({ ...asked, id: order, store, member, points: { hold } });
      const placing: Placing = { onWritten: () => onWritten(desk, order) };
      const payer = this.#payer({ member }, points);
      // It counts at once, and need not be on disk before the hub serves; a failure of the disk is told by the journal.
      this.#placeCaptured(desk, command, { ...placing, payer, captured: { hold, points } }).catch(() => {});
    }
  }

  /** Points the member's live orders will earn when they are handed over. */
  pendingOf(member: MemberId): number {
    let sum = 0;
    for (const name of this.#options.members.namesOf(member)) {
      const orders = this.#orders.get(name);
      for (const [order, desk] of orders ?? []) {
        const record = desk.state.orders.get(order);
        if (record?.end === null) sum += pendingOf(desk.state, record);
        else this.#forget(name, order);
      }
    }
    return sum;
  }

  /** The live orders of a store whose streets were folded. */
  index(desk: Desk): void {
    for (const record of desk.state.orders.live()) this.#note(desk, record);
  }

  /** Documents of the store, its own or the hub's, came to count or are on disk. */
  changed(desk: Desk, documents: readonly Doc[]): void {
    for (const { kind, body } of documents) {
      if (!ABOUT_POINTS.has(kind) || !('order' in body)) continue;
      const record = desk.state.orders.get(body.order);
      const name = record && this.#nameOf(record);
      if (record === undefined || name === undefined) continue;
      if (record.end === null) this.#note(desk, record);
      else this.#forget(name, record.id);
      const member = this.#options.members.memberNamed(name);
      if (member !== undefined) this.#options.onChanged(member);
    }
  }

  async #write(
    desk: Desk,
    command: PlaceOrder,
    { beside, payer, onWritten }: Placing & { readonly payer: Payer | undefined },
  ): Promise<Placed> {
    const placing = desk.placeOrder(command, beside, payer);
    if (desk.state.orders.get(command.id)?.placed) onWritten();
    return placing;
  }

  /** The debit first: hold → paid. Then the order, whose units wait meanwhile. */
  async #capture(desk: Desk, command: PlaceOrder, placing: Placing & { readonly payer: Payer }): Promise<Placed> {
    const { members } = this.#options;
    const reserved = desk.reserve(command, placing.payer);
    if (!reserved.ok) return refused(reserved);
    try {
      const { points } = reserved.value.body;
      const captured = points ? redeemedBy(points) : 0;
      const { member, points: from } = command as Paying;
      const end = { hold: from.hold, member, captured, usedFor: command.id, pays: paysFor(command) };
      const ended = await members.holds.end(end);
      if (ended.outcome === 'refused') return ended;
      const hold = { hold: from.hold, points: captured };
      return await this.#placeCaptured(desk, command, { ...placing, captured: hold });
    } finally {
      desk.unreserve(command.id);
    }
  }

  async #placeCaptured(
    desk: Desk,
    command: PlaceOrder,
    placing: Placing & { readonly payer: Payer | undefined; readonly captured: Captured },
  ): Promise<Placed> {
    const { payer, captured } = placing;
    const exact = payer && { ...payer, points: captured.points, isExact: true };
    const { holds } = this.#options.members;
    const { member } = command as Paying;
    const outcome = await this.#write(desk, command, { ...placing, payer: exact });
    if (outcome.outcome === 'refused')
      await holds.giveBack(member, { store: desk.store, order: command.id, ...captured });
    holds.settled(member, captured.hold);
    return outcome;
  }

  /**
   * Whose points the order earns, and how many may pay; nothing when it has nothing to do with points, or there is no
   * programme and it is paid in money. Refusals in order: no-loyalty-rules, unknown-member, unknown-hold,
   * hold-of-another-member.
   */
  #payerOf(command: PlaceOrder, identity: Identity | undefined): Decision<Payer | undefined> {
    const { members, catalogue } = this.#options;
    const { member, points } = command;
    if (!catalogue.loyaltyRules)
      return points === undefined
        ? accept(undefined)
        : refuse('no-loyalty-rules', 'There is no loyalty programme.', { field: 'points' });
    if (member === undefined) {
      if (identity === undefined || points !== undefined)
        return refuse('unknown-member', 'Say whose points pay.', { field: 'member' });
      const known = members.find(identity);
      return accept(this.#payer(known === undefined ? { sealed: members.keys.seal(identity) } : { member: known }, 0));
    }
    if (members.view(member) === undefined)
      return refuse('unknown-member', 'There is no such member.', { field: 'member' });
    if (points === undefined) return accept(this.#payer({ member }, 0));
    const held = members.holds.pointsIn({ hold: points.hold, member });
    return held.ok ? accept(this.#payer({ member }, held.value)) : held;
  }

  #payer(claim: Claim, points: number): Payer | undefined {
    const { members, catalogue, now } = this.#options;
    const rules = catalogue.loyaltyRules;
    const tierRate = ('member' in claim ? members.view(claim.member)?.tierRate : undefined) ?? USUAL;
    return rules && { claim, rules, tierRate, day: dayOf(now()), points };
  }

  async #withReason<Refused extends { ok: false } & Decision<unknown>>(
    no: Refused,
    command: PlaceOrder,
  ): Promise<Refused> {
    const { member, points } = command;
    if (no.refusal.refused !== 'unknown-hold' || member === undefined || points === undefined) return no;
    const refusal = await this.#options.members.holds.whyUnknown({ hold: points.hold, member }, no.refusal);
    return { ...no, refusal };
  }

  #note(desk: Desk, record: OrderRecord): void {
    const name = this.#nameOf(record);
    if (name === undefined) return;
    const orders = this.#orders.get(name) ?? new Map<OrderId, Desk>();
    this.#orders.set(name, orders.set(record.id, desk));
  }

  #forget(name: string, order: OrderId): void {
    const orders = this.#orders.get(name);
    orders?.delete(order);
    if (orders?.size === 0) this.#orders.delete(name);
  }

  #nameOf({ placed }: OrderRecord): string | undefined {
    const claim = placed?.body.points?.claim;
    return claim && this.#options.members.nameOf(claim);
  }
}

const USUAL = 100;
const ABOUT_POINTS: ReadonlySet<string> = new Set([
  'pickup-order',
  'short-pick',
  'substitution',
  'hand-over',
  'order-end',
]);

type Paying = PlaceOrder & { readonly member: MemberId; readonly points: { readonly hold: string } };

/** Points that were taken from a hold for an order. */
interface Captured {
  readonly hold: string;
  readonly points: number;
}

function paysFor({ id: order, store, channel, lines, payment, contact, expiresAt }: PlaceOrder): PaysFor {
  return { store, order, channel, lines, payment, contact, ...(expiresAt === undefined ? {} : { expiresAt }) };
}
