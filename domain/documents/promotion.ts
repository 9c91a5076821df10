/**
 * What may be taken off a price, and by whom: on the catalogue street the
 * discount codes, in versions, and the rules for people at the counter; in a
 * sale, what was taken off and why. A code may be used without limit: a use
 * that is scarce would need a right to it, and codes carry none.
 */
import { z } from 'zod';
import { amount, businessDay, currency, id, text } from './fields.ts';
import { LIMITS } from '../limits.ts';

/** A share of the price in per cent, or minor units. */
export const takesOff = z.union([
  z.strictObject({ percent: z.int().min(1).max(100) }),
  z.strictObject({ amount: amount.min(1) }),
]);
export type TakesOff = z.infer<typeof takesOff>;

/** As customers know it: capitals, digits and dashes. */
export const discountCode = z
  .string()
  .max(LIMITS.discountCodeLength)
  .regex(/^[A-Z0-9][A-Z0-9-]*$/, 'must be capitals, digits or "-"');

/** A discount code. A later version replaces the earlier one; a sale names the one it used. */
export const promotion = z
  .strictObject({
    code: discountCode,
    version: z.int().min(1),
    name: text.min(1),
    currency,
    takes: takesOff,
    /** The product groups it is for; everything when null. */
    groups: z.array(text.min(1)).max(LIMITS.discountGroups).nullable().default(null),
    /** The first and the last business day it is good for. */
    from: businessDay,
    until: businessDay,
    /** The least a basket must come to before this code, in minor units. */
    minimum: amount.default(0),
    active: z.boolean().default(true),
  })
  .refine(({ from, until }) => from <= until, 'a code ends on the day it begins, or later');
export type Promotion = z.infer<typeof promotion>;

/** Why something is taken off, as the clerk chooses it. A counter has words of its own for the codes of the default rules. */
const discountReason = z.strictObject({
  code: id,
  words: z.record(z.string().regex(/^[a-z]{2}$/, 'must be a language code as `en`'), text.min(1)).default({}),
});

/** Replaces the rules before it. Version 0 are the default ones, in force while the catalogue has none. */
export const discountRules = z
  .strictObject({
    version: z.int().min(0),
    reasons: z.array(discountReason).min(1).max(LIMITS.discountReasons),
    /** What a clerk may take off without a supervisor: per cent of what it is taken off, and minor units a sale. */
    clerkPercent: z.int().min(0).max(100),
    clerkAmount: amount,
    /** Who may change a price; `anybody` leaves it to the counter to ask. */
    priceChange: z.enum(['anybody', 'supervisor']),
  })
  .refine(({ reasons }) => new Set(reasons.map(({ code }) => code)).size === reasons.length, {
    path: ['reasons'],
    message: 'name each code once',
  });
export type DiscountRules = z.infer<typeof discountRules>;

const line = z
  .int()
  .min(0)
  .max(LIMITS.linesPerDocument - 1);

/** What one discount took off a sale: by a person, of one line or (null) of all; or by a code in that version. */
export const saleDiscount = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('manual'),
    line: line.nullable(),
    takes: takesOff,
    reason: text.min(1),
    given: amount,
  }),
  z.strictObject({ kind: z.literal('code'), code: discountCode, version: z.int().min(1), given: amount }),
]);
export type SaleDiscount = z.infer<typeof saleDiscount>;

/** True when the lines together lost what the discounts gave. */
export function discountsAgree(body: {
  readonly lines: readonly { readonly discount?: number | undefined }[];
  readonly discounts?: readonly SaleDiscount[] | undefined;
  readonly offline?: { readonly unfit?: readonly string[] | undefined } | undefined;
}): boolean {
  if (body.offline?.unfit?.includes('discount-differs') === true) return true;
  const off = body.lines.reduce((sum, each) => sum + (each.discount ?? 0), 0);
  const given = (body.discounts ?? []).reduce((sum, each) => sum + each.given, 0);
  return off === given;
}
