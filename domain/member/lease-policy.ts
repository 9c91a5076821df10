/**
 * How many points a store is lent in advance, to be spent there while it is cut
 * off. A pure policy: it decides how often people are served at once, never
 * whether a point is safe. A member's points are lent where the member shops,
 * within a cap for each store and for each member, and only when no lease there
 * is alive, so that not every sale causes a document.
 */
import type { StoreId } from '../basic/ids.ts';
import type { LoyaltyRules } from '../documents/loyalty-rules.ts';
import { pointsOf, type MemberRecord, type ShardState } from './shard.ts';

const DAY_MS = 86_400_000;

/** The points to lend now to a store where the member has just shopped, and until when; nothing when it has enough. */
export function leaseToGive(
  state: ShardState,
  record: MemberRecord,
  context: { readonly store: StoreId; readonly rules: LoyaltyRules | undefined; readonly now: number },
): { points: number; until: number } | undefined {
  const policy = context.rules?.leases;
  if (!policy || !context.rules || record.erasedAt !== null) return undefined;
  const standing = [...record.lent.values()].filter((lent) => lent.basket === null);
  if (standing.some((lent) => lent.store === context.store && lent.until > context.now)) return undefined;
  const { available, lent } = pointsOf(state, record);
  const out = lent.reduce((sum, part) => sum + part.points, 0);
  const points = Math.min(
    policy.perStore,
    Math.max(0, policy.perMember - out),
    Math.floor((available * policy.share) / 100),
  );
  if (points < Math.max(1, context.rules.redemption.minimum)) return undefined;
  return { points, until: context.now + policy.days * DAY_MS };
}
