/** Head office looks at what a store took off. It refuses nothing: the sale has happened; what disagrees is for a person. */
import type { Catalogue } from '../catalog/catalogue.ts';
import type { Sale } from '../documents/sale.ts';
import type { AskedDiscount } from './asked.ts';
import { bookOf, decideDiscounts } from './discounts.ts';

/** How the discounts of a sale disagree with the rules, in one sentence; nothing when they agree. */
export function discountsAmiss(sale: Sale, catalogue: Catalogue): string | undefined {
  const { discounts = [], lines, businessDay, currency } = sale;
  if (discounts.length === 0) return undefined;
  const asked = discounts.map((each): AskedDiscount => {
    const { given: _given, ...rest } = each;
    return rest;
  });
  const basket = {
    lines: lines.map((line) => ({
      amount: line.amount + (line.discount ?? 0),
      group: catalogue.product(line.sku)?.group,
    })),
    businessDay,
    currency,
  };
  const isApproved = sale.approval !== undefined;
  const judged = decideDiscounts(asked, basket, { book: bookOf(catalogue), isApproved });
  if (!judged.ok) {
    const { refused, details } = judged.refusal;
    const why = typeof details?.['why'] === 'string' ? ` (${details['why']})` : '';
    return `the discounts do not follow the rules: ${refused}${why}`;
  }
  const { off, discounts: right } = judged.value;
  const isSame =
    right.every((each, index) => each.given === discounts[index]?.given) &&
    lines.every((line, index) => (line.discount ?? 0) === off[index]);
  if (isSame) return undefined;
  const sum = (parts: readonly { given: number }[]): number => parts.reduce((all, part) => all + part.given, 0);
  return `the discounts come to ${sum(right)} by the rules, and to ${sum(discounts)} in the sale`;
}
