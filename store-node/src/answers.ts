/** Questions the hub passes on to this store. Each answer is a document named after the question, so it exists once. */
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import { fact } from '@ringfence/domain/documents/registry.ts';
import { shelf } from '@ringfence/domain/ledger/account.ts';
import { demandBySku } from '@ringfence/domain/pickup/place-order.ts';
import { decideReturnGrant } from '@ringfence/domain/return/take-back.ts';
import { unitsForAsk } from '@ringfence/domain/stock/grant-policy.ts';
import type { Store } from './store.ts';

export interface UnitsAsk {
  readonly id: string;
  readonly lines: readonly { readonly sku: string; readonly units: number }[];
}

export interface ReturnRightAsk {
  readonly id: string;
  readonly sale: string;
  /** The store that wants to take the goods back. */
  readonly to: string;
  readonly lines: readonly { readonly line: number; readonly units: number }[];
}

/** The durable grant; nothing when there is nothing to give. */
export async function answerUnitsAsk(store: Store, ask: UnitsAsk): Promise<Envelope | undefined> {
  const before = givenBefore(store, `grant~${ask.id}`);
  if (before) return before;
  if (!store.standing.trading) return undefined;
  const lines: { sku: string; units: number }[] = [];
  for (const [sku, asked] of demandBySku(ask.lines)) {
    const safetyStock = store.catalogue.product(sku)?.safetyStock ?? 0;
    const units = unitsForAsk(asked, store.state.book.units(shelf(sku)), safetyStock);
    if (units > 0) lines.push({ sku, units });
  }
  if (lines.length === 0) return undefined;
  const { document, durable } = store.record([fact('grant', ask.id, { ask: ask.id, lines })]);
  await durable;
  return document;
}

/** The durable grant of return rights; nothing when none are left here. */
export async function answerReturnRightAsk(store: Store, ask: ReturnRightAsk): Promise<Envelope | undefined> {
  const before = givenBefore(store, `return-grant~${ask.id}`);
  if (before) return before;
  if (!store.standing.trading) return undefined;
  const of = journalHas(store, `sale~${ask.sale}`) ? 'sale' : 'order';
  const granted = decideReturnGrant(store.state, { ask: ask.id, sale: ask.sale, of, to: ask.to, lines: ask.lines });
  if (!granted) return undefined;
  const { document, durable } = store.record([granted]);
  await durable;
  return document;
}

const journalHas = (store: Store, id: string): boolean => store.ports.journal.log.positionOf(id) !== undefined;

/** A promise only when there was one: without it nothing pauses, so two askers at once cannot both be first. */
function givenBefore(store: Store, id: string): Promise<Envelope | undefined> | undefined {
  const { journal } = store.ports;
  if (!journalHas(store, id)) return undefined;
  return journal.find(id).then(async (written) => {
    await written?.durable;
    return written?.document;
  });
}
