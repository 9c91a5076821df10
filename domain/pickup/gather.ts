/** What the store decides while an order is gathered: who does it, what is missing and why, what is given instead. */
import { z } from 'zod';
import { accept, type Decision, refuse } from '../basic/outcome.ts';
import type { Catalogue } from '../catalog/catalogue.ts';
import { by, id, text, units } from '../documents/fields.ts';
import { agreement, DEFAULT_PICK_RULES, type PickRules, type ShortLine } from '../documents/gather.ts';
import { backIn, type PointsBack } from '../documents/order-points.ts';
import type { SkuLine } from '../documents/pickup.ts';
import { override } from '../documents/sale.ts';
import { fact, type Fact } from '../documents/registry.ts';
import { deficit, shelf } from '../ledger/account.ts';
import { LIMITS } from '../limits.ts';
import { lineAmount, shareOfAmount } from '../sale/basket.ts';
import { keptFor } from '../stock/on-hand.ts';
import type { StoreState } from '../store/state.ts';
import { heldLines, linesOf } from './lines.ts';
import type { OrderRecord } from './order.ts';
import { backForMissing, backForRest, pointsKnown, worthWithin } from './order-points.ts';
import { refusedBy, unknownOrder } from './refused-by.ts';

const skuLine = z.strictObject({ sku: id, units });

export const assignOrder = z.strictObject({
  id,
  order: id,
  by: id,
  /** Who gathers it from now on; nobody when it is put back. */
  to: id.nullable(),
  /** A supervisor's word for taking it from somebody. */
  override: override.nullable().default(null),
});
export type AssignOrder = z.infer<typeof assignOrder>;

export const pickOrder = z.strictObject({ id, order: id, by, place: text.optional() });
export type PickOrder = z.infer<typeof pickOrder>;

export const shortPickOrder = z.strictObject({
  id,
  order: id,
  by,
  /** A code of the rules for picking. */
  reason: id,
  lines: z.array(skuLine).min(1).max(LIMITS.linesPerPickupOrder),
});
export type ShortPickOrder = z.infer<typeof shortPickOrder>;

export const substituteItem = z.strictObject({
  id,
  order: id,
  by,
  reason: id,
  agreed: agreement,
  missing: skuLine,
  given: skuLine,
});
export type SubstituteItem = z.infer<typeof substituteItem>;

/** Refusals: those of the status; order-taken when somebody else gathers it, with who and since when. */
export function decideAssign(state: StoreState, command: AssignOrder): Decision<Fact<'assignment'>> {
  const record = state.orders.get(command.order);
  const refusal = refusedBy(record, 'assign');
  if (refusal || !record) return refusal ?? unknownOrder();
  const { assigned } = record;
  if (assigned && assigned.to !== command.by && command.override === null)
    return refuse('order-taken', 'Somebody else gathers this order; a supervisor may give it to another.', {
      field: 'order',
      details: { to: assigned.to, since: assigned.at },
    });
  const { id: subject, ...body } = command;
  return accept(fact('assignment', subject, body));
}

/** Everything held was gathered, whoever it was assigned to. Refusals: those of the order's status. */
export function decidePick(state: StoreState, command: PickOrder): Decision<Fact<'pick'>> {
  const record = state.orders.get(command.order);
  const refusal = refusedBy(record, 'pick');
  if (refusal || !record) return refusal ?? unknownOrder();
  const { id: subject, ...rest } = command;
  return accept(fact('pick', subject, { ...rest, lines: heldLines(state, record) }));
}

/**
 * Refusals: those of the status; invalid-input for a reason the rules do not have; lines-mismatch when more is short
 * than held. When nothing is left the order ends as `short`.
 */
export function decideShortPick(
  state: StoreState,
  command: ShortPickOrder,
  rules: PickRules = DEFAULT_PICK_RULES,
): Decision<(Fact<'short-pick'> | Fact<'order-end'>)[]> {
  const record = state.orders.get(command.order);
  const refusal = refusedBy(record, 'short-pick');
  if (refusal || !record) return refusal ?? unknownOrder();
  const left = new Map(heldLines(state, record).map((line) => [line.sku, line.units]));
  const short: ShortLine[] = [];
  for (const line of command.lines) {
    const held = left.get(line.sku) ?? 0;
    const missing = shortLineOf(state, { ...line, held }, command.reason, rules);
    if (!missing.ok) return missing;
    left.set(line.sku, held - line.units);
    short.push(missing.value);
  }
  const { id: subject, ...rest } = command;
  const back = backForMissing(state, record, command.lines);
  const facts: (Fact<'short-pick'> | Fact<'order-end'>)[] = [
    fact('short-pick', subject, {
      ...rest,
      rules: rules.version,
      lines: short,
      ...(back === undefined ? {} : { points: back }),
    }),
  ];
  if ([...left.values()].every((count) => count === 0)) {
    const points = backForRest(state, record, back?.lines);
    const end = { order: command.order, reason: 'short' as const, lines: [] };
    facts.push(fact('order-end', command.order, points === undefined ? end : { ...end, points }));
  }
  return accept(facts);
}

