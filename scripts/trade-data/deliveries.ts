/**
 * Opening stock and weekly deliveries, computed from what each store will be
 * asked for in that week: a share of the goods is delivered in too small a
 * number, so stock-outs happen. Every week each store also sends a few units
 * to the next one.
 */
import { LIMITS } from '@ringfence/domain/limits.ts';
import { later, onDay } from './calendar.ts';
import type { Draw } from './draw.ts';
import type { FullOptions } from './plan-options.ts';
import type { SkuUnits, Step } from './steps.ts';

interface Context {
  readonly options: FullOptions;
  readonly draw: Draw;
  readonly start: string;
}

const WEEK = 7;
/** Which day of the week goods are sent on to the next store. */
const TRANSFER_DAY = 3;
const UNITS_SENT_MAX = 3;
const DAY_MINUTES = 24 * 60;

/** Deliveries of every week and transfers between stores, for the demand of `steps`. */
export function deliveriesFor(steps: readonly Step[], context: Context): Step[] {
  const { stores, weeks } = context.options;
  const demand = demandOf(steps, weeks);
  const planned: Step[] = [];
  for (let week = 1; week <= weeks; week++) {
    stores.forEach((store, index) => {
      const delivered = deliveredIn(week, store, demand, context);
      planned.push(...receipts(week, store, delivered, context));
      const next = stores[(index + 1) % stores.length];
      if (next !== undefined && next !== store) planned.push(...transfer(week, store, next, { delivered, ...context }));
    });
  }
  return planned;
}

const demandKey = (week: number, store: string): string => `${week}/${store}`;

/** Units asked for, by week and store, then SKU; what comes after the last week counts to it. */
function demandOf(steps: readonly Step[], weeks: number): Map<string, Map<string, number>> {
  const demand = new Map<string, Map<string, number>>();
  for (const step of steps) {
    if (step.kind !== 'sale' && step.kind !== 'order' && step.kind !== 'write-off') continue;
    const key = demandKey(Math.min(weeks, Math.ceil(step.day / WEEK)), step.store);
    const bySku = demand.get(key) ?? new Map<string, number>();
    demand.set(key, bySku);
    const lines: readonly SkuUnits[] = 'lines' in step ? step.lines : [step.line];
    for (const { sku, units } of lines) bySku.set(sku, (bySku.get(sku) ?? 0) + units);
  }
  return demand;
}

function deliveredIn(
  week: number,
  store: string,
  demand: ReadonlyMap<string, ReadonlyMap<string, number>>,
  { options, draw }: Context,
): SkuUnits[] {
  const wanted = demand.get(demandKey(week, store)) ?? new Map<string, number>();
  return [...wanted].map(([sku, units]) => {
    const scarce = draw.chance(options.scarceShare, 'scarce', store, sku);
    const cover = Math.ceil(units * (scarce ? options.scarceCover : options.cover));
    return { sku, units: Math.min(LIMITS.unitsPerLine, Math.max(1, cover)) };
  });
}

function receipts(week: number, store: string, delivered: readonly SkuUnits[], { start }: Context): Step[] {
  const day = (week - 1) * WEEK + 1;
  const at = onDay(start, day, '00:00');
  const steps: Step[] = [];
  for (let from = 0; from < delivered.length; from += LIMITS.linesPerDocument) {
    const id = `delivery-${store}-${week}-${from / LIMITS.linesPerDocument + 1}`;
    const lines = delivered.slice(from, from + LIMITS.linesPerDocument);
    steps.push({ kind: 'receipt', id, at, day, store, lines });
  }
  return steps;
}

function transfer(week: number, store: string, to: string, context: Context & { delivered: SkuUnits[] }): Step[] {
  const { delivered, draw, start, options } = context;
  const lines = delivered
    .filter((line) => line.units > UNITS_SENT_MAX)
    .map(({ sku }) => ({ sku, rank: draw.number('sent', week, store, sku) }))
    .sort((a, b) => a.rank - b.rank)
    .slice(0, options.transferLines)
    .map(({ sku, rank }) => ({ sku, units: 1 + Math.floor(rank * UNITS_SENT_MAX) }));
  if (lines.length === 0) return [];
  const id = `transfer-${store}-${week}`;
  const day = (week - 1) * WEEK + TRANSFER_DAY;
  const at = onDay(start, day, '07:00');
  return [
    { kind: 'dispatch', id, at, day, store, to, lines },
    { kind: 'arrival', id: `arrival-${store}-${week}`, of: id, at: later(at, DAY_MINUTES), day: day + 1, store: to },
  ];
}
