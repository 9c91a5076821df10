/** A sale as a till sends it: whose points it earns may be named by a phone number, e-mail or card, sealed here for the hub. */
import { accept, type Decision, refuse } from '@ringfence/domain/basic/outcome.ts';
import { claim } from '@ringfence/domain/documents/points.ts';
import { memberPart } from '@ringfence/domain/loyalty/sale-points.ts';
import { identity } from '@ringfence/domain/member/identity.ts';
import { type CompleteSale, completeSale } from '@ringfence/domain/sale/complete-sale.ts';
import { z } from 'zod';
import type { Store } from '../store.ts';

export const counterSale = completeSale.extend({
  member: memberPart
    .extend({ claim: z.union([claim, z.strictObject({ identity })]) })
    .nullable()
    .default(null),
});
export type CounterSale = z.infer<typeof counterSale>;

/** The sale without anything personal. Refusals: no-loyalty-rules when the hub's key is not known here. */
export function sealed({ member, ...sale }: CounterSale, { catalogue, ports }: Store): Decision<CompleteSale> {
  if (member === null) return accept({ ...sale, member });
  const { claim: named, ...rest } = member;
  if (!('identity' in named)) return accept({ ...sale, member: { ...rest, claim: named } });
  const { sealingKey } = catalogue;
  if (!sealingKey)
    return refuse('no-loyalty-rules', 'This store has no rules for points yet.', { field: 'member.claim' });
  return accept({ ...sale, member: { ...rest, claim: { sealed: ports.seal(sealingKey.key, named.identity) } } });
}
