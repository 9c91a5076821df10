/**
 * A hub on a CouchDB, the one that `COUCHDB_URL` names: durable pickup orders a second over GraphQL, spread over fifty
 * stores and all at one, beside bare `_bulk_docs` of the same size to as many databases; and what opening its log takes,
 * `--documents` on one street and on a hundred, beside a bare reading of the same.
 */
import { randomBytes } from 'node:crypto';
import { upStreet } from '@ringfence/domain/basic/ids.ts';
import { type CouchAddress, couchAddress } from '@ringfence/log/couch/address.ts';
import { dropDatabases } from '@ringfence/log/testing/couch.ts';
import { migrate } from '../migrate/migrate.ts';
import { hubDirectory, type Retailer, type RunningHub, startRetailer } from '../processes/retailer.ts';
import { processorSeconds } from '../processes/processor.ts';
import { secretsOf } from '../processes/secrets.ts';
import { type Figure, figureOf } from './figure.ts';
import { storeName } from './goods.ts';
import { Helper } from './helper.ts';
import { DOCUMENT } from './orders.ts';
import type { Scale } from './scale.ts';
import { seedHub, SKUS, STORES } from './seeded-hub.ts';

const CLIENTS = [16, 64] as const;
const SPREADS = { spread: STORES, 'one-store': 1 } as const;
const STREETS = [1, 100] as const;
const MS_PER_SECOND = 1000;
const NOTHING_HOT = { skus: 0, units: 0 };

export async function couch(scale: Scale): Promise<Figure[]> {
  const given = await couchAddress(process.env);
  if (given === undefined) {
    console.error('couch: COUCHDB_URL is not set, so nothing is measured of it');
    return [];
  }
  const place = (): CouchAddress => ({ ...given, prefix: `bench${randomBytes(5).toString('hex')}` });
  return [...(await orders(scale, place)), ...(await openings(scale, place))];
}

async function orders(scale: Scale, place: () => CouchAddress): Promise<Figure[]> {
  const { directory } = scale;
  const address = place();
  const helpers = { load: new Helper(), bare: new Helper() };
  let retailer: Retailer | undefined;
  try {
    await seedHub(directory, NOTHING_HOT);
    const vaultKey = Uint8Array.from(Buffer.from(secretsOf(directory, []).vaultKey, 'base64url'));
    await migrate({ from: hubDirectory(directory), to: address, vaultKey, tell: () => {} });
    const hubs = { count: 1, couch: address, redis: undefined };
    retailer = await startRetailer({ directory, stores: [], products: [], basePort: 0, hubs });
    const figures: Figure[] = [];
    for (const [which, stores] of Object.entries(SPREADS))
      for (const clients of CLIENTS)
        figures.push(...(await ordersOf({ which, stores, clients, scale, address, hub: retailer.hub, ...helpers })));
    return figures;
  } finally {
    for (const helper of Object.values(helpers)) helper.stop();
    await retailer?.kill();
    for (const written of [address, bareIn(address)]) await dropDatabases(written);
  }
}

/** Where the bare writes go, apart from the hub's databases. */
const bareIn = (address: CouchAddress): CouchAddress => ({ ...address, prefix: `${address.prefix}bare` });

interface OrdersOf {
  readonly which: string;
  readonly stores: number;
  readonly clients: number;
  readonly scale: Scale;
  readonly address: CouchAddress;
  readonly hub: RunningHub;
  readonly load: Helper;
  readonly bare: Helper;
}

/** Orders of so many clients at so many stores, and bare writes to as many databases, by turns. */
async function ordersOf({ which, stores, clients, scale, address, hub, load, bare }: OrdersOf): Promise<Figure[]> {
  const { rounds, ms } = scale;
  const { url, pid } = hub.process;
  const name = `couch-orders-${which}-${clients}`;
  const target = { at: 'hub', url, key: hub.keys.checkout, clients, skus: SKUS, stores, ms } as const;
  const drive = async (round: number) => {
    const before = processorSeconds(pid);
    const seen = await load.run('loadOrders', { ...target, prefix: `${name}-${round}-` });
    const spent = (processorSeconds(pid) - before) * MS_PER_SECOND;
    return { ...seen, cpu: spent / (seen.perSecond * (ms / MS_PER_SECOND)) };
  };
  // The first round is to warm up.
  await drive(0);
  const [ours, bares] = [[], []] as [Awaited<ReturnType<typeof drive>>[], number[]];
  for (let round = 1; round <= rounds; round++) {
    ours.push(await drive(round));
    const alike = { couch: address, prefix: bareIn(address).prefix, document: DOCUMENT, callers: clients, ms };
    bares.push((await bare.run('bareBulkDocs', { ...alike, databases: stores })).perSecond);
  }
  const times = (['p50', 'p99', 'cpu'] as const).map((part) => {
    const values = ours.map((seen) => seen[part]);
    return figureOf({ name: `${name}-${part}`, unit: part === 'cpu' ? 'ms/order' : 'ms', values, lowerIsBetter: true });
  });
  const values = ours.map(({ perSecond }) => perSecond);
  return [figureOf({ name, unit: 'orders/s', values, baselines: bares }), ...times];
}

async function openings({ rounds, documents }: Scale, place: () => CouchAddress): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const streets of STREETS) {
    const address = place();
    const helper = new Helper();
    const [values, baselines] = [[], []] as [number[], number[]];
    try {
      const names = Array.from({ length: streets }, (_, index) => upStreet(storeName(index)));
      await helper.run('fillCouch', { address, streets: names, documents: Math.floor(documents / streets) });
      for (let round = 0; round < rounds; round++) {
        const opened = await helper.run('openCouch', { address });
        values.push(opened.ms);
        baselines.push((await helper.run('bareAllDocs', { couch: address, ...opened })).ms);
      }
    } finally {
      helper.stop();
      await dropDatabases(address);
    }
    const name = `couch-${documents}-documents-on-${streets}-opened`;
    figures.push(figureOf({ name, unit: 'ms', values, baselines, lowerIsBetter: true }));
  }
  return figures;
}
