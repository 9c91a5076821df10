/**
 * Pickup orders in a world of points: placed with points of a hold or without,
 * found short, handed over whole or in part, by pass alone, or ended. The hub
 * may stop between the capture of a hold and the order it pays for.
 */
import { must } from '../basic/assert.ts';
import type { StoreId } from '../basic/ids.ts';
import type { Decision } from '../basic/outcome.ts';
import type { Catalogue } from '../catalog/catalogue.ts';
import { earnedBy, redeemedBy } from '../documents/order-points.ts';
import type { Fact } from '../documents/registry.ts';
import { decideCapture } from '../member/decide.ts';
import { givenBackTo } from '../member/post.ts';
import type { ShardKind, ShardState } from '../member/shard.ts';
import { decideEndOrder, decideHandOver, handOverOrder } from '../pickup/counter.ts';
import { decideShortPick, shortPickOrder } from '../pickup/gather.ts';
import { heldLines } from '../pickup/lines.ts';
import { type Payer, pointsKnown, worthWithin } from '../pickup/order-points.ts';
import { decidePlaceOrder, placeOrder, type PlaceOrder } from '../pickup/place-order.ts';
import type { Purchase } from '../return/take-back.ts';
import { shareOfAmount } from '../sale/basket.ts';
import type { StoreState } from '../store/state.ts';

/** A stand-in signature: 86 letters made of the text's length. */
const sign = (text: string): string => `${String(text.length).padStart(85, 'A')}A`;
const verify = (text: string, signature: string): boolean => sign(text) === signature;

/** What the orders need of the world around them. */
export interface Surroundings {
  readonly catalogue: Catalogue;
  readonly shard: ShardState;
  now(): number;
  today(): string;
  newId(): string;
  store(id: StoreId): { readonly store: StoreState; readonly hub: StoreState };
  writeUp(id: StoreId, fact: Fact): void;
  writeDown(id: StoreId, fact: Fact): void;
  writeInShard(fact: Fact<ShardKind>): void;
}

interface Placed {
  readonly store: StoreId;
  readonly order: string;
  readonly pass: string;
}

export class LoyaltyOrders {
  /** Orders whose points were captured, and that are not placed yet. */
  readonly due: { readonly command: PlaceOrder; readonly points: number }[] = [];
  readonly counted = { earned: 0, redeemed: 0, placedWithPoints: 0, givenBack: 0 };
  readonly #around: Surroundings;
  readonly #placed: Placed[] = [];

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** With all points of the member's first hold that is open, or in money. */
  place(store: StoreId, member: string, pick: number): void {
    const { shard } = this.#around;
    const held = [...(shard.members.get(member)?.holds.values() ?? [])][0];
    const hold = pick % 4 === 0 ? undefined : held;
    const command = placeOrder.parse({
      id: this.#around.newId(),
      store,
      lines: [
        { sku: 'A', units: 1 + (pick % 3) },
        { sku: 'B', units: 1 + (pick % 2) },
      ],
      payment: pick % 5 === 0 ? 'due' : 'paid',
      member,
      ...(hold === undefined ? {} : { points: { hold: hold.hold } }),
    });
    const decision = this.#decide(command, hold?.points ?? 0, false);
    if (!decision.ok) return;
    const captured = decision.value.body.points ? redeemedBy(decision.value.body.points) : 0;
    if (hold === undefined) return this.#write(command, decision.value);
    const { id: order, lines, channel, payment, contact } = command;
    const pays = { store, order, lines, channel, payment, contact };
    const end = decideCapture(shard, { hold: hold.hold, member, captured, usedFor: order, pays });
    if (!end.ok) return;
    this.counted.placedWithPoints += 1;
    this.#around.writeInShard(end.value);
    this.due.push({ command, points: captured });
  }

  /** Places the next order that was paid in points; when it cannot be any more, the points go back. */
  drive(): void {
    const next = this.due.shift();
    if (!next) return;
    const { command, points } = next;
    const decision = this.#decide(command, points, true);
    if (decision.ok) return this.#write(command, decision.value);
    const { shard } = this.#around;
    const where = { member: must(command.member, 'who pays'), store: command.store };
    const source = `hold-end~${must(command.points, 'a hold').hold}`;
    this.#around.writeInShard(givenBackTo(shard, where, { order: command.id, source, points }));
  }

