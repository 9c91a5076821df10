/**
 * The store: its state, folded from its own street and the hub's, and the one
 * way to change it. No I/O, timers or randomness of its own; everything comes
 * through ports, so the seeded simulator runs this very code. It keeps true:
 * - what is decided counts at once, and is answered only when durable;
 * - between looking at the state and writing the document nothing else runs;
 * - documents of the hub count once they are durable here, in order;
 * - a store that may not trade writes nothing.
 */
import type { Sha256 } from '@ringfence/domain/basic/canonical.ts';
import { type DocId, parseAuthor, type OrderId, type Sku, type StoreId } from '@ringfence/domain/basic/ids.ts';
import { must } from '@ringfence/domain/basic/assert.ts';
import { type Refusal, refuse } from '@ringfence/domain/basic/outcome.ts';
import type { Catalogue } from '@ringfence/domain/catalog/catalogue.ts';
import type { Frozen } from '@ringfence/domain/basic/frozen.ts';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import { interpret } from '@ringfence/domain/documents/parse.ts';
import type { Doc, Fact } from '@ringfence/domain/documents/registry.ts';
import type { Identity } from '@ringfence/domain/member/identity.ts';
import type { OrderRecord } from '@ringfence/domain/pickup/order.ts';
import type { Verify } from '@ringfence/domain/pickup/pass.ts';
import { applyDocument, applyOwn, type StoreState } from '@ringfence/domain/store/state.ts';
import { documentHash } from '@ringfence/log/chain.ts';
import type { Fact as JournalFact, Journal, Written } from '@ringfence/log/journal.ts';
import type { StreetReader } from '@ringfence/log/port.ts';
import { answerReturnRightAsk, answerUnitsAsk, type ReturnRightAsk, type UnitsAsk } from './answers.ts';
import { execute } from './commands/execute.ts';
import type { Outcome, Rights, StoreCommand, UnderWay } from './commands/command.ts';
import type { ExchangeUnderWay } from './commands/exchange.ts';
import type { HubLine } from './hub-line.ts';
import { LIMITS } from './limits.ts';
import { documentsOf, emptyMemory, freezeMemory, type Memory, recalled } from './memory.ts';
import { Reactions } from './reactions.ts';
import { BusinessDays } from './views/business-day.ts';
import type { Changes } from './views/changes.ts';
import type { Dispatched } from './views/dispatched.ts';
import { Purchases } from './views/purchases.ts';
import type { SalesRate } from './views/sales-rate.ts';
import type { Sold } from './views/sold.ts';

export interface StorePorts {
  readonly store: StoreId;
  /** The pen of the own `up` street. */
  readonly journal: Journal;
  /** The hub's street to this store, as far as it is durable here. */
  readonly down: StreetReader;
  readonly catalog: StreetReader;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly sha256: Sha256;
  /** Checks the hub's signature on a pickup pass. */
  readonly verifyPass: Verify;
  /** Seals an identity for the hub, whose X25519 key (JWK `x`) is given; different every time. */
  readonly seal: (key: string, identity: Identity) => string;
  /** Runs a task some milliseconds later, once. */
  readonly later: (ms: number, task: () => void) => void;
  /** The line to the hub for questions; nobody answers when it is cut. */
  readonly hub: HubLine;
}

export type Standing = { readonly trading: true } | { readonly trading: false; readonly reason: string };

/** Hears of every document that has changed the state, when it is on disk here. */
export type ChangeListener = (change: {
  readonly document: Doc;
  readonly direction: 'up' | 'down' | 'catalog';
}) => void;

/** The state of a store at one moment, for its next start. */
export interface Snapshot {
  readonly frozen: Frozen;
  /** How many documents of the three streets it holds. */
  readonly documents: number;
  /** Resolves when all of them are on disk; before that it is worth nothing. */
  readonly durable: Promise<void>;
}

export class Store {
  readonly ports: StorePorts;
  readonly state: StoreState;
  readonly catalogue: Catalogue;
  readonly salesRate: SalesRate;
  readonly purchases: Purchases;
  /** Where a sale is found again. */
  readonly sold: Sold;
  readonly dispatched: Dispatched;
  /** What changed since when, for counters that keep a copy. */
  readonly changes: Changes;
  /** How many documents the snapshot held that this store went on from; 0 when it folded all of them. */
  readonly resumedWith: number;
  /** Commands that are being worked on, by the document that will answer them. */
  readonly underWay = new Map<DocId, UnderWay>();
  /** Exchanges that are being worked on, by their id. */
  readonly exchanges = new Map<string, ExchangeUnderWay>();
  readonly #days: BusinessDays;
  readonly #reactions: Reactions;
  readonly #listeners = new Set<ChangeListener>();
  readonly #unfollow: (() => void)[] = [];
  readonly #epoch: number;
  /** Resolves when everything written so far is on disk. */
  #written = Promise.resolve();
  /** The position of the own street up to where `changes` has been told. */
  #noted: number;
  /** Why it stopped trading for good. */
  #halted: string | undefined;

