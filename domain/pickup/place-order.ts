/** The hub's decision to promise: every unit of the order is taken from the store's `online` share, or nothing is. */
import { z } from 'zod';
import { must } from '../basic/assert.ts';
import { accept, type Decision, refuse } from '../basic/outcome.ts';
import type { Catalogue } from '../catalog/catalogue.ts';
import { hash, id, instant, lines, units } from '../documents/fields.ts';
import type { OrderLine } from '../documents/pickup.ts';
import { fact, type Fact } from '../documents/registry.ts';
import { online } from '../ledger/account.ts';
import { LIMITS } from '../limits.ts';
import type { StoreState } from '../store/state.ts';
import { lineAmount } from '../sale/basket.ts';
import { decideOrderPoints, type Payer } from './order-points.ts';
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
  /** Whose points it earns. */
  member: id.optional(),
  /** The keyed hash of how somebody is known who need not be a member yet. */
  claim: hash.optional(),
  /** Pays with points of the member, set aside before. */
  points: z.strictObject({ hold: id }).optional(),
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

/** Units of the hub's share that are spoken for, and not yet by a document. */
export type SetAside = (sku: string) => number;
const NOTHING: SetAside = () => 0;

/** What the hub's share cannot cover. Empty: the order can be promised. */
export function shortages(
  state: StoreState,
  demand: ReadonlyMap<string, number>,
  setAside: SetAside = NOTHING,
): Shortage[] {
  const found: Shortage[] = [];
  for (const [sku, asked] of demand) {
    const promised = Math.max(0, state.book.units(online(sku)) - setAside(sku));
    if (asked > promised) found.push({ sku, asked, promised });
  }
  return found;
}

/**
 * Refusals in order: unknown-store (it hands over no pickup orders), unknown-sku, wrong-currency (lines in several currencies),
 * invalid-input (expiry in the past or too far), insufficient-promise with the
 * shortage of every line, invalid-input (worth too much), those of `decideOrderPoints`, invalid-input (too long for a
 * pass). Without a `payer` the order earns nobody anything.
 */
export function decidePlaceOrder(
  state: StoreState,
  command: PlaceOrder,
  context: {
    readonly catalogue: Catalogue;
    readonly now: number;
    readonly sign: Sign;
    readonly payer?: Payer | undefined;
    readonly setAside?: SetAside | undefined;
  },
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
  const missing = shortages(state, demand, context.setAside);
  if (missing.length > 0) {
    return refuse('insufficient-promise', 'The store cannot promise these units now.', {
      field: 'lines',
      details: { shortages: missing },
    });
  }
  const total = orderLines.reduce((sum, line) => sum + line.amount, 0);
  if (total > LIMITS.amount)
    return refuse('invalid-input', 'The order is worth more than one order may be.', { field: 'lines' });
  const groupOf = (sku: string): string | undefined => catalogue.product(sku)?.group;
  const judged = context.payer && decideOrderPoints(orderLines, context.payer, { currency, groupOf });
  if (judged && !judged.ok) return judged;
  const points = judged?.value;
  const due = command.payment === 'due' ? total - (points?.value ?? 0) : 0;
  const priced = points && {
    ...points,
    lines: orderLines.map(({ sku, units: count, amount }, index) => ({
      sku,
      units: count,
      amount,
      ...must(points.lines[index], 'as many as lines'),
    })),
  };
  const pass = renderPass(
    { order: command.id, store: state.store, expiresAt, due, currency, lines: orderLines, points: priced },
    context.sign,
  );
  if (pass.length > LIMITS.passLength)
    return refuse('invalid-input', 'The order has too many lines for one pass; place two.', { field: 'lines' });
  const { id: order, channel, contact } = command;
  return accept(
    fact('pickup-order', order, {
      order,
      channel,
      currency,
      lines: orderLines,
      total,
      due,
      contact,
      expiresAt,
      pass,
      ...(points === undefined ? {} : { points }),
    }),
  );
}
