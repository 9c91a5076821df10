/** Questions a second for ten items in fifty stores of a thousand items each, beside a bare server that answers the same bytes. */
import { type Figure, figureOf } from './figure.ts';
import { Helper } from './helper.ts';
import { CLIENTS, type Scale } from './scale.ts';
import { SKUS, startSeededHub, STORES } from './seeded-hub.ts';

const ASKED = 10;

export async function availability({ directory, rounds, ms }: Scale): Promise<Figure[]> {
  const retailer = await startSeededHub(directory, 1);
  const { hub } = retailer;
  const [helper, bare] = [new Helper(), new Helper()];
  const load = (url: string, milliseconds: number) =>
    helper.run('loadAvailability', {
      url,
      key: hub.keys.checkout,
      clients: CLIENTS,
      ms: milliseconds,
      skus: SKUS,
      asked: ASKED,
      stores: STORES,
    });
  const { answer } = await load(hub.process.url, ms / 2);
  const { url: bareUrl } = await bare.run('bareServer', { text: answer });
  const rates: [number[], number[]] = [[], []];
  const p50: [number[], number[]] = [[], []];
  const p99: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    for (const [which, url] of [hub.process.url, bareUrl].entries()) {
      const seen = await load(url, ms);
      rates[which]?.push(seen.perSecond);
      p50[which]?.push(seen.p50);
      p99[which]?.push(seen.p99);
    }
  }
  helper.stop();
  bare.stop();
  await retailer.kill();
  const lowerIsBetter = true;
  return [
    figureOf({ name: 'availability', unit: 'requests/s', values: rates[0], baselines: rates[1] }),
    figureOf({ name: 'availability-p50', unit: 'ms', values: p50[0], baselines: p50[1], lowerIsBetter }),
    figureOf({ name: 'availability-p99', unit: 'ms', values: p99[0], baselines: p99[1], lowerIsBetter }),
  ];
}
