import { afterEach, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCatalogue, readSample } from './sample.ts';

const { products, stores } = readSample();

test('the sample holds 150 products and three stores, each with its own code and number', () => {
  expect(products).toHaveLength(150);
  expect(new Set(products.map(({ sku }) => sku)).size).toBe(150);
  expect(new Set(products.flatMap(({ gtins }) => gtins)).size).toBe(150);
  expect(stores.map(({ store }) => store)).toEqual(['S01', 'S02', 'S03']);
});

test('gift articles carry in-store numbers and standard tax, foods real numbers and none', () => {
  for (const { group, gtins, taxRate, price } of products) {
    expect(gtins[0]?.startsWith('20')).toBe(group === 'gift');
    expect(taxRate).toBe(group === 'gift' ? 2000 : 0);
    expect(price).toBeGreaterThan(0);
  }
});

const made: string[] = [];
afterEach(() => {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true });
});

/** A catalogue of these lines, in a directory of its own. */
function catalogue(storeLines: readonly string[], productLines: readonly string[]) {
  const directory = mkdtempSync(join(tmpdir(), 'ringfence-catalogue-'));
  made.push(directory);
  writeFileSync(join(directory, 'stores.csv'), storeLines.join('\n'));
  writeFileSync(join(directory, 'products.csv'), productLines.join('\n'));
  return () => readCatalogue(directory);
}
const STORE_HEAD = 'store,name,latitude,longitude,currency';
const PRODUCT_HEAD = 'sku,name,gtin,price,tax_rate';

test('a catalogue takes what it leaves out from the defaults, and the currency from its stores', () => {
  const read = catalogue(
    [STORE_HEAD, 'A1,First,52.1,21.0,PLN'],
    [
      `${PRODUCT_HEAD},measure,safety_stock`,
      'ham,Ham,,4990,500,gram,250',
      'tea,Tea,4006381333931 96385074,1250,2300,,',
    ],
  );
  expect(read().stores).toEqual([
    { store: 'A1', name: 'First', latitude: 52.1, longitude: 21, currency: 'PLN', timeZone: 'UTC', pickup: true },
  ]);
  expect(read().products).toEqual([
    {
      sku: 'ham',
      name: 'Ham',
      gtins: [],
      price: 4990,
      currency: 'PLN',
      taxRate: 500,
      measure: 'gram',
      safetyStock: 250,
      active: true,
    },
    {
      sku: 'tea',
      name: 'Tea',
      gtins: ['4006381333931', '96385074'],
      price: 1250,
      currency: 'PLN',
      taxRate: 2300,
      measure: 'piece',
      safetyStock: 1,
      active: true,
    },
  ]);
});

test('a currency that the stores leave open is asked for', () => {
  const stores = [STORE_HEAD, 'A1,First,52.1,21.0,PLN', 'B1,Second,48.1,17.1,EUR'];
  expect(catalogue(stores, [PRODUCT_HEAD, 'tea,Tea,,1250,2300'])).toThrow('products.csv, tea: say its currency');
  expect(catalogue(stores, [`${PRODUCT_HEAD},currency`, 'tea,Tea,,1250,2300,EUR'])().products).toMatchObject([
    { currency: 'EUR' },
  ]);
});
