/**
 * Stores and a hub in one thread: the production code over simulated time,
 * network and disk, driven by one seed. After every step a checker looks for
 * what may never be; in the end everything heals and must agree.
 */
import type { Sku, StoreId } from '@ringfence/domain/basic/ids.ts';
import { Breach } from './breach.ts';
import { Checker } from './checker.ts';
import { Crowd } from './crowd.ts';
import { act } from './deeds.ts';
import { checkEnd, disagreement, headsOf, isOpenForTrade } from './ending.ts';
import type { MemoryDisk } from '@ringfence/log/memory-log.ts';
import { LostHub } from './lost-hub.ts';
import { Line } from './network.ts';
import { enrolEverybody } from './member-deeds.ts';
import { makePlan, type Plan } from './plan.ts';
import { type Random, randomFor } from './random.ts';
import { Scheduler } from './scheduler.ts';
import type { Seams } from './seams.ts';
import { SimGateway } from './sim-gateway.ts';
import { SimHub } from './sim-hub.ts';
import { SimStore } from './sim-store.ts';
import { strike } from './troubles.ts';

export interface WorldOptions {
  readonly seed: number;
  readonly stores: number;
  /** Deeds of people. */
  readonly steps: number;
  /** Days that all stores are cut off; nothing of the kind when absent. */
  readonly days?: number | undefined;
  /** Mistakes planted on purpose. */
  readonly seams?: Seams | undefined;
  /** Only these entries of the plan; all when absent. */
  readonly only?: ReadonlySet<number> | undefined;
  /** Hears what happens, line by line. */
  readonly onLine?: ((line: string) => void) | undefined;
}

export interface Life {
  /** Two runs that differ anywhere differ here. */
  readonly trace: number;
  /** Tasks that were run, with a check after each. */
  readonly checks: number;
  readonly virtualMs: number;
  /** Virtual time from the last fault until all copies agreed. */
  readonly convergedMs: number;
  readonly counts: ReadonlyMap<string, number>;
}

/** 2026-03-02, a Monday, at 07:00 UTC. */
const START = Date.UTC(2026, 2, 2, 7);
/** Virtual time in which everything must agree once the faults are over. */
const CONVERGE_WITHIN_MS = 60_000;
const CUT_OFF_AFTER_MS = 60_000;
/** How long a hub that lost its newest log is looked at. */
const LOST_HUB_MS = 60_000;

export class World {
  readonly skus: readonly Sku[] = ['A', 'B', 'C', 'D'];
  readonly scheduler = new Scheduler(START);
  readonly seams: Seams;
  readonly plan: Plan;
  readonly checker: Checker;
  readonly storeIds: readonly StoreId[];
  readonly gateway: SimGateway;
  readonly hub: SimHub;
  readonly stores: readonly SimStore[];
  readonly crowd: Crowd;
  isHealing = false;
  readonly #options: WorldOptions;
  #failure: Error | undefined;

  constructor(options: WorldOptions) {
    this.#options = options;
    this.seams = options.seams ?? {};
    this.plan = makePlan(options);
    this.checker = new Checker(this);
    this.storeIds = Array.from({ length: options.stores }, (_, index) => `S${String(index + 1).padStart(2, '0')}`);
    this.gateway = new SimGateway(this);
    this.hub = new SimHub(this);
    this.stores = this.storeIds.map((id) => {
      const line = new Line(this.scheduler, (way) => this.random(`${id} ${way}`), this.plan.faults);
      return new SimStore(id, this, line);
    });
    this.crowd = new Crowd(this);
  }

  /** Runs the whole story; throws a `Breach` when something happened that may not. */
  async run(): Promise<Life> {
    const { scheduler, plan } = this;
    this.hub.start();
    for (const store of this.stores) store.start();
    while (!isOpenForTrade(this)) await this.#step();
    for (const entry of plan.entries)
      scheduler.later(entry.at, () => {
        if (this.isHealing) return;
        if (entry.what === 'deed') act(this.crowd, entry);
        else strike(this, entry);
      });
    if (plan.isCutOff) scheduler.later(CUT_OFF_AFTER_MS, () => this.#cutOff());
    let old: MemoryDisk | undefined;
    if (plan.hubIsLostSince !== undefined)
      scheduler.later(plan.hubIsLostSince, () => {
        old = this.hub.copies();
      });
    let isOver = false;
    scheduler.later(plan.endsAt, () => {
      isOver = true;
    });
    while (!isOver) await this.#step();
    const convergedMs = old === undefined ? await this.#heal() : await this.#loseHub(old);
    if (old === undefined) await checkEnd(this);
    for (const number of headsOf(this)) scheduler.note(number);
    return {
      trace: scheduler.trace,
      checks: scheduler.steps,
      virtualMs: scheduler.now - START,
      convergedMs,
      counts: this.crowd.counts,
    };
  }

  /** It is over: nothing holds on to it any more. */
  close(): void {
    for (const { running } of this.stores) running?.client.dropped();
  }

  /** A source of chance of its own for each part. */
  random(name: string): Random {
    return randomFor(this.#options.seed, name);
  }

  /** The first failure ends the run. */
  fail(error: unknown): void {
    this.#failure ??= error instanceof Error ? error : new Error(String(error));
  }

  /** Work that nobody waits for: its failure is the run's. */
  guard(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.fail(error));
  }

  tell(line: string): void {
    this.#options.onLine?.(`${((this.scheduler.now - START) / 1000).toFixed(3).padStart(9)} s  ${line}`);
  }

  async #step(): Promise<void> {
    const ran = await this.scheduler.step();
    this.checker.afterStep();
    if (this.#failure) throw this.#failure;
    if (!ran) throw new Breach('liveness', 'nothing is going to happen any more');
  }

  #endTroubles(): void {
    this.isHealing = true;
    this.hub.fuse.putOut();
    this.hub.setClock(0);
    for (const { line, fuse } of this.stores) {
      line.heal();
      fuse.putOut();
    }
    for (const store of this.stores) store.setClock(0);
  }

  /** No more trouble: within a bounded time every copy must agree. */
  async #heal(): Promise<number> {
    this.#endTroubles();
    this.#enrolEverybody();
    const start = this.scheduler.now;
    for (;;) {
      await this.#step();
      const apart = disagreement(this);
      if (apart === undefined) return this.scheduler.now - start;
      if (this.scheduler.now - start > CONVERGE_WITHIN_MS)
        throw new Breach('liveness', `no agreement ${CONVERGE_WITHIN_MS} ms after the last fault: ${apart}`);
    }
  }

  /** The hub goes on from an old copy, and nothing beside it tells. Stores must tell, and nothing is promised twice. */
  async #loseHub(old: MemoryDisk): Promise<number> {
    this.#endTroubles();
    const start = this.scheduler.now;
    const lost = new LostHub(this, old);
    while (this.scheduler.now - start < LOST_HUB_MS) {
      await this.#step();
      lost.afterStep();
    }
    lost.checkEnd();
    return 0;
  }

  #cutOff(): void {
    for (const { line } of this.stores) {
      line.toHub.cut(this.plan.endsAt);
      line.toStore.cut(this.plan.endsAt);
    }
  }

  #enrolEverybody(): void {
    enrolEverybody(this.crowd);
    this.scheduler.later(1000, () => this.#enrolEverybody());
  }
}
