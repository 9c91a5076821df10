/**
 * Durable pickup orders a second at the hub over GraphQL, spread over many
 * stores and items, beside a bare server that answers the same bytes. Some ask
 * for one scarce item: of it no more may be promised than there is.
 */
import { type Figure, figureOf } from './figure.ts';
import { Helper } from './helper.ts';
import { CLIENTS, type Scale } from './scale.ts';
import { SKUS, startSeededHub, STORES } from './seeded-hub.ts';

const SCARCE_UNITS = 100;
const SCARCE_EVERY = 10;

export async function orders({ directory, rounds, ms }: Scale): Promise<Figure[]> {
  const retailer = await startSeededHub(directory, SCARCE_UNITS);
  const { hub } = retailer;
  const [helper, bare] = [new Helper(), new Helper()];
  let loads = 0;
  const load = (url: string, milliseconds: number, scarceEvery = SCARCE_EVERY) =>
    helper.run('loadOrders', {
      url,
      key: hub.keys.checkout,
      clients: CLIENTS,
      ms: milliseconds,
      prefix: `order${++loads}-`,
      skus: SKUS,
      stores: STORES,
      scarceEvery,
    });
  const warm = await load(hub.process.url, ms / 2);
  const { url: bareUrl } = await bare.run('bareServer', { text: warm.answer });
  let { scarcePromised } = warm;
  const [values, p99, baselines]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < rounds; round++) {
    const seen = await load(hub.process.url, ms);
    values.push(seen.perSecond);
    p99.push(seen.p99);
    scarcePromised += seen.scarcePromised;
    baselines.push((await load(bareUrl, ms)).perSecond);
  }
  helper.stop();
  bare.stop();
  await retailer.kill();
  const oversold = Math.max(0, scarcePromised - SCARCE_UNITS);
  return [
    figureOf({ name: 'orders', unit: 'orders/s', values, baselines }),
    figureOf({ name: 'orders-p99', unit: 'ms', values: p99, lowerIsBetter: true }),
    figureOf({ name: 'orders-oversold', unit: 'units', values: [oversold], target: 0, lowerIsBetter: true }),
  ];
}
