/**
 * Points of a pickup order. They are reckoned once, when it is placed, by the
 * rules the order names; whatever part of it is handed over, is missing or
 * ends has its part of them, so the store needs no rules for it, and no line.
 * Of a line of n units, the first k have the share k/n of everything, rounded
 * by the position of the unit: the parts add up to the line, however often it
 * is divided.
 */
import { accept, type Decision, refuse } from '../basic/outcome.ts';
import type { LoyaltyRules } from '../documents/loyalty-rules.ts';
import type { BackLine, HandOverPoints, OrderPoints, PointsBack } from '../documents/order-points.ts';
import type { Claim, ReversiblePart } from '../documents/points.ts';
import type { OrderLine, SkuLine } from '../documents/pickup.ts';
import { order as orderAccount, tender } from '../ledger/account.ts';
import { mostPointsFor, pointsEarned, worthOf } from '../loyalty/rules.ts';
import { shareOut } from '../loyalty/share.ts';
import { shareOfAmount, totalOf } from '../sale/basket.ts';
import type { StoreState } from '../store/state.ts';
import type { OrderRecord } from './order.ts';

/** Whose points an order earns, by which rules, and how many may pay for it. */
export interface Payer {
  readonly claim: Claim;
  readonly rules: LoyaltyRules;
  /** Per cent, by the member's tier. */
  readonly tierRate: number;
  /** The business day that campaigns are judged by. */
  readonly day: string;
  /** 0: it is paid in money alone. */
  readonly points: number;
  /** All of them are taken already: the order takes neither more nor fewer. */
  readonly isExact?: boolean;
}

/**
 * What the order earns and what points pay of it: as many of the offered ones as it costs, and no more. Nothing when it
 * is in another currency than the programme. Refusals: wrong-currency, points-above-basket, when points were to pay.
 */
export function decideOrderPoints(
  lines: readonly OrderLine[],
  payer: Payer,
  context: { readonly currency: string; readonly groupOf: (sku: string) => string | undefined },
): Decision<OrderPoints | undefined> {
  const { claim, rules, tierRate, day } = payer;
  if (rules.currency !== context.currency)
    return payer.points === 0
      ? accept(undefined)
      : refuse('wrong-currency', `Points are redeemed in ${rules.currency}.`, { field: 'points' });
  const most = mostPointsFor(rules, totalOf(lines));
  const points = Math.min(payer.points, most);
  const value = worthOf(rules, points);
  if ((payer.points > 0 && value === 0) || (payer.isExact === true && points !== payer.points))
    return refuse('points-above-basket', 'The points are worth more than the order.', {
      field: 'points',
      details: { most },
    });
  const amounts = lines.map((line) => BigInt(line.amount));
  const worths = shareOut(value, amounts);
  const redeemed = shareOut(points, amounts);
  const earned = pointsEarned(rules, {
    day,
    tierRate,
    lines: lines.map(({ sku, amount }, index) => ({
      paid: amount - (worths[index] ?? 0),
      group: context.groupOf(sku),
    })),
  });
  const parts = lines.map((_line, index) => ({
    earned: earned[index] ?? 0,
    redeemed: redeemed[index] ?? 0,
    worth: worths[index] ?? 0,
  }));
  return accept({ claim, rules: rules.version, tierRate, lines: parts, value });
}

/** A line of an order with its points. */
export interface PricedPoints extends SkuLine, ReversiblePart {
  /** Minor units, in money and points together. */
  readonly amount: number;
}

/** What is known of an order's points where it is decided about: from the order itself, or from its pass. */
export interface Known extends Pick<OrderPoints, 'claim' | 'rules' | 'tierRate'> {
  readonly lines: readonly PricedPoints[];
}

/**
 * Nothing for an order without a member. What stands in for an item takes over its points, as far as it costs as much,
 * and earns its part of what the missing units would have earned, by the money that is paid for it.
 */
export function pointsKnown(record: OrderRecord | undefined): Known | undefined {
  const body = record?.placed?.body;
  const part = body?.points;
  if (!record || !body || !part) return undefined;
  const { claim, rules, tierRate } = part;
  const lines: PricedPoints[] = body.lines.map(({ sku, units, amount }, index) => ({
    sku,
    units,
    amount,
    ...pointsAt(part, index),
  }));
  for (const { insteadOf, missingBefore, inPoints, given } of record.substitutions) {
    const { sku, units, amount } = given;
    const line = lines.find((one) => one.sku === insteadOf.sku);
    const missing = line && partWithin(line, line.units - missingBefore, insteadOf.units);
    const worth = Math.min(inPoints.worth, amount);
    const earned = missing ? earnedInstead(missing, amount - worth) : 0;
    lines.push({ sku, units, amount, earned, redeemed: inPoints.redeemed, worth });
  }
  return { claim, rules, tierRate, lines };
}

/** What is earned by `money` that is paid in place of the money of a part: no more than that would have earned. */
function earnedInstead(part: ReversiblePart & { readonly amount: number }, money: number): number {
  const before = Math.max(0, part.amount - part.worth);
  return before === 0 ? 0 : shareOfAmount(part.earned, 0, Math.min(money, before), before);
}

