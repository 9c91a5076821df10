/** What the store decides about a pickup order: pick, short pick, hand-over, end. */
import { z } from 'zod';
import { accept, type Decision, refuse } from '../basic/outcome.ts';
import type { RefusalCode } from '../basic/refusals.ts';
import { by, id, tender, text, units } from '../documents/fields.ts';
import { type EndReason, END_REASONS, SHORT_REASONS, type SkuLine } from '../documents/pickup.ts';
import { fact, type Fact } from '../documents/registry.ts';
import { deficit, order } from '../ledger/account.ts';
import { LIMITS } from '../limits.ts';
import { shareOfAmount, totalOf } from '../sale/basket.ts';
import type { StoreState } from '../store/state.ts';
import { type OrderEvent, ORDER_TABLE, type OrderRecord, statusOf } from './order.ts';
import { type Pass, readPass, type Verify } from './pass.ts';

const skuLine = z.strictObject({ sku: id, units });

export const pickOrder = z.strictObject({ id, order: id, by, place: text.optional() });
export type PickOrder = z.infer<typeof pickOrder>;
export const shortPickOrder = z.strictObject({
  id,
  order: id,
  by,
  reason: z.enum(SHORT_REASONS),
  lines: z.array(skuLine).min(1).max(LIMITS.linesPerPickupOrder),
});
export type ShortPickOrder = z.infer<typeof shortPickOrder>;
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
  proof: text.optional(),
});
export type HandOverOrder = z.infer<typeof handOverOrder>;
export const endOrder = z.strictObject({ order: id, by, reason: z.enum(END_REASONS) });
export type EndOrder = z.infer<typeof endOrder>;

const WORDS: Partial<Record<RefusalCode, string>> = {
  'unknown-order': 'This store has not received that order; scan the customer’s pass.',
  'order-cancelling': 'The order is being cancelled; the units go back to the shelf.',
  'order-ended': 'The order has ended; its units are back on the shelf.',
  'already-handed-over': 'The order was handed over already.',
};

/** The table's answer to an event, as a refusal when it is one. */
function refusedBy(record: OrderRecord | undefined, event: OrderEvent): ReturnType<typeof refuse> | undefined {
  const cell = ORDER_TABLE[statusOf(record)][event];
  if ('to' in cell) return undefined;
  const at = record?.end?.at;
  return refuse(cell.no, WORDS[cell.no] ?? 'The order does not allow this.', {
    field: 'order',
    details: at === undefined ? {} : { at },
  });
}

/** Units held for each SKU of the order that has any left. */
export function heldLines(state: StoreState, record: OrderRecord): SkuLine[] {
  const skus = new Set(record.placed?.body.lines.map((line) => line.sku));
  return [...skus]
    .map((sku) => ({ sku, units: state.book.units(order(record.id, sku)) }))
    .filter((line) => line.units > 0);
}

/** Everything held was gathered. Refusals: those of the order's status. */
export function decidePick(state: StoreState, command: PickOrder): Decision<Fact<'pick'>> {
  const record = state.orders.get(command.order);
  const refusal = refusedBy(record, 'pick');
  if (refusal || !record) return refusal ?? refuse('unknown-order', 'No such order.');
  const { id: subject, ...rest } = command;
  return accept(fact('pick', subject, { ...rest, lines: heldLines(state, record) }));
}

/** Refusals: those of the status; lines-mismatch when more is short than held. When nothing is left the order ends as `short`. */
export function decideShortPick(
  state: StoreState,
  command: ShortPickOrder,
): Decision<(Fact<'short-pick'> | Fact<'order-end'>)[]> {
  const record = state.orders.get(command.order);
  const refusal = refusedBy(record, 'short-pick');
  if (refusal || !record) return refusal ?? refuse('unknown-order', 'No such order.');
  const left = new Map(heldLines(state, record).map((line) => [line.sku, line.units]));
  const short = [];
  for (const { sku, units: missing } of command.lines) {
    const held = left.get(sku) ?? 0;
    if (missing > held)
      return refuse('lines-mismatch', `Only ${held} units of ${sku} are held for this order.`, {
        field: 'lines',
        details: { sku, held },
      });
    left.set(sku, held - missing);
    const found = command.reason === 'damaged' || command.reason === 'display';
    const settles = found ? 0 : Math.min(missing, Math.max(0, -state.book.units(deficit(sku))));
    short.push({ sku, units: missing, unsellable: found ? missing : 0, settles, lost: found ? 0 : missing - settles });
  }
  const { id: subject, ...rest } = command;
  const facts: (Fact<'short-pick'> | Fact<'order-end'>)[] = [fact('short-pick', subject, { ...rest, lines: short })];
  if ([...left.values()].every((count) => count === 0))
    facts.push(fact('order-end', command.order, { order: command.order, reason: 'short', lines: [] }));
  return accept(facts);
}

