/**
 * A store node of the simulation: the production Store on simulated disks, and
 * the duties of the link over a faulty line. It may crash between any two
 * awaits, and may be started again from old copies of its disks.
 */
import { CATALOG_STREET, downStreet, storeAuthor, type StoreId, upStreet } from '@ringfence/domain/basic/ids.ts';
import { type Envelope, startOfStreet } from '@ringfence/domain/documents/envelope.ts';
import { GIVEN_UP, type Identity, isContinuedBy } from '@ringfence/log/identity-file.ts';
import { Journal } from '@ringfence/log/journal.ts';
import type { MemoryDisk } from '@ringfence/log/memory-log.ts';
import type { StreetLog } from '@ringfence/log/port.ts';
import { Link } from '@ringfence/store-node/src/link/link.ts';
import { Store, type StorePorts } from '@ringfence/store-node/src/store.ts';
import { COMMANDS } from './coverage.ts';
import { Disk } from './disk.ts';
import { Fuse } from './fuse.ts';
import { fakeSign, fakeVerify, HUB_KEY, sealFor, sha256 } from './keys.ts';
import type { Line } from './network.ts';
import { SimClient } from './sim-client.ts';
import { SimReplica } from './sim-replica.ts';
import { newerDocument } from './newer-version.ts';
import { compareWithFold, StoreShelf } from './snapshots.ts';
import type { World } from './world.ts';

export interface Running {
  readonly store: Store;
  readonly journal: Journal;
  readonly link: Link;
  readonly client: SimClient;
  readonly up: StreetLog;
  readonly down: StreetLog;
  readonly catalog: StreetLog;
}

export interface DiskCopies {
  readonly up: MemoryDisk;
  readonly down: MemoryDisk;
  readonly catalog: MemoryDisk;
}

/** How a crash goes: when, which batches under way are kept, and when the node is started again. */
export interface Crash {
  readonly turns: number;
  readonly kept: readonly boolean[];
  readonly restartMs: number;
}

export class SimStore {
  readonly id: StoreId;
  readonly line: Line;
  running: Running | undefined;
  /** Positions lost with a disk: acknowledged, and never sent to the hub. */
  readonly lostPositions = new Set<number>();
  restores = 0;
  readonly fuse: Fuse;
  readonly #world: World;
  readonly #disks: { readonly up: Disk; readonly down: Disk; readonly catalog: Disk };
  /** What the identity file outside the databases says. */
  #identity: { incarnation: number; cursor: Pick<Identity, 'n' | 'head'> } = { incarnation: 0, cursor: startOfStreet };
  /** The last position ever on this store's disks in its present incarnation. */
  #written = 0;
  #isUp = false;
  /** How wrong the store's clock is, in milliseconds. */
  #skewMs = 0;
  /** Changes with every crash, so that what an earlier life set going ends. */
  #life = 0;
  /** The hub's last word on how far it has this store's street. */
  #confirmed = 0;
  #leavesNewer = 0;
  readonly #shelf: StoreShelf;

  constructor(id: StoreId, world: World, line: Line) {
    this.id = id;
    this.line = line;
    this.#world = world;
    const { scheduler } = world;
    this.fuse = new Fuse(scheduler);
    this.#shelf = new StoreShelf(world, world.random(`${id} snapshots`));
    const disk = (name: string): Disk =>
      new Disk({
        scheduler,
        random: world.random(`${id} ${name}`),
        stir: () => this.fuse.stir(),
        onOpen: name === 'up' ? world.seams.storeStreet : undefined,
      });
    this.#disks = { up: disk('up'), down: disk('down'), catalog: disk('catalog') };
  }

