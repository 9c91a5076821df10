/** A disk that is full, and a disk whose power is cut. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Process } from '../processes/child.ts';
import { Load } from './load.ts';
import { Disk, whyNot } from './mounts.ts';
import { type Ground, type Outcome, type Scenario, skipped } from './scenario.ts';
import { examine, openShop, theStore } from './shop.ts';

const CUTS = { store: { small: 5, full: 200 }, hub: { small: 3, full: 50 } } as const;
/** So that what spares a start the reading of the past is there, and being written, when the power is cut. */
const PAST = 3000;
const DISK_MIB = 256;
const SMALL_DISK_MIB = 24;
const ROOM_LEFT = 64 * 1024;

export const fullDisk: Scenario = {
  name: 'full-disk',
  fault: 'the disk of a store is full in the middle of sales, and freed later',
  promise: 'the node ends with a plain message, nothing acknowledged is lost; started with room it goes on',
  run: fillDisk,
};

function powerCut(side: 'store' | 'hub'): Scenario {
  return {
    name: `power-cut-${side}`,
    fault: `the power of the ${side}’s disk is cut in the middle of trade; what was not synced is gone`,
    promise: 'it opens every time, and nothing acknowledged is lost',
    run: (ground) => cutPower(ground, side),
  };
}

async function fillDisk({ directory, random, tell }: Ground): Promise<Outcome> {
  const why = whyNot('tmpfs');
  if (why !== undefined) return skipped(why);
  const retailer = await openShop({ directory, stores: 1 });
  const store = theStore(retailer);
  let disk: Disk | undefined;
  try {
    await store.process.stop();
    disk = Disk.under(store.directory, (place) => Disk.inMemory(place, SMALL_DISK_MIB));
    await store.process.start();
    const load = new Load(retailer, { tills: 4, shoppers: 1, random });
    await load.until(50);
    const before = load.done;
    const free = disk.fill(ROOM_LEFT);
    const code = await store.process.ended();
    const duringFull = load.done - before;
    tell(`the node ended with ${code} after ${duringFull} more commands`);
    free();
    await store.process.start();
    await load.until(50);
    await load.stop();
    const examined = await examine(retailer, load.acknowledged);
    const broken = code === 1 ? [] : [`the node ended with ${code}`];
    return {
      measured: { 'exit code': String(code), ...load.measured, ...examined.measured },
      broken: [...broken, ...examined.broken],
    };
  } finally {
    await retailer.kill();
    disk?.unmount();
  }
}

async function cutPower({ directory, random, isFull, times, tell }: Ground, side: 'store' | 'hub'): Promise<Outcome> {
  const why = whyNot('ext4');
  if (why !== undefined) return skipped(why);
  const cuts = times ?? (isFull ? CUTS[side].full : CUTS[side].small);
  const retailer = await openShop({ directory, stores: 1, past: PAST });
  const { process: victim, directory: place }: { process: Process; directory: string } =
    side === 'hub' ? retailer.hub : theStore(retailer);
  let disk: Disk | undefined;
  try {
    await victim.stop();
    disk = Disk.under(place, (at) => Disk.onLoop(at, DISK_MIB));
    await victim.start();
    const load = new Load(retailer, { tills: side === 'store' ? 4 : 1, shoppers: side === 'store' ? 1 : 4, random });
    for (let cut = 1; cut <= cuts; cut++) {
      await load.until(random.between(20, 60), side === 'hub' ? 'orders' : 'done');
      await sleep(random.below(5));
      disk.cutPower();
      await victim.kill();
      disk.mountAgain();
      await victim.start();
      if (cut % 20 === 0) tell(`${cut} power cuts, ${load.done} commands answered`);
    }
    await load.until(20);
    await load.stop();
    const examined = await examine(retailer, load.acknowledged);
    return { measured: { cuts, ...load.measured, ...examined.measured }, broken: examined.broken };
  } finally {
    await retailer.kill();
    disk?.unmount();
  }
}

export const powerCutStore = powerCut('store');
export const powerCutHub = powerCut('hub');
