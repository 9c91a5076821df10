import { describe, expect, test } from '@jest/globals';
import { fact, type Fact } from '../documents/registry.ts';
import { Scenario } from '../testing/scenario.ts';
import { type OrderEvent, type OrderStatus, ORDER_TABLE, statusOf } from './order.ts';

const placed = fact('pickup-order', 'O1', {
  order: 'O1',
  channel: 'web',
  currency: 'EUR',
  lines: [{ sku: 'A', units: 2, unitPrice: 250, taxRate: 2300, amount: 500 }],
  total: 500,
  due: 0,
  contact: null,
  expiresAt: 9_000_000,
  pass: 'p',
});
const take = [{ sku: 'A', units: 2 }];

/** The document each event becomes; `place` is the order itself. */
const FACTS: Record<OrderEvent, (Fact & { readonly street: 'up' | 'down' }) | undefined> = {
  place: { ...placed, street: 'down' },
  assign: { ...fact('assignment', 'A1', { order: 'O1', by: 'anna', to: 'anna', override: null }), street: 'up' },
  substitute: {
    ...fact('substitution', 'SU1', {
      order: 'O1',
      reason: 'damaged',
      rules: 0,
      agreed: { by: 'customer', how: 'phone' },
      missing: { sku: 'A', units: 1, lost: 0, unsellable: 1, settles: 0 },
      given: { sku: 'B', units: 1, unitPrice: 300, taxRate: 2300, amount: 250 },
      owed: 0,
    }),
    street: 'up',
  },
  pick: { ...fact('pick', 'P1', { order: 'O1', lines: take }), street: 'up' },
  'short-pick': {
    ...fact('short-pick', 'SP1', {
      order: 'O1',
      reason: 'not-found',
      lines: [{ sku: 'A', units: 1, lost: 1, unsellable: 0, settles: 0 }],
    }),
    street: 'up',
  },
  'hand-over': {
    ...fact('hand-over', 'O1', { order: 'O1', lines: take, left: [], pass: null, currency: 'EUR', tenders: [] }),
    street: 'up',
  },
  'cancel-request': { ...fact('cancel-request', 'O1', { order: 'O1', by: 'customer' }), street: 'down' },
  extend: { ...fact('extension', 'E1', { order: 'O1', expiresAt: 9_500_000 }), street: 'down' },
  'check-in': { ...fact('check-in', 'O1', { order: 'O1' }), street: 'down' },
  'end-cancelled': { ...fact('order-end', 'O1', { order: 'O1', reason: 'cancelled', lines: take }), street: 'up' },
  'end-expired': { ...fact('order-end', 'O1', { order: 'O1', reason: 'expired', lines: take }), street: 'up' },
  'end-short': { ...fact('order-end', 'O1', { order: 'O1', reason: 'short', lines: [] }), street: 'up' },
};

/** Events that bring a fresh order into each status. */
const WAYS: Record<OrderStatus, OrderEvent[]> = {
  unknown: [],
  placed: ['place'],
  ready: ['place', 'pick'],
  cancelling: ['place', 'cancel-request'],
  'handed-over': ['place', 'hand-over'],
  cancelled: ['place', 'cancel-request', 'end-cancelled'],
  expired: ['place', 'end-expired'],
  short: ['place', 'end-short'],
};

function write(scenario: Scenario, event: OrderEvent): void {
  const item = FACTS[event];
  if (!item) return;
  const { street, ...rest } = item;
  scenario[street](rest as Fact);
}

const cells = Object.entries(ORDER_TABLE).flatMap(([status, row]) =>
  Object.entries(row).map(([event, cell]) => [status as OrderStatus, event as OrderEvent, cell] as const),
);

describe('pickup order', () => {
  test.each(cells)('in %s, %s', (status, event, cell) => {
    const scenario = new Scenario().stock('A', 5, 5);
    for (const step of WAYS[status]) write(scenario, step);
    expect(statusOf(scenario.state.orders.get('O1'))).toBe(status);
    if ('no' in cell) return;
    write(scenario, event);
    expect(statusOf(scenario.state.orders.get('O1'))).toBe(cell.to);
  });

  test('a status the table ends in is never left', () => {
    for (const status of ['handed-over', 'cancelled', 'expired', 'short'] as const) {
      expect(Object.values(ORDER_TABLE[status]).every((cell) => 'no' in cell)).toBe(true);
    }
  });

  test('an extension never shortens', () => {
    const scenario = new Scenario().stock('A', 5, 5);
    scenario.down(
      placed,
      fact('extension', 'E1', { order: 'O1', expiresAt: 9_900_000 }),
      fact('extension', 'E2', { order: 'O1', expiresAt: 9_100_000 }),
    );
    expect(scenario.state.orders.get('O1')?.expiresAt).toBe(9_900_000);
  });
});
