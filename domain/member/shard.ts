/**
 * The state of one shard of members: the fold of its street, which the hub
 * alone writes. What it keeps true:
 * - the lots of a member add up to the balance; a debt stands only beside an
 *   empty balance, because whatever comes in settles it first;
 * - who has which identity is told by the street alone, and holds no personal
 *   data: claims are keyed hashes.
 */
import { assert, must, unreachable } from '../basic/assert.ts';
import type { Sha256 } from '../basic/canonical.ts';
import type { DocId, Hash, LeaseId, MemberId, OrderId, StoreId } from '../basic/ids.ts';
import { advance, type Cursor, type Envelope, startOfStreet } from '../documents/envelope.ts';
import type { Credit, Differs, GivenBack } from '../documents/member.ts';
import { interpret } from '../documents/parse.ts';
import { type Doc, movesOf } from '../documents/registry.ts';
import { balance, debt } from '../ledger/account.ts';
import { Book } from '../ledger/book.ts';
import { LIMITS } from '../limits.ts';
import { Claims, Roster } from './roster.ts';
import { addLots, type Lots, takeFirst, takeLast, totalOfLots } from './lots.ts';

/** Points lent to a store, as far as the hub knows: what was spent there is taken off when the sale arrives. */
export interface Lent {
  readonly lease: LeaseId;
  readonly store: StoreId;
  readonly until: number;
  readonly basket: string | null;
  lots: Lots;
}

export interface Held {
  readonly hold: string;
  readonly points: number;
  readonly until: number;
  readonly channel: string;
  readonly lots: Lots;
}

/** Points that pay for a pickup order that has not ended. */
export interface PaidOrder {
  readonly order: OrderId;
  readonly store: StoreId;
  readonly hold: string;
  lots: Lots;
}

/** A store's figures that are not those of the rules. */
export interface Difference extends Differs {
  /** The posting that tells of it. */
  readonly id: DocId;
  readonly member: MemberId;
  readonly store: StoreId;
  /** The store's document. */
  readonly document: DocId;
  readonly at: number;
  readonly resolution: { readonly by: string; readonly note: string; readonly at: number } | null;
}

export interface MemberRecord {
  readonly member: MemberId;
  readonly enrolledAt: number;
  erasedAt: number | null;
  lots: Lots;
  readonly lent: Map<LeaseId, Lent>;
  readonly holds: Map<string, Held>;
  /** By order. */
  readonly paid: Map<OrderId, PaidOrder>;
  /** Net spend in minor units by business day. */
  readonly spend: Map<string, number>;
  readonly identities: Set<Hash>;
  /** Positions of the member's documents on the street. */
  readonly history: number[];
}

export interface ShardState {
  readonly shard: number;
  readonly book: Book;
  readonly members: Roster;
  /** Holds that have not ended: hold → member. */
  readonly holds: Map<string, MemberId>;
  /** Keyed hash of a phone number, e-mail or card → member. */
  readonly claims: Claims;
  /** By the id of the posting. */
  readonly differences: Map<DocId, Difference>;
  readonly setAside: Map<DocId, string>;
  cursor: Cursor;
}

export type ShardKind =
  | 'member-enrolled'
  | 'identity'
  | 'accrued'
  | 'reversed'
  | 'collected'
  | 'given-back'
  | 'difference-resolved'
  | 'lease-given'
  | 'lease-back'
  | 'hold'
  | 'hold-end'
  | 'points-expired'
  | 'points-adjusted'
  | 'erased';

/** The shard a member belongs to, for ever. */
export const shardOf = (member: MemberId, sha256: Sha256): number =>
  Number.parseInt(sha256(member).slice(0, 8), 16) % LIMITS.memberShards;

/** A shard nobody belongs to yet. */
export function emptyShard(shard: number): ShardState {
  const members = new Roster();
  return {
    shard,
    book: new Book(),
    members,
    holds: new Map(),
    claims: new Claims(members),
    differences: new Map(),
    setAside: new Map(),
    cursor: startOfStreet,
  };
}

/** Applies the next document of the street. Returns it when it was understood, nothing when it was set aside. */
export function applyToShard(state: ShardState, candidate: Envelope, hash: Hash): Doc<ShardKind> | undefined {
  const { cursor } = state;
  assert(
    candidate.n === cursor.n + 1 && candidate.prev === cursor.head,
    () => `${candidate._id} does not continue the members' street at ${cursor.n}`,
  );
  state.cursor = advance(candidate, hash);
  const parsed = interpret(candidate, 'members', '');
  if (!parsed.ok) {
    state.setAside.set(candidate._id, parsed.reason);
    return undefined;
  }
  const document = parsed.value as Doc<ShardKind>;
  evolveShard(state, document);
  return document;
}

