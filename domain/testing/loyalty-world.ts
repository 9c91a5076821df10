/**
 * Two stores, an app and the hub with one shard of members, and lines that
 * carry when they are told to. The hub may stop between any debit and its
 * deposit: what follows from a document is written by a step of its own.
 * Every decision is the production one.
 */
import { must } from '../basic/assert.ts';
import { hubAuthor, storeAuthor, type StoreId } from '../basic/ids.ts';
import type { Decision } from '../basic/outcome.ts';
import type { Catalogue } from '../catalog/catalogue.ts';
import { type Envelope, hashOf, seal } from '../documents/envelope.ts';
import { type Doc, fact, type Fact, subjectOf } from '../documents/registry.ts';
import type { AccountKind } from '../ledger/account.ts';
import { leaseReturnsDue, usableLeases } from '../loyalty/lease.ts';
import { worthOf } from '../loyalty/rules.ts';
import {
  decideAdjust,
  decideCapture,
  decideHold,
  decideLend,
  expireHold,
  expiryDue,
  overdueHolds,
} from '../member/decide.ts';
import { leaseToGive } from '../member/lease-policy.ts';
import { claimIn, leaseFor, type Postable, postingId, postingOf } from '../member/post.ts';
import { applyToShard, emptyShard, type ShardKind, type ShardState } from '../member/shard.ts';
import { decideReturnGrant, decideTakeBack, type Purchase, takeBack } from '../return/take-back.ts';
import { completeSale, decideCompleteSale } from '../sale/complete-sale.ts';
import { carriedOver } from '../store/react.ts';
import { applyDocument, emptyStore, type StoreState } from '../store/state.ts';
import { LoyaltyOrders } from './loyalty-orders.ts';
import { someRules, unitsIn, withRules } from './loyalty-rules.ts';
import { countOfMembers, countReturn, countSale, emptyTally } from './loyalty-tally.ts';
import { aCatalogue, aProduct, testHash } from './scenario.ts';

export const MEMBERS = ['M1', 'M2'] as const;
const STORES = ['S01', 'S02'] as const;
const DAY = 86_400_000;

interface Side {
  readonly store: StoreState;
  readonly hub: StoreState;
  readonly streets: { up: Envelope[]; down: Envelope[] };
}

export class LoyaltyWorld {
  readonly sides = new Map<StoreId, Side>(
    STORES.map((id) => [id, { store: emptyStore(id), hub: emptyStore(id), streets: { up: [], down: [] } }]),
  );
  readonly shard: ShardState = emptyShard(0);
  readonly street: Envelope[] = [];
  readonly tally = emptyTally();
  readonly catalogue: Catalogue;
  readonly #sales: (Purchase & { readonly paidInPoints: boolean })[] = [];
  readonly #holds: { hold: string; member: string }[] = [];
  readonly #unposted: { document: Postable; store: StoreId }[] = [];
  readonly #derived: { store: StoreId; fact: Fact }[] = [];
  readonly orders: LoyaltyOrders;
  #now = Date.parse('2026-03-01T08:00:00Z');
  #count = 0;

  constructor(rules = someRules()) {
    this.catalogue = withRules(aCatalogue([aProduct('A', { price: 333 }), aProduct('B', { price: 1000 })]), rules);
    this.orders = new LoyaltyOrders({
      catalogue: this.catalogue,
      shard: this.shard,
      now: () => this.#now,
      today: () => this.#today,
      newId: () => this.#id(),
      store: (id) => must(this.sides.get(id), 'a store'),
      writeUp: (id, item) => this.#writeAt(id, 'up', item),
      writeDown: (id, item) => this.#writeAt(id, 'down', item),
      writeInShard: (item) => this.#inShard(item),
    });
    for (const member of MEMBERS) this.#inShard(fact('member-enrolled', member, { member, channel: 'app' }));
    for (const side of this.sides.values()) {
      const lines = ['A', 'B'].map((sku) => ({ sku, units: 100_000, area: 'shelf' as const }));
      this.#write(side.store, side, 'up', fact('receipt', `D${side.store.store}`, { lines }));
      const granted = ['A', 'B'].map((sku) => ({ sku, units: 40 }));
      this.#write(side.store, side, 'up', fact('grant', `G${side.store.store}`, { lines: granted }));
    }
  }

