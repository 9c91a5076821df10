/**
 * Documents of a pickup order. The hub places it and may ask; the store picks,
 * hands over, and alone ends it. Money: prices are those the customer agreed to.
 */
import { z } from 'zod';
import { amount, by, currency, id, instant, lines, taxRate, tender, text, units, unitsOrNone } from './fields.ts';
import * as account from '../ledger/account.ts';
import { LIMITS } from '../limits.ts';
import { move, type Transfer } from '../ledger/transfer.ts';

export const orderLine = z.strictObject({ sku: id, units, unitPrice: amount, taxRate, amount });
export type OrderLine = z.infer<typeof orderLine>;

const skuLine = z.strictObject({ sku: id, units });
export type SkuLine = z.infer<typeof skuLine>;
const skuLines = lines(skuLine, LIMITS.linesPerPickupOrder);

/** The promise: online → order. Written by the hub; `pass` is the signed proof of it. One line a SKU. */
export const pickupOrder = z.strictObject({
  order: id,
  channel: id,
  currency,
  lines: lines(orderLine, LIMITS.linesPerPickupOrder),
  total: amount,
  /** What the customer still owes at the counter. */
  due: amount,
  /** Opaque reference into the hub's vault; no name, phone or e-mail travels. */
  contact: id.nullable(),
  expiresAt: instant,
  pass: z.string().max(LIMITS.passLength),
});
export type PickupOrder = z.infer<typeof pickupOrder>;

export const pickupOrderMoves = (body: PickupOrder): Transfer[] =>
  body.lines.flatMap((line) => move(account.online(line.sku), account.order(body.order, line.sku), line.units));

/** All lines still open were gathered and staged: ready for pickup. */
export const pick = z.strictObject({ order: id, by, lines: skuLines, place: text.optional() });

export const SHORT_REASONS = ['not-found', 'damaged', 'display', 'mismatch'] as const;

/** Fewer units found than asked. `settles` pays a deficit the counter made; `unsellable` was found but cannot be given; the rest is shrinkage. */
export const shortPick = z.strictObject({
  order: id,
  by,
  reason: z.enum(SHORT_REASONS),
  lines: lines(
    z.strictObject({ sku: id, units, lost: unitsOrNone, unsellable: unitsOrNone, settles: unitsOrNone }),
    LIMITS.linesPerPickupOrder,
  ),
});
export type ShortPick = z.infer<typeof shortPick>;

export const shortPickMoves = (body: ShortPick): Transfer[] =>
  body.lines.flatMap((line) => {
    const from = account.order(body.order, line.sku);
    return [
      ...move(from, account.outside, line.lost),
      ...move(from, account.unsellable(line.sku), line.unsellable),
      ...move(from, account.deficit(line.sku), line.settles),
    ];
  });

/**
 * Goods given to the customer: order → outside, with the right to return them;
 * what the customer did not take goes back: order → shelf. Once an order.
 */
export const handOver = z.strictObject({
  order: id,
  by,
  register: id.optional(),
  lines: z.array(skuLine).max(LIMITS.linesPerPickupOrder),
  left: z.array(skuLine).max(LIMITS.linesPerPickupOrder),
  /** Kept when the order itself had not arrived yet: it proves the promise. */
  pass: z.string().max(LIMITS.passLength).nullable(),
  currency,
  tenders: z.array(tender).max(LIMITS.tendersPerSale),
  proof: text.optional(),
});
export type HandOver = z.infer<typeof handOver>;

export const handOverMoves = (body: HandOver, store: string): Transfer[] => [
  ...body.lines.flatMap((line, index) => [
    ...move(account.order(body.order, line.sku), account.outside, line.units),
    ...move(
      account.outside,
      account.returnable({ soldAt: store, of: 'order', id: body.order }, index, store),
      line.units,
    ),
  ]),
  ...body.left.flatMap((line) => move(account.order(body.order, line.sku), account.shelf(line.sku), line.units)),
];

export const END_REASONS = ['cancelled', 'expired', 'short'] as const;
export type EndReason = (typeof END_REASONS)[number];

/** The store ends the order without a hand-over: order → shelf. */
export const orderEnd = z.strictObject({
  order: id,
  by,
  reason: z.enum(END_REASONS),
  lines: z.array(skuLine).max(LIMITS.linesPerPickupOrder),
});
export type OrderEnd = z.infer<typeof orderEnd>;

export const orderEndMoves = (body: OrderEnd): Transfer[] =>
  body.lines.flatMap((line) => move(account.order(body.order, line.sku), account.shelf(line.sku), line.units));

/** Somebody asks the store to end the order; the store answers with what happened. */
export const cancelRequest = z.strictObject({
  order: id,
  by: z.enum(['customer', 'operations']),
  reason: text.optional(),
});
export type CancelRequest = z.infer<typeof cancelRequest>;

/** The order is kept longer. The latest instant wins. */
export const extension = z.strictObject({ order: id, expiresAt: instant });

/** The customer is at the store. */
export const checkIn = z.strictObject({ order: id, where: text.optional() });
