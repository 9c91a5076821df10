/**
 * Makes the sample that ships with the project from a data directory:
 *   npx node scripts/make-sample.ts --data <dir>
 * The same data give the same files; sample/README.md states the rules.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { must } from '@ringfence/domain/basic/assert.ts';
import type { Product, StoreInfo } from '@ringfence/domain/documents/catalog.ts';
import { answerHelp } from './help.ts';
import { foodProduct, giftProduct, storeFromShop } from './trade-data/catalogue.ts';
import { Draw } from './trade-data/draw.ts';
import { readFood, readTradeData, type FoodRow } from './trade-data/rows.ts';

answerHelp(import.meta.filename);

const GIFTS = 100;
const FOODS = 50;
const FOOD_NAME_MAX = 60;
/** Three farm shops with a full address and hours; by their number in OpenStreetMap. */
const SHOPS = ['node/11498816574', 'node/1456254280', 'node/479261522'];

const { values } = parseArgs({ options: { data: { type: 'string' } } });
const directory = must(values.data, 'say --data <dir>');
const sample = fileURLToPath(new URL('../sample', import.meta.url));
const data = readTradeData(directory);

const byCode = (a: { sku: string }, b: { sku: string }): number => (a.sku < b.sku ? -1 : 1);
const gifts = [...data.products.values()]
  .filter((row) => row.price > 0 && row.description !== '')
  .sort((a, b) => b.lines - a.lines || byCode(a, b))
  .slice(0, GIFTS)
  .sort(byCode)
  .map(giftProduct);

const stores = SHOPS.map((id, index) =>
  storeFromShop(
    `S0${index + 1}`,
    must(
      data.shops.find((shop) => shop.id === id),
      `the data have no shop ${id}`,
    ),
  ),
);

mkdirSync(sample, { recursive: true });
write('products-gifts.csv', gifts.map(productFields));
write('products-food.csv', chooseFoods(readFood(directory)).map(foodProduct).map(productFields));
write('stores.csv', stores.map(storeFields));

/** Foods with a picture, a short name and a number used in shops everywhere; drawn by their number. */
function chooseFoods(rows: readonly FoodRow[]): FoodRow[] {
  const draw = new Draw('sample');
  return rows
    .filter((row) => row.gtin.length === 13 && row.region !== 'restricted-circulation' && !row.gtin.startsWith('0000'))
    .filter((row) => row.hasImage && row.name.trim() !== '' && row.name.length <= FOOD_NAME_MAX)
    .map((row) => ({ row, rank: draw.number(row.gtin) }))
    .sort((a, b) => a.rank - b.rank)
    .slice(0, FOODS)
    .map(({ row }) => row)
    .sort((a, b) => (a.gtin < b.gtin ? -1 : 1));
}

function productFields(product: Product): Record<string, string | number> {
  const { sku, name, gtins, price, taxRate, group = '' } = product;
  return { sku, name, gtin: must(gtins[0], 'a number'), price, tax_rate: taxRate, group };
}

function storeFields(store: StoreInfo): Record<string, string | number> {
  const { street = '', postcode = '', city = '', country = '', openingHours = '' } = store;
  const { name, latitude, longitude, timeZone: time_zone, currency } = store;
  const address = { street, postcode, city, country };
  return {
    store: store.store,
    name,
    ...address,
    latitude,
    longitude,
    opening_hours: openingHours,
    time_zone,
    currency,
  };
}

function write(file: string, rows: readonly Record<string, string | number>[]): void {
  const quoted = (field: string | number): string =>
    /[",\n]/.test(String(field)) ? `"${String(field).replaceAll('"', '""')}"` : String(field);
  const head = Object.keys(must(rows[0], `no rows for ${file}`)).join(',');
  const lines = rows.map((row) => Object.values(row).map(quoted).join(','));
  writeFileSync(join(sample, file), `${[head, ...lines].join('\n')}\n`);
  console.log(`sample/${file}: ${rows.length} rows`);
}
