/**
 * What passes between the hub and the nodes of the stores, apart from the
 * documents themselves: who may speak for a store, how far each side is, and
 * questions with their answers. What it keeps true:
 * - one node speaks for a store: the one of its latest incarnation;
 * - a question is answered by documents, so an answer that came too late or
 *   was lost on the way has still moved what it says, once.
 */
import { must } from '@ringfence/domain/basic/assert.ts';
import { type MemberId, storeAuthor, type StoreId } from '@ringfence/domain/basic/ids.ts';
import type { RefusalCode } from '@ringfence/domain/basic/refusals.ts';
import { accept, type Decision, refuse } from '@ringfence/domain/basic/outcome.ts';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import type { SkuLine } from '@ringfence/domain/documents/pickup.ts';
import type { Doc } from '@ringfence/domain/documents/registry.ts';
import type { Verify } from '@ringfence/domain/pickup/pass.ts';
import type { Purchase } from '@ringfence/domain/return/take-back.ts';
import type { StreetReader } from '@ringfence/log/port.ts';
import { type AskEnd, Asks } from './asks.ts';
import type { Clock } from './clock.ts';
import type { Desk } from './desks/desk.ts';
import type { RowAnswer } from './desks/intake.ts';
import type { StoreReport } from './desks/link.ts';
import type { Enrolment, PublicKey } from './enrolment.ts';
import { LIMITS } from './limits.ts';
import type { BasketAsk, Members } from './members/members.ts';
import { purchaseOf } from './purchase.ts';
import type { Position, RightLine, Signal, SignalLine, Status } from './signals.ts';
import { UnitAsks } from './unit-asks.ts';

export interface ExchangeOptions {
  readonly desks: ReadonlyMap<StoreId, Desk>;
  readonly catalog: StreetReader;
  readonly enrolment: Enrolment;
  readonly clock: Clock;
  /** Random id for a question. */
  readonly newId: () => string;
  readonly verifierOf: (publicKey: PublicKey) => Verify;
  readonly members: Pick<Members, 'lendForBasket' | 'find' | 'view'>;
  readonly onLink: (store: StoreId) => void;
}

export interface Admission {
  readonly store: StoreId;
  readonly incarnation: number;
  /** Where the new incarnation goes on from. */
  readonly up: Position;
}

/** A question of a store. */
export type HubAsk = { readonly id: string; readonly downN: number } & (
  | {
      readonly kind: 'units';
      readonly lines: readonly SkuLine[];
      /** Up to where the store wrote: what it has just granted may be on its way. */
      readonly upN?: number | undefined;
    }
  | {
      readonly kind: 'return-right';
      readonly sale: string;
      readonly soldAt: StoreId;
      readonly lines: readonly RightLine[];
    }
  | ({ readonly kind: 'points' } & Omit<BasketAsk, 'id'>)
  | { readonly kind: 'member'; readonly sealed?: string | undefined; readonly member?: MemberId | undefined }
  | { readonly kind: 'purchase'; readonly sale: string; readonly soldAt: StoreId }
);

export interface AskAnswer {
  readonly granted: boolean;
  /** Why not, as a refusal code, where the hub knows. */
  readonly reason?: RefusalCode;
  /** The hub's documents after the position the store named. */
  readonly documents: readonly Envelope[];
  /** What was bought, for a return. */
  readonly purchase?: Purchase;
  /** Who has the identity a store asked about, for the customer who stands there. */
  readonly member?: {
    readonly id: MemberId;
    readonly tierRate: number;
    readonly available: number;
    readonly tier: string | null;
    readonly total: number;
  };
  /** Figures of a refusal: how many points are free, and where the others are. */
  readonly details?: Readonly<Record<string, unknown>>;
}

export class Exchange {
  readonly #options: ExchangeOptions;
  readonly #asks: Asks;
  readonly #unitAsks: UnitAsks;
  readonly #lines = new Map<StoreId, SignalLine>();
  readonly #verifiers = new Map<PublicKey, Verify>();
  /** Questions that wait for documents of their store. */
  readonly #awaited = new Map<string, { desk: Desk; n: number }>();
  /** Admissions of one store happen one after the other. */
  readonly #turns = new Map<StoreId, Promise<unknown>>();