/** Applies a document this process has just decided itself: the same, without reading it anew. */
export function applyOwnToShard(state: ShardState, document: Doc<ShardKind>, hash: Hash): void {
  assert(document.n === state.cursor.n + 1, () => `${document._id} does not continue the members' street`);
  state.cursor = advance(document, hash);
  evolveShard(state, document);
}

function evolveShard(state: ShardState, document: Doc<ShardKind>): void {
  state.book.post(movesOf(document, ''));
  if (document.kind === 'member-enrolled') {
    const { member } = document.body;
    if (!state.members.has(member)) state.members.add(newRecord(member, document.at));
  }
  const record = must(state.members.get(document.body.member), `${document._id} is of an enrolled member`);
  record.history.push(document.n);
  evolveRecord(state, record, document);
  state.members.changed(record);
}

function evolveRecord(state: ShardState, record: MemberRecord, document: Doc<ShardKind>): void {
  switch (document.kind) {
    case 'member-enrolled':
      return;
    case 'identity':
      state.claims.set(document.body.claim, record.member);
      record.identities.add(document.body.claim);
      return;
    case 'erased':
      record.erasedAt = document.at;
      for (const claim of record.identities) state.claims.delete(claim);
      record.identities.clear();
      return;
    case 'hold': {
      const { hold, points, until, channel } = document.body;
      state.holds.set(hold, record.member);
      record.holds.set(hold, { hold, points, until, channel, lots: takeOut(record, points) });
      return;
    }
    case 'hold-end': {
      const { hold, toBalance, captured, pays } = document.body;
      const { lots } = record.holds.get(hold) ?? { lots: [] };
      putBack(record, lots, toBalance);
      if (pays) {
        const { order, store } = pays;
        const taken = takeFirst(lots, Math.min(captured, totalOfLots(lots))).taken;
        record.paid.set(order, { order, store, hold, lots: taken });
      }
      record.holds.delete(hold);
      state.holds.delete(hold);
      return;
    }
    case 'difference-resolved': {
      const { exception, by, note } = document.body;
      const difference = state.differences.get(exception);
      if (difference) state.differences.set(exception, { ...difference, resolution: { by, note, at: document.at } });
      return;
    }
    case 'accrued':
      noteDifference(state, document, `sale~${document.body.sale}`);
      return evolvePoints(record, document);
    case 'collected':
      noteDifference(state, document, `hand-over~${document.body.order}`);
      return evolvePoints(record, document);
    default:
      return evolvePoints(record, document);
  }
}

function noteDifference(state: ShardState, posting: Doc<'accrued' | 'collected'>, document: DocId): void {
  const { _id: id, at, body } = posting;
  const { differs, member, store } = body;
  if (differs) state.differences.set(id, { ...differs, id, member, store, document, at, resolution: null });
}

type PointsDoc = Doc<
  | 'accrued'
  | 'reversed'
  | 'collected'
  | 'given-back'
  | 'lease-given'
  | 'lease-back'
  | 'points-expired'
  | 'points-adjusted'
>;

function evolvePoints(record: MemberRecord, document: PointsDoc): void {
  switch (document.kind) {
    case 'accrued': {
      const { credit, spend, businessDay, spent } = document.body;
      putIn(record, credit);
      addSpend(record, businessDay, spend);
      for (const { lease, points } of spent) takeFromLease(record, lease, points);
      return;
    }
    case 'reversed': {
      const { credit, fromBalance, spend, businessDay } = document.body;
      putIn(record, credit);
      record.lots = takeLast(record.lots, fromBalance).left;
      addSpend(record, businessDay, -spend);
      return;
    }
    case 'collected': {
      const { order, store, credit, back, spend, businessDay } = document.body;
      const paid = paidAt(record, { order, store });
      putBack(record, paid?.lots ?? [], back.toBalance);
      if (paid) record.paid.delete(order);
      putIn(record, credit);
      addSpend(record, businessDay, spend);
      return;
    }
    case 'given-back': {
      giveBack(record, document.body);
      return;
    }
    case 'lease-given': {
      const { lease, store, points, until, basket } = document.body;
      record.lent.set(lease, { lease, store, until, basket, lots: takeOut(record, points) });
      return;
    }
    case 'lease-back': {
      const { lease, toBalance } = document.body;
      putBack(record, record.lent.get(lease)?.lots ?? [], toBalance);
      record.lent.delete(lease);
      return;
    }
    case 'points-expired':
      record.lots = takeFirst(record.lots, document.body.points).left;
      return;
    case 'points-adjusted':
      putIn(record, document.body.credit);
      record.lots = takeFirst(record.lots, document.body.taken).left;
      return;
    default:
      return unreachable(document);
  }
}

