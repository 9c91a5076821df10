/** What the store decides when a pickup order leaves it: what its pass is good for, hand-over, end. */
import { z } from 'zod';
import { accept, type Decision, refuse } from '../basic/outcome.ts';
import { by, id, tender, units } from '../documents/fields.ts';
import { collectionProof, type EndReason, END_REASONS, type SkuLine } from '../documents/pickup.ts';
import { fact, type Fact } from '../documents/registry.ts';
import { LIMITS } from '../limits.ts';
import { dayOf } from '../loyalty/days.ts';
import { shareOfAmount, taxesOf, totalOf } from '../sale/basket.ts';
import type { StoreState } from '../store/state.ts';
import { heldLines, linesOf } from './lines.ts';
import type { OrderRecord } from './order.ts';
import { backForRest, type Known, pointsKnown, pointsOfHandOver, worthWithin } from './order-points.ts';
import { type Pass, readPass, type Verify } from './pass.ts';
import { refusedBy, unknownOrder } from './refused-by.ts';

const skuLine = z.strictObject({ sku: id, units });

export const handOverOrder = z.strictObject({
  /** The counter's own name for this attempt: the same command again is a retry, another is a second use. */
  id: id.optional(),
  /** The order, or the pass that names it; both are checked against each other. */
  order: id.optional(),
  pass: z.string().max(LIMITS.passLength).optional(),
  by,
  register: id.optional(),
  /** What the customer takes; all that is held when absent. */
  lines: z.array(skuLine).min(1).max(LIMITS.linesPerPickupOrder).optional(),
  tenders: z.array(tender).max(LIMITS.tendersPerSale).default([]),
  proof: collectionProof.optional(),
});
export type HandOverOrder = z.infer<typeof handOverOrder>;
export const endOrder = z.strictObject({ order: id, by, reason: z.enum(END_REASONS) });
export type EndOrder = z.infer<typeof endOrder>;

/** Refusals: those of the status. Units still held go back to the shelf. */
export function decideEndOrder(
  state: StoreState,
  command: { order: string; reason: EndReason; by?: string | undefined },
): Decision<Fact<'order-end'>> {
  const record = state.orders.get(command.order);
  const refusal = refusedBy(record, `end-${command.reason}`);
  if (refusal || !record) return refusal ?? unknownOrder();
  const { order: id, reason, by: who } = command;
  const points = backForRest(state, record);
  return accept(
    fact('order-end', id, {
      order: id,
      reason,
      ...(who === undefined ? {} : { by: who }),
      lines: heldLines(state, record),
      ...(points === undefined ? {} : { points }),
    }),
  );
}

interface Offer {
  readonly held: readonly SkuLine[];
  readonly currency: string;
  readonly toPay: (taken: ReadonlyMap<string, number>) => number;
  /** What is taken of an order that is paid for here, with its tax; nothing when it was paid online or is not known. */
  readonly priced: (taken: ReadonlyMap<string, number>) => readonly { taxRate: number; amount: number }[];
  /** Nothing when the order names no member. */
  readonly points: Known | undefined;
}

/** What a known order still owes in money for what is taken: its lines' own prices as they stand, unless it was paid online. */
function offerOf(state: StoreState, record: OrderRecord): Offer | undefined {
  const body = record.placed?.body;
  if (!body) return undefined;
  const points = pointsKnown(record);
  const priced: Offer['priced'] = (taken) =>
    body.due === 0
      ? []
      : linesOf(record).flatMap(({ sku, taxRate, amount, units: of }) => {
          const count = taken.get(sku) ?? 0;
          return count === 0 ? [] : [{ sku, taxRate, amount: shareOfAmount(amount, 0, count, of) }];
        });
  const toPay: Offer['toPay'] = (taken) =>
    body.due === 0
      ? 0
      : totalOf(priced(taken)) - [...taken].reduce((sum, [sku, count]) => sum + worthWithin(points, sku, count), 0);
  return { held: heldLines(state, record), currency: body.currency, toPay, priced, points };
}

