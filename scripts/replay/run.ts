/**
 * A replay from its beginning to its end: day after day the plan's steps, with
 * lines cut and healed on the way; then everything is healed, and both sides
 * must come to the same. Between two days, when nobody trades, the stores that
 * are connected catch up.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { must } from '@ringfence/domain/basic/assert.ts';
import type { MemberId } from '@ringfence/domain/basic/ids.ts';
import { addDays, dayOf } from '@ringfence/domain/loyalty/days.ts';
import { Draw } from '../trade-data/draw.ts';
import type { Plan } from '../trade-data/plan.ts';
import type { Step } from '../trade-data/steps.ts';
import type { Product } from '@ringfence/domain/documents/catalog.ts';
import type { Retailer } from '../processes/retailer.ts';
import { converge, type Convergence, look } from './converge.ts';
import { Members, type Points } from './members.ts';
import type { ReplayOptions } from './options.ts';
import { perform } from './perform.ts';
import { firstDay, programmeFrom } from './programme.ts';
import { performInOrder } from './schedule.ts';
import { Tally } from './tally.ts';
import { storeOf, type World } from './world.ts';

type Tell = (line: string) => void;

const NIGHT_MS = 20_000;
const CONVERGE_MS = 120_000;
const NIGHT_QUIET_MS = 150;
/** Points for a basket stay at the store for a minute, and need a moment to come back. */
const BASKETS_MS = 90_000;
const BASKETS_LOOK_MS = 1000;
/** The hub lets points end within seconds after its start. */
const SWEEP_MS = 3000;

/** A line that came back: what had waited on both sides, and how long until both were equal. */
export interface Heal {
  readonly store: string;
  /** Documents of the store that the hub did not have, and of the hub that the store did not have. */
  readonly waitedUp: number;
  readonly waitedDown: number;
  /** Nothing when they never were. */
  readonly ms: number | undefined;
}

export interface Run {
  readonly tally: Tally;
  readonly heals: readonly Heal[];
  readonly convergence: readonly Convergence[];
  /** Points of every member, as the hub served them at the end. */
  readonly points: ReadonlyMap<MemberId, Points & { readonly tier: { readonly name: string } | null | undefined }>;
  /** Milliseconds in which steps were performed, without the nights. */
  readonly tradingMs: number;
}

export async function runPlan(
  plan: Plan,
  given: { options: ReplayOptions; retailer: Retailer; products: readonly Product[]; tell: Tell },
): Promise<Run> {
  const { options, retailer, tell } = given;
  const tally = new Tally();
  const draw = new Draw(plan.options.seed);
  const start = firstDay(dayOf(Date.now()), plan.days);
  const rules = programmeFrom(start, plan.days);
  const members = await Members.open({ retailer, rules, draw, steps: plan.steps });
  tell(`${members.ids.length} customers are members`);
  const world: World = {
    options,
    retailer,
    products: new Map(given.products.map((product) => [product.sku, product])),
    draw,
    members,
    tally,
    cutOff: new Set(),
    orders: new Map(),
    bought: new Map(),
    deferred: [],
    dateOf: (step) => addDays(start, step.day - 1),
  };
  const heals: Heal[] = [];
  let tradingMs = 0;
  for (let day = 1; day <= plan.days; day++) {
    await cutLines(world, day, tell);
    if (day === Math.ceil(plan.days / 2)) await members.enrolLate();
    const steps = plan.steps.filter((step) => step.day === day);
    const from = performance.now();
    await trade(world, day, steps, tell);
    tradingMs += performance.now() - from;
    tell(`day ${String(day).padStart(2)}: ${steps.length} steps in ${Math.round(performance.now() - from)} ms`);
    heals.push(...(await healLines(world, day, tell)));
    await night(world);
  }
  for (const store of world.cutOff) heals.push(await heal(world, store));
  await performDeferred(world);
  await nextMorning(world);
  const convergence = await converge(retailer, retailer.stores, { giveUpMs: CONVERGE_MS });
  return { tally, heals, convergence, tradingMs, points: await members.served() };
}

