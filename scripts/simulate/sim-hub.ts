/**
 * The hub of the simulation: the production Hub on a simulated disk. While it
 * is down nobody gets an answer; what it was doing when it crashed is unknown
 * to whoever asked.
 */
import { downStreet, hubAuthor, type StoreId } from '@ringfence/domain/basic/ids.ts';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import { Journal } from '@ringfence/log/journal.ts';
import type { MemoryDisk } from '@ringfence/log/memory-log.ts';
import { DamagedLog, type KeyValues, type Log } from '@ringfence/log/port.ts';
import { expectHeads, type Heads, headsOf } from '@ringfence/central/src/heads-file.ts';
import { type Desk, Hub } from '@ringfence/central/src/hub.ts';
import { catalogueOf } from './catalogue.ts';
import { watchCalls } from './coverage.ts';
import { Disk } from './disk.ts';
import { Fuse } from './fuse.ts';
import { fakeSign, fakeVerify, HUB_KEY, sealFor, sha256 } from './keys.ts';
import { newerDocument } from './newer-version.ts';
import { compareHubWithFold, Shelf, SimPlace } from './snapshots.ts';
import type { Random } from './random.ts';
import type { Crash } from './sim-store.ts';
import type { World } from './world.ts';

const TICK_MS = 1000;
const HEADS_EVERY = 2;

export class SimHub {
  readonly fuse: Fuse;
  readonly #world: World;
  readonly #random: Random;
  readonly #codes = new Map<StoreId, string>();
  readonly #disk: Disk;
  readonly #shelf = new Shelf();
  #hub: Hub | undefined;
  #life = 0;
  #isStarting = false;
  #skewMs = 0;
  /** What the file beside the log says. */
  #heads: Heads = {};
  #ticks = 0;
  #leavesNewer: { store: StoreId; which: number } | undefined;

