/**
 * A replay from its beginning to its end: day after day the plan's steps, with
 * lines cut and healed on the way; then everything is healed, and both sides
 * must come to the same. Between two days, when nobody trades, the stores that
 * are connected catch up.
 */
import { must } from '@ringfence/domain/basic/assert.ts';
import { onDay } from '../trade-data/calendar.ts';
import { Draw } from '../trade-data/draw.ts';
import type { Plan } from '../trade-data/plan.ts';
import type { Step } from '../trade-data/steps.ts';
import type { Product } from '@ringfence/domain/documents/catalog.ts';
import type { Retailer } from '../processes/retailer.ts';
import { converge, type Convergence } from './converge.ts';
import type { ReplayOptions } from './options.ts';
import { perform } from './perform.ts';
import { performInOrder } from './schedule.ts';
import { Tally } from './tally.ts';
import { storeOf, type World } from './world.ts';

const NIGHT_MS = 20_000;
const CONVERGE_MS = 120_000;
const NIGHT_QUIET_MS = 150;

export interface Run {
  readonly tally: Tally;
  readonly convergence: readonly Convergence[];
  /** Milliseconds in which steps were performed, without the nights. */
  readonly tradingMs: number;
}

export async function runPlan(
  plan: Plan,
  given: { options: ReplayOptions; retailer: Retailer; products: readonly Product[]; tell: (line: string) => void },
): Promise<Run> {
  const { options, retailer, tell } = given;
  const tally = new Tally();
  const world: World = {
    options,
    retailer,
    products: new Map(given.products.map((product) => [product.sku, product])),
    draw: new Draw(plan.options.seed),
    tally,
    cutOff: new Set(),
    orders: new Map(),
    bought: new Map(),
    deferred: [],
    dateOf: (step) => onDay(plan.start, step.day, '00:00').slice(0, 10),
  };
  let tradingMs = 0;
  for (let day = 1; day <= plan.days; day++) {
    await cutLines(world, day, tell);
    const steps = plan.steps.filter((step) => step.day === day);
    const from = performance.now();
    await trade(world, steps);
    tradingMs += performance.now() - from;
    tell(`day ${String(day).padStart(2)}: ${steps.length} steps in ${Math.round(performance.now() - from)} ms`);
    await healLines(world, day, tell);
    await night(world);
  }
  await Promise.all([...world.cutOff].map((store) => heal(world, store)));
  await performDeferred(world);
  const convergence = await converge(retailer, retailer.stores, { giveUpMs: CONVERGE_MS });
  return { tally, convergence, tradingMs };
}

async function trade(world: World, steps: readonly Step[]): Promise<void> {
  // Deliveries come before the doors open; the hub has its share of them before anybody orders.
  const deliveries = steps.filter((step) => step.kind === 'receipt');
  const { inFlight } = world.options;
  if (deliveries.length > 0) {
    await performInOrder(deliveries, inFlight, (step) => perform(world, step));
    await night(world);
  }
  const others = steps.filter((step) => step.kind !== 'receipt');
  await performInOrder(others, inFlight, (step) => perform(world, step));
}

async function cutLines(world: World, day: number, tell: (line: string) => void): Promise<void> {
  for (const cut of world.options.cuts.filter(({ from }) => from === day)) {
    await storeOf(world, cut.store).operator.cutLink(true);
    world.cutOff.add(cut.store);
    tell(`day ${String(day).padStart(2)}: the line of ${cut.store} is cut`);
  }
}

async function healLines(world: World, day: number, tell: (line: string) => void): Promise<void> {
  const over = world.options.cuts.filter(({ to, store }) => to === day && world.cutOff.has(store));
  for (const { store } of over) {
    await heal(world, store);
    tell(`day ${String(day).padStart(2)}: the line of ${store} is healed`);
  }
  if (over.length > 0) await performDeferred(world);
}

async function heal(world: World, store: string): Promise<void> {
  await storeOf(world, store).operator.cutLink(false);
  world.cutOff.delete(store);
  const from = Date.now();
  const [caughtUp] = await converge(world.retailer, [storeOf(world, store)], { giveUpMs: CONVERGE_MS, quietMs: 0 });
  const { ms } = must(caughtUp, 'a store was asked for');
  world.tally.time('catch up after a cut', ms ?? Date.now() - from);
}

/** Steps that had to wait for a line; those that still have to are put off again. */
async function performDeferred(world: World): Promise<void> {
  const steps = world.deferred;
  world.deferred = [];
  for (const step of steps) await perform(world, step);
}

async function night(world: World): Promise<void> {
  const connected = world.retailer.stores.filter(({ id }) => !world.cutOff.has(id));
  const sides = await converge(world.retailer, connected, { giveUpMs: NIGHT_MS, quietMs: NIGHT_QUIET_MS });
  const late = sides.filter(({ ms }) => ms === undefined);
  if (late.length > 0) world.tally.note('nights that ended before all had caught up');
}
