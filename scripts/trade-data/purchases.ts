/**
 * From invoices to purchases: a till sale or a pickup order each, at one store.
 * - A customer's home store follows from the customer, an unnamed one's from the invoice; a share of the
 *   invoices goes elsewhere.
 * - A stated share becomes pickup orders, if the goods fit into one order; its lines are one a SKU.
 * - A till sale with too many lines for one document is split into several.
 */
import { must } from '@ringfence/domain/basic/assert.ts';
import { LIMITS } from '@ringfence/domain/limits.ts';
import { dayOf, later } from './calendar.ts';
import type { Draw } from './draw.ts';
import type { FullOptions } from './plan-options.ts';
import type { InvoiceLine } from './rows.ts';
import type { OrderStep, PricedLine, SaleStep, SkuUnits, Step } from './steps.ts';
import type { RowCount, Window } from './window.ts';

export interface Purchase {
  readonly step: SaleStep | OrderStep;
  /** From when on goods can be brought back; none when nobody collects them. */
  readonly takenAt: string | undefined;
  /** Units of each SKU that were bought and not yet brought back in the plan. */
  readonly left: Map<string, number>;
}
export interface Purchases {
  readonly byInvoice: ReadonlyMap<string, readonly Purchase[]>;
  readonly steps: readonly Step[];
}

interface Context {
  readonly options: FullOptions;
  readonly draw: Draw;
  readonly start: string;
}

const HOUR = 60;
const DAY = 24 * HOUR;

export function purchasesOf(window: Window, context: Context, count: RowCount): Purchases {
  const invoices = new Map<string, InvoiceLine[]>();
  for (const row of window.sales) {
    const rows = invoices.get(row.invoice);
    if (rows) rows.push(row);
    else invoices.set(row.invoice, [row]);
  }
  const byInvoice = new Map<string, Purchase[]>();
  const steps: Step[] = [];
  for (const [invoice, rows] of invoices) {
    const first = must(rows[0], 'an invoice has a line');
    const store = storeFor(invoice, first.customer, context);
    const merged = mergedBySku(rows);
    const fits = merged.length <= LIMITS.linesPerPickupOrder;
    if (fits && context.draw.chance(context.options.pickupShare, 'pickup', invoice)) {
      const order = orderOf(invoice, { at: first.at, store, customer: first.customer, lines: merged }, context);
      byInvoice.set(invoice, [order.purchase]);
      steps.push(...order.steps);
      count.use('order', rows.length);
    } else {
      const sales = salesOf(invoice, rows, store, context);
      byInvoice.set(invoice, sales);
      steps.push(...sales.map((sale) => sale.step));
      count.use('sale', rows.length);
    }
  }
  return { byInvoice, steps };
}

function storeFor(invoice: string, customer: string | undefined, { options, draw }: Context): string {
  const home = draw.pick(options.stores, 'home', customer ?? `invoice ${invoice}`);
  const others = options.stores.filter((store) => store !== home);
  const visits = others.length > 0 && draw.chance(options.visitRate, 'visit', invoice);
  return visits ? draw.pick(others, 'visited', invoice) : home;
}

function mergedBySku(rows: readonly InvoiceLine[]): SkuUnits[] {
  const units = new Map<string, number>();
  for (const row of rows) units.set(row.sku, (units.get(row.sku) ?? 0) + row.units);
  return [...units].map(([sku, sum]) => ({ sku, units: sum }));
}

const leftOf = (lines: readonly SkuUnits[]): Map<string, number> => {
  const left = new Map<string, number>();
  for (const { sku, units } of lines) left.set(sku, (left.get(sku) ?? 0) + units);
  return left;
};

function salesOf(invoice: string, rows: readonly InvoiceLine[], store: string, context: Context): Purchase[] {
  const { at, customer } = must(rows[0], 'an invoice has a line');
  const tender = context.draw.chance(0.5, 'tender', invoice) ? 'cash' : 'card';
  const purchases: Purchase[] = [];
  for (let from = 0; from < rows.length; from += LIMITS.linesPerDocument) {
    const lines: PricedLine[] = rows
      .slice(from, from + LIMITS.linesPerDocument)
      .map(({ sku, units, unitPrice }) => ({ sku, units, unitPrice }));
    const id = from === 0 ? invoice : `${invoice}-${from / LIMITS.linesPerDocument + 1}`;
    const day = dayOf(context.start, at);
    const step: SaleStep = { kind: 'sale', id, at, day, store, customer, tender, lines };
    purchases.push({ step, takenAt: at, left: leftOf(lines) });
  }
  return purchases;
}

/** The order and what becomes of it: cancelled, never collected, or picked (perhaps a unit short) and handed over. */
function orderOf(
  invoice: string,
  placed: { at: string; store: string; customer: string | undefined; lines: SkuUnits[] },
  { options, draw, start }: Context,
): { purchase: Purchase; steps: Step[] } {
  const { at, store, customer, lines } = placed;
  const order = `W${invoice}`;
  const payment = draw.chance(options.dueShare, 'due', invoice) ? 'due' : 'paid';
  const when = (time: string) => ({ at: time, day: dayOf(start, time), store });
  const follow = (kind: 'check-in' | 'pick' | 'hand-over' | 'cancel' | 'no-show', time: string): Step => ({
    kind,
    id: `${kind}-${order}`,
    of: order,
    ...when(time),
  });
  const step: OrderStep = { kind: 'order', id: order, ...when(at), customer, payment, lines };
  const left = leftOf(lines);
  const steps: Step[] = [step];
  const end = draw.number('end', invoice);
  if (end < options.cancelRate) {
    steps.push(follow('cancel', later(at, HOUR)));
    return { purchase: { step, takenAt: undefined, left }, steps };
  }
  const shortLine = lines.find((line) => line.units > 1);
  if (payment === 'paid' && shortLine && draw.chance(options.shortPickRate, 'short', invoice)) {
    const line = { sku: shortLine.sku, units: 1 };
    steps.push({ kind: 'short-pick', id: `short-${order}`, of: order, line, ...when(later(at, HOUR)) });
    left.set(line.sku, (left.get(line.sku) ?? 0) - 1);
  }
  steps.push(follow('pick', later(at, 2 * HOUR)));
  if (end < options.cancelRate + options.noShowRate) {
    steps.push(follow('no-show', later(at, 6 * DAY)));
    return { purchase: { step, takenAt: undefined, left }, steps };
  }
  const collected = later(at, 3 * HOUR + Math.floor(draw.number('collected', invoice) * DAY));
  if (draw.chance(options.checkInRate, 'check-in', invoice)) steps.push(follow('check-in', later(collected, -5)));
  steps.push(follow('hand-over', collected));
  return { purchase: { step, takenAt: collected, left }, steps };
}
