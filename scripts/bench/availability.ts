/**
 * Questions a second for ten items in fifty stores of a thousand items each, over GraphQL and at the plain address,
 * beside the service on PostgreSQL, and beside a bare server that answers the same bytes.
 */
import { join } from 'node:path';
import { processorSeconds } from '../processes/processor.ts';
import { type Figure, figureOf } from './figure.ts';
import { Helper } from './helper.ts';
import { Postgres } from './postgres.ts';
import { CLIENTS, type Scale } from './scale.ts';
import { SKUS, startSeededHub, STORES, UNITS } from './seeded-hub.ts';

const ASKED = 10;
const MS_PER_SECOND = 1000;
const HOT = { skus: 1, units: 1 };
const WAYS = ['graphql', 'rest'] as const;
/** Parts of each baseline that are aimed at. */
const TARGETS = { graphql: { postgres: 2, bare: 0.25 }, rest: { postgres: 4, bare: 0.5 } } as const;

export async function availability({ directory, rounds, ms }: Scale): Promise<Figure[]> {
  const retailer = await startSeededHub(join(directory, 'hub'), HOT);
  const { hub } = retailer;
  const [helper, service] = [new Helper(), new Helper()];
  const bareHelpers = { graphql: new Helper(), rest: new Helper() };
  const postgres = await Postgres.start();
  if (!postgres) console.error('availability: PostgreSQL is not installed here, so there is no baseline of it');
  const load = (url: string, by: 'graphql' | 'rest' | 'postgres', milliseconds = ms) =>
    helper.run('loadAvailability', {
      url,
      by,
      key: hub.keys.checkout,
      clients: CLIENTS,
      ms: milliseconds,
      skus: SKUS,
      asked: ASKED,
      stores: STORES,
    });
  const other =
    postgres &&
    (await service.run('postgresService', {
      socket: postgres.socket,
      user: postgres.user,
      stores: STORES,
      skus: SKUS,
      units: UNITS,
      hot: HOT,
    }));
  if (other) await load(other.url, 'postgres', ms / 2);

  const figures: Figure[] = [];
  for (const by of WAYS) {
    const { answer } = await load(hub.process.url, by, ms / 2);
    const { url: bareUrl } = await bareHelpers[by].run('bareServer', { text: answer });
    const seen = {
      ours: [] as Awaited<ReturnType<typeof load>>[],
      bare: [] as number[],
      postgres: [] as number[],
      cpu: [] as number[],
    };
    for (let round = 0; round < rounds; round++) {
      const before = processorSeconds(hub.process.pid);
      const ours = await load(hub.process.url, by);
      const answered = ours.perSecond * (ms / MS_PER_SECOND);
      seen.cpu.push(((processorSeconds(hub.process.pid) - before) * MS_PER_SECOND) / answered);
      seen.ours.push(ours);
      seen.bare.push((await load(bareUrl, by)).perSecond);
      if (other) seen.postgres.push((await load(other.url, 'postgres')).perSecond);
    }
    const values = seen.ours.map(({ perSecond }) => perSecond);
    const of = (name: string, baselines: readonly number[], target: number): Figure =>
      figureOf({ name: `availability-${by}-beside-${name}`, unit: 'requests/s', values, baselines, target });
    figures.push(of('bare', seen.bare, TARGETS[by].bare));
    if (other) figures.push(of('postgres', seen.postgres, TARGETS[by].postgres));
    figures.push(
      figureOf({ name: `availability-${by}-cpu`, unit: 'ms/request', values: seen.cpu, lowerIsBetter: true }),
    );
    for (const part of ['p50', 'p99'] as const) {
      const times = seen.ours.map((one) => one[part]);
      figures.push(figureOf({ name: `availability-${by}-${part}`, unit: 'ms', values: times, lowerIsBetter: true }));
    }
  }
  for (const one of [helper, service, ...Object.values(bareHelpers)]) one.stop();
  postgres?.stop();
  await retailer.kill();
  return figures;
}