  constructor(world: World) {
    this.#world = world;
    const { scheduler } = world;
    this.#random = world.random('hub');
    this.fuse = new Fuse(scheduler);
    this.#disk = new Disk({
      scheduler,
      random: world.random('hub disk'),
      stir: () => this.fuse.stir(),
      onOpen: world.seams.hubStreet,
    });
  }

  /** The hub as it runs now, to look at. */
  get running(): Hub | undefined {
    return this.#hub;
  }

  /** Opens the hub on what the disk holds; the first time it also writes the catalogue. */
  start(): void {
    if (this.#isStarting || this.#hub) return;
    this.#isStarting = true;
    this.#world.guard(this.#open(++this.#life));
  }

  crash({ kept, restartMs }: Crash): void {
    this.#stop();
    this.#disk.crash(kept[0] ? 'kept' : 'lost');
    this.#world.scheduler.later(restartMs, () => this.start());
  }

  /** The disk as it is now. */
  copies(): MemoryDisk {
    return this.#disk.snapshot();
  }

  /** True when the file beside the log says that there was more than these hold. */
  areOld(copies: MemoryDisk): boolean {
    const counts = new Map<string, number>();
    for (const row of copies) if ('street' in row) counts.set(row.street, (counts.get(row.street) ?? 0) + 1);
    return Object.entries(this.#heads).some(([street, { n }]) => n > (counts.get(street) ?? 0));
  }

  /** Another copy of the log is put in; the file with its heads stands elsewhere, or comes from the same day. */
  restore(copies: MemoryDisk, isWhole = false): void {
    this.#stop();
    this.#disk.restore(copies);
    if (isWhole) this.#heads = {};
    this.start();
  }

  setClock(skewMs: number): void {
    this.#skewMs = skewMs;
  }

  /** The next start finds a document that a newer version of the program left on a store's street. */
  leaveNewer(store: StoreId, which: number): void {
    this.#leavesNewer = { store, which };
  }

  desk(store: StoreId): Desk | undefined {
    return this.#hub?.desk(store);
  }

  /** Lets the store's first node in. */
  enrol(store: StoreId, answer: (incarnation: number) => void): void {
    this.serve(async (hub) => {
      const code = this.#codes.get(store);
      if (code === undefined) return undefined;
      const decision = await hub.exchange.enrol({ store, code, publicKey: store });
      return decision.ok ? decision.value.incarnation : undefined;
    }, answer);
  }

  /** Grants the next incarnation, with the street it goes on from. */
  nextIncarnation(
    store: StoreId,
    from: number,
    answer: (incarnation: number, facts: readonly Envelope[]) => void,
  ): void {
    this.serve(
      async (hub) => {
        const desk = hub.desk(store);
        if (!desk) return undefined;
        if (this.#world.seams.keepsIncarnation)
          return { incarnation: from, facts: await desk.up.read(0, desk.up.head().n) };
        const decision = await hub.exchange.nextIncarnation(store, from, store);
        if (!decision.ok) return undefined;
        const { incarnation, up } = decision.value;
        return { incarnation, facts: await desk.up.read(0, up.n) };
      },
      ({ incarnation, facts }) => answer(incarnation, facts),
    );
  }

  /** Runs on the hub of this moment; nobody hears from a hub that crashed meanwhile. */
  serve<T>(work: (hub: Hub) => Promise<T | undefined>, answer: (value: T) => void): void {
    const hub = this.#hub;
    if (!hub) return;
    this.fuse.stir();
    const life = this.#life;
    this.#world.guard(
      work(hub).then((value) => {
        if (life === this.#life && value !== undefined) answer(value);
      }),
    );
  }

  #stop(): void {
    this.#life += 1;
    this.#isStarting = false;
    this.#hub = undefined;
    this.#world.checker.hubStopped();
    this.#world.gateway.crashed();
  }

  /** The log as the hub is given it: every street that is opened is shown to the seams. */
  #log(): Log & KeyValues {
    const { log } = this.#disk;
    return {
      open: (street) => this.#disk.open(street),
      streets: () => log.streets(),
      put: (key, value) => log.put(key, value),
      get: (key) => log.get(key),
      list: (prefix) => log.list(prefix),
      close: () => log.close(),
    };
  }

  /** A hub that finds less than it had written does not start; somebody has to bring its newest log back. */
  async #isWhole(): Promise<boolean> {
    const { seams, crowd, checker } = this.#world;
    if (seams.trustsAnyLog) return true;
    try {
      await expectHeads(this.#log(), this.#heads);
      return true;
    } catch (error) {
      if (!(error instanceof DamagedLog)) throw error;
      checker.hubRefused(error.message);
      crowd.tally('hub did not start on an old log');
      return false;
    }
  }

  async #open(life: number): Promise<void> {
    const { scheduler, seams, storeIds, skus, crowd } = this.#world;
    if (!(await this.#isWhole()) || life !== this.#life) return;
    await this.#writeNewer();
    if (life !== this.#life) return;
    this.#shelf.upset(this.#random);
    const place = new SimPlace(this.#world, this.#shelf, {
      random: this.#world.random(`hub snapshots ${life}`),
      isAlive: () => life === this.#life,
    });
    const hub = await Hub.open({
      log: this.#log(),
      snapshots: { place, tail: this.#random.between(0, 100), onTrouble: (error) => this.#world.fail(error) },
      clock: {
        now: () => Math.max(0, scheduler.now + this.#skewMs),
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
      random: (bytes) => Uint8Array.from({ length: bytes }, () => this.#random.below(256)),
      onFatal: (failure) => this.#world.fail(failure),
    });
    if (life !== this.#life) return;
    await compareHubWithFold(this.#world, hub);
    if (life !== this.#life) return;
    const { keys } = hub.members;
    keys.seal = (identity) => sealFor(keys.sealingKey, identity);
    const tally = (what: string): void => crowd.tally(what);
    for (const part of [hub, hub.exchange, hub.members]) watchCalls(part, tally);
    const { stores, products, rules, discounts } = catalogueOf(storeIds, skus);
    await hub.putStores(stores);
    await hub.putProducts(products);
    await hub.putLoyaltyRules(rules);
    await hub.putDiscounts(discounts);
    // Codes are brought to the stores once, on paper; asking again with one changes nothing.
    for (const store of storeIds)
      if (!this.#codes.has(store)) this.#codes.set(store, (await hub.createEnrolmentCode(store)).code);
    if (life !== this.#life) return;
    for (const desk of hub.desks()) watchCalls(desk, tally);
    await seams.hub?.(hub);
    this.#isStarting = false;
    this.#hub = hub;
    this.#world.checker.hubOpened(hub);
    this.#tick(life, hub);
  }

  async #keepHeads(life: number): Promise<void> {
    const heads = await headsOf(this.#log());
    if (life === this.#life) this.#heads = heads;
  }

  async #writeNewer(): Promise<void> {
    const wanted = this.#leavesNewer;
    if (!wanted) return;
    this.#leavesNewer = undefined;
    const { scheduler, checker } = this.#world;
    const log = await this.#disk.open(downStreet(wanted.store));
    const journal = new Journal(log, { author: hubAuthor(1), sha256, now: () => scheduler.now, onFatal: () => {} });
    const fact = newerDocument('down', `${wanted.store}.${journal.writing.n + 1}`, wanted.which);
    checker.newer.add(fact.id);
    await journal.write(fact).durable;
  }

  #tick(life: number, hub: Hub): void {
    const { scheduler, seams } = this.#world;
    scheduler.later(TICK_MS, () => {
      if (life !== this.#life) return;
      hub.tick();
      this.#ticks += 1;
      if (this.#ticks % HEADS_EVERY === 0) this.#world.guard(this.#keepHeads(life));
      seams.hubTick?.(hub, Math.max(0, scheduler.now + this.#skewMs));
      this.#tick(life, hub);
    });
  }
}
