/**
 * Documents of a shard of members, written by the hub alone. No personal data:
 * a member is an opaque id, an identity is a keyed hash. Whatever comes in
 * settles the debt first; the split is written down, so nobody computes it anew.
 */
import { z } from 'zod';
import { amount, businessDay, hash, id, instant, lines, text, units } from './fields.ts';
import { percent, points, pointsOrNone } from './points.ts';
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

/** What a store wrote about points earned, and what the rules it names give a member of that tier; a person has to see to it. */
export const differs = z.strictObject({
  rules: z.int().min(1),
  earned: pointsOrNone,
  tierRate: percent,
  byRules: z.strictObject({ earned: pointsOrNone, tierRate: percent }),
});
export type Differs = z.infer<typeof differs>;

/** Somebody dealt with a difference; `exception` is the id of the posting that tells of it. */
export const differenceResolved = z.strictObject({ member: id, exception: z.string().max(220), by: id, note: text });

/** A sale arrived: accrual → debt, balance. What it redeemed had left with the lease. */
export const accrued = z.strictObject({
  member: id,
  store: id,
  sale: id,
  businessDay,
  credit,
  /** Money paid, in minor units: what tiers are made of. */
  spend: amount,
  /** Absent when the store's figures are those of the rules. */
  differs: differs.optional(),
  spent: z.array(z.strictObject({ lease: id, points })).max(LIMITS.leasesPerSale),
});
export type Accrued = z.infer<typeof accrued>;

export const accruedMoves = (body: Accrued): Transfer[] =>
  credited(account.accrual(body.store, `sale~${body.sale}`), body.member, body.credit);

/**
 * A pickup order was handed over: accrual → debt, balance, of what it earned, and of the points that paid for what was
 * left. What it redeemed had left with the hold.
 */
export const collected = z.strictObject({
  member: id,
  store: id,
  order: id,
  businessDay,
  credit,
  back: z.strictObject({ toDebt: pointsOrNone, toBalance: pointsOrNone }),
  /** Money paid, in minor units. */
  spend: amount,
  differs: differs.optional(),
});
export type Collected = z.infer<typeof collected>;

export const collectedMoves = (body: Collected): Transfer[] => {
  const from = account.accrual(body.store, `hand-over~${body.order}`);
  return [
    ...credited(from, body.member, body.credit),
    ...credited(from, body.member, { ...body.back, expiresOn: null }),
  ];
};

/**
 * Points that paid for a pickup order, or a part of it, nobody will get. `source` is the store's document; or the end
 * of the hold, when the order was not placed in the end. They keep the expiry they had.
 */
export const givenBack = z.strictObject({
  member: id,
  store: id,
  order: id,
  source: z.string().max(140),
  toDebt: pointsOrNone,
  toBalance: pointsOrNone,
});
export type GivenBack = z.infer<typeof givenBack>;

export const HOLD_END = 'hold-end~';

export const givenBackMoves = (body: GivenBack): Transfer[] => {
  const { member, store, order, source } = body;
  const from = source.startsWith(HOLD_END) ? account.paid(store, order) : account.accrual(store, source);
  return credited(from, member, { ...body, expiresOn: null });
};

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

/** A pickup order that captured points pay for, as it was asked for: it is placed from this, also after a stop. */
export const paysFor = z.strictObject({
  store: id,
  order: id,
  channel: id,
  lines: lines(z.strictObject({ sku: id, units }), LIMITS.linesPerPickupOrder),
  payment: z.enum(['paid', 'due']),
  contact: id.nullable(),
  expiresAt: instant.optional(),
});
export type PaysFor = z.infer<typeof paysFor>;

/** The one end of a hold: captured (hold → outside, or the order it pays for), and what is not goes back (hold → debt, balance). */
export const holdEnd = z.strictObject({
  hold: id,
  member: id,
  /** Where it was held. */
  channel: id,
  reason: z.enum(['captured', 'released', 'expired']),
  /** The pickup order or web order it was captured for. */
  usedFor: id.optional(),
  pays: paysFor.optional(),
  captured: pointsOrNone,
  toDebt: pointsOrNone,
  toBalance: pointsOrNone,
});
export type HoldEnd = z.infer<typeof holdEnd>;

export const holdEndMoves = (body: HoldEnd): Transfer[] => {
  const from = account.hold(body.member, body.hold);
  return [
    ...move(from, body.pays ? account.paid(body.pays.store, body.pays.order) : account.outside, body.captured),
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
