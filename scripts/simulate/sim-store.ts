/**
 * A store node of the simulation: the production Store on a simulated disk,
 * and the duties of the link over a faulty line. It may crash at any moment
 * between two tasks, and may be started again from an old copy of its disk.
 */
import { storeAuthor, downStreet, upStreet, CATALOG_STREET, type StoreId } from '@ringfence/domain/basic/ids.ts';
import { type Envelope, startOfStreet } from '@ringfence/domain/documents/envelope.ts';
import { GIVEN_UP, type Identity, isContinuedBy } from '@ringfence/log/identity-file.ts';
import { Journal } from '@ringfence/log/journal.ts';
import { type MemoryDisk, MemoryLog } from '@ringfence/log/memory-log.ts';
import type { StreetLog } from '@ringfence/log/port.ts';
import type { Answer, Question } from '@ringfence/store-node/src/hub-line.ts';
import { Store } from '@ringfence/store-node/src/store.ts';
import { fakeSign, fakeVerify, HUB_KEY, sha256 } from './keys.ts';
import type { Line } from './network.ts';
import type { PlantedBug } from './planted-bugs.ts';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';
import type { SimHub } from './sim-hub.ts';

const PULL_EVERY_MS = 200;
const ASK_DEADLINE_MS = 1500;
const PAGE = 50;

interface Running {
  readonly store: Store;
  readonly journal: Journal;
  readonly down: StreetLog;
  readonly catalog: StreetLog;
}

export interface SimStoreOptions {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly hub: SimHub;
  readonly line: Line;
  readonly bug: PlantedBug | undefined;
}

export class SimStore {
  readonly id: StoreId;
  readonly line: Line;
  running: Running | undefined;
  /** Positions lost with a disk: acknowledged, and never sent to the hub. */
  readonly lostPositions = new Set<number>();
  restores = 0;
  #isUp = false;
  /** How wrong the store's clock is, in milliseconds. */
  #skewMs = 0;
  readonly #options: SimStoreOptions;
  #disk: MemoryLog;
  /** What the identity file outside the database says. */
  #identity: { incarnation: number; cursor: Pick<Identity, 'n' | 'head'> } = { incarnation: 0, cursor: startOfStreet };
  /** The last position ever on this store's disks in its present incarnation. */
  #written = 0;
  /** Changes with every crash, so that what an earlier life set going ends. */
  #life = 0;
  /** The hub's last word on how far it has this store's street. */
  #confirmed = 0;

  constructor(id: StoreId, options: SimStoreOptions) {
    this.id = id;
    this.line = options.line;
    this.#options = options;
    const lostByCrash = options.bug === 'lost-writes' ? 3 : 0;
    this.#disk = new MemoryLog({ sha256, schedule: (step) => this.#afterDisk(step), lostByCrash });
  }

  /** Starts from the disk; asks for a new incarnation when the disk is older than the identity file. */
  async start(): Promise<void> {
    // Two processes never share a disk: the directory's lock keeps the second one out.
    if (this.#isUp) return;
    this.#isUp = true;
    const life = ++this.#life;
    const up = await this.#disk.open(upStreet(this.id));
    if (this.#identity.incarnation === 0 || !(await this.#isWhole(up))) {
      this.#askForIncarnation(life);
      return;
    }
    await this.#open(life);
  }

  /** Power is cut: what was not on disk is gone, and so is everything in memory. */
  crash(inFlight: 'lost' | 'kept'): void {
    this.#stop();
    this.#disk = this.#disk.crash(inFlight);
  }

  /** Somebody sets the store's clock, rightly or not; it stays wrong over crashes. */
  setClock(skewMs: number): void {
    this.#skewMs = skewMs;
  }

  #now(): number {
    return Math.max(0, this.#options.scheduler.now + this.#skewMs);
  }

  snapshot(): MemoryDisk {
    return this.#disk.snapshot();
  }

  /** The machine comes back with an old copy of its disk; the identity file stood elsewhere. */
  restore(disk: MemoryDisk): void {
    this.#stop();
    this.restores += 1;
    this.#disk = this.#disk.restore(disk);
  }

  #startAnew(): void {
    this.#stop();
    this.#isUp = true;
    this.#askForIncarnation(this.#life);
  }

