/** Documents of the money at the counter: a shift opened, cash moved, a shift closed, the day closed. */
import { z } from 'zod';
import { amount, businessDay, currency, hash, id, taxPart, tenderKind, text, unitsOrNone } from './fields.ts';
import { LIMITS } from '../limits.ts';

/** Coins and notes of one value, counted. */
export const denomination = z.strictObject({ value: z.int().min(1).max(LIMITS.amount), pieces: unitsOrNone });
export const cashCount = z.array(denomination).max(LIMITS.denominations);
export type CashCount = z.infer<typeof cashCount>;

const counted = z.strictObject({ count: unitsOrNone, total: amount });

/** What happened at a till, or in a store, within a period. Minor units; `taken` is net of change given. */
export const figures = z.strictObject({
  sales: counted,
  returns: counted,
  handOvers: counted,
  /** Tax within the sales, and the orders paid for here, by rate, lowest first. */
  taxes: z.array(taxPart).max(LIMITS.taxRates),
  /** Tax within the returns, by rate: to be taken from that of the sales. */
  taxesReturned: z.array(taxPart).max(LIMITS.taxRates).default([]),
  tenders: z.array(z.strictObject({ kind: tenderKind, taken: amount, refunded: amount })).max(LIMITS.tenderKinds),
  paidIn: amount,
  paidOut: amount,
  lifted: amount,
});
export type Figures = z.infer<typeof figures>;

/** A register is taken over by an operator, with a float in its drawer. */
export const shiftOpened = z.strictObject({
  shift: id,
  register: id,
  by: id,
  businessDay,
  currency,
  float: cashCount,
});

export const CASH_MOVES = ['paid-in', 'paid-out', 'lift'] as const;

/** Cash put into the drawer, taken for an expense, or moved to the safe. */
export const cashMoved = z.strictObject({
  shift: id,
  register: id,
  by: id,
  move: z.enum(CASH_MOVES),
  amount: z.int().min(1).max(LIMITS.amount),
  reason: text.min(1),
});

/** The Z report of a shift. `variance` is counted minus expected: over or short. Once a shift. */
export const shiftClosed = z.strictObject({
  shift: id,
  register: id,
  by: id,
  /** The register's own count of closed shifts, from 1. */
  number: z.int().min(1),
  count: cashCount,
  float: amount,
  counted: amount,
  expected: z.int(),
  variance: z.int(),
  figures,
});

/** The Z report of the store: everything since the one before it. `closes` is the log's position and head it speaks for. */
export const dayClosed = z.strictObject({
  number: z.int().min(1),
  businessDay,
  by: id,
  /** Shifts closed since the last one, and the sum of their variances. */
  shifts: unitsOrNone,
  variance: z.int(),
  figures,
  closes: z.strictObject({ n: z.int().min(0), head: hash }),
});
