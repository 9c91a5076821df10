/**
 * A customer brings goods back. The right to take them back lies with one
 * store; a store that lacks it asks the hub once, which also tells what was
 * bought when another store sold it.
 */
import { accept, refuse } from '@ringfence/domain/basic/outcome.ts';
import {
  decideTakeBack,
  type Purchase,
  rightsHeld,
  type TakeBack,
  takeBack,
} from '@ringfence/domain/return/take-back.ts';
import type { Question } from '../hub-line.ts';
import type { Store } from '../store.ts';
import type { Deciding, StoreCommand } from './command.ts';

export const takeBackCommand: StoreCommand<TakeBack, Purchase | undefined> = {
  input: takeBack,
  documentId: (goods) => `return~${goods.id}`,
  repeated: 'refuse',
  overrides: (goods) => goods.override !== null,
  gather: (goods, store) => store.purchases.find(goods.sale, goods.soldAt ?? store.id, goods.of),
  decide(goods, context) {
    const { store, gathered: purchase } = context;
    if (!purchase) return unknownPurchase(goods, context);
    const decision = decideTakeBack(store.state, goods, purchase, store.today());
    return decision.ok ? accept([decision.value]) : decision;
  },
  question: (goods, decision, store) =>
    missingRights(goods, decision.ok || decision.refusal.refused !== 'store-unreachable', store),
};

/** Refusals: unknown-sale, or store-unreachable when only the hub could tell. */
function unknownPurchase(goods: TakeBack, { store, asked }: Deciding<unknown>): ReturnType<typeof refuse> {
  const elsewhere = goods.soldAt !== undefined && goods.soldAt !== store.id;
  if (!elsewhere || asked === 'answered')
    return refuse('unknown-sale', 'No such sale or hand-over is known.', { field: 'sale' });
  return refuse('store-unreachable', 'What was bought at another store can be looked up only while connected.', {
    field: 'soldAt',
  });
}

/** Another store sold the goods, and this one holds too few rights, or does not know what was bought. */
function missingRights(goods: TakeBack, isKnown: boolean, store: Store): Question | undefined {
  const { sale, soldAt } = goods;
  if (soldAt === undefined || soldAt === store.id) return undefined;
  const of = goods.of ?? store.purchases.told(sale, soldAt)?.of ?? 'sale';
  const name = { soldAt, of, id: sale };
  const wanted = new Map<number, number>();
  for (const { line, units } of goods.lines) wanted.set(line, (wanted.get(line) ?? 0) + units);
  const lines = [...wanted]
    .map(([line, units]) => ({ line, units: isKnown ? units - rightsHeld(store.state, name, line) : units }))
    .filter((line) => line.units > 0);
  return lines.length === 0 ? undefined : { kind: 'return-right', sale, soldAt, lines };
}
