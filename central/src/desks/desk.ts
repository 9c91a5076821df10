/**
 * The desk of one store: owner of the hub's accounts of that store, and the
 * only pen on its `down` street. What it keeps true:
 * - a command is decided on the state that all commands before it made, and
 *   counts at once; its caller hears of it when it is on disk;
 * - what the store sends counts when it is on disk here;
 * - the same id is written once, however often and however fast it is asked.
 *
 * No I/O of its own: logs, clock, hash and signature are handed in.
 */
import { must } from '@ringfence/domain/basic/assert.ts';
import { canonical, type Sha256 } from '@ringfence/domain/basic/canonical.ts';
import type { Author, Hash, OrderId, Sku, StoreId } from '@ringfence/domain/basic/ids.ts';
import { storeAuthor } from '@ringfence/domain/basic/ids.ts';
import { type Decision, refuse } from '@ringfence/domain/basic/outcome.ts';
import type { Catalogue } from '@ringfence/domain/catalog/catalogue.ts';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import { interpret } from '@ringfence/domain/documents/parse.ts';
import { type Doc, fact, type Fact, type Kind, movesOf } from '@ringfence/domain/documents/registry.ts';
import { online, ownerOf } from '@ringfence/domain/ledger/account.ts';
import { LIMITS as TRADE } from '@ringfence/domain/limits.ts';
import type { SkuLine } from '@ringfence/domain/documents/pickup.ts';
import type { Sign } from '@ringfence/domain/pickup/pass.ts';
import type { Payer } from '@ringfence/domain/pickup/order-points.ts';
import { decidePlaceOrder, demandBySku, type PlaceOrder } from '@ringfence/domain/pickup/place-order.ts';
import { discountsAmiss } from '@ringfence/domain/promotion/check.ts';
import { settlementDue } from '@ringfence/domain/store/react.ts';
import { applyDocument, applyOwn, emptyStore, type StoreState } from '@ringfence/domain/store/state.ts';
import { stateHash } from '@ringfence/domain/store/state-hash.ts';
import { documentHash } from '@ringfence/log/chain.ts';
import { Journal } from '@ringfence/log/journal.ts';
import type { StorageFailure, StreetLog, StreetReader } from '@ringfence/log/port.ts';
import { documentsAt } from '../errands.ts';
import { type Outcome, refused } from '../outcome.ts';
import type { Kept } from '../snapshots/former.ts';
import { documentsAfter } from '../tail.ts';
import { Intake, type Rejection, type RowAnswer, type Sender } from './intake.ts';
import { Link } from './link.ts';
import * as requests from './requests.ts';
import { Reservations } from './reservations.ts';
import { Watermark } from './watermark.ts';

/** What the desk's owner hears. Calls come in the order of the street, and must not throw. */
export interface DeskObserver {
  /** Documents of the store that were understood, are on disk and count. */
  received(desk: Desk, documents: readonly Doc[]): void;
  /** The desk's own documents are on disk. */
  written(desk: Desk, documents: readonly Envelope[]): void;
  /** A row was refused, or an accepted document took more than was there; resolves when that is noted. */
  rejected(desk: Desk, rejection: Rejection): Promise<void>;
}

export interface DeskOptions {
  readonly store: StoreId;
  readonly up: StreetLog;
  readonly down: StreetLog;
  readonly catalogue: Catalogue;
  readonly author: Author;
  readonly now: () => number;
  readonly sha256: Sha256;
  /** Signs passes. */
  readonly sign: Sign;
  readonly observer: DeskObserver;
  readonly onFatal: (failure: StorageFailure) => void;
}

export interface DeskSync {
  /** Up to where the store's documents count here. */
  readonly up: { readonly n: number; readonly head: Hash };
  /** Up to where the desk's own documents are on disk. */
  readonly down: { readonly n: number; readonly head: Hash };
  /** Up to where the store said it applied them. */
  readonly downAcknowledged: number;
  /** The last position the store said it wrote; null before its first report since the hub's start. */
  readonly reportedHead: number | null;
  readonly oldestUnsentAt: number | null;
  /** Documents that are kept aside because they move nothing or were refused. */
  readonly quarantined: number;
  /** Age of the oldest document the store has not sent; 0 when it sent all, null when it did not say. */
  readonly lagMs: number | null;
  stateHash(): string;
}

