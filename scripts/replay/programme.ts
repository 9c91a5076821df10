/**
 * The loyalty programme of a replay. Sales carry the dates of the data, which
 * are long past on the clock of the processes, so points end after so many
 * days that those of the first two days of trade are over today.
 */
import { type LoyaltyRules, loyaltyRules } from '@ringfence/domain/documents/loyalty-rules.ts';
import { dateOf, dayOf } from '../trade-data/calendar.ts';

const DAYS_THAT_END = 2;

/** `start` is the date of day 1, `now` milliseconds since 1970. A point is worth a penny, and five are earned for a pound. */
export function programmeFrom(start: string, now: number): LoyaltyRules {
  const today = dateOf(new Date(now).toISOString());
  return loyaltyRules.parse({
    version: 1,
    currency: 'GBP',
    accrual: { points: 5, per: 100 },
    campaigns: [{ id: 'opening', from: start, to: start, multiplier: 200 }],
    redemption: { points: 1, value: 1, minimum: 50 },
    tiers: [{ name: 'Regular', from: 100_000, rate: 110 }],
    expiryDays: Math.max(1, dayOf(start, today) - 1 - DAYS_THAT_END),
    leases: { share: 50, perMember: 2000, perStore: 1000, days: 30, basketMinutes: 1 },
  });
}
