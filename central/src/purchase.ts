/** What a customer bought, read from the hub's copy of the selling store's street. */
import { interpret } from '@ringfence/domain/documents/parse.ts';
import type { Purchase } from '@ringfence/domain/return/take-back.ts';
import { shareOfAmount } from '@ringfence/domain/sale/basket.ts';
import type { Desk } from './desks/desk.ts';

/** `sale` names a sale or a pickup order. Nothing when the hub has neither yet. */
export async function purchaseOf(seller: Desk, sale: string): Promise<Purchase | undefined> {
  const stored = (await seller.up.get(`sale~${sale}`)) ?? (await seller.up.get(`hand-over~${sale}`));
  const read = stored && interpret(stored, 'up', seller.store);
  if (!read?.ok) return undefined;
  const { kind, body } = read.value;
  const head = { id: sale, store: seller.store };
  if (kind === 'sale') {
    const lines = body.lines.map(({ sku, units, amount }) => ({ sku, units, amount }));
    return { ...head, of: kind, currency: body.currency, lines, ...(body.points ? { claim: body.points.claim } : {}) };
  }
  if (kind !== 'hand-over') return undefined;
  const ordered = new Map(seller.state.orders.get(sale)?.placed?.body.lines.map((line) => [line.sku, line]));
  const lines = body.lines.map(({ sku, units }) => {
    const line = ordered.get(sku);
    return { sku, units, amount: line ? shareOfAmount(line.amount, 0, units, line.units) : null };
  });
  return { ...head, of: 'order', currency: body.currency, lines };
}
