import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LIMITS } from '@ringfence/domain/limits.ts';
import { planOf } from './plan.ts';
import type { InvoiceLine, TradeData } from './rows.ts';
import type { Step } from './steps.ts';

const SKUS = ['10001', '10002', '10003A', '10004'];
const stores = ['S01', 'S02', 'S03'];

const row = (part: Partial<InvoiceLine>): InvoiceLine => ({
  at: '2011-09-01T09:00',
  invoice: '500001',
  line: 1,
  customer: '12345',
  sku: '10001',
  units: 2,
  unitPrice: 150,
  kind: 'sale',
  ...part,
});

function dataOf(lines: InvoiceLine[], returns: [string, string][] = []): TradeData {
  return {
    lines,
    products: new Map(SKUS.map((sku) => [sku, { sku, description: sku, lines: 1, price: 100 }])),
    returns: new Map(
      returns.map(([key, original]) => {
        const [invoice = '', line = ''] = key.split('/');
        return [key, { invoice, line: Number(line), match: 'exact_price_qty' as const, original }];
      }),
    ),
    shops: [],
  };
}

const plan = (data: TradeData, more = {}) => planOf(data, { stores, weeks: 2, seed: 1, ...more });
const ofKind = <K extends Step['kind']>(steps: readonly Step[], kind: K) =>
  steps.filter((step): step is Extract<Step, { kind: K }> => step.kind === kind);

test('an invoice becomes one sale with its own prices, after a delivery of its goods', () => {
  const { steps } = plan(dataOf([row({}), row({ line: 2, sku: '10002', unitPrice: 75 })]), { pickupShare: 0 });
  const [sale] = ofKind(steps, 'sale');
  expect(sale?.lines).toEqual([
    { sku: '10001', units: 2, unitPrice: 150 },
    { sku: '10002', units: 2, unitPrice: 75 },
  ]);
  const [receipt] = ofKind(steps, 'receipt');
  expect(receipt).toMatchObject({ at: '2011-09-01T00:00', day: 1, store: sale?.store });
  expect(receipt?.lines.map(({ sku }) => sku)).toEqual(['10001', '10002']);
});

test('an invoice becomes a pickup order with one line a SKU, picked and handed over later', () => {
  const certain = { pickupShare: 1, cancelRate: 0, noShowRate: 0, shortPickRate: 0, checkInRate: 1, transferLines: 0 };
  const { steps } = plan(dataOf([row({}), row({ line: 2, units: 5 })]), certain);
  expect(steps.map(({ kind }) => kind)).toEqual(['receipt', 'order', 'pick', 'check-in', 'hand-over']);
  expect(ofKind(steps, 'order')[0]).toMatchObject({ id: 'W500001', lines: [{ sku: '10001', units: 7 }] });
});

test('a sale with more lines than a document holds is split, and no row is lost', () => {
  const lines = Array.from({ length: LIMITS.linesPerDocument + 5 }, (_, index) => row({ line: index + 1 }));
  const { steps, rows } = plan(dataOf(lines), { pickupShare: 1 / 1e9 });
  expect(ofKind(steps, 'sale').map(({ id, lines: part }) => [id, part.length])).toEqual([
    ['500001', LIMITS.linesPerDocument],
    ['500001-2', 5],
  ]);
  expect(rows.used.sale).toBe(LIMITS.linesPerDocument + 5);
});

