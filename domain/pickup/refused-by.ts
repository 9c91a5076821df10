/** The order table's "no" as a refusal with words. */
import { refuse } from '../basic/outcome.ts';
import type { RefusalCode } from '../basic/refusals.ts';
import { type OrderEvent, ORDER_TABLE, type OrderRecord, statusOf } from './order.ts';

const WORDS: Partial<Record<RefusalCode, string>> = {
  'unknown-order': 'This store has not received that order; scan the customer’s pass.',
  'order-cancelling': 'The order is being cancelled; the units go back to the shelf.',
  'order-ended': 'The order has ended; its units are back on the shelf.',
  'already-handed-over': 'The order was handed over already.',
};

/** Nothing when the event is allowed; `details.at` and `details.end` tell of an order that ended. */
export function refusedBy(
  record: OrderRecord | undefined,
  event: OrderEvent,
): ReturnType<typeof refuse<RefusalCode>> | undefined {
  const cell = ORDER_TABLE[statusOf(record)][event];
  if ('to' in cell) return undefined;
  const end = record?.end;
  return refuse(cell.no, WORDS[cell.no] ?? 'The order does not allow this.', {
    field: 'order',
    details: end ? { at: end.at, end: end.kind } : {},
  });
}

/** There is no such order here. */
export const unknownOrder = (): ReturnType<typeof refuse<RefusalCode>> =>
  refuse<RefusalCode>('unknown-order', WORDS['unknown-order'] ?? '', { field: 'order' });
