/**
 * What the rules of the programme say about a basket. Pure and exact: the same
 * figures in every process. Points are whole; a basket is rounded down once,
 * and what it earns is shared over its lines, so the parts add up.
 */
import type { LoyaltyRules, Tier } from '../documents/loyalty-rules.ts';
import { yearBefore } from './days.ts';
import { shareOut } from './share.ts';

const USUAL = 100;

/** A line as the rules see it: minor units paid with anything but points, and the product's group. */
export interface EarningLine {
  readonly paid: number;
  readonly group: string | undefined;
}

/** Per cent of the usual points for a product group on a day: nothing when excluded, else the best campaign's. */
export function multiplierOf(rules: LoyaltyRules, day: string, group: string | undefined): number {
  if (group !== undefined && rules.accrual.excludedGroups.includes(group)) return 0;
  let best = USUAL;
  for (const campaign of rules.campaigns) {
    const runs = campaign.from <= day && day <= campaign.to;
    const covers = campaign.groups === null || (group !== undefined && campaign.groups.includes(group));
    if (runs && covers) best = Math.max(best, campaign.multiplier);
  }
  return best;
}

/** Points each line earns on that business day at that tier rate. */
export function pointsEarned(
  rules: LoyaltyRules,
  basket: { readonly day: string; readonly tierRate: number; readonly lines: readonly EarningLine[] },
): number[] {
  const weights = basket.lines.map(
    ({ paid, group }) => BigInt(paid) * BigInt(multiplierOf(rules, basket.day, group)) * BigInt(basket.tierRate),
  );
  const sum = weights.reduce((all, weight) => all + weight, 0n);
  const { points, per } = rules.accrual;
  const total = (sum * BigInt(points)) / (BigInt(per) * BigInt(USUAL) * BigInt(USUAL));
  return shareOut(Number(total), weights);
}

/** What `points` pay, in minor units. */
export const worthOf = (rules: LoyaltyRules, points: number): number =>
  Number((BigInt(points) * BigInt(rules.redemption.value)) / BigInt(rules.redemption.points));

/** The fewest points that pay `total` minor units: more are never taken for a basket. */
export function pointsFor(rules: LoyaltyRules, total: number): number {
  const { points, value } = rules.redemption;
  return Number((BigInt(total) * BigInt(points) + BigInt(value) - 1n) / BigInt(value));
}

/** The most points that are taken for `total`: no more than it needs, and worth no more than it. */
export function mostPointsFor(rules: LoyaltyRules, total: number): number {
  const { points, value } = rules.redemption;
  const worthIt = ((BigInt(total) + 1n) * BigInt(points) - 1n) / BigInt(value);
  return Math.min(pointsFor(rules, total), Number(worthIt));
}

/** The highest tier that the spend of the last twelve months reaches; none below the first. */
export function tierOf(rules: LoyaltyRules, spend: number): Tier | undefined {
  return rules.tiers.findLast((tier) => spend >= tier.from);
}

/** Per cent of the usual points; 100 without a tier. */
export const tierRateOf = (tier: Tier | undefined): number => tier?.rate ?? USUAL;

/** Minor units spent in the twelve months up to `today`, from the net spend of each business day. */
export function spendInYear(byDay: ReadonlyMap<string, number>, today: string): number {
  const after = yearBefore(today);
  let sum = 0;
  for (const [day, spend] of byDay) if (after < day && day <= today) sum += spend;
  return Math.max(0, sum);
}
