/**
 * The hub of the simulation: the production Hub on a simulated disk. While it
 * is down nobody gets an answer; what it was doing when it crashed is unknown
 * to whoever asked.
 */
import type { DocId, StoreId } from '@ringfence/domain/basic/ids.ts';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import { placeOrder } from '@ringfence/domain/pickup/place-order.ts';
import type { StoreState } from '@ringfence/domain/store/state.ts';
import { MemoryLog } from '@ringfence/log/memory-log.ts';
import type { Answer, Question } from '@ringfence/store-node/src/hub-line.ts';
import { Hub } from '@ringfence/central/src/hub.ts';
import type { Signal } from '@ringfence/central/src/signals.ts';
import { fakeSign, fakeVerify, HUB_KEY, sha256 } from './keys.ts';
import type { PlantedBug } from './planted-bugs.ts';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';
import type { SimStore } from './sim-store.ts';

const TICK_MS = 1000;
const PRODUCT = {
  gtins: [],
  price: 250,
  currency: 'EUR',
  taxRate: 2300,
  measure: 'piece',
  safetyStock: 1,
  active: true,
};

type Outcome = Awaited<ReturnType<Hub['placeOrder']>>;

export interface SimHubOptions {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly bug: PlantedBug | undefined;
  readonly skus: readonly string[];
  readonly stores: number;
}

export class SimHub {
  readonly storeIds: readonly StoreId[];
  /** Reasons for everything the hub refused to take from a store. */
  readonly quarantined: string[] = [];
  readonly #options: SimHubOptions;
  readonly #codes = new Map<StoreId, string>();
  #stores: readonly SimStore[] = [];
  #disk: MemoryLog;
  #hub: Hub | undefined;
  #life = 0;
  #isStarting = false;

  constructor(options: SimHubOptions) {
    this.#options = options;
    this.storeIds = Array.from({ length: options.stores }, (_, index) => `S${String(index + 1).padStart(2, '0')}`);
    this.#disk = new MemoryLog({ sha256, schedule: (step) => this.#afterDisk(step) });
  }

  connect(stores: readonly SimStore[]): void {
    this.#stores = stores;
  }

  get isUp(): boolean {
    return this.#hub !== undefined;
  }

