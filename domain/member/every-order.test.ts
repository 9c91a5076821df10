/**
 * Two stores and the app want all points of one member at the same time. Every order of their steps is tried, with each
 * line up or cut: what is spent is never more than there was.
 */
import { expect, test } from '@jest/globals';
import { must } from '../basic/assert.ts';
import { hubAuthor, storeAuthor } from '../basic/ids.ts';
import type { Decision } from '../basic/outcome.ts';
import { type Envelope, hashOf, seal } from '../documents/envelope.ts';
import { redeemedIn } from '../documents/points.ts';
import { fact, type Fact } from '../documents/registry.ts';
import { leaseReturnsDue, usableLeases } from '../loyalty/lease.ts';
import { completeSale, decideCompleteSale } from '../sale/complete-sale.ts';
import { applyDocument, emptyStore, type StoreState } from '../store/state.ts';
import { someRules, withRules } from '../testing/loyalty-rules.ts';
import { aCatalogue, aProduct, testHash } from '../testing/scenario.ts';
import { decideAdjust, decideCapture, decideHold, decideLend } from './decide.ts';
import { leaseFor, postingOf, type Postable } from './post.ts';
import { applyToShard, emptyShard, pointsOf, type ShardKind } from './shard.ts';

const STORES = ['S01', 'S02'] as const;
type StoreName = (typeof STORES)[number];
const POINTS = 100;
const LENT = 30;
const NOW = 1_000_000;
/** What is bought earns nothing, so that there is never more than at the start. */
const RULES = someRules({ expiryDays: null, accrual: { points: 1, per: 1_000_000 } });
const CATALOGUE = withRules(aCatalogue([aProduct('A', { price: 1000 })]), RULES);

class Rivals {
  readonly shard = emptyShard(0);
  readonly stores = new Map<StoreName, StoreState>(STORES.map((id) => [id, emptyStore(id)]));
  readonly #down = new Map<StoreName, Fact<'lease'>[]>(STORES.map((id) => [id, []]));
  readonly #up: { store: StoreName; document: Envelope }[] = [];
  readonly #isUp: (store: StoreName) => boolean;
  spent = 0;

  constructor(isUp: (store: StoreName) => boolean) {
    this.#isUp = isUp;
    this.#inShard(fact('member-enrolled', 'M1', { member: 'M1', channel: 'app' }));
    this.#decide(decideAdjust(this.shard, { id: 'start', member: 'M1', by: 'op', reason: 'start', points: POINTS }));
    for (const id of STORES) {
      this.#write(id, 'up', fact('receipt', `D${id}`, { lines: [{ sku: 'A', units: 9, area: 'shelf' }] }));
      this.#lend(id, LENT, null);
      this.receive(id);
    }
  }

  /** The steps of each, in the order it takes them itself. */
  readonly steps: Record<'app' | StoreName, readonly (() => void)[]> = {
    app: [() => this.hold(), () => this.capture()],
    S01: [() => this.ask('S01'), () => this.sell('S01'), () => this.deliver('S01')],
    S02: [() => this.ask('S02'), () => [this.sell('S02'), this.deliver('S02')]],
  };

  /** The app takes all that is free. */
  hold(): void {
    const points = this.view().available;
    const command = { id: 'H1', member: 'M1', points, until: NOW + 1, channel: 'app' };
    this.#decide(decideHold(this.shard, command, { rules: RULES, now: NOW }));
  }

  capture(): void {
    const points = this.shard.members.get('M1')?.holds.get('H1')?.points ?? 0;
    if (points === 0) return;
    this.#decide(decideCapture(this.shard, { hold: 'H1', member: 'M1', captured: points }));
    this.spent += points;
  }

