/**
 * Members and their points. A key for loyalty acts for the one member who signed in; whoever else it names, the answer
 * is the same, whether there is such a member or not. A key for operations may name anybody.
 */
import { GraphQLError } from 'graphql';
import { z } from 'zod';
import { must } from '@ringfence/domain/basic/assert.ts';
import type { MemberId } from '@ringfence/domain/basic/ids.ts';
import { refuse } from '@ringfence/domain/basic/outcome.ts';
import { amount, id, instant, text } from '@ringfence/domain/documents/fields.ts';
import { LIMITS as TRADE } from '@ringfence/domain/limits.ts';
import { mostPointsFor, worthOf } from '@ringfence/domain/loyalty/rules.ts';
import { identity } from '@ringfence/domain/member/identity.ts';
import type * as api from '@ringfence/graphql/generated/schema.ts';
import type { Hub } from '../../hub.ts';
import type { MemberView } from '../../members/members.ts';
import type { Outcome } from '../../outcome.ts';
import type { OpenChanges } from '../changes.ts';
import { parsedJson, parseInput, parseQuery, withoutNulls } from '../input.ts';
import { LIMITS } from '../limits.ts';
import { queryError, renderRefusal, withNames } from '../refusals.ts';
import type { ApiContext } from '../scopes.ts';
import { renderStore } from './catalogue.ts';
import { entriesOf } from './points-history.ts';

const named = z.object({ id: id.optional(), identity: z.object({ kind: z.string(), value: z.string() }).optional() });
const enrolling = z.strictObject({
  id,
  channel: id,
  store: id.optional(),
  name: text.optional(),
  identities: z.array(identity).min(1).max(TRADE.identitiesPerMember),
});
const identifying = z.strictObject({ member: id, identity });
const holding = z.strictObject({ id, points: z.number(), until: instant, channel: id, basket: amount.optional() });
const capturing = z.strictObject({ id, points: z.number(), orderId: id.optional() });
const adjusting = z.strictObject({ id, member: id, points: z.int(), by: id, reason: text.min(1) });
const paging = z.object({
  first: z.int().min(1).max(LIMITS.pageSize).default(50),
  after: z
    .string()
    .regex(/^[1-9][0-9]{0,14}$/)
    .optional(),
});

/** What the schema calls the fields of these commands that the domain calls otherwise. */
const OF_A_HOLD = { hold: 'id', captured: 'points' };
const OF_A_PERSON = { claim: 'identities', person: 'identities' };
const OF_IDENTIFYING = { claim: 'identity' };
const OF_ERASING = { member: 'id' };

const POINTS = ['PointsRefused', 'InvalidInput', 'ExistsDifferent', 'Overloaded'] as const;
const ENROL = ['IdentityTaken', 'InvalidInput', 'ExistsDifferent', 'Overloaded'] as const;
const IDENTIFY = ['IdentityTaken', 'PointsRefused', 'InvalidInput', 'Overloaded'] as const;
const RULES = ['InvalidInput'] as const;
const ERASE = ['PointsRefused', 'Overloaded'] as const;

const outcomeOf = (outcome: 'recorded' | 'exists') =>
  outcome === 'exists' ? ('EXISTS' as const) : ('RECORDED' as const);

/** Whom the caller acts for; throws FORBIDDEN for anybody else, there or not. */
export function actingFor({ caller, member }: ApiContext, wanted: MemberId | null | undefined): MemberId {
  if (caller.scopes.has('OPERATIONS') && wanted) return wanted;
  if (member !== undefined && (!wanted || wanted === member)) return member;
  throw new GraphQLError('The caller acts for the member whose token comes as x-member-token, and for nobody else.', {
    extensions: { code: 'FORBIDDEN' },
  });
}

const lower = ({ kind, value }: api.IdentityInput) => ({ kind: kind.toLowerCase(), value });

function recorded(hub: Hub, member: MemberId, outcome: Outcome<unknown>) {
  if (outcome.outcome !== 'refused')
    return { __typename: 'PointsRecorded' as const, outcome: outcomeOf(outcome.outcome), member: { id: member } };
  const { available = null, lent } = (outcome.refusal.details ?? {}) as { available?: number; lent?: LentFigures };
  const named = lent?.map(({ store, points, until }) => ({ storeId: store, points, until })) ?? null;
  return renderRefusal(outcome.refusal, POINTS, { available, lent: named });
}
type LentFigures = readonly { store: string; points: number; until: number }[];