  /** Runs the operation of that number; `pick` chooses its details. What is refused changes nothing. */
  step(operation: number, pick: number): void {
    this.#now += pick * 20;
    const operations: readonly (() => void)[] = [
      () => this.#sell(pick, 0),
      () => this.#sell(pick, 1 + (pick % 70)),
      () => this.#sell(pick, 5 + (pick % 30)),
      () => this.#bringBack(pick),
      () => this.#grantReturn(pick),
      () => this.#lend(pick),
      () => this.#lendInAdvance(pick),
      () => this.#hold(pick),
      () => this.#capture(pick),
      () => this.#expireHolds(),
      () => this.#carry('up', pick),
      () => this.#carry('down', pick),
      () => this.#carryAll(pick),
      () => this.#post(),
      () => this.#drive(),
      () => this.#react(pick),
      () => this.#pass(pick),
      () => this.#expirePoints(pick),
      () => this.#adjust(pick),
      () => this.#order(pick),
      () => this.orders.drive(),
      () => this.#collect(pick),
      () => this.orders.findShort(pick),
      () => this.orders.end(pick),
    ];
    operations[operation % operations.length]?.();
  }

  /** Carries, posts and drives everything until nothing follows from it. */
  heal(): void {
    let before = '';
    for (;;) {
      const sizes = [...this.sides.values()].flatMap(({ streets }) => [streets.up.length, streets.down.length]);
      const now = JSON.stringify([
        sizes,
        this.street.length,
        this.#unposted.length,
        this.#derived.length,
        this.orders.due.length,
      ]);
      if (now === before) return;
      before = now;
      for (const [index] of STORES.entries()) {
        for (let rest = 0; rest < 1000; rest++) this.#carry('up', index);
        while (this.#unposted.length > 0) this.#post();
        while (this.#derived.length > 0) this.#drive();
        while (this.orders.due.length > 0) this.orders.drive();
        for (let rest = 0; rest < 1000; rest++) this.#carry('down', index);
      }
    }
  }

  /** Units of each account kind over all books, the stores' as they see themselves. */
  sums(): Record<AccountKind, number> {
    return unitsIn([this.shard.book, ...[...this.sides.values()].map(({ store }) => store.book)]);
  }

  #side(pick: number): Side {
    return must(this.sides.get(STORES[pick % 2] ?? 'S01'), 'a store');
  }

  #member(pick: number): string {
    return MEMBERS[(pick >> 1) % 2] ?? 'M1';
  }

  get #today(): string {
    return new Date(this.#now).toISOString().slice(0, 10);
  }

