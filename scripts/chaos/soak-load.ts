/**
 * What a soak sends. Next to nothing of it makes a document: commands are repeated, queries look for what nobody has,
 * under names that never come again, and commands are refused. So memory that grows with it is memory that is lost.
 */
import { must } from '@ringfence/domain/basic/assert.ts';
import { Availability, PickupOrder } from '@ringfence/graphql/generated/operations.ts';
import { skuName } from '../bench/goods.ts';
import type { Retailer } from '../processes/retailer.ts';
import type { Random } from '../simulate/random.ts';
import type { Flood, Wanted } from './flood.ts';
import { orderAt, saleAt } from './overload.ts';
import { SKUS, theStore } from './shop.ts';

const CLIENTS = { store: 300, hub: 300 } as const;
/** A new document at most this often; every other command repeats one of so many. */
const NEW_MS = { store: 400, hub: 1000 } as const;
const POOL = 2000;
/** Of a hundred requests so many ask for, or command, what there is not. */
const FUTILE = 40;

export const SOAK_CLIENTS = CLIENTS;

export function soakFloods(retailer: Retailer, random: Random): { store: Flood; hub: Flood } {
  const store = theStore(retailer);
  const { hub } = retailer;
  const mixed = (useful: () => Wanted, futile: readonly ((name: string) => Wanted)[]): (() => Wanted) => {
    let next = 0;
    return () => {
      if (!random.chance(FUTILE)) return useful();
      next += 1;
      return { ...must(futile[next % futile.length], 'one of them')(`nobody-${next}`), isFutile: true };
    };
  };
  const sales = mostlyRepeated(random, NEW_MS.store, (id, sku) => saleAt(store.id, id, sku));
  const orders = mostlyRepeated(random, NEW_MS.hub, (id, sku) => orderAt(store.id, id, sku));
  return {
    store: { clients: CLIENTS.store, process: store.process, key: store.keys.clerk, next: mixed(sales, AT_STORE) },
    hub: { clients: CLIENTS.hub, process: hub.process, key: hub.keys.checkout, next: mixed(orders, AT_HUB) },
  };
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
