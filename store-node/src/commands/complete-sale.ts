/** A basket is paid: goods, tax and money become one sale. A shelf that is short asks the hub once for the units it lacks. */
import type { Decision } from '@ringfence/domain/basic/outcome.ts';
import { accept } from '@ringfence/domain/basic/outcome.ts';
import type { Fact } from '@ringfence/domain/documents/registry.ts';
import { type CompleteSale, completeSale, decideCompleteSale } from '@ringfence/domain/sale/complete-sale.ts';
import type { Question } from '../hub-line.ts';
import type { StoreCommand } from './command.ts';

export const completeSaleCommand: StoreCommand<CompleteSale> = {
  input: completeSale,
  documentId: (sale) => `sale~${sale.id}`,
  repeated: 'refuse',
  overrides: (sale) => sale.override !== null,
  decide(sale, { store }) {
    const { state, catalogue } = store;
    const decision = decideCompleteSale(state, sale, { catalogue, today: store.today() });
    return decision.ok ? accept([decision.value]) : decision;
  },
  question: (_sale, decision) => missingUnits(decision),
};

/** What the shelf lacks, whether the sale was refused for it or a supervisor sells it all the same. */
function missingUnits(decision: Decision<readonly Fact[]>): Question | undefined {
  const missing = decision.ok ? soldShort(decision.value) : refusedFor(decision.refusal);
  const lines = missing.filter((line) => line.short > 0).map(({ sku, short }) => ({ sku, units: short }));
  return lines.length === 0 ? undefined : { kind: 'units', lines };
}

type Missing = readonly { readonly sku: string; readonly short: number }[];

const soldShort = (facts: readonly Fact[]): Missing =>
  facts.flatMap((fact) => (fact.kind === 'sale' ? fact.body.lines : []));

const refusedFor = (refusal: { refused: string; details?: Readonly<Record<string, unknown>> }): Missing =>
  refusal.refused === 'insufficient-stock' ? (refusal.details?.['missing'] as Missing) : [];
