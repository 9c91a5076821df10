/**
 * The counter's decision to complete a sale: goods, tax, money and points in
 * one document. Units come from the shelf; where the shelf is short, a supervisor
 * may sell what is in hand, which is recorded as a deficit and an exception.
 * A sale the counter completed offline has happened: it is recorded at its
 * printed prices, what the shelf lacks is a deficit without anybody's word, and
 * what else does not fit is written beside it and becomes an exception.
 */
import { z } from 'zod';
import { accept, type Decision, refuse } from '../basic/outcome.ts';
import type { Catalogue } from '../catalog/catalogue.ts';
import { amount, businessDay, currency, id, lines, taxRate, tender, text, units } from '../documents/fields.ts';
import { offline, type SaleLine, type UNFIT } from '../documents/sale.ts';
import { fact, type Fact } from '../documents/registry.ts';
import { shelf } from '../ledger/account.ts';
import { LIMITS } from '../limits.ts';
import { decideSalePoints, memberPart } from '../loyalty/sale-points.ts';
import type { StoreState } from '../store/state.ts';
import { keptFor } from '../stock/on-hand.ts';
import { approval, askedDiscount } from '../promotion/asked.ts';
import { bookOf, decideDiscounts } from '../promotion/discounts.ts';
import type { SaleDiscount } from '../documents/promotion.ts';
import { changeDue, lineAmount, taxesOf, totalOf } from './basket.ts';

export const completeSale = z.strictObject({
  id,
  register: id.default('R1'),
  by: id.optional(),
  businessDay: businessDay.optional(),
  receipt: text.optional(),
  currency,
  lines: lines(
    z.strictObject({
      sku: id,
      units,
      unitPrice: amount.optional(),
      priceReason: text.optional(),
      /** As printed, for an item of a sale completed offline that the catalogue does not have. */
      taxRate: taxRate.optional(),
      /** What the till takes off this line by all discounts: what its receipt says. */
      discount: amount.optional(),
    }),
  ),
  discounts: z.array(askedDiscount).max(LIMITS.discountsPerSale).default([]),
  /** A supervisor's word for discounts and prices a clerk may not give alone. */
  approval: approval.nullable().default(null),
  tenders: z.array(tender).max(LIMITS.tendersPerSale),
  /** A supervisor's word for selling units that are kept for somebody else. */
  override: z
    .strictObject({ by: id, reason: text.min(1) })
    .nullable()
    .default(null),
  offline: offline.optional(),
  /** Whose points are earned, and perhaps redeemed. */
  member: memberPart.nullable().default(null),
});
export type CompleteSale = z.infer<typeof completeSale>;

interface Context {
  readonly catalogue: Catalogue;
  /** The business day used when the command names none. */
  readonly today: string;
  /** Milliseconds since 1970; the time of the last document when absent. */
  readonly now?: number;
}

/**
 * Refusals in order: unknown-sku, wrong-currency, invalid-input (a price that
 * differs from the catalogue's without a reason), those of discounts
 * (`decideDiscounts`, and discount-differs when the till came to another
 * figure), tender-mismatch,
 * insufficient-stock with what each missing item is kept for, and those of
 * points (`decideSalePoints`).
 */
export function decideCompleteSale(state: StoreState, command: CompleteSale, context: Context): Decision<Fact<'sale'>> {
  const { catalogue, today, now = state.up.at } = context;
  const priced = priceLines(state, command, catalogue);
  if (!priced.ok) return priced;
  const { lacking } = priced.value;
  const { businessDay: day = today } = command;
  const reduced = reduceLines(command, priced.value.saleLines, { catalogue, day });
  if (!reduced.ok) return reduced;
  const { lines: saleLines, discounts } = reduced.value;
  const total = totalOf(saleLines);
  const hasHappened = command.offline !== undefined;
  const unfit = new Set<Unfit>([
    ...priced.value.unfit,
    ...(reduced.value.differs ? ['discount-differs' as const] : []),
  ]);
  const paysExactly = changeDue(total, command.tenders);
  if (paysExactly === undefined) unfit.add('tender-mismatch');
  const change = paysExactly ?? Math.max(0, totalOf(command.tenders) - total);
  if (paysExactly === undefined && !hasHappened) {
    return refuse('tender-mismatch', 'The tenders do not pay the total; only cash may be more than what is due.', {
      field: 'tenders',
      details: { total, paid: totalOf(command.tenders) },
    });
  }
  if (lacking.size > 0 && command.override === null && !hasHappened) {
    const missing = [...lacking].map(([sku, short]) => ({ sku, short, ...keptFor(state, sku) }));
    return refuse('insufficient-stock', 'These units are kept for others; a supervisor may sell what is in hand.', {
      field: 'lines',
      details: { missing },
    });
  }
  const { register, by, receipt, tenders, currency: code } = command;
  const basket = { sale: command.id, businessDay: day, currency: code, lines: saleLines, total, tenders };
  const points = decideSalePoints(state, command.member, basket, { catalogue, now });
  if (!points.ok && !hasHappened) return points;
  if (!points.ok) unfit.add('points-refused');
  return accept(
    fact('sale', command.id, {
      register,
      ...(by === undefined ? {} : { by }),
      businessDay: day,
      ...(receipt === undefined ? {} : { receipt }),
      currency: code,
      lines: saleLines,
      taxes: taxesOf(saleLines),
      total,
      tenders,
      change,
      override: lacking.size > 0 ? command.override : null,
      ...(discounts.length === 0 ? {} : { discounts: [...discounts] }),
      ...(command.approval === null ? {} : { approval: command.approval }),
      ...(command.offline === undefined
        ? {}
        : { offline: { ...command.offline, ...(unfit.size === 0 ? {} : { unfit: [...unfit] }) } }),
      points: points.ok ? points.value : null,
    }),
  );
}

