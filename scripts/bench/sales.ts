/**
 * Durable sales a second at one store node over HTTP, beside a bare loop of
 * synced, group-committed writes of the same documents. With the line cut the
 * store has a core for itself and the load the other, as the bare loop has;
 * with the line up the hub takes its part of both.
 */
import { type Figure, figureOf } from './figure.ts';
import { Helper } from './helper.ts';
import { startOneStore } from './one-store.ts';
import { CLIENTS, type Scale } from './scale.ts';

const TARGET = 0.5;

export async function sales({ directory, rounds, ms }: Scale): Promise<Figure[]> {
  const one = await startOneStore(`${directory}/retailer`);
  const { store, skus } = one;
  const helper = new Helper();
  let loads = 0;
  const load = (milliseconds: number) =>
    helper.run('loadSales', {
      url: store.process.url,
      key: store.keys.clerk,
      clients: CLIENTS,
      ms: milliseconds,
      prefix: `sale${++loads}-`,
      skus,
    });
  // Code that has run some ten thousand times is as fast as it gets; a store runs for months.
  const { document } = await load(4 * ms);
  const cut: number[] = [];
  const connected: number[] = [];
  const p99: number[] = [];
  const baselines: number[] = [];
  for (let round = 0; round < rounds; round++) {
    connected.push((await load(ms)).perSecond);
    await store.operator.cutLink(true);
    const seen = await load(ms);
    cut.push(seen.perSecond);
    p99.push(seen.p99);
    const bare = { directory: `${directory}/bare-${round}`, document, callers: CLIENTS, ms };
    baselines.push((await helper.run('bareWrites', bare)).perSecond);
    await store.operator.cutLink(false);
  }
  helper.stop();
  await one.stop();
  const unit = 'sales/s';
  return [
    figureOf({ name: 'sales', unit, values: cut, baselines, target: TARGET }),
    figureOf({ name: 'sales-p99', unit: 'ms', values: p99, lowerIsBetter: true }),
    figureOf({ name: 'sales-while-sending', unit, values: connected, baselines }),
  ];
}
