/** What head office does to a hub before trade: stores and products into the catalogue, codes that let nodes in. */
import type { Product, StoreInfo } from '@ringfence/domain/documents/catalog.ts';
import {
  CreateEnrolmentCode,
  type ProductInput,
  PutProducts,
  PutStores,
  type StoreInput,
} from '@ringfence/graphql/generated/operations.ts';
import type { HubApi } from './hub-api.ts';

const PRODUCTS_AT_ONCE = 200;

/** Puts stores and products into the catalogue; what is there already is left as it is. Throws when the hub refuses. */
export async function putCatalogue(
  hub: HubApi,
  { stores, products }: { readonly stores: readonly StoreInfo[]; readonly products: readonly Product[] },
): Promise<void> {
  const { putStores } = await hub.run(PutStores, { stores: stores.map(storeInput) });
  if (putStores.__typename !== 'CataloguePut') throw new Error(`stores were refused: ${putStores.message}`);
  for (let from = 0; from < products.length; from += PRODUCTS_AT_ONCE) {
    const batch = products.slice(from, from + PRODUCTS_AT_ONCE).map(productInput);
    const { putProducts } = await hub.run(PutProducts, { products: batch });
    if (putProducts.__typename !== 'CataloguePut') throw new Error(`products were refused: ${putProducts.message}`);
  }
}

/** A code that lets one node in as the store's, once. `expiresAt` in milliseconds since 1970. */
export async function enrolmentCode(hub: HubApi, storeId: string): Promise<{ code: string; expiresAt: string }> {
  const { createEnrolmentCode: result } = await hub.run(CreateEnrolmentCode, { storeId });
  if (result.__typename !== 'EnrolmentCode') throw new Error(`no enrolment code for ${storeId}: ${result.message}`);
  return { code: result.code, expiresAt: String(result.expiresAt) };
}

// What is undefined is not sent: JSON leaves it out.
const storeInput = ({ store: id, ...rest }: StoreInfo) => ({ id, ...rest }) as StoreInput;
const productInput = ({ measure, ...rest }: Product) =>
  ({ ...rest, measure: measure === 'gram' ? 'GRAM' : 'PIECE' }) as ProductInput;
