/**
 * The rows of a data directory, typed. Rules of the reader:
 * - codes are compared in capital letters: the source writes `85123A` and `85123a` for one item;
 * - prices are rounded half up to whole minor units (pence);
 * - times stay the source's local text, minutes without a zone: they order, and they name days.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { plainOrGzip, readCsv } from './csv.ts';

const code = z
  .string()
  .min(1)
  .transform((text) => text.toUpperCase());
const whole = z
  .string()
  .regex(/^-?\d+$/, 'must be a whole number')
  .transform(Number);
const decimal = z
  .string()
  .regex(/^-?\d+(\.\d+)?(e-?\d+)?$/, 'must be a decimal number')
  .transform(Number);
/** Pounds to pence, half up; the small term lifts halves that a binary fraction holds just below. */
const minorUnits = decimal.transform((pounds) => Math.round(pounds * 100 + 1e-6));
const minute = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/, 'must be a local time in minutes');
const optional = z.string().transform((text) => (text === '' ? undefined : text));

const KINDS = ['sale', 'cancellation', 'stock_writeoff', 'non_product_line', 'bad_debt_adjustment'] as const;

const invoiceLine = z
  .object({
    ts_local: minute,
    invoice_no: z.string().min(1),
    line_no: whole,
    customer_id: optional,
    stock_code: code,
    quantity: whole,
    unit_price: minorUnits,
    kind: z.enum(KINDS),
  })
  .transform((row) => ({
    at: row.ts_local,
    invoice: row.invoice_no,
    line: row.line_no,
    customer: row.customer_id,
    sku: row.stock_code,
    /** Negative on cancellations and write-offs. */
    units: row.quantity,
    /** Minor units. */
    unitPrice: row.unit_price,
    kind: row.kind,
  }))
  .refine(
    ({ kind, units }) =>
      kind === 'sale' ? units > 0 : kind === 'non_product_line' || units < 0 || kind === 'bad_debt_adjustment',
    {
      message: 'sales have positive units, cancellations and write-offs negative ones',
      path: ['quantity'],
    },
  );
export type InvoiceLine = z.infer<typeof invoiceLine>;

const productRow = z
  .object({ stock_code: code, description: z.string(), lines: whole, price_median: minorUnits })
  .transform((row) => ({
    sku: row.stock_code,
    description: row.description,
    lines: row.lines,
    price: row.price_median,
  }));
export type ProductRow = z.infer<typeof productRow>;

const MATCHES = ['exact_price_qty', 'qty_only', 'sku_only', 'unmatched'] as const;
const matchedReturn = z
  .object({
    return_invoice_no: z.string().min(1),
    return_line_no: whole,
    match: z.enum(MATCHES),
    original_invoice_no: optional,
  })
  .transform((row) => ({
    invoice: row.return_invoice_no,
    line: row.return_line_no,
    match: row.match,
    original: row.original_invoice_no,
  }));
export type MatchedReturn = z.infer<typeof matchedReturn>;

const shopRow = z
  .object({
    osm_id: z.string().min(1),
    name: optional,
    street: optional,
    house_no: optional,
    postcode: optional,
    city: optional,
    country: optional,
    lat: decimal,
    lon: decimal,
    opening_hours: optional,
  })
  .transform(({ osm_id: id, house_no: house, opening_hours: openingHours, ...row }) => ({
    id,
    house,
    openingHours,
    ...row,
  }));
export type ShopRow = z.infer<typeof shopRow>;

const foodRow = z
  .object({
    gtin: z.string().regex(/^\d+$/),
    gs1_prefix_region: z.string(),
    product_name: z.string(),
    has_image: whole,
  })
  .transform((row) => ({
    gtin: row.gtin,
    region: row.gs1_prefix_region,
    name: row.product_name,
    hasImage: row.has_image === 1,
  }));
export type FoodRow = z.infer<typeof foodRow>;

export interface TradeData {
  /** Every invoice line, in the source's order, which is the order of time. */
  readonly lines: readonly InvoiceLine[];
  readonly products: ReadonlyMap<string, ProductRow>;
  /** What the source's keeper found out about each cancelled line, by `lineKey`. */
  readonly returns: ReadonlyMap<string, MatchedReturn>;
  readonly shops: readonly ShopRow[];
}

export const lineKey = (row: { invoice: string; line: number }): string => `${row.invoice}/${row.line}`;

/** Reads the invoices, products, matched returns and shops under `directory`; throws on the first row that does not fit. */
export function readTradeData(directory: string): TradeData {
  const retail = join(directory, 'uci_online_retail');
  const returns = readCsv(join(retail, 'returns_matched.csv'), matchedReturn);
  return {
    lines: readCsv(plainOrGzip(join(retail, 'transactions.csv')), invoiceLine),
    products: productsBySku(readCsv(join(retail, 'products.csv'), productRow)),
    returns: new Map(returns.map((row) => [lineKey(row), row])),
    shops: readCsv(join(directory, 'locations_osm', 'osm_shops_ch.csv'), shopRow),
  };
}

export const readFood = (directory: string): FoodRow[] =>
  readCsv(plainOrGzip(join(directory, 'open_food_facts', 'products_gtin.csv')), foodRow);

/** Where two spellings of one code have a row each, the one that was sold more often speaks for the item. */
function productsBySku(rows: readonly ProductRow[]): Map<string, ProductRow> {
  const products = new Map<string, ProductRow>();
  for (const row of rows) {
    const known = products.get(row.sku);
    if (known === undefined || row.lines > known.lines) products.set(row.sku, row);
  }
  return products;
}