  /** Starts from the disk; asks for a new incarnation when the disk is older than the identity file. */
  start(): void {
    // Two processes never share a disk: the directory's lock keeps the second one out.
    if (this.#isUp) return;
    this.#isUp = true;
    const life = ++this.#life;
    this.#world.guard(this.#open(life));
  }

  /** Power is cut: what was not on disk is gone, and so is everything in memory. */
  crash({ kept, restartMs }: Crash): void {
    const { scheduler, seams } = this.#world;
    this.#stop();
    const how = (index: number): 'kept' | 'lost' => (kept[index] === true ? 'kept' : 'lost');
    this.#disks.up.crash(how(0), seams.diskAfterCrash);
    this.#disks.down.crash(how(1));
    this.#disks.catalog.crash(how(2));
    scheduler.later(restartMs, () => this.start());
  }

  /** Somebody sets the store's clock, rightly or not; it stays wrong over crashes. */
  setClock(skewMs: number): void {
    this.#skewMs = skewMs;
  }

  get skewMs(): number {
    return this.#skewMs;
  }

  copies(): DiskCopies {
    const { up, down, catalog } = this.#disks;
    return { up: up.snapshot(), down: down.snapshot(), catalog: catalog.snapshot() };
  }

  /** The machine comes back with old copies of its disks; the identity file stood elsewhere. */
  restore(copies: DiskCopies): void {
    this.#stop();
    this.restores += 1;
    this.#disks.up.restore(copies.up);
    this.#disks.down.restore(copies.down);
    this.#disks.catalog.restore(copies.catalog);
    this.start();
  }

  /** The next start finds a document that a newer version of the program left on the own street. */
  leaveNewer(which: number): void {
    this.#leavesNewer = which;
  }

  /** Somebody wants something of the store; nothing when nobody answers. */
  serve<T>(work: (store: Store) => Promise<T>, answered: (outcome: T) => void): void {
    const { running } = this;
    if (!running) return;
    this.fuse.stir();
    this.#world.guard(
      work(running.store).then((outcome) => {
        if (this.running === running) answered(outcome);
      }),
    );
  }

  /** This disk is not the right one: it is given up, and another incarnation asked for. */
  startAnew(): void {
    this.#stop();
    this.#isUp = true;
    this.#askForIncarnation(this.#life);
  }

  now(): number {
    return Math.max(0, this.#world.scheduler.now + this.#skewMs);
  }

  #stop(): void {
    this.#isUp = false;
    this.#life += 1;
    const { running } = this;
    this.running = undefined;
    if (running) {
      running.store.close();
      running.client.dropped();
      this.#confirmed = running.link.confirmed;
    }
    this.#world.checker.storeStopped(this);
  }

