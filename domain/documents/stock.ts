/** Documents that move a store's own stock, and the two that move units between its shelf and the hub's share. */
import { z } from 'zod';
import { by, derivedUnits, id, lines, text, units, unitsOrNone } from './fields.ts';
import * as account from '../ledger/account.ts';
import { move, type Transfer } from '../ledger/transfer.ts';

/** An item of a delivery: what came of it, and what the delivery note says, where somebody compared. */
export const deliveredLine = z
  .strictObject({
    sku: id,
    units: unitsOrNone,
    area: z.enum(['shelf', 'unsellable']).default('shelf'),
    announced: unitsOrNone.optional(),
  })
  .refine((line) => line.units + (line.announced ?? 0) > 0, {
    path: ['units'],
    message: 'must be at least 1, or announced',
  });

/** Goods delivered: outside → shelf or unsellable. */
export const receipt = z.strictObject({ reference: text.optional(), by, lines: lines(deliveredLine) });
export type Receipt = z.infer<typeof receipt>;

export const receiptMoves = (body: Receipt): Transfer[] =>
  body.lines.flatMap((line) => move(account.outside, account.PLACES[line.area](line.sku), line.units));

/**
 * A count found `counted` where `expected` were on hand. What is kept for others
 * comes first; the shelf is what is left over. What is missing beyond the shelf is
 * a deficit, because promised units are not the counter's to write off; what is
 * found settles a deficit before it may be sold.
 */
export const count = z.strictObject({
  by,
  lines: lines(
    z.strictObject({
      sku: id,
      counted: unitsOrNone,
      expected: z.int(),
      found: derivedUnits,
      lost: derivedUnits,
      deficit: derivedUnits,
      settles: derivedUnits,
    }),
  ),
});
export type Count = z.infer<typeof count>;

export const countMoves = (body: Count): Transfer[] =>
  body.lines.flatMap(({ sku, found, lost, deficit, settles }) => [
    ...move(account.outside, account.shelf(sku), found),
    ...move(account.shelf(sku), account.outside, lost),
    ...move(account.deficit(sku), account.outside, deficit),
    ...move(account.outside, account.deficit(sku), settles),
  ]);

/** Reason codes of an adjustment, each with the way its units go. */
export const ADJUSTMENTS = {
  damaged: { from: 'shelf', to: 'unsellable' },
  display: { from: 'shelf', to: 'unsellable' },
  'quality-hold': { from: 'shelf', to: 'unsellable' },
  repaired: { from: 'unsellable', to: 'shelf' },
  scrapped: { from: 'unsellable', to: 'outside' },
  'returned-to-vendor': { from: 'unsellable', to: 'outside' },
  expired: { from: 'shelf', to: 'outside' },
  theft: { from: 'shelf', to: 'outside' },
  'own-use': { from: 'shelf', to: 'outside' },
  found: { from: 'outside', to: 'shelf' },
} as const satisfies Record<
  string,
  { from: 'shelf' | 'unsellable' | 'outside'; to: 'shelf' | 'unsellable' | 'outside' }
>;
export type AdjustmentReason = keyof typeof ADJUSTMENTS;

export const adjustment = z.strictObject({
  by,
  reason: z.enum(Object.keys(ADJUSTMENTS) as [AdjustmentReason, ...AdjustmentReason[]]),
  note: text.optional(),
  lines: lines(z.strictObject({ sku: id, units })),
});
export type Adjustment = z.infer<typeof adjustment>;

const area = (name: 'shelf' | 'unsellable' | 'outside', sku: string) =>
  name === 'outside' ? account.outside : account.PLACES[name](sku);

export function adjustmentMoves(body: Adjustment): Transfer[] {
  const { from, to } = ADJUSTMENTS[body.reason];
  return body.lines.flatMap((line) => move(area(from, line.sku), area(to, line.sku), line.units));
}

/** The store gives the hub units to promise: shelf → online. `ask` names the question it answers, if any. */
export const grant = z.strictObject({ ask: id.optional(), lines: lines(z.strictObject({ sku: id, units })) });
export type Grant = z.infer<typeof grant>;

export const grantMoves = (body: Grant): Transfer[] =>
  body.lines.flatMap((line) => move(account.shelf(line.sku), account.online(line.sku), line.units));

/** The hub gives units back to the counter: online → shelf. */
export const release = z.strictObject({ ask: id.optional(), lines: lines(z.strictObject({ sku: id, units })) });
export type Release = z.infer<typeof release>;

export const releaseMoves = (body: Release): Transfer[] =>
  body.lines.flatMap((line) => move(account.online(line.sku), account.shelf(line.sku), line.units));

/** The hub settles a deficit from its share (`pay`), or gives what was paid twice back to the shelf (`giveBack`). */
export const settle = z.strictObject({
  lines: lines(z.strictObject({ sku: id, pay: derivedUnits, giveBack: derivedUnits })),
});
export type Settle = z.infer<typeof settle>;

export const settleMoves = (body: Settle): Transfer[] =>
  body.lines.flatMap(({ sku, pay, giveBack }) => [
    ...move(account.online(sku), account.deficit(sku), pay),
    ...move(account.deficit(sku), account.shelf(sku), giveBack),
  ]);
