/**
 * Goods back from a customer. The right to take back a unit of a sale line is
 * an account held by one store at a time, so a line cannot be returned twice,
 * at the same store or at two. A store without the right asks for it; while it
 * cannot, a supervisor may take goods back unverified, as an exception.
 */
import { z } from 'zod';
import { accept, type Decision, refuse } from '../basic/outcome.ts';
import { amount, businessDay, by, id, lines, tender, type Tender, text, units } from '../documents/fields.ts';
import { type Claim, paidInPoints } from '../documents/points.ts';
import { DISPOSITIONS, type Disposition, purchaseKind, type RightLine } from '../documents/sale.ts';
import { fact, type Fact } from '../documents/registry.ts';
import { type PurchaseName, returnable } from '../ledger/account.ts';
import { LIMITS } from '../limits.ts';
import { reversedLines, Reversal } from '../loyalty/return-points.ts';
import { shareOfAmount, taxesOf, totalOf } from '../sale/basket.ts';
import type { StoreState } from '../store/state.ts';

export const takeBack = z.strictObject({
  id,
  register: id.default('R1'),
  by,
  businessDay: businessDay.optional(),
  /** The sale or pickup order, and the store that made it (this one when absent). */
  sale: id,
  soldAt: id.optional(),
  /** Which of the two `sale` names, where the store has both under one id; the sale when absent. */
  of: purchaseKind.optional(),
  lines: lines(
    z.strictObject({
      line: z
        .int()
        .min(0)
        .max(LIMITS.linesPerDocument - 1),
      units,
      disposition: z.enum(Object.keys(DISPOSITIONS) as [Disposition, ...Disposition[]]).default('restock'),
      /** Minor units; the line's own price when absent. */
      refund: amount.optional(),
    }),
  ),
  refunds: z.array(tender).max(LIMITS.tendersPerSale).optional(),
  /** The part of the refund, in minor units, that pays for a sale in the same basket. */
  exchange: z.strictObject({ sale: id, amount }).optional(),
  override: z
    .strictObject({ by: id, reason: text.min(1) })
    .nullable()
    .default(null),
});
export type TakeBack = z.infer<typeof takeBack>;

/** What is known of the sale or hand-over the goods come from. Amounts in minor units for the whole line. */
export interface Purchase {
  readonly id: string;
  readonly of: PurchaseName['of'];
  readonly store: string;
  readonly currency: string;
  /** `amount` is null where nobody knows it: an order handed over by its pass before it arrived. */
  readonly lines: readonly {
    readonly sku: string;
    readonly units: number;
    readonly amount: number | null;
    /** Basis points; absent where nobody knows it. */
    readonly taxRate?: number | undefined;
  }[];
  /** Whose points it earned and redeemed; nobody's when absent. */
  readonly claim?: Claim;
  /** How it was paid, net of change, less what was paid back by these means already, as far as is known here. */
  readonly paid?: readonly Tender[] | undefined;
}

/** Units of each line that this store may take back now. */
export const rightsHeld = (state: StoreState, purchase: PurchaseName, line: number): number =>
  Math.max(0, state.book.units(returnable(purchase, line, state.store)));

/** How accounts and documents name a purchase. */
export const nameOf = (purchase: Purchase): PurchaseName => ({
  soldAt: purchase.store,
  of: purchase.of,
  id: purchase.id,
});

/**
 * Refusals in order: not-returnable (no such line, more units than were sold),
 * return-right-elsewhere with the units this store may take back, when no
 * override is given; not-returnable when nobody knows the price and no refund
 * is named by a supervisor; invalid-input (refund above the price); tender-mismatch
 * when the refunds are not the total, or their points not what was paid in points.
 */