async function trade(world: World, day: number, steps: readonly Step[], tell: Tell): Promise<void> {
  // Deliveries come before the doors open; the hub has its share of them before anybody orders.
  const deliveries = steps.filter((step) => step.kind === 'receipt');
  const { inFlight, kills } = world.options;
  if (deliveries.length > 0) {
    await performInOrder(deliveries, inFlight, (step) => perform(world, step));
    await night(world);
  }
  const others = steps.filter((step) => step.kind !== 'receipt');
  const due = kills.filter((kill) => kill.day === day);
  const killed: Promise<void>[] = [];
  let begun = 0;
  await performInOrder(others, inFlight, async (step) => {
    begun += 1;
    if (begun === Math.ceil(others.length / 2))
      killed.push(...due.map((kill) => killAndStart(world, kill.process, tell)));
    await perform(world, step);
  });
  await Promise.all(killed);
}

/** A power cut of one process while others go on; whoever waits for its answer asks again under the same id. */
async function killAndStart(world: World, name: string, tell: Tell): Promise<void> {
  const { hub, stores } = world.retailer;
  const store = stores.find(({ id }) => id === name);
  const { process } = store ?? hub;
  const from = performance.now();
  if (store === undefined && hub.group) {
    const leader = await hub.group.leader();
    await leader.kill();
    await hub.group.leader();
  } else {
    await process.kill();
    await process.start();
  }
  // A cut is forgotten at the start, and this line is still cut.
  if (store !== undefined && world.cutOff.has(name)) await store.operator.cutLink(true);
  tell(`        ${name} was killed, and is back after ${Math.round(performance.now() - from)} ms`);
}

async function cutLines(world: World, day: number, tell: Tell): Promise<void> {
  for (const cut of world.options.cuts.filter(({ from }) => from === day)) {
    await storeOf(world, cut.store).operator.cutLink(true);
    world.cutOff.add(cut.store);
    tell(`day ${String(day).padStart(2)}: the line of ${cut.store} is cut`);
  }
}

async function healLines(world: World, day: number, tell: Tell): Promise<Heal[]> {
  const over = world.options.cuts.filter(({ to, store }) => to === day && world.cutOff.has(store));
  const heals: Heal[] = [];
  for (const { store } of over) {
    const healed = await heal(world, store);
    heals.push(healed);
    tell(`day ${String(day).padStart(2)}: the line of ${store} is healed, and equal after ${healed.ms ?? 'no'} ms`);
  }
  if (over.length > 0) await performDeferred(world);
  return heals;
}

async function heal(world: World, id: string): Promise<Heal> {
  const store = storeOf(world, id);
  const [before] = await look(world.retailer, [store]);
  await store.operator.cutLink(false);
  world.cutOff.delete(id);
  const [after] = await converge(world.retailer, [store], { giveUpMs: CONVERGE_MS, quietMs: NIGHT_QUIET_MS });
  const { atStore, atHub } = must(before, 'a store was looked at');
  return { store: id, waitedUp: atStore.up.n - atHub.up.n, waitedDown: atHub.down.n - atStore.down.n, ms: after?.ms };
}

/** Steps that had to wait for a line; those that still have to are put off again. */
async function performDeferred(world: World): Promise<void> {
  const steps = world.deferred;
  world.deferred = [];
  for (const step of steps) await perform(world, step);
}

/**
 * What was set aside for baskets nobody bought is back, and the hub starts as on another day: points whose last day is
 * over go.
 */
async function nextMorning({ members, retailer, tally }: World): Promise<void> {
  const giveUpAt = Date.now() + BASKETS_MS;
  while (await members.areBasketsOut()) {
    if (Date.now() > giveUpAt) tally.note('mornings with baskets of the day before');
    if (Date.now() > giveUpAt) break;
    await sleep(BASKETS_LOOK_MS);
  }
  await retailer.hub.process.stop();
  await retailer.hub.process.start();
  await sleep(SWEEP_MS);
}

async function night(world: World): Promise<void> {
  const connected = world.retailer.stores.filter(({ id }) => !world.cutOff.has(id));
  const sides = await converge(world.retailer, connected, { giveUpMs: NIGHT_MS, quietMs: NIGHT_QUIET_MS });
  const late = sides.filter(({ ms }) => ms === undefined);
  if (late.length > 0) world.tally.note('nights that ended before all had caught up');
}
