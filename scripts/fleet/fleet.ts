/**
 * A fleet of stores at one hub: steady trade, half of them cut off for an hour of trade, healed all at once. What it
 * counts at the end must be zero, and every state equal.
 */
import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { must } from '@ringfence/domain/basic/assert.ts';
import { LIMITS } from '@ringfence/domain/limits.ts';
import { SyncStatus } from '@ringfence/graphql/generated/operations.ts';
import { completeSaleCommand } from '@ringfence/store-node/src/commands/complete-sale.ts';
import { receiveDeliveryCommand } from '@ringfence/store-node/src/commands/stock.ts';
import { quantile } from '../bench/figure.ts';
import { CURRENCY, linesOf, PRICE, skuName } from '../bench/goods.ts';
import { processorSeconds } from '../processes/processor.ts';
import { Random } from '../simulate/random.ts';
import { type Ground, prepareGround } from './ground.ts';
import { LightStore } from './light-store.ts';
import type { FleetOptions } from './options.ts';
import { Shop } from './shop.ts';
import type { Shopped } from './shoppers.ts';

/** Units of each item that a store begins with. */
const UNITS = 400;
const MS_PER_SECOND = 1000;
const NANOSECONDS_PER_MS = 1e6;
const SECONDS_PER_HOUR = 3600;
const TICK_MS = 20;
const SALES_AT_ONCE = 50;
const LEVEL_MS = 600_000;

export interface Phase {
  readonly name: string;
  readonly seconds: number;
  readonly sales: number;
  readonly shopped: Shopped | null;
  /** From the hub's yes to the ticket: at stores that had a line all along, and at stores that had just come back. */
  readonly printLag: Lag;
  readonly printLagBack: Lag;
  /** How late this program itself was at the most, in milliseconds: no figure of a store is better than that. */
  readonly ownLateMs: number;
  /** Share of one processor the hub took, and what it holds in memory, in megabytes. */
  readonly hubCpu: number;
  readonly hubMb: number;
}

/** Milliseconds. */
interface Lag {
  readonly printed: number;
  readonly p50: number;
  readonly p99: number;
}

type Line = 'kept' | 'cut' | 'back';

export interface FleetResult {
  readonly phases: readonly Phase[];
  readonly stores: number;
  readonly documents: number;
  readonly ordersPrinted: number;
  /** All of these are zero when all is well. */
  readonly faults: Readonly<
    Record<'differentStates' | 'negativeAccounts' | 'setAside' | 'lostOrders' | 'errors', number>
  >;
  /** Requests that were told to come again: the hub's way to keep answering. */
  readonly turnedAway: number;
  readonly firstErrors: readonly string[];
}

export class Fleet {
  readonly #options: FleetOptions;
  readonly #ground: Ground;
  readonly #stores: readonly LightStore[];
  readonly #random: Random;
  readonly #tell: (line: string) => void;
  readonly #errors: string[] = [];
  readonly #promised = new Map<string, { readonly at: number; readonly line: Line }>();
  readonly #printedAt: Map<string, number>;
  /** The stores whose line is or was cut. */
  readonly #lines = new Map<string, Line>();
  readonly #late = monitorEventLoopDelay({ resolution: 10 });
  #lags: Record<Line, number[]> = { kept: [], cut: [], back: [] };
  #sales = 0;
  #since = { at: 0, cpu: 0, sales: 0 };

  private constructor(parts: {
    options: FleetOptions;
    ground: Ground;
    stores: LightStore[];
    printedAt: Map<string, number>;
    tell: (line: string) => void;
  }) {
    this.#options = parts.options;
    this.#ground = parts.ground;
    this.#stores = parts.stores;
    this.#printedAt = parts.printedAt;
    this.#tell = parts.tell;
    this.#random = new Random(parts.options.seed);
  }

  /** Prepares hub and stores in an empty directory. */
  static async open(options: FleetOptions, directory: string, tell: (line: string) => void): Promise<Fleet> {
    const from = performance.now();
    const ground = await prepareGround(directory, options);
    const { hub, hubKey, catalog, seats } = ground;
    const printedAt = new Map<string, number>();
    const stores: LightStore[] = [];
    for (const seat of seats)
      stores.push(
        await LightStore.open({
          ...seat,
          hubUrl: hub.process.url,
          hubKey,
          catalog,
          onOrder: (order) => void printedAt.set(order, Date.now()),
          onBug: (error) => {
            throw error;
          },
        }),
      );
    tell(`${stores.length} stores and their hub are there after ${seconds(performance.now() - from)} s`);
    return new Fleet({ options, ground, stores, printedAt, tell });
  }