test('every irregular row has its reason', () => {
  const cancelled = { units: -1, kind: 'cancellation' as const, invoice: 'C1', at: '2011-09-02T10:00' };
  const data = dataOf(
    [
      row({}),
      row({ line: 2, unitPrice: 0 }),
      row({ line: 3, sku: 'POST', kind: 'non_product_line' }),
      row({ line: 4, kind: 'bad_debt_adjustment' }),
      row({ line: 5, sku: '99999' }),
      row({ invoice: '500002', units: -9, unitPrice: 0, kind: 'stock_writeoff' }),
      row({ ...cancelled, line: 1 }),
      row({ ...cancelled, line: 2 }),
      row({ ...cancelled, line: 3, units: -5 }),
      row({ ...cancelled, line: 4, customer: undefined }),
      row({ ...cancelled, line: 5 }),
      row({ at: '2011-09-15T00:00' }),
    ],
    [
      ['C1/1', '500001'],
      ['C1/3', '500001'],
      ['C1/5', '400000'],
    ],
  );
  const { rows, steps } = plan(data, { pickupShare: 0 });
  expect(rows.used).toEqual({ sale: 1, order: 0, return: 1, 'write-off': 1 });
  expect(rows.setAside).toEqual({
    'zero-price': 1,
    'no-goods': 1,
    'bad-debt': 1,
    'unknown-product': 1,
    'return-unmatched': 1,
    'return-of-more-than-sold': 1,
    'return-without-customer': 1,
    'return-of-earlier-sale': 1,
    'outside-window': 1,
  });
  expect(ofKind(steps, 'return')[0]).toMatchObject({ of: '500001', lines: [{ sku: '10001', units: 1 }] });
  expect(ofKind(steps, 'write-off')[0]?.line).toEqual({ sku: '10001', units: 9 });
});

const anyRow = fc.record({
  at: fc.integer({ min: 0, max: 40 * 24 * 60 }).map((minutes) => new Date(Date.UTC(2011, 8, 1) + minutes * 60_000)),
  invoice: fc.integer({ min: 1, max: 30 }),
  sku: fc.constantFrom(...SKUS, '99999'),
  units: fc.integer({ min: 1, max: 500 }),
  unitPrice: fc.integer({ min: 0, max: 900 }),
  kind: fc.constantFrom('sale' as const, 'sale' as const, 'cancellation' as const, 'stock_writeoff' as const),
  customer: fc.option(fc.constantFrom('1', '2', '3'), { nil: undefined }),
});

const anyData = fc.array(anyRow, { maxLength: 80 }).map((rows) => {
  const lines = rows
    .map((part, index) => {
      const sold = part.kind === 'sale';
      const invoice = `${part.kind === 'cancellation' ? 'C' : ''}${part.invoice}`;
      const units = sold ? part.units : -Math.ceil(part.units / 10);
      return row({ ...part, at: part.at.toISOString().slice(0, 16), line: index + 1, invoice, units });
    })
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const cancelled = lines.filter(({ kind }) => kind === 'cancellation');
  return dataOf(
    lines,
    cancelled.map(({ invoice, line }) => [`${invoice}/${line}`, invoice.slice(1)]),
  );
});

test('the same seed gives the same plan, and its rows add up', () => {
  fc.assert(
    fc.property(anyData, fc.integer({ min: 0, max: 9 }), (data, seed) => {
      const first = plan(data, { seed, pickupShare: 0.5 });
      const second = plan(data, { seed, pickupShare: 0.5 });
      expect(second.steps).toEqual(first.steps);
      expect(first.rows.isComplete).toBe(true);
      expect(first.rows.read).toBe(data.lines.length);
    }),
  );
});

test('steps are in the order of time, each id is used once, and nothing follows a step that comes later', () => {
  fc.assert(
    fc.property(anyData, (data) => {
      const { steps } = plan(data, { pickupShare: 0.5 });
      const times = steps.map(({ at }) => at);
      expect(times).toEqual([...times].sort());
      expect(new Set(steps.map(({ id }) => id)).size).toBe(steps.length);
      const begun = new Set<string>();
      for (const step of steps) {
        if ('of' in step) expect(begun.has(step.of)).toBe(true);
        begun.add(step.id);
      }
    }),
  );
});

test('no more comes back than was bought', () => {
  fc.assert(
    fc.property(anyData, (data) => {
      const left = new Map<string, number>();
      for (const step of plan(data, { pickupShare: 0.5 }).steps) {
        if (step.kind !== 'sale' && step.kind !== 'order' && step.kind !== 'return') continue;
        const subject = step.kind === 'return' ? step.of : step.id;
        const sign = step.kind === 'return' ? -1 : 1;
        for (const { sku, units } of step.lines) {
          const key = `${subject}/${sku}`;
          left.set(key, (left.get(key) ?? 0) + sign * units);
        }
      }
      expect([...left.values()].every((units) => units >= 0)).toBe(true);
    }),
  );
});
