/**
 * Documents of gathering an order at the store: who gathers it, and what
 * stands in for an item that is missing; on the catalogue street, the reasons
 * a unit may be missing for and what each does to stock.
 */
import { z } from 'zod';
import { amount, by, id, taxRate, text, units, unitsOrNone } from './fields.ts';
import { pointsBack, pointsBackMoves } from './order-points.ts';
import { pointsOrNone } from './points.ts';
import { override } from './sale.ts';
import * as account from '../ledger/account.ts';
import { LIMITS } from '../limits.ts';
import { move, type Transfer } from '../ledger/transfer.ts';

/** Where units go that an order asks for and does not get: nowhere to be found, there but unfit, or sound and back. */
export const SHORT_EFFECTS = ['lost', 'unsellable', 'shelf'] as const;

export const shortReason = z.strictObject({
  code: id,
  /** What the clerk chooses from, by language. A counter has words of its own for the codes of the default rules. */
  words: z.record(z.string().regex(/^[a-z]{2}$/, 'must be a language code as `en`'), text.min(1)).default({}),
  effect: z.enum(SHORT_EFFECTS),
  /** What the shelf is said to hold is in doubt: somebody should count the item. */
  recount: z.boolean().default(false),
});

/** Replaces the rules before it. Version 0 are the default ones, in force while the catalogue has none. */
export const pickRules = z
  .strictObject({
    version: z.int().min(0),
    reasons: z.array(shortReason).min(1).max(LIMITS.shortReasons),
  })
  .refine(({ reasons }) => new Set(reasons.map(({ code }) => code)).size === reasons.length, {
    path: ['reasons'],
    message: 'name each code once',
  });
export type PickRules = z.infer<typeof pickRules>;

export const DEFAULT_PICK_RULES: PickRules = {
  version: 0,
  reasons: [
    { code: 'not-found', words: {}, effect: 'lost', recount: true },
    { code: 'damaged', words: {}, effect: 'unsellable', recount: false },
    { code: 'display', words: {}, effect: 'unsellable', recount: false },
    { code: 'mismatch', words: {}, effect: 'lost', recount: true },
  ],
};

/** Fewer units of an item than asked, and where they are. `settles` pays a deficit the counter made. */
export const shortLine = z.strictObject({
  sku: id,
  units,
  lost: unitsOrNone,
  unsellable: unitsOrNone,
  settles: unitsOrNone,
  shelf: unitsOrNone.optional(),
});
export type ShortLine = z.infer<typeof shortLine>;

export function shortLineMoves(order: string, line: ShortLine): Transfer[] {
  const from = account.order(order, line.sku);
  return [
    ...move(from, account.outside, line.lost),
    ...move(from, account.unsellable(line.sku), line.unsellable),
    ...move(from, account.deficit(line.sku), line.settles),
    ...move(from, account.shelf(line.sku), line.shelf ?? 0),
  ];
}

/** A person takes an order to gather it, puts it back (`to` is null), or a supervisor gives it to somebody else. */
export const assignment = z.strictObject({ order: id, by: id, to: id.nullable(), override: override.nullable() });

/** Who said yes on the customer's side, and how they were asked. Never a name. */
export const agreement = z.strictObject({
  by: z.enum(['customer', 'collector']),
  how: z.enum(['in-person', 'phone', 'message', 'beforehand']),
});
export type Agreement = z.infer<typeof agreement>;

/**
 * Another item in place of a missing one: the missing units leave the order as in a short pick, the given ones go from
 * the shelf into the order. `given.amount` is what they cost, in money and points, never more than what they stand in
 * for; `owed` is what was paid online beyond that, to be paid back.
 */
export const substitution = z.strictObject({
  order: id,
  by,
  reason: id,
  rules: z.int().min(0),
  agreed: agreement,
  missing: shortLine,
  given: z.strictObject({ sku: id, units, unitPrice: amount, taxRate, amount }),
  owed: amount,
  /** Points of the missing units that pay for the given ones now, and what they pay, in minor units. */
  inPoints: z.strictObject({ redeemed: pointsOrNone, worth: amount }).optional(),
  /** Points that paid for the missing units, and are not needed. */
  points: pointsBack.optional(),
});
export type Substitution = z.infer<typeof substitution>;

export const substitutionMoves = (body: Substitution, subject: string, store: string): Transfer[] => [
  ...shortLineMoves(body.order, body.missing),
  ...move(account.shelf(body.given.sku), account.order(body.order, body.given.sku), body.given.units),
  ...move(
    account.tender(body.order, body.missing.sku),
    account.tender(body.order, body.given.sku),
    body.inPoints?.redeemed ?? 0,
  ),
  ...pointsBackMoves(body.points?.lines ?? [], { order: body.order, source: `substitution~${subject}` }, store),
];