/** The same for an order known by its pass alone: what is due is due in full. */
const offerOfPass = (pass: Pass): Offer => ({
  held: pass.lines,
  currency: pass.currency,
  toPay: () => pass.due,
  priced: () => [],
  points: pass.points,
});

interface Shown {
  readonly order?: string | undefined;
  readonly pass?: string | undefined;
}

interface Collected {
  readonly id: string;
  readonly record: OrderRecord | undefined;
  readonly offer: Offer;
}

/**
 * What an order, or the pass that names it, is good for now. Refusals in order: invalid-input (neither order nor
 * pass), pass-forged, pass-wrong-store, then those of the status, unknown-order without a pass, pass-expired.
 */
export function decideCollect(
  state: StoreState,
  shown: Shown,
  context: { now: number; verify: Verify },
): Decision<Collected> {
  const pass = shown.pass === undefined ? undefined : readPass(shown.pass, context.verify);
  if (shown.pass !== undefined && !pass)
    return refuse('pass-forged', 'This pass was not issued by the shop.', { field: 'pass' });
  if (pass && pass.store !== state.store) {
    return refuse('pass-wrong-store', `This pass is for store ${pass.store}.`, {
      field: 'pass',
      details: { store: pass.store },
    });
  }
  const id = shown.order ?? pass?.order;
  if (id === undefined || (pass && pass.order !== id))
    return refuse('invalid-input', 'Name the order, or show its pass.', { field: 'order' });
  const record = state.orders.get(id);
  const refusal = refusedBy(record, 'hand-over');
  if (refusal) return refusal;
  const offer = (record && offerOf(state, record)) ?? (pass && offerOfPass(pass));
  if (!offer) return unknownOrder();
  const expiresAt = record?.placed ? record.expiresAt : (pass?.expiresAt ?? 0);
  if (context.now > expiresAt)
    return refuse('pass-expired', 'The order was kept until its last day and is no longer held.', {
      field: 'pass',
      details: { expiresAt },
    });
  return accept({ id, record, offer });
}

/** Refusals in order: those of `decideCollect`, lines-mismatch, tender-mismatch. */
export function decideHandOver(
  state: StoreState,
  command: HandOverOrder,
  context: { now: number; verify: Verify; today?: string },
): Decision<Fact<'hand-over'>> {
  const collected = decideCollect(state, command, context);
  if (!collected.ok) return collected;
  const { id, record, offer } = collected.value;

  const taken = new Map<string, number>();
  for (const line of command.lines ?? offer.held) taken.set(line.sku, (taken.get(line.sku) ?? 0) + line.units);
  const held = new Map(offer.held.map((line) => [line.sku, line.units]));
  for (const [sku, count] of taken) {
    if (count > (held.get(sku) ?? 0))
      return refuse('lines-mismatch', `Only ${held.get(sku) ?? 0} units of ${sku} are held for this order.`, {
        field: 'lines',
        details: { sku },
      });
  }
  const due = offer.toPay(taken);
  const paid = totalOf(command.tenders);
  if (paid !== due)
    return refuse('tender-mismatch', 'The tenders must be exactly what is due.', {
      field: 'tenders',
      details: { due, paid },
    });

  const left = [...held]
    .map(([sku, count]) => ({ sku, units: count - (taken.get(sku) ?? 0) }))
    .filter((line) => line.units > 0);
  const { by: who, register, proof, tenders } = command;
  const lines = [...taken].map(([sku, count]) => ({ sku, units: count }));
  const taxes = taxesOf(offer.priced(taken));
  const businessDay = context.today ?? dayOf(context.now);
  const points = pointsOfHandOver(state, { record, id, known: offer.points }, { lines, businessDay });
  return accept(
    fact('hand-over', id, {
      order: id,
      ...(who === undefined ? {} : { by: who }),
      ...(register === undefined ? {} : { register }),
      lines,
      left,
      pass: record?.placed ? null : (command.pass ?? null),
      currency: offer.currency,
      tenders,
      ...(taxes.length === 0 ? {} : { taxes }),
      ...(proof === undefined ? {} : { proof }),
      ...(points === undefined ? {} : { points }),
    }),
  );
}
