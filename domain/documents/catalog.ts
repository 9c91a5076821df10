/** Documents of the catalogue street: what is sold, and where. A later document about the same SKU or store replaces the earlier one. */
import { z } from 'zod';
import { amount, currency, degrees, id, taxRate, text, unitsOrNone } from './fields.ts';
import { isGtin } from '../basic/gtin.ts';
import { HUB_HOLDER } from '../ledger/account.ts';
import { LIMITS } from '../limits.ts';

export const gtin = z.string().refine(isGtin, 'must be a GTIN-8, -12, -13 or -14 with a right check digit');

export const product = z.strictObject({
  sku: id,
  name: text.min(1),
  gtins: z.array(gtin).max(LIMITS.catalogGtinsPerProduct),
  /** Gross price in minor units of one piece, or of one kilogram when `measure` is `gram`. */
  price: amount,
  currency,
  taxRate,
  measure: z.enum(['piece', 'gram']).default('piece'),
  /** Units never promised online, against count error and theft. */
  safetyStock: unitsOrNone.default(1),
  group: text.optional(),
  active: z.boolean().default(true),
});
export type Product = z.infer<typeof product>;

export const storeInfo = z.strictObject({
  store: id.refine((name) => name !== HUB_HOLDER, 'is the hub’s own name'),
  name: text.min(1),
  street: text.optional(),
  postcode: text.optional(),
  city: text.optional(),
  country: text.optional(),
  /** WGS 84 degrees. */
  latitude: degrees(90),
  longitude: degrees(180),
  /** OpenStreetMap opening_hours syntax. */
  openingHours: text.optional(),
  timeZone: text.default('UTC'),
  currency,
  pickup: z.boolean().default(true),
});
export type StoreInfo = z.infer<typeof storeInfo>;
