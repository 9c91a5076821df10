/** A long past for a store, written to its disk by its own pen while its process is not running: thousands of documents in seconds. */
import { join } from 'node:path';
import { must } from '@ringfence/domain/basic/assert.ts';
import { storeAuthor, upStreet } from '@ringfence/domain/basic/ids.ts';
import { fact } from '@ringfence/domain/documents/registry.ts';
import { load } from '@ringfence/log/identity-file.ts';
import { Journal } from '@ringfence/log/journal.ts';
import { openPouchStreet } from '@ringfence/log/pouch-street.ts';
import { sha256 } from '@ringfence/store-node/src/identity/home.ts';
import { loadOrCreateKeys, signWith } from '@ringfence/store-node/src/identity/keys.ts';
import { skuName } from '../bench/goods.ts';
import type { RunningStore } from '../processes/retailer.ts';
import type { Acknowledged } from '../replay/tally.ts';

const WRITTEN_AT_ONCE = 500;

/** Deliveries, one after the other. They count as acknowledged: they are on disk when this resolves. */
export async function writeHistory(
  store: RunningStore,
  { documents, skus, mark = 'past' }: { documents: number; skus: number; mark?: string },
): Promise<Acknowledged[]> {
  const place = (...parts: string[]): string => join(store.directory, ...parts);
  const { privateKey } = await loadOrCreateKeys(place('identity', 'store-key.json'));
  const { incarnation } = must(await load(place('identity', 'identity.json')), 'the store has an identity');
  const street = upStreet(store.id);
  const log = await openPouchStreet({ directory: place('streets', street), street, create: false, sha256 });
  const acknowledged: Acknowledged[] = [];
  try {
    const journal = new Journal(log, {
      author: storeAuthor(store.id, incarnation),
      sha256,
      now: Date.now,
      sign: signWith(privateKey),
      onFatal: (failure) => {
        throw failure;
      },
    });
    for (let next = 0; next < documents;) {
      let durable = Promise.resolve();
      for (const end = Math.min(documents, next + WRITTEN_AT_ONCE); next < end; next++) {
        const lines = [{ sku: skuName(next % skus), units: 1, area: 'shelf' as const }];
        const written = journal.write(fact('receipt', `${mark}-${next}`, { lines }));
        ({ durable } = written);
        acknowledged.push({ store: store.id, direction: 'up', id: written.document._id });
      }
      await durable;
    }
  } finally {
    await log.close();
  }
  return acknowledged;
}