function mutations(hub: Hub): api.MutationResolvers<ApiContext> {
  const { members } = hub;
  return {
    putLoyaltyRules: async (_parent, { rules }) => {
      const outcome = await hub.putLoyaltyRules(parsedJson(rules));
      if (outcome.outcome === 'refused') return renderRefusal(outcome.refusal, RULES);
      const { version } = must(hub.catalogue.loyaltyRules, 'rules that were put');
      return { __typename: 'LoyaltyRulesRecorded' as const, version };
    },
    enrolMember: async (_parent, { input }) => {
      const { storeId, identities, ...rest } = input;
      const parsed = parseInput(
        enrolling,
        withoutNulls({ ...rest, store: storeId, identities: identities.map(lower) }),
      );
      if (!parsed.ok) return renderRefusal(parsed.refusal, ENROL);
      const { name, identities: known, ...command } = parsed.value;
      const person = { ...(name === undefined ? {} : { name }), identities: known };
      const outcome = await members.enrol({ ...command, person });
      if (outcome.outcome === 'refused') return renderRefusal(withNames(outcome.refusal, OF_A_PERSON), ENROL);
      const { member } = outcome.document.body;
      return { __typename: 'PointsRecorded' as const, outcome: outcomeOf(outcome.outcome), member: { id: member } };
    },
    identifyMember: async (_parent, { input }) => {
      const parsed = parseInput(identifying, { member: input.memberId, identity: lower(input.identity) });
      if (!parsed.ok) return renderRefusal(parsed.refusal, IDENTIFY);
      const { member, identity: known } = parsed.value;
      const outcome = await members.identify(member, known);
      if (outcome.outcome === 'refused') return renderRefusal(withNames(outcome.refusal, OF_IDENTIFYING), IDENTIFY);
      return { __typename: 'PointsRecorded' as const, outcome: outcomeOf(outcome.outcome), member: { id: member } };
    },
    holdPoints: async (_parent, { input: { memberId, ...input } }, context) => {
      const member = actingFor(context, memberId);
      const parsed = parseInput(holding, withoutNulls(input));
      if (!parsed.ok) return renderRefusal(parsed.refusal, POINTS);
      const { basket, ...command } = parsed.value;
      return recorded(hub, member, await members.hold({ ...command, member }, basket));
    },
    releaseHold: (_parent, { input }, context) => {
      const member = actingFor(context, input.memberId);
      return ended(hub, member, { id: input.id, points: 0 });
    },
    captureHold: async (_parent, { input }, context) => {
      const member = actingFor(context, input.memberId);
      const { memberId: _, ...capture } = input;
      // A capture of nothing would be a release: that has a name of its own.
      if (capture.points === 0)
        return recorded(hub, member, {
          outcome: 'refused',
          refusal: refuse('points-zero', 'Capture at least one point.', { field: 'points' }).refusal,
        });
      return ended(hub, member, withoutNulls(capture));
    },
    adjustPoints: async (_parent, { input: { memberId, ...input } }) => {
      const parsed = parseInput(adjusting, { ...input, member: memberId });
      if (!parsed.ok) return renderRefusal(parsed.refusal, POINTS);
      return recorded(hub, memberId, await members.adjust(parsed.value));
    },
    eraseMember: async (_parent, input) => {
      const outcome = await members.erase(input.id);
      if (outcome.outcome === 'refused') return renderRefusal(withNames(outcome.refusal, OF_ERASING), ERASE);
      return { __typename: 'MemberErased' as const, outcome: outcomeOf(outcome.outcome) };
    },
  };
}

async function ended(hub: Hub, member: MemberId, input: unknown) {
  const parsed = parseInput(capturing, input);
  if (!parsed.ok) return renderRefusal(parsed.refusal, POINTS);
  const { id: hold, points: captured, orderId } = parsed.value;
  const end = { hold, captured, member, ...(orderId === undefined ? {} : { usedFor: orderId }) };
  const outcome = await hub.members.endHold(end);
  return recorded(
    hub,
    member,
    outcome.outcome === 'refused' ? { ...outcome, refusal: withNames(outcome.refusal, OF_A_HOLD) } : outcome,
  );
}

