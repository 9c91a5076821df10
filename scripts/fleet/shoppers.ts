/**
 * The web shop's side of a fleet, in a process of its own so that the fleet's work does not show in its times: so many
 * questions and orders a second, whether or not the last was answered.
 */
import { Availability, PlacePickupOrder } from '@ringfence/graphql/generated/operations.ts';
import { quantile } from '../bench/figure.ts';
import { skuName } from '../bench/goods.ts';
import { type Answer, KeepAlive } from '../bench/keep-alive.ts';
import { Random } from '../simulate/random.ts';

const ASKED_SKUS = 10;
const ASKED_STORES = 50;
const CONNECTIONS = 64;
const MS_PER_SECOND = 1000;

export interface Shopping {
  readonly url: string;
  readonly key: string;
  readonly stores: readonly string[];
  readonly skus: number;
  readonly orders: number;
  readonly questions: number;
  readonly seed: number;
}

/** What was seen since the last time somebody asked. Times in milliseconds. */
export interface Shopped {
  readonly questions: number;
  readonly p50: number;
  readonly p99: number;
  readonly orders: number;
  readonly refused: number;
  readonly errors: readonly string[];
}

/** Told of every order as it is promised: `at` in milliseconds since 1970. */
export interface Promised {
  readonly order: string;
  readonly store: string;
  readonly at: number;
}

type Told = { readonly begin: Shopping } | { readonly read: true } | { readonly end: true };

class Shoppers {
  readonly #shopping: Shopping;
  readonly #client: KeepAlive;
  readonly #random: Random;
  readonly #timers: readonly NodeJS.Timeout[];
  readonly #answers: Promise<void>[] = [];
  #times: number[] = [];
  #errors: string[] = [];
  #orders = 0;
  #refused = 0;
  #count = 0;

  constructor(shopping: Shopping) {
    this.#shopping = shopping;
    this.#client = new KeepAlive(shopping.url, shopping.key, CONNECTIONS);
    this.#random = new Random(shopping.seed);
    this.#timers = [
      setInterval(() => this.#do(this.#ask()), MS_PER_SECOND / shopping.questions),
      setInterval(() => this.#do(this.#order()), MS_PER_SECOND / shopping.orders),
    ];
  }

  read(): Shopped {
    const times = this.#times;
    const seen = {
      questions: times.length,
      p50: quantile(times, 0.5),
      p99: quantile(times, 0.99),
      orders: this.#orders,
      refused: this.#refused,
      errors: this.#errors,
    };
    this.#times = [];
    this.#errors = [];
    this.#orders = 0;
    this.#refused = 0;
    return seen;
  }

  async end(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await Promise.all(this.#answers);
    this.#client.close();
  }

  #do(work: Promise<void>): void {
    this.#answers.push(work.catch((error: unknown) => void this.#errors.push(String(error))));
  }

  async #ask(): Promise<void> {
    const { stores, skus } = this.#shopping;
    const first = this.#random.below(Math.max(1, stores.length - ASKED_STORES));
    const variables = {
      skus: Array.from({ length: Math.min(ASKED_SKUS, skus) }, (_, index) => skuName(index)),
      storeIds: stores.slice(first, first + ASKED_STORES),
      onlyServingAll: false,
      first: ASKED_STORES,
    };
    const from = performance.now();
    const answer = await this.#post(Availability, variables);
    this.#times.push(performance.now() - from);
    this.#expectData(answer);
  }

  async #order(): Promise<void> {
    const { stores, skus, seed } = this.#shopping;
    const order = `F${seed}-${this.#count++}`;
    const store = this.#random.pick(stores);
    const lines = [{ sku: skuName(this.#random.below(skus)), units: 1 }];
    const answer = await this.#post(PlacePickupOrder, { input: { id: order, storeId: store, lines } });
    if (!this.#expectData(answer)) return;
    if (answer.text.includes('"PickupOrderRecorded"')) {
      this.#orders += 1;
      process.send?.({ promised: { order, store, at: Date.now() } satisfies Promised });
    } else if (answer.text.includes('"InsufficientPromise"')) this.#refused += 1;
    else this.#errors.push(answer.text.slice(0, 300));
  }

  #expectData({ status, text }: Answer): boolean {
    if (status === 200 && !text.includes('"errors"')) return true;
    this.#errors.push(`${status} ${text.slice(0, 300)}`);
    return false;
  }

  #post({ name, text }: { name: string; text: string }, variables: object): Promise<Answer> {
    return this.#client.post('/graphql', JSON.stringify({ operationName: name, query: text, variables }));
  }
}

let shoppers: Shoppers | undefined;
process.on('message', (told: Told) => {
  if ('begin' in told) shoppers = new Shoppers(told.begin);
  else if ('read' in told) process.send?.({ shopped: shoppers?.read() });
  else void shoppers?.end().then(() => process.send?.({ shopped: shoppers?.read() }));
});
process.on('disconnect', () => process.exit(0));
