/**
 * The hub is killed a thousand times, anywhere between a debit and its deposit: a lease and its store's copy, a sale and
 * its posting, a hold and the pickup order it pays for. No point is lost, none is there twice.
 */
import { expect, test } from '@jest/globals';
import { must } from '@ringfence/domain/basic/assert.ts';
import { accept, type Decision } from '@ringfence/domain/basic/outcome.ts';
import { canonical } from '@ringfence/domain/basic/canonical.ts';
import { earnedBy, redeemedBy } from '@ringfence/domain/documents/order-points.ts';
import { earnedIn, redeemedIn } from '@ringfence/domain/documents/points.ts';
import type { Fact } from '@ringfence/domain/documents/registry.ts';
import { ACCOUNT_KINDS } from '@ringfence/domain/ledger/account.ts';
import { leaseReturnsDue, leftIn } from '@ringfence/domain/loyalty/lease.ts';
import { decideEndOrder, decideHandOver, handOverOrder } from '@ringfence/domain/pickup/counter.ts';
import { decideShortPick } from '@ringfence/domain/pickup/gather.ts';
import { placeOrder, type PlaceOrder } from '@ringfence/domain/pickup/place-order.ts';
import { completeSale, decideCompleteSale } from '@ringfence/domain/sale/complete-sale.ts';
import { applyDocument, emptyStore, stateContent } from '@ringfence/domain/store/state.ts';
import { documentHash } from '@ringfence/log/chain.ts';
import { MemoryLog } from '@ringfence/log/memory-log.ts';
import { cryptographyOf, sha256 } from '../crypto.ts';
import { Hub } from '../hub.ts';
import { MemorySnapshots } from '../testing/memory-snapshots.ts';
import { product, storeInfo, TestStore } from '../testing/world.ts';

/** Ten hubs, each killed so often: a long history takes longer to start from. */
const KILLS = 100;
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const MEMBER = {
  id: 'E1',
  channel: 'app',
  person: { identities: [{ kind: 'phone' as const, value: '+48 600 100 200' }] },
};
const RULES = {
  currency: 'PLN',
  accrual: { points: 1, per: 10 },
  redemption: { points: 1, value: 1 },
  leases: { perMember: 300, perStore: 60, days: 1 },
};

const happened = {
  redeemed: 0,
  captured: 0,
  leases: 0,
  ordersRedeemed: 0,
  givenBack: 0,
  snapshotsRead: 0,
  snapshotsWritten: 0,
};

const fail = (error: unknown): never => {
  throw error;
};

