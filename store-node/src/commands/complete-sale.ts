/** A basket is paid: goods, tax and money become one sale. What the shelf or a lease lacks, the hub is asked for once. */
import { accept, refuse } from '@ringfence/domain/basic/outcome.ts';
import { decideCompleteSale } from '@ringfence/domain/sale/complete-sale.ts';
import type { StoreCommand } from './command.ts';
import { type CounterSale, counterSale, sealed } from './counter-sale.ts';
import { missingUnits } from './missing-units.ts';
import { missingPoints, withReason } from './redemption.ts';

/** The sale of an exchange: its return is looked at, and written, beside it. */
export const exchangeSaleCommand: StoreCommand<CounterSale> = {
  input: counterSale,
  documentId: (sale) => `sale~${sale.id}`,
  repeated: 'refuse',
  // A counter that heard no answer sends the same sale again as completed offline, which needs nobody's word. The hash
  // of the command stands in the log: nobody may try phone numbers against it.
  sameness: ({ offline: _offline, override: _override, ...sale }) =>
    sale.member && 'identity' in sale.member.claim ? { ...sale, member: { ...sale.member, claim: 'sealed' } } : sale,
  // A sale that has happened needs no word any more: what it lacks one for is for head office to see.
  overrides: (sale) => sale.override !== null || (sale.approval !== null && sale.offline === undefined),
  decide(sale, context) {
    const { state, catalogue, ports } = context.store;
    const named = sealed(sale, context.store);
    if (!named.ok) return named;
    const decision = decideCompleteSale(state, named.value, {
      catalogue,
      today: context.store.today(),
      now: ports.now(),
    });
    return decision.ok ? accept([decision.value]) : withReason(decision, context);
  },
  question: (sale, decision) =>
    sale.offline === undefined ? (missingUnits(decision) ?? missingPoints(sale, decision)) : undefined,
};

/** Goods that came back pay for others in an exchange alone: a sale by itself would take their worth again and again. */
export const completeSaleCommand: StoreCommand<CounterSale> = {
  ...exchangeSaleCommand,
  decide: (sale, context) =>
    sale.offline === undefined && sale.tenders.some(({ kind }) => kind === 'exchange')
      ? refuse('tender-mismatch', 'Goods that come back pay for others in an exchange.', { field: 'tenders' })
      : exchangeSaleCommand.decide(sale, context),
};
