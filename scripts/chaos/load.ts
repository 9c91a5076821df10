/**
 * Trade that goes on while things break: tills sell over HTTP, web customers
 * order over GraphQL and some collect. A request without an answer is sent
 * again under its id until it has one; everything that was answered for is
 * remembered here, outside the processes.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { PlacePickupOrder } from '@ringfence/graphql/generated/operations.ts';
import { CURRENCY, PRICE, skuName } from '../bench/goods.ts';
import type { Retailer, RunningStore } from '../processes/retailer.ts';
import type { Acknowledged } from '../replay/tally.ts';
import type { Random } from '../simulate/random.ts';
import { SKUS } from './shop.ts';

const TRIES = 5;

export interface LoadOptions {
  readonly tills: number;
  readonly shoppers: number;
  readonly random: Random;
  /** Milliseconds a worker rests between two commands. */
  readonly restMs?: number;
  /** Marks the ids of this load. */
  readonly mark?: string;
}

export class Load {
  readonly acknowledged: Acknowledged[] = [];
  /** Refusals by code. */
  readonly refused = new Map<string, number>();
  sales = 0;
  orders = 0;
  handOvers = 0;
  /** Commands that were answered "exists": done before, and their answer lost. */
  repeated = 0;
  /** Longest time between sending a command and its answer, in milliseconds. */
  slowestMs = 0;
  readonly #retailer: Retailer;
  readonly #options: LoadOptions;
  readonly #errors: unknown[] = [];
  #workers: Promise<void>[] = [];
  #isStopping = false;
  #next = 0;

  constructor(retailer: Retailer, options: LoadOptions) {
    this.#retailer = retailer;
    this.#options = options;
    for (const store of retailer.stores) {
      for (let till = 0; till < options.tills; till++) this.#work(() => this.#sell(store));
      for (let shopper = 0; shopper < options.shoppers; shopper++) this.#work(() => this.#order(store));
    }
  }

  /** Commands that were answered. */
  get done(): number {
    return this.acknowledged.length;
  }

  /** Lets every worker finish what it sent. Throws when a command was never answered. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await Promise.all(this.#workers);
    if (this.#errors.length > 0) throw this.#errors[0];
  }

  /** Resolves when so many more commands were answered; or so many more orders alone. */
  async until(more: number, what: 'done' | 'orders' = 'done'): Promise<void> {
    const wanted = this[what] + more;
    while (this[what] < wanted && this.#errors.length === 0) await sleep(5);
    if (this.#errors.length > 0) throw this.#errors[0];
  }

  get measured(): Record<string, number> {
    return { sales: this.sales, orders: this.orders, 'hand-overs': this.handOvers, repeated: this.repeated };
  }

  #work(command: () => Promise<void>): void {
    const worker = async (): Promise<void> => {
      while (!this.#isStopping) {
        const from = performance.now();
        await command();
        this.slowestMs = Math.max(this.slowestMs, performance.now() - from);
        if (this.#options.restMs !== undefined) await sleep(this.#options.restMs);
      }
    };
    this.#workers.push(
      worker().catch((error: unknown) => {
        this.#errors.push(error);
      }),
    );
  }

  #newId(what: string): string {
    this.#next += 1;
    return `${what}-${this.#options.mark ?? 'l'}-${this.#next}`;
  }

  #someSku(): string {
    return skuName(this.#options.random.below(SKUS));
  }

  async #sell(store: RunningStore): Promise<void> {
    const id = this.#newId('s');
    const lines = [{ sku: this.#someSku(), units: 1 }];
    const sale = { id, currency: CURRENCY, lines, tenders: [{ kind: 'card', amount: PRICE }] };
    const answer = await untilAnswered(() => store.clerk.command('sales', sale));
    if (answer.outcome === 'refused') return this.#noteRefusal(answer.code);
    if (answer.outcome === 'exists') this.repeated += 1;
    this.sales += 1;
    this.acknowledged.push({ store: store.id, direction: 'up', id: `sale~${id}` });
  }

  /** Every second customer collects at once, with the pass alone. */
  async #order(store: RunningStore): Promise<void> {
    const id = this.#newId('o');
    const lines = [{ sku: this.#someSku(), units: 1 }];
    const input = { id, storeId: store.id, lines, payment: 'PAID' } as const;
    const { checkout } = this.#retailer.hub;
    const { placePickupOrder: placed } = await untilAnswered(() => checkout.run(PlacePickupOrder, { input }));
    if (placed.__typename !== 'PickupOrderRecorded') return this.#noteRefusal(placed.code);
    this.orders += 1;
    this.acknowledged.push({ store: store.id, direction: 'down', id: `pickup-order~${id}` });
    if (!this.#options.random.chance(50)) return;
    const handOver = { pass: placed.order.pass, register: 'R1', tenders: [] };
    const answer = await untilAnswered(() => store.clerk.command('hand-overs', handOver));
    if (answer.outcome === 'refused') return this.#noteRefusal(answer.code);
    this.handOvers += 1;
    this.acknowledged.push({ store: store.id, direction: 'up', id: `hand-over~${id}` });
  }

  #noteRefusal(code: string): void {
    this.refused.set(code, (this.refused.get(code) ?? 0) + 1);
  }
}

/** Where a process is killed again and again on a busy machine, one minute of trying may not be enough. */
async function untilAnswered<T>(send: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await send();
    } catch (error) {
      if (tries === TRIES) throw error;
    }
  }
}