/**
 * Gives another item in place of a missing one, as the customer agreed. It costs its own price, or the part of the
 * missing line it stands in for when that is less. Refusals in order: those of the status, unknown-sku, wrong-currency,
 * invalid-input (an item the order has already, or a reason the rules do not have), lines-mismatch, insufficient-stock.
 */
export function decideSubstitute(
  state: StoreState,
  command: SubstituteItem,
  catalogue: Catalogue,
): Decision<Fact<'substitution'>> {
  const record = state.orders.get(command.order);
  const refusal = refusedBy(record, 'substitute');
  if (refusal || !record?.placed) return refusal ?? unknownOrder();
  const { missing, given, order: orderId, agreed, reason } = command;
  const { currency, due } = record.placed.body;
  const product = catalogue.product(given.sku);
  if (!product)
    return refuse('unknown-sku', `There is no item ${given.sku} in the catalogue.`, {
      field: 'given.sku',
      details: { sku: given.sku },
    });
  if (product.currency !== currency)
    return refuse('wrong-currency', `${given.sku} is priced in ${product.currency}.`, {
      field: 'given.sku',
      details: { expected: currency },
    });
  const lines = linesOf(record);
  if (lines.some((line) => line.sku === given.sku))
    return refuse('invalid-input', 'The order has this item already; choose another.', { field: 'given.sku' });
  const held = heldOf(state, record, missing.sku);
  const short = shortLineOf(state, { ...missing, held }, reason, catalogue.pickRules);
  if (!short.ok) return short;
  const free = Math.max(0, state.book.units(shelf(given.sku)));
  if (given.units > free)
    return refuse('insufficient-stock', 'The shelf has fewer units than are to be given.', {
      field: 'given.units',
      details: { missing: [{ sku: given.sku, short: given.units - free, ...keptFor(state, given.sku) }] },
    });
  const line = lines.find(({ sku }) => sku === missing.sku);
  const whole = line ? shareOfAmount(line.amount, held - missing.units, missing.units, line.units) : 0;
  const amount = Math.min(whole, lineAmount(product.price, given.units, product.measure));
  const { inPoints, points, money } = paidInstead(state, record, { missing, held, whole, amount });
  return accept(
    fact('substitution', command.id, {
      order: orderId,
      ...(command.by === undefined ? {} : { by: command.by }),
      reason,
      rules: catalogue.pickRules.version,
      agreed,
      missing: short.value,
      given: { ...given, unitPrice: product.price, taxRate: product.taxRate, amount },
      owed: due === 0 ? Math.max(0, money - (amount - inPoints.worth)) : 0,
      ...(inPoints.redeemed > 0 || inPoints.worth > 0 ? { inPoints } : {}),
      ...(points === undefined ? {} : { points }),
    }),
  );
}

/**
 * How the missing units were paid, and so what stands in for them: points first, as far as it costs as much; those that
 * are not needed go back. `money` is what money paid of the missing units.
 */
function paidInstead(
  state: StoreState,
  record: OrderRecord,
  goods: { readonly missing: SkuLine; readonly held: number; readonly whole: number; readonly amount: number },
): { inPoints: { redeemed: number; worth: number }; points: PointsBack | undefined; money: number } {
  const { missing, held, whole, amount } = goods;
  const known = pointsKnown(record);
  const inAll = worthWithin(known, missing.sku, held) - worthWithin(known, missing.sku, held - missing.units);
  const back = backForMissing(state, record, [missing]);
  const spent = back ? backIn(back.lines) : 0;
  const worth = Math.min(inAll, amount);
  const redeemed = inAll === 0 ? 0 : shareOfAmount(spent, 0, worth, inAll);
  const lines = [{ sku: missing.sku, points: spent - redeemed }];
  const points = back && spent > redeemed ? { ...back, lines } : undefined;
  return { inPoints: { redeemed, worth }, points, money: Math.max(0, whole - inAll) };
}

const heldOf = (state: StoreState, record: OrderRecord, sku: string): number =>
  heldLines(state, record).find((line) => line.sku === sku)?.units ?? 0;

/** Where the missing units of a line are, by the reason's rule. Refusals: invalid-input, lines-mismatch. */
function shortLineOf(
  state: StoreState,
  { sku, units: missing, held }: SkuLine & { held: number },
  reason: string,
  rules: PickRules,
): Decision<ShortLine> {
  const rule = rules.reasons.find(({ code }) => code === reason);
  if (!rule)
    return refuse('invalid-input', `There is no reason ${reason}.`, {
      field: 'reason',
      details: { reasons: rules.reasons.map(({ code }) => code) },
    });
  if (missing > held)
    return refuse('lines-mismatch', `Only ${held} units of ${sku} are held for this order.`, {
      field: 'lines',
      details: { sku, held },
    });
  const nothing = { sku, units: missing, lost: 0, unsellable: 0, settles: 0 };
  if (rule.effect === 'unsellable') return accept({ ...nothing, unsellable: missing });
  if (rule.effect === 'shelf') return accept({ ...nothing, shelf: missing });
  const settles = Math.min(missing, Math.max(0, -state.book.units(deficit(sku))));
  return accept({ ...nothing, settles, lost: missing - settles });
}
