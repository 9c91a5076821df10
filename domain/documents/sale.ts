/** A completed sale and goods brought back: goods, money and points in one document each. */
import { z } from 'zod';
import {
  amount,
  businessDay,
  by,
  currency,
  id,
  instant,
  lines,
  taxPart,
  taxRate,
  tender,
  text,
  units,
  unitsOrNone,
} from './fields.ts';
import * as account from '../ledger/account.ts';
import { LIMITS } from '../limits.ts';
import { discountsAgree, saleDiscount } from './promotion.ts';
import {
  returnPoints,
  returnPointsAgree,
  returnPointsMoves,
  reversibleMoves,
  reversiblePart,
  salePoints,
  salePointsAgree,
  salePointsMoves,
} from './points.ts';
import { move, type Transfer } from '../ledger/transfer.ts';

/** Whether goods that come back were sold at a counter or handed over as a pickup order. */
export const purchaseKind = z.enum(['sale', 'order']);

export const saleLine = z.strictObject({
  sku: id,
  units,
  /** Gross price of one piece, or of one kilogram for goods sold by weight. */
  unitPrice: amount,
  /** Why the price is not the catalogue's. */
  priceReason: text.optional(),
  taxRate,
  /** What was taken off this line by all discounts together. */
  discount: amount.optional(),
  /** What is paid for it: after discounts. */
  amount,
  /** Units of this line that were in hand although none was free: they go to the deficit and need an override. */
  short: unitsOrNone,
});
export type SaleLine = z.infer<typeof saleLine>;

export const override = z.strictObject({ by: id, reason: text });

/** The counter completed it by itself, out of reach of its store: when, by its own clock. The goods have left. */
export const offline = z.strictObject({ at: instant });

/** What of a sale that has happened does not fit what the store knows; a person has to see to it. */
export const UNFIT = [
  'unknown-sku',
  'wrong-currency',
  'tender-mismatch',
  'points-refused',
  'discount-differs',
] as const;
const recordedOffline = offline.extend({ unfit: z.array(z.enum(UNFIT)).max(UNFIT.length).optional() });

export const sale = z
  .strictObject({
    register: id,
    by,
    businessDay,
    receipt: text.optional(),
    currency,
    lines: lines(saleLine),
    taxes: z.array(taxPart).max(LIMITS.taxRates),
    total: amount,
    tenders: z.array(tender).max(LIMITS.tendersPerSale),
    change: amount,
    override: override.nullable(),
    /** What was taken off, in the order it was asked for. */
    discounts: z.array(saleDiscount).max(LIMITS.discountsPerSale).optional(),
    /** A supervisor's word for discounts or prices that a clerk may not give. */
    approval: override.optional(),
    offline: recordedOffline.optional(),
    /** Null when no member was named. */
    points: salePoints.nullable(),
  })
  .refine(salePointsAgree, 'the points do not agree with lines and tenders')
  .refine(discountsAgree, 'the discounts do not agree with the lines');
export type Sale = z.infer<typeof sale>;

export const saleMoves = (body: Sale, saleId: string, store: string): Transfer[] => [
  ...body.lines.flatMap((line, index) => [
    ...move(account.shelf(line.sku), account.outside, line.units - line.short),
    ...move(account.deficit(line.sku), account.outside, line.short),
    ...move(account.outside, account.returnable({ soldAt: store, of: 'sale', id: saleId }, index, store), line.units),
  ]),
  ...(body.points === null ? [] : salePointsMoves(body.points, saleId, store)),
];

/** Where returned goods go. */
export const DISPOSITIONS = {
  restock: 'shelf',
  damaged: 'unsellable',
  'return-to-vendor': 'unsellable',
  scrap: 'outside',
} as const;
export type Disposition = keyof typeof DISPOSITIONS;

export const returnLine = z.strictObject({
  /** Index of the line in the sale, from 0. */
  line: z
    .int()
    .min(0)
    .max(LIMITS.linesPerDocument - 1),
  sku: id,
  units,
  disposition: z.enum(Object.keys(DISPOSITIONS) as [Disposition, ...Disposition[]]),
  refund: amount,
  /** Units taken back without holding the right to, by a supervisor's override. */
  unverified: unitsOrNone,
});

/** Goods back from a customer, with the money paid back. The right to return a line is an account: it cannot be used twice. */
export const returned = z
  .strictObject({
    register: id,
    by,
    businessDay,
    /** The sale or pickup order, and the store that made it. */
    sale: id,
    of: purchaseKind,
    soldAt: id,
    currency,
    lines: lines(returnLine),
    total: amount,
    /** Tax within what is paid back, by rate; absent where nobody knew the rates. */
    taxes: z.array(taxPart).max(LIMITS.taxRates).optional(),
    refunds: z.array(tender).max(LIMITS.tendersPerSale),
    override: override.nullable(),
    /** Null when the sale named no member. */
    points: returnPoints.nullable(),
  })
  .refine(returnPointsAgree, 'the points do not agree with lines and refunds');
export type Return = z.infer<typeof returned>;

/** The purchase a document about returning speaks of. */
const purchaseOf = (body: { sale: string; of: 'sale' | 'order' }, soldAt: string): account.PurchaseName => ({
  soldAt,
  of: body.of,
  id: body.sale,
});

export const returnMoves = (body: Return, returnId: string, store: string): Transfer[] => [
  ...body.lines.flatMap((line) => {
    const place = DISPOSITIONS[line.disposition];
    return [
      ...move(
        account.returnable(purchaseOf(body, body.soldAt), line.line, store),
        account.outside,
        line.units - line.unverified,
      ),
      ...(place === 'outside' ? [] : move(account.outside, account.PLACES[place](line.sku), line.units)),
    ];
  }),
  ...(body.points === null
    ? []
    : returnPointsMoves(
        body.points,
        { id: returnId, purchase: purchaseOf(body, body.soldAt), lines: body.lines },
        store,
      )),
];

/** `points`: what of the line's points goes along with the units. */
const rightLine = z.strictObject({ line: z.int().min(0), units, points: reversiblePart.optional() });
export type RightLine = z.infer<typeof rightLine>;

/** The selling store gives the hub return rights that another store asked for. */
export const returnGrant = z.strictObject({ ask: id, sale: id, of: purchaseKind, to: id, lines: lines(rightLine) });
export type ReturnGrant = z.infer<typeof returnGrant>;

export const returnGrantMoves = (body: ReturnGrant, store: string): Transfer[] =>
  rightMoves(purchaseOf(body, store), body.lines, { from: store, to: account.HUB_HOLDER });

/** The hub hands those rights to the store that asked. */
export const returnRelease = z.strictObject({
  ask: id,
  sale: id,
  of: purchaseKind,
  soldAt: id,
  lines: lines(rightLine),
});
export type ReturnRelease = z.infer<typeof returnRelease>;

export const returnReleaseMoves = (body: ReturnRelease, store: string): Transfer[] =>
  rightMoves(purchaseOf(body, body.soldAt), body.lines, { from: account.HUB_HOLDER, to: store });

const rightMoves = (
  purchase: account.PurchaseName,
  rights: readonly RightLine[],
  { from, to }: { from: string; to: string },
): Transfer[] =>
  rights.flatMap(({ line, units: count, points }) => [
    ...move(account.returnable(purchase, line, from), account.returnable(purchase, line, to), count),
    ...reversibleMoves(points, { purchase, line, holder: from }, to),
  ]);
