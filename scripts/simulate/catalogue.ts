/** What the small retailer sells, where, and by which rules it gives points. */
import type { Sku, StoreId } from '@ringfence/domain/basic/ids.ts';

export const PRICE = 250;
/** Minor units a point is worth. */
export const POINT = 1;

const PRODUCT = {
  gtins: [],
  price: PRICE,
  currency: 'EUR',
  taxRate: 2300,
  measure: 'piece',
  safetyStock: 1,
  active: true,
};

export function catalogueOf(
  storeIds: readonly StoreId[],
  skus: readonly Sku[],
): { stores: object[]; products: object[]; rules: object } {
  return {
    stores: storeIds.map((store) => ({ store, name: store, latitude: 0, longitude: 0, currency: 'EUR' })),
    products: skus.map((sku) => ({ ...PRODUCT, sku, name: sku })),
    rules: {
      currency: 'EUR',
      accrual: { points: 1, per: 10 },
      redemption: { points: 1, value: POINT, minimum: 5 },
      tiers: [{ name: 'silver', from: 5000, rate: 150 }],
      expiryDays: 30,
      leases: { perMember: 200, perStore: 120, days: 1, basketMinutes: 1 },
    },
  };
}
