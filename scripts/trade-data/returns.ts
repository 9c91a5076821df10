/**
 * Cancelled lines whose sale takes part become goods brought back: one return
 * for each cancelling invoice and each purchase it reaches back to. The match
 * of a cancelled line with its sale is the data's; the plan only counts that
 * no more comes back than was bought.
 */
import { dayOf, later } from './calendar.ts';
import type { Draw } from './draw.ts';
import type { FullOptions } from './plan-options.ts';
import type { Purchase, Purchases } from './purchases.ts';
import { type InvoiceLine, lineKey, type TradeData } from './rows.ts';
import type { ReturnStep } from './steps.ts';
import type { RowCount, SetAside, Window } from './window.ts';

interface Context {
  readonly data: TradeData;
  readonly options: FullOptions;
  readonly draw: Draw;
  readonly purchases: Purchases;
}

export function returnsOf(window: Window, context: Context, count: RowCount): ReturnStep[] {
  const steps = new Map<string, ReturnStep>();
  for (const row of window.cancellations) {
    const found = purchaseOf(row, context);
    if (typeof found === 'string') {
      count.leave(found);
      continue;
    }
    const { purchase, takenAt } = found;
    purchase.left.set(row.sku, (purchase.left.get(row.sku) ?? 0) + row.units);
    count.use('return');
    const { id: of, store: soldAt } = purchase.step;
    const key = `${row.invoice}-${of}`;
    const damaged = context.draw.chance(context.options.damagedShare, 'damaged', row.invoice, row.line);
    const line = {
      sku: row.sku,
      units: -row.units,
      disposition: damaged ? ('damaged' as const) : ('restock' as const),
    };
    const known = steps.get(key);
    if (known) {
      steps.set(key, { ...known, lines: [...known.lines, line] });
      continue;
    }
    // An order may be collected later than the data has its goods back; they come back after that.
    const at = row.at > takenAt ? row.at : later(takenAt, 1);
    const store = storeOfReturn(key, soldAt, context);
    steps.set(key, { kind: 'return', id: key, at, day: dayOf(window.start, at), store, of, soldAt, lines: [line] });
  }
  return [...steps.values()];
}

/** The purchase that has the cancelled units left, or why there is none. */
function purchaseOf(
  row: InvoiceLine,
  { data, purchases }: Context,
): { purchase: Purchase; takenAt: string } | SetAside {
  if (row.customer === undefined) return 'return-without-customer';
  const match = data.returns.get(lineKey(row));
  if (match?.original === undefined) return 'return-unmatched';
  const candidates = purchases.byInvoice.get(match.original);
  if (candidates === undefined) return 'return-of-earlier-sale';
  const purchase = candidates.find(({ left }) => (left.get(row.sku) ?? 0) >= -row.units);
  if (purchase === undefined) return 'return-of-more-than-sold';
  const { takenAt } = purchase;
  return takenAt === undefined ? 'return-of-uncollected-order' : { purchase, takenAt };
}

function storeOfReturn(key: string, soldAt: string, { options, draw }: Context): string {
  const others = options.stores.filter((store) => store !== soldAt);
  const elsewhere = others.length > 0 && draw.chance(options.returnElsewhere, 'elsewhere', key);
  return elsewhere ? draw.pick(others, 'brought to', key) : soldAt;
}