type Unfit = (typeof UNFIT)[number];

interface PricedLines {
  readonly saleLines: SaleLine[];
  /** What does not fit of a sale that has happened. */
  readonly unfit: readonly Unfit[];
  /** Units of each item that the shelf has not. */
  readonly lacking: ReadonlyMap<string, number>;
}

function priceLines(state: StoreState, command: CompleteSale, catalogue: Catalogue): Decision<PricedLines> {
  const saleLines: SaleLine[] = [];
  const hasHappened = command.offline !== undefined;
  const unfit = new Set<Unfit>();
  const left = new Map<string, number>();
  const lacking = new Map<string, number>();
  for (const [index, line] of command.lines.entries()) {
    const product = catalogue.product(line.sku);
    if (!product) unfit.add('unknown-sku');
    else if (product.currency !== command.currency) unfit.add('wrong-currency');
    if (!product && !hasHappened)
      return refuse('unknown-sku', `There is no item ${line.sku} in the catalogue.`, {
        field: `lines[${index}].sku`,
        details: { sku: line.sku },
      });
    if (product && product.currency !== command.currency && !hasHappened) {
      return refuse('wrong-currency', `${line.sku} is priced in ${product.currency}.`, {
        field: 'currency',
        details: { expected: product.currency },
      });
    }
    const unitPrice = line.unitPrice ?? product?.price ?? 0;
    if (product && unitPrice !== product.price && line.priceReason === undefined && !hasHappened) {
      return refuse('invalid-input', 'A price that is not the catalogue’s needs a reason.', {
        field: `lines[${index}].priceReason`,
        details: { price: product.price },
      });
    }
    const needsWord = catalogue.discountRules.priceChange === 'supervisor' && command.approval === null && !hasHappened;
    if (product && unitPrice !== product.price && needsWord)
      return refuse('not-allowed', 'A price is changed by a supervisor.', { field: `lines[${index}].unitPrice` });
    const free = left.get(line.sku) ?? Math.max(0, state.book.units(shelf(line.sku)));
    const short = Math.max(0, line.units - free);
    left.set(line.sku, free - (line.units - short));
    if (short > 0) lacking.set(line.sku, (lacking.get(line.sku) ?? 0) + short);
    saleLines.push({
      sku: line.sku,
      units: line.units,
      unitPrice,
      ...(line.priceReason === undefined ? {} : { priceReason: line.priceReason }),
      taxRate: product?.taxRate ?? line.taxRate ?? 0,
      amount: lineAmount(unitPrice, line.units, product?.measure ?? 'piece'),
      short,
    });
  }
  return accept({ saleLines, lacking, unfit: [...unfit] });
}

interface Reduced {
  readonly lines: SaleLine[];
  readonly discounts: readonly SaleDiscount[];
  /** The sale has happened, and its receipt says something else than the rules known here. */
  readonly differs: boolean;
}

/** Takes the discounts off. What a receipt says is recorded, also where the rules come to something else. */
function reduceLines(
  command: CompleteSale,
  lines: readonly SaleLine[],
  { catalogue, day }: { readonly catalogue: Catalogue; readonly day: string },
): Decision<Reduced> {
  const { discounts: asked, currency: code, approval: word } = command;
  const printed = command.lines.map((line) => line.discount ?? 0);
  const isPrinted = command.lines.some((line) => line.discount !== undefined);
  const hasHappened = command.offline !== undefined;
  const priced = lines.map(({ sku, amount: before }) => ({ amount: before, group: catalogue.product(sku)?.group }));
  const basket = { lines: priced, businessDay: day, currency: code };
  const decided = decideDiscounts(asked, basket, { book: bookOf(catalogue), isApproved: word !== null || hasHappened });
  if (!decided.ok && !hasHappened) return decided;
  const right = decided.ok ? decided.value.off : printed.map(() => 0);
  const differs = isPrinted && printed.some((off, index) => off !== right[index]);
  if (differs && !hasHappened)
    return refuse('discount-differs', 'The discounts come to something else here; take them off and give them again.', {
      field: 'discounts',
      details: { discounts: right },
    });
  const off = differs ? printed : right;
  const reduced = lines.map((line, index): SaleLine => {
    const less = Math.min(line.amount, off[index] ?? 0);
    return less === 0 ? line : { ...line, discount: less, amount: line.amount - less };
  });
  const discounts = decided.ok && !differs ? decided.value.discounts : asked.flatMap(asPrinted);
  return accept({ lines: reduced, discounts, differs: differs || !decided.ok });
}

/** A discount with the figure of the receipt; nothing of a code whose version nobody wrote down. */
function asPrinted(asked: CompleteSale['discounts'][number]): SaleDiscount[] {
  const { given = 0 } = asked;
  if (asked.kind === 'manual') {
    const { kind, line, takes, reason } = asked;
    return [{ kind, line, takes, reason, given }];
  }
  const { kind, code, version } = asked;
  return version === undefined ? [] : [{ kind, code, version, given }];
}
