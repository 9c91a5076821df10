/**
 * The pickup order, folded from both streets. Each street fills its own part of
 * the record, so the two may interleave in any way:
 *
 *   hub:   placed, expiresAt, cancelRequest, checkIn
 *   store: assigned, picked, shorts, substitutions, end
 *
 * Only the store sets `end`, once; so an order has one outcome. A hand-over
 * the store decided before it saw a cancel request wins over the request.
 *
 *   placed ──pick──▶ ready ──hand-over──▶ handed-over
 *      │                │
 *      └─cancel-request─┴▶ cancelling ──▶ cancelled      (also: expired, short)
 */
import type { OrderId } from '../basic/ids.ts';
import type { RefusalCode } from '../basic/refusals.ts';
import type { Doc } from '../documents/registry.ts';
import type { Substitution } from '../documents/gather.ts';
import type { CancelRequest, EndReason, PickupOrder, SkuLine } from '../documents/pickup.ts';

export type OrderStatus =
  'unknown' | 'placed' | 'ready' | 'cancelling' | 'handed-over' | 'cancelled' | 'expired' | 'short';
export type OrderEvent =
  | 'place'
  | 'assign'
  | 'pick'
  | 'short-pick'
  | 'substitute'
  | 'hand-over'
  | 'cancel-request'
  | 'extend'
  | 'check-in'
  | 'end-cancelled'
  | 'end-expired'
  | 'end-short';

export interface OrderRecord {
  readonly id: OrderId;
  placed: { readonly body: PickupOrder; readonly at: number } | null;
  expiresAt: number;
  cancelRequest: { readonly by: CancelRequest['by']; readonly at: number } | null;
  checkIn: { readonly at: number; readonly where: string } | null;
  /** Who gathers it now. A note for colleagues: nobody is kept from picking or handing over by it. */
  assigned: { readonly to: string; readonly at: number } | null;
  picked: { readonly at: number; readonly by: string; readonly place: string } | null;
  /** Units that could not be given, by SKU. */
  shorts: Map<string, number>;
  /** Other items given in their place. */
  readonly substitutions: Substituted[];
  end: { readonly kind: 'handed-over' | EndReason; readonly at: number; readonly lines: readonly SkuLine[] } | null;
}

export interface Substituted extends Pick<Substitution, 'agreed' | 'given' | 'owed'> {
  readonly insteadOf: SkuLine;
  /** Units of that item that were missing before. */
  readonly missingBefore: number;
  /** What points pay of the given item. */
  readonly inPoints: NonNullable<Substitution['inPoints']>;
  readonly at: number;
}

type Cell = { readonly to: OrderStatus } | { readonly no: RefusalCode };
const to = (status: OrderStatus): Cell => ({ to: status });
const no = (code: RefusalCode): Cell => ({ no: code });

/** What every event means in every status, for the process that decides it. The compiler demands each cell. */
export const ORDER_TABLE: Record<OrderStatus, Record<OrderEvent, Cell>> = {
  unknown: {
    place: to('placed'),
    assign: no('unknown-order'),
    pick: no('unknown-order'),
    'short-pick': no('unknown-order'),
    substitute: no('unknown-order'),
    // By its pass alone: the store has not heard of the order yet.
    'hand-over': to('handed-over'),
    'cancel-request': no('unknown-order'),
    extend: no('unknown-order'),
    'check-in': no('unknown-order'),
    'end-cancelled': no('unknown-order'),
    'end-expired': no('unknown-order'),
    'end-short': no('unknown-order'),
  },
  placed: {
    place: no('exists-different'),
    assign: to('placed'),
    pick: to('ready'),
    'short-pick': to('placed'),
    substitute: to('placed'),
    'hand-over': to('handed-over'),
    'cancel-request': to('cancelling'),
    extend: to('placed'),
    'check-in': to('placed'),
    'end-cancelled': to('cancelled'),
    'end-expired': to('expired'),
    'end-short': to('short'),
  },
  ready: {
    place: no('exists-different'),
    assign: to('ready'),
    pick: to('ready'),
    'short-pick': to('ready'),
    substitute: to('ready'),
    'hand-over': to('handed-over'),
    'cancel-request': to('cancelling'),
    extend: to('ready'),
    'check-in': to('ready'),
    'end-cancelled': to('cancelled'),
    'end-expired': to('expired'),
    'end-short': to('short'),
  },
  cancelling: {
    place: no('exists-different'),
    assign: no('order-cancelling'),
    pick: no('order-cancelling'),
    'short-pick': no('order-cancelling'),
    substitute: no('order-cancelling'),
    'hand-over': no('order-cancelling'),
    'cancel-request': to('cancelling'),
    extend: no('order-cancelling'),
    'check-in': no('order-cancelling'),
    'end-cancelled': to('cancelled'),
    'end-expired': no('order-cancelling'),
    'end-short': no('order-cancelling'),
  },
  'handed-over': ended('already-handed-over'),
  cancelled: ended('order-ended'),
  expired: ended('order-ended'),
  short: ended('order-ended'),
};

