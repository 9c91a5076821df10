/** Catalogues as CSV files (sample/README.md), the sample that ships with the project among them, as catalogue bodies. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { z } from 'zod';
import { product, storeInfo, type Product, type StoreInfo } from '@ringfence/domain/documents/catalog.ts';
import { readCsv } from './csv.ts';

const SAMPLE = fileURLToPath(new URL('../../sample', import.meta.url));

const whole = z.string().regex(/^\d+$/, 'must be a whole number').transform(Number);
const degrees = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/, 'must be decimal degrees')
  .transform(Number);

/** A column that may be missing, or empty in a row. */
const mayLack = <Inner extends z.ZodType>(inner: Inner) =>
  z.union([z.literal('').transform(() => undefined), inner]).optional();

const productRow = z
  .object({
    sku: z.string(),
    name: z.string(),
    gtin: z.string(),
    price: whole,
    tax_rate: whole,
    group: mayLack(z.string()),
    currency: mayLack(z.string()),
    measure: mayLack(z.string()),
    safety_stock: mayLack(whole),
    active: mayLack(z.enum(['true', 'false']).transform((text) => text === 'true')),
  })
  .transform(({ gtin, tax_rate: taxRate, safety_stock: safetyStock, ...row }) => ({
    ...row,
    gtins: gtin.split(/\s+/).filter((each) => each !== ''),
    taxRate,
    safetyStock,
  }));

const storeRow = z
  .object({
    store: z.string(),
    name: z.string(),
    street: mayLack(z.string()),
    postcode: mayLack(z.string()),
    city: mayLack(z.string()),
    country: mayLack(z.string()),
    latitude: degrees,
    longitude: degrees,
    opening_hours: mayLack(z.string()),
    time_zone: mayLack(z.string()),
    currency: z.string(),
  })
  .transform(({ opening_hours: openingHours, time_zone: timeZone, ...row }) => ({ ...row, openingHours, timeZone }));

/** A row without what was not given: the catalogue has its own defaults. */
const given = (row: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined));

export interface Sample {
  readonly products: Product[];
  readonly stores: StoreInfo[];
}

/** About a hundred gift articles, then fifty foods, and three stores. */
export const readSample = (): Sample => read(SAMPLE, ['products-gifts.csv', 'products-food.csv']);

/** `stores.csv` and every `products*.csv` of a directory. Throws with file, row and field when one does not fit. */
export function readCatalogue(directory: string): Sample {
  const files = readdirSync(directory).filter((file) => /^products.*\.csv$/.test(file));
  return read(directory, files.sort());
}

function read(directory: string, files: readonly string[]): Sample {
  const stores = readCsv(join(directory, 'stores.csv'), storeRow).map((row) => storeInfo.parse(given(row)));
  const currencies = [...new Set(stores.map((store) => store.currency))];
  const usual = currencies.length === 1 ? currencies[0] : undefined;
  const products = files.flatMap((file) =>
    readCsv(join(directory, file), productRow).map(({ currency = usual, ...row }) => {
      if (currency === undefined)
        throw new Error(`${file}, ${row.sku}: say its currency, because the stores have several`);
      return product.parse(given({ ...row, currency }));
    }),
  );
  return { products, stores };
}
