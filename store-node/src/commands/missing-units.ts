/** Units that a decision would take and the shelf has not: what the hub may be asked for while somebody waits. */
import type { Decision } from '@ringfence/domain/basic/outcome.ts';
import type { Fact } from '@ringfence/domain/documents/registry.ts';
import type { Question } from '../hub-line.ts';

/** What the shelf lacks, whether the sale was refused for it or a supervisor sells it all the same. */
export function missingUnits(decision: Decision<readonly Fact[]>): Question | undefined {
  const missing = decision.ok ? soldShort(decision.value) : refusedFor(decision.refusal);
  const lines = missing.filter((line) => line.short > 0).map(({ sku, short }) => ({ sku, units: short }));
  return lines.length === 0 ? undefined : { kind: 'units', lines };
}

type Missing = readonly { readonly sku: string; readonly short: number }[];

const soldShort = (facts: readonly Fact[]): Missing =>
  facts.flatMap((fact) => (fact.kind === 'sale' ? fact.body.lines : []));

const refusedFor = (refusal: { refused: string; details?: Readonly<Record<string, unknown>> }): Missing =>
  refusal.refused === 'insufficient-stock' ? (refusal.details?.['missing'] as Missing) : [];
