/** From rows to catalogue bodies: the rules that give source goods their numbers, prices and tax. */
import { checkDigit } from '@ringfence/domain/basic/gtin.ts';
import { must } from '@ringfence/domain/basic/assert.ts';
import { product, storeInfo, type Product, type StoreInfo } from '@ringfence/domain/documents/catalog.ts';
import { LIMITS } from '@ringfence/domain/limits.ts';
import { Draw } from './draw.ts';
import type { FoodRow, ProductRow, ShopRow, TradeData } from './rows.ts';

const CURRENCY = 'GBP';
/** UK VAT in basis points: standard rate for gift ware, zero rate for food. */
const VAT = { gift: 2000, food: 0 } as const;
const LETTERS = 27;

/**
 * The in-store GTIN-13 of a code of five digits and at most three letters:
 * prefix 20 (GS1: restricted circulation within a company), the five digits,
 * the letters as a number of base 27 (A = 1 … Z = 26) in five digits, check
 * digit. Different codes give different numbers.
 */
export function inStoreGtin(code: string): string {
  const [, digits, letters = ''] = must(/^(\d{5})([A-Z]{0,3})$/.exec(code), `${code} is no code of goods`);
  let number = 0;
  for (const letter of letters) number = number * LETTERS + (letter.charCodeAt(0) - 64);
  const body = `20${digits}${String(number).padStart(5, '0')}`;
  return `${body}${checkDigit(body)}`;
}

/** A gift ware product at its median price; an item without a text is called by its code. */
export function giftProduct(row: ProductRow): Product {
  return product.parse({
    sku: row.sku,
    name: row.description.trim() || `Item ${row.sku}`,
    gtins: [inStoreGtin(row.sku)],
    price: row.price,
    currency: CURRENCY,
    taxRate: VAT.gift,
    group: 'gift',
  });
}

/** The source of food names no prices: 49 pence and up in steps of ten, by the four digits before the check digit. */
export const foodPrice = (gtin: string): number => 49 + (Number(gtin.slice(-5, -1)) % 60) * 10;

export function foodProduct(row: Pick<FoodRow, 'gtin' | 'name'>): Product {
  return product.parse({
    sku: `F${row.gtin}`,
    name: row.name.trim(),
    gtins: [row.gtin],
    price: foodPrice(row.gtin),
    currency: CURRENCY,
    taxRate: VAT.food,
    group: 'food',
  });
}

/** S01, S02, S03… */
export const storeIds = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `S${String(index + 1).padStart(2, '0')}`);

/** The shop as store `id`. Shops of the source stand in Switzerland; prices of the demo are in pounds all the same. */
export function storeFromShop(id: string, shop: ShopRow): StoreInfo {
  const street = [shop.street, shop.house].filter((part) => part !== undefined).join(' ');
  return storeInfo.parse({
    store: id,
    name: shop.name ?? id,
    ...(street === '' ? {} : { street }),
    ...(shop.postcode === undefined ? {} : { postcode: shop.postcode }),
    ...(shop.city === undefined ? {} : { city: shop.city }),
    ...(shop.country === undefined ? {} : { country: shop.country }),
    latitude: shop.lat,
    longitude: shop.lon,
    ...(shop.openingHours === undefined || shop.openingHours.length > LIMITS.textLength
      ? {}
      : { openingHours: shop.openingHours }),
    timeZone: 'Europe/Zurich',
    currency: CURRENCY,
  });
}

/** `count` stores from shops with a name and a full address, chosen by the seed. Throws when there are too few. */
export function chooseStores(data: Pick<TradeData, 'shops'>, count: number, seed: number): StoreInfo[] {
  const draw = new Draw(seed);
  const complete = data.shops.filter((shop) => shop.name && shop.street && shop.house && shop.postcode && shop.city);
  const ordered = complete
    .map((shop) => ({ shop, rank: draw.number('shop', shop.id) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ shop }) => shop);
  return storeIds(count).map((id, index) =>
    storeFromShop(id, must(ordered[index], `the data holds only ${ordered.length} shops with a full address`)),
  );
}
