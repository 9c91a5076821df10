/** What stands on a receipt, whatever it is shown or printed on. */
import type { Tender } from '@ringfence/domain/documents/fields.ts';
import { amountOf, type Basket, priced, type Priced } from '../sell/basket.ts';

export interface Receipt {
  readonly sale: string;
  readonly number: string;
  readonly store: string;
  readonly storeName: string;
  readonly address: string;
  readonly register: string;
  readonly servedBy: string;
  readonly at: number;
  readonly currency: string;
  readonly lines: readonly {
    readonly name: string;
    readonly units: number;
    readonly measure: 'piece' | 'gram';
    readonly unitPrice: number;
    readonly amount: number;
  }[];
  readonly total: number;
  readonly taxes: Priced['taxes'];
  readonly tenders: readonly Tender[];
  readonly change: number;
  /** Printed before the store's node had it. */
  readonly isOffline: boolean;
}

export function receiptOf(basket: Basket, about: Omit<Receipt, 'lines' | 'total' | 'taxes'>): Receipt {
  const lines = basket.map((line) => ({
    name: line.name,
    units: line.units,
    measure: line.measure,
    unitPrice: line.unitPrice,
    amount: amountOf(line),
  }));
  return { ...about, lines, ...priced(basket) };
}

const PREFIX = 'RS1';

/** The text of the code on a receipt: which sale of which store. It proves nothing; the store looks the sale up. */
export const receiptCode = ({ store, sale }: Pick<Receipt, 'store' | 'sale'>): string => `${PREFIX}.${store}.${sale}`;

/** The sale a scanned receipt code names; nothing when it is no such code. */
export function readReceiptCode(code: string): { store: string; sale: string } | undefined {
  const match = /^RS1\.([A-Za-z0-9_-]+)\.([A-Za-z0-9._-]+)$/.exec(code);
  return match?.[1] !== undefined && match[2] !== undefined ? { store: match[1], sale: match[2] } : undefined;
}
