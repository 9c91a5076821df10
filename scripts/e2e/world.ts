/** One retailer in a temporary directory for a file of tests, with the few things every such test does. */
import { setTimeout as sleep } from 'node:timers/promises';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { must } from '@ringfence/domain/basic/assert.ts';
import {
  Availability,
  CancelPickupOrder,
  Exceptions,
  PickupOrder,
  PlacePickupOrder,
  type PlacePickupOrderInput,
  StoreStock,
} from '@ringfence/graphql/generated/operations.ts';
import { type Retailer, type RunningStore, startRetailer } from '../processes/retailer.ts';
import { converge } from '../replay/converge.ts';
import { readSample } from '../trade-data/sample.ts';
import { verifyLedger } from '../verify-ledger/verify.ts';

const CONVERGE_MS = 120_000;
const QUIET_MS = 200;
const PATIENCE_MS = 120_000;
const LOOK_MS = 20;

const sample = readSample();
/** Pieces of one price are all a test of units needs. */
export const SKUS = sample.products.slice(0, 20).map(({ sku }) => sku);
const PRICES = new Map(sample.products.map(({ sku, price }) => [sku, price]));

export interface Stock {
  readonly shelf: number;
  readonly online: number;
  readonly orders: number;
  readonly deficit: number;
  readonly onHand: number;
}

export class World {
  readonly retailer: Retailer;
  readonly #directory: string;

  private constructor(retailer: Retailer, directory: string) {
    this.retailer = retailer;
    this.#directory = directory;
  }

  static async start(): Promise<World> {
    const directory = mkdtempSync(join(tmpdir(), 'ringfence-e2e-'));
    const products = sample.products.slice(0, SKUS.length);
    const retailer = await startRetailer({ directory, stores: sample.stores, products, basePort: 0 });
    return new World(retailer, directory);
  }

  async end(): Promise<void> {
    await this.retailer.kill();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  store(id: 'S01' | 'S02' | 'S03'): RunningStore {
    return must(
      this.retailer.stores.find((store) => store.id === id),
      `no store ${id}`,
    );
  }

  /** Delivers `units` of each SKU, and waits until the hub knows its share of them. */
  async deliver(store: RunningStore, skus: readonly string[], units: number): Promise<void> {
    const lines = skus.map((sku) => ({ sku, units }));
    const id = `receipt-${store.id}-${skus[0]}`;
    const answer = await store.clerk.command('receipts', { id, lines });
    if (answer.outcome === 'refused') throw new Error(answer.detail);
    for (const sku of skus) {
      await until(async () => ((await this.stock(store, sku)).online > 0 ? true : undefined));
    }
    await this.settle([store]);
  }

  async stock(store: RunningStore, sku: string): Promise<Stock> {
    return must(await store.clerk.get<Stock>(`stock/${sku}`), `${store.id} knows ${sku}`);
  }

  /** Sells over the counter; `override` is a supervisor's reason. */
  sell(store: RunningStore, id: string, given: { sku: string; units: number; override?: string }) {
    const { sku, units, override } = given;
    const amount = units * must(PRICES.get(sku), `a price of ${sku}`);
    const body = {
      id,
      currency: 'GBP',
      lines: [{ sku, units }],
      tenders: [{ kind: 'card', amount }],
      ...(override === undefined ? {} : { override: { by: 'supervisor-1', reason: override } }),
    };
    return (override === undefined ? store.clerk : store.supervisor).command('sales', body);
  }

  /** What the checkout is answered, success or refusal. */
  async checkout(input: PlacePickupOrderInput) {
    return (await this.retailer.hub.checkout.run(PlacePickupOrder, { input })).placePickupOrder;
  }

  /** Places an order that must be taken. */
  async place(store: RunningStore, id: string, line: { sku: string; units: number; expiresAt?: string }) {
    const { expiresAt, ...wanted } = line;
    const input = { id, storeId: store.id, lines: [wanted], ...(expiresAt === undefined ? {} : { expiresAt }) };
    const result = await this.checkout(input);
    if (result.__typename !== 'PickupOrderRecorded') throw new Error(result.message);
    return result.order;
  }

  async cancel(orderId: string) {
    const input = { orderId, by: 'CUSTOMER' } as const;
    return (await this.retailer.hub.checkout.run(CancelPickupOrder, { input })).cancelPickupOrder;
  }

  /** The order's status at the hub. */
  async statusOf(id: string): Promise<string | undefined> {
    return (await this.retailer.hub.checkout.run(PickupOrder, { id })).pickupOrder?.status;
  }

  /** The order as its store sees it; nothing when it has not heard of it. */
  orderAt(store: RunningStore, id: string) {
    return store.clerk.get<{ status: string }>(`orders/${id}`);
  }

  handOver(store: RunningStore, body: { id?: string; order?: string; pass?: string }) {
    return store.clerk.command('hand-overs', body);
  }

  /** What the hub may promise of `sku` at the store. */
  async promised(store: RunningStore, sku: string): Promise<number> {
    const { availability } = await this.retailer.hub.checkout.run(Availability, { skus: [sku], storeIds: [store.id] });
    return must(availability[0]?.items[0], 'an answer for the store').promised;
  }

  async stockAtHub(store: RunningStore, sku: string) {
    return (await this.retailer.hub.operations.run(StoreStock, { storeId: store.id, sku })).storeStock;
  }

  /** The store's exceptions as the hub tells them: those somebody must act on, or those that are dealt with. */
  async exceptions(store: RunningStore, open: boolean) {
    const filter = { storeIds: [store.id], open };
    return (await this.retailer.hub.operations.run(Exceptions, { filter })).exceptions.nodes;
  }

  /** Cuts the line and waits until the hub has noticed. */
  async cut(store: RunningStore): Promise<void> {
    await store.operator.cutLink(true);
    await until(async () => {
      const { storeConnected } = await this.stockAtHub(store, must(SKUS[0], 'a SKU'));
      return storeConnected ? undefined : true;
    });
  }

  async heal(store: RunningStore): Promise<void> {
    await store.operator.cutLink(false);
    await this.settle([store]);
  }

  /** Waits until store and hub fold to the same and nothing moves any more; throws when they do not. */
  async settle(stores: readonly RunningStore[] = this.retailer.stores): Promise<void> {
    const sides = await converge(this.retailer, stores, { giveUpMs: CONVERGE_MS, quietMs: QUIET_MS });
    const late = sides.filter(({ ms }) => ms === undefined).map(({ store }) => store);
    if (late.length > 0) throw new Error(`${late.join(', ')} and the hub did not converge`);
  }

  /** Reads all logs from disk and judges them. `acknowledged` must all be there. */
  verify(acknowledged: NonNullable<Parameters<typeof verifyLedger>[0]['acknowledged']> = []) {
    const stores = new Map(this.retailer.stores.map(({ id, directory }) => [id, directory]));
    return verifyLedger({ hub: this.retailer.hub.directory, stores, acknowledged });
  }
}

/** Asks until `look` finds something. */
export async function until<Found>(look: () => Promise<Found | undefined>): Promise<Found> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > giveUpAt) throw new Error('waited in vain');
    await sleep(LOOK_MS);
  }
}
