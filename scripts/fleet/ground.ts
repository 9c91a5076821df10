/** The hub of a fleet: its disk is prepared by the hub's own code, with a catalogue and a seat for every store. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { CATALOG_STREET, type StoreId } from '@ringfence/domain/basic/ids.ts';
import type { StoreInfo } from '@ringfence/domain/documents/catalog.ts';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import { machineClock } from '@ringfence/central/src/clock.ts';
import { cryptographyOf, publicKeyOf, sha256 } from '@ringfence/central/src/crypto.ts';
import { Hub } from '@ringfence/central/src/hub.ts';
import { openHome } from '@ringfence/central/src/identity.ts';
import { LIMITS } from '@ringfence/central/src/limits.ts';
import { CURRENCY, productsOf } from '../bench/goods.ts';
import { hubDirectory, type RunningHub, startRetailer } from '../processes/retailer.ts';
import { secretsOf } from '../processes/secrets.ts';

export interface Ground {
  readonly hub: RunningHub;
  readonly hubKey: string;
  readonly catalog: readonly Envelope[];
  readonly seats: readonly { readonly id: StoreId; readonly incarnation: number; readonly privateKey: KeyObject }[];
  stop(): Promise<void>;
}

const storeId = (index: number): StoreId => `S${String(index + 1).padStart(4, '0')}`;

const storesOf = (count: number): StoreInfo[] =>
  Array.from({ length: count }, (_, index) => ({
    store: storeId(index),
    name: `Store ${index + 1}`,
    latitude: 45 + (index % 100) / 10,
    longitude: 5 + Math.floor(index / 100),
    timeZone: 'Europe/Berlin',
    currency: CURRENCY,
    pickup: true,
  }));

export async function prepareGround(
  directory: string,
  { stores, skus }: { stores: number; skus: number },
): Promise<Ground> {
  const seeded = await seed(directory, stores, skus);
  const retailer = await startRetailer({ directory, stores: [], products: [], basePort: 0 });
  return { ...seeded, hub: retailer.hub, stop: () => retailer.stop() };
}

async function seed(
  directory: string,
  stores: number,
  skus: number,
): Promise<Pick<Ground, 'hubKey' | 'catalog' | 'seats'>> {
  const onFatal = (failure: Error): never => {
    throw failure;
  };
  const { vaultKey } = secretsOf(directory, []);
  const { log, privateKey } = await openHome(hubDirectory(directory), { sha256, onFatal });
  const hub = await Hub.open({
    log,
    clock: machineClock,
    ...cryptographyOf(privateKey),
    vaultKey: Uint8Array.from(Buffer.from(vaultKey, 'base64url')),
    onFatal,
  });
  const infos = storesOf(stores);
  await hub.putProducts(productsOf(skus));
  for (let from = 0; from < infos.length; from += LIMITS.catalogBatch)
    await hub.putStores(infos.slice(from, from + LIMITS.catalogBatch));
  const seats = await Promise.all(
    infos.map(async ({ store: id }) => {
      const { privateKey: key, publicKey } = generateKeyPairSync('ed25519');
      const { code } = await hub.createEnrolmentCode(id);
      const admitted = await hub.exchange.enrol({
        store: id,
        code,
        publicKey: String(publicKey.export({ format: 'jwk' }).x),
      });
      if (!admitted.ok) throw new Error(`${id} was not let in`);
      return { id, incarnation: admitted.value.incarnation, privateKey: key };
    }),
  );
  const catalog = await (await log.open(CATALOG_STREET)).read(0, stores + skus + 10);
  await hub.members.settled();
  await log.close();
  return { hubKey: publicKeyOf(privateKey), catalog, seats };
}
