/** What a customer bought, read from the hub's copy of the selling store's street. */
import { interpret } from '@ringfence/domain/documents/parse.ts';
import { linesOf } from '@ringfence/domain/pickup/lines.ts';
import type { Purchase } from '@ringfence/domain/return/take-back.ts';
import { shareOfAmount } from '@ringfence/domain/sale/basket.ts';
import { netOfChange } from '@ringfence/domain/till/figures.ts';
import type { Desk } from './desks/desk.ts';

/** `sale` names a sale or a pickup order. Nothing when the hub has neither yet. */
export async function purchaseOf(seller: Desk, sale: string): Promise<Purchase | undefined> {
  const stored = (await seller.up.get(`sale~${sale}`)) ?? (await seller.up.get(`hand-over~${sale}`));
  const read = stored && interpret(stored, 'up', seller.store);
  if (!read?.ok) return undefined;
  const { kind, body } = read.value;
  const head = { id: sale, store: seller.store };
  if (kind === 'sale') {
    const lines = body.lines.map(({ sku, units, amount, taxRate }) => ({ sku, units, amount, taxRate }));
    const paid = netOfChange(body.tenders, body.change);
    return {
      ...head,
      of: kind,
      currency: body.currency,
      lines,
      paid,
      ...(body.points ? { claim: body.points.claim } : {}),
    };
  }
  if (kind !== 'hand-over') return undefined;
  const record = seller.state.orders.get(sale);
  const ordered = new Map((record ? linesOf(record) : []).map((line) => [line.sku, line]));
  const lines = body.lines.map(({ sku, units }) => {
    const line = ordered.get(sku);
    return {
      sku,
      units,
      amount: line ? shareOfAmount(line.amount, 0, Math.min(units, line.units), line.units) : null,
      taxRate: line?.taxRate,
    };
  });
  const claim = body.points ? { claim: body.points.claim } : {};
  return { ...head, of: 'order', currency: body.currency, lines, ...claim };
}