/** Refusals: those of the status. Units still held go back to the shelf. */
export function decideEndOrder(
  state: StoreState,
  command: { order: string; reason: EndReason; by?: string | undefined },
): Decision<Fact<'order-end'>> {
  const record = state.orders.get(command.order);
  const refusal = refusedBy(record, `end-${command.reason}`);
  if (refusal || !record) return refusal ?? refuse('unknown-order', 'No such order.');
  const { order: id, reason, by: who } = command;
  return accept(
    fact('order-end', id, {
      order: id,
      reason,
      ...(who === undefined ? {} : { by: who }),
      lines: heldLines(state, record),
    }),
  );
}

interface Offer {
  readonly held: readonly SkuLine[];
  readonly currency: string;
  readonly toPay: (taken: ReadonlyMap<string, number>) => number;
}

/** What a known order still owes for what is taken: its lines' own prices, unless it was paid online. */
function offerOf(state: StoreState, record: OrderRecord): Offer | undefined {
  const body = record.placed?.body;
  if (!body) return undefined;
  const toPay = (taken: ReadonlyMap<string, number>): number =>
    body.due === 0
      ? 0
      : totalOf(
          body.lines.map((line) => ({ amount: shareOfAmount(line.amount, 0, taken.get(line.sku) ?? 0, line.units) })),
        );
  return { held: heldLines(state, record), currency: body.currency, toPay };
}

/** The same for an order known by its pass alone; the pass names no prices, so what is due is due in full. */
const offerOfPass = (pass: Pass): Offer => ({ held: pass.lines, currency: pass.currency, toPay: () => pass.due });

/**
 * Refusals in order: invalid-input (neither order nor pass), pass-forged,
 * pass-wrong-store, then those of the status, unknown-order without a pass,
 * pass-expired, lines-mismatch, tender-mismatch.
 */
export function decideHandOver(
  state: StoreState,
  command: HandOverOrder,
  context: { now: number; verify: Verify },
): Decision<Fact<'hand-over'>> {
  const pass = command.pass === undefined ? undefined : readPass(command.pass, context.verify);
  if (command.pass !== undefined && !pass)
    return refuse('pass-forged', 'This pass was not issued by the shop.', { field: 'pass' });
  if (pass && pass.store !== state.store) {
    return refuse('pass-wrong-store', `This pass is for store ${pass.store}.`, {
      field: 'pass',
      details: { store: pass.store },
    });
  }
  const id = command.order ?? pass?.order;
  if (id === undefined || (pass && pass.order !== id))
    return refuse('invalid-input', 'Name the order, or show its pass.', { field: 'order' });
  const record = state.orders.get(id);
  const refusal = refusedBy(record, 'hand-over');
  if (refusal) return refusal;
  const offer = record ? offerOf(state, record) : undefined;
  const final = offer ?? (pass ? offerOfPass(pass) : undefined);
  if (!final) return refuse('unknown-order', WORDS['unknown-order'] ?? '', { field: 'order' });
  const expiresAt = record?.placed ? record.expiresAt : (pass?.expiresAt ?? 0);
  if (context.now > expiresAt)
    return refuse('pass-expired', 'The order was kept until its last day and is no longer held.', {
      field: 'pass',
      details: { expiresAt },
    });

  const taken = new Map<string, number>();
  for (const line of command.lines ?? final.held) taken.set(line.sku, (taken.get(line.sku) ?? 0) + line.units);
  const held = new Map(final.held.map((line) => [line.sku, line.units]));
  for (const [sku, count] of taken) {
    if (count > (held.get(sku) ?? 0))
      return refuse('lines-mismatch', `Only ${held.get(sku) ?? 0} units of ${sku} are held for this order.`, {
        field: 'lines',
        details: { sku },
      });
  }
  const due = final.toPay(taken);
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
  return accept(
    fact('hand-over', id, {
      order: id,
      ...(who === undefined ? {} : { by: who }),
      ...(register === undefined ? {} : { register }),
      lines: [...taken].map(([sku, count]) => ({ sku, units: count })),
      left,
      pass: record?.placed ? null : (command.pass ?? null),
      currency: final.currency,
      tenders,
      ...(proof === undefined ? {} : { proof }),
    }),
  );
}
