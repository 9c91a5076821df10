/**
 * Goods back and other goods in one basket: a return and a sale, of which only
 * the difference is paid. Two documents, each under its own id: what stopped
 * between them goes on where it was when the same comes again.
 */
import { canonical } from '@ringfence/domain/basic/canonical.ts';
import { type Refusal, refuse } from '@ringfence/domain/basic/outcome.ts';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import { id } from '@ringfence/domain/documents/fields.ts';
import { takeBack } from '@ringfence/domain/return/take-back.ts';
import { z } from 'zod';
import type { Store } from '../store.ts';
import type { Rights } from './command.ts';
import { exchangeSaleCommand } from './complete-sale.ts';
import { counterSale } from './counter-sale.ts';
import { rehearse } from './execute.ts';
import { takeBackCommand } from './take-back.ts';

export const exchange = z.strictObject({ id, return: takeBack, sale: counterSale });
export type Exchange = z.infer<typeof exchange>;

export type Exchanged =
  | { readonly outcome: 'recorded' | 'exists'; readonly document: Envelope; readonly returned: Envelope }
  | { readonly outcome: 'refused'; readonly refusal: Refusal };

/** Why the two do not belong together. */
export function apart({ id: name, return: back, sale }: Exchange): ReturnType<typeof refuse> | undefined {
  const paid = sale.tenders.filter(({ kind }) => kind === 'exchange');
  const worth = paid.reduce((sum, { amount }) => sum + amount, 0);
  const isOne =
    back.exchange?.sale === sale.id && name === sale.id && paid.every(({ reference }) => reference === back.id);
  if (isOne && worth === back.exchange?.amount) return undefined;
  return refuse('tender-mismatch', 'What the return gives to the sale must be what the sale takes from it.', {
    field: 'sale.tenders',
    details: { given: back.exchange?.amount ?? 0, taken: worth },
  });
}

/** An exchange that is being worked on. */
export interface ExchangeUnderWay {
  readonly request: string;
  readonly outcome: Promise<Exchanged>;
}

interface Sent {
  readonly input: Exchange;
  readonly raw: { readonly return: unknown; readonly sale: unknown };
}

interface BothRights {
  readonly back: Rights;
  readonly sale: Rights;
}

/**
 * One after the other under one id: pressed again while the first is still being worked on, it hears the same answer.
 * If each were decided by itself, one could be refused and the other recorded, and the caller would believe either.
 */
export async function performExchange(store: Store, sent: Sent, rights: BothRights): Promise<Exchanged> {
  const underWay = store.exchanges;
  const { id: name } = sent.input;
  const request = canonical(sent.input);
  for (let under = underWay.get(name); under; under = underWay.get(name)) {
    const made = await under.outcome;
    if (under.request === request) return made.outcome === 'recorded' ? { ...made, outcome: 'exists' } : made;
  }
  const outcome = perform(store, sent, rights).finally(() => underWay.delete(name));
  underWay.set(name, { request, outcome });
  return outcome;
}

/**
 * `raw` as the till sent it, of which `input` was read. The sale is rehearsed first, so that goods are not taken back
 * for a sale that cannot be made. A sale that has happened is recorded whatever becomes of the return.
 */
async function perform(store: Store, { input, raw }: Sent, rights: BothRights): Promise<Exchanged> {
  const hasHappened = input.sale.offline !== undefined;
  if (!hasHappened) {
    const rehearsed = await rehearse(store, exchangeSaleCommand, raw.sale, rights.sale);
    if ('refusal' in rehearsed) return { outcome: 'refused', ...rehearsed };
  }
  const back = await store.execute(takeBackCommand, raw.return, rights.back);
  if (back.outcome === 'refused' && !hasHappened) return back;
  const sold = await store.execute(exchangeSaleCommand, raw.sale, rights.sale);
  if (sold.outcome === 'refused') return sold;
  return back.outcome === 'refused' ? back : { ...sold, returned: back.document };
}
