/**
 * Points of a pickup order, line by line: what it earns, what of it was paid in
 * points, and what becomes of either. Points that pay for an order lie in it as
 * its units do: only the store takes them out, once.
 */
import { z } from 'zod';
import { amount, businessDay, id } from './fields.ts';
import { claim, percent, points, type ReversiblePart, reversiblePart } from './points.ts';
import * as account from '../ledger/account.ts';
import { LIMITS } from '../limits.ts';
import { move, type Transfer } from '../ledger/transfer.ts';

const perLine = z.array(reversiblePart).max(LIMITS.linesPerPickupOrder);

export const orderPoints = z.strictObject({
  claim,
  /** Version of the rules that the figures follow. */
  rules: z.int().min(1),
  /** Per cent of the usual points, by the member's tier when the order was placed. */
  tierRate: percent,
  /** As many as the order has lines: what each earns when it is handed over whole, and what points pay of it. */
  lines: perLine,
  /** What all points pay, in minor units. */
  value: amount,
});
export type OrderPoints = z.infer<typeof orderPoints>;

const backLine = z.strictObject({ sku: id, points });
export type BackLine = z.infer<typeof backLine>;

/** Points that pay for units nobody will get: they go back to the member. */
export const pointsBack = z.strictObject({ claim, lines: z.array(backLine).min(1).max(LIMITS.linesPerPickupOrder) });
export type PointsBack = z.infer<typeof pointsBack>;

export const handOverPoints = z.strictObject({
  claim,
  rules: z.int().min(1),
  tierRate: percent,
  businessDay,
  /** As many as lines were handed over. */
  lines: perLine,
  /** Minor units that were paid in money for what was handed over. */
  spend: amount,
  /** What paid for units that were left. */
  back: z.array(backLine).max(LIMITS.linesPerPickupOrder),
});
export type HandOverPoints = z.infer<typeof handOverPoints>;

interface Goods {
  readonly order: string;
  readonly lines: readonly { readonly sku: string }[];
}

const sumOf = <Item>(items: readonly Item[], of: (item: Item) => number): number =>
  items.reduce((sum, item) => sum + of(item), 0);
/** Points that all lines earn. */
export const earnedBy = (part: { readonly lines: readonly ReversiblePart[] }): number =>
  sumOf(part.lines, (line) => line.earned);
/** Points that pay for all lines. */
export const redeemedBy = (part: { readonly lines: readonly ReversiblePart[] }): number =>
  sumOf(part.lines, (line) => line.redeemed);
/** Points that go back. */
export const backIn = (lines: readonly BackLine[]): number => sumOf(lines, (line) => line.points);

/** True when lines, value and what is due tell the same. */
export function orderPointsAgree(body: {
  lines: unknown[];
  total: number;
  due: number;
  points?: OrderPoints | undefined;
}): boolean {
  const { points: part, total, due } = body;
  if (part === undefined) return true;
  return (
    part.lines.length === body.lines.length &&
    sumOf(part.lines, (line) => line.worth) === part.value &&
    part.value <= total &&
    (due === 0 || due === total - part.value) &&
    ('member' in part.claim || redeemedBy(part) === 0)
  );
}

export const handOverPointsAgree = (body: { lines: unknown[]; points?: HandOverPoints | undefined }): boolean =>
  body.points === undefined || body.points.lines.length === body.lines.length;

/** paid → tender. */
export const orderPointsMoves = (part: OrderPoints | undefined, goods: Goods, store: string): Transfer[] =>
  (part?.lines ?? []).flatMap(({ redeemed }, index) =>
    move(account.paid(store, goods.order), account.tender(goods.order, goods.lines[index]?.sku ?? ''), redeemed),
  );

/** tender → accrual, on the way to the member because of the document `source`. */
export const pointsBackMoves = (
  lines: readonly BackLine[],
  { order, source }: { order: string; source: string },
  store: string,
): Transfer[] =>
  lines.flatMap((line) => move(account.tender(order, line.sku), account.accrual(store, source), line.points));

/** outside → accrual (earned); tender → outside (redeemed), or accrual (left); and the right to reverse, line by line. */
export function handOverPointsMoves(part: HandOverPoints | undefined, goods: Goods, store: string): Transfer[] {
  if (part === undefined) return [];
  const { order } = goods;
  const source = `hand-over~${order}`;
  const purchase = { soldAt: store, of: 'order' as const, id: order };
  return [
    ...move(account.outside, account.accrual(store, source), earnedBy(part)),
    ...pointsBackMoves(part.back, { order, source }, store),
    ...part.lines.flatMap((line, index) => [
      ...move(account.tender(order, goods.lines[index]?.sku ?? ''), account.outside, line.redeemed),
      ...move(account.outside, account.reversible(purchase, index, 'earned', store), line.earned),
      ...move(account.outside, account.reversible(purchase, index, 'redeemed', store), line.redeemed),
      ...move(account.outside, account.reversible(purchase, index, 'worth', store), line.worth),
    ]),
  ];
}
