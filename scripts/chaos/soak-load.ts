/**
 * What a soak sends. Next to nothing of it makes a document: commands are repeated, queries look for what nobody has,
 * under names that never come again, and commands are refused. So memory that grows with it is memory that is lost.
 */
import { existsSync } from 'node:fs';
import { must } from '@ringfence/domain/basic/assert.ts';
import { Availability, PickupOrder } from '@ringfence/graphql/generated/operations.ts';
import { skuName } from '../bench/goods.ts';
import type { Retailer } from '../processes/retailer.ts';
import { Random } from '../simulate/random.ts';
import type { Flood, Wanted } from './flood.ts';
import { orderAt, saleAt } from './overload.ts';
import { SKUS, theStore } from './shop.ts';

const CLIENTS = { store: 2000, hub: 1000 } as const;
/** A new document at most this often; every other command repeats one of so many. */
const NEW_MS = { store: 400, hub: 1000 } as const;
const POOL = 2000;
/** Of a hundred requests so many ask for, or command, what there is not. */
const FUTILE = 40;

export const SOAK_CLIENTS = CLIENTS;

/** One of the two floods, in a form that a thread of its own is told. */
export interface SoakOrder {
  readonly side: 'store' | 'hub';
  readonly storeId: string;
  readonly url: string;
  readonly pid: number;
  readonly key: string;
  readonly seed: number;
  readonly seconds: number;
}

export function soakOrder(
  retailer: Retailer,
  side: SoakOrder['side'],
  when: { seed: number; seconds: number },
): SoakOrder {
  const store = theStore(retailer);
  const { hub } = retailer;
  const [{ url, pid }, key] = side === 'store' ? [store.process, store.keys.clerk] : [hub.process, hub.keys.checkout];
  return { side, storeId: store.id, url, pid: must(pid, 'it runs'), key, ...when };
}

export function soakFlood({ side, storeId, url, pid, key, seed }: SoakOrder): Flood {
  const random = new Random(seed);
  const make = side === 'store' ? saleAt : orderAt;
  const useful = mostlyRepeated(random, NEW_MS[side], (id, sku) => make(storeId, id, sku));
  const futile = side === 'store' ? AT_STORE : AT_HUB;
  let count = 0;
  const next = (): Wanted => {
    if (!random.chance(FUTILE)) return useful();
    count += 1;
    return { ...must(futile[count % futile.length], 'one of them')(`nobody-${count}`), isFutile: true };
  };
  const process = {
    url,
    pid,
    get isRunning(): boolean {
      return existsSync(`/proc/${pid}`);
    },
  };
  return { clients: CLIENTS[side], process, key, next };
}

const AT_STORE: readonly ((name: string) => Wanted)[] = [
  (name) => ({ path: `/v1/orders/${name}` }),
  (name) => ({ path: `/v1/sales/${name}` }),
  (name) => ({ path: `/v1/stock/${name}` }),
  (name) => ({ path: `/v1/products?q=${name}` }),
  (name) => ({ path: `/v1/products/scan/${name}` }),
  () => ({ path: '/v1/status' }),
  (name) => unacknowledged(saleAt('', name, name)),
  (name) => ({ path: '/v1/picks', body: { id: name, order: name } }),
  (name) => ({ path: '/v1/members', body: { identity: { kind: 'card', value: name } } }),
  (name) => ({ path: '/v1/status', key: name }),
];

const AT_HUB: readonly ((name: string) => Wanted)[] = [
  (name) => query(Availability, { skus: [name] }),
  (name) => query(PickupOrder, { id: name }),
  (name) => unacknowledged(orderAt(name, name, skuName(0))),
  (name) => unacknowledged(orderAt('S01', name, name)),
  // A text that nobody sent before, which every memory of parsed texts keeps.
  (name) => ({ path: '/graphql', body: { query: `query ${name.replace('-', '_')} { __typename }` } }),
  (name) => ({ ...query(PickupOrder, { id: name }), key: name }),
];

const query = ({ name, text }: { name: string; text: string }, variables: object): Wanted => ({
  path: '/graphql',
  body: { operationName: name, query: text, variables },
});

function unacknowledged({ acknowledged: _never, ...wanted }: Wanted): Wanted {
  return wanted;
}

/** New commands now and then; in between those of the latest that were made. */
function mostlyRepeated(random: Random, everyMs: number, make: (id: string, sku: string) => Wanted): () => Wanted {
  const skus: string[] = [];
  let newAt = 0;
  return () => {
    const now = Date.now();
    if (skus.length === 0 || now - newAt >= everyMs) {
      newAt = now;
      const sku = skuName(random.below(SKUS));
      skus.push(sku);
      return make(`soak-${skus.length - 1}`, sku);
    }
    const index = Math.max(0, skus.length - POOL) + random.below(Math.min(POOL, skus.length));
    return unacknowledged(make(`soak-${index}`, must(skus[index], 'it was made')));
  };
}
