/** Pickup orders as the counter sees them. */
import { agreement, substitution } from '@ringfence/domain/documents/gather.ts';
import { orderLine } from '@ringfence/domain/documents/pickup.ts';
import { pointsKnown } from '@ringfence/domain/pickup/order-points.ts';
import { heldLines } from '@ringfence/domain/pickup/lines.ts';
import { LIVE_STATUSES as LIVE, type OrderRecord, type OrderStatus, statusOf } from '@ringfence/domain/pickup/order.ts';
import { z } from 'zod';
import type { Store } from '../store.ts';

const skuLines = z.array(z.object({ sku: z.string(), units: z.int() }));

export const ORDER_STATUSES = [
  'unknown',
  'placed',
  'ready',
  'cancelling',
  'handed-over',
  'cancelled',
  'expired',
  'short',
] as const satisfies readonly OrderStatus[];

export const orderView = z.object({
  order: z.string(),
  status: z.enum(ORDER_STATUSES),
  channel: z.string().nullable(),
  /** As ordered; empty for an order known by its pass alone. */
  lines: z.array(orderLine),
  /** Units still held. */
  held: skuLines,
  shorts: skuLines,
  /** Items given in place of missing ones; `amount` is what they cost. */
  substitutions: z.array(
    z.object({
      insteadOf: z.object({ sku: z.string(), units: z.int() }),
      given: substitution.shape.given,
      agreed: agreement,
      owed: z.int(),
      at: z.int(),
    }),
  ),
  currency: z.string().nullable(),
  total: z.int(),
  /** What is still to be paid at the counter when everything is taken. */
  due: z.int(),
  /** What points pay of each line as ordered, in minor units: of units taken, their share is not due in money. */
  inPoints: z.array(z.object({ sku: z.string(), worth: z.int() })),
  contact: z.string().nullable(),
  placedAt: z.int().nullable(),
  expiresAt: z.int(),
  /** Who gathers it now. */
  assigned: z.object({ to: z.string(), at: z.int() }).nullable(),
  picked: z.object({ at: z.int(), by: z.string(), place: z.string() }).nullable(),
  checkIn: z.object({ at: z.int(), where: z.string() }).nullable(),
  cancelRequestedAt: z.int().nullable(),
  end: z.object({ kind: z.string(), at: z.int(), lines: skuLines }).nullable(),
});
export type OrderView = z.infer<typeof orderView>;

/** An order as the counters are told of it. */
export function orderOf(store: Store, record: OrderRecord): OrderView {
  const body = record.placed?.body;
  return {
    order: record.id,
    status: statusOf(record),
    channel: body?.channel ?? null,
    lines: body ? [...body.lines] : [],
    held: heldLines(store.state, record),
    shorts: [...record.shorts].map(([sku, units]) => ({ sku, units })),
    substitutions: [...record.substitutions],
    currency: body?.currency ?? null,
    total: body?.total ?? 0,
    due: body?.due ?? 0,
    inPoints: (pointsKnown(record)?.lines ?? []).flatMap(({ sku, worth }) => (worth > 0 ? [{ sku, worth }] : [])),
    contact: body?.contact ?? null,
    placedAt: record.placed?.at ?? null,
    expiresAt: record.expiresAt,
    assigned: record.assigned,
    picked: record.picked,
    checkIn: record.checkIn,
    cancelRequestedAt: record.cancelRequest?.at ?? null,
    end: record.end ? { ...record.end, lines: [...record.end.lines] } : null,
  };
}

/** Orders of one status, or all that live when none is named; the oldest first, a page after the order `after`. */
export function listOrders(
  store: Store,
  filter: { readonly status?: OrderStatus | undefined; readonly after?: string | undefined; readonly limit: number },
): { orders: OrderView[]; next: string | null } {
  const { orders } = store.state;
  const statuses = filter.status === undefined ? LIVE : new Set([filter.status]);
  const found = [...orders.entries(statuses)].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  const start = filter.after === undefined ? 0 : found.findIndex(({ id }) => id === filter.after) + 1;
  const page = found.slice(start, start + filter.limit);
  const next = start + page.length < found.length ? (page.at(-1)?.id ?? null) : null;
  return { orders: page.flatMap(({ id }) => orders.get(id) ?? []).map((record) => orderOf(store, record)), next };
}
