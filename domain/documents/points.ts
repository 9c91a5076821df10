/**
 * Points in the documents of a store: earned and redeemed by a sale, reversed
 * by a return, lent to the store and given back. Line by line, so that a return
 * of one line reverses exactly what that line did.
 */
import { z } from 'zod';
import { amount, id, instant, type Tender } from './fields.ts';
import * as account from '../ledger/account.ts';
import { LIMITS } from '../limits.ts';
import { move, type Transfer } from '../ledger/transfer.ts';

export const points = z.int().min(1).max(LIMITS.points);
export const pointsOrNone = z.int().min(0).max(LIMITS.points);
/** Per cent; 100 leaves a value as it is. */
export const percent = z.int().min(0).max(10_000);

/** Whose points: a member, or a phone number, e-mail or card that only the hub can read. */
export const claim = z.union([
  z.strictObject({ member: id }),
  z.strictObject({
    sealed: z
      .string()
      .max(LIMITS.sealedClaimLength)
      .regex(/^[A-Za-z0-9_-]+$/, 'must be base64url'),
  }),
]);
export type Claim = z.infer<typeof claim>;

export const salePoints = z.strictObject({
  claim,
  /** Version of the rules that the figures follow. */
  rules: z.int().min(1),
  /** Per cent of the usual points, by the member's tier. */
  tierRate: percent,
  /** As many as the sale has lines: points earned and redeemed, and what the redeemed ones paid in minor units. */
  lines: z.array(z.strictObject({ earned: pointsOrNone, redeemed: pointsOrNone, worth: amount })),
  /** The leases that the redeemed points come from. */
  spent: z.array(z.strictObject({ lease: id, points })).max(LIMITS.leasesPerSale),
  /** What all redeemed points paid, in minor units: the tender of kind `points`. */
  value: amount,
});
export type SalePoints = z.infer<typeof salePoints>;

export const returnPoints = z.strictObject({
  claim,
  /** As many as the return has lines: earned points taken back, redeemed ones given back, and their part of the refund. */
  lines: z.array(z.strictObject({ unearned: pointsOrNone, givenBack: pointsOrNone, worth: amount })),
});
export type ReturnPoints = z.infer<typeof returnPoints>;

type Paid = readonly { readonly kind: Tender['kind']; readonly amount: number }[];

/** What `tenders` pay in points, in minor units. */
export const paidInPoints = (tenders: Paid): number =>
  tenders.reduce((sum, tender) => sum + (tender.kind === 'points' ? tender.amount : 0), 0);

const sumOf = <Item>(items: readonly Item[], of: (item: Item) => number): number =>
  items.reduce((sum, item) => sum + of(item), 0);

/** True when lines, leases and tenders tell the same. Without points nothing may be paid in points. */
export function salePointsAgree(body: {
  lines: unknown[];
  tenders: Paid;
  points: SalePoints | null;
  offline?: { unfit?: readonly string[] | undefined } | undefined;
}): boolean {
  const { points: part, tenders, offline } = body;
  if (part === null) return paidInPoints(tenders) === 0 || offline?.unfit?.includes('points-refused') === true;
  return (
    part.lines.length === body.lines.length &&
    sumOf(part.lines, (line) => line.worth) === part.value &&
    paidInPoints(tenders) === part.value &&
    sumOf(part.lines, (line) => line.redeemed) === sumOf(part.spent, (spent) => spent.points) &&
    new Set(part.spent.map((spent) => spent.lease)).size === part.spent.length &&
    ('member' in part.claim || part.spent.length === 0)
  );
}

/** The same of a return. */
export function returnPointsAgree(body: { lines: unknown[]; refunds: Paid; points: ReturnPoints | null }): boolean {
  const { points: part, refunds } = body;
  if (part === null) return paidInPoints(refunds) === 0;
  return part.lines.length === body.lines.length && paidInPoints(refunds) === sumOf(part.lines, (line) => line.worth);
}

