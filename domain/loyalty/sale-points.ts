/**
 * The points of a sale. Earning needs nothing but the rules, so it works cut
 * off and for members this store knows nothing of. Redeeming takes points that
 * lie at this store in leases of that member; which points those are is chosen
 * here, and how many, by the member.
 */
import { z } from 'zod';
import { accept, type Decision, refuse } from '../basic/outcome.ts';
import type { Catalogue } from '../catalog/catalogue.ts';
import { id, type Tender } from '../documents/fields.ts';
import type { LoyaltyRules } from '../documents/loyalty-rules.ts';
import { claim, paidInPoints, percent, type SalePoints } from '../documents/points.ts';
import { LIMITS } from '../limits.ts';
import type { StoreState } from '../store/state.ts';
import { documentTime, leftIn, usableLeases } from './lease.ts';
import { pointsEarned, pointsFor, tierRateOf, worthOf } from './rules.ts';
import { shareOut } from './share.ts';

/** The member's part of a sale. */
export const memberPart = z.strictObject({
  claim,
  /** Per cent by the member's tier, when the till was told; as the leases here say, or the usual, when absent. */
  tierRate: percent.optional(),
  redeem: z
    .strictObject({
      /** Whole and positive, but that is for the decision to say. */
      points: z.number(),
      /** Take them from this lease alone. */
      hold: id.optional(),
    })
    .nullable()
    .default(null),
});
export type MemberPart = z.infer<typeof memberPart>;

export interface Basket {
  readonly sale: string;
  readonly businessDay: string;
  readonly currency: string;
  readonly lines: readonly { readonly sku: string; readonly amount: number }[];
  readonly total: number;
  readonly tenders: readonly Tender[];
}

type Redeemed = Pick<SalePoints, 'spent' | 'value'> & { readonly points: number };
const NOTHING: Redeemed = { points: 0, spent: [], value: 0 };

/**
 * Refusals in order: no-loyalty-rules, wrong-currency, invalid-input (a tier rate the rules do not know), those of
 * redeeming (`decideRedemption`), tender-mismatch when the tenders of kind points are not what the points are worth.
 */
export function decideSalePoints(
  state: StoreState,
  member: MemberPart | null,
  basket: Basket,
  context: { readonly catalogue: Catalogue; readonly now: number },
): Decision<SalePoints | null> {
  const wrongTender = (worth: number): ReturnType<typeof refuse> | undefined =>
    paidInPoints(basket.tenders) === worth
      ? undefined
      : refuse('tender-mismatch', 'The tender of kind points must be what the redeemed points are worth.', {
          field: 'tenders',
          details: { points: worth },
        });
  if (member === null) return wrongTender(0) ?? accept(null);
  const rules = context.catalogue.loyaltyRules;
  if (!rules) return refuse('no-loyalty-rules', 'This store has no rules for points yet.', { field: 'member' });
  if (rules.currency !== basket.currency)
    return refuse('wrong-currency', `Points are earned and redeemed in ${rules.currency}.`, {
      field: 'currency',
      details: { expected: rules.currency },
    });
  if (member.tierRate !== undefined && !isTierRate(rules, member.tierRate))
    return refuse('invalid-input', 'No tier of the rules has this rate.', { field: 'member.tierRate' });
  const redemption = decideRedemption(state, member, basket, { rules, now: context.now });
  if (!redemption.ok) return redemption;
  const { points, spent, value } = redemption.value;
  const refusal = wrongTender(value);
  if (refusal) return refusal;

  const amounts = basket.lines.map((line) => BigInt(line.amount));
  const worths = shareOut(value, amounts);
  const redeemed = shareOut(points, amounts);
  const tierRate = member.tierRate ?? knownTierRate(state, member);
  const earned = pointsEarned(rules, {
    day: basket.businessDay,
    tierRate,
    lines: basket.lines.map(({ sku, amount }, index) => ({
      paid: amount - (worths[index] ?? 0),
      group: context.catalogue.product(sku)?.group,
    })),
  });
  const lines = basket.lines.map((_line, index) => ({
    earned: earned[index] ?? 0,
    redeemed: redeemed[index] ?? 0,
    worth: worths[index] ?? 0,
  }));
  return accept({ claim: member.claim, rules: rules.version, tierRate, lines, spent, value });
}

/**
 * Refusals in order: member-unverified, points-zero, points-negative, points-fractional, points-below-minimum,
 * points-above-basket, those of a named hold (`judgeHold`), insufficient-points with what is here.
 */
