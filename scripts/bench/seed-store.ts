/** A store's history written by its own node, in this process and without HTTP: as real as any, and in minutes. */
import { completeSaleCommand } from '@ringfence/store-node/src/commands/complete-sale.ts';
import { StoreNode } from '@ringfence/store-node/src/node.ts';
import { must } from '@ringfence/domain/basic/assert.ts';
import { saleBody } from './loads.ts';

/** Sales under way at once: enough that the disk takes many with one sync. */
const AT_ONCE = 256;
const NOWHERE = 'http://127.0.0.1:9';

export interface SeedInput {
  readonly store: string;
  readonly directory: string;
  readonly prefix: string;
  readonly count: number;
  readonly skus: number;
  /** Whether the node ends in order afterwards; otherwise it goes on until its process is killed. */
  readonly ends: 'in order' | 'by power cut';
}

/** Records so many sales at a store whose process is stopped; the hub hears nothing of them now. */
export async function seedStore({ store: name, directory, prefix, count, skus, ends }: SeedInput): Promise<void> {
  const fail = (error: unknown): never => {
    throw error;
  };
  const config = { store: name, data: directory, hubUrl: NOWHERE, host: '127.0.0.1', port: 0 };
  const node = await StoreNode.start({ config, log: () => {}, onFatal: fail });
  const store = must(node.store, 'the disk is whole');
  let next = 0;
  const one = async (): Promise<void> => {
    while (next < count) {
      const index = next++;
      const sale = { ...JSON.parse(saleBody(`${prefix}${index}`, index, skus)), receipt: `${prefix}${index}` };
      const answer = await store.execute(completeSaleCommand, sale, { override: false });
      if (answer.outcome === 'refused') fail(new Error(`a sale was refused: ${answer.refusal.message}`));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  if (ends === 'in order') await node.stop();
}
