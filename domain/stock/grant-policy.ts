/**
 * How many units a store should give the hub to promise. A pure policy: it
 * decides how often people are served at once, never whether a promise is
 * safe. The last units stay at the shelf, and the hub is filled up only when
 * it has less than half of what it should, so that not every sale causes a
 * document.
 */
import { LIMITS } from '../limits.ts';

export interface GrantInput {
  readonly shelf: number;
  readonly online: number;
  readonly safetyStock: number;
  /** Units the counter sells a day. */
  readonly soldPerDay: number;
}

export interface GrantPolicy {
  /** The hub's part of the units that are free, in per cent. */
  readonly webShare: number;
  /** Days of counter sales kept at the shelf on top of the safety stock. */
  readonly coverDays: number;
  /** The hub is filled up when it holds less than this part of its target, in per cent. */
  readonly refillBelow: number;
}

export const DEFAULT_GRANT_POLICY: GrantPolicy = { webShare: 50, coverDays: 1, refillBelow: 50 };

/** Units to move from shelf to online now; 0 when the hub has enough. */
export function unitsToGrant(input: GrantInput, policy: GrantPolicy = DEFAULT_GRANT_POLICY): number {
  const kept = Math.max(input.safetyStock, Math.ceil(input.soldPerDay * policy.coverDays));
  const free = Math.max(0, input.shelf + input.online - kept);
  const target = Math.floor((free * policy.webShare) / 100);
  if (input.online * 100 >= target * policy.refillBelow) return 0;
  return Math.max(0, Math.min(target - input.online, input.shelf - input.safetyStock, LIMITS.unitsPerLine));
}

/** Units the store can give when the hub asks for `asked`: what the shelf has above its safety stock. */
export function unitsForAsk(asked: number, shelf: number, safetyStock: number): number {
  return Math.max(0, Math.min(asked, shelf - safetyStock, LIMITS.unitsPerLine));
}