function decideRedemption(
  state: StoreState,
  { claim: who, redeem }: MemberPart,
  basket: Basket,
  context: { readonly rules: LoyaltyRules; readonly now: number },
): Decision<Redeemed> {
  if (redeem === null) return accept(NOTHING);
  const { rules, now } = context;
  if (!('member' in who))
    return refuse(
      'member-unverified',
      'Only the hub can tell whose points these are: earn now, redeem when connected.',
      {
        field: 'member.claim',
      },
    );
  const { points, hold } = redeem;
  const amiss = judgePoints(rules, points) ?? judgeBasket(rules, points, basket.total);
  if (amiss) return amiss;
  if (hold !== undefined) {
    const refusal = judgeHold(state, { hold, member: who.member, basket: basket.sale, now });
    if (refusal) return refusal;
  }
  const usable = usableLeases(state, { member: who.member, basket: basket.sale, now }).filter(
    ({ lease }) => hold === undefined || lease === hold,
  );
  const spent: SalePoints['spent'] = [];
  let wanted = points;
  for (const lease of usable.slice(0, LIMITS.leasesPerSale)) {
    const taken = Math.min(wanted, lease.points);
    if (taken > 0) spent.push({ lease: lease.lease, points: taken });
    wanted -= taken;
  }
  if (wanted > 0)
    return refuse('insufficient-points', 'So many points of this member do not lie at this store.', {
      field: 'member.redeem.points',
      details: { asked: points, here: points - wanted },
    });
  return accept({ points, spent, value: worthOf(rules, points) });
}

/** What is wrong with a number of points to redeem, whoever redeems them for whatever. */
export function judgePoints(rules: LoyaltyRules, points: number): ReturnType<typeof refuse> | undefined {
  const field = 'member.redeem.points';
  if (points === 0) return refuse('points-zero', 'Redeem at least one point.', { field });
  if (points < 0) return refuse('points-negative', 'Points to redeem cannot be negative.', { field });
  if (!Number.isSafeInteger(points))
    return refuse('points-fractional', 'Only whole points can be redeemed.', { field });
  const { minimum } = rules.redemption;
  if (points < minimum || worthOf(rules, points) === 0)
    return refuse('points-below-minimum', `Redeem at least ${minimum} points.`, { field, details: { minimum } });
  return undefined;
}

function judgeBasket(rules: LoyaltyRules, points: number, total: number): ReturnType<typeof refuse> | undefined {
  const most = pointsFor(rules, total);
  if (points <= most && worthOf(rules, points) <= total) return undefined;
  return refuse('points-above-basket', 'The points are worth more than the basket.', {
    field: 'member.redeem.points',
    details: { most },
  });
}

/** Refusals in order: hold-of-another-store, hold-ended, hold-of-another-member, hold-of-another-basket, hold-expired. */
function judgeHold(
  state: StoreState,
  wanted: { readonly hold: string; readonly member: string; readonly basket: string; readonly now: number },
): ReturnType<typeof refuse> | undefined {
  const field = 'member.redeem.hold';
  const record = state.leases.get(wanted.hold);
  if (!record || leftIn(state, record) === 0)
    return wanted.hold.startsWith(`${state.store}.`)
      ? refuse('hold-ended', 'Nothing is left of this hold, or it did not arrive yet.', { field })
      : refuse('hold-of-another-store', 'This hold was made at another store.', { field });
  if (record.member !== wanted.member)
    return refuse('hold-of-another-member', 'These points are another member’s.', { field });
  if (record.basket !== null && record.basket !== wanted.basket)
    return refuse('hold-of-another-basket', 'These points are set aside for another sale.', { field });
  if (record.lost || documentTime(state, wanted.now) > record.until)
    return refuse('hold-expired', 'The hold has expired; its points go back to the member.', {
      field,
      details: { until: record.until },
    });
  return undefined;
}

const isTierRate = (rules: LoyaltyRules, rate: number): boolean =>
  rate === tierRateOf(undefined) || rules.tiers.some((tier) => tier.rate === rate);

/** What the latest lease here says about the member's tier. */
function knownTierRate(state: StoreState, { claim: who }: MemberPart): number {
  let latest: { until: number; tierRate: number } | undefined;
  for (const record of state.leases.values())
    if ('member' in who && record.member === who.member && record.until > (latest?.until ?? -1)) latest = record;
  return latest?.tierRate ?? tierRateOf(undefined);
}