export function decideTakeBack(
  state: StoreState,
  command: TakeBack,
  purchase: Purchase,
  today: string,
): Decision<Fact<'return'>> {
  const name = nameOf(purchase);
  const taken = new Map<number, number>();
  const body = [];
  for (const [index, line] of command.lines.entries()) {
    const bought = purchase.lines[line.line];
    const before = taken.get(line.line) ?? 0;
    if (!bought || before + line.units > bought.units) {
      return refuse('not-returnable', 'That line was not sold, or in fewer units.', {
        field: `lines[${index}].units`,
        details: { line: line.line, sold: bought?.units ?? 0 },
      });
    }
    const held = rightsHeld(state, name, line.line);
    const right = Math.max(0, held - before);
    const unverified = Math.max(0, line.units - right);
    if (unverified > 0 && command.override === null) {
      const code = purchase.store === state.store ? 'not-returnable' : 'return-right-elsewhere';
      return refuse(code, 'These units were returned already, or the store that sold them has not released them.', {
        field: `lines[${index}].units`,
        details: { line: line.line, right },
      });
    }
    taken.set(line.line, before + line.units);
    if (bought.amount === null && (line.refund === undefined || command.override === null))
      return refuse('not-returnable', 'The price is not known here yet; a supervisor may name the refund.', {
        field: `lines[${index}].refund`,
        details: { line: line.line },
      });
    const part = { units: line.units, held: Math.max(0, held - before), isOwn: purchase.store === state.store };
    const worth =
      bought.amount === null ? (line.refund ?? 0) : priceOf({ amount: bought.amount, units: bought.units }, part);
    if ((line.refund ?? 0) > worth)
      return refuse('invalid-input', 'The refund is more than was paid.', {
        field: `lines[${index}].refund`,
        details: { paid: worth },
      });
    body.push({
      line: line.line,
      sku: bought.sku,
      units: line.units,
      disposition: line.disposition,
      refund: line.refund ?? worth,
      unverified,
    });
  }
  const total = totalOf(body.map((line) => ({ amount: line.refund })));
  const points = purchase.claim ? { claim: purchase.claim, lines: reversedLines(state, name, body) } : null;
  const worth = totalOf((points?.lines ?? []).map((line) => ({ amount: line.worth })));
  const { exchange } = command;
  if (exchange && exchange.amount > total - worth)
    return refuse('tender-mismatch', 'More than is paid back in money cannot pay for other goods.', {
      field: 'exchange.amount',
      details: { total, points: worth },
    });
  const refunds = command.refunds ?? refundsInOrder({ total, worth }, purchase.paid, exchange);
  if (totalOf(refunds) !== total || paidInPoints(refunds) !== worth)
    return refuse('tender-mismatch', 'The refunds must add up to what is paid back, points for points.', {
      field: 'refunds',
      details: { total, points: worth },
    });
  const override = body.some((line) => line.unverified > 0) ? command.override : null;
  const { register, by: who } = command;
  return accept(
    fact('return', command.id, {
      register,
      ...(who === undefined ? {} : { by: who }),
      businessDay: command.businessDay ?? today,
      sale: command.sale,
      of: purchase.of,
      soldAt: purchase.store,
      currency: purchase.currency,
      lines: body,
      total,
      ...taxesWithin(body, purchase),
      refunds,
      override,
      points,
    }),
  );
}

/**
 * The part of a line's price that some of its units stand for. The store that sold them knows which are gone, paid back
 * or released: each unit has its own part. Another store has some of them and does not know which, so it rounds down:
 * all stores together never pay back more than was paid.
 */
function priceOf(
  line: { readonly amount: number; readonly units: number },
  { units: count, held, isOwn }: { readonly units: number; readonly held: number; readonly isOwn: boolean },
): number {
  if (isOwn) return shareOfAmount(line.amount, Math.max(0, line.units - held), count, line.units);
  const upTo = (of: number): number => Number((BigInt(line.amount) * BigInt(of)) / BigInt(line.units));
  const last = Math.max(held, count);
  return upTo(last) - upTo(last - count);
}

/**
 * What was paid in points goes back in points; the rest by the means it was paid with, in their order, each at most
 * what came in by it, and in cash where nobody knows them or they do not reach.
 */
function refundsInOrder(
  { total, worth }: { readonly total: number; readonly worth: number },
  paid: readonly Tender[] = [],
  exchange?: TakeBack['exchange'],
): Tender[] {
  const parts: Tender[] = [{ kind: 'points', amount: worth }];
  if (exchange) parts.push({ kind: 'exchange', amount: exchange.amount, reference: exchange.sale });
  let left = total - worth - (exchange?.amount ?? 0);
  for (const { kind, amount: most, reference } of paid) {
    // Goods that came back once are gone: what they paid is paid back in money.
    if (kind === 'points' || kind === 'exchange') continue;
    const back = Math.min(left, most);
    left -= back;
    parts.push({ kind, amount: back, ...(reference === undefined || kind === 'cash' ? {} : { reference }) });
  }
  const cash = parts.findIndex((part) => part.kind === 'cash');
  const there = parts[cash];
  if (there) parts[cash] = { ...there, amount: there.amount + left };
  else parts.push({ kind: 'cash', amount: left });
  return parts.filter((part) => part.amount > 0);
}

/** The tax in what is paid back; nothing when a rate is not known. */
function taxesWithin(
  body: readonly { readonly line: number; readonly refund: number }[],
  purchase: Purchase,
): { taxes?: ReturnType<typeof taxesOf> } {
  const parts = body.map(({ line, refund }) => ({ taxRate: purchase.lines[line]?.taxRate, amount: refund }));
  const known = parts.filter((part): part is { taxRate: number; amount: number } => part.taxRate !== undefined);
  return known.length === parts.length ? { taxes: taxesOf(known) } : {};
}

/** The selling store's answer when another store asks for return rights: what it still holds of what was asked. */
export function decideReturnGrant(
  state: StoreState,
  ask: {
    ask: string;
    sale: string;
    of: PurchaseName['of'];
    to: string;
    lines: readonly { line: number; units: number }[];
  },
): Fact<'return-grant'> | undefined {
  const { ask: id, sale, of, to } = ask;
  const name = { soldAt: state.store, of, id: sale };
  const reversal = new Reversal(state, name);
  const granted = ask.lines.flatMap(({ line, units: asked }): RightLine[] => {
    const count = Math.min(asked, rightsHeld(state, name, line));
    if (count === 0) return [];
    const points = reversal.take(line, count);
    const any = points.earned + points.redeemed + points.worth > 0;
    return [{ line, units: count, ...(any ? { points } : {}) }];
  });
  return granted.length === 0 ? undefined : fact('return-grant', id, { ask: id, sale, of, to, lines: granted });
}
