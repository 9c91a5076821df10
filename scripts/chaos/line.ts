/** The line between store and hub breaks in every way lines break, and the hub freezes. */
import { setTimeout as sleep } from 'node:timers/promises';
import { must } from '@ringfence/domain/basic/assert.ts';
import { Load } from './load.ts';
import { Line, type LineFault } from './proxy.ts';
import type { Ground, Outcome, Scenario } from './scenario.ts';
import { examine, openShop, settled, theStore } from './shop.ts';

/** Seconds each fault lasts, in the small run and in the plan. */
const FAULTS: readonly { readonly fault: LineFault | 'freeze'; readonly small: number; readonly full: number }[] = [
  { fault: 'refuse', small: 3, full: 15 },
  { fault: 'reset', small: 3, full: 3 },
  { fault: 'slow', small: 3, full: 20 },
  { fault: 'cut', small: 4, full: 30 },
  { fault: 'black hole', small: 8, full: 20 },
  { fault: 'freeze', small: 4, full: 20 },
];
const HEALED_MS = 15_000;
/** Until both sides are equal and at rest, which is later than the first document that comes through. */
const GIVE_UP_MS = 60_000;

export const line: Scenario = {
  name: 'line',
  fault: 'the line refuses, resets, is slow, is cut after 50 to 5,100 bytes, swallows everything; the hub is frozen',
  promise: 'sales go on meanwhile, sync resumes within 15 s of the heal, no process ends, nothing is lost',
  run,
};

async function run({ directory, random, isFull, tell }: Ground): Promise<Outcome> {
  let proxy: Line | undefined;
  const retailer = await openShop({
    directory,
    stores: 1,
    hubAddressFor: async (_store, hubUrl) => (proxy = await Line.open(hubUrl, random)).url,
  });
  try {
    const between = must(proxy, 'the store was given the line');
    const measured: Record<string, number> = {};
    const broken: string[] = [];
    const acknowledged: Load['acknowledged'] = [];
    const hub = retailer.hub.process;
    const pids = [hub.pid, theStore(retailer).process.pid].join();
    for (const { fault, small, full } of FAULTS) {
      const load = new Load(retailer, { tills: 2, shoppers: 1, random, restMs: 10, mark: fault.replace(' ', '') });
      await load.until(10);
      if (fault === 'freeze') hub.signal('SIGSTOP');
      else await between.set(fault);
      const before = load.sales;
      await sleep((isFull ? full : small) * 1000);
      const sold = load.sales - before;
      if (fault === 'freeze') hub.signal('SIGCONT');
      else await between.set('none');
      await load.stop();
      const ms = await settled(retailer, GIVE_UP_MS);
      tell(`${fault}: ${sold} sales meanwhile, equal ${ms} ms after`);
      measured[`${fault}: sales meanwhile`] = sold;
      measured[`${fault}: equal after ms`] = ms;
      if (sold === 0) broken.push(`no sale was possible during ${fault}`);
      if (ms > HEALED_MS) broken.push(`after ${fault} both sides were equal only after ${ms} ms`);
      acknowledged.push(...load.acknowledged);
    }
    const exits = [hub.pid, theStore(retailer).process.pid].join() === pids && hub.isRunning ? 0 : 1;
    if (exits > 0 || !theStore(retailer).process.isRunning) broken.push('a process ended');
    const examined = await examine(retailer, acknowledged);
    measured['connections broken'] = between.broken;
    return { measured: { ...measured, ...examined.measured }, broken: [...broken, ...examined.broken] };
  } finally {
    await retailer.kill();
    await proxy?.close();
  }
}
