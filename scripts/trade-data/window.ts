/** Which rows of the data take part, and the reason of each that does not. Together they are all rows that were read. */
import { dayOf } from './calendar.ts';
import type { InvoiceLine, TradeData } from './rows.ts';

export type SetAside =
  | 'outside-window'
  /** Postage, fees, discounts, manual entries: no goods. */
  | 'no-goods'
  | 'bad-debt'
  /** Goods given away or written in without a price. */
  | 'zero-price'
  /** The data's product list does not know the code. */
  | 'unknown-product'
  /** A cancelled line nobody is named for, so its sale cannot be found. */
  | 'return-without-customer'
  /** The source has no earlier sale of it. */
  | 'return-unmatched'
  /** Its sale was before the window, or did not take part. */
  | 'return-of-earlier-sale'
  /** More units than its sale had left. */
  | 'return-of-more-than-sold'
  /** Its sale became an order that nobody collected. */
  | 'return-of-uncollected-order';

/** Counts rows: every row read is used or set aside for one reason. */
export class RowCount {
  read = 0;
  readonly used: Record<'sale' | 'order' | 'return' | 'write-off', number> = {
    sale: 0,
    order: 0,
    return: 0,
    'write-off': 0,
  };
  readonly setAside: Partial<Record<SetAside, number>> = {};

  use(purpose: keyof RowCount['used'], rows = 1): void {
    this.used[purpose] += rows;
  }

  leave(reason: SetAside): void {
    this.setAside[reason] = (this.setAside[reason] ?? 0) + 1;
  }

  get isComplete(): boolean {
    const sum = (counts: Record<string, number>): number => Object.values(counts).reduce((a, b) => a + b, 0);
    return this.read === sum(this.used) + sum(this.setAside);
  }
}

export interface Window {
  /** The date of day 1. */
  readonly start: string;
  readonly sales: InvoiceLine[];
  readonly cancellations: InvoiceLine[];
  readonly writeOffs: InvoiceLine[];
}

/** The rows of the first `weeks` weeks by what they are; what is already clear to be no trade is counted as set aside. */
export function windowOf(data: TradeData, weeks: number, count: RowCount): Window {
  const start = data.lines[0]?.at.slice(0, 10) ?? '2000-01-01';
  const window: Window = { start, sales: [], cancellations: [], writeOffs: [] };
  for (const row of data.lines) {
    count.read += 1;
    if (dayOf(start, row.at) > weeks * 7) count.leave('outside-window');
    else if (row.kind === 'non_product_line') count.leave('no-goods');
    else if (row.kind === 'bad_debt_adjustment') count.leave('bad-debt');
    else if (!data.products.has(row.sku)) count.leave('unknown-product');
    else if (row.kind === 'cancellation') window.cancellations.push(row);
    else if (row.kind === 'stock_writeoff') window.writeOffs.push(row);
    else if (row.unitPrice === 0) count.leave('zero-price');
    else window.sales.push(row);
  }
  return window;
}
