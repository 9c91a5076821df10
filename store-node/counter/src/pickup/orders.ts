/** Pickup orders at the counter: which are shown first, what a code names, what is to be paid. Pure. */
import { readPass } from '@ringfence/domain/pickup/pass.ts';
import { shareOfAmount } from '@ringfence/domain/sale/basket.ts';
import type { OrderDoc } from '../data/documents.ts';

export const isLive = ({ status }: OrderDoc): boolean =>
  status === 'placed' || status === 'ready' || status === 'cancelling';

/** Customers who are here first, longest waiting on top; then what is ready; then by when it was ordered. */
export function byUrgency(a: OrderDoc, b: OrderDoc): number {
  const here = (order: OrderDoc): number => (order.checkedInAt > 0 ? order.checkedInAt : Infinity);
  if (here(a) !== here(b)) return here(a) - here(b);
  const ready = (order: OrderDoc): number => (order.status === 'ready' ? 0 : 1);
  return ready(a) - ready(b) || a.placedAt - b.placedAt;
}

/** What is to be collected, from an order this device knows or from its pass alone. */
export interface Collecting {
  readonly order: string;
  readonly pass: string | null;
  readonly place: string;
  readonly currency: string;
  readonly expiresAt: number;
  /** True when only the pass is known: everything on it goes, at its own price. */
  readonly isByPass: boolean;
  readonly status: OrderDoc['status'];
  readonly lines: readonly {
    readonly sku: string;
    readonly held: number;
    readonly units: number;
    readonly amount: number;
  }[];
  readonly due: number;
}

/** The pass's own words; its signature is for the store's node to check. */
export const passOf = (code: string) => readPass(code, () => true);

export function collectingOf(order: OrderDoc, pass: string | null): Collecting {
  return {
    order: order.order,
    pass,
    place: order.place,
    currency: order.currency,
    expiresAt: order.expiresAt,
    isByPass: false,
    status: order.status,
    lines: order.lines,
    due: order.due,
  };
}

export function collectingByPass(code: string): Collecting | undefined {
  const pass = passOf(code);
  if (!pass) return undefined;
  const lines = pass.lines.map(({ sku, units }) => ({ sku, units, held: units, amount: 0 }));
  const { order, currency, expiresAt, due } = pass;
  return { order, pass: code, place: '', currency, expiresAt, isByPass: true, status: 'placed', lines, due };
}

/** What is to be paid for the units taken: nothing when it was paid online, each line's share of its price otherwise. */
export function toPay(collecting: Collecting, taken: ReadonlyMap<string, number>): number {
  if (collecting.due === 0 || collecting.isByPass) return collecting.due;
  return collecting.lines.reduce(
    (sum, line) => sum + shareOfAmount(line.amount, 0, taken.get(line.sku) ?? line.held, line.units),
    0,
  );
}
