/** What goes wrong, at odd moments: lines, processes, disks, clocks and versions. */
import type { Random } from './random.ts';
import { chanceOf, type PlanEntry } from './plan.ts';
import type { Crash, SimStore } from './sim-store.ts';
import type { World } from './world.ts';

const HOUR = 3_600_000;
const YEAR = 365 * 24 * HOUR;

type Trouble = (world: World, random: Random, store: SimStore) => void;

const TROUBLES: readonly [number, string, Trouble][] = [
  [14, 'line cut', cutBoth],
  [16, 'line cut one way', cutOneWay],
  [8, 'lines clogged', clogSome],
  [20, 'store crash', crashStore],
  [10, 'hub crash', crashHub],
  [8, 'old disk', restoreOldDisk],
  [3, 'old disk and hub crash', restorePair],
  [4, 'old log of the hub', restoreOldHub],
  [8, 'clock jump', jumpClock],
  [3, 'clock strobe', strobeClock],
  [3, 'clock change of an hour', changeHour],
  [3, 'hub clock jump', jumpHubClock],
  [4, 'document of a newer version', leaveNewer],
];
const WEIGHT = TROUBLES.reduce((sum, [weight]) => sum + weight, 0);

export function strike(world: World, entry: PlanEntry): void {
  const random = chanceOf(entry);
  const store = random.pick(world.stores);
  let roll = random.below(WEIGHT);
  for (const [weight, what, trouble] of TROUBLES) {
    if (roll >= weight) {
      roll -= weight;
      continue;
    }
    world.crowd.tally(`trouble: ${what}`);
    world.tell(`${store.id} TROUBLE ${what}`);
    return trouble(world, random, store);
  }
}

function cutBoth(_world: World, random: Random, { line }: SimStore): void {
  const ms = random.between(200, 30_000);
  line.toHub.cut(ms);
  line.toStore.cut(ms);
}

/** Requests arrive and answers do not, or the other way round. */
function cutOneWay(_world: World, random: Random, { line }: SimStore): void {
  random.pick([line.toHub, line.toStore]).cut(random.between(200, 30_000));
}

/** Some ways are clogged one by one, and open again in another order. */
function clogSome(world: World, random: Random): void {
  const ways = world.stores.flatMap(({ line }) => [line.toHub, line.toStore]).filter(() => random.chance(40));
  let at = 0;
  for (const way of random.shuffled(ways))
    world.scheduler.later((at += random.between(1, 800)), () => !world.isHealing && way.clog());
  at += random.between(100, 8000);
  for (const way of random.shuffled(ways)) world.scheduler.later((at += random.between(1, 800)), () => way.unclog());
}

const aCrash = (random: Random): Crash => ({
  turns: random.chance(30) ? 0 : random.between(1, 40),
  kept: [random.chance(50), random.chance(50), random.chance(50)],
  restartMs: random.between(10, 3000),
});

function crashStore(world: World, random: Random, store: SimStore): void {
  const crash = aCrash(random);
  store.fuse.light({ turns: crash.turns, crash: () => !world.isHealing && store.crash(crash) });
}

function crashHub(world: World, random: Random): void {
  const crash = aCrash(random);
  world.hub.fuse.light({ turns: crash.turns, crash: () => !world.isHealing && world.hub.crash(crash) });
}

/** Old copies of the disks are put in; sometimes somebody finds the newer ones a moment later, and puts those in. */
function restoreOldDisk(world: World, random: Random, store: SimStore): void {
  const old = store.copies();
  const isFound = random.chance(30);
  const foundMs = random.between(10, 3000);
  world.scheduler.later(random.between(1000, 20_000), () => {
    if (world.isHealing) return;
    const newer = store.copies();
    store.restore(old);
    if (!isFound) return;
    world.scheduler.later(foundMs, () => {
      if (!world.isHealing) store.restore(newer);
    });
  });
}

/** The hub gets an old copy of its log, which it does not start on; then somebody finds the newest one. */
function restoreOldHub(world: World, random: Random): void {
  const { hub, checker, scheduler } = world;
  const old = hub.copies();
  const foundMs = random.between(10, 3000);
  scheduler.later(random.between(3000, 20_000), () => {
    if (world.isHealing || checker.isHubOld || !hub.areOld(old)) return;
    const newest = hub.copies();
    checker.isHubOld = true;
    hub.restore(old);
    scheduler.later(foundMs, () => {
      checker.isHubOld = false;
      // Where the whole machine was lost meanwhile, nobody has a newer one.
      if (!checker.isHubLost) hub.restore(newest);
    });
  });
}

/** The store gets an old disk while the hub is starting again. */
function restorePair(world: World, random: Random, store: SimStore): void {
  const old = store.copies();
  const crash = aCrash(random);
  world.scheduler.later(random.between(1000, 10_000), () => {
    if (world.isHealing) return;
    world.hub.crash(crash);
    store.restore(old);
  });
}

/** A store's clock jumps by up to ten years, either way, or is set right again. */
function jumpClock(_world: World, random: Random, store: SimStore): void {
  store.setClock(random.pick([0, 0, 10, -10, 1, -1]) * YEAR + random.between(-90_000, 90_000));
}

/** The clock jumps to and fro for some seconds. */
function strobeClock(world: World, random: Random, store: SimStore): void {
  const before = store.skewMs;
  const swing = random.pick([1000, HOUR, 24 * HOUR, YEAR]);
  let left = random.between(10, 100);
  const flip = (): void => {
    left -= 1;
    store.setClock(
      left === 0 || world.isHealing ? (world.isHealing ? 0 : before) : before + random.pick([swing, -swing, 0]),
    );
    if (left > 0 && !world.isHealing) world.scheduler.later(100, flip);
  };
  flip();
}

/** Summer time, or its end, set by hand. */
function changeHour(_world: World, random: Random, store: SimStore): void {
  store.setClock(store.skewMs + random.pick([HOUR, -HOUR]));
}

/** Days at the hub: points end, holds and codes too. */
function jumpHubClock(world: World, random: Random): void {
  world.hub.setClock(
    random.pick([0, 0, 24 * HOUR, 31 * 24 * HOUR, 10 * YEAR, -10 * YEAR]) + random.between(-60_000, 60_000),
  );
}

/** The program was newer for a moment: what it wrote is found at the next start. */
function leaveNewer(world: World, random: Random, store: SimStore): void {
  const crash = aCrash(random);
  const which = random.between(1, 3);
  if (random.chance(60)) {
    store.leaveNewer(which);
    store.fuse.light({ turns: crash.turns, crash: () => !world.isHealing && store.crash(crash) });
    return;
  }
  world.hub.leaveNewer(store.id, which);
  world.hub.fuse.light({ turns: crash.turns, crash: () => !world.isHealing && world.hub.crash(crash) });
}
