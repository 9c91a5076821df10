/**
 * What a store's document means for a member, written on the shard's street
 * under an id derived from it: a posting happens once, however often the
 * document arrives and wherever the hub stopped in between.
 */
import { must } from '../basic/assert.ts';
import type { DocId, MemberId, OrderId, StoreId } from '../basic/ids.ts';
import type { LoyaltyRules } from '../documents/loyalty-rules.ts';
import type { Credit, Differs } from '../documents/member.ts';
import { backIn, earnedBy, redeemedBy } from '../documents/order-points.ts';
import { type Claim, earnedIn, givenBackIn, unearnedIn } from '../documents/points.ts';
import { type Doc, fact, type Fact, subjectOf } from '../documents/registry.ts';
import { balance, debt } from '../ledger/account.ts';
import { addDays } from '../loyalty/days.ts';
import { totalOfLots } from './lots.ts';
import type { ShardState } from './shard.ts';

type Ending = Doc<'short-pick' | 'substitution' | 'order-end'>;
export type Postable = Doc<'sale' | 'return' | 'hand-over' | 'lease-return'> | Ending;
export type Posting = Fact<'accrued' | 'reversed' | 'collected' | 'given-back' | 'lease-back'>;

/** Whose points a store's document moves; nothing when it moves none. */
export function claimIn(document: Doc): Claim | undefined {
  switch (document.kind) {
    case 'sale':
    case 'return':
    case 'hand-over':
    case 'short-pick':
    case 'substitution':
    case 'order-end':
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
    case 'hand-over':
      return `collected~${store}~${subject}`;
    case 'short-pick':
    case 'substitution':
    case 'order-end':
      return `given-back~${store}~${document._id}`;
    case 'lease-return':
      return `lease-back~${subject}`;
  }
}

interface Where {
  readonly member: MemberId;
  readonly store: StoreId;
  /** The rules that say when points expire: a sale's own, for a return those in force. */
  readonly rules: LoyaltyRules | undefined;
  /** Where the store's figures are not those of the rules. */
  readonly differs?: Differs | undefined;
}

/** The posting of `document`, for a member enrolled in this shard. */
export function postingOf(state: ShardState, document: Postable, where: Where): Posting {
  switch (document.kind) {
    case 'sale':
      return accruedBy(state, document, where);
    case 'return':
      return reversedBy(state, document, where);
    case 'hand-over':
      return collectedBy(state, document, where);
    case 'short-pick':
    case 'substitution':
    case 'order-end': {
      const { order, points } = document.body;
      const part = { order, source: document._id, points: backIn(points?.lines ?? []) };
      return givenBackTo(state, where, part);
    }
    case 'lease-return': {
      const { lease, member, points } = document.body;
      const { toDebt, toBalance } = creditOf(state, member, points, null);
      return fact('lease-back', lease, { lease, member, store: where.store, toDebt, toBalance });
    }
  }
}

/** Points of the member that lie in an order of that store: more never come back from it, whatever a store writes. */
function paidFor(state: ShardState, member: MemberId, { store, order }: { store: StoreId; order: OrderId }): number {
  const paid = state.members.get(member)?.paid.get(order);
  return paid?.store === store ? totalOfLots(paid.lots) : 0;
}

/** The points of an order that was not placed, or of a part of it that nobody will get. */
export function givenBackTo(
  state: ShardState,
  { member, store }: Pick<Where, 'member' | 'store'>,
  { order, source, points }: { readonly order: OrderId; readonly source: DocId; readonly points: number },
): Fact<'given-back'> {
  const { toDebt, toBalance } = creditOf(
    state,
    member,
    Math.min(points, paidFor(state, member, { store, order })),
    null,
  );
  return fact('given-back', `${store}~${source}`, { member, store, order, source, toDebt, toBalance });
}

function collectedBy(state: ShardState, document: Doc<'hand-over'>, where: Where): Fact<'collected'> {
  const { order, points } = document.body;
  const { member, store, rules, differs } = where;
  const { businessDay, spend, back } = must(points, 'what is posted has points');
  const earned = points ? earnedBy(points) : 0;
  const credit = creditOf(state, member, earned, lastDay(rules, businessDay));
  const owed = Math.max(0, -state.book.units(debt(member)) - credit.toDebt);
  const left = Math.max(0, paidFor(state, member, { store, order }) - (points ? redeemedBy(points) : 0));
  const returned = Math.min(backIn(back), left);
  const toDebt = Math.min(returned, owed);
  return fact('collected', `${store}~${order}`, {
    member,
    store,
    order,
    businessDay,
    credit,
    back: { toDebt, toBalance: returned - toDebt },
    spend,
    ...(differs === undefined ? {} : { differs }),
  });
}

function accruedBy(
  state: ShardState,
  document: Doc<'sale'>,
  { member, store, rules, differs }: Where,
): Fact<'accrued'> {
  const { businessDay, total, points } = document.body;
  const sale = subjectOf(document);
  return fact('accrued', `${store}~${sale}`, {
    member,
    store,
    sale,
    businessDay,
    credit: creditOf(state, member, points ? earnedIn(points) : 0, lastDay(rules, businessDay)),
    spend: total - (points?.value ?? 0),
    ...(differs === undefined ? {} : { differs }),
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
