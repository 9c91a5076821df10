/**
 * What the link does for a store, over the simulated line: carries the own
 * street up and the hub's streets down, compares both now and then, and puts
 * and answers questions. Whatever is lost is tried again.
 */
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import { documentHash } from '@ringfence/log/chain.ts';
import type { StreetLog } from '@ringfence/log/port.ts';
import type { Answer, Question } from '@ringfence/store-node/src/hub-line.ts';
import type { AskAnswer } from '@ringfence/central/src/exchange.ts';
import type { Signal, Status } from '@ringfence/central/src/signals.ts';
import { sha256 } from './keys.ts';
import type { Random } from './random.ts';
import type { Running, SimStore } from './sim-store.ts';
import type { World } from './world.ts';

const COMPARE_EVERY_MS = 2000;
const TRY_AGAIN_MS = 3000;
const ASK_DEADLINE_MS = 1500;
const GATHER_MS = 3;
const PAGE = 200;

export class Carrier {
  readonly #world: World;
  readonly #sim: SimStore;
  readonly #isAlive: () => boolean;
  readonly #random: Random;
  readonly #busy = new Set<string>();
  readonly #wanted = new Map<string, number>();
  #running: Running | undefined;
  #confirmed = 0;
  #onConfirmed: (n: number) => void = () => {};
  #asked = 0;

  constructor(world: World, sim: SimStore, isAlive: () => boolean) {
    this.#world = world;
    this.#sim = sim;
    this.#isAlive = isAlive;
    this.#random = world.random(`${sim.id} carrier ${world.scheduler.now}`);
  }

  start(running: Running, confirmed: number, onConfirmed: (n: number) => void): void {
    this.#running = running;
    this.#confirmed = confirmed;
    this.#onConfirmed = onConfirmed;
    running.up.follow(() => this.#push());
    this.#push();
    this.#compare();
  }

  /** Puts a question to the hub while somebody waits. */
  ask(question: Question): Promise<Answer | undefined> {
    const { scheduler, hub } = this.#world;
    const running = this.#running;
    if (!running) return Promise.resolve(undefined);
    const { store, down } = running;
    this.#asked += 1;
    const id = `${this.#sim.id}.q${scheduler.now}.${this.#asked}`;
    return new Promise((resolve) => {
      const settle = (answer: Answer | undefined): void => {
        if (this.#isAlive()) resolve(answer);
      };
      scheduler.later(ASK_DEADLINE_MS, () => settle(undefined));
      const upN = question.kind === 'units' ? { upN: store.state.up.n } : {};
      const ask = { ...question, ...upN, id, downN: down.head().n };
      this.#request<AskAnswer>(
        (answer) => hub.answer(this.#sim.id, ask, answer),
        ({ documents, ...answer }) => {
          this.#world.guard(this.#append(down, documents).then(() => settle(answer)));
        },
      );
    });
  }

  #compare(): void {
    const { scheduler, hub } = this.#world;
    if (!this.#isAlive()) return;
    this.#request<Status>(
      (answer) => hub.status(this.#sim.id, (signal) => this.#hear(signal), answer),
      (status) => this.#learn(status),
    );
    scheduler.later(COMPARE_EVERY_MS, () => this.#compare());
  }

  /** A signal of the hub, on its way. */
  #hear(signal: Signal): void {
    this.#sim.line.toStore.send(() => {
      if (!this.#isAlive()) return;
      this.#sim.fuse.stir();
      if (signal.type === 'hello') this.#learn(signal);
      if (signal.type === 'up') this.#learnUp(signal);
      if (signal.type === 'heads') this.#learnHeads(signal.down, signal.catalog);
      if (signal.type === 'ask') this.#answer(signal.ask);
    });
  }

  #learn(status: Status): void {
    this.#learnUp(status.up);
    if (this.#isAlive()) this.#learnHeads(status.down.n, status.catalog.n);
  }

  /** What the hub has must be the beginning of what is here; otherwise this disk is not the one that wrote it. */
  #learnUp({ n, head }: { n: number; head: string }): void {
    const running = this.#running;
    if (!running || this.#world.seams.trustsAnyDisk || this.#world.seams.keepsGivenUp) return;
    if (n > running.journal.writing.n) return this.#sim.startAnew();
    const id = n === 0 ? undefined : running.up.idAt(n);
    if (id !== undefined && n <= running.up.head().n)
      this.#world.guard(
        running.up.get(id).then((document) => {
          if (this.#isAlive() && document && documentHash(document, sha256) !== head) this.#sim.startAnew();
        }),
      );
    this.#confirm(n);
  }

  #confirm(n: number): void {
    this.#confirmed = Math.max(this.#confirmed, n);
    this.#onConfirmed(this.#confirmed);
    this.#push();
  }