  constructor(options: ExchangeOptions) {
    this.#options = options;
    this.#asks = new Asks(options.clock);
    this.#unitAsks = new UnitAsks({ clock: options.clock, put: (desk, lines) => this.#putUnitsAsk(desk, lines) });
  }

  /** Lets a new node in. Refusals: unknown-store; not-allowed when the code is not good for it. */
  enrol(input: { store: StoreId; code: string; publicKey: PublicKey }): Promise<Decision<Admission>> {
    const { store, code, publicKey } = input;
    const { enrolment, clock } = this.#options;
    const no = refuse('not-allowed', 'This enrolment code is unknown, used or expired.', { field: 'code' });
    return this.#inTurn(store, async (desk) => {
      const checked = enrolment.check(code, store, publicKey, clock.now());
      const { incarnation } = desk.state;
      if (checked === 'again' && enrolment.keyOf(store, incarnation) === publicKey) return accept(admissionTo(desk));
      if (checked !== 'new') return no;
      await desk.nextIncarnation((next) => enrolment.keepKey(store, next, { key: publicKey, from: null }));
      await enrolment.use(code, publicKey);
      this.#replaceLine(store, undefined);
      return accept(admissionTo(desk));
    });
  }

  /**
   * A node whose disk lost something starts anew. `from` is the incarnation it was; the repetition of a request whose
   * answer was lost gets the same answer. Refusals: not-allowed when another node took its place.
   */
  nextIncarnation(store: StoreId, from: number, publicKey?: PublicKey): Promise<Decision<Admission>> {
    const { enrolment } = this.#options;
    return this.#inTurn(store, async (desk) => {
      const current = desk.state.incarnation;
      const key = publicKey ?? must(enrolment.keyOf(store, from), 'the node was let in by its key');
      if (from === current) await desk.nextIncarnation((next) => enrolment.keepKey(store, next, { key, from }));
      else if (!this.#isRepeated(desk, from, key))
        return refuse('not-allowed', 'Another node speaks for this store now.');
      this.#replaceLine(store, undefined);
      return accept(admissionTo(desk));
    });
  }

  keyOf(store: StoreId, incarnation: number): PublicKey | undefined {
    return this.#options.enrolment.keyOf(store, incarnation);
  }

  /** Any sign of life of the node. */
  heard(desk: Desk): void {
    if (desk.link.heard(this.#options.clock.now())) this.#options.onLink(desk.store);
  }

  /** Resolves when it is compared with the hub's own street. */
  report(desk: Desk, report: StoreReport): Promise<void> {
    desk.link.report = report;
    this.heard(desk);
    return desk.watermark.reported({ n: report.downN, head: report.downHead });
  }

  /** Takes documents of the store's node; one answer a row, in order. */
  ingest(desk: Desk, incarnation: number, rows: readonly unknown[]): Promise<RowAnswer[]> {
    const key = this.#options.enrolment.keyOf(desk.store, incarnation);
    const verify = key === undefined ? () => false : this.#verifier(key);
    return desk.ingest(rows, { author: storeAuthor(desk.store, incarnation), verify });
  }

  status(desk: Desk): Status {
    const { up, down } = desk.sync();
    return {
      incarnation: desk.state.incarnation,
      up,
      down,
      catalog: positionOf(this.#options.catalog),
      time: this.#options.clock.now(),
    };
  }

  /** Opens the stream to the store's node; a former one is closed. Returns how to end it. */
  attach(desk: Desk, line: SignalLine): () => void {
    this.#replaceLine(desk.store, line);
    line.send({ type: 'hello', ...this.status(desk) });
    this.#link(desk, true);
    return () => {
      if (this.#lines.get(desk.store) !== line) return;
      this.#lines.delete(desk.store);
      this.#link(desk, false);
    };
  }

  /** Documents of the store counted: its node may forget them, and who waits for one of them goes on. */
  received(desk: Desk, documents: readonly Doc[]): void {
    const { n, head } = desk.state.up;
    this.#send(desk.store, { type: 'up', n, head });
    for (const [id, awaited] of this.#awaited)
      if (awaited.desk === desk && awaited.n <= n) this.#asks.end(id, 'answered');
    for (const { kind, body } of documents) if (kind === 'grant' && body.ask) this.#asks.end(body.ask, 'answered');
  }

  /** The right to return was carried over to the store that asked. */
  carried(ask: string): void {
    this.#asks.end(ask, 'answered');
  }

  /** The desk's street moved. */
  written(desk: Desk): void {
    this.#sendHeads(desk);
  }

  /** The catalogue's street moved. */
  catalogMoved(): void {
    for (const store of this.#lines.keys()) this.#sendHeads(must(this.#options.desks.get(store), `desk of ${store}`));
  }

  decline(desk: Desk, ask: string): void {
    this.#asks.decline(ask, desk.store);
  }

  /** Asks the store for units that `shelf` seems to have; resolves when it answered, or when that took too long. */
  askUnits(desk: Desk, lines: readonly SkuLine[]): Promise<void> {
    return desk.link.connected ? this.#unitAsks.ask(desk, lines) : Promise.resolve();
  }

  /** Answers a store's question, with everything the hub wrote for it since. */
  async answer(desk: Desk, ask: HubAsk): Promise<AskAnswer> {
    const answer = await this.#judge(desk, ask);
    return { ...answer, documents: await desk.down.read(ask.downN, LIMITS.documentsPerAnswer) };
  }

  /** Time passed: who was silent for too long is not connected. */
  tick(): void {
    for (const desk of this.#options.desks.values()) {
      if (!desk.link.refresh(this.#options.clock.now())) continue;
      if (!desk.link.connected) this.#asks.dropStore(desk.store);
      this.#options.onLink(desk.store);
    }
  }

  #judge(desk: Desk, ask: HubAsk): Promise<Omit<AskAnswer, 'documents'>> {
    switch (ask.kind) {
      case 'units':
        return this.#answerUnits(desk, ask);
      case 'return-right':
        return this.#answerReturnRight(desk, ask);
      case 'points':
        return this.#answerPoints(desk, ask);
      case 'member':
        return Promise.resolve(this.#answerMember(ask));
      case 'purchase':
        return this.#answerPurchase(ask);
    }
  }

  async #answerPurchase({ sale, soldAt }: HubAsk & { kind: 'purchase' }): Promise<Omit<AskAnswer, 'documents'>> {
    const seller = this.#options.desks.get(soldAt);
    const purchase = seller && (await purchaseOf(seller, sale));
    return purchase ? { granted: true, purchase } : { granted: false, reason: 'unknown-sale' };
  }

  #answerMember({ sealed, member: named }: HubAsk & { kind: 'member' }): Omit<AskAnswer, 'documents'> {
    const { members } = this.#options;
    const id = sealed === undefined ? named : members.find({ sealed });
    const view = id === undefined ? undefined : members.view(id);
    if (!view) return { granted: false, reason: 'unknown-member' };
    const { member, tierRate, available, total, tier } = view;
    return { granted: true, member: { id: member, tierRate, available, total, tier: tier?.name ?? null } };
  }

  async #answerPoints(desk: Desk, ask: HubAsk & { kind: 'points' }): Promise<Omit<AskAnswer, 'documents'>> {
    const { id, member, points, basket } = ask;
    const outcome = await this.#options.members.lendForBasket(desk.store, { id, member, points, basket });
    if (outcome.outcome !== 'refused') return { granted: true };
    const { refused: reason, details } = outcome.refusal;
    return { granted: false, reason, ...(details === undefined ? {} : { details }) };
  }

  async #answerUnits(desk: Desk, ask: HubAsk & { kind: 'units' }): Promise<Omit<AskAnswer, 'documents'>> {
    if (ask.upN !== undefined) await this.#caughtUp(desk, ask.upN);
    const granted = await desk.releaseUnits(ask);
    return granted ? { granted } : { granted, reason: 'insufficient-promise' };
  }

  #putUnitsAsk(desk: Desk, lines: readonly SkuLine[]): Promise<AskEnd | undefined> {
    const id = this.#options.newId();
    if (!desk.link.connected || this.#asks.isFull) return Promise.resolve(undefined);
    const waiting = this.#asks.wait(id, desk.store, LIMITS.unitsAskMs);
    this.#send(desk.store, { type: 'ask', ask: { id, kind: 'units', lines } });
    return waiting;
  }

  /** Resolves when the store's documents up to `n` count here, or when that takes too long. */
  async #caughtUp(desk: Desk, n: number): Promise<void> {
    if (desk.state.up.n >= n || this.#asks.isFull) return;
    const id = this.#options.newId();
    this.#awaited.set(id, { desk, n });
    await this.#asks.wait(id, desk.store, LIMITS.catchUpMs);
    this.#awaited.delete(id);
  }

  async #answerReturnRight(desk: Desk, ask: HubAsk & { kind: 'return-right' }): Promise<Omit<AskAnswer, 'documents'>> {
    const { id, sale, soldAt, lines } = ask;
    const seller = this.#options.desks.get(soldAt);
    if (seller === undefined || seller === desk) return { granted: false, reason: 'unknown-store' };
    const purchase = await purchaseOf(seller, sale);
    const known = purchase === undefined ? {} : { purchase };
    const released = `return-release~${id}`;
    if (!desk.has(released)) {
      if (!seller.link.connected || this.#asks.isFull) return { granted: false, reason: 'store-unreachable', ...known };
      const waiting = this.#asks.wait(id, soldAt, LIMITS.returnRightAskMs);
      this.#send(soldAt, { type: 'ask', ask: { id, kind: 'return-right', sale, to: desk.store, lines } });
      const end = await waiting;
      if (end === 'too-late' && !desk.has(released)) return { granted: false, reason: 'store-unreachable', ...known };
      if (end === 'declined')
        return { granted: false, reason: purchase === undefined ? 'unknown-sale' : 'not-returnable', ...known };
    }
    await desk.settled(released);
    // The seller's street may have brought the sale together with the grant.
    const bought = purchase ?? (await purchaseOf(seller, sale));
    return { granted: true, ...(bought === undefined ? {} : { purchase: bought }) };
  }

  /** True when the present incarnation is what this node went on as before, and it has written nothing since. */
  #isRepeated({ store, state }: Desk, from: number, key: PublicKey): boolean {
    const { enrolment } = this.#options;
    const current = state.incarnation;
    const isSame = enrolment.predecessorOf(store, current) === from && enrolment.keyOf(store, current) === key;
    return isSame && state.up.author !== storeAuthor(store, current);
  }

  #inTurn(store: StoreId, work: (desk: Desk) => Promise<Decision<Admission>>): Promise<Decision<Admission>> {
    const desk = this.#options.desks.get(store);
    if (desk === undefined)
      return Promise.resolve(refuse('unknown-store', `There is no store ${store}.`, { field: 'store' }));
    const turn = (this.#turns.get(store) ?? Promise.resolve()).then(() => work(desk));
    this.#turns.set(
      store,
      turn.catch(() => {}),
    );
    return turn;
  }

  #verifier(key: PublicKey): Verify {
    const known = this.#verifiers.get(key);
    if (known) return known;
    const verify = this.#options.verifierOf(key);
    this.#verifiers.set(key, verify);
    return verify;
  }

  #replaceLine(store: StoreId, line: SignalLine | undefined): void {
    const former = this.#lines.get(store);
    if (line) this.#lines.set(store, line);
    else if (this.#lines.delete(store)) this.#link(must(this.#options.desks.get(store), `desk of ${store}`), false);
    former?.close();
  }

  #link(desk: Desk, open: boolean): void {
    if (!desk.link.stream(open, this.#options.clock.now())) return;
    if (!open) this.#asks.dropStore(desk.store);
    this.#options.onLink(desk.store);
  }

  #sendHeads(desk: Desk): void {
    if (!this.#lines.has(desk.store)) return;
    this.#send(desk.store, { type: 'heads', down: desk.down.head().n, catalog: this.#options.catalog.head().n });
  }

  #send(store: StoreId, signal: Signal): void {
    this.#lines.get(store)?.send(signal);
  }
}

const positionOf = (street: StreetReader): Position => {
  const { n, head } = street.head();
  return { n, head };
};

const admissionTo = (desk: Desk): Admission => ({
  store: desk.store,
  incarnation: desk.state.incarnation,
  up: positionOf(desk.up),
});