  /** Asks until the hub answers; then takes its own facts back and starts as the new incarnation. */
  #askForIncarnation(life: number): void {
    if (life !== this.#life) return;
    const { scheduler, hub, seams } = this.#world;
    const { incarnation: from } = this.#identity;
    if (from > 0 && !seams.keepsGivenUp) this.#identity = { incarnation: from, cursor: GIVEN_UP };
    const begin = (incarnation: number, facts: readonly Envelope[]): void =>
      this.line.toStore.send(() => {
        // The first answer counts; what was asked again meanwhile is of an earlier life.
        if (life === this.#life) this.#world.guard(this.#beginIncarnation(++this.#life, incarnation, facts));
      });
    this.line.toHub.send(() => {
      if (from === 0) hub.enrol(this.id, (first) => begin(first, []));
      else hub.nextIncarnation(this.id, from, begin);
    });
    scheduler.later(1000, () => this.#askForIncarnation(life));
  }

  async #beginIncarnation(life: number, incarnation: number, facts: readonly Envelope[]): Promise<void> {
    for (let n = facts.length + 1; n <= this.#written; n++) this.lostPositions.add(n);
    this.#written = facts.length;
    this.#disks.up.restore(facts.map((document) => ({ street: upStreet(this.id), document })));
    const up = await this.#disks.up.open(upStreet(this.id));
    this.#identity = { incarnation, cursor: up.head() };
    this.#confirmed = facts.length;
    await this.#open(life);
  }

  async #open(life: number): Promise<void> {
    const up = await this.#disks.up.open(upStreet(this.id));
    const { seams } = this.#world;
    const { incarnation, cursor } = this.#identity;
    const isWhole = seams.trustsAnyDisk === true || (await isContinuedBy({ incarnation, ...cursor }, up));
    if (life !== this.#life) return;
    if (incarnation === 0 || !isWhole) return this.#askForIncarnation(life);
    const down = await this.#disks.down.open(downStreet(this.id));
    const catalog = await this.#disks.catalog.open(CATALOG_STREET);
    const journal = this.#journal(up);
    if (this.#leavesNewer > 0) await this.#writeNewer(journal);
    if (life !== this.#life) return;
    const isAlive = (): boolean => life === this.#life;
    const client = new SimClient(this.#world, this, { incarnation, isAlive });
    const ports: StorePorts = {
      store: this.id,
      journal,
      down,
      catalog,
      now: () => this.now(),
      sha256,
      verifyPass: (text, signature) => fakeVerify(text, signature, HUB_KEY),
      seal: sealFor,
      later: (ms, task) =>
        this.#world.scheduler.later(ms, () => {
          if (life === this.#life) task();
        }),
      hub: { ask: (question) => link.ask(question) },
    };
    const others = this.#world.stores.map((store) => store.#shelf);
    const kept = this.#shelf.find(others, { up: up.head(), down: down.head() });
    const store = await Store.open(ports, kept);
    if (store.resumedWith > 0) await compareWithFold(this.#world, store, ports);
    if (life !== this.#life) return store.close();
    this.#watchCommands(store);
    seams.store?.(store);
    const link = this.#link(store, client, { up, down, catalog });
    this.running = { store, journal, link, client, up, down, catalog };
    up.follow(() => {
      if (life !== this.#life) return;
      this.#identity = { ...this.#identity, cursor: up.head() };
      this.#written = up.head().n;
    });
    this.#world.checker.storeOpened(this, this.running);
    link.start();
    this.#review(life);
    this.#shelf.follow(store, () => life === this.#life);
  }

  #link(store: Store, client: SimClient, { up, down, catalog }: Pick<Running, 'up' | 'down' | 'catalog'>): Link {
    const { seams, scheduler } = this.#world;
    const random = this.#world.random(`${this.id} link ${scheduler.now}`);
    let asked = 0;
    const rejected = (why: string): void => this.#world.checker.rejected(this.id, why);
    return new Link({
      client,
      store,
      streets: {
        up,
        down: new SimReplica(down, {
          arriving: (documents) => seams.appliesBeforeDisk && store.receiveDown(documents),
          rejected,
        }),
        catalog: new SimReplica(catalog, { arriving: () => {}, rejected }),
      },
      // What has piled up goes by position as well: the replicator is a database's own.
      bulk: { push: () => Promise.resolve(), pull: () => Promise.resolve() },
      now: () => this.now(),
      random: () => random.below(1_000_000) / 1_000_000,
      newId: () => `q${scheduler.now}.${++asked}`,
      confirmed: Math.min(this.#confirmed, up.head().n),
      onAmnesia: () => {
        if (this.running?.store === store && !seams.trustsAnyDisk && !seams.keepsGivenUp) this.startAnew();
      },
      onBug: (error) => this.#world.fail(error),
    });
  }

  #watchCommands(store: Store): void {
    const execute = store.execute.bind(store);
    store.execute = (command, raw, rights) => {
      this.#world.crowd.tally(`command ${COMMANDS.get(command) ?? 'unknown'}`);
      return execute(command, raw, rights);
    };
  }

  #journal(up: StreetLog): Journal {
    const journal = new Journal(up, {
      author: storeAuthor(this.id, this.#identity.incarnation),
      sha256,
      now: () => this.now(),
      sign: (hash) => fakeSign(hash, this.id),
      onFatal: () => this.#stop(),
    });
    this.#world.seams.journal?.(journal);
    return journal;
  }

  async #writeNewer(journal: Journal): Promise<void> {
    const fact = newerDocument('up', `${this.id}.${journal.writing.n + 1}`, this.#leavesNewer);
    this.#leavesNewer = 0;
    this.#world.checker.newer.add(fact.id);
    const { document, durable } = journal.write(fact);
    await durable;
    this.#identity = { ...this.#identity, cursor: journal.log.head() };
    this.#written = document.n;
  }

  #review(life: number): void {
    this.#world.scheduler.later(5000, () => {
      if (life !== this.#life) return;
      const store = this.running?.store;
      // Another node was let in under this name, as far as the hub knows: the answer to it was lost.
      if (store && store.state.incarnation > this.#identity.incarnation) return this.startAnew();
      store?.reviewOrders();
      this.#review(life);
    });
  }
}