/** Points that a sale earns. */
export const earnedIn = (part: SalePoints): number => sumOf(part.lines, (line) => line.earned);
/** Points that pay for a sale. */
export const redeemedIn = (part: SalePoints): number => sumOf(part.lines, (line) => line.redeemed);
/** Earned points that a return takes back. */
export const unearnedIn = (part: ReturnPoints): number => sumOf(part.lines, (line) => line.unearned);
/** Redeemed points that a return gives back. */
export const givenBackIn = (part: ReturnPoints): number => sumOf(part.lines, (line) => line.givenBack);

/** outside → accrual (earned); lease → outside (redeemed); and the right to reverse either, line by line. */
export function salePointsMoves(part: SalePoints, sale: string, store: string): Transfer[] {
  const { claim: who } = part;
  const purchase = { soldAt: store, of: 'sale' as const, id: sale };
  return [
    ...move(account.outside, account.accrual(store, `sale~${sale}`), earnedIn(part)),
    ...part.spent.flatMap((spent) =>
      'member' in who ? move(account.lease(who.member, spent.lease), account.outside, spent.points) : [],
    ),
    ...part.lines.flatMap((line, index) => [
      ...move(account.outside, account.reversible(purchase, index, 'earned', store), line.earned),
      ...move(account.outside, account.reversible(purchase, index, 'redeemed', store), line.redeemed),
      ...move(account.outside, account.reversible(purchase, index, 'worth', store), line.worth),
    ]),
  ];
}

interface Returned {
  readonly id: string;
  readonly purchase: account.PurchaseName;
  readonly lines: readonly { readonly line: number }[];
}

/** reclaim → outside (taken back); outside → accrual (given back); and the rights that are used up. */
export function returnPointsMoves(part: ReturnPoints, returned: Returned, store: string): Transfer[] {
  const source = `return~${returned.id}`;
  return [
    ...move(account.reclaim(store, source), account.outside, unearnedIn(part)),
    ...move(account.outside, account.accrual(store, source), givenBackIn(part)),
    ...part.lines.flatMap((line, index) => {
      const right = (what: 'earned' | 'redeemed' | 'worth'): account.Account =>
        account.reversible(returned.purchase, returned.lines[index]?.line ?? 0, what, store);
      return [
        ...move(right('earned'), account.outside, line.unearned),
        ...move(right('redeemed'), account.outside, line.givenBack),
        ...move(right('worth'), account.outside, line.worth),
      ];
    }),
  ];
}

/** The reversible points that go to another holder together with the units of a line. */
export const reversiblePart = z.strictObject({ earned: pointsOrNone, redeemed: pointsOrNone, worth: amount });
export type ReversiblePart = z.infer<typeof reversiblePart>;

export function reversibleMoves(
  part: ReversiblePart | undefined,
  from: { readonly purchase: account.PurchaseName; readonly line: number; readonly holder: string },
  to: string,
): Transfer[] {
  if (part === undefined) return [];
  return (['earned', 'redeemed', 'worth'] as const).flatMap((what) =>
    move(
      account.reversible(from.purchase, from.line, what, from.holder),
      account.reversible(from.purchase, from.line, what, to),
      part[what],
    ),
  );
}

/** The hub lends a member's points to the store: lent → lease. Once a lease. */
export const lease = z.strictObject({
  lease: id,
  member: id,
  points,
  /** The last moment, by the store's own time, at which they may be spent. */
  until: instant,
  /** The one sale they are for; any sale of the member when null. */
  basket: id.nullable(),
  /** What the member's tier earns, in per cent, as far as the hub knows now. */
  tierRate: percent,
});
export type Lease = z.infer<typeof lease>;

export const leaseMoves = (body: Lease): Transfer[] =>
  move(account.lent(body.lease), account.lease(body.member, body.lease), body.points);

/** The store gives back what is left of a lease: lease → returning. Once a lease; nothing is spent from it after. */
export const leaseReturn = z.strictObject({ lease: id, member: id, points });
export type LeaseReturn = z.infer<typeof leaseReturn>;

export const leaseReturnMoves = (body: LeaseReturn): Transfer[] =>
  move(account.lease(body.member, body.lease), account.returning(body.lease), body.points);
