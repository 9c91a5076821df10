/** What the small retailer sells, where, and by which rules it gives points. */
import type { Sku, StoreId } from '@ringfence/domain/basic/ids.ts';

export const PRICE = 250;
/** Minor units a point is worth. */
export const POINT = 1;
export const CODES = ['SPRING', 'TEN-OFF'];

const PRODUCT = {
  gtins: [],
  currency: 'EUR',
  taxRate: 2300,
  measure: 'piece',
  safetyStock: 1,
  active: true,
};

export interface Assortment {
  readonly stores: object[];
  readonly products: object[];
  readonly rules: object;
  readonly discounts: object;
}

export function catalogueOf(storeIds: readonly StoreId[], skus: readonly Sku[]): Assortment {
  return {
    stores: storeIds.map((store) => ({ store, name: store, latitude: 0, longitude: 0, currency: 'EUR' })),
    products: productsOf(skus, PRICE),
    rules: rulesOf(1),
    discounts: discountsOf(CODES, 10),
  };
}

export const productsOf = (skus: readonly Sku[], price: number): object[] =>
  skus.map((sku) => ({ ...PRODUCT, sku, name: sku, price }));

export const discountsOf = (codes: readonly string[], percent: number): object => ({
  codes: codes.map((code) => ({
    code,
    name: code,
    currency: 'EUR',
    takes: { percent },
    from: '2026-01-01',
    until: '2026-12-31',
    minimum: 100,
  })),
});

/** Reasons a unit may be missing for; with `more`, also one that puts it back on the shelf. */
export const reasonsOf = (more: boolean): object[] => [
  { code: 'not-found', effect: 'lost', recount: true },
  { code: 'damaged', effect: 'unsellable' },
  { code: 'display', effect: 'unsellable' },
  ...(more ? [{ code: 'changed-mind', effect: 'shelf' }] : []),
];

const PIN_HASH = `$argon2id$v=19$m=64,t=1,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`;
export const staffOf = (role: string, active: boolean): object[] => [
  { staff: 'sup1', name: 'Sup', role, pinHash: PIN_HASH, active },
];

/** `points` for ten minor units. */
export const rulesOf = (points: number): object => ({
  currency: 'EUR',
  accrual: { points, per: 10 },
  redemption: { points: 1, value: POINT, minimum: 5 },
  tiers: [{ name: 'silver', from: 5000, rate: 150 }],
  expiryDays: 30,
  leases: { perMember: 200, perStore: 120, days: 1, basketMinutes: 1 },
});