export class Desk {
  readonly store: StoreId;
  /** Read only for everybody else. */
  readonly state: StoreState;
  readonly link = new Link();
  readonly watermark: Watermark;
  /** Refused rows and over-claims that are kept for a person to look at. */
  quarantined = 0;
  readonly #options: DeskOptions;
  readonly #journal: Journal;
  readonly #intake: Intake;
  readonly #reserved = new Reservations();

  private constructor(options: DeskOptions, state: StoreState) {
    this.store = options.store;
    this.state = state;
    this.#options = options;
    const { up, down, author, sha256, now, onFatal, observer } = options;
    this.watermark = new Watermark(down);
    this.#journal = new Journal(down, { author, sha256, now, onFatal });
    this.#intake = new Intake({ log: up, sha256, onRejected: (rejection) => observer.rejected(this, rejection) });
  }

  /**
   * Folds both streets, what comes after `former` if there is one, and goes on from there. `replayed` sees every
   * document of the store that was understood: those folded, and those whose errands were open in `former`.
   */
  static async open(options: DeskOptions, replayed: (document: Doc) => void, former?: Kept<StoreState>): Promise<Desk> {
    const desk = new Desk(options, former?.state ?? emptyStore(options.store));
    const { up, down, observer, store } = options;
    await desk.#replay(down, 'down', () => {});
    for await (const document of documentsAt(up, former?.errands ?? [])) {
      const read = interpret(document, 'up', store);
      if (read.ok) replayed(read.value);
    }
    await desk.#replay(up, 'up', replayed);
    up.follow((documents) => desk.#receive(documents));
    down.follow((documents) => observer.written(desk, documents));
    return desk;
  }

  get up(): StreetReader {
    return this.#options.up;
  }

  get down(): StreetReader {
    return this.#options.down;
  }

  /** The hub's log is older than what the store has applied: nothing more is promised until a newer one is brought back. */
  get isBehind(): boolean {
    return this.watermark.isApart;
  }

  /** The only author whose new documents are taken; none before the first enrolment. */
  get storeAuthor(): Author | undefined {
    return this.state.incarnation === 0 ? undefined : storeAuthor(this.store, this.state.incarnation);
  }

  sync(): DeskSync {
    const { state, link } = this;
    const { report } = link;
    const oldest = report?.oldestUnsentAt ?? null;
    const down = this.#journal.durable;
    return {
      up: { n: state.up.n, head: state.up.head },
      down: { n: down.n, head: down.head },
      downAcknowledged: report?.downN ?? 0,
      reportedHead: report?.upHead ?? null,
      oldestUnsentAt: oldest,
      quarantined: this.quarantined + state.setAside.size,
      lagMs: report === null ? null : oldest === null ? 0 : Math.max(0, this.#options.now() - oldest),
      stateHash: () => stateHash(state, this.#options.sha256),
    };
  }

  /**
   * Promises the units of an order from the hub's share, or refuses. `command` was parsed by the caller. `beside` is
   * called when the order is written, for what must be on disk together with it; `payer` says whose points it earns.
   */
  async placeOrder(
    command: PlaceOrder,
    beside?: () => Promise<void>,
    payer?: Payer,
  ): Promise<Outcome<Doc<'pickup-order'>>> {
    const request = this.#requestOf('pickup-order', command);
    const before = this.#writtenBefore<'pickup-order'>('pickup-order', command.id, request);
    if (before) return before;
    const decision = this.#decideOrder(command, payer);
    if (!decision.ok) return refused(decision);
    this.#reserved.delete(command.id);
    const { document, durable } = this.#write(decision.value, request);
    await (beside === undefined ? durable : Promise.all([durable, beside()]));
    return { outcome: 'recorded', document };
  }

  /** What became of the order when it was placed before; nothing when it was not. */
  placedBefore(command: PlaceOrder): Promise<Outcome<Doc<'pickup-order'>>> | undefined {
    return this.#writtenBefore('pickup-order', command.id, this.#requestOf('pickup-order', command));
  }

  /**
   * Decides the order without writing it. Its units are spoken for until `placeOrder` takes them, or `unreserve`.
   * Refusals: those of `placeOrder`.
   */
  reserve(command: PlaceOrder, payer: Payer): Decision<Fact<'pickup-order'>> {
    if (this.#reserved.has(command.id)) return differs(`pickup-order~${command.id}`);
    const decision = this.#decideOrder(command, payer);
    if (decision.ok) this.#reserved.set(command.id, demandBySku(command.lines));
    return decision;
  }

  unreserve(order: OrderId): void {
    this.#reserved.delete(order);
  }

  #decideOrder(command: PlaceOrder, payer: Payer | undefined): Decision<Fact<'pickup-order'>> {
    const { catalogue, now, sign } = this.#options;
    // The store wrote about an order the hub never placed: its units are not to be mixed up with a new order's.
    if (this.state.orders.has(command.id)) return differs(`pickup-order~${command.id}`);
    const setAside = (sku: Sku): number => this.#reserved.units(sku, command.id);
    return decidePlaceOrder(this.state, command, { catalogue, now: now(), sign, payer, setAside });
  }

  /** Asked again, by anybody for any reason, the first request stands while the store has not answered it. */
  async cancelOrder(command: requests.CancelOrder): Promise<Outcome<Doc<'cancel-request'>>> {
    const id = `cancel-request~${command.order}`;
    if (this.has(id)) {
      const before = must(await this.#journal.find(id), `${id} stands on the street`);
      await before.durable;
      const isSame = before.document.request === this.#requestOf('cancel-request', command);
      const decision = requests.decideCancelOrder(this.state, command);
      if (!isSame && !decision.ok) return refused(decision);
      return { outcome: 'exists', document: before.document as Doc<'cancel-request'> };
    }
    return this.#decided('cancel-request', command.order, command, () =>
      requests.decideCancelOrder(this.state, command),
    );
  }

  extendOrder(command: requests.ExtendOrder): Promise<Outcome<Doc<'extension'>>> {
    return this.#decided('extension', command.id, command, () =>
      requests.decideExtendOrder(this.state, command, this.#options.now()),
    );
  }

  checkInOrder(command: requests.CheckInOrder): Promise<Outcome<Doc<'check-in'>>> {
    return this.#decided('check-in', command.order, command, () => requests.decideCheckIn(this.state, command));
  }

  resolveException(command: requests.ResolveException): Promise<Outcome<Doc<'resolution'>>> {
    return this.#decided('resolution', command.id, command, () => requests.decideResolveException(this.state, command));
  }

  /**
   * Gives units back to the counter: of each line what the hub still has, nothing twice for one `ask`. Resolves when
   * that is on disk; true when the ask was given any unit.
   */
  async releaseUnits(ask: { id: string; lines: readonly SkuLine[] }): Promise<boolean> {
    const before = await this.#journal.find(`release~${ask.id}`);
    if (before) return before.durable.then(() => true);
    const lines: SkuLine[] = [];
    for (const [sku, asked] of demandBySku(ask.lines)) {
      const units = Math.min(asked, this.state.book.units(online(sku)) - this.#reserved.units(sku));
      if (units > 0) lines.push({ sku, units });
    }
    if (lines.length === 0) return false;
    await this.#writeOnce(fact('release', ask.id, { ask: ask.id, lines }));
    return true;
  }

  /** Writes what another store's document asks for here, once. Resolves when it is on disk. */
  async carry(carried: Fact<'relay' | 'return-release' | 'lease'>): Promise<void> {
    const { id } = carried;
    if (!this.has(id)) return this.#write(carried).durable;
    const { document, durable } = must(await this.#journal.find(id), `${id} stands on the street`);
    await durable;
    if (canonical(document.body) === canonical(carried.body)) return;
    // Two stores used one name: what the second one sent stays on the road until a person sees to it.
    await this.#options.observer.rejected(this, {
      id,
      reason: 'its name was used before, by something else',
      raw: carried,
    });
  }

  /** Resolves when that document of the desk, if it was written, is on disk. */
  async settled(id: string): Promise<void> {
    await (
      await this.#journal.find(id)
    )?.durable;
  }

  /** True when the desk wrote that document, on disk or not yet. */
  has(id: string): boolean {
    return this.#options.down.positionOf(id) !== undefined;
  }

  /**
   * Closes the store's incarnation where its street stands and lets the next one write on from there. What `first`
   * does is on disk before that: nobody is admitted without a key. Resolves when it is on disk. One call at a time.
   */
  async nextIncarnation(first: (incarnation: number) => Promise<void>): Promise<Doc<'incarnation'>> {
    const { store, state } = this;
    const incarnation = state.incarnation + 1;
    await first(incarnation);
    while (!this.#intake.isSettled) await this.#intake.settled();
    const { n, head } = this.#options.up.head();
    this.#intake.forgetAhead();
    const { document, durable } = this.#write(
      fact('incarnation', `${store}.${incarnation}`, { store, incarnation, n, head }),
    );
    await durable;
    return document;
  }

  /** Takes the store's documents; one answer a row. A sender that is not the current incarnation is refused whole. */
  async ingest(rows: readonly unknown[], sender: Sender): Promise<RowAnswer[]> {
    if (sender.author !== this.storeAuthor) {
      const reason = `${sender.author} may not write any more`;
      return rows.map((row) => ({ id: String((row as { _id?: unknown } | null)?._id), error: 'forbidden', reason }));
    }
    return this.#intake.take(rows, sender);
  }

  /** Pays deficits from the hub's share as far as it goes. The ids name the position of the store's street it follows. */
  settle(): void {
    for (let part = 1; ; part++) {
      const subject = `${this.state.up.n}.${part}`;
      if (this.has(`settle~${subject}`)) continue;
      const due = settlementDue(this.state, subject, (sku) => this.#reserved.units(sku));
      if (due === undefined) return;
      this.#write(fact('settle', subject, { lines: due.body.lines.slice(0, TRADE.linesPerDocument) }));
    }
  }

  async #replay(street: StreetLog, direction: 'up' | 'down', visit: (document: Doc) => void): Promise<void> {
    const { sha256 } = this.#options;
    for await (const document of documentsAfter(street, this.state[direction], sha256)) {
      const understood = applyDocument(this.state, document, direction, documentHash(document, sha256));
      if (understood) visit(understood);
    }
  }

  #receive(documents: readonly Envelope[]): void {
    const { sha256, observer, catalogue } = this.#options;
    const understood: Doc[] = [];
    for (const document of documents) {
      const read = applyDocument(this.state, document, 'up', documentHash(document, sha256));
      if (read === undefined) continue;
      understood.push(read);
      const amiss = overClaim(this.state, read) ?? (read.kind === 'sale' && discountsAmiss(read.body, catalogue));
      if (amiss) observer.rejected(this, { id: read._id, reason: amiss, raw: read }).catch(() => {});
    }
    this.settle();
    observer.received(this, understood);
  }

  #requestOf(kind: Kind, command: object): Hash {
    return this.#options.sha256(canonical({ kind, command }));
  }

  /** The common way of a small command: written before? else decide, write, wait for the disk. */
  async #decided<K extends Kind>(
    kind: K,
    subject: string,
    command: object,
    decide: () => { ok: true; value: Fact<K> } | { ok: false; refusal: ReturnType<typeof refuse>['refusal'] },
  ): Promise<Outcome<Doc<K>>> {
    const request = this.#requestOf(kind, command);
    const before = this.#writtenBefore(kind, subject, request);
    if (before) return before;
    const decision = decide();
    if (!decision.ok) return refused(decision);
    const { document, durable } = this.#write(decision.value, request);
    await durable;
    return { outcome: 'recorded', document };
  }