const newRecord = (member: MemberId, at: number): MemberRecord => ({
  member,
  enrolledAt: at,
  erasedAt: null,
  lots: [],
  lent: new Map(),
  holds: new Map(),
  paid: new Map(),
  spend: new Map(),
  identities: new Set(),
  history: [],
});

function takeOut(record: MemberRecord, points: number): Lots {
  const { taken, left } = takeFirst(record.lots, points);
  record.lots = left;
  return taken;
}

function putIn(record: MemberRecord, { toBalance, expiresOn }: Credit): void {
  if (toBalance > 0) record.lots = addLots(record.lots, [{ expiresOn, points: toBalance }]);
}

/** Points that were out come back with the days they had: what was spent were those that end first. */
function putBack(record: MemberRecord, lots: Lots, points: number): void {
  const known = Math.min(points, totalOfLots(lots));
  record.lots = addLots(record.lots, takeLast(lots, known).taken);
  // More than is known to be out: it belongs to the member all the same.
  if (points > known) record.lots = addLots(record.lots, [{ expiresOn: null, points: points - known }]);
}

/** What pays for that order; another store's document about one of its name says nothing of it. */
function paidAt(record: MemberRecord, { order, store }: Pick<PaidOrder, 'order' | 'store'>): PaidOrder | undefined {
  const known = record.paid.get(order);
  return known?.store === store ? known : undefined;
}

/** What an order gives back are those of its points that end last; when it has none left it is forgotten. */
function giveBack(record: MemberRecord, { order, store, toDebt, toBalance }: GivenBack): void {
  const known = paidAt(record, { order, store });
  putBack(record, known?.lots ?? [], toBalance);
  if (!known) return;
  known.lots = takeLast(known.lots, Math.min(toDebt + toBalance, totalOfLots(known.lots))).left;
  if (known.lots.length === 0) record.paid.delete(order);
}

function takeFromLease(record: MemberRecord, id: LeaseId, points: number): void {
  const lent = record.lent.get(id);
  if (!lent) return;
  lent.lots = takeFirst(lent.lots, Math.min(points, totalOfLots(lent.lots))).left;
  if (lent.lots.length === 0) record.lent.delete(id);
}

function addSpend(record: MemberRecord, day: string, spend: number): void {
  if (spend !== 0) record.spend.set(day, (record.spend.get(day) ?? 0) + spend);
}

export interface PointsView {
  /** All points that are the member's, wherever they are; below zero when more were taken back than there were. */
  readonly total: number;
  /** What the hub may spend for the member now. */
  readonly available: number;
  /** Zero or less. */
  readonly debt: number;
  readonly lent: readonly {
    readonly lease: LeaseId;
    readonly store: StoreId;
    readonly points: number;
    readonly until: number;
  }[];
  readonly held: readonly Held[];
  /** By last day. */
  readonly lots: Lots;
}

/** What an app shows of a member's points. */
export function pointsOf(state: ShardState, record: MemberRecord): PointsView {
  const available = state.book.units(balance(record.member));
  const owed = state.book.units(debt(record.member));
  const lent = [...record.lent.values()].map(({ lease, store, until, lots }) => ({
    lease,
    store,
    until,
    points: totalOfLots(lots),
  }));
  const held = [...record.holds.values()];
  const out = [...lent, ...held].reduce((sum, part) => sum + part.points, 0);
  return { total: available + owed + out, available, debt: owed, lent, held, lots: record.lots };
}

/** The whole state as plain data, the same for equal states. */
export function shardContent(state: ShardState): unknown {
  const byKey = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1);
  const plain = <T>(map: Iterable<[string, T]>, render: (value: T) => unknown = (value) => value): unknown =>
    Object.fromEntries([...map].sort(byKey).map(([key, value]) => [key, render(value)]));
  return {
    shard: state.shard,
    cursor: { n: state.cursor.n, head: state.cursor.head },
    book: state.book.toJSON(),
    members: plain(state.members, (record) => ({
      ...record,
      lent: plain(record.lent),
      holds: plain(record.holds),
      paid: plain(record.paid),
      spend: plain(record.spend),
      identities: [...record.identities].sort(),
    })),
    claims: plain(state.claims),
    differences: plain(state.differences),
    setAside: plain(state.setAside),
  };
}
