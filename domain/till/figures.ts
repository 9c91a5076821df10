/** Sums of a period: what a till, or a store, took and gave. Each document adds to them once; order makes no difference. */
import { unreachable } from '../basic/assert.ts';
import type { TaxPart, Tender } from '../documents/fields.ts';
import type { Doc } from '../documents/registry.ts';
import type { CashCount, Figures } from '../documents/till.ts';
import { totalOf } from '../sale/basket.ts';

export const noFigures: Figures = {
  sales: { count: 0, total: 0 },
  returns: { count: 0, total: 0 },
  handOvers: { count: 0, total: 0 },
  taxes: [],
  taxesReturned: [],
  tenders: [],
  paidIn: 0,
  paidOut: 0,
  lifted: 0,
};

/** Documents that move money at a counter. */
export type MoneyDoc = Doc<'sale'> | Doc<'return'> | Doc<'hand-over'> | Doc<'cash-moved'>;

/** A shift's or day's figures, in minor units, after one more document. */
export function figuresAfter(figures: Figures, document: MoneyDoc): Figures {
  switch (document.kind) {
    case 'sale': {
      const { total, taxes, tenders, change } = document.body;
      return {
        ...figures,
        sales: oneMore(figures.sales, total),
        taxes: addTaxes(figures.taxes, taxes),
        tenders: addTenders(figures.tenders, netOfChange(tenders, change), 'taken'),
      };
    }
    case 'return': {
      const { total, refunds, taxes = [] } = document.body;
      return {
        ...figures,
        returns: oneMore(figures.returns, total),
        taxesReturned: addTaxes(figures.taxesReturned, taxes),
        tenders: addTenders(figures.tenders, refunds, 'refunded'),
      };
    }
    case 'hand-over': {
      const { tenders, taxes = [] } = document.body;
      return {
        ...figures,
        taxes: addTaxes(figures.taxes, taxes),
        handOvers: oneMore(figures.handOvers, totalOf(tenders)),
        tenders: addTenders(figures.tenders, tenders, 'taken'),
      };
    }
    case 'cash-moved': {
      const { move, amount } = document.body;
      if (move === 'paid-in') return { ...figures, paidIn: figures.paidIn + amount };
      if (move === 'paid-out') return { ...figures, paidOut: figures.paidOut + amount };
      return { ...figures, lifted: figures.lifted + amount };
    }
    default:
      return unreachable(document);
  }
}

/** The worth of counted coins and notes, in minor units. */
export const cashIn = (count: CashCount): number => count.reduce((sum, { value, pieces }) => sum + value * pieces, 0);

/** What the drawer should hold; below zero when more was given out than the till knows to have come in. */
export function expectedCash(float: number, figures: Figures): number {
  const cash = figures.tenders.find((tender) => tender.kind === 'cash');
  return float + (cash?.taken ?? 0) - (cash?.refunded ?? 0) + figures.paidIn - figures.paidOut - figures.lifted;
}

const oneMore = (sum: Figures['sales'], total: number): Figures['sales'] => ({
  count: sum.count + 1,
  total: sum.total + total,
});

/** Change is given from the cash that was taken. */
export function netOfChange(tenders: readonly Tender[], change: number): Tender[] {
  let toGive = change;
  return tenders.map((tender) => {
    if (tender.kind !== 'cash') return tender;
    const given = Math.min(toGive, tender.amount);
    toGive -= given;
    return { ...tender, amount: tender.amount - given };
  });
}

function addTaxes(sums: Figures['taxes'], taxes: readonly TaxPart[]): Figures['taxes'] {
  const byRate = new Map(sums.map((part) => [part.rate, part]));
  for (const { rate, net, tax, gross } of taxes) {
    const sum = byRate.get(rate) ?? { rate, net: 0, tax: 0, gross: 0 };
    byRate.set(rate, { rate, net: sum.net + net, tax: sum.tax + tax, gross: sum.gross + gross });
  }
  return [...byRate.values()].sort((a, b) => a.rate - b.rate);
}

function addTenders(
  sums: Figures['tenders'],
  tenders: readonly Tender[],
  column: 'taken' | 'refunded',
): Figures['tenders'] {
  const byKind = new Map(sums.map((sum) => [sum.kind, sum]));
  for (const { kind, amount } of tenders) {
    const sum = byKind.get(kind) ?? { kind, taken: 0, refunded: 0 };
    byKind.set(kind, { ...sum, [column]: sum[column] + amount });
  }
  return [...byKind.values()].sort((a, b) => (a.kind < b.kind ? -1 : 1));
}
