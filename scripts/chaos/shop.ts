/** A retailer of real processes with plenty of stock, and the examination at the end of a scenario. */
import { must } from '@ringfence/domain/basic/assert.ts';
import { LIMITS } from '@ringfence/domain/limits.ts';
import { linesOf, productsOf, storesOf } from '../bench/goods.ts';
import { type Retailer, type RetailerOptions, type RunningStore, startRetailer } from '../processes/retailer.ts';
import { converge } from '../replay/converge.ts';
import type { Acknowledged } from '../replay/tally.ts';
import { verifyLedger } from '../verify-ledger/verify.ts';
import { writeHistory } from './history.ts';

export const SKUS = 40;
const UNITS = 1_000_000;
const CONVERGE_MS = 60_000;
const PAST_MS = 180_000;
const PROBLEMS_TOLD = 5;

export interface ShopOptions extends Pick<RetailerOptions, 'hubAddressFor' | 'hubs'> {
  readonly directory: string;
  readonly stores: number;
  /** Items beyond the usual ones that no store has any unit of. */
  readonly unstocked?: number;
  /** Documents of each store's past: with some thousands both sides keep indexes and frozen states for their next start. */
  readonly past?: number;
}

/** Hub and stores run, every store has stock, and the hub may promise of it. */
export async function openShop({
  directory,
  stores,
  unstocked = 0,
  past = 0,
  ...rest
}: ShopOptions): Promise<Retailer> {
  const retailer = await startRetailer({
    directory,
    stores: storesOf(stores),
    products: productsOf(SKUS + unstocked),
    basePort: 0,
    ...rest,
  });
  for (const store of retailer.stores) {
    for (const [part, lines] of linesOf(SKUS, UNITS, LIMITS.linesPerDocument).entries()) {
      const answer = await store.clerk.command('receipts', { id: `stock-${part}`, lines });
      if (answer.outcome === 'refused') throw new Error(`stock was refused: ${answer.detail}`);
    }
  }
  await settled(retailer);
  if (past > 0) {
    for (const store of retailer.stores) {
      await store.process.stop();
      await writeHistory(store, { documents: past, skus: SKUS });
      await store.process.start();
    }
    await settled(retailer, PAST_MS);
  }
  return retailer;
}

export const theStore = ({ stores }: Retailer): RunningStore => must(stores[0], 'there is a store');

/** Milliseconds until hub and stores were equal; throws when they do not become so. */
export async function settled(retailer: Retailer, giveUpMs = CONVERGE_MS): Promise<number> {
  const sides = await converge(retailer, retailer.stores, { giveUpMs, quietMs: 800 });
  const unequal = sides.filter(({ ms }) => ms === undefined).map(({ store }) => store);
  if (unequal.length > 0) throw new Error(`${unequal.join(', ')} and the hub do not become equal`);
  return Math.max(...sides.map(({ ms }) => ms ?? 0));
}

export interface Examined {
  readonly measured: Readonly<Record<string, number>>;
  readonly broken: readonly string[];
}

/** Lets both sides become equal, stops all processes in order and reads their logs from disk. */
export async function examine(retailer: Retailer, acknowledged: readonly Acknowledged[]): Promise<Examined> {
  const broken: string[] = [];
  let equalAfterMs = -1;
  try {
    equalAfterMs = await settled(retailer);
    await retailer.stop();
  } catch (error) {
    broken.push((error as Error).message);
    await retailer.kill();
  }
  const verdict = await verifyLedger({
    hub: retailer.hub.log,
    stores: new Map(retailer.stores.map((store) => [store.id, store.directory])),
    acknowledged,
  });
  broken.push(...verdict.problems.slice(0, PROBLEMS_TOLD));
  return {
    broken,
    measured: {
      acknowledged: acknowledged.length,
      lost: verdict.lostDocuments,
      duplicated: verdict.duplicatedDocuments,
      oversold: verdict.oversold,
      'below zero': verdict.negativeAccounts,
      'equal after ms': equalAfterMs,
    },
  };
}