const pointsAt = (part: OrderPoints, index: number): ReversiblePart =>
  part.lines[index] ?? { earned: 0, redeemed: 0, worth: 0 };

/** What the first `units` of the line have. */
export function partOf(line: PricedPoints, units: number): ReversiblePart & { readonly amount: number } {
  const share = (whole: number): number => shareOfAmount(whole, 0, Math.min(units, line.units), line.units);
  return {
    amount: share(line.amount),
    earned: share(line.earned),
    redeemed: share(line.redeemed),
    worth: share(line.worth),
  };
}

/** What the last `units` of the first `held` have. Rounded on their own, so points may pay one minor unit more than they cost. */
export function partWithin(
  line: PricedPoints,
  held: number,
  units: number,
): ReversiblePart & { readonly amount: number } {
  const all = partOf(line, Math.max(0, held));
  const rest = partOf(line, Math.max(0, held - units));
  return {
    amount: all.amount - rest.amount,
    earned: all.earned - rest.earned,
    redeemed: all.redeemed - rest.redeemed,
    worth: all.worth - rest.worth,
  };
}

/** Minor units of the line's price that points pay for its first `units`. */
export const worthWithin = (known: Known | undefined, sku: string, units: number): number => {
  const line = known?.lines.find((one) => one.sku === sku);
  return line ? partOf(line, units).worth : 0;
};

/** Points that lie in a line of the order, at the store. */
const lyingIn = (state: StoreState, order: string, sku: string): number =>
  Math.max(0, state.book.units(tender(order, sku)));

/** What goes back to the member when `units` of each line, of those held now, will not be given to anybody. */
export function backForMissing(
  state: StoreState,
  record: OrderRecord,
  missing: readonly SkuLine[],
): PointsBack | undefined {
  const known = pointsKnown(record);
  const held = new Map<string, number>();
  const back: BackLine[] = [];
  for (const { sku, units } of missing) {
    const line = known?.lines.find((one) => one.sku === sku);
    if (!line || line.redeemed === 0) continue;
    const before = held.get(sku) ?? Math.max(0, state.book.units(orderAccount(record.id, sku)));
    const left = Math.max(0, before - units);
    held.set(sku, left);
    const points = partOf(line, before).redeemed - partOf(line, left).redeemed;
    const given = back.filter((one) => one.sku === sku).reduce((sum, one) => sum + one.points, 0);
    const part = Math.min(points, lyingIn(state, record.id, sku) - given);
    if (part > 0) back.push({ sku, points: part });
  }
  return known && back.length > 0 ? { claim: known.claim, lines: back } : undefined;
}

/** All points that lie in the order, less those that `before` gives back. */
export function backForRest(
  state: StoreState,
  record: OrderRecord,
  before: readonly BackLine[] = [],
): PointsBack | undefined {
  const known = pointsKnown(record);
  const back = (known?.lines ?? []).flatMap(({ sku }) => {
    const given = before.filter((one) => one.sku === sku).reduce((sum, one) => sum + one.points, 0);
    const points = lyingIn(state, record.id, sku) - given;
    return points > 0 ? [{ sku, points }] : [];
  });
  return known && back.length > 0 ? { claim: known.claim, lines: back } : undefined;
}

/** The points of a hand-over: what the taken units earn and redeem, and what goes back for those that are left. */
export function pointsOfHandOver(
  state: StoreState,
  order: { readonly record: OrderRecord | undefined; readonly id: string; readonly known: Known | undefined },
  taken: { readonly lines: readonly SkuLine[]; readonly businessDay: string },
): HandOverPoints | undefined {
  const { record, id, known } = order;
  if (!known) return undefined;
  const lineOf = (sku: string): PricedPoints | undefined => known.lines.find((one) => one.sku === sku);
  const parts = taken.lines.map(({ sku, units }) => {
    const line = lineOf(sku);
    return line ? partOf(line, units) : { amount: 0, earned: 0, redeemed: 0, worth: 0 };
  });
  const back = known.lines.flatMap(({ sku, redeemed: whole }) => {
    const lying = record?.placed ? lyingIn(state, id, sku) : whole;
    const spent = taken.lines.reduce(
      (sum, line, index) => sum + (line.sku === sku ? (parts[index]?.redeemed ?? 0) : 0),
      0,
    );
    return lying > spent ? [{ sku, points: lying - spent }] : [];
  });
  return {
    claim: known.claim,
    rules: known.rules,
    tierRate: known.tierRate,
    businessDay: taken.businessDay,
    lines: parts.map(({ earned, redeemed, worth }) => ({ earned, redeemed, worth })),
    spend: parts.reduce((sum, part) => sum + part.amount - part.worth, 0),
    back,
  };
}

/** Points the order will earn if everything still held is handed over; 0 for one that has ended. */
export function pendingOf(state: StoreState, record: OrderRecord): number {
  if (record.end !== null) return 0;
  return (pointsKnown(record)?.lines ?? []).reduce((sum, line) => {
    const held = Math.max(0, state.book.units(orderAccount(record.id, line.sku)));
    return sum + partOf(line, held).earned;
  }, 0);
}
