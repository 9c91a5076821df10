/**
 * What a basket costs. Prices are gross; amounts are whole minor units of one
 * currency. Rounding is half up, once a line (only goods by weight need it)
 * and once a tax rate, so the parts always add up to the total.
 */
import { assert } from '../basic/assert.ts';
import type { TaxPart, Tender } from '../documents/fields.ts';

const BASIS = 10_000;
const GRAMS_PER_KILOGRAM = 1000;

/** Divides whole numbers, rounding halves up; exact for every amount the limits allow. */
export function divideHalfUp(dividend: bigint, divisor: bigint): bigint {
  assert(divisor > 0n && dividend >= 0n, 'divideHalfUp takes no negative numbers');
  return (2n * dividend + divisor) / (2n * divisor);
}

/** Gross amount of a line, in minor units: price × pieces, or price a kilogram × grams. */
export function lineAmount(unitPrice: number, units: number, measure: 'piece' | 'gram'): number {
  if (measure === 'piece') return unitPrice * units;
  return Number(divideHalfUp(BigInt(unitPrice) * BigInt(units), BigInt(GRAMS_PER_KILOGRAM)));
}

/** Tax contained in gross amounts, by rate (basis points), lowest rate first: net = gross ÷ (1 + rate), rounded once a rate. */
export function taxesOf(lines: readonly { taxRate: number; amount: number }[]): TaxPart[] {
  const grossByRate = new Map<number, number>();
  for (const { taxRate, amount } of lines) grossByRate.set(taxRate, (grossByRate.get(taxRate) ?? 0) + amount);
  return [...grossByRate]
    .sort(([a], [b]) => a - b)
    .map(([rate, gross]) => {
      const net = Number(divideHalfUp(BigInt(gross) * BigInt(BASIS), BigInt(BASIS + rate)));
      return { rate, net, tax: gross - net, gross };
    });
}

/** Sum of the amounts, in minor units. */
export const totalOf = (lines: readonly { amount: number }[]): number =>
  lines.reduce((sum, line) => sum + line.amount, 0);

/**
 * The change due when `tenders` pay `total`, in minor units; nothing when they
 * do not: too little, or more than the total in anything but cash.
 */
export function changeDue(total: number, tenders: readonly Tender[]): number | undefined {
  const paid = totalOf(tenders);
  const cash = totalOf(tenders.filter((tender) => tender.kind === 'cash'));
  const change = paid - total;
  return change < 0 || change > cash ? undefined : change;
}

/** The part of a line's amount that `units` of its `of` units stand for, so that the parts of a line add up to the line. */
export function shareOfAmount(amount: number, before: number, units: number, of: number): number {
  const upTo = (count: number): bigint => divideHalfUp(BigInt(amount) * BigInt(count), BigInt(of));
  return Number(upTo(before + units) - upTo(before));
}