  private constructor(ports: StorePorts, memory: Memory) {
    this.ports = ports;
    this.#epoch = parseAuthor(ports.journal.author).epoch;
    this.state = memory.state;
    this.catalogue = memory.catalogue;
    this.salesRate = memory.salesRate;
    this.sold = memory.sold;
    this.dispatched = memory.dispatched;
    this.changes = memory.changes;
    this.#noted = memory.noted;
    this.resumedWith = documentsOf(memory);
    this.purchases = new Purchases(this);
    this.#days = new BusinessDays(() => this.catalogue.store(ports.store)?.timeZone ?? 'UTC');
    this.#reactions = new Reactions(this, ports.later);
  }

  /**
   * Folds the three streets and follows them from there: from their beginning, or from a snapshot that each of them
   * continues. One that they do not is left alone.
   */
  static async open(ports: StorePorts, kept?: Frozen): Promise<Store> {
    const memory = (kept && (await recalled(kept, ports))) ?? emptyMemory(ports.store);
    const store = new Store(ports, memory);
    const { state, catalogue } = store;
    if (state.incarnation > store.#epoch) store.halt(REPLACED);
    await readAll(ports.catalog, (document) => store.#applyCatalog(document), catalogue.cursor.n);
    await readAll(ports.down, (document) => store.#applyForeign(document), state.down.n);
    await readAll(ports.journal.log, (document) => store.#applyWritten(document), Math.min(state.up.n, store.#noted));
    // What arrived while the others were read. Between the last look at the heads and following nothing else runs.
    while (catalogue.cursor.n < ports.catalog.head().n || state.down.n < ports.down.head().n) {
      await readAll(ports.catalog, (document) => store.#applyCatalog(document), catalogue.cursor.n);
      await readAll(ports.down, (document) => store.#applyForeign(document), state.down.n);
    }
    store.#unfollow.push(
      ports.down.follow((documents) => store.receiveDown(documents)),
      ports.catalog.follow((documents) => store.receiveCatalog(documents)),
      // What was decided here is told when it is on disk, as its caller is.
      ports.journal.log.follow((documents) => documents.forEach((document) => store.#tell(document as Doc, 'up'))),
    );
    store.#reactions.start();
    return store;
  }

  get id(): StoreId {
    return this.ports.store;
  }

  /**
   * An incarnation trades only when it has the hub's street up to the document that admits it: a disk restored from an
   * old copy may have spent, by facts it took back from the hub, units whose release it has not received again.
   */
  get standing(): Standing {
    if (this.#halted !== undefined) return { trading: false, reason: this.#halted };
    if (this.state.incarnation < this.#epoch)
      return { trading: false, reason: 'it waits for the hub’s documents up to its admission' };
    return { trading: true };
  }

  /** The trading date now, by the store's own time zone. */
  today(): string {
    return this.#days.at(this.ports.now());
  }

  /** Parses, looks whether it was done before, decides, writes, and answers when durable. */
  execute<Input, Gathered>(command: StoreCommand<Input, Gathered>, raw: unknown, rights: Rights): Promise<Outcome> {
    return execute(this, command, raw, rights);
  }

  /** Takes the next documents of the hub's street, durable here; those known already change nothing. */
  receiveDown(documents: readonly Envelope[]): void {
    for (const document of documents) {
      if (document.n <= this.state.down.n) continue;
      const understood = this.#applyForeign(document);
      if (understood) this.#changed(understood, 'down');
    }
  }

  receiveCatalog(documents: readonly Envelope[]): void {
    for (const document of documents) {
      if (document.n <= this.catalogue.cursor.n) continue;
      this.#applyCatalog(document);
      const understood = interpret(document, 'catalog', '');
      if (understood.ok) this.#changed(understood.value, 'catalog');
    }
  }

  /** Writes decided facts in one go: they count now, and are on disk when the promise resolves. */
  record(facts: readonly Fact[]): Written {
    const written = facts.map((fact) => {
      const one = this.ports.journal.write(fact as JournalFact);
      const document = one.document as Doc;
      applyOwn(this.state, document, 'up', this.#hash(document));
      this.#view(document);
      this.#reactions.touch(document);
      return one;
    });
    const first = must(written[0], 'there is a fact to write');
    const { durable } = must(written.at(-1), 'there is a last one');
    this.#written = durable;
    return { document: first.document, durable };
  }

  /** What this store knows now; what follows does not change it. */
  snapshot(): Snapshot {
    return { frozen: freezeMemory(this, this.#noted), documents: this.documents, durable: this.#written };
  }

  /** Documents of the three streets that count. */
  get documents(): number {
    return documentsOf(this);
  }

  /** The hub asks for units to promise. Gives what the shelf can spare; nothing when it has none or may not trade. */
  answerUnitsAsk(ask: UnitsAsk): Promise<Envelope | undefined> {
    return answerUnitsAsk(this, ask);
  }

  /** Another store asks, through the hub, for the right to take back what was sold here. */
  answerReturnRightAsk(ask: ReturnRightAsk): Promise<Envelope | undefined> {
    return answerReturnRightAsk(this, ask);
  }

  order(id: OrderId): OrderRecord | undefined {
    return this.state.orders.get(id);
  }

  soldPerDay(sku: Sku): number {
    return this.salesRate.soldPerDay(sku);
  }

  /** Why a caller is turned away, when the store may not trade. */
  refusalToTrade(): Refusal | undefined {
    const { standing } = this;
    if (standing.trading) return undefined;
    const { reason } = standing;
    return refuse('not-trading', `This store does not trade: ${reason}.`, { details: { reason } }).refusal;
  }

  /** Stops trading for good; only a new start from disk trades again. */
  halt(reason: string): void {
    this.#halted ??= reason;
  }

  follow(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Looks through live orders for those whose time is over. Called on a timer. */
  reviewOrders(): void {
    this.#reactions.reviewOrders();
  }

  /** Lets go of the streets; the state stays readable. */
  close(): void {
    this.halt('it is stopping');
    for (const stop of this.#unfollow.splice(0)) stop();
    this.#listeners.clear();
  }

  #applyForeign(document: Envelope): Doc | undefined {
    const understood = applyDocument(this.state, document, 'down', this.#hash(document));
    if (this.state.incarnation > this.#epoch) this.halt(REPLACED);
    if (understood) this.changes.note(understood, 'down', (id) => this.order(id));
    return understood;
  }

  /** Takes a document of the own street at the start. A snapshot may be further than what `changes` was told. */
  #applyWritten(document: Envelope): void {
    const { state } = this;
    const isKnown = document.n <= state.up.n;
    const understood = isKnown
      ? readAgain(document, state.store)
      : applyDocument(state, document, 'up', this.#hash(document));
    if (understood && !isKnown) this.#view(understood);
    if (understood && document.n > this.#noted) this.changes.note(understood, 'up', (id) => this.order(id));
    this.#noted = Math.max(this.#noted, document.n);
  }

  /** What the views keep of a document of the own street. */
  #view(document: Doc): void {
    if (document.kind === 'sale') this.salesRate.add(document.body);
    this.sold.add(document);
    this.dispatched.add(document);
  }

  #applyCatalog(document: Envelope): void {
    const { catalogue, changes } = this;
    changes.noteCatalog(document, catalogue, () => catalogue.apply(document, this.#hash(document)));
  }

  #changed(document: Doc, direction: 'up' | 'down' | 'catalog'): void {
    this.#reactions.touch(document);
    this.#tell(document, direction);
  }

  #tell(document: Doc, direction: 'up' | 'down' | 'catalog'): void {
    // Only what is on disk: after a crash another document may take the place of one that was not.
    if (direction === 'up') {
      this.changes.note(document, 'up', (id) => this.order(id));
      this.#noted = document.n;
    }
    for (const listener of this.#listeners) listener({ document, direction });
  }

  #hash(document: Envelope): string {
    return documentHash(document, this.ports.sha256);
  }
}

const REPLACED = 'another node was enrolled in its place';

/** A document that was understood before, or set aside. */
function readAgain(document: Envelope, store: StoreId): Doc | undefined {
  const read = interpret(document, 'up', store);
  return read.ok ? read.value : undefined;
}

async function readAll(street: StreetReader, visit: (document: Envelope) => void, after = 0): Promise<void> {
  let n = after;
  for (;;) {
    const page = await street.read(n, LIMITS.documentsPerRead);
    if (page.length === 0) return;
    page.forEach(visit);
    n += page.length;
  }
}
