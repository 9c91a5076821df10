/** More than a process can do at once, and SIGTERM in the middle of trade. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { PlacePickupOrder } from '@ringfence/graphql/generated/operations.ts';
import { CURRENCY, PRICE, skuName } from '../bench/goods.ts';
import type { Child } from '../processes/child.ts';
import type { Retailer } from '../processes/retailer.ts';
import type { Acknowledged } from '../replay/tally.ts';
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

interface Flood {
  readonly clients: number;
  readonly process: Child;
  readonly key: string;
  readonly path: string;
  /** The body of the next request, and what is recorded when it is answered with success. */
  readonly next: (id: string) => { body: unknown; acknowledged: Acknowledged };
}

interface Counts {
  done: number;
  overloaded: number;
  /** Connections that ended without an answer: to be sent again under the same id. */
  unanswered: number;
  /** Answers nobody promised, by what they were. */
  readonly other: Map<string, number>;
  readonly acknowledged: Acknowledged[];
  memoryMib: number[];
}

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
      measured[`${name}: no answer`] = counts.unanswered;
      measured[`${name}: MiB when warm`] = warm;
      measured[`${name}: MiB at most`] = end;
      for (const [what, times] of counts.other) broken.push(`${name}: ${times} times ${what}`);
      // One client process cannot bring the hub to its limit; the store's it can.
      if (name === 'store' && counts.overloaded === 0) broken.push(`${name}: nobody was turned away`);
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

function floods(retailer: Retailer, { random }: Ground): Record<'store' | 'hub', Flood> {
  const store = theStore(retailer);
  const { hub } = retailer;
  return {
    store: {
      clients: CLIENTS.store,
      process: store.process,
      key: store.keys.clerk,
      path: '/v1/sales',
      next: (id) => ({
        body: {
          id,
          currency: CURRENCY,
          lines: [{ sku: skuName(random.below(SKUS)), units: 1 }],
          tenders: [{ kind: 'card', amount: PRICE }],
        },
        acknowledged: { store: store.id, direction: 'up', id: `sale~${id}` },
      }),
    },
    hub: {
      clients: CLIENTS.hub,
      process: hub.process,
      key: hub.keys.checkout,
      path: '/graphql',
      next: (id) => {
        const lines = [{ sku: skuName(random.below(SKUS)), units: 1 }];
        const variables = { input: { id, storeId: store.id, lines, payment: 'PAID' } };
        return {
          body: { operationName: PlacePickupOrder.name, query: PlacePickupOrder.text, variables },
          acknowledged: { store: store.id, direction: 'down', id: `pickup-order~${id}` },
        };
      },
    },
  };
}

async function pour(flood: Flood, seconds: number): Promise<Counts> {
  const counts: Counts = { done: 0, overloaded: 0, unanswered: 0, other: new Map(), acknowledged: [], memoryMib: [] };
  const until = Date.now() + 1000 * seconds;
  let next = 0;
  const client = async (): Promise<void> => {
    while (Date.now() < until)
      await ask(flood, counts, `flood-${flood.path.slice(-5)}-${(next += 1)}`.replace('/', ''));
  };
  const watch = async (): Promise<void> => {
    for (; Date.now() < until; await sleep(250)) counts.memoryMib.push(memoryMib(flood.process));
  };
  await Promise.all([watch(), ...Array.from({ length: flood.clients }, client)]);
  return counts;
}

async function ask({ process, key, path, next }: Flood, counts: Counts, id: string): Promise<void> {
  const { body, acknowledged } = next(id);
  const note = (what: string): void => void counts.other.set(what, (counts.other.get(what) ?? 0) + 1);
  try {
    const response = await fetch(`${process.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (response.status === 503) {
      counts.overloaded += 1;
      if (response.headers.get('retry-after') === null) note('503 without Retry-After');
      // A client that was told to come back later does.
      await sleep(50);
    } else if (response.ok && !text.includes('"errors"') && !text.includes('Refus')) {
      counts.done += 1;
      counts.acknowledged.push(acknowledged);
    } else note(`${response.status} ${text.slice(0, 150)}`);
  } catch {
    counts.unanswered += 1;
  }
}

const memoryMib = ({ pid }: Child): number =>
  Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024);

async function terminate({ directory, random, isFull }: Ground): Promise<Outcome> {
  const stops = isFull ? STOPS.full : STOPS.small;
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
