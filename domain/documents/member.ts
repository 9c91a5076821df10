/**
 * Documents of a shard of members, written by the hub alone. No personal data:
 * a member is an opaque id, an identity is a keyed hash. Whatever comes in
 * settles the debt first; the split is written down, so nobody computes it anew.
 */
import { z } from 'zod';
import { amount, businessDay, hash, id, instant, text } from './fields.ts';
import { points, pointsOrNone } from './points.ts';
import * as account from '../ledger/account.ts';
import { LIMITS } from '../limits.ts';
import { move, type Transfer } from '../ledger/transfer.ts';

export const memberEnrolled = z.strictObject({ member: id, channel: id, store: id.optional() });

/** A phone number, e-mail or card is the member's from now on; `claim` is its keyed hash. */
export const identity = z.strictObject({ claim: hash, member: id });

/** What a deposit does: settles debt, and the rest can be spent until `expiresOn` (null: without end). */
const credit = z.strictObject({ toDebt: pointsOrNone, toBalance: pointsOrNone, expiresOn: businessDay.nullable() });
export type Credit = z.infer<typeof credit>;

const credited = (from: account.Account, member: string, part: Credit): Transfer[] => [
  ...move(from, account.debt(member), part.toDebt),
  ...move(from, account.balance(member), part.toBalance),
];

/** A sale arrived: accrual → debt, balance. What it redeemed had left with the lease. */
export const accrued = z.strictObject({
  member: id,
  store: id,
  sale: id,
  businessDay,
  credit,
  /** Money paid, in minor units: what tiers are made of. */
  spend: amount,
  spent: z.array(z.strictObject({ lease: id, points })).max(LIMITS.leasesPerSale),
});
export type Accrued = z.infer<typeof accrued>;

export const accruedMoves = (body: Accrued): Transfer[] =>
  credited(account.accrual(body.store, `sale~${body.sale}`), body.member, body.credit);

/** A return arrived: what it gives back comes in first, then what it takes back leaves balance and, beyond that, debt. */
export const reversed = z.strictObject({
  member: id,
  store: id,
  return: id,
  sale: id,
  businessDay,
  credit,
  fromBalance: pointsOrNone,
  fromDebt: pointsOrNone,
  /** Money paid back, in minor units. */
  spend: amount,
});
export type Reversed = z.infer<typeof reversed>;

export const reversedMoves = (body: Reversed): Transfer[] => {
  const source = `return~${body.return}`;
  const { member, store } = body;
  return [
    ...credited(account.accrual(store, source), member, body.credit),
    ...move(account.balance(member), account.reclaim(store, source), body.fromBalance),
    ...move(account.debt(member), account.reclaim(store, source), body.fromDebt),
  ];
};

/** Points leave for a store: balance → lent. The lease on that store's street follows from it. */
export const leaseGiven = z.strictObject({
  lease: id,
  member: id,
  store: id,
  points,
  until: instant,
  basket: id.nullable(),
  tierRate: z.int().min(0),
});
export type LeaseGiven = z.infer<typeof leaseGiven>;

export const leaseGivenMoves = (body: LeaseGiven): Transfer[] =>
  move(account.balance(body.member), account.lent(body.lease), body.points);

/** What was left of a lease is here again: returning → debt, balance. The points keep the expiry they had. */
export const leaseBack = z.strictObject({
  lease: id,
  member: id,
  store: id,
  toDebt: pointsOrNone,
  toBalance: pointsOrNone,
});
export type LeaseBack = z.infer<typeof leaseBack>;

export const leaseBackMoves = (body: LeaseBack): Transfer[] => [
  ...move(account.returning(body.lease), account.debt(body.member), body.toDebt),
  ...move(account.returning(body.lease), account.balance(body.member), body.toBalance),
];

/** Set aside for a basket or order of `channel`: balance → hold. */
export const pointsHold = z.strictObject({ hold: id, member: id, points, until: instant, channel: id });
export type PointsHold = z.infer<typeof pointsHold>;

export const pointsHoldMoves = (body: PointsHold): Transfer[] =>
  move(account.balance(body.member), account.hold(body.member, body.hold), body.points);

/** The one end of a hold: captured (hold → outside), and what is not captured goes back (hold → debt, balance). */
export const holdEnd = z.strictObject({
  hold: id,
  member: id,
  /** Where it was held. */
  channel: id,
  reason: z.enum(['captured', 'released', 'expired']),
  /** The pickup order or web order it was captured for. */
  usedFor: id.optional(),
  captured: pointsOrNone,
  toDebt: pointsOrNone,
  toBalance: pointsOrNone,
});
export type HoldEnd = z.infer<typeof holdEnd>;

export const holdEndMoves = (body: HoldEnd): Transfer[] => {
  const from = account.hold(body.member, body.hold);
  return [
    ...move(from, account.outside, body.captured),
    ...move(from, account.debt(body.member), body.toDebt),
    ...move(from, account.balance(body.member), body.toBalance),
  ];
};

/** Points whose last day was before `day`: balance → outside. */
export const pointsExpired = z.strictObject({ member: id, day: businessDay, points });
export type PointsExpired = z.infer<typeof pointsExpired>;

export const pointsExpiredMoves = (body: PointsExpired): Transfer[] =>
  move(account.balance(body.member), account.outside, body.points);

/** A person corrected the account: in (credit), or out (taken). */
export const pointsAdjusted = z.strictObject({ member: id, by: id, reason: text.min(1), credit, taken: pointsOrNone });
export type PointsAdjusted = z.infer<typeof pointsAdjusted>;

export const pointsAdjustedMoves = (body: PointsAdjusted): Transfer[] => [
  ...credited(account.outside, body.member, body.credit),
  ...move(account.balance(body.member), account.outside, body.taken),
];

/** The person is forgotten: key and identities are gone. The points stay where they are, and nobody can reach them. */
export const erased = z.strictObject({ member: id });
