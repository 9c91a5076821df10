/** A hub and one store with plenty of stock, each a process. */
import { must } from '@ringfence/domain/basic/assert.ts';
import { LIMITS } from '@ringfence/domain/limits.ts';
import type { RunningHub, RunningStore } from '../processes/retailer.ts';
import { startRetailer } from '../processes/retailer.ts';
import { linesOf, productsOf, storesOf } from './goods.ts';

const SKUS = 500;
const UNITS = 1_000_000;

export interface OneStore {
  readonly hub: RunningHub;
  readonly store: RunningStore;
  readonly skus: number;
  stop(): Promise<void>;
}

export async function startOneStore(directory: string): Promise<OneStore> {
  const retailer = await startRetailer({ directory, stores: storesOf(1), products: productsOf(SKUS), basePort: 0 });
  const store = must(retailer.stores[0], 'there is a store');
  for (const [part, lines] of linesOf(SKUS, UNITS, LIMITS.linesPerDocument).entries()) {
    const answer = await store.clerk.command('receipts', { id: `stock-${part}`, lines });
    if (answer.outcome === 'refused') throw new Error(`stock was refused: ${answer.detail}`);
  }
  return { hub: retailer.hub, store, skus: SKUS, stop: () => retailer.kill() };
}
