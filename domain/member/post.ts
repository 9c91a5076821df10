/**
 * What a store's document means for a member, written on the shard's street
 * under an id derived from it: a posting happens once, however often the
 * document arrives and wherever the hub stopped in between.
 */
import type { MemberId, StoreId } from '../basic/ids.ts';
import type { LoyaltyRules } from '../documents/loyalty-rules.ts';
import type { Credit } from '../documents/member.ts';
import { type Claim, earnedIn, givenBackIn, unearnedIn } from '../documents/points.ts';
import { type Doc, fact, type Fact, subjectOf } from '../documents/registry.ts';
import { balance, debt } from '../ledger/account.ts';
import { addDays } from '../loyalty/days.ts';
import type { ShardState } from './shard.ts';

export type Postable = Doc<'sale' | 'return' | 'lease-return'>;
export type Posting = Fact<'accrued' | 'reversed' | 'lease-back'>;

/** Whose points a store's document moves; nothing when it moves none. */
export function claimIn(document: Doc): Claim | undefined {
  switch (document.kind) {
    case 'sale':
    case 'return':
      return document.body.points?.claim;
    case 'lease-return':
      return { member: document.body.member };
    default:
      return undefined;
  }
}

/** The id of the posting, which tells whether it was done. */
export function postingId(document: Postable, store: StoreId): string {
  const subject = subjectOf(document);
  switch (document.kind) {
    case 'sale':
      return `accrued~${store}~${subject}`;
    case 'return':
      return `reversed~${store}~${subject}`;
    case 'lease-return':
      return `lease-back~${subject}`;
  }
}

interface Where {
  readonly member: MemberId;
  readonly store: StoreId;
  /** The rules that say when points expire: a sale's own, for a return those in force. */
  readonly rules: LoyaltyRules | undefined;
}

/** The posting of `document`, for a member enrolled in this shard. */
export function postingOf(state: ShardState, document: Postable, where: Where): Posting {
  switch (document.kind) {
    case 'sale':
      return accruedBy(state, document, where);
    case 'return':
      return reversedBy(state, document, where);
    case 'lease-return': {
      const { lease, member, points } = document.body;
      const { toDebt, toBalance } = creditOf(state, member, points, null);
      return fact('lease-back', lease, { lease, member, store: where.store, toDebt, toBalance });
    }
  }
}

function accruedBy(state: ShardState, document: Doc<'sale'>, { member, store, rules }: Where): Fact<'accrued'> {
  const { businessDay, total, points } = document.body;
  const sale = subjectOf(document);
  return fact('accrued', `${store}~${sale}`, {
    member,
    store,
    sale,
    businessDay,
    credit: creditOf(state, member, points ? earnedIn(points) : 0, lastDay(rules, businessDay)),
    spend: total - (points?.value ?? 0),
    spent: points?.spent ?? [],
  });
}

function reversedBy(state: ShardState, document: Doc<'return'>, { member, store, rules }: Where): Fact<'reversed'> {
  const { businessDay, sale, total, points } = document.body;
  const returned = subjectOf(document);
  const credit = creditOf(state, member, points ? givenBackIn(points) : 0, lastDay(rules, businessDay));
  const unearned = points ? unearnedIn(points) : 0;
  const there = Math.max(0, state.book.units(balance(member))) + credit.toBalance;
  const fromBalance = Math.min(unearned, there);
  const worth = (points?.lines ?? []).reduce((sum, line) => sum + line.worth, 0);
  return fact('reversed', `${store}~${returned}`, {
    member,
    store,
    return: returned,
    sale,
    businessDay,
    credit,
    fromBalance,
    fromDebt: unearned - fromBalance,
    spend: total - worth,
  });
}

/** How points that come in are split: debt first. */
export function creditOf(state: ShardState, member: MemberId, points: number, expiresOn: string | null): Credit {
  const owed = Math.max(0, -state.book.units(debt(member)));
  const toDebt = Math.min(points, owed);
  return { toDebt, toBalance: points - toDebt, expiresOn };
}

/** The last day of points earned on `day`. */
export const lastDay = (rules: LoyaltyRules | undefined, day: string): string | null =>
  rules?.expiryDays ? addDays(day, rules.expiryDays) : null;

/** The document on the store's street that a lease given by the shard brings about. */
export function leaseFor({ body }: Doc<'lease-given'>): { store: StoreId; fact: Fact<'lease'> } {
  const { lease, member, store, points, until, basket, tierRate } = body;
  return { store, fact: fact('lease', lease, { lease, member, points, until, basket, tierRate }) };
}