function renderPoints(view: MemberView, pending: number): api.ResolversTypes['Points'] {
  return {
    balance: view.total,
    available: view.available,
    debt: view.debt,
    pending,
    held: view.held.map(({ hold, points, until, channel }) => ({ id: hold, points, until, channel })),
    lent: view.lent.map(({ store, points, until }) => ({ storeId: store, points, until })),
    expiring: view.lots.flatMap(({ expiresOn, points }) => (expiresOn === null ? [] : [{ on: expiresOn, points }])),
  };
}

function quote(hub: Hub, member: MemberId, basket: number): api.RedemptionQuote {
  const rules = hub.catalogue.loyaltyRules;
  if (!rules) throw queryError(refuse('no-loyalty-rules', 'There is no loyalty programme.').refusal);
  const { minimum } = rules.redemption;
  const free = hub.members.view(member)?.available ?? 0;
  const most = Math.min(free, mostPointsFor(rules, basket));
  const points = most < minimum || worthOf(rules, most) === 0 ? 0 : most;
  return { points, minimum, worth: { amount: worthOf(rules, points), currency: rules.currency } };
}

/** The member, when the caller may see one and there is one. */
function found(hub: Hub, input: unknown, context: ApiContext): { id: string } | null {
  const { id: wanted, identity: known } = parseQuery(named, input);
  let member = wanted;
  if (known) {
    if (!context.caller.scopes.has('OPERATIONS')) actingFor({ caller: context.caller }, 'nobody');
    member = hub.members.find(parseQuery(identity, { ...known, kind: known.kind.toLowerCase() }));
    if (member === undefined) return null;
  }
  const acting = actingFor(context, member);
  return hub.members.view(acting) ? { id: acting } : null;
}

export function memberResolvers(
  hub: Hub,
  openChanges: OpenChanges,
): Pick<api.Resolvers<ApiContext>, 'Query' | 'Mutation' | 'Subscription' | 'Member' | 'PointsLent'> {
  const view = (member: MemberId): MemberView | undefined => hub.members.view(member);
  return {
    Query: {
      member: (_parent, input, context) => found(hub, input, context),
      quoteRedemption: (_parent, input, context) => {
        const { basket } = parseQuery(z.object({ basket: amount }), { basket: input.basket });
        return quote(hub, actingFor(context, input.memberId), basket);
      },
      exportMember: async (_parent, input) => {
        const held = await hub.members.export(input.id);
        return held === undefined ? null : JSON.stringify(held);
      },
    },
    Mutation: mutations(hub),
    Subscription: {
      pointsChanged: {
        subscribe: (_parent, input, context) => {
          const member = actingFor(context, input.memberId);
          const until = member === context.member ? context.signedInUntil : undefined;
          return openChanges<MemberId, { id: string }>({
            start: [member],
            ...(until === undefined ? {} : { until }),
            listen: (tell) => {
              const onPoints = (event: { member: MemberId }): void => {
                if (event.member === member) tell(member);
              };
              hub.events.on('points', onPoints);
              return () => hub.events.off('points', onPoints);
            },
            read: () => (view(member) ? { id: member } : undefined),
          });
        },
        resolve: (member: { id: string }) => member,
      },
    },
    Member: {
      tier: (member) => view(member.id)?.tier ?? null,
      points: ({ id: member }) =>
        renderPoints(must(view(member), 'a member that was found'), hub.orderPoints.pendingOf(member)),
      pointsHistory: async (member, input) => {
        const { first, after } = parseQuery(paging, input);
        const page = { limit: first, ...(after === undefined ? {} : { before: Number(after) }) };
        const { documents, before } = await hub.members.history(member.id, page);
        const endCursor = documents.at(-1)?.n;
        return {
          nodes: documents.flatMap(entriesOf),
          pageInfo: { hasNextPage: before !== null, endCursor: endCursor === undefined ? null : String(endCursor) },
        };
      },
    },
    PointsLent: {
      store: ({ storeId }) => {
        const info = hub.catalogue.store(storeId);
        return info ? renderStore(info) : null;
      },
    },
  };
}