  #stop(): void {
    this.#isUp = false;
    this.#life += 1;
    this.running?.store.close();
    this.running = undefined;
  }

  async #isWhole(up: StreetLog): Promise<boolean> {
    return (
      this.#options.bug === 'amnesia' ||
      isContinuedBy({ incarnation: this.#identity.incarnation, ...this.#identity.cursor }, up)
    );
  }

  #afterDisk(step: () => void): void {
    const { scheduler, random } = this.#options;
    scheduler.later(random.between(0, 8), step);
  }

  /** Asks until the hub answers; then takes its own facts back and starts as the new incarnation. */
  #askForIncarnation(life: number): void {
    if (life !== this.#life) return;
    const { scheduler, hub, bug } = this.#options;
    const { incarnation: from } = this.#identity;
    if (from > 0 && bug !== 'unmarked-give-up') this.#identity = { incarnation: from, cursor: GIVEN_UP };
    const begin = (incarnation: number, facts: readonly Envelope[]): void =>
      this.line.send(() => {
        // The first answer counts; what was asked again meanwhile is of an earlier life.
        if (life === this.#life) void this.#beginIncarnation(++this.#life, incarnation, facts);
      });
    this.line.send(() => {
      if (from === 0) void hub.enrol(this.id).then((first) => (first === undefined ? undefined : begin(first, [])));
      else
        void hub
          .nextIncarnation(this.id, from)
          .then((next) => (next ? begin(next.incarnation, next.facts) : undefined));
    });
    scheduler.later(1000, () => this.#askForIncarnation(life));
  }

  async #beginIncarnation(life: number, incarnation: number, facts: readonly Envelope[]): Promise<void> {
    const known = (await this.#disk.open(downStreet(this.id))).head().n;
    const rows = this.#disk.snapshot().filter((row) => 'street' in row && row.street !== upStreet(this.id));
    for (let n = facts.length + 1; n <= this.#written; n++) this.lostPositions.add(n);
    this.#written = facts.length;
    this.#disk = this.#disk.restore([...rows, ...facts.map((document) => ({ street: upStreet(this.id), document }))]);
    const up = await this.#disk.open(upStreet(this.id));
    this.#identity = { incarnation, cursor: up.head() };
    this.#confirmed = facts.length;
    if (known >= 0) await this.#open(life);
  }

  async #open(life: number): Promise<void> {
    const { scheduler } = this.#options;
    const up = await this.#disk.open(upStreet(this.id));
    const down = await this.#disk.open(downStreet(this.id));
    const catalog = await this.#disk.open(CATALOG_STREET);
    const journal = new Journal(up, {
      author: storeAuthor(this.id, this.#identity.incarnation),
      sha256,
      now: () => this.#now(),
      sign: (hash) => fakeSign(hash, this.id),
      onFatal: () => this.#stop(),
    });
    const store = await Store.open({
      store: this.id,
      journal,
      down,
      catalog,
      now: () => this.#now(),
      sha256,
      verifyPass: (text, signature) => fakeVerify(text, signature, HUB_KEY),
      seal: () => 'sealed',
      later: (ms, task) =>
        scheduler.later(ms, () => {
          if (life === this.#life) task();
        }),
      hub: { ask: (question) => this.#ask(life, question) },
    });
    if (life !== this.#life) return store.close();
    this.running = { store, journal, down, catalog };
    up.follow((documents) => {
      const last = documents.at(-1);
      if (!last) return;
      this.#identity = { ...this.#identity, cursor: up.head() };
      this.#written = last.n;
    });
    this.#exchange(life);
    this.#review(life);
  }

  #review(life: number): void {
    this.#options.scheduler.later(5000, () => {
      if (life !== this.#life) return;
      const store = this.running?.store;
      // Another node was let in under this name, as far as the hub knows: the answer to it was lost.
      if (store && store.state.incarnation > this.#identity.incarnation) {
        this.#startAnew();
        return;
      }
      store?.reviewOrders();
      this.#review(life);
    });
  }

  /** Sends what the hub does not have and fetches what this store does not have, again and again. */
  #exchange(life: number): void {
    const running = this.running;
    if (life !== this.#life || !running) return;
    void this.#push(life, running);
    this.#pull(life, running);
    this.#options.scheduler.later(PULL_EVERY_MS, () => this.#exchange(life));
  }

  async #push(life: number, { journal }: Running): Promise<void> {
    const { hub } = this.#options;
    const { incarnation } = this.#identity;
    const documents = await journal.log.read(this.#confirmed, PAGE);
    if (life !== this.#life) return;
    this.line.send(
      () =>
        void hub.take(this.id, incarnation, documents).then((n) => {
          if (n === undefined) return;
          this.line.send(() => {
            if (life === this.#life) this.#confirmed = Math.max(this.#confirmed, n);
          });
        }),
    );
  }

  #pull(life: number, { down, catalog }: Running): void {
    const { hub } = this.#options;
    for (const street of [down, catalog]) {
      const after = street.head().n;
      this.line.send(
        () =>
          void hub.read(street.street, after, PAGE).then((documents) =>
            this.line.send(() => {
              if (life === this.#life) void appendNew(street, documents);
            }),
          ),
      );
    }
  }

  /** The hub passes on a question of a checkout, or of another store. */
  answer(question: Parameters<Store['answerUnitsAsk']>[0] | Parameters<Store['answerReturnRightAsk']>[0]): void {
    const running = this.running;
    if (!running) return;
    const life = this.#life;
    const given =
      'sale' in question ? running.store.answerReturnRightAsk(question) : running.store.answerUnitsAsk(question);
    void given.then(() => (life === this.#life ? this.#push(life, running) : undefined));
  }

  #ask(life: number, question: Question): Promise<Answer | undefined> {
    const { scheduler, hub } = this.#options;
    const down = this.running?.down;
    if (!down) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const id = `q${scheduler.now}.${this.id}.${this.#options.random.next()}`;
      const settle = (answer: Answer | undefined): void => {
        if (life === this.#life) resolve(answer);
      };
      scheduler.later(ASK_DEADLINE_MS, () => settle(undefined));
      this.line.send(
        () =>
          void hub.answer(this.id, id, question, down.head().n).then((reply) =>
            this.line.send(() => {
              if (life !== this.#life || !reply) return;
              void appendNew(down, reply.documents).then(() => settle(reply.answer));
            }),
          ),
      );
    });
  }
}

/** Adds those documents that continue the copy; what came before, or came twice, changes nothing. */
async function appendNew(street: StreetLog, documents: readonly Envelope[]): Promise<void> {
  const fresh: Envelope[] = [];
  for (const document of documents) {
    if (street.positionOf(document._id) !== undefined) continue;
    fresh.push(document);
  }
  const start = fresh.findIndex(
    (document) =>
      street.idAt(document.n) === undefined && (document.n === 1 || street.idAt(document.n - 1) !== undefined),
  );
  if (start >= 0) await street.append(fresh.slice(start));
}
