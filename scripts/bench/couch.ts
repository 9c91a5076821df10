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
import { hubDirectory, startRetailer } from '../processes/retailer.ts';
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

async function orders({ directory, rounds, ms }: Scale, place: () => CouchAddress): Promise<Figure[]> {
  const address = place();
  const [load, bare] = [new Helper(), new Helper()];
  await seedHub(directory, NOTHING_HOT);
  const vaultKey = Uint8Array.from(Buffer.from(secretsOf(directory, []).vaultKey, 'base64url'));
  await migrate({ from: hubDirectory(directory), to: address, vaultKey, tell: () => {} });
  const hubs = { count: 1, couch: address, redis: undefined };
  const retailer = await startRetailer({ directory, stores: [], products: [], basePort: 0, hubs });
  const { process: hub, keys } = retailer.hub;
  const figures: Figure[] = [];
  let loads = 0;
  for (const [which, stores] of Object.entries(SPREADS))
    for (const clients of CLIENTS) {
      const target = { at: 'hub', url: hub.url, key: keys.checkout, clients, skus: SKUS, stores } as const;
      const drive = async () => {
        const before = processorSeconds(hub.pid);
        const seen = await load.run('loadOrders', { ...target, ms, prefix: `order${++loads}-` });
        const cpu = ((processorSeconds(hub.pid) - before) * MS_PER_SECOND) / (seen.perSecond * (ms / MS_PER_SECOND));
        return { ...seen, cpu };
      };
      await drive();
      const [ours, bares] = [[], []] as [Awaited<ReturnType<typeof drive>>[], number[]];
      for (let round = 0; round < rounds; round++) {
        ours.push(await drive());
        const alike = { couch: address, prefix: `${address.prefix}bare`, document: DOCUMENT, callers: clients, ms };
        bares.push((await bare.run('bareBulkDocs', { ...alike, databases: stores })).perSecond);
      }
      const name = `couch-orders-${which}-${clients}`;
      const values = ours.map(({ perSecond }) => perSecond);
      figures.push(figureOf({ name, unit: 'orders/s', values, baselines: bares }));
      for (const part of ['p50', 'p99'] as const)
        figures.push(
          figureOf({
            name: `${name}-${part}`,
            unit: 'ms',
            values: ours.map((seen) => seen[part]),
            lowerIsBetter: true,
          }),
        );
    }
  for (const helper of [load, bare]) helper.stop();
  await retailer.kill();
  await dropDatabases(address);
  return figures;
}

async function openings({ rounds, documents }: Scale, place: () => CouchAddress): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const streets of STREETS) {
    const address = place();
    const helper = new Helper();
    const names = Array.from({ length: streets }, (_, index) => upStreet(storeName(index)));
    await helper.run('fillCouch', { address, streets: names, documents: Math.floor(documents / streets) });
    const [values, baselines] = [[], []] as [number[], number[]];
    for (let round = 0; round < rounds; round++) {
      const opened = await helper.run('openCouch', { address });
      values.push(opened.ms);
      baselines.push((await helper.run('bareAllDocs', { couch: address, ...opened })).ms);
    }
    helper.stop();
    await dropDatabases(address);
    const name = `couch-${documents}-documents-on-${streets}-opened`;
    figures.push(figureOf({ name, unit: 'ms', values, baselines, lowerIsBetter: true }));
  }
  return figures;
}
