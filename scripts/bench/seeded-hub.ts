/** A hub that promises for many stores. Their nodes are not running: what they would have sent is put on its disk first. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { LIMITS } from '@ringfence/domain/limits.ts';
import { machineClock } from '@ringfence/central/src/clock.ts';
import { publicKeyOf, sha256, signWith, verifierOf } from '@ringfence/central/src/crypto.ts';
import { Hub } from '@ringfence/central/src/hub.ts';
import { openHome } from '@ringfence/central/src/identity.ts';
import { TestStore } from '@ringfence/central/src/testing/world.ts';
import { hubDirectory, type Retailer, startRetailer } from '../processes/retailer.ts';
import { secretsOf } from '../processes/secrets.ts';
import { linesOf, productsOf, skuName, storesOf } from './goods.ts';

export const STORES = 50;
export const SKUS = 1000;
/** Units of each item that each store has given the hub. */
const UNITS = 100_000;

/** `scarce`: units of the first item at the first store. */
export async function startSeededHub(directory: string, scarce: number): Promise<Retailer> {
  await seed(directory, scarce);
  return startRetailer({ directory, stores: [], products: [], basePort: 0 });
}

async function seed(directory: string, scarce: number): Promise<void> {
  const onFatal = (failure: Error): never => {
    throw failure;
  };
  const { vaultKey } = secretsOf(directory, []);
  const { log, privateKey } = await openHome(join(hubDirectory(directory)), { sha256, onFatal });
  const hub = await Hub.open({
    log,
    clock: machineClock,
    sha256,
    sign: signWith(privateKey),
    publicKey: publicKeyOf(privateKey),
    verifierOf,
    vaultKey: Uint8Array.from(Buffer.from(vaultKey, 'base64url')),
    random: (bytes) => Uint8Array.from(randomBytes(bytes)),
    onFatal,
  });
  await hub.putProducts(productsOf(SKUS));
  await hub.putStores(storesOf(STORES));
  for (const [index, { store }] of storesOf(STORES).entries()) await stock(hub, store, index === 0 ? scarce : UNITS);
  await log.close();
}

/** Enrols the store and lets it receive and grant; `first` is how many units of the first item. */
async function stock(hub: Hub, store: string, first: number): Promise<void> {
  const node = new TestStore(store);
  const { code } = await hub.createEnrolmentCode(store);
  const admitted = await hub.exchange.enrol({ store, code, publicKey: node.publicKey });
  const desk = hub.desk(store);
  if (!admitted.ok || desk === undefined) throw new Error(`${store} was not let in`);
  node.incarnation = admitted.value.incarnation;
  const rows = linesOf(SKUS, UNITS, LIMITS.linesPerDocument).flatMap((wanted, part) => {
    const lines = wanted.map(({ sku, units }) => ({ sku, units: sku === skuName(0) ? first : units }));
    return [
      node.write('receipt', `stock-${part}`, { lines: lines.map((line) => ({ ...line, area: 'shelf' as const })) }),
      node.write('grant', `stock-${part}`, { lines }),
    ];
  });
  const answers = await hub.exchange.ingest(desk, node.incarnation, rows);
  const refused = answers.find((answer) => 'error' in answer);
  if (refused !== undefined) throw new Error(`${store}: ${JSON.stringify(refused)}`);
}
