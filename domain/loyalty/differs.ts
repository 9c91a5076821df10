/**
 * Whether a store's points are those of the rules its document names. The
 * store's figures stand, whatever they are: the customer was told them. What
 * differs is written down beside them, for a person to see to.
 */
import type { Sku } from '../basic/ids.ts';
import { LIMITS } from '../limits.ts';
import type { LoyaltyRules } from '../documents/loyalty-rules.ts';
import type { Differs } from '../documents/member.ts';
import { earnedBy } from '../documents/order-points.ts';
import type { HandOver } from '../documents/pickup.ts';
import { earnedIn } from '../documents/points.ts';
import type { Sale } from '../documents/sale.ts';
import { type Known, partOf } from '../pickup/order-points.ts';
import { pointsEarned } from './rules.ts';

interface Context {
  /** The rules the sale names; nothing when there are no such rules. */
  readonly rules: LoyaltyRules | undefined;
  /** Per cent, by the member's tier on the day of the sale, as far as the hub knows. */
  readonly tierRate: number;
  readonly groupOf: (sku: Sku) => string | undefined;
}

/** Nothing when the sale earned what the rules give. */
export function saleDiffers({ points, lines, businessDay }: Sale, context: Context): Differs | undefined {
  if (points === null) return undefined;
  const { rules, tierRate, groupOf } = context;
  const paid = lines.map(({ sku, amount }, index) => ({
    paid: Math.max(0, amount - (points.lines[index]?.worth ?? 0)),
    group: groupOf(sku),
  }));
  const given = rules ? pointsEarned(rules, { day: businessDay, tierRate, lines: paid }) : [];
  return differing(
    { rules: points.rules, earned: earnedIn(points), tierRate: points.tierRate },
    { earned: sumOf(given), tierRate: rules ? tierRate : 0 },
  );
}

/** The same of a hand-over, whose points were reckoned when its order was placed. */
export function handOverDiffers({ points, lines }: HandOver, known: Known | undefined): Differs | undefined {
  if (points === undefined) return undefined;
  const given = lines.map(({ sku, units }) => {
    const line = known?.lines.find((one) => one.sku === sku);
    return line ? partOf(line, units).earned : 0;
  });
  return differing(
    { rules: points.rules, earned: earnedBy(points), tierRate: points.tierRate },
    { earned: sumOf(given), tierRate: known?.tierRate ?? 0 },
  );
}

function differing(written: Omit<Differs, 'byRules'>, byRules: Differs['byRules']): Differs | undefined {
  const isSame = written.earned === byRules.earned && written.tierRate === byRules.tierRate;
  return isSame ? undefined : { ...written, byRules };
}

/** At most what a document can tell. */
const sumOf = (numbers: readonly number[]): number =>
  Math.min(
    LIMITS.points,
    numbers.reduce((sum, each) => sum + each, 0),
  );
