/** How many points a member wants to spend. */
import type { MemberId } from '@ringfence/domain/basic/ids.ts';
import { pointsFor } from '@ringfence/domain/loyalty/rules.ts';
import type { World } from './world.ts';

/** The least part of their points that members spend at once. */
const SPENT_SHARE_MIN = 0.3;

/** Points to spend on `total` minor units in that step, by what the app shows: 0 for most. */
export async function wishOf(
  { members, draw, options, tally }: World,
  { member, step, total }: { member: MemberId; step: string; total: number },
): Promise<number> {
  if (!draw.chance(options.redeemShare, 'redeem', step)) return 0;
  const { available, lent } = await members.pointsOf(member);
  const all = lent.reduce((sum, { points }) => sum + points, available);
  const part = SPENT_SHARE_MIN + (1 - SPENT_SHARE_MIN) * draw.number('points', step);
  const { minimum } = members.rules.redemption;
  const wish = Math.min(pointsFor(members.rules, total), Math.max(minimum, Math.floor(all * part)));
  if (wish >= minimum && wish <= all) return wish;
  tally.note('members with too few points to redeem');
  return 0;
}