  /** Nothing when the id is new; else what its first command made, when that is on disk. */
  #writtenBefore<K extends Kind>(kind: K, subject: string, request: Hash): Promise<Outcome<Doc<K>>> | undefined {
    const id = `${kind}~${subject}`;
    return this.has(id) ? this.#compare<K>(id, request) : undefined;
  }

  async #compare<K extends Kind>(id: string, request: Hash): Promise<Outcome<Doc<K>>> {
    const { document, durable } = must(await this.#journal.find(id), `${id} stands on the street`);
    await durable;
    return document.request === request ? { outcome: 'exists', document: document as Doc<K> } : refused(differs(id));
  }

  async #writeOnce(wanted: Fact): Promise<void> {
    await (this.has(wanted.id) ? this.settled(wanted.id) : this.#write(wanted).durable);
  }

  /** Writes a decided fact and lets it count at once. */
  #write<K extends Kind>(decided: Fact<K>, request?: Hash): { document: Doc<K>; durable: Promise<void> } {
    const written = this.#journal.write(request === undefined ? decided : { ...decided, request });
    const { document, durable } = written;
    applyOwn(this.state, document as Doc, 'down', documentHash(document, this.#options.sha256));
    return { document: document as Doc<K>, durable };
  }
}

/** What an accepted document took although the store had not that much; the fact stands, a person must look at it. */
function overClaim(state: StoreState, document: Doc): string | undefined {
  for (const { from } of movesOf(document, state.store)) {
    if (ownerOf(from, state.store) !== 'store') continue;
    const units = state.book.units(from);
    if (units < 0) return `over-claim: ${from.kind} ${from.subject} stands at ${units}`;
  }
  return undefined;
}

const differs = (id: string): ReturnType<typeof refuse> =>
  refuse('exists-different', `${id} was recorded before, by a different command.`, { field: 'id', details: { id } });
