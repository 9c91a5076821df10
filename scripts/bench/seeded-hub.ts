/** A hub that promises for many stores. Their nodes are not running: what they would have sent is put on its disk first. */
import { join } from 'node:path';
import { LIMITS } from '@ringfence/domain/limits.ts';
import { machineClock } from '@ringfence/central/src/clock.ts';
import { cryptographyOf, sha256 } from '@ringfence/central/src/crypto.ts';
import { Hub } from '@ringfence/central/src/hub.ts';
import { LIMITS as CATALOG } from '@ringfence/central/src/limits.ts';
import { openHome } from '@ringfence/central/src/identity.ts';
import { TestStore } from '@ringfence/central/src/testing/world.ts';
import { hubDirectory, type Retailer, startRetailer } from '../processes/retailer.ts';
import { secretsOf } from '../processes/secrets.ts';
import { linesOf, productsOf, skuName, storesOf } from './goods.ts';

export const STORES = 50;
export const SKUS = 1000;
/** Units of each item that each store has given the hub. */
export const UNITS = 100_000;

/** The first items of the first store, of which there are fewer. */
export interface Hot {
  readonly skus: number;
  readonly units: number;
}

const NOTHING_HOT: Hot = { skus: 0, units: 0 };

/** How much a hub holds. */
export interface Extent {
  readonly stores: number;
  readonly skus: number;
}

const USUAL: Extent = { stores: STORES, skus: SKUS };

export async function startSeededHub(directory: string, hot: Hot, extent: Extent = USUAL): Promise<Retailer> {
  await seedHub(directory, hot, extent);
  return startRetailer({ directory, stores: [], products: [], basePort: 0 });
}

/** Fills the hub's directory, and starts nothing. */
export async function seedHub(directory: string, hot: Hot, { stores, skus }: Extent = USUAL): Promise<void> {
  const onFatal = (failure: Error): never => {
    throw failure;
  };
  const { vaultKey } = secretsOf(directory, []);
  const { log, privateKey } = await openHome(join(hubDirectory(directory)), { sha256, onFatal });
  const hub = await Hub.open({
    log,
    clock: machineClock,
    ...cryptographyOf(privateKey),
    vaultKey: Uint8Array.from(Buffer.from(vaultKey, 'base64url')),
    onFatal,
  });
  const products = productsOf(skus);
  for (let from = 0; from < products.length; from += CATALOG.catalogBatch)
    await hub.putProducts(products.slice(from, from + CATALOG.catalogBatch));
  await hub.putStores(storesOf(stores));
  for (const [index, { store }] of storesOf(stores).entries())
    await stock(hub, store, { skus, hot: index === 0 ? hot : NOTHING_HOT });
  await log.close();
}

/** Enrols the store and lets it receive and grant. */
async function stock(hub: Hub, store: string, { skus, hot }: { skus: number; hot: Hot }): Promise<void> {
  const node = new TestStore(store);
  const { code } = await hub.createEnrolmentCode(store);
  const admitted = await hub.exchange.enrol({ store, code, publicKey: node.publicKey });
  const desk = hub.desk(store);
  if (!admitted.ok || desk === undefined) throw new Error(`${store} was not let in`);
  node.incarnation = admitted.value.incarnation;
  const hotSkus = new Set(Array.from({ length: hot.skus }, (_, index) => skuName(index)));
  const rows = linesOf(skus, UNITS, LIMITS.linesPerDocument).flatMap((wanted, part) => {
    const lines = wanted.map(({ sku, units }) => ({ sku, units: hotSkus.has(sku) ? hot.units : units }));
    return [
      node.write('receipt', `stock-${part}`, { lines: lines.map((line) => ({ ...line, area: 'shelf' as const })) }),
      node.write('grant', `stock-${part}`, { lines }),
    ];
  });
  const answers = await hub.exchange.ingest(desk, node.incarnation, rows);
  const refused = answers.find((answer) => 'error' in answer);
  if (refused !== undefined) throw new Error(`${store}: ${JSON.stringify(refused)}`);
}