  async run(): Promise<FleetResult> {
    const { stores, steadyMs, hourly } = this.#options;
    const phases: Phase[] = [];
    const end = async (name: string): Promise<void> => void phases.push(await this.#phase(name));
    this.#begin();
    for (const store of this.#stores) store.start();
    await this.#level('connect');
    await this.#fill();
    await this.#level('first stock');
    await end('connect and stock');

    this.#shop = this.#openShop();
    await this.#trade(steadyMs);
    await end('steady');

    const away = this.#stores.filter((_, index) => index % 2 === 0);
    for (const store of away) {
      this.#lines.set(store.id, 'cut');
      store.cut(true);
    }
    await this.#hour(away, hourly);
    await end(`${away.length} of ${stores} cut, an hour of trade`);

    for (const store of away) {
      this.#lines.set(store.id, 'back');
      store.cut(false);
    }
    const steady = new AbortController();
    const trading = this.#trade(LEVEL_MS, steady.signal);
    await this.#caughtUp(away);
    await end('healed at once');
    steady.abort();
    await trading;

    const last = await this.#shop.end();
    this.#errors.push(...last.errors);
    await this.#level('the end');
    return this.#judge(phases);
  }

  async close(): Promise<void> {
    await Promise.all(this.#stores.map((store) => store.stop()));
    await this.#ground.stop();
  }

  #shop: Shop | undefined;

  #openShop(): Shop {
    const { hub } = this.#ground;
    const { skus, orders, questions, seed } = this.#options;
    const stores = this.#stores.map(({ id }) => id);
    const shopping = { url: hub.process.url, key: hub.keys.checkout, stores, skus, orders, questions, seed };
    return new Shop(shopping, ({ order, store, at }) => {
      this.#promised.set(order, { at, line: this.#lines.get(store) ?? 'kept' });
    });
  }

  async #fill(): Promise<void> {
    for (const store of this.#stores)
      for (const [part, lines] of linesOf(this.#options.skus, UNITS, LIMITS.linesPerDocument).entries())
        expectRecorded(await store.execute(receiveDeliveryCommand, { id: `${store.id}-first-${part}`, lines }));
  }

  /** Sales all over, as many a second as the stores make in an hour's part. */
  async #trade(ms: number, stop?: AbortSignal): Promise<void> {
    const perMs = (this.#stores.length * this.#options.hourly) / SECONDS_PER_HOUR / MS_PER_SECOND;
    const from = performance.now();
    let made = 0;
    while (performance.now() - from < ms && stop?.aborted !== true) {
      const due = Math.floor((performance.now() - from) * perMs);
      const batch: Promise<void>[] = [];
      for (; made < due; made += 1) batch.push(this.#sell(this.#random.pick(this.#stores)));
      await Promise.all(batch);
      await sleep(TICK_MS);
    }
  }

  /** An hour of trade of these stores, in less than an hour. */
  async #hour(stores: readonly LightStore[], sales: number): Promise<void> {
    for (let made = 0; made < sales; made += 1)
      for (let from = 0; from < stores.length; from += SALES_AT_ONCE) {
        await Promise.all(stores.slice(from, from + SALES_AT_ONCE).map((store) => this.#sell(store)));
        // Requests of the others and the clock have their turn.
        await new Promise(setImmediate);
      }
  }

  async #sell(store: LightStore): Promise<void> {
    const sku = skuName(this.#random.below(this.#options.skus));
    const units = this.#random.between(1, 2);
    const id = `${store.id}-${this.#sales++}`;
    const lines = [{ sku, units }];
    const tenders = [{ kind: 'cash', amount: PRICE * units }];
    expectRecorded(
      await store.execute(completeSaleCommand, { id, register: 'R1', currency: CURRENCY, lines, tenders }),
    );
  }

  /** Waits until every store is level with the hub. */
  async #level(what: string): Promise<void> {
    await this.#until(what, () => this.#stores.filter((store) => !store.isLevel).length);
  }

  /** Waits until all that these stores had written when they were healed is at the hub. */
  async #caughtUp(away: readonly LightStore[]): Promise<void> {
    const wanted = new Map(away.map((store) => [store, store.upHead]));
    await this.#until(
      'catching up',
      () => away.filter((store) => store.confirmed < must(wanted.get(store), 'is known')).length,
    );
  }

  async #until(what: string, left: () => number): Promise<void> {
    const from = performance.now();
    for (let lacking = left(), told = 0; lacking > 0; lacking = left()) {
      const passed = performance.now() - from;
      if (passed > LEVEL_MS) throw new Error(`${what}: ${lacking} stores are not level after ${seconds(passed)} s`);
      if (passed - told > 5000) {
        told = passed;
        this.#tell(`  ${what}: ${lacking} stores to go`);
      }
      await sleep(TICK_MS);
    }
  }

  #begin(): void {
    this.#late.enable();
    this.#late.reset();
    this.#since = { at: performance.now(), cpu: this.#hubProcess().cpu, sales: this.#sales };
  }

  async #phase(name: string): Promise<Phase> {
    const shopped = (await this.#shop?.read()) ?? null;
    this.#errors.push(...(shopped?.errors ?? []));
    this.#gatherLags();
    const lags = this.#lags;
    this.#lags = { kept: [], cut: [], back: [] };
    const passed = (performance.now() - this.#since.at) / MS_PER_SECOND;
    const { cpu, mb } = this.#hubProcess();
    const phase = {
      name,
      seconds: passed,
      sales: this.#sales - this.#since.sales,
      shopped,
      printLag: lagOf(lags.kept),
      printLagBack: lagOf(lags.back),
      ownLateMs: this.#late.max / NANOSECONDS_PER_MS,
      hubCpu: (cpu - this.#since.cpu) / passed,
      hubMb: mb,
    };
    this.#begin();
    return phase;
  }

  #gatherLags(): void {
    for (const [order, { at, line }] of this.#promised) {
      const printed = this.#printedAt.get(order);
      if (printed === undefined) continue;
      this.#lags[line].push(Math.max(0, printed - at));
      this.#promised.delete(order);
    }
  }

  #hubProcess(): { cpu: number; mb: number } {
    const { pid } = this.#ground.hub.process;
    const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return { cpu: processorSeconds(pid), mb: Math.round(Number(kilobytes) / 1024) };
  }

  async #judge(phases: readonly Phase[]): Promise<FleetResult> {
    this.#gatherLags();
    const { syncStatus } = await this.#ground.hub.operations.run(SyncStatus, {});
    const byId = new Map(syncStatus.map((status) => [status.storeId, status]));
    const different = this.#stores.filter((store) => byId.get(store.id)?.stateHash !== store.hash);
    const count = (of: (store: LightStore) => number): number =>
      this.#stores.reduce((sum, store) => sum + of(store), 0);
    for (const { id, troubles } of this.#stores) this.#errors.push(...troubles.map((one) => `${id}: ${one}`));
    const errors = this.#errors.filter((one) => !one.includes('overloaded'));
    return {
      phases,
      stores: this.#stores.length,
      documents: count(({ upHead }) => upHead),
      ordersPrinted: this.#printedAt.size,
      faults: {
        differentStates: different.length,
        negativeAccounts: count(({ store }) => store.state.book.overdrawn().length),
        setAside: count(({ id, store }) => store.state.setAside.size + (byId.get(id)?.quarantined ?? 0)),
        lostOrders: this.#promised.size,
        errors: errors.length,
      },
      turnedAway: this.#errors.length - errors.length,
      firstErrors: errors.slice(0, 5),
    };
  }
}

const lagOf = (times: readonly number[]): Lag => ({
  printed: times.length,
  p50: quantile(times, 0.5),
  p99: quantile(times, 0.99),
});

const seconds = (ms: number): string => (ms / MS_PER_SECOND).toFixed(1);

function expectRecorded(outcome: { outcome: string; refusal?: unknown }): void {
  if (outcome.outcome !== 'recorded') throw new Error(`not recorded: ${JSON.stringify(outcome)}`);
}
