/**
 * A customer collects an order, and may buy something more with it: two
 * documents, one payment, recorded together or not at all. The hand-over is
 * the answer; the sale has its own id and is found by it.
 */
import { accept, type Decision, refuse } from '@ringfence/domain/basic/outcome.ts';
import type { Fact } from '@ringfence/domain/documents/registry.ts';
import { handOverOrder } from '@ringfence/domain/pickup/counter.ts';
import type { z } from 'zod';
import type { StoreCommand } from './command.ts';
import { completeSaleCommand } from './complete-sale.ts';
import { counterSale } from './counter-sale.ts';
import { handOverCommand } from './pickup.ts';

/** `addOn` is what is bought besides, with its own tenders; it cannot have happened without the store, as a sale can. */
const collectOrder = handOverOrder.extend({ addOn: counterSale.omit({ offline: true }).optional() });
type CollectOrder = z.infer<typeof collectOrder>;

export const collectOrderCommand: StoreCommand<CollectOrder, unknown> = {
  input: collectOrder,
  documentId: (collect) => handOverCommand.documentId(collect),
  repeated: 'decide',
  sameness: ({ addOn, ...handOver }) =>
    addOn === undefined ? handOver : { ...handOver, addOn: completeSaleCommand.sameness?.(addOn) ?? addOn },
  overrides: ({ addOn }) => addOn !== undefined && (completeSaleCommand.overrides?.(addOn) ?? false),
  gather: ({ addOn: _addOn, ...handOver }, store) =>
    handOverCommand.gather?.(handOver, store) ?? Promise.resolve(undefined),
  decide({ addOn, ...handOver }, context) {
    const given = handOverCommand.decide(handOver, context);
    if (!given.ok || addOn === undefined) return given;
    if (context.store.ports.journal.log.positionOf(`sale~${addOn.id}`) !== undefined)
      return refuse('exists-different', 'A sale was recorded under this id.', { field: 'addOn.id' });
    return both(given.value, completeSaleCommand.decide(addOn, { ...context, gathered: undefined }));
  },
  question: ({ addOn, ...handOver }, decision, store) =>
    handOverCommand.question?.(handOver, decision, store) ??
    (addOn === undefined ? undefined : completeSaleCommand.question?.(addOn, decision, store)),
};

/** The facts of both, or the refusal of the sale with its field named as the caller wrote it. */
function both(facts: readonly Fact[], sale: Decision<readonly Fact[]>): Decision<readonly Fact[]> {
  if (sale.ok) return accept([...facts, ...sale.value]);
  const { refusal } = sale;
  const field = refusal.field === undefined ? 'addOn' : `addOn.${refusal.field}`;
  return { ok: false, refusal: { ...refusal, field } };
}
