/** The member who stands at the till: who it is, which points may be spent now, and points set aside for a basket. */
import { randomBytes } from 'node:crypto';
import { refuse } from '@ringfence/domain/basic/outcome.ts';
import { id } from '@ringfence/domain/documents/fields.ts';
import { fact } from '@ringfence/domain/documents/registry.ts';
import { documentTime, leftIn, usableLeases } from '@ringfence/domain/loyalty/lease.ts';
import { worthOf } from '@ringfence/domain/loyalty/rules.ts';
import { judgePoints } from '@ringfence/domain/loyalty/sale-points.ts';
import { type Identity, identity } from '@ringfence/domain/member/identity.ts';
import { z } from 'zod';
import { invalidInput } from '../commands/execute.ts';
import { withReason } from '../commands/redemption.ts';
import type { KnownMember } from '../hub-line.ts';
import { sha256 } from '../identity/home.ts';
import type { Store } from '../store.ts';
import { KnownMembers } from '../views/known-members.ts';
import { notTrading } from './command-routes.ts';
import { MemberLookups } from './member-lookups.ts';
import { type AnsweringRoute, type Call, type Reply, route } from './route.ts';

const memberWanted = z.union([z.strictObject({ identity }), z.strictObject({ member: id })]);
const memberView = z.object({
  id: z.string(),
  tier: z.string().nullable(),
  tierRate: z.int(),
  /** What the hub may spend for the member; null while it cannot be asked. */
  available: z.int().nullable(),
  total: z.int().nullable(),
  /** What lies here for any sale of the member, and until when. */
  here: z.int(),
  hereUntil: z.int().nullable(),
  connected: z.boolean(),
});

/** Points of the member that lie here for any basket, and when the first of them go. */
function lentHere(store: Store, member: string): { here: number; hereUntil: number | null } {
  const { state, ports } = store;
  const time = documentTime(state, ports.now());
  let here = 0;
  let hereUntil: number | null = null;
  for (const record of state.leases.values()) {
    if (record.member !== member || record.basket !== null || record.lost || time > record.until) continue;
    here += leftIn(state, record);
    hereUntil = Math.min(hereUntil ?? record.until, record.until);
  }
  return { here, hereUntil };
}

/** What lies here is enough to know a member by, when the line is cut. */
function knownByLease(store: Store, member: string): KnownMember | undefined {
  const lease = [...store.state.leases.values()].find((record) => record.member === member);
  return lease && { id: member, tierRate: lease.tierRate, available: 0 };
}

/** A claim only the hub can read, for points that are earned all the same. */
function sealedClaim({ catalogue, ports }: Store, named: Identity): { sealed?: string } {
  const { sealingKey } = catalogue;
  return sealingKey ? { sealed: ports.seal(sealingKey.key, named) } : {};
}

function answerOf(store: Store, member: KnownMember, connected: boolean): Reply {
  const { id: name, tier = null, tierRate, available, total = null } = member;
  const now = connected ? { available, total } : { available: null, total: null };
  return { status: 200, body: { id: name, tier, tierRate, ...now, ...lentHere(store, name), connected } };
}

function findMember(known: KnownMembers, lookups: MemberLookups): AnsweringRoute {
  return route({
    method: 'post',
    path: '/v1/members',
    summary: 'Who has a phone number, e-mail or card, and what may be redeemed now; nobody known still gets a claim',
    role: 'clerk',
    body: memberWanted,
    answers: { 200: { description: 'The member', schema: memberView } },
    async handle({ node, caller, body }): Promise<Reply> {
      const wanted = memberWanted.safeParse(body);
      if (!wanted.success) return { refusal: invalidInput(wanted.error) };
      const { store } = node;
      if (!store?.standing.trading) return { refusal: notTrading(node) };
      if (!store.catalogue.loyaltyRules)
        return { refusal: refuse('no-loyalty-rules', 'This store has no rules for points yet.').refusal };
      const by = 'identity' in wanted.data ? wanted.data.identity : wanted.data.member;
      const claim = typeof by === 'string' ? {} : sealedClaim(store, by);
      const { sealed } = claim;
      if (typeof by !== 'string' && sealed === undefined)
        return { refusal: refuse('no-loyalty-rules', 'This store has no key to seal identities with.').refusal };
      const held = typeof by === 'string' ? undefined : await lookups.count(caller.name, claim);
      if (held) return { refusal: held };
      const answer = await store.ports.hub.ask(
        typeof by === 'string' ? { kind: 'member', member: by } : { kind: 'member', sealed: String(sealed) },
      );
      if (answer?.member) {
        known.remember(typeof by === 'string' ? undefined : by, answer.member);
        return answerOf(store, answer.member, true);
      }
      if (answer) {
        known.forget(by);
        return {
          refusal: refuse('unknown-member', 'Nobody has this identity.', { field: 'identity', details: claim }).refusal,
        };
      }
      const remembered = known.find(by) ?? (typeof by === 'string' ? knownByLease(store, by) : undefined);
      if (remembered) return answerOf(store, remembered, false);
      return { refusal: refuse('store-unreachable', 'The hub cannot be reached now.', { details: claim }).refusal };
    },
  });
}