  #sell(pick: number, points: number): void {
    const side = this.#side(pick);
    const member = this.#member(pick);
    const id = points > 0 && pick % 3 > 0 ? (this.#basketAt(side, member) ?? this.#id()) : this.#id();
    // A store records an id once.
    if (this.#sales.some((sale) => sale.id === id && sale.store === side.store.store)) return;
    const lines = [
      { sku: 'A', units: 1 + (pick % 4) },
      { sku: 'B', units: 1 + (pick % 2) },
    ];
    const total = (lines[0]?.units ?? 0) * 333 + (lines[1]?.units ?? 0) * 1000;
    const worth = points > 0 ? worthOf(must(this.catalogue.loyaltyRules, 'rules'), points) : 0;
    const tenders = [
      { kind: 'cash', amount: total - worth },
      { kind: 'points', amount: worth },
    ].filter((tender) => tender.amount > 0);
    const redeem = points > 0 ? { points } : null;
    const command = completeSale.parse({ id, currency: 'EUR', lines, tenders, member: { claim: { member }, redeem } });
    const { catalogue } = this;
    const sold = decideCompleteSale(side.store, command, { catalogue, today: this.#today, now: this.#now });
    if (!sold.ok) return;
    const part = must(sold.value.body.points, 'a member was named');
    countSale(this.tally, part);
    this.#sales.push({
      id,
      of: 'sale',
      store: side.store.store,
      currency: 'EUR',
      lines: sold.value.body.lines,
      claim: part.claim,
      paidInPoints: part.value > 0,
    });
    this.#write(side.store, side, 'up', sold.value);
  }

  #basketAt(side: Side, member: string): string | undefined {
    const wanted = [...side.store.leases.values()].find((lease) => lease.member === member && lease.basket !== null);
    const basket = wanted?.basket ?? undefined;
    return basket !== undefined && usableLeases(side.store, { member, basket, now: this.#now }).length > 0
      ? basket
      : undefined;
  }

  #bringBack(pick: number): void {
    const side = this.#side(pick);
    const sales = pick % 2 === 0 ? this.#sales : this.#sales.filter((sale) => sale.paidInPoints);
    const purchase = sales[pick % Math.max(1, sales.length)];
    if (!purchase) return;
    const command = takeBack.parse({
      id: this.#id(),
      sale: purchase.id,
      soldAt: purchase.store,
      lines: [{ line: pick % 2, units: 1 + (pick % 3) }],
    });
    const returned = decideTakeBack(side.store, command, purchase, this.#today);
    if (!returned.ok) return;
    const part = must(returned.value.body.points, 'the sale named a member');
    countReturn(this.tally, part);
    this.#write(side.store, side, 'up', returned.value);
  }

  /** With points that are set aside for it first, where the member has any; sometimes the line carries it at once. */
  #order(pick: number): void {
    const member = this.#member(pick);
    if (![...this.shard.holds.values()].includes(member)) this.#hold(pick);
    this.orders.place(this.#side(pick).store.store, member, pick);
    if (pick % 2 === 0) return;
    this.orders.drive();
    for (let document = 0; document < 6; document++) this.#carry('down', pick);
  }

  #collect(pick: number): void {
    const bought = this.orders.handOver(pick);
    if (bought) this.#sales.push({ ...bought, paidInPoints: true });
  }

  #writeAt(id: StoreId, direction: 'up' | 'down', item: Fact): void {
    const side = must(this.sides.get(id), 'a store');
    this.#write(direction === 'up' ? side.store : side.hub, side, direction, item);
  }

  #grantReturn(pick: number): void {
    const purchase = this.#sales[pick % Math.max(1, this.#sales.length)];
    if (!purchase) return;
    const side = must(this.sides.get(purchase.store), 'the seller');
    const to = purchase.store === 'S01' ? 'S02' : 'S01';
    const lines = [{ line: pick % 2, units: 1 + (pick % 2) }];
    const granted = decideReturnGrant(side.store, { ask: this.#id(), sale: purchase.id, of: purchase.of, to, lines });
    if (granted) this.#write(side.store, side, 'up', granted);
  }

  #lend(pick: number): void {
    const { store } = this.#side(pick).store;
    const ask = this.#id();
    const lending = {
      lease: `${store}.${ask}`,
      member: this.#member(pick),
      store,
      points: 1 + (pick % 70),
      until: this.#now + 900_000,
      basket: ask,
    };
    this.#decide(decideLend(this.shard, lending, { rules: this.catalogue.loyaltyRules, today: this.#today }));
  }

