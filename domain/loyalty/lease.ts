/**
 * Points lent to a store. Only the store takes out of a lease: by a sale, or by
 * giving back what is left. It never uses one after `until` by the time of its
 * own documents, and the hub takes nothing back by itself, so a store that is
 * silent keeps what it was lent and no point is spent twice.
 */
import type { DigestedMap } from '../basic/digested-map.ts';
import type { LeaseId, MemberId } from '../basic/ids.ts';
import { type Doc, fact, type Fact } from '../documents/registry.ts';
import { lease as leaseAccount } from '../ledger/account.ts';
import type { Book } from '../ledger/book.ts';
import type { StoreState } from '../store/state.ts';

export interface LeaseRecord {
  readonly lease: LeaseId;
  readonly member: MemberId;
  /** As many as were lent; what is left stands in the book. */
  readonly points: number;
  readonly until: number;
  readonly basket: string | null;
  readonly tierRate: number;
  /** Another incarnation of the store got it: nobody knows what that one spent in its last moments. */
  readonly lost: boolean;
}

export type Leases = DigestedMap<LeaseRecord>;

/** The effect of a document on the leases of a store; those without a point left are forgotten. Call it after posting. */
export function evolveLeases(leases: Leases, document: Doc, book: Book): void {
  const forgetEmpty = (member: MemberId, id: LeaseId): void => {
    if (leases.has(id) && book.units(leaseAccount(member, id)) === 0) leases.delete(id);
  };
  if (document.kind === 'lease') {
    leases.set(document.body.lease, { ...document.body, lost: false });
    forgetEmpty(document.body.member, document.body.lease);
  } else if (document.kind === 'lease-return') {
    forgetEmpty(document.body.member, document.body.lease);
  } else if (document.kind === 'sale') {
    const part = document.body.points;
    if (part === null || !('member' in part.claim)) return;
    for (const spent of part.spent) forgetEmpty(part.claim.member, spent.lease);
  } else if (document.kind === 'incarnation') {
    for (const record of leases.values()) leases.set(record.lease, { ...record, lost: true });
  }
}

/** Points of the lease that are still here. */
export const leftIn = (state: StoreState, record: LeaseRecord): number =>
  Math.max(0, state.book.units(leaseAccount(record.member, record.lease)));

/** The time the store's next document will carry. */
export const documentTime = (state: StoreState, now: number): number => Math.max(now, state.up.at);

/** Leases of the member that may pay for `basket` now: those for this basket first, then what ends first. */
export function usableLeases(
  state: StoreState,
  wanted: { readonly member: MemberId; readonly basket: string; readonly now: number },
): { lease: LeaseId; points: number }[] {
  const time = documentTime(state, wanted.now);
  return [...state.leases.values()]
    .filter(({ member, basket, until, lost }) => {
      const forIt = basket === null || basket === wanted.basket;
      return member === wanted.member && forIt && time <= until && !lost;
    })
    .map((record) => ({ record, points: leftIn(state, record) }))
    .filter(({ points }) => points > 0)
    .sort(
      (a, b) =>
        Number(a.record.basket === null) - Number(b.record.basket === null) ||
        a.record.until - b.record.until ||
        (a.record.lease < b.record.lease ? -1 : 1),
    )
    .map(({ record, points }) => ({ lease: record.lease, points }));
}

/** What the store must give back now: leases past their end, what a basket left, and those of a former incarnation. */
export function leaseReturnsDue(state: StoreState, now: number): Fact<'lease-return'>[] {
  const time = documentTime(state, now);
  const facts: Fact<'lease-return'>[] = [];
  for (const record of state.leases.values()) {
    const { lease, member, basket, until, lost } = record;
    const left = leftIn(state, record);
    const served = basket !== null && left < record.points;
    if (left > 0 && (lost || served || time > until))
      facts.push(fact('lease-return', lease, { lease, member, points: left }));
  }
  return facts;
}
