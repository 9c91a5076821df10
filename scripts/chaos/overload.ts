/** More than a process can do at once, and SIGTERM in the middle of trade. */
import { PlacePickupOrder } from '@ringfence/graphql/generated/operations.ts';
import { CURRENCY, PRICE, skuName } from '../bench/goods.ts';
import type { Retailer } from '../processes/retailer.ts';
import type { Acknowledged } from '../replay/tally.ts';
import { countOf, type Flood, pour, type Wanted } from './flood.ts';
import { Load } from './load.ts';
import type { Ground, Outcome, Scenario } from './scenario.ts';
import { examine, openShop, SKUS, theStore } from './shop.ts';

const SECONDS = { small: 8, full: 1800 } as const;
/** More than each process works on at once. */
const CLIENTS = { store: 900, hub: 1500 } as const;
/** Without a queue that grows, a process stays far below. */
const MEMORY_MIB = 1024;
const STOPS = { small: 3, full: 100 } as const;

export const overload: Scenario = {
  name: 'overload',
  fault: `${CLIENTS.store} clients at once at the store, then ${CLIENTS.hub} at the hub`,
  promise: 'what is too much is told 503 with Retry-After; memory stays bounded; all that was answered for is there',
  run: overloadBoth,
};

export const sigterm: Scenario = {
  name: 'sigterm',
  fault: 'SIGTERM to store node and hub in turn, in the middle of trade',
  promise: 'each ends with code 0, nothing acknowledged is lost',
  run: terminate,
};

async function overloadBoth(ground: Ground): Promise<Outcome> {
  const retailer = await openShop({ directory: ground.directory, stores: 1 });
  try {
    const seconds = ground.isFull ? SECONDS.full : SECONDS.small;
    const measured: Record<string, number> = { 'seconds each': seconds };
    const broken: string[] = [];
    const acknowledged: Acknowledged[] = [];
    for (const [name, flood] of Object.entries(floods(retailer, ground))) {
      const counts = await pour(flood, seconds);
      const warm = counts.memoryMib[Math.floor(counts.memoryMib.length / 3)] ?? 0;
      const end = Math.max(...counts.memoryMib);
      measured[`${name}: done`] = counts.done;
      measured[`${name}: 503`] = counts.overloaded;
      measured[`${name}: no answer`] = countOf(counts.unanswered);
      for (const [what, times] of counts.unanswered) measured[`${name}: ${what}`] = times;
      measured[`${name}: MiB when warm`] = warm;
      measured[`${name}: MiB at most`] = end;
      for (const [what, times] of counts.other) broken.push(`${name}: ${times} times ${what}`);
      if (counts.overloaded === 0) broken.push(`${name}: nobody was turned away`);
      if (end > MEMORY_MIB) broken.push(`${name}: it took ${end} MiB`);
      if (!flood.process.isRunning) broken.push(`${name}: the process ended`);
      acknowledged.push(...counts.acknowledged);
    }
    const examined = await examine(retailer, acknowledged);
    return { measured: { ...measured, ...examined.measured }, broken: [...broken, ...examined.broken] };
  } finally {
    await retailer.kill();
  }
}

/** Sales at the store, and orders at the hub; every one is new. */
export function floods(retailer: Retailer, { random }: Pick<Ground, 'random'>): Record<'store' | 'hub', Flood> {
  const store = theStore(retailer);
  const { hub } = retailer;
  let next = 0;
  return {
    store: {
      clients: CLIENTS.store,
      process: store.process,
      key: store.keys.clerk,
      next: () => saleAt(store.id, `flood-${(next += 1)}`, skuName(random.below(SKUS))),
    },
    hub: {
      clients: CLIENTS.hub,
      process: hub.process,
      key: hub.keys.checkout,
      next: () => orderAt(store.id, `flood-${(next += 1)}`, skuName(random.below(SKUS))),
    },
  };
}

export const saleAt = (store: string, id: string, sku: string): Wanted => ({
  path: '/v1/sales',
  body: { id, currency: CURRENCY, lines: [{ sku, units: 1 }], tenders: [{ kind: 'card', amount: PRICE }] },
  acknowledged: { store, direction: 'up', id: `sale~${id}` },
});

export function orderAt(store: string, id: string, sku: string): Wanted {
  const variables = { input: { id, storeId: store, lines: [{ sku, units: 1 }], payment: 'PAID' } };
  return {
    path: '/graphql',
    body: { operationName: PlacePickupOrder.name, query: PlacePickupOrder.text, variables },
    acknowledged: { store, direction: 'down', id: `pickup-order~${id}` },
  };
}

async function terminate({ directory, random, isFull, times }: Ground): Promise<Outcome> {
  const stops = times ?? (isFull ? STOPS.full : STOPS.small);
  const retailer = await openShop({ directory, stores: 1 });
  try {
    const load = new Load(retailer, { tills: 6, shoppers: 4, random });
    for (let stop = 0; stop < stops; stop++) {
      for (const { process } of [theStore(retailer), retailer.hub]) {
        await load.until(random.between(10, 60));
        // It throws when the code is not 0.
        await process.stop();
        await process.start();
      }
    }
    await load.until(20);
    await load.stop();
    const examined = await examine(retailer, load.acknowledged);
    return { measured: { stops: 2 * stops, ...load.measured, ...examined.measured }, broken: examined.broken };
  } finally {
    await retailer.kill();
  }
}
