/**
 * From rows of real trade to an ordered list of steps. Pure and seeded: the
 * same rows and options give the same plan. Every row that was read is used
 * or set aside for a stated reason.
 */
import { assert } from '@ringfence/domain/basic/assert.ts';
import { dayOf } from './calendar.ts';
import { deliveriesFor } from './deliveries.ts';
import { Draw } from './draw.ts';
import { type FullOptions, type PlanOptions, withRules } from './plan-options.ts';
import { purchasesOf } from './purchases.ts';
import { returnsOf } from './returns.ts';
import type { TradeData } from './rows.ts';
import type { Step } from './steps.ts';
import { RowCount, type Window, windowOf } from './window.ts';

export interface Plan {
  readonly options: FullOptions;
  /** The date of day 1. */
  readonly start: string;
  /** The number of the last day with a step. */
  readonly days: number;
  /** In the order of time. */
  readonly steps: readonly Step[];
  readonly rows: RowCount;
}

/** What happens at one minute happens in this order: goods come before they are sold, an order before what follows it. */
const RANK: Record<Step['kind'], number> = {
  receipt: 0,
  arrival: 1,
  dispatch: 2,
  'write-off': 3,
  sale: 4,
  order: 4,
  cancel: 5,
  'short-pick': 6,
  pick: 7,
  'check-in': 8,
  'hand-over': 9,
  'no-show': 9,
  return: 10,
};

export function planOf(data: TradeData, given: PlanOptions): Plan {
  const options = withRules(given);
  const draw = new Draw(options.seed);
  const rows = new RowCount();
  const window = windowOf(data, options.weeks, rows);
  const context = { data, options, draw, start: window.start };
  const purchases = purchasesOf(window, context, rows);
  const returns = returnsOf(window, { ...context, purchases }, rows);
  const trade: Step[] = [...purchases.steps, ...returns, ...writeOffsOf(window, context, rows)];
  const steps = [...deliveriesFor(trade, context), ...trade]
    .map((step, index) => ({ step, index }))
    .sort((a, b) => compare(a.step.at, b.step.at) || RANK[a.step.kind] - RANK[b.step.kind] || a.index - b.index)
    .map(({ step }) => step);
  assert(rows.isComplete, 'every row is used or set aside');
  return { options, start: window.start, days: Math.max(0, ...steps.map((step) => step.day)), steps, rows };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Written off goods leave the shelf as damaged, at a store that follows from the item: the source names none. */
function writeOffsOf(window: Window, { options, draw }: { options: FullOptions; draw: Draw }, rows: RowCount): Step[] {
  return window.writeOffs.map((row) => {
    rows.use('write-off');
    const store = draw.pick(options.stores, 'written off', row.sku);
    const line = { sku: row.sku, units: -row.units };
    const id = `write-off-${row.invoice}-${row.line}`;
    return { kind: 'write-off', id, at: row.at, day: dayOf(window.start, row.at), store, line };
  });
}
