/**
 * The field types documents are made of. What they refuse never reaches a ledger. Where a number has a unit, the schema
 * itself says so: that is what readers of `/openapi.json` see.
 */
import { z } from 'zod';
import { LIMITS } from '../limits.ts';

const RESERVED = new Set(['__proto__', 'constructor', 'prototype']);

/** The smallest number that is kept in full; those nearer to 0 come back from some databases as others. */
const SMALLEST = 2 ** -1022;

/** Whether every reader of JSON gets the number back that was written. */
export const isExactNumber = (value: number): boolean =>
  Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value) && Math.abs(value) >= SMALLEST;

/** Degrees from -`max` to `max`. */
export const degrees = (max: number) => z.number().min(-max).max(max).refine(isExactNumber, 'is no exact number');

/** Letters, digits, dot, dash, underscore; starts with a letter or digit. */
export const id = z
  .string()
  .max(LIMITS.idLength)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'must be letters, digits, ".", "_" or "-", starting with a letter or digit')
  .refine((text) => !RESERVED.has(text), 'is a reserved word');
const UNITS = 'pieces, or grams of goods sold by weight';
export const units = z.int().min(1).max(LIMITS.unitsPerLine).describe(UNITS);
export const unitsOrNone = z.int().min(0).max(LIMITS.unitsPerLine).describe(UNITS);
/** Units that follow from what is booked, and may add up to more than anybody enters in one line. */
export const derivedUnits = z.int().min(0).max(LIMITS.unitsPerAccount).describe(UNITS);
export const amount = z.int().min(0).max(LIMITS.amount).describe('minor units of the currency');
/** ISO 4217. */
export const currency = z.string().regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code');
export const taxRate = z.int().min(0).max(10_000).describe('basis points: 2300 is 23 %');
export const instant = z.int().min(0).max(8_640_000_000_000_000).describe('milliseconds since 1970');
export const text = z
  .string()
  .max(LIMITS.textLength)
  .refine((words) => words.isWellFormed(), 'must be well-formed Unicode');
/** A trading date, `2026-11-23`. */
export const businessDay = z.iso.date('must be a date as 2026-11-23');
export const by = id.optional().describe('opaque id of the person or system that acts');
export const hash = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hexadecimal');

/** A non-empty list of lines, at most `max`. */
export const lines = <Line extends z.ZodType>(line: Line, max: number = LIMITS.linesPerDocument) =>
  z.array(line).min(1).max(max);

/**
 * How a customer paid, or was paid back. `exchange` is what goods brought back in the same basket are worth: a refund of
 * the return and a tender of the sale, each naming the other.
 */
export const tenderKind = z.enum(['cash', 'card', 'points', 'gift-card', 'online', 'exchange']);
export const tender = z.strictObject({ kind: tenderKind, amount, reference: text.optional() });
export type Tender = z.infer<typeof tender>;

/** Tax of one rate within a total of gross prices. */
export const taxPart = z.strictObject({ rate: taxRate, net: amount, tax: amount, gross: amount });
export type TaxPart = z.infer<typeof taxPart>;