  #lendInAdvance(pick: number): void {
    const { store } = this.#side(pick).store;
    const member = this.#member(pick);
    const record = must(this.shard.members.get(member), 'enrolled');
    const rules = this.catalogue.loyaltyRules;
    const due = leaseToGive(this.shard, record, { store, rules, now: this.#now });
    if (!due) return;
    const lending = { lease: `${store}.${this.#id()}`, member, store, basket: null, ...due };
    this.#decide(decideLend(this.shard, lending, { rules, today: this.#today }));
  }

  #hold(pick: number): void {
    const member = this.#member(pick);
    const hold = this.#id();
    const command = { id: hold, member, points: 5 + (pick % 70), until: this.#now + 1000 + pick * 700, channel: 'app' };
    const decision = decideHold(this.shard, command, { rules: this.catalogue.loyaltyRules, now: this.#now });
    if (decision.ok) this.#holds.push({ hold, member });
    this.#decide(decision);
  }

  #capture(pick: number): void {
    const held = this.#holds[pick % Math.max(1, this.#holds.length)];
    if (!held) return;
    const points = this.shard.members.get(held.member)?.holds.get(held.hold)?.points ?? 0;
    const captured = pick % 3 === 0 ? 0 : Math.max(0, points - (pick % 4));
    this.#decide(decideCapture(this.shard, { ...held, captured }));
  }

  #expireHolds(): void {
    for (const hold of overdueHolds(this.shard, this.#now)) {
      const end = expireHold(this.shard, hold);
      if (end) this.#inShard(end);
    }
  }

  #expirePoints(pick: number): void {
    const record = must(this.shard.members.get(this.#member(pick)), 'enrolled');
    const expired = expiryDue(this.shard, record, this.#today);
    if (expired) this.#inShard(expired);
  }

  #adjust(pick: number): void {
    if (pick % 5 > 0) return;
    const command = {
      id: this.#id(),
      member: this.#member(pick),
      by: 'op1',
      reason: 'goodwill',
      points: (pick % 40) - 20,
    };
    this.#decide(decideAdjust(this.shard, command));
  }

  #react(pick: number): void {
    const side = this.#side(pick);
    for (const due of leaseReturnsDue(side.store, this.#now)) this.#write(side.store, side, 'up', due);
  }

  #pass(pick: number): void {
    this.#now += pick % 7 === 0 ? (pick % 13) * DAY : pick * 600;
  }

  /** The line carries one document of one store, if one waits. */
  #carry(direction: 'up' | 'down', pick: number): void {
    const { store, hub, streets } = this.#side(pick);
    const to = direction === 'up' ? hub : store;
    const document = streets[direction][to[direction].n];
    if (!document) return;
    const read = this.#apply(to, direction, document);
    if (direction === 'down') return this.#react(pick);
    if (claimIn(read)) this.#unposted.push({ document: read as Postable, store: store.store });
    const carried = carriedOver(read, store.store);
    if (carried) this.#derived.push(carried);
  }

  /** A line that holds for a while: everything of one store, both ways. */
  #carryAll(pick: number): void {
    for (let round = 0; round < 20; round++) {
      this.#carry('up', pick);
      this.#post();
      this.#drive();
      this.#carry('down', pick);
    }
  }

  /** Posts what waits first, and then again: the second time nothing may follow. */
  #post(): void {
    const next = this.#unposted.shift();
    if (!next) return;
    const { document, store } = next;
    const claim = claimIn(document);
    const member = claim && 'member' in claim ? claim.member : MEMBERS[0];
    for (let delivery = 0; delivery < 3; delivery++) {
      if (this.street.some(({ _id }) => _id === postingId(document, store))) continue;
      this.#inShard(postingOf(this.shard, document, { member, store, rules: this.catalogue.loyaltyRules }));
    }
  }

  /** Writes the deposit of a debit that stands in another street. */
  #drive(): void {
    const next = this.#derived.shift();
    if (!next) return;
    const side = must(this.sides.get(next.store), 'a store');
    if (side.streets.down.some(({ _id }) => _id === next.fact.id)) return;
    this.#write(side.hub, side, 'down', next.fact);
  }

  #decide(decision: Decision<Fact<ShardKind>>): void {
    if (decision.ok) this.#inShard(decision.value);
  }

  #inShard(item: Fact<ShardKind>): void {
    const document = seal<string, unknown>(item, this.shard.cursor, hubAuthor(1), this.#now);
    const read = must(applyToShard(this.shard, document, hashOf(document, testHash)), 'understood');
    this.street.push(document);
    if (read.kind === 'lease-given') this.#derived.push(leaseFor(read));
    this.#count += 1;
    countOfMembers(this.tally, read);
  }

  #write(state: StoreState, side: Side, direction: 'up' | 'down', item: Fact): void {
    const author = direction === 'up' ? storeAuthor(state.store, 1) : hubAuthor(1);
    const document = seal<string, unknown>(item, state[direction], author, this.#now);
    this.#apply(state, direction, document);
    side.streets[direction].push(document);
  }

  #apply(state: StoreState, direction: 'up' | 'down', document: Envelope): Doc {
    const read = applyDocument(state, document, direction, hashOf(document, testHash));
    return must(read, `understood: ${state.setAside.get(document._id)} ${subjectOf(document)}`);
  }

  #id(): string {
    this.#count += 1;
    return `c${this.#count}`;
  }
}
