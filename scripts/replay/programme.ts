/**
 * The loyalty programme of a replay. The trading dates of the data are moved so
 * that its last day is today: what twelve months or thirty days mean is then the
 * same to the processes' clocks and to the documents. Points end after so many
 * days that those of the first part of the trade are over on the last.
 */
import { type LoyaltyRules, loyaltyRules } from '@ringfence/domain/documents/loyalty-rules.ts';
import { addDays } from '@ringfence/domain/loyalty/days.ts';

/** Of all days, those whose points are over on the last one. */
const SHARE_THAT_ENDS = 0.4;

/** The date of day 1, so that the last of `days` is `today`. */
export const firstDay = (today: string, days: number): string => addDays(today, 1 - days);

/**
 * `start` is the date of day 1 of so many `days`. A point is worth a penny, and five are earned for a pound. Tiers are
 * sized for what a customer of the data spends within a few weeks.
 */
export function programmeFrom(start: string, days: number): LoyaltyRules {
  return loyaltyRules.parse({
    version: 1,
    currency: 'GBP',
    accrual: { points: 5, per: 100 },
    campaigns: [{ id: 'opening', from: start, to: start, multiplier: 200 }],
    redemption: { points: 1, value: 1, minimum: 50 },
    tiers: [
      { name: 'Regular', from: 30_000, rate: 110 },
      { name: 'Friend', from: 100_000, rate: 125 },
    ],
    expiryDays: Math.max(1, days - 1 - Math.ceil(days * SHARE_THAT_ENDS)),
    leases: { share: 50, perMember: 2000, perStore: 1000, days: 30, basketMinutes: 1 },
  });
}
