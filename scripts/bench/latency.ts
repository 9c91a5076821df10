/**
 * How long one document is on its way, from the answer to who wrote it until
 * the other side shows it: a sale as the hub's subscription tells it, an order
 * as the store's API shows it, asked again and again. Beside PouchDB's live
 * replication between two databases of one process.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { PlacePickupOrder } from '@ringfence/graphql/generated/operations.ts';
import { type Figure, figureOf, quantile } from './figure.ts';
import { skuName } from './goods.ts';
import { Helper } from './helper.ts';
import { KeepAlive } from './keep-alive.ts';
import { expectStatus } from './load.ts';
import { saleBody } from './loads.ts';
import { type OneStore, startOneStore } from './one-store.ts';
import type { Scale } from './scale.ts';
import { LikelyUnits } from './likely-units.ts';

const DOCUMENTS = 150;
const WARM = 20;
const LOOK_MS = 1;
/** Nothing is written for so long after a document has arrived. */
const PAUSE_MS = 5;

export async function latency({ directory }: Scale): Promise<Figure[]> {
  const one = await startOneStore(`${directory}/retailer`);
  const up = await upTimes(one);
  const down = await downTimes(one);
  await one.stop();
  const helper = new Helper();
  const document = JSON.parse(saleBody('a', 0, one.skus)) as object;
  const { times: bare } = await helper.run('bareLatency', {
    directory: `${directory}/bare`,
    document,
    documents: DOCUMENTS,
  });
  helper.stop();
  const figures: Figure[] = [];
  for (const [way, times] of [['store-to-hub', up] as const, ['hub-to-store', down] as const]) {
    for (const part of [50, 99]) {
      const [values, baselines] = [[quantile(times, part / 100)], [quantile(bare, part / 100)]];
      figures.push(figureOf({ name: `${way}-p${part}`, unit: 'ms', values, baselines, lowerIsBetter: true }));
    }
  }
  return figures;
}

async function upTimes({ hub, store, skus }: OneStore): Promise<number[]> {
  const till = new KeepAlive(store.process.url, store.keys.clerk, 1);
  const likely = await LikelyUnits.open(hub, skuName(0));
  const times: number[] = [];
  for (let index = 0; index < WARM + DOCUMENTS; index++) {
    const fewer = likely.below(await likely.settled());
    expectStatus(await till.post('/v1/sales', saleBody(`up-${index}`, 0, skus)), 201);
    const from = performance.now();
    await fewer;
    if (index >= WARM) times.push(performance.now() - from);
    await sleep(PAUSE_MS);
  }
  till.close();
  likely.close();
  return times;
}

async function downTimes({ hub, store }: OneStore): Promise<number[]> {
  const shop = new KeepAlive(hub.process.url, hub.keys.checkout, 1);
  const till = new KeepAlive(store.process.url, store.keys.clerk, 1);
  const { name, text } = PlacePickupOrder;
  const times: number[] = [];
  for (let index = 0; index < WARM + DOCUMENTS; index++) {
    const id = `down-${index}`;
    const input = { id, storeId: store.id, lines: [{ sku: skuName(1), units: 1 }] };
    const answer = await shop.post(
      '/graphql',
      JSON.stringify({ operationName: name, query: text, variables: { input } }),
    );
    const from = performance.now();
    if (!answer.text.includes('"PickupOrderRecorded"')) throw new Error(`no order: ${answer.text.slice(0, 500)}`);
    while ((await till.get(`/v1/orders/${id}`)).status !== 200) await sleep(LOOK_MS);
    if (index >= WARM) times.push(performance.now() - from);
    await sleep(PAUSE_MS);
  }
  shop.close();
  till.close();
  return times;
}
