/**
 * Documents of a pickup order. The hub places it and may ask; the store picks,
 * hands over, and alone ends it. Money: prices are those the customer agreed to.
 */
import { z } from 'zod';
import { amount, by, currency, id, instant, lines, taxPart, taxRate, tender, text, units } from './fields.ts';
import { shortLine, shortLineMoves } from './gather.ts';
import {
  handOverPoints,
  handOverPointsAgree,
  handOverPointsMoves,
  orderPoints,
  orderPointsAgree,
  orderPointsMoves,
  pointsBack,
  pointsBackMoves,
} from './order-points.ts';
import * as account from '../ledger/account.ts';
import { LIMITS } from '../limits.ts';
import { move, type Transfer } from '../ledger/transfer.ts';

export const orderLine = z.strictObject({ sku: id, units, unitPrice: amount, taxRate, amount });
export type OrderLine = z.infer<typeof orderLine>;

const skuLine = z.strictObject({ sku: id, units });
export type SkuLine = z.infer<typeof skuLine>;
const skuLines = lines(skuLine, LIMITS.linesPerPickupOrder);

/** The promise: online → order. Written by the hub; `pass` is the signed proof of it. One line a SKU. */
export const pickupOrder = z
  .strictObject({
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
    /** Absent when no member was named. */
    points: orderPoints.optional(),
  })
  .refine(orderPointsAgree, 'the points do not agree with lines and amounts');
export type PickupOrder = z.infer<typeof pickupOrder>;

export const pickupOrderMoves = (body: PickupOrder, _subject: string, store: string): Transfer[] => [
  ...body.lines.flatMap((line) => move(account.online(line.sku), account.order(body.order, line.sku), line.units)),
  ...orderPointsMoves(body.points, body, store),
];

/** All lines still open were gathered and staged: ready for pickup. */
export const pick = z.strictObject({ order: id, by, lines: skuLines, place: text.optional() });

/** Fewer units found than asked. Where they are follows from the reason, by the rules of the version that is named. */
export const shortPick = z.strictObject({
  order: id,
  by,
  reason: id,
  rules: z.int().min(0).optional(),
  lines: lines(shortLine, LIMITS.linesPerPickupOrder),
  /** Points that paid for what is missing. */
  points: pointsBack.optional(),
});
export type ShortPick = z.infer<typeof shortPick>;

export const shortPickMoves = (body: ShortPick, subject: string, store: string): Transfer[] => [
  ...body.lines.flatMap((line) => shortLineMoves(body.order, line)),
  ...pointsBackMoves(body.points?.lines ?? [], { order: body.order, source: `short-pick~${subject}` }, store),
];

/**
 * What a clerk looked at before giving goods away: who came, and by what they showed it. No name and no number of a
 * document: at most its last four characters, enough to answer a complaint and too few to find a person by.
 */
export const collectionProof = z
  .strictObject({
    who: z.enum(['buyer', 'other']),
    shown: z.enum(['pass', 'order-code', 'id-card', 'passport', 'driving-licence']),
    digits: z
      .string()
      .regex(/^[0-9A-Za-z]{2,4}$/, 'must be the last two to four characters')
      .optional(),
  })
  .refine(({ shown, digits }) => digits === undefined || (shown !== 'pass' && shown !== 'order-code'), {
    path: ['digits'],
    message: 'belong to a document of a person',
  });
export type CollectionProof = z.infer<typeof collectionProof>;

/**
 * Goods given to the customer: order → outside, with the right to return them;
 * what the customer did not take goes back: order → shelf. Once an order.
 */
export const handOver = z
  .strictObject({
    order: id,
    by,
    register: id.optional(),
    lines: z.array(skuLine).max(LIMITS.linesPerPickupOrder),
    left: z.array(skuLine).max(LIMITS.linesPerPickupOrder),
    /** Kept when the order itself had not arrived yet: it proves the promise. */
    pass: z.string().max(LIMITS.passLength).nullable(),
    currency,
    tenders: z.array(tender).max(LIMITS.tendersPerSale),
    /** Tax within what is paid for here, by rate; absent when it was paid online, or nobody knew the prices. */
    taxes: z.array(taxPart).max(LIMITS.taxRates).optional(),
    /** Text in documents of earlier versions. */
    proof: z.union([collectionProof, text]).optional(),
    /** Absent when the order names no member. */
    points: handOverPoints.optional(),
  })
  .refine(handOverPointsAgree, 'the points do not agree with the lines');
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
  ...handOverPointsMoves(body.points, body, store),
];

export const END_REASONS = ['cancelled', 'expired', 'short'] as const;
export type EndReason = (typeof END_REASONS)[number];

/** The store ends the order without a hand-over: order → shelf. */
export const orderEnd = z.strictObject({
  order: id,
  by,
  reason: z.enum(END_REASONS),
  lines: z.array(skuLine).max(LIMITS.linesPerPickupOrder),
  /** Points that paid for it. */
  points: pointsBack.optional(),
});
export type OrderEnd = z.infer<typeof orderEnd>;

export const orderEndMoves = (body: OrderEnd, _subject: string, store: string): Transfer[] => [
  ...body.lines.flatMap((line) => move(account.order(body.order, line.sku), account.shelf(line.sku), line.units)),
  ...pointsBackMoves(body.points?.lines ?? [], { order: body.order, source: `order-end~${body.order}` }, store),
];

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