function ended(code: RefusalCode): Record<OrderEvent, Cell> {
  return {
    place: no('exists-different'),
    assign: no(code),
    pick: no(code),
    'short-pick': no(code),
    substitute: no(code),
    'hand-over': no(code),
    'cancel-request': no(code),
    extend: no(code),
    'check-in': no(code),
    'end-cancelled': no(code),
    'end-expired': no(code),
    'end-short': no(code),
  };
}

/** The status of an order; `unknown` where there is no record, or none of the hub's part. */
export function statusOf(record: OrderRecord | undefined): OrderStatus {
  if (record === undefined) return 'unknown';
  if (record.end) return record.end.kind;
  if (!record.placed) return 'unknown';
  if (record.cancelRequest) return 'cancelling';
  return record.picked ? 'ready' : 'placed';
}

/** The statuses of orders that have not ended. */
export const LIVE_STATUSES: ReadonlySet<OrderStatus> = new Set(['unknown', 'placed', 'ready', 'cancelling']);

/** True while units may still be held for it. */
export const isLive = (record: OrderRecord): boolean => record.end === null;

/** An order nobody has said anything about yet. */
export function blankOrder(id: OrderId): OrderRecord {
  return {
    id,
    placed: null,
    expiresAt: 0,
    cancelRequest: null,
    checkIn: null,
    assigned: null,
    picked: null,
    shorts: new Map(),
    substitutions: [],
    end: null,
  };
}

/** Documents about one order. */
export type OrderDoc = Doc<
  | 'pickup-order'
  | 'cancel-request'
  | 'extension'
  | 'check-in'
  | 'assignment'
  | 'pick'
  | 'short-pick'
  | 'substitution'
  | 'hand-over'
  | 'order-end'
>;

/** Folds one document into its order's record. */
export function evolveOrder(record: OrderRecord, document: OrderDoc): void {
  const { at } = document;
  switch (document.kind) {
    case 'pickup-order':
      record.placed = { body: document.body, at };
      record.expiresAt = Math.max(record.expiresAt, document.body.expiresAt);
      return;
    case 'extension':
      record.expiresAt = Math.max(record.expiresAt, document.body.expiresAt);
      return;
    case 'cancel-request':
      record.cancelRequest = { by: document.body.by, at };
      return;
    case 'check-in':
      record.checkIn = { at, where: document.body.where ?? '' };
      return;
    case 'assignment': {
      const { to: person } = document.body;
      const since = record.assigned?.to === person ? record.assigned.at : at;
      record.assigned = person === null ? null : { to: person, at: since };
      return;
    }
    case 'pick':
      record.picked = { at, by: document.body.by ?? '', place: document.body.place ?? '' };
      record.assigned = null;
      return;
    case 'short-pick':
      for (const line of document.body.lines) addShort(record, line);
      return;
    case 'substitution': {
      const { missing, agreed, given, owed, inPoints = { redeemed: 0, worth: 0 } } = document.body;
      const missingBefore = record.shorts.get(missing.sku) ?? 0;
      addShort(record, missing);
      const insteadOf = { sku: missing.sku, units: missing.units };
      record.substitutions.push({ insteadOf, missingBefore, agreed, given, owed, inPoints, at });
      return;
    }
    case 'hand-over':
      record.end = { kind: 'handed-over', at, lines: document.body.lines };
      return;
    case 'order-end':
      record.end = { kind: document.body.reason, at, lines: document.body.lines };
      return;
  }
}

function addShort(record: OrderRecord, { sku, units }: SkuLine): void {
  record.shorts.set(sku, (record.shorts.get(sku) ?? 0) + units);
}

/** The record as plain data for state hashes. */
export function orderSummary(record: OrderRecord): unknown {
  const { placed, shorts, ...rest } = record;
  return {
    ...rest,
    placedAt: placed?.at ?? null,
    shorts: Object.fromEntries([...shorts].sort(([a], [b]) => (a < b ? -1 : 1))),
    status: statusOf(record),
  };
}
