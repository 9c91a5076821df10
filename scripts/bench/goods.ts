/** What the bench sells, and where. */
import type { Product, StoreInfo } from '@ringfence/domain/documents/catalog.ts';

export const PRICE = 250;
export const CURRENCY = 'EUR';

export const skuName = (index: number): string => `SKU-${String(index).padStart(5, '0')}`;
export const storeName = (index: number): string => `S${String(index + 1).padStart(2, '0')}`;

export const productsOf = (count: number): Product[] =>
  Array.from({ length: count }, (_, index) => ({
    sku: skuName(index),
    name: `Item ${index}`,
    gtins: [],
    price: PRICE,
    currency: CURRENCY,
    taxRate: 1900,
    measure: 'piece',
    safetyStock: 1,
    active: true,
  }));

export const storesOf = (count: number): StoreInfo[] =>
  Array.from({ length: count }, (_, index) => ({
    store: storeName(index),
    name: `Store ${index + 1}`,
    latitude: 50 + index / 100,
    longitude: 10,
    timeZone: 'Europe/Berlin',
    currency: CURRENCY,
    pickup: true,
  }));

/** All items in parts that fit into one document. */
export function linesOf(skus: number, units: number, linesPerDocument: number): { sku: string; units: number }[][] {
  const all = Array.from({ length: skus }, (_, index) => ({ sku: skuName(index), units }));
  return Array.from({ length: Math.ceil(skus / linesPerDocument) }, (_, part) =>
    all.slice(part * linesPerDocument, (part + 1) * linesPerDocument),
  );
}
