/** The basket before it is a sale: what is in it, what is taken off, what it costs, what is paid. Pure; prices it as the store will. */
import type { Tender } from '@ringfence/domain/documents/fields.ts';
import type { SaleDiscount, TakesOff } from '@ringfence/domain/documents/promotion.ts';
import type { AskedDiscount } from '@ringfence/domain/promotion/asked.ts';
import { type CodeTrouble, decideDiscounts, type DiscountBook } from '@ringfence/domain/promotion/discounts.ts';
import { changeDue, lineAmount, taxesOf, totalOf } from '@ringfence/domain/sale/basket.ts';
import type { ProductDoc } from '../data/documents.ts';
import { LIMITS } from '../limits.ts';

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
  readonly group?: string;
}

export type Basket = readonly BasketLine[];

/** Adds units of an item; a line of the same item at its list price takes them. */
export function addItem(basket: Basket, product: ProductDoc, units: number, key: string): Basket {
  const index = basket.findIndex((line) => line.sku === product.sku && line.priceReason === '');
  const there = basket[index];
  if (there) return basket.with(index, { ...there, units: there.units + units });
  const { sku, name, price, taxRate, measure, group } = product;
  const more = group === '' ? {} : { group };
  return [
    ...basket,
    { key, sku, name, units, unitPrice: price, listPrice: price, priceReason: '', taxRate, measure, ...more },
  ];
}

/** What a scan puts into the basket: a piece, or a kilogram until somebody says how much it weighs. */
export const unitsOfScan = ({ measure }: Pick<ProductDoc, 'measure'>): number =>
  measure === 'gram' ? LIMITS.gramsPerScan : 1;

/** What one press on + or − changes. */
export const stepOf = ({ measure }: Pick<BasketLine, 'measure'>): number =>
  measure === 'gram' ? LIMITS.gramsPerPress : 1;

/** Units 0 take the line out. */
export const setUnits = (basket: Basket, key: string, units: number): Basket =>
  units <= 0
    ? basket.filter((line) => line.key !== key)
    : basket.map((line) => (line.key === key ? { ...line, units } : line));

export const setPrice = (basket: Basket, key: string, unitPrice: number, priceReason: string): Basket =>
  basket.map((line) =>
    line.key === key ? { ...line, unitPrice, priceReason: unitPrice === line.listPrice ? '' : priceReason } : line,
  );

/** What a line costs before anything is taken off. */
export const amountOf = ({ unitPrice, units, measure }: BasketLine): number => lineAmount(unitPrice, units, measure);

/** What a person takes off one line, by its key, or off the whole basket. */
export interface GivenDiscount {
  readonly key: string | null;
  readonly takes: TakesOff;
  /** A code of the table of reasons. */
  readonly reason: string;
}

/** What is to be taken off: at most one on a line, one on the whole, and one code. */
export interface Discounts {
  readonly given: readonly GivenDiscount[];
  readonly code: string | null;
}
export const NO_DISCOUNTS: Discounts = { given: [], code: null };

/** A further discount on the same line, or on the whole, takes the place of the one before. */
export const give = ({ given, code }: Discounts, discount: GivenDiscount): Discounts => ({
  given: [...given.filter(({ key }) => key !== discount.key), discount],
  code,
});
export const takeAway = ({ given, code }: Discounts, key: string | null): Discounts => ({
  given: given.filter((each) => each.key !== key),
  code,
});

export interface Priced {
  /** What is paid for each line, and what was taken off it. */
  readonly lines: readonly { readonly amount: number; readonly discount: number }[];
  readonly discounts: readonly SaleDiscount[];
  /** What the code comes to nothing for, while it does. */
  readonly codeTrouble: CodeTrouble | 'unknown' | null;
  /** More is taken off than a clerk may alone. */
  readonly needsWord: boolean;
  readonly total: number;
  readonly taxes: ReturnType<typeof taxesOf>;
}

interface Rules {
  readonly book: DiscountBook;
  /** Today's trading date. */
  readonly day: string;
  readonly currency: string;
}

/** Without `rules` nothing is taken off. A code that does not count takes nothing off, and says why. */
export function priced(basket: Basket, discounts: Discounts = NO_DISCOUNTS, rules?: Rules): Priced {
  const before = basket.map((line) => ({ amount: amountOf(line), group: line.group }));
  const asked = rules ? askedOf(basket, discounts) : [];
  const reduced = rules ? reduce(asked, before, rules) : NOTHING_OFF;
  const lines = before.map(({ amount }, index) => {
    const discount = reduced.off[index] ?? 0;
    return { amount: amount - discount, discount };
  });
  const taxed = lines.map(({ amount }, index) => ({ amount, taxRate: basket[index]?.taxRate ?? 0 }));
  const { discounts: taken, codeTrouble, needsWord } = reduced;
  return { lines, discounts: taken, codeTrouble, needsWord, total: totalOf(lines), taxes: taxesOf(taxed) };
}

type Reduced = Pick<Priced, 'discounts' | 'codeTrouble' | 'needsWord'> & { readonly off: readonly number[] };
const NOTHING_OFF: Reduced = { off: [], discounts: [], codeTrouble: null, needsWord: false };

function askedOf(basket: Basket, { given, code }: Discounts): AskedDiscount[] {
  const manual = given.flatMap(({ key, takes, reason }): AskedDiscount[] => {
    const line = key === null ? null : basket.findIndex((each) => each.key === key);
    return line === -1 ? [] : [{ kind: 'manual', line, takes, reason }];
  });
  return code === null ? manual : [...manual, { kind: 'code', code }];
}

function reduce(
  asked: readonly AskedDiscount[],
  lines: readonly { readonly amount: number; readonly group: string | undefined }[],
  { book, day, currency }: Rules,
): Reduced {
  if (asked.length === 0) return NOTHING_OFF;
  const basket = { lines, businessDay: day, currency };
  const free = decideDiscounts(asked, basket, { book, isApproved: true });
  if (free.ok) {
    const needsWord = !decideDiscounts(asked, basket, { book, isApproved: false }).ok;
    return { ...free.value, codeTrouble: null, needsWord };
  }
  const codeTrouble = (free.refusal.details?.['why'] as CodeTrouble | undefined) ?? 'unknown';
  const without = asked.filter(({ kind }) => kind !== 'code');
  return { ...reduce(without, lines, { book, day, currency }), codeTrouble };
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