  /** The till wants all points the app shows: what does not lie here is asked for, with the line up. */
  ask(store: StoreName): void {
    if (!this.#isUp(store)) return;
    this.#lend(store, Math.min(POINTS, this.view().available), `${store}-basket`);
  }

  receive(store: StoreName): void {
    for (const given of this.#down.get(store)?.splice(0) ?? []) this.#write(store, 'down', given);
  }

  /** As many as are here, and then one more than that: which is refused. */
  sell(store: StoreName): void {
    this.receive(store);
    const state = must(this.stores.get(store), 'a store');
    const basket = `${store}-basket`;
    const here = usableLeases(state, { member: 'M1', basket, now: NOW }).reduce((sum, { points }) => sum + points, 0);
    expect(this.#complete(state, `${basket}-more`, here + 1).ok).toBe(false);
    if (here === 0) return;
    const sold = this.#complete(state, basket, here);
    if (!sold.ok) throw new Error(sold.refusal.message);
    this.spent += redeemedIn(must(sold.value.body.points, 'a member was named'));
    this.#send(store, sold.value);
    for (const due of leaseReturnsDue(state, NOW)) this.#send(store, due);
  }

  deliver(store: StoreName): void {
    if (!this.#isUp(store)) return;
    this.#deliverAll(store);
  }

  heal(): void {
    for (const store of STORES) {
      this.receive(store);
      this.#deliverAll(store);
    }
  }

  view() {
    return pointsOf(this.shard, must(this.shard.members.get('M1'), 'enrolled'));
  }

  #complete(state: StoreState, id: string, points: number): Decision<Fact<'sale'>> {
    const tenders = [
      { kind: 'cash', amount: 1000 - points },
      { kind: 'points', amount: points },
    ].filter((tender) => tender.amount > 0);
    const member = { claim: { member: 'M1' }, redeem: { points } };
    const command = completeSale.parse({ id, currency: 'EUR', lines: [{ sku: 'A', units: 1 }], tenders, member });
    return decideCompleteSale(state, command, { catalogue: CATALOGUE, today: '2026-03-01', now: NOW });
  }

  #lend(store: StoreName, points: number, basket: string | null): void {
    const lease = `${store}.${basket ?? 'advance'}`;
    const command = { lease, member: 'M1', store, points, until: NOW + 1000, basket };
    const given = decideLend(this.shard, command, { rules: RULES, today: '2026-03-01' });
    this.#decide(given);
    if (given.ok) this.#down.get(store)?.push(leaseFor({ body: given.value.body } as never).fact);
  }

  #deliverAll(store: StoreName): void {
    const own = this.#up.filter((waiting) => waiting.store === store);
    for (const { document } of own) {
      const posting = postingOf(this.shard, document as Postable, { member: 'M1', store, rules: RULES });
      if (!this.#posted.has(posting.id)) this.#inShard(posting);
      this.#posted.add(posting.id);
    }
  }
  readonly #posted = new Set<string>();

  #send(store: StoreName, item: Fact): void {
    this.#up.push({ store, document: this.#write(store, 'up', item) });
  }

  #write(store: StoreName, direction: 'up' | 'down', item: Fact): Envelope {
    const state = must(this.stores.get(store), 'a store');
    const author = direction === 'up' ? storeAuthor(store, 1) : hubAuthor(1);
    const document = seal<string, unknown>(item, state[direction], author, NOW);
    return must(applyDocument(state, document, direction, hashOf(document, testHash)), 'understood');
  }

  #decide(decision: Decision<Fact<ShardKind>>): void {
    if (decision.ok) this.#inShard(decision.value);
  }

  #inShard(item: Fact<ShardKind>): void {
    const document = seal<string, unknown>(item, this.shard.cursor, hubAuthor(1), NOW);
    must(applyToShard(this.shard, document, hashOf(document, testHash)), 'understood');
  }
}

/** Every order in which the steps of several can follow one another. */
function* interleavings(counts: readonly number[]): Generator<number[]> {
  if (counts.every((count) => count === 0)) yield [];
  for (const [who, count] of counts.entries()) {
    if (count === 0) continue;
    const rest = counts.map((left, index) => (index === who ? left - 1 : left));
    for (const order of interleavings(rest)) yield [who, ...order];
  }
}

const LINES: [string, readonly StoreName[]][] = [
  ['both lines up', ['S01', 'S02']],
  ['one line cut', ['S02']],
  ['both lines cut', []],
];

test.each(LINES)('%s', (_name, up) => {
  const most = new Set<number>();
  let tried = 0;
  for (const order of interleavings([2, 3, 2])) {
    const world = new Rivals((store) => up.includes(store));
    const next = [0, 0, 0];
    for (const who of order) {
      const steps = world.steps[(['app', 'S01', 'S02'] as const)[who] ?? 'app'];
      steps[next[who] ?? 0]?.();
      next[who] = (next[who] ?? 0) + 1;
    }
    expect(world.spent).toBeLessThanOrEqual(POINTS);
    world.heal();
    const { total, debt } = world.view();
    expect([debt, world.shard.book.overdrawn()]).toEqual([0, []]);
    for (const state of world.stores.values()) expect(state.book.overdrawn()).toEqual([]);
    expect(total).toBe(POINTS - world.spent);
    most.add(world.spent);
    tried += 1;
  }
  expect(tried).toBe(210);
  // Nobody is kept from points that are free: all are spent in every order.
  expect([...most]).toEqual([POINTS]);
});
