/**
 * Everybody wants the same few units: web customers order one scarce item over
 * and over, every order under its own id and twice at once. An order without an
 * answer is sent again under its id until it has one.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { PlacePickupOrder } from '@ringfence/graphql/generated/operations.ts';
import type { Retailer, RunningStore } from '../processes/retailer.ts';
import type { Acknowledged } from '../replay/tally.ts';

const PAUSE_MS = 30;
/** Refusals to each client after which nothing is left: the last units stay at the counter. */
const SOLD_OUT = 5;

export interface RushOptions {
  readonly store: RunningStore;
  readonly sku: string;
  readonly clients: number;
}

export class Rush {
  readonly acknowledged: Acknowledged[] = [];
  /** Orders that were refused for want of units. */
  refused = 0;
  /** Units that came in for all these orders. */
  units = 0;
  readonly #retailer: Retailer;
  readonly #options: RushOptions;
  readonly #workers: Promise<void>[];
  #isStopping = false;
  #next = 0;
  #error: unknown;

  constructor(retailer: Retailer, options: RushOptions) {
    this.#retailer = retailer;
    this.#options = options;
    this.#workers = Array.from({ length: options.clients }, () =>
      this.#work().catch((error: unknown) => {
        this.#error ??= error;
      }),
    );
  }

  /** More units of the scarce item come in. */
  async receive(units: number): Promise<void> {
    const { store, sku } = this.#options;
    const answer = await store.clerk.command('receipts', { id: `rush-${this.units}`, lines: [{ sku, units }] });
    if (answer.outcome === 'refused') throw new Error(`the receipt was refused: ${answer.detail}`);
    this.units += units;
  }

  /** Resolves when so many more orders were acknowledged, or everybody hears that nothing is left. */
  async until(more: number): Promise<void> {
    const wanted = this.acknowledged.length + more;
    const enough = this.refused + SOLD_OUT * this.#options.clients;
    while (this.acknowledged.length < wanted && this.refused < enough && this.#error === undefined) await sleep(5);
    if (this.#error !== undefined) throw this.#error;
  }

  /** Lets every client hear its last answer. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await Promise.all(this.#workers);
    if (this.#error !== undefined) throw this.#error;
  }

  async #work(): Promise<void> {
    while (!this.#isStopping) {
      const id = `rush-${++this.#next}`;
      // Units may come in between the two: then one of them hears no, and the order is there all the same.
      const heard = await Promise.all([this.#place(id), this.#place(id)]);
      if (heard.includes(true))
        this.acknowledged.push({ store: this.#options.store.id, direction: 'down', id: `pickup-order~${id}` });
      else {
        this.refused += 1;
        await sleep(PAUSE_MS);
      }
    }
  }

  /** True when the order was taken. */
  async #place(id: string): Promise<boolean> {
    const { store, sku } = this.#options;
    const lines = [{ sku, units: 1 }];
    const input = { id, storeId: store.id, lines, payment: 'PAID' } as const;
    const { placePickupOrder: placed } = await this.#retailer.hub.checkout.run(PlacePickupOrder, { input });
    if (placed.__typename === 'PickupOrderRecorded') return true;
    if (placed.code !== 'insufficient-promise') throw new Error(`${id} was refused: ${placed.code}`);
    return false;
  }
}
