/**
 * What people and channels may ask of a member's points, decided on the shard:
 * the hub owns every account there, so what it takes out is there. Refusals are
 * answers; nothing changed.
 */
import { z } from 'zod';
import { accept, type Decision, refuse } from '../basic/outcome.ts';
import { hash, id, instant, text } from '../documents/fields.ts';
import type { LoyaltyRules } from '../documents/loyalty-rules.ts';
import type { PaysFor } from '../documents/member.ts';
import { fact, type Fact } from '../documents/registry.ts';
import { balance } from '../ledger/account.ts';
import { LIMITS } from '../limits.ts';
import { judgePoints } from '../loyalty/sale-points.ts';
import { pointsFor, spendInYear, tierOf, tierRateOf, worthOf } from '../loyalty/rules.ts';
import { endedBefore } from './lots.ts';
import { creditOf } from './post.ts';
import { type Held, type MemberRecord, pointsOf, type ShardState } from './shard.ts';

export const enrolMember = z.strictObject({ member: id, channel: id, store: id.optional() });
export type EnrolMember = z.infer<typeof enrolMember>;

/** A member id means one member: enrolling again is the same fact. */
export const decideEnrol = (command: EnrolMember): Fact<'member-enrolled'> =>
  fact('member-enrolled', command.member, command);

export const linkIdentity = z.strictObject({ member: id, claim: hash });
export type LinkIdentity = z.infer<typeof linkIdentity>;

/**
 * `holder` is the member who has the identity now, in whatever shard. Refusals: unknown-member, identity-taken,
 * invalid-input when the member has too many.
 */
export function decideLinkIdentity(
  state: ShardState,
  { member, claim }: LinkIdentity,
  holder: string | undefined,
): Decision<Fact<'identity'>> {
  const record = present(state, member);
  if (!record) return unknown();
  if (holder !== undefined && holder !== member)
    return refuse('identity-taken', 'Another member has this phone number, e-mail or card.', { field: 'claim' });
  if (!record.identities.has(claim) && record.identities.size >= LIMITS.identitiesPerMember)
    return refuse('invalid-input', `A member has at most ${LIMITS.identitiesPerMember} identities.`, {
      field: 'claim',
    });
  return accept(fact('identity', `${claim}~${member}`, { claim, member }));
}

export interface LendPoints {
  readonly lease: string;
  readonly member: string;
  readonly store: string;
  readonly points: number;
  readonly until: number;
  readonly basket: string | null;
}

/** Refusals: unknown-member, points-zero, -negative, -fractional, insufficient-points with where the others are. */
export function decideLend(
  state: ShardState,
  command: LendPoints,
  context: { readonly rules: LoyaltyRules | undefined; readonly today: string },
): Decision<Fact<'lease-given'>> {
  const record = present(state, command.member);
  if (!record) return unknown();
  const refusal = judgeWhole(command.points) ?? lacking(state, record, command.points);
  if (refusal) return refusal;
  const tierRate = tierRateOf(tierOfMember(record, context.rules, context.today));
  return accept(fact('lease-given', command.lease, { ...command, tierRate }));
}

export const holdPoints = z.strictObject({ id, member: id, points: z.number(), until: instant, channel: id });
export type HoldPoints = z.infer<typeof holdPoints>;

/**
 * Refusals in order: unknown-member, no-loyalty-rules, points-zero, points-negative, points-fractional,
 * points-below-minimum, points-above-basket (when `basket` says what is to be paid), hold-expired (an end in the
 * past), insufficient-points with where the others are.
 */
export function decideHold(
  state: ShardState,
  command: HoldPoints,
  context: { readonly rules: LoyaltyRules | undefined; readonly now: number; readonly basket?: number | undefined },
): Decision<Fact<'hold'>> {
  const { id: hold, member, points, until, channel } = command;
  const record = present(state, member);
  if (!record) return unknown();
  const { rules, now, basket } = context;
  if (!rules) return refuse('no-loyalty-rules', 'There is no loyalty programme.', { field: 'points' });
  const refusal = judgePoints(rules, points) ?? aboveBasket(rules, points, basket);
  if (refusal) return refusal;
  if (until <= now) return refuse('hold-expired', 'A hold must end in the future.', { field: 'until' });
  return lacking(state, record, points) ?? accept(fact('hold', hold, { hold, member, points, until, channel }));
}

function aboveBasket(
  rules: LoyaltyRules,
  points: number,
  basket: number | undefined,
): ReturnType<typeof refuse> | undefined {
  if (basket === undefined) return undefined;
  const most = pointsFor(rules, basket);
  return points <= most && worthOf(rules, points) <= basket
    ? undefined
    : refuse('points-above-basket', 'The points are worth more than the basket.', {
        field: 'points',
        details: { most },
      });
}

export interface EndHold {
  readonly hold: string;
  readonly member: string;
  /** Points captured; the rest goes back. */
  readonly captured: number;
  readonly usedFor?: string;
  /** The pickup order they pay for. */
  readonly pays?: PaysFor;
}

/**
 * A hold is captured as long as nobody ended it, also after its end by the clock: it ends when that is written.
 * Refusals in order: unknown-hold, hold-of-another-member, points-negative, points-fractional, insufficient-points.
 */
