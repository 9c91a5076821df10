/** The hub's decision to promise: every unit of the order is taken from the store's `online` share, or nothing is. */
import { z } from 'zod';
import { accept, type Decision, refuse } from '../basic/outcome.ts';
import type { Catalogue } from '../catalog/catalogue.ts';
import { id, instant, lines, units } from '../documents/fields.ts';
import type { OrderLine } from '../documents/pickup.ts';
import { fact, type Fact } from '../documents/registry.ts';
import { online } from '../ledger/account.ts';
import { LIMITS } from '../limits.ts';
import type { StoreState } from '../store/state.ts';
import { lineAmount } from '../sale/basket.ts';
import { renderPass, type Sign } from './pass.ts';

export const placeOrder = z.strictObject({
  id,
  store: id,
  channel: id.default('web'),
  lines: lines(z.strictObject({ sku: id, units }), LIMITS.linesPerPickupOrder),
  /** Paid online already, or due at the counter. */
  payment: z.enum(['paid', 'due']).default('paid'),
  contact: id.nullable().default(null),
  /** When the units go back to the shelf; by default a week after placing. */
  expiresAt: instant.optional(),
});
export type PlaceOrder = z.infer<typeof placeOrder>;

export interface Shortage {
  readonly sku: string;
  readonly asked: number;
  readonly promised: number;
}

/** Demand summed by SKU: two lines of one item ask for their sum. */
export function demandBySku(wanted: readonly { sku: string; units: number }[]): Map<string, number> {
  const demand = new Map<string, number>();
  for (const line of wanted) demand.set(line.sku, (demand.get(line.sku) ?? 0) + line.units);
  return demand;
}

/** What the hub's share cannot cover. Empty: the order can be promised. */
export function shortages(state: StoreState, demand: ReadonlyMap<string, number>): Shortage[] {
  const found: Shortage[] = [];
  for (const [sku, asked] of demand) {
    const promised = Math.max(0, state.book.units(online(sku)));
    if (asked > promised) found.push({ sku, asked, promised });
  }
  return found;
}

/**
 * Refusals in order: unknown-store (it hands over no pickup orders), unknown-sku, wrong-currency (lines in several currencies),
 * invalid-input (expiry in the past or too far), insufficient-promise with the
 * shortage of every line, invalid-input (worth too much, or too long for a pass).
 */
export function decidePlaceOrder(
  state: StoreState,
  command: PlaceOrder,
  context: { catalogue: Catalogue; now: number; sign: Sign },
): Decision<Fact<'pickup-order'>> {
  const { catalogue, now } = context;
  if (catalogue.store(state.store)?.pickup === false)
    return refuse('unknown-store', `${state.store} does not hand over pickup orders.`, { field: 'store' });
  const demand = demandBySku(command.lines);
  const orderLines: OrderLine[] = [];
  for (const [sku, count] of demand) {
    const product = catalogue.product(sku);
    if (!product || !product.active)
      return refuse('unknown-sku', `There is no item ${sku} in the catalogue.`, { field: 'lines', details: { sku } });
    orderLines.push({
      sku,
      units: count,
      unitPrice: product.price,
      taxRate: product.taxRate,
      amount: lineAmount(product.price, count, product.measure),
    });
  }
  const currencies = new Set(orderLines.map((line) => catalogue.product(line.sku)?.currency));
  const [currency] = currencies;
  if (currencies.size !== 1 || currency === undefined)
    return refuse('wrong-currency', 'All lines of an order must be priced in one currency.', { field: 'lines' });
  const expiresAt = Math.floor((command.expiresAt ?? now + LIMITS.pickupHoldMs) / 1000) * 1000;
  if (expiresAt <= now || expiresAt > now + LIMITS.pickupHoldMaxMs) {
    return refuse('invalid-input', 'The order must end in the future, and within thirty days.', { field: 'expiresAt' });
  }
  const missing = shortages(state, demand);
  if (missing.length > 0) {
    return refuse('insufficient-promise', 'The store cannot promise these units now.', {
      field: 'lines',
      details: { shortages: missing },
    });
  }
  const total = orderLines.reduce((sum, line) => sum + line.amount, 0);
  if (total > LIMITS.amount)
    return refuse('invalid-input', 'The order is worth more than one order may be.', { field: 'lines' });
  const due = command.payment === 'due' ? total : 0;
  const pass = renderPass(
    { order: command.id, store: state.store, expiresAt, due, currency, lines: orderLines },
    context.sign,
  );
  if (pass.length > LIMITS.passLength)
    return refuse('invalid-input', 'The order has too many lines for one pass; place two.', { field: 'lines' });
  const { id: order, channel, contact } = command;
  return accept(
    fact('pickup-order', order, { order, channel, currency, lines: orderLines, total, due, contact, expiresAt, pass }),
  );
}