/** The same sequence in every run. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % sides;
  };
}

class Life {
  readonly #steps: (() => void)[] = [];
  readonly #node = new TestStore('S01');
  readonly #state = emptyStore('S01');
  readonly #asked: PlaceOrder[] = [];
  readonly tally = { earned: 0, redeemed: 0, ordersRedeemed: 0 };
  log: MemoryLog;
  snapshots = new MemorySnapshots();
  hub!: Hub;
  member = '';
  /** Not before the time the store writes at, which is the machine’s. */
  now = Date.now();

  constructor() {
    this.log = new MemoryLog({ sha256, schedule: (step) => this.#steps.push(step) });
  }

  async begin(): Promise<void> {
    await this.start();
    await this.pump(this.hub.putStores([storeInfo('S01')]));
    await this.pump(this.hub.putProducts([product('apple')]));
    await this.pump(this.hub.putLoyaltyRules(RULES));
    const { code } = await this.pump(this.hub.createEnrolmentCode('S01'));
    await this.pump(this.hub.exchange.enrol({ store: 'S01', code, publicKey: this.#node.publicKey }));
    this.#node.incarnation = 1;
    const enrolled = await this.pump(this.hub.members.enrol(MEMBER));
    if (enrolled.outcome === 'refused') throw new Error(enrolled.refusal.message);
    this.member = enrolled.document.body.member;
    this.#write('receipt', 'D1', { lines: [{ sku: 'apple', units: 100_000, area: 'shelf' }] });
    this.#write('grant', 'G1', { lines: [{ sku: 'apple', units: 300 }] });
  }

  async start(): Promise<void> {
    const key = this.#node.key;
    this.hub = await Hub.open({
      log: this.log,
      clock: { now: () => this.now, after: () => () => {} },
      ...cryptographyOf(key),
      vaultKey: new Uint8Array(32).fill(7),
      onFatal: () => {},
      snapshots: { place: this.snapshots, tail: 0, onTrouble: fail },
    });
  }

  /** Runs the disk until the promise is settled. */
  async pump<T>(waiting: Promise<T>): Promise<T> {
    let isDone = false;
    const done = waiting.finally(() => (isDone = true));
    while (!isDone) {
      await new Promise(setImmediate);
      this.#steps.shift()?.();
    }
    return done;
  }

  async steps(count: number): Promise<void> {
    for (let step = 0; step < count; step++) {
      await new Promise(setImmediate);
      this.#steps.shift()?.();
    }
  }

  async kill(kept: boolean): Promise<void> {
    this.log = this.log.crash(kept ? 'kept' : 'lost');
    happened.snapshotsRead += this.snapshots.tally.read;
    happened.snapshotsWritten += this.snapshots.tally.written;
    this.snapshots = this.snapshots.crash();
    this.#steps.length = 0;
    await this.start();
  }

  /** The store does one thing, on what it knows. */
  act(pick: number, id: string): void {
    const leases = [...this.#state.leases.values()].filter(({ until }) => until >= this.now);
    const lease = pick % 3 > 0 ? leases[pick % Math.max(1, leases.length)] : undefined;
    const spent = lease ? Math.min(leftIn(this.#state, lease), 1 + (pick % 40)) : 0;
    const command = completeSale.parse({
      id: lease?.basket ?? id,
      currency: 'PLN',
      lines: [{ sku: 'apple', units: 1 + (pick % 3) }],
      tenders: [
        { kind: 'cash', amount: 250 * (1 + (pick % 3)) - spent },
        { kind: 'points', amount: spent },
      ].filter((tender) => tender.amount > 0),
      member: { claim: { member: this.member }, redeem: lease ? { points: spent, hold: lease.lease } : null },
    });
    const { catalogue } = this.hub;
    const sold = decideCompleteSale(this.#state, command, { catalogue, today: '2026-03-01', now: this.now });
    if (sold.ok) {
      const part = must(sold.value.body.points, 'a member was named');
      this.tally.earned += earnedIn(part);
      this.tally.redeemed += redeemedIn(part);
      this.#write('sale', command.id, sold.value.body);
    }
    for (const due of leaseReturnsDue(this.#state, this.now)) this.#write('lease-return', due.body.lease, due.body);
  }

  /** An order is paid with a hold, both asked for at once, or without one; nobody waits for the answer. */
  order(pick: number, id: string): void {
    const { member } = this;
    const points = { hold: `P${id}` };
    if (pick % 4 > 0) {
      const hold = { id: points.hold, member, points: 5 + (pick % 60), until: this.now + 40_000, channel: 'web' };
      this.hub.members.hold(hold).catch(() => {});
    }
    const lines = [{ sku: 'apple', units: 1 + (pick % 4) }];
    const command = placeOrder.parse({ id, store: 'S01', lines, member, ...(pick % 4 > 0 ? { points } : {}) });
    this.hub.placeOrder(command).catch(() => {});
    // Whoever heard no answer asks again, at the next start perhaps.
    this.#asked.push(command);
    const again = this.#asked[pick % this.#asked.length];
    if (again && pick % 3 === 0) this.hub.placeOrder(again).catch(() => {});
  }

  /** The store does something with an order it has heard of. */
  collect(pick: number, id: string): void {
    const live = [...this.#state.orders.values()].filter(({ end, placed }) => end === null && placed !== null);
    const record = live[pick % Math.max(1, live.length)];
    if (!record) return;
    const order = record.id;
    const facts = ((): Decision<readonly Fact[]> => {
      if (pick % 3 === 0) return one(decideEndOrder(this.#state, { order, reason: 'expired' }));
      const lines = [{ sku: 'apple', units: 1 }];
      if (pick % 3 === 1) return decideShortPick(this.#state, { id, order, reason: 'not-found', lines });
      const command = handOverOrder.parse({ order, ...(pick % 2 === 0 ? { lines } : {}) });
      const now = Math.min(this.now, record.expiresAt);
      return one(decideHandOver(this.#state, command, { now, verify: () => true, today: '2026-03-01' }));
    })();
    for (const { kind, id: name, body } of facts.ok ? facts.value : []) {
      this.#write(kind as 'order-end', name.slice(kind.length + 1), body);
      if (kind !== 'hand-over') continue;
      const points = must(body.points, 'a member ordered');
      this.tally.earned += earnedBy(points);
      this.tally.redeemed += redeemedBy(points);
      this.tally.ordersRedeemed += redeemedBy(points);
    }
  }

  /** The line carries what the hub does not have yet, and what is on its disk for the store. */
  async carry(): Promise<void> {
    const desk = must(this.hub.desk('S01'), 'a desk');
    const known = desk.up.head().n;
    void this.hub.exchange.ingest(desk, 1, this.#node.written.slice(known)).catch(() => {});
    for (const document of await desk.down.read(this.#state.down.n, 500))
      applyDocument(this.#state, document, 'down', documentHash(document, sha256));
  }

  async settle(): Promise<void> {
    for (let round = 0; round < 5; round++) {
      await this.carry();
      await this.steps(30);
    }
  }

  sums(): Record<string, number> {
    const books = [this.#state.book, ...this.hub.members.shards.map(({ state }) => state.book)];
    const kinds = ACCOUNT_KINDS.map((kind) => [
      kind,
      books.flatMap((book) => [...book.of(kind).values()]).reduce((sum, units) => sum + units, 0),
    ]);
    return Object.fromEntries(kinds) as Record<string, number>;
  }

  foldsAgree(): boolean {
    const desk = must(this.hub.desk('S01'), 'a desk');
    return canonical(stateContent(desk.state)) === canonical(stateContent(this.#state));
  }

  #write(kind: 'sale' | 'receipt' | 'grant' | 'lease-return' | 'order-end', subject: string, body: object): void {
    const document = this.#node.write(kind, subject, body as never);
    const understood = applyDocument(this.#state, document, 'up', documentHash(document, sha256));
    if (!understood) throw new Error(this.#state.setAside.get(document._id));
  }
}

const one = (decision: Decision<Fact>): Decision<readonly Fact[]> =>
  decision.ok ? accept([decision.value]) : decision;

test.each(SEEDS)('A hub that is killed again and again loses no point and makes none (%i)', async (seed) => {
  const life = new Life();
  await life.begin();
  const roll = dice(seed);
  for (let kill = 0; kill < KILLS; kill++) {
    life.act(roll(1000), `X${kill}`);
    await life.carry();
    await life.steps(roll(6));
    const ask = { id: `Q${kill}`, member: life.member, points: 1 + roll(50), basket: `B${kill}` };
    life.hub.members.lendForBasket('S01', ask).catch(() => {});
    if (roll(4) === 0) {
      const hold = { id: `H${kill}`, member: life.member, points: 10, until: life.now + 1000, channel: 'app' };
      life.hub.members.hold(hold).catch(() => {});
      life.hub.members.endHold({ hold: hold.id, member: life.member, captured: 4 }).catch(() => {});
    }
    if (roll(2) === 0) life.order(roll(1000), `O${kill}`);
    if (roll(3) === 0) life.collect(roll(1000), `K${kill}`);
    await life.steps(roll(6));
    life.now += roll(100) * 1000;
    if (roll(3) === 0) life.hub.tick();
    await life.steps(roll(30));
    await life.kill(roll(2) === 0);
  }
  await life.settle();
  life.now += 2 * 86_400_000;
  for (let round = 0; round < 3; round++) {
    life.act(1, `Z${round}`);
    life.hub.tick();
    await life.settle();
  }

  const sums = life.sums();
  const { lent, returning, accrual, reclaim, lease, hold, debt, paid, tender } = sums;
  expect({ lent, returning, accrual, reclaim, hold, debt, paid }).toEqual({
    paid: 0,
    lent: 0,
    returning: 0,
    accrual: 0,
    reclaim: 0,
    hold: 0,
    debt: 0,
  });
  let captured = 0;
  for (const { street } of life.hub.members.shards) {
    for (const { kind, body } of await street.read(0, 100_000)) {
      if (kind === 'hold-end' && !(body as { pays?: object }).pays) captured += (body as { captured: number }).captured;
      if (kind === 'given-back') happened.givenBack += (body as { toBalance: number }).toBalance;
      if (kind === 'lease-given') happened.leases += 1;
    }
  }
  expect((sums['balance'] ?? 0) + (lease ?? 0) + (tender ?? 0)).toBe(
    life.tally.earned - life.tally.redeemed - captured,
  );
  expect(life.foldsAgree()).toBe(true);
  happened.redeemed += life.tally.redeemed;
  happened.captured += captured;
  happened.ordersRedeemed += life.tally.ordersRedeemed;
});

test('All of it happened', () => {
  for (const [what, count] of Object.entries(happened)) expect([what, count > 100]).toEqual([what, true]);
});
