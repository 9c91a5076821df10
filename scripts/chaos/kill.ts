/** SIGKILL of store node and hub in the middle of trade. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Process } from '../processes/child.ts';
import { processorSeconds } from '../processes/processor.ts';
import { Load } from './load.ts';
import type { Ground, Outcome, Scenario } from './scenario.ts';
import { examine, openShop, theStore } from './shop.ts';

/** So that what spares a start the reading of the past is there, and being written, when the process is killed. */
const PAST = 3000;
const KILLS = { full: 1000, small: 10 } as const;
const LOADS = { 'store node': { tills: 8, shoppers: 2 }, hub: { tills: 1, shoppers: 8, restMs: 5 } } as const;
/**
 * A store node is as a rule back within this time; the hub, which has more to fold, has no such promise. It is judged
 * by the processor time it took: what else the machine does is not the node's.
 */
const RESTART_MS = 3000;

function killing(name: 'kill-store' | 'kill-hub'): Scenario {
  const what = name === 'kill-store' ? 'store node' : 'hub';
  return {
    name,
    fault: `SIGKILL of the ${what} at random moments of sales and orders`,
    promise: 'nothing acknowledged is lost, nothing is there twice, both sides fold to equal states',
    run: (ground) => run(ground, what),
  };
}

async function run({ directory, random, isFull, times, tell }: Ground, what: 'store node' | 'hub'): Promise<Outcome> {
  const kills = times ?? (isFull ? KILLS.full : KILLS.small);
  const retailer = await openShop({ directory, stores: 1, past: PAST });
  try {
    const victim: Process = what === 'hub' ? retailer.hub.process : theStore(retailer).process;
    const load = new Load(retailer, { ...LOADS[what], random });
    const restarts: number[] = [];
    const processor: number[] = [];
    for (let kill = 1; kill <= kills; kill++) {
      await load.until(random.between(1, 30), what === 'hub' ? 'orders' : 'done');
      await sleep(random.below(5));
      await victim.kill();
      const from = performance.now();
      await victim.start();
      restarts.push(performance.now() - from);
      processor.push(1000 * processorSeconds(victim.pid));
      if (kill % 100 === 0) tell(`${kill} kills, ${load.done} commands answered`);
    }
    await load.until(20);
    await load.stop();
    const { measured, broken } = await examine(retailer, load.acknowledged);
    const slowest = Math.round(Math.max(...restarts));
    const usual = median(processor);
    return {
      measured: {
        kills,
        ...load.measured,
        ...measured,
        'usual restart ms': median(restarts),
        'of that processor ms': usual,
        'slowest restart ms': slowest,
      },
      broken: [...broken, ...(what === 'store node' && usual > RESTART_MS ? [`a restart works for ${usual} ms`] : [])],
    };
  } finally {
    await retailer.kill();
  }
}

const median = (values: readonly number[]): number =>
  Math.round(values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0);

export const killStore = killing('kill-store');
export const killHub = killing('kill-hub');