  /** Opens the hub on what the disk holds; the first time it also writes the catalogue. */
  start(): Promise<void> {
    const { scheduler, skus } = this.#options;
    if (this.#isStarting || this.#hub) return Promise.resolve();
    this.#isStarting = true;
    const life = ++this.#life;
    return this.#settle(async () => {
      const hub = await Hub.open({
        log: this.#disk,
        clock: {
          now: () => scheduler.now,
          after: (ms, then) => {
            let isOff = false;
            scheduler.later(ms, () => {
              if (!isOff && life === this.#life) then();
            });
            return () => {
              isOff = true;
            };
          },
        },
        sha256,
        sign: (text) => fakeSign(text, HUB_KEY),
        publicKey: HUB_KEY,
        verifierOf: (key) => (text, signature) => fakeVerify(text, signature, key),
        vaultKey: new Uint8Array(32),
        random: (bytes) => Uint8Array.from({ length: bytes }, () => this.#options.random.below(256)),
        onFatal: () => this.crash('lost'),
      });
      await hub.putStores(
        this.storeIds.map((store) => ({ store, name: store, latitude: 0, longitude: 0, currency: 'EUR' })),
      );
      await hub.putProducts(skus.map((sku) => ({ ...PRODUCT, sku, name: sku })));
      // Codes are brought to the stores once, on paper; asking again with one changes nothing.
      for (const store of this.storeIds) {
        if (!this.#codes.has(store)) this.#codes.set(store, (await hub.createEnrolmentCode(store)).code);
      }
      if (life !== this.#life) return;
      this.#isStarting = false;
      this.#hub = hub;
      this.#tick(life, hub);
    });
  }

  crash(inFlight: 'lost' | 'kept'): void {
    this.#life += 1;
    this.#isStarting = false;
    this.#hub = undefined;
    this.#disk = this.#disk.crash(inFlight);
  }

  state(store: StoreId): StoreState | undefined {
    return this.#hub?.desk(store)?.state;
  }

  holds(store: StoreId, document: DocId): boolean {
    const desk = this.#hub?.desk(store);
    return (
      desk !== undefined && (desk.up.positionOf(document) !== undefined || desk.down.positionOf(document) !== undefined)
    );
  }

  /** Ids of everything the store wrote that the hub has. */
  upIds(store: StoreId): DocId[] {
    const street = this.#hub?.desk(store)?.up;
    if (!street) return [];
    return Array.from({ length: street.head().n }, (_, index) => street.idAt(index + 1) ?? '');
  }

  /** Lets the store's first node in. */
  enrol(store: StoreId): Promise<number | undefined> {
    return this.#answer(async (hub) => {
      const code = this.#codes.get(store);
      if (code === undefined) return undefined;
      const decision = await hub.exchange.enrol({ store, code, publicKey: store });
      return decision.ok ? decision.value.incarnation : undefined;
    });
  }

  /** Grants the next incarnation, with the street it goes on from. */
  nextIncarnation(store: StoreId, from: number): Promise<{ incarnation: number; facts: Envelope[] } | undefined> {
    return this.#answer(async (hub) => {
      const decision = await hub.exchange.nextIncarnation(store, from, store);
      const desk = hub.desk(store);
      if (!decision.ok || !desk) return undefined;
      return { incarnation: decision.value.incarnation, facts: await desk.up.read(0, decision.value.up.n) };
    });
  }

  /** Takes documents of a store's node; answers up to where it has the street without a gap. */
  take(store: StoreId, incarnation: number, documents: readonly Envelope[]): Promise<number | undefined> {
    return this.#answer(async (hub) => {
      const desk = hub.desk(store);
      if (!desk) return undefined;
      const { link } = desk;
      if (!link.connected)
        hub.exchange.attach(desk, { send: (signal) => this.#signal(store, signal), close: () => {} });
      hub.exchange.heard(desk);
      const rows = await hub.exchange.ingest(desk, incarnation, documents);
      for (const row of rows) if ('reason' in row) this.quarantined.push(`${row.id}: ${row.reason}`);
      return desk.up.head().n;
    });
  }

  read(street: string, after: number, limit: number): Promise<Envelope[]> {
    return this.#answer(async (hub) => {
      for (const desk of hub.desks()) {
        const found = hub.streetOf(desk, street);
        if (found) return found.read(after, limit);
      }
      return [];
    }).then((documents) => documents ?? []);
  }

  answer(
    store: StoreId,
    id: string,
    question: Question,
    downN: number,
  ): Promise<{ answer: Answer; documents: readonly Envelope[] } | undefined> {
    return this.#answer(async (hub) => {
      const desk = hub.desk(store);
      if (!desk) return undefined;
      const { documents, granted, purchase } = await hub.exchange.answer(desk, { ...question, id, downN });
      return { answer: { granted, ...(purchase === undefined ? {} : { purchase }) }, documents };
    });
  }

  placeOrder(command: {
    id: string;
    store: StoreId;
    lines: { sku: string; units: number }[];
    expiresAt: number;
  }): Promise<Outcome | undefined> {
    return this.#answer((hub) => hub.placeOrder(placeOrder.parse(command)));
  }

  cancel(order: string): Promise<unknown> {
    return this.#answer((hub) => hub.requestCancel(order, { by: 'customer' }));
  }

  checkIn(order: string): Promise<unknown> {
    return this.#answer((hub) => hub.checkIn(order, {}));
  }

  extend(order: string, id: string, expiresAt: number): Promise<unknown> {
    return this.#answer((hub) => hub.extend(order, { id, expiresAt }));
  }

  #signal(store: StoreId, signal: Signal): void {
    const at = this.#stores.find((each) => each.id === store);
    if (!at || signal.type !== 'ask') return;
    at.line.send(() => at.answer(signal.ask));
  }

  /** Runs on the hub of this moment; nobody hears from a hub that crashed meanwhile. */
  #answer<T>(work: (hub: Hub) => Promise<T>): Promise<T | undefined> {
    const hub = this.#hub;
    if (!hub) return Promise.resolve(undefined);
    const life = this.#life;
    return new Promise((resolve, reject) => {
      work(hub).then((value) => {
        if (life === this.#life) resolve(value);
      }, reject);
    });
  }

  /** Runs a start without waiting for the simulated disk forever when a crash comes in between. */
  #settle(start: () => Promise<void>): Promise<void> {
    void start();
    return Promise.resolve();
  }

  #tick(life: number, hub: Hub): void {
    this.#options.scheduler.later(TICK_MS, () => {
      if (life !== this.#life) return;
      hub.tick();
      this.#tick(life, hub);
    });
  }

  #afterDisk(step: () => void): void {
    const { scheduler, random } = this.#options;
    scheduler.later(random.between(0, 8), step);
  }
}
