/** Points as they are counted from the documents, beside the ledger, for tests that compare the two. */
import {
  earnedIn,
  givenBackIn,
  redeemedIn,
  type ReturnPoints,
  type SalePoints,
  unearnedIn,
} from '../documents/points.ts';
import type { Doc } from '../documents/registry.ts';

/** What was earned, redeemed and so on, counted from the documents beside the ledger. */
interface Tally {
  earned: number;
  redeemed: number;
  unearned: number;
  givenBack: number;
  expired: number;
  adjusted: number;
}

export const emptyTally = (): Tally => ({ earned: 0, redeemed: 0, unearned: 0, givenBack: 0, expired: 0, adjusted: 0 });

export function countSale(tally: Tally, part: SalePoints): void {
  tally.earned += earnedIn(part);
  tally.redeemed += redeemedIn(part);
}

export function countReturn(tally: Tally, part: ReturnPoints): void {
  tally.unearned += unearnedIn(part);
  tally.givenBack += givenBackIn(part);
}

/** What the hub itself did to a member's points. */
export function countOfMembers(tally: Tally, { kind, body }: Doc): void {
  if (kind === 'points-expired') tally.expired += body.points;
  if (kind === 'hold-end' && !body.pays) tally.redeemed += body.captured;
  if (kind === 'points-adjusted') tally.adjusted += body.credit.toBalance + body.credit.toDebt - body.taken;
}
