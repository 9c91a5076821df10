/** What people ask about an order or an exception, and the hub writes down for the store: parsed and decided here. */
import { z } from 'zod';
import { accept, type Decision, refuse } from '@ringfence/domain/basic/outcome.ts';
import { id, instant, text } from '@ringfence/domain/documents/fields.ts';
import { cancelRequest, checkIn } from '@ringfence/domain/documents/pickup.ts';
import { resolution } from '@ringfence/domain/documents/exceptions.ts';
import { fact, type Fact } from '@ringfence/domain/documents/registry.ts';
import { LIMITS } from '@ringfence/domain/limits.ts';
import { type OrderEvent, ORDER_TABLE, statusOf } from '@ringfence/domain/pickup/order.ts';
import type { StoreState } from '@ringfence/domain/store/state.ts';

export const cancelOrder = z.strictObject({ order: id, by: cancelRequest.shape.by, reason: text.optional() });
export type CancelOrder = z.infer<typeof cancelOrder>;
export const extendOrder = z.strictObject({ order: id, id, expiresAt: instant });
export type ExtendOrder = z.infer<typeof extendOrder>;
export const checkInOrder = z.strictObject({ order: id, where: checkIn.shape.where });
export type CheckInOrder = z.infer<typeof checkInOrder>;
export const resolveException = z.strictObject({ id, ...resolution.shape });
/** A name for what is kept aside may hold a whole document's id. */
export const dismissQuarantined = resolveException.extend({ exception: z.string().max(220) });
export type ResolveException = z.infer<typeof resolveException>;

/** The order table's answer, as a refusal when it is one. */
function refusedBy(state: StoreState, order: string, event: OrderEvent): ReturnType<typeof refuse> | undefined {
  const status = statusOf(state.orders.get(order));
  const cell = ORDER_TABLE[status][event];
  return 'to' in cell
    ? undefined
    : refuse(cell.no, `An order that is ${status} does not allow this.`, { field: 'order', details: { status } });
}

/** Refusals: those of the order's status. The store answers by ending the order, or by the hand-over that came first. */
export function decideCancelOrder(state: StoreState, command: CancelOrder): Decision<Fact<'cancel-request'>> {
  const { order, by, reason } = command;
  return (
    refusedBy(state, order, 'cancel-request') ??
    accept(fact('cancel-request', order, { order, by, ...(reason === undefined ? {} : { reason }) }))
  );
}

/** Refusals: those of the status; invalid-input when the new end is not later than the present one, or too far away. */
export function decideExtendOrder(state: StoreState, command: ExtendOrder, now: number): Decision<Fact<'extension'>> {
  const { order, id: subject, expiresAt } = command;
  const refusal = refusedBy(state, order, 'extend');
  if (refusal) return refusal;
  const earliest = Math.max(now, state.orders.get(order)?.expiresAt ?? 0);
  const latest = now + LIMITS.pickupHoldMaxMs;
  if (expiresAt <= earliest || expiresAt > latest)
    return refuse('invalid-input', 'The new end must be later than the present one, and within thirty days.', {
      field: 'expiresAt',
      details: { earliest, latest },
    });
  return accept(fact('extension', subject, { order, expiresAt }));
}

/** Refusals: those of the status. */
export function decideCheckIn(state: StoreState, command: CheckInOrder): Decision<Fact<'check-in'>> {
  const { order, where } = command;
  return (
    refusedBy(state, order, 'check-in') ??
    accept(fact('check-in', order, { order, ...(where === undefined ? {} : { where }) }))
  );
}

/** Refusals: invalid-input when the store has no such exception, or somebody dealt with it already. */
export function decideResolveException(state: StoreState, command: ResolveException): Decision<Fact<'resolution'>> {
  const { id: subject, ...body } = command;
  if (!state.exceptions.has(body.exception))
    return refuse('invalid-input', 'The store has no such exception.', { field: 'exception' });
  if (state.resolutions.has(body.exception))
    return refuse('invalid-input', 'Somebody dealt with this exception already.', { field: 'exception' });
  return accept(fact('resolution', subject, body));
}
