/** The sample that ships with the project (sample/README.md), as catalogue bodies. */
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

const productRow = z
  .object({
    sku: z.string(),
    name: z.string(),
    gtin: z.string(),
    price: whole,
    tax_rate: whole,
    group: z.string(),
    currency: z.string().default('GBP'),
  })
  .transform(({ gtin, tax_rate: taxRate, ...row }) => ({ ...row, gtins: [gtin], taxRate }));

const storeRow = z
  .object({
    store: z.string(),
    name: z.string(),
    street: z.string(),
    postcode: z.string(),
    city: z.string(),
    country: z.string(),
    latitude: degrees,
    longitude: degrees,
    opening_hours: z.string(),
    time_zone: z.string(),
    currency: z.string(),
  })
  .transform(({ opening_hours: openingHours, time_zone: timeZone, ...row }) => ({ ...row, openingHours, timeZone }));

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
  return {
    products: files.flatMap((file) => readCsv(join(directory, file), productRow).map((row) => product.parse(row))),
    stores: readCsv(join(directory, 'stores.csv'), storeRow).map((row) => storeInfo.parse(row)),
  };
}
