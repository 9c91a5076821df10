/**
 * The laws for members, judged on what is folded from the hub's disk:
 * - every shard's street is one chain, every document of it is understood;
 * - no account of a shard is overdrawn, and lots add up to the balance;
 * - points on the road between stores and shards have arrived: but for those of
 *   claims nobody has, the sums over all books are zero;
 * - all points are accounted for: earned and corrected less redeemed, taken back
 *   and expired is what members and stores hold.
 */
import { type MemberId, membersStreet } from '@ringfence/domain/basic/ids.ts';
import { hashOf } from '@ringfence/domain/documents/envelope.ts';
import { earnedIn, givenBackIn, redeemedIn, unearnedIn } from '@ringfence/domain/documents/points.ts';
import { earnedBy, redeemedBy } from '@ringfence/domain/documents/order-points.ts';
import type { Doc } from '@ringfence/domain/documents/registry.ts';
import type { AccountKind } from '@ringfence/domain/ledger/account.ts';
import { LIMITS } from '@ringfence/domain/limits.ts';
import { totalOfLots } from '@ringfence/domain/member/lots.ts';
import { applyToShard, emptyShard, pointsOf, type ShardKind, type ShardState } from '@ringfence/domain/member/shard.ts';
import { breakInChain, type Folded } from './fold.ts';
import { type Documents, sha256 } from './logs.ts';

/** Points by what became of them, counted from documents beside the ledger. */
export interface PointsTally {
  readonly earned: number;
  readonly redeemed: number;
  readonly reversed: number;
  readonly givenBack: number;
  readonly expired: number;
  readonly adjusted: number;
  /** Captured for pickup orders; what of it came back, because nobody got what they paid for. */
  readonly paidForOrders: number;
  readonly backFromOrders: number;
}

/** What a running hub said of each member's points. */
export type ServedPoints = ReadonlyMap<
  MemberId,
  { readonly balance: number; readonly available: number; readonly debt: number }
>;

export interface MemberFindings {
  readonly members: number;
  readonly tally: PointsTally;
  /** Accounts of points below zero that may not be. */
  readonly pointsBelowZero: number;
  /** Points that are held or were redeemed beyond those there ever were. */
  readonly pointsSpentTwice: number;
  /** The sum over all accounts of all books; zero, as every move takes from one what it gives to another. */
  readonly pointsOutOfNowhere: number;
  /** Purchases whose points are not those of the rules; each is an exception. */
  readonly pointsDiffer: number;
  readonly problems: readonly string[];
}

interface Shard {
  readonly state: ShardState;
  readonly documents: readonly Doc<ShardKind>[];
}

export function judgeMembers(
  hub: ReadonlyMap<string, Documents>,
  stores: readonly Folded[],
  served: ServedPoints = new Map(),
): MemberFindings {
  const problems: string[] = [];
  const shards: Shard[] = [];
  for (let index = 0; index < LIMITS.memberShards; index++) {
    const documents = hub.get(membersStreet(index)) ?? [];
    const broken = breakInChain(documents);
    if (broken === undefined) shards.push(foldShard(index, documents));
    else problems.push(`${membersStreet(index)}: ${broken}`);
  }
  for (const { state } of shards) problems.push(...judgeShard(state));
  problems.push(...servedDifferently(shards, served));
  const states = stores.map(({ state }) => state);
  const overdrawn = [...shards.map(({ state }) => state), ...states].flatMap(({ book }) =>
    book.overdrawn().filter(({ account }) => ['balance', 'hold', 'lease', 'tender'].includes(account.kind)),
  );
  for (const { account, units } of overdrawn) problems.push(`${account.kind} ${account.subject} stands at ${units}`);

  const books = [...shards, ...stores].map(({ state }) => state.book);
  const sum = (...kinds: readonly AccountKind[]): number =>
    books.reduce((all, book) => {
      for (const kind of kinds) for (const units of book.of(kind).values()) all += units;
      return all;
    }, 0);
  // What waits for somebody to have its claim stays between the books.
  for (const kind of ['lent', 'returning', 'paid'] as const)
    if (sum(kind) !== 0) problems.push(`${sum(kind)} points are on the road (${kind})`);
  const tally = tallyOf(stores, shards);
  const made = tally.earned + tally.givenBack + tally.adjusted - tally.redeemed - tally.reversed - tally.expired;
  const held = sum('balance', 'debt', 'hold', 'lease', 'lent', 'returning', 'accrual', 'reclaim', 'paid', 'tender');
  if (held !== made) problems.push(`members and stores hold ${held} points, their documents leave ${made}`);
  return {
    members: shards.reduce((count, { state }) => count + state.members.size, 0),
    tally,
    pointsBelowZero: overdrawn.length,
    pointsSpentTwice: Math.max(0, held - made),
    pointsOutOfNowhere: books.reduce((all, book) => all + Math.abs(book.imbalance()), 0),
    pointsDiffer: shards.reduce((count, { state }) => count + state.differences.size, 0),
    problems,
  };
}

