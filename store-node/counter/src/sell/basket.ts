/** The basket before it is a sale: what is in it, what it costs, what is paid. Pure; prices it as the store will. */
import type { Tender } from '@ringfence/domain/documents/fields.ts';
import { changeDue, lineAmount, taxesOf, totalOf } from '@ringfence/domain/sale/basket.ts';
import type { ProductDoc } from '../data/documents.ts';

export interface BasketLine {
  readonly key: string;
  readonly sku: string;
  readonly name: string;
  readonly units: number;
  readonly unitPrice: number;
  readonly listPrice: number;
  /** Why the price is not the list's; empty while it is. */
  readonly priceReason: string;
  readonly taxRate: number;
  readonly measure: 'piece' | 'gram';
}

export type Basket = readonly BasketLine[];

/** Adds units of an item; a line of the same item at its list price takes them. */
export function addItem(basket: Basket, product: ProductDoc, units: number, key: string): Basket {
  const index = basket.findIndex((line) => line.sku === product.sku && line.priceReason === '');
  const there = basket[index];
  if (there) return basket.with(index, { ...there, units: there.units + units });
  const { sku, name, price, taxRate, measure } = product;
  return [...basket, { key, sku, name, units, unitPrice: price, listPrice: price, priceReason: '', taxRate, measure }];
}

/** Units 0 take the line out. */
export const setUnits = (basket: Basket, key: string, units: number): Basket =>
  units <= 0
    ? basket.filter((line) => line.key !== key)
    : basket.map((line) => (line.key === key ? { ...line, units } : line));

export const setPrice = (basket: Basket, key: string, unitPrice: number, priceReason: string): Basket =>
  basket.map((line) =>
    line.key === key ? { ...line, unitPrice, priceReason: unitPrice === line.listPrice ? '' : priceReason } : line,
  );

export const amountOf = ({ unitPrice, units, measure }: BasketLine): number => lineAmount(unitPrice, units, measure);

export interface Priced {
  readonly total: number;
  readonly taxes: ReturnType<typeof taxesOf>;
}

export function priced(basket: Basket): Priced {
  const lines = basket.map((line) => ({ taxRate: line.taxRate, amount: amountOf(line) }));
  return { total: totalOf(lines), taxes: taxesOf(lines) };
}

/** What is still to pay; 0 when enough is there. */
export const leftToPay = (total: number, tenders: readonly Tender[]): number => Math.max(0, total - totalOf(tenders));

/** Change from cash, or nothing when the tenders do not pay the total as they stand. */
export const changeOf = (total: number, tenders: readonly Tender[]): number | undefined => changeDue(total, tenders);

/** Round amounts a customer is likely to hand over, above `due`: the next full 5, 10, 20, 50, 100 of the currency. */
export function likelyCash(due: number, digits: number): number[] {
  const unit = 10 ** digits;
  const rounded = [5, 10, 20, 50, 100, 200].map((step) => Math.ceil(due / (step * unit)) * step * unit);
  return [...new Set(rounded.filter((amount) => amount > due))].sort((a, b) => a - b).slice(0, 3);
}
