/**
 * Durable sales a second at one store node over HTTP, beside a bare loop of
 * synced, group-committed writes of the same documents. With the line cut the
 * store has a core for itself and the load the other, as the bare loop has;
 * with the line up the hub takes its part of both. The second baseline is a
 * server without any rule that makes the same write for each request: what is
 * between the two is HTTP's, what is between it and the store is ours.
 */
import { type Figure, figureOf } from './figure.ts';
import { Helper } from './helper.ts';
import { startOneStore } from './one-store.ts';
import { CLIENTS, type Scale } from './scale.ts';

const TARGET = 0.5;

export async function sales({ directory, rounds, ms }: Scale): Promise<Figure[]> {
  const one = await startOneStore(`${directory}/retailer`);
  const { store, skus } = one;
  const [helper, bareHelper] = [new Helper(), new Helper()];
  let loads = 0;
  const load = (milliseconds: number, url = store.process.url) =>
    helper.run('loadSales', {
      url,
      key: store.keys.clerk,
      clients: CLIENTS,
      ms: milliseconds,
      prefix: `sale${++loads}-`,
      skus,
    });
  // Code that has run some ten thousand times is as fast as it gets; a store runs for months.
  const { document } = await load(4 * ms);
  const { url: bareUrl } = await bareHelper.run('bareStore', { directory: `${directory}/bare-store`, document });
  const cut: number[] = [];
  const connected: number[] = [];
  const p99: number[] = [];
  const baselines: number[] = [];
  const bareStores: number[] = [];
  for (let round = 0; round < rounds; round++) {
    connected.push((await load(ms)).perSecond);
    await store.operator.cutLink(true);
    const seen = await load(ms);
    cut.push(seen.perSecond);
    p99.push(seen.p99);
    const bare = { directory: `${directory}/bare-${round}`, document, callers: CLIENTS, ms };
    baselines.push((await helper.run('bareWrites', bare)).perSecond);
    bareStores.push((await load(ms, bareUrl)).perSecond);
    await store.operator.cutLink(false);
  }
  helper.stop();
  bareHelper.stop();
  await one.stop();
  const unit = 'sales/s';
  return [
    figureOf({ name: 'sales', unit, values: cut, baselines, target: TARGET }),
    figureOf({ name: 'sales-beside-bare-server', unit, values: cut, baselines: bareStores }),
    figureOf({ name: 'sales-p99', unit: 'ms', values: p99, lowerIsBetter: true }),
    figureOf({ name: 'sales-while-sending', unit, values: connected, baselines }),
  ];
}
