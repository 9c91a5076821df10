/** Disks that come back older than they were: of a store, of the hub. */
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Retailer, RunningStore } from '../processes/retailer.ts';
import type { Acknowledged } from '../replay/tally.ts';
import { startOf, trading } from './disks.ts';
import { Load } from './load.ts';
import type { Ground, Outcome, Scenario } from './scenario.ts';
import { examine, openShop, settled, theStore } from './shop.ts';

const COMMANDS = { small: 150, full: 5000 } as const;

export const restoredStore: Scenario = {
  name: 'restored-store',
  fault: 'a store gets yesterday’s copy of its databases, then of its whole machine with the identity file',
  promise:
    'it sells nothing before it has its facts back from the hub; it goes on as a new incarnation, without a clash',
  run: restoreStore,
};

export const restoredHub: Scenario = {
  name: 'restored-hub',
  fault: 'the hub gets an older copy of its log',
  promise: 'it does not start and says why; with the newest copy back it goes on, and every fact is there',
  run: restoreHub,
};

async function trade(retailer: Retailer, { random, isFull }: Ground, mark: string): Promise<Acknowledged[]> {
  const load = new Load(retailer, { tills: 4, shoppers: 2, random, mark });
  await load.until(isFull ? COMMANDS.full : COMMANDS.small);
  await load.stop();
  await settled(retailer);
  return load.acknowledged;
}

async function restoreStore(ground: Ground): Promise<Outcome> {
  const retailer = await openShop({ directory: ground.directory, stores: 1 });
  try {
    const store = theStore(retailer);
    const acknowledged: Acknowledged[] = [];
    const broken: string[] = [];
    for (const what of ['streets', '.'] as const) {
      acknowledged.push(...(await trade(retailer, ground, `before-${what}`)));
      await store.process.stop();
      const copy = join(ground.directory, 'yesterday');
      cpSync(store.directory, copy, { recursive: true });
      await store.process.start();
      acknowledged.push(...(await trade(retailer, ground, `after-${what}`)));
      const before = await trading(store);
      await store.process.stop();
      rmSync(join(store.directory, what), { recursive: true });
      cpSync(join(copy, what), join(store.directory, what), { recursive: true });
      rmSync(copy, { recursive: true });
      acknowledged.push(...(await sellFromTheFirstMoment(retailer, store, ground)));
      const after = await trading(store);
      const name = what === '.' ? 'the whole machine' : 'the databases';
      if (after.author === before.author) broken.push(`with ${name} restored it went on as ${String(before.author)}`);
      if (after.up.n < before.up.n) broken.push(`with ${name} restored it serves ${after.up.n} of ${before.up.n}`);
      ground.tell(`${name} restored: ${String(before.author)} became ${String(after.author)}`);
    }
    const examined = await examine(retailer, acknowledged);
    return { measured: { copies: 2, ...examined.measured }, broken: [...broken, ...examined.broken] };
  } finally {
    await retailer.kill();
  }
}

/** Tills try to sell while the store starts. */
async function sellFromTheFirstMoment(
  retailer: Retailer,
  store: RunningStore,
  ground: Ground,
): Promise<Acknowledged[]> {
  const load = new Load(retailer, { tills: 4, shoppers: 0, random: ground.random, mark: `first${Date.now()}` });
  await store.process.start();
  await load.until(50);
  await load.stop();
  await settled(retailer);
  return load.acknowledged;
}

async function restoreHub(ground: Ground): Promise<Outcome> {
  const { directory } = ground;
  const retailer = await openShop({ directory, stores: 1 });
  try {
    const { hub } = retailer;
    const acknowledged = await trade(retailer, ground, 'before');
    await hub.process.stop();
    const log = join(hub.directory, 'log');
    const [old, newest] = [join(directory, 'old'), join(directory, 'newest')];
    cpSync(log, old, { recursive: true });
    await hub.process.start();
    acknowledged.push(...(await trade(retailer, ground, 'after')));
    await hub.process.stop();
    cpSync(log, newest, { recursive: true });
    replace(log, old);
    const broken: string[] = [];
    const said = await startOf(hub.process);
    if (said === undefined) broken.push('the hub started with an old log');
    else if (!said.includes('older')) broken.push(`the hub did not start, and said: ${said}`);
    await hub.process.kill();
    replace(log, newest);
    await hub.process.start();
    acknowledged.push(...(await trade(retailer, ground, 'again')));
    const examined = await examine(retailer, acknowledged);
    const measured = { copies: 1, 'did not start': said === undefined ? 0 : 1, ...examined.measured };
    return { measured, broken: [...broken, ...examined.broken] };
  } finally {
    await retailer.kill();
  }
}

function replace(place: string, copy: string): void {
  rmSync(place, { recursive: true });
  cpSync(copy, place, { recursive: true });
}