export function decideCapture(state: ShardState, command: EndHold): Decision<Fact<'hold-end'>> {
  const found = holdOf(state, command);
  if (!found.ok) return found;
  const { captured } = command;
  if (captured !== 0) {
    const refusal = judgeWhole(captured);
    if (refusal) return refusal;
  }
  const { points } = found.value;
  if (captured > points)
    return refuse('insufficient-points', 'The hold has fewer points.', { field: 'captured', details: { points } });
  return accept(endOf(state, command, found.value, captured === 0 ? 'released' : 'captured'));
}

/** The holds whose time is over by the hub's clock. */
export function overdueHolds(state: ShardState, now: number): string[] {
  return [...state.holds].flatMap(([hold, member]) => {
    const held = state.members.get(member)?.holds.get(hold);
    return held !== undefined && held.until < now ? [hold] : [];
  });
}

/** The end of an overdue hold; to be written before the next one is decided, because both may settle the same debt. */
export function expireHold(state: ShardState, hold: string): Fact<'hold-end'> | undefined {
  const member = state.holds.get(hold);
  const held = member === undefined ? undefined : state.members.get(member)?.holds.get(hold);
  if (member === undefined || held === undefined) return undefined;
  return endOf(state, { hold, member, captured: 0 }, held, 'expired');
}

/** An open hold of that member. Refusals: unknown-hold, hold-of-another-member. */
export function holdOf(state: ShardState, { hold, member }: Pick<EndHold, 'hold' | 'member'>): Decision<Held> {
  const holder = state.holds.get(hold);
  const held = holder === undefined ? undefined : state.members.get(holder)?.holds.get(hold);
  if (!held) return refuse('unknown-hold', 'There is no such hold, or it has ended.', { field: 'hold' });
  if (holder !== member)
    return refuse('hold-of-another-member', 'These points are another member’s.', { field: 'hold' });
  return accept(held);
}

function endOf(
  state: ShardState,
  { hold, member, captured, usedFor, pays }: EndHold,
  { points, channel }: Held,
  reason: 'captured' | 'released' | 'expired',
): Fact<'hold-end'> {
  const { toDebt, toBalance } = creditOf(state, member, points - captured, null);
  const used = { ...(usedFor === undefined ? {} : { usedFor }), ...(pays === undefined ? {} : { pays }) };
  return fact('hold-end', hold, { hold, member, channel, reason, ...used, captured, toDebt, toBalance });
}

/** Points of the member whose last day is over. Those lent or held expire when they come back. */
export function expiryDue(state: ShardState, record: MemberRecord, day: string): Fact<'points-expired'> | undefined {
  const points = endedBefore(record.lots, day);
  const { member } = record;
  return points === 0
    ? undefined
    : fact('points-expired', `${member}~${day}~${state.cursor.n}`, { member, day, points });
}

export const adjustPoints = z.strictObject({ id, member: id, by: id, reason: text.min(1), points: z.int() });
export type AdjustPoints = z.infer<typeof adjustPoints>;

/** In when positive, out when negative. Refusals: unknown-member, points-zero, insufficient-points. */
export function decideAdjust(state: ShardState, command: AdjustPoints): Decision<Fact<'points-adjusted'>> {
  const { id: subject, member, by, reason, points } = command;
  const record = present(state, member);
  if (!record) return unknown();
  if (points === 0) return refuse('points-zero', 'An adjustment moves at least one point.', { field: 'points' });
  const refusal = points < 0 ? lacking(state, record, -points) : undefined;
  if (refusal) return refusal;
  const credit = creditOf(state, member, Math.max(0, points), null);
  return accept(fact('points-adjusted', subject, { member, by, reason, credit, taken: Math.max(0, -points) }));
}

/** Refusals: unknown-member, also when the member was erased before. */
export const decideErase = (state: ShardState, member: string): Decision<Fact<'erased'>> =>
  present(state, member) ? accept(fact('erased', member, { member })) : unknown();

/** A member who can be spoken for: enrolled and not erased. */
export function present(state: ShardState, member: string): MemberRecord | undefined {
  const record = state.members.get(member);
  return record?.erasedAt === null ? record : undefined;
}

/** The member's tier on a business day. */
export const tierOfMember = (
  record: MemberRecord,
  rules: LoyaltyRules | undefined,
  today: string,
): ReturnType<typeof tierOf> => (rules ? tierOf(rules, spendInYear(record.spend, today)) : undefined);

const unknown = (): ReturnType<typeof refuse> =>
  refuse('unknown-member', 'There is no such member.', { field: 'member' });

function judgeWhole(points: number): ReturnType<typeof refuse> | undefined {
  const field = 'points';
  if (points === 0) return refuse('points-zero', 'Take at least one point.', { field });
  if (points < 0) return refuse('points-negative', 'Points cannot be negative.', { field });
  if (!Number.isSafeInteger(points) || points > LIMITS.points)
    return refuse('points-fractional', 'Only whole points can be taken.', { field });
  return undefined;
}

function lacking(state: ShardState, record: MemberRecord, points: number): ReturnType<typeof refuse> | undefined {
  if (points <= state.book.units(balance(record.member))) return undefined;
  const { available, lent, held, debt } = pointsOf(state, record);
  return refuse('insufficient-points', 'The member has fewer points that are free now.', {
    field: 'points',
    details: {
      available,
      debt,
      lent: lent.map(({ store, points: out, until }) => ({ store, points: out, until })),
      held: held.reduce((sum, part) => sum + part.points, 0),
    },
  });
}
