/** Points that do not lie at this store: the hub is asked for them, and the clerk is told why there are not more. */
import type { Decision } from '@ringfence/domain/basic/outcome.ts';
import type { Question } from '../hub-line.ts';
import type { Deciding } from './command.ts';
import type { CounterSale } from './counter-sale.ts';

/** What the sale wants to redeem beyond the leases here; not for a hold it names, which has what it has. */
export function missingPoints({ id, member }: CounterSale, decision: Decision<unknown>): Question | undefined {
  if (decision.ok || decision.refusal.refused !== 'insufficient-points') return undefined;
  if (!member?.redeem || member.redeem.hold !== undefined || !('member' in member.claim)) return undefined;
  const { asked, here } = decision.refusal.details as { asked: number; here: number };
  return { kind: 'points', member: member.claim.member, points: asked - here, basket: id };
}

/** A refusal for too few points says what the hub said, or that it could not be asked. */
export function withReason<Refused extends { ok: false } & Decision<unknown>>(
  decision: Refused,
  { asked, told }: Pick<Deciding<unknown>, 'asked' | 'told'>,
): Refused {
  const { refusal } = decision;
  if (refusal.refused !== 'insufficient-points' || asked === undefined) return decision;
  const hub = asked === 'unreachable' ? { cutOff: true } : { hub: told ?? {} };
  return { ...decision, refusal: { ...refusal, details: { ...refusal.details, ...hub } } };
}