const holdWanted = z.strictObject({ basket: id, member: id, points: z.number() });
type HoldWanted = z.infer<typeof holdWanted>;

const usableFor = (store: Store, { member, basket }: HoldWanted): number =>
  usableLeases(store.state, { member, basket, now: store.ports.now() }).reduce((sum, { points }) => sum + points, 0);

async function setAside(store: Store, wanted: HoldWanted): Promise<Reply> {
  const rules = store.catalogue.loyaltyRules;
  if (!rules) return { refusal: refuse('no-loyalty-rules', 'This store has no rules for points yet.').refusal };
  const { member, basket, points } = wanted;
  const amiss = judgePoints(rules, points);
  if (amiss) return { refusal: amiss.refusal };
  const before = usableFor(store, wanted);
  const answer =
    before >= points
      ? undefined
      : await store.ports.hub.ask({ kind: 'points', member, points: points - before, basket });
  const here = usableFor(store, wanted);
  if (here >= points) return { status: 200, body: { points, worth: worthOf(rules, points), byHub: before < points } };
  const short = refuse('insufficient-points', 'So many points of this member do not lie at this store.', {
    field: 'points',
    details: { asked: points, ...lentHere(store, member) },
  });
  const asked = answer ? 'answered' : 'unreachable';
  const told = answer?.details;
  return { refusal: withReason(short, { asked, ...(told ? { told } : {}) }).refusal };
}

const holdPoints = route({
  method: 'post',
  path: '/v1/points-holds',
  summary: 'Set points of a member aside for one basket: from the hub while it answers, else from what lies here',
  role: 'clerk',
  body: holdWanted,
  answers: {
    200: {
      description: 'They will pay for this basket',
      schema: z.object({ points: z.int(), worth: z.int(), byHub: z.boolean() }),
    },
  },
  async handle({ node, body }: Call): Promise<Reply> {
    const wanted = holdWanted.safeParse(body);
    if (!wanted.success) return { refusal: invalidInput(wanted.error) };
    const { store } = node;
    return store?.standing.trading ? setAside(store, wanted.data) : { refusal: notTrading(node) };
  },
});

const releaseWanted = z.strictObject({ basket: id });

/** Gives the hub back what it lent for a basket that will not be paid with points. */
const releasePoints = route({
  method: 'post',
  path: '/v1/points-releases',
  summary: 'Give back what was set aside for a basket',
  role: 'clerk',
  body: releaseWanted,
  answers: { 200: { description: 'Points given back', schema: z.object({ points: z.int() }) } },
  async handle({ node, body }: Call): Promise<Reply> {
    const wanted = releaseWanted.safeParse(body);
    if (!wanted.success) return { refusal: invalidInput(wanted.error) };
    const { store } = node;
    if (!store?.standing.trading) return { refusal: notTrading(node) };
    const { basket } = wanted.data;
    const facts = [...store.state.leases.values()].flatMap((record) => {
      const { lease, member } = record;
      const points = leftIn(store.state, record);
      return record.basket === basket && points > 0 ? [fact('lease-return', lease, { lease, member, points })] : [];
    });
    if (facts.length > 0) await store.record(facts).durable;
    return { status: 200, body: { points: facts.reduce((sum, { body: back }) => sum + back.points, 0) } };
  },
});

/** The routes of one HTTP API, with its own memory of members. */
export function memberRoutes(): readonly AnsweringRoute[] {
  const known = new KnownMembers(sha256, randomBytes(32).toString('base64url'));
  return [findMember(known, new MemberLookups()), holdPoints, releasePoints];
}
