/** What stands on a receipt, whatever it is shown or printed on: of a sale, of goods brought back, or of both in one basket. */
import type { Tender } from '@ringfence/domain/documents/fields.ts';
import { amountOf, type Basket, type Priced } from '../sell/basket.ts';

/** Goods brought back, and how they were paid back. */
export interface ReturnedPart {
  /** Of which sale or order. */
  readonly sale: string;
  readonly lines: readonly {
    readonly name: string;
    readonly units: number;
    /** Pieces where it is absent. */
    readonly measure?: 'piece' | 'gram';
    readonly amount: number;
  }[];
  readonly total: number;
  readonly refunds: readonly Tender[];
  /** Tax within what is paid back, where the store told it. */
  readonly taxes: Priced['taxes'];
  readonly points: { readonly unearned: number; readonly givenBack: number } | null;
}

export interface Receipt {
  /** The sale's id; empty on a slip of goods brought back alone. */
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
    /** Before and after discounts. */
    readonly gross: number;
    readonly amount: number;
  }[];
  readonly total: number;
  readonly taxes: Priced['taxes'];
  readonly discounts: Priced['discounts'];
  readonly tenders: readonly Tender[];
  readonly change: number;
  /** Points of the member; `balance` where somebody could tell it. */
  readonly points: { readonly earned: number; readonly spent: number; readonly balance: number | null } | null;
  readonly returned: ReturnedPart | null;
  /** Printed before the store's node had it. */
  readonly isOffline: boolean;
}

export function receiptOf(
  basket: Basket,
  priced: Priced,
  about: Omit<Receipt, 'lines' | 'total' | 'taxes' | 'discounts'>,
): Receipt {
  const lines = basket.map((line, index) => ({
    name: line.name,
    units: line.units,
    measure: line.measure,
    unitPrice: line.unitPrice,
    gross: amountOf(line),
    amount: priced.lines[index]?.amount ?? amountOf(line),
  }));
  const { total, taxes, discounts } = priced;
  return { ...about, lines, total, taxes, discounts };
}

const PREFIX = 'RS1';

/** The text of the code on a receipt: which sale of which store. It proves nothing; the store looks the sale up. */
export const receiptCode = ({ store, sale }: Pick<Receipt, 'store' | 'sale'>): string => `${PREFIX}.${store}.${sale}`;

/** The sale a scanned receipt code names; nothing when it is no such code. */
export function readReceiptCode(code: string): { store: string; sale: string } | undefined {
  const match = /^RS1\.([A-Za-z0-9_-]+)\.([A-Za-z0-9._-]+)$/.exec(code);
  return match?.[1] !== undefined && match[2] !== undefined ? { store: match[1], sale: match[2] } : undefined;
}