  #learnHeads(down: number, catalog: number): void {
    const running = this.#running;
    if (!running) return;
    this.#pull(running.down, down);
    this.#pull(running.catalog, catalog);
  }

  /** The hub passes on a question of a checkout, or of another store. */
  #answer(ask: (Signal & { type: 'ask' })['ask']): void {
    const running = this.#running;
    if (!running) return;
    const { store } = running;
    const given = ask.kind === 'units' ? store.answerUnitsAsk(ask) : store.answerReturnRightAsk(ask);
    this.#world.guard(
      given.then((document) => {
        if (!this.#isAlive()) return;
        if (document) this.#push();
        else this.#sim.line.toHub.send(() => this.#world.hub.decline(this.#sim.id, ask.id));
      }),
    );
  }

  /** Sends what the hub does not have. */
  #push(): void {
    const running = this.#running;
    if (!running || !this.#isAlive() || this.#busy.has('push')) return;
    if (running.up.head().n <= this.#confirmed) return;
    this.#busy.add('push');
    this.#world.scheduler.later(GATHER_MS, () => {
      if (!this.#isAlive()) return;
      this.#world.guard(
        running.up.read(this.#confirmed, PAGE).then((documents) => {
          if (!this.#isAlive()) return;
          const done = this.#once('push', () => this.#push());
          this.#request<number>(
            (answer) => this.#world.hub.take(this.#sim.id, running.incarnation, this.#rows(documents), answer),
            (n) => {
              this.#confirm(n);
              done();
            },
          );
        }),
      );
    });
  }

  /** The documents of one message; in some worlds each three times, in any order. */
  #rows(documents: readonly Envelope[]): readonly Envelope[] {
    if (!this.#world.plan.isTripled) return documents;
    return this.#random.shuffled([...documents, ...documents, ...documents]);
  }

  /** Fetches what this store does not have. */
  #pull(street: StreetLog, wanted: number): void {
    const name = street.street;
    this.#wanted.set(name, Math.max(this.#wanted.get(name) ?? 0, wanted));
    const after = street.head().n;
    if (after >= (this.#wanted.get(name) ?? 0) || this.#busy.has(name)) return;
    this.#busy.add(name);
    const done = this.#once(name, () => this.#pull(street, 0));
    this.#request<readonly Envelope[]>(
      (answer) => this.#world.hub.read(this.#sim.id, { street: name, after, limit: PAGE }, answer),
      (documents) => this.#world.guard(this.#append(street, documents).then(done)),
    );
  }

  /** Ends what is under way, once: with the answer, or after a while without one. */
  #once(name: string, then: () => void): () => void {
    let isDone = false;
    const done = (): void => {
      if (isDone || !this.#isAlive()) return;
      isDone = true;
      this.#busy.delete(name);
      then();
    };
    this.#world.scheduler.later(TRY_AGAIN_MS, done);
    return done;
  }

  /** There and back over the line; `work` gives the hub's answer, when there is one. */
  #request<T>(work: (answer: (value: T) => void) => void, arrived: (value: T) => void): void {
    const { line, fuse } = this.#sim;
    line.toHub.send(() =>
      work((value) =>
        line.toStore.send(() => {
          if (!this.#isAlive()) return;
          fuse.stir();
          arrived(value);
        }),
      ),
    );
  }

  /** Adds those documents that continue the copy; what came before, or came twice, changes nothing. */
  async #append(street: StreetLog, documents: readonly Envelope[]): Promise<void> {
    const fresh = documents.filter(
      ({ _id, n }) => street.positionOf(_id) === undefined && street.idAt(n) === undefined,
    );
    const [first] = fresh;
    if (!first) return;
    if (this.#world.seams.appliesBeforeDisk) this.#running?.store.receiveDown(fresh);
    if (first.n === 1 || street.idAt(first.n - 1) !== undefined) await street.append(fresh);
  }
}