function foldShard(index: number, documents: Documents): Shard {
  const state = emptyShard(index);
  const understood = documents.flatMap((document) => applyToShard(state, document, hashOf(document, sha256)) ?? []);
  return { state, documents: understood };
}

function judgeShard(state: ShardState): string[] {
  const name = membersStreet(state.shard);
  const problems = [...state.setAside].map(([id, reason]) => `${name}: ${id} moves nothing: ${reason}`);
  if (state.book.imbalance() !== 0) problems.push(`${name}: the book is out of balance by ${state.book.imbalance()}`);
  for (const record of state.members.values()) {
    const { available, debt } = pointsOf(state, record);
    if (totalOfLots(record.lots) !== available)
      problems.push(`${name}: the lots of ${record.member} are not the balance`);
    if (debt > 0 || (debt < 0 && available > 0))
      problems.push(`${name}: ${record.member} owes ${-debt} and has ${available}`);
  }
  return problems;
}

function servedDifferently(shards: readonly Shard[], served: ServedPoints): string[] {
  const folded = new Map<MemberId, string>();
  const told = (total: number, available: number, debt: number): string => `${total}, ${available} free, debt ${debt}`;
  for (const { state } of shards) {
    for (const [member, record] of state.members) {
      const { total, available, debt } = pointsOf(state, record);
      folded.set(member, told(total, available, debt));
    }
  }
  return [...served].flatMap(([member, { balance, available, debt }]) => {
    const said = told(balance, available, debt);
    return folded.get(member) === said
      ? []
      : [`${member}: the hub served ${said}, its log folds to ${folded.get(member)}`];
  });
}

function tallyOf(stores: readonly Folded[], shards: readonly Shard[]): PointsTally {
  const tally = {
    earned: 0,
    redeemed: 0,
    reversed: 0,
    givenBack: 0,
    expired: 0,
    adjusted: 0,
    paidForOrders: 0,
    backFromOrders: 0,
  };
  for (const document of stores.flatMap(({ up }) => up)) {
    if (document.kind === 'sale' && document.body.points) {
      tally.earned += earnedIn(document.body.points);
      tally.redeemed += redeemedIn(document.body.points);
    }
    if (document.kind === 'hand-over' && document.body.points) {
      tally.earned += earnedBy(document.body.points);
      tally.redeemed += redeemedBy(document.body.points);
    }
    if (document.kind === 'return' && document.body.points) {
      tally.reversed += unearnedIn(document.body.points);
      tally.givenBack += givenBackIn(document.body.points);
    }
  }
  for (const { kind, body } of shards.flatMap(({ documents }) => documents)) {
    if (kind === 'hold-end') tally[body.pays ? 'paidForOrders' : 'redeemed'] += body.captured;
    if (kind === 'given-back') tally.backFromOrders += body.toBalance + body.toDebt;
    if (kind === 'collected') tally.backFromOrders += body.back.toBalance + body.back.toDebt;
    if (kind === 'points-expired') tally.expired += body.points;
    if (kind === 'points-adjusted') tally.adjusted += body.credit.toBalance + body.credit.toDebt - body.taken;
  }
  return tally;
}
