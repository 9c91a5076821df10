/**
 * The rules of the loyalty programme, in versions on the catalogue street. A
 * sale names the version it used, so every process computes the same. The
 * highest version is in force.
 */
import { z } from 'zod';
import { amount, businessDay, currency, id, text } from './fields.ts';
import { percent, points, pointsOrNone } from './points.ts';
import { LIMITS } from '../limits.ts';

const groups = z.array(text.min(1)).max(LIMITS.loyaltyGroups);

/** More points from one business day to another, both included; for some product groups, or for all. */
export const campaign = z
  .strictObject({
    id,
    from: businessDay,
    to: businessDay,
    groups: groups.nullable().default(null),
    multiplier: percent,
  })
  .refine(({ from, to }) => from <= to, 'a campaign ends on the day it begins, or later');

/** Members who spent `from` minor units in the last twelve months earn `rate` per cent of the usual points. */
export const tier = z.strictObject({ name: text.min(1), from: amount, rate: percent });
export type Tier = z.infer<typeof tier>;

export const loyaltyRules = z
  .strictObject({
    version: z.int().min(1),
    currency,
    /** `points` for every `per` minor units paid; whole points a basket, rounded down. */
    accrual: z.strictObject({ points, per: amount.min(1), excludedGroups: groups.default([]) }),
    campaigns: z.array(campaign).max(LIMITS.loyaltyCampaigns).default([]),
    /** `points` are worth `value` minor units; whole minor units a basket, rounded down. */
    redemption: z.strictObject({ points, value: amount.min(1), minimum: pointsOrNone.default(0) }),
    /** By rising spend. Who is below the first earns the usual points. */
    tiers: z.array(tier).max(LIMITS.loyaltyTiers).default([]),
    /** Days after the business day of the sale; null when points do not expire. */
    expiryDays: z.int().min(1).max(36_500).nullable().default(null),
    /** What stores are lent in advance, to be spent while they are cut off. */
    leases: z
      .strictObject({
        /** Of all points of a member, in per cent. */
        share: z.int().min(0).max(100).default(50),
        perMember: pointsOrNone,
        perStore: pointsOrNone,
        days: z.int().min(1).max(365),
        /** How long points for one basket stay at the store. */
        basketMinutes: z.int().min(1).max(1440).default(15),
      })
      .nullable()
      .default(null),
  })
  .refine(({ tiers }) => tiers.every((each, index) => index === 0 || each.from > (tiers[index - 1]?.from ?? 0)), {
    message: 'tiers must rise by spend',
    path: ['tiers'],
  });
export type LoyaltyRules = z.infer<typeof loyaltyRules>;

/** The hub's X25519 key that phone numbers, e-mails and card numbers are sealed with: JWK `x`. The highest version is in use. */
export const sealingKey = z.strictObject({ version: z.int().min(1), key: z.string().regex(/^[A-Za-z0-9_-]{43}$/) });
export type SealingKey = z.infer<typeof sealingKey>;