  /** A unit that cannot be found. */
  findShort(pick: number): void {
    this.#at(pick, ({ store }, { order, store: id }) => {
      const lines = [{ sku: pick % 2 === 0 ? 'A' : 'B', units: 1 }];
      const command = shortPickOrder.parse({ id: this.#around.newId(), order, reason: 'not-found', lines });
      const decision = decideShortPick(store, command);
      if (decision.ok) for (const fact of decision.value) this.#count(id, fact);
    });
  }

  /** All, or all but one unit; by its pass alone where the order has not arrived. What was bought, when it was. */
  handOver(pick: number): Purchase | undefined {
    let bought: Purchase | undefined;
    this.#at(pick, ({ store }, { order, pass, store: id }) => {
      const record = store.orders.get(order);
      const held = record?.placed ? heldLines(store, record) : undefined;
      const lines = held?.map(({ sku, units }) => ({ sku, units: pick % 3 === 0 && units > 1 ? units - 1 : units }));
      const money = this.#money(store, order, lines);
      const command = handOverOrder.parse({
        pass,
        ...(lines === undefined || lines.length === 0 ? {} : { lines }),
        tenders: money === 0 ? [] : [{ kind: 'cash', amount: money }],
      });
      const { now, today } = { now: this.#around.now(), today: this.#around.today() };
      const decision = decideHandOver(store, command, { now, verify, today });
      if (!decision.ok) return;
      const { body } = decision.value;
      this.#count(id, decision.value);
      if (!record?.placed || !body.points) return;
      const priced = new Map(record.placed.body.lines.map((line) => [line.sku, line]));
      bought = {
        id: order,
        of: 'order',
        store: id,
        currency: body.currency,
        claim: body.points.claim,
        lines: body.lines.map(({ sku, units }) => {
          const line = must(priced.get(sku), 'what is handed over was ordered');
          return { sku, units, amount: shareOfAmount(line.amount, 0, units, line.units) };
        }),
      };
    });
    return bought;
  }

  end(pick: number): void {
    this.#at(pick, ({ store }, { order, store: id }) => {
      const decision = decideEndOrder(store, { order, reason: pick % 2 === 0 ? 'expired' : 'cancelled' });
      if (decision.ok) this.#count(id, decision.value);
    });
  }

  #at(pick: number, act: (side: ReturnType<Surroundings['store']>, placed: Placed) => void): void {
    const placed = this.#placed[pick % Math.max(1, this.#placed.length)];
    if (placed) act(this.#around.store(placed.store), placed);
  }

  /** What is due at the counter for those units. */
  #money(store: StoreState, order: string, lines: readonly { sku: string; units: number }[] | undefined): number {
    const record = store.orders.get(order);
    if (!record?.placed) {
      const due = this.#around.store(store.store).hub.orders.get(order)?.placed?.body.due;
      return due ?? 0;
    }
    if (record.placed.body.due === 0) return 0;
    const known = pointsKnown(record);
    return record.placed.body.lines.reduce((sum, line) => {
      const count = lines?.find((one) => one.sku === line.sku)?.units ?? 0;
      return sum + shareOfAmount(line.amount, 0, count, line.units) - worthWithin(known, line.sku, count);
    }, 0);
  }

  #count(store: StoreId, fact: Fact): void {
    if (fact.kind === 'hand-over' && fact.body.points) {
      this.counted.earned += earnedBy(fact.body.points);
      this.counted.redeemed += redeemedBy(fact.body.points);
      this.counted.givenBack += fact.body.points.back.length;
    }
    if ((fact.kind === 'order-end' || fact.kind === 'short-pick') && fact.body.points) this.counted.givenBack += 1;
    this.#around.writeUp(store, fact);
  }

  #write(command: PlaceOrder, fact: Fact<'pickup-order'>): void {
    this.#placed.push({ store: command.store, order: command.id, pass: fact.body.pass });
    this.#around.writeDown(command.store, fact);
  }

  #decide(command: PlaceOrder, points: number, isExact: boolean): Decision<Fact<'pickup-order'>> {
    const { catalogue } = this.#around;
    const claim = { member: must(command.member, 'a member orders') };
    const rules = must(catalogue.loyaltyRules, 'rules');
    const payer: Payer = { claim, rules, tierRate: 100, day: this.#around.today(), points, isExact };
    const { hub } = this.#around.store(command.store);
    return decidePlaceOrder(hub, command, { catalogue, now: this.#around.now(), sign, payer });
  }
}
