/**
 * Durable pickup orders a second at the hub over GraphQL: spread over fifty stores and a thousand items, and all for
 * five hot items of one store with limited stock. Beside them the service people would otherwise write on PostgreSQL,
 * and programs without any rule that make the same write to the same storage: a loop, a server on `node:http`, and one
 * for GraphQL. What each costs in CPU time says more than orders a second where others use the machine. Of no item may
 * more be promised than there is.
 */
import { join } from 'node:path';
import { processorSeconds, processorSecondsWithChildren } from '../processes/processor.ts';
import { type Figure, figureOf } from './figure.ts';
import { Helper } from './helper.ts';
import { HOT_SKUS } from './loads.ts';
import { Postgres } from './postgres.ts';
import { CLIENTS as USUAL_CLIENTS, type Scale } from './scale.ts';
import { SKUS, startSeededHub, STORES, UNITS } from './seeded-hub.ts';

/** Units of each hot item: fewer than are asked for. */
const HOT_UNITS = 1_000;
const CLIENTS = [16, 64] as const;
const HOT = { skus: HOT_SKUS, units: HOT_UNITS };
const PATTERNS = ['spread', 'hot'] as const;
/** Code that has run some ten thousand times is as fast as it gets; a hub runs for months. */
const WARM_UP = 2;
const MS_PER_SECOND = 1000;
/** Part of bare writes that is aimed at. */
const OF_BARE_WRITES = 0.5;

const BARE = ['bareServer', 'bareGraphql'] as const;
type Server = 'hub' | 'postgres' | (typeof BARE)[number];

/** Who is asked, and how long its processes have computed. */
interface Asked {
  readonly url: string;
  readonly seconds: () => number;
}

interface Round {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Milliseconds of CPU time an answer. */
  readonly cpu: number;
}
type Rounds = Record<'hub' | 'postgres', Round[]>;
type BesideBare = Record<'hub' | (typeof BARE)[number], Round[]> & { readonly bareWrites: number[] };

export async function orders({ directory, rounds, ms }: Scale): Promise<Figure[]> {
  const retailer = await startSeededHub(join(directory, 'hub'), HOT);
  const { hub } = retailer;
  const helpers = { load: new Helper(), postgres: new Helper(), bareServer: new Helper(), bareGraphql: new Helper() };
  const postgres = await Postgres.start();
  if (!postgres) console.error('orders: PostgreSQL is not installed here, so there is no baseline of it');
  const asked: Partial<Record<Server, Asked>> = {
    hub: { url: hub.process.url, seconds: () => processorSeconds(hub.process.pid) },
    ...(postgres && { postgres: await serviceOn(postgres, helpers.postgres) }),
  };

  let loads = 0;
  const hotPromised = { hub: 0, postgres: 0, bareServer: 0, bareGraphql: 0 };
  const drive = async (at: Server, which: (typeof PATTERNS)[number], clients: number, milliseconds = ms) => {
    const { url, seconds } = asked[at] ?? { url: '', seconds: () => NaN };
    const before = seconds();
    const seen = await helpers.load.run('loadOrders', {
      at: at === 'postgres' ? 'postgres' : 'hub',
      url,
      key: hub.keys.checkout,
      clients,
      ms: milliseconds,
      prefix: `order${++loads}-`,
      skus: SKUS,
      stores: STORES,
      ...(which === 'hot' ? { hot: HOT_SKUS } : {}),
    });
    if (which === 'hot') hotPromised[at] += seen.recorded;
    const answers = seen.perSecond * (milliseconds / MS_PER_SECOND);
    return { ...seen, cpu: ((seconds() - before) * MS_PER_SECOND) / answers };
  };
  const { answer } = await drive('hub', 'spread', USUAL_CLIENTS, WARM_UP * ms);
  if (postgres) await drive('postgres', 'spread', USUAL_CLIENTS, WARM_UP * ms);

  const figures: Figure[] = [];
  for (const which of PATTERNS)
    for (const clients of CLIENTS) {
      const seen: Rounds = { hub: [], postgres: [] };
      for (let round = 0; round < rounds; round++) {
        seen.hub.push(await drive('hub', which, clients));
        if (postgres) seen.postgres.push(await drive('postgres', which, clients));
      }
      figures.push(...figuresOf(`orders-${which}-${clients}`, seen));
    }
  const place = join(directory, 'bare');
  Object.assign(asked, await bareServers(helpers, place, answer));
  for (const at of BARE) await drive(at, 'spread', USUAL_CLIENTS, WARM_UP * ms);
  const beside: BesideBare = { hub: [], bareServer: [], bareGraphql: [], bareWrites: [] };
  for (let round = 0; round < rounds; round++) {
    const input = { directory: `${place}-${round}`, document: DOCUMENT, callers: USUAL_CLIENTS, ms };
    beside.bareWrites.push((await helpers.load.run('bareWrites', input)).perSecond);
    for (const at of ['hub', ...BARE] as const) beside[at].push(await drive(at, 'spread', USUAL_CLIENTS));
  }
  figures.push(...figuresBesideBare(beside));
  for (const helper of Object.values(helpers)) helper.stop();
  postgres?.stop();
  await retailer.kill();
  const oversold = Math.max(0, hotPromised.hub - HOT_SKUS * HOT_UNITS);
  return [
    ...figures,
    figureOf({ name: 'orders-oversold', unit: 'units', values: [oversold], target: 0, lowerIsBetter: true }),
  ];
}

async function serviceOn(postgres: Postgres, helper: Helper): Promise<Asked> {
  const { socket, user } = postgres;
  const input = { socket, user, stores: STORES, skus: SKUS, units: UNITS, hot: HOT };
  const { url } = await helper.run('postgresService', input);
  return { url, seconds: () => processorSeconds(helper.pid) + processorSecondsWithChildren(postgres.pid) };
}

/** The servers without any rule, each on a database of its own. */
async function bareServers(
  helpers: Record<(typeof BARE)[number], Helper>,
  directory: string,
  answer: string,
): Promise<Record<(typeof BARE)[number], Asked>> {
  const { bareServer, bareGraphql } = helpers;
  const plain = { directory: `${directory}-server`, document: DOCUMENT, text: answer };
  const graphql = { directory: `${directory}-graphql`, document: DOCUMENT, answer };
  const urls = {
    bareServer: (await bareServer.run('bareStore', plain)).url,
    bareGraphql: (await bareGraphql.run('bareGraphql', graphql)).url,
  };
  return {
    bareServer: { url: urls.bareServer, seconds: () => processorSeconds(bareServer.pid) },
    bareGraphql: { url: urls.bareGraphql, seconds: () => processorSeconds(bareGraphql.pid) },
  };
}

const pick = (rounds: readonly Round[], what: keyof Round): number[] => rounds.map((round) => round[what]);

function figuresOf(name: string, { hub, postgres }: Rounds): Figure[] {
  const beside = (what: keyof Round) => (postgres.length === 0 ? {} : { baselines: pick(postgres, what) });
  const times = (['p50', 'p99', 'cpu'] as const).map((what) =>
    figureOf({
      name: `${name}-${what}`,
      unit: what === 'cpu' ? 'ms/order' : 'ms',
      values: pick(hub, what),
      ...beside(what),
      lowerIsBetter: true,
    }),
  );
  const perSecond = {
    name: `${name}-beside-postgres`,
    unit: 'orders/s',
    values: pick(hub, 'perSecond'),
    ...beside('perSecond'),
    ...(postgres.length === 0 ? {} : { target: 1 }),
  };
  return [figureOf(perSecond), ...times];
}

/** Spread orders beside programs that make the same write without any rule, and those beside each other. */
function figuresBesideBare(beside: BesideBare): Figure[] {
  const perSecond = (at: 'hub' | (typeof BARE)[number]): number[] => pick(beside[at], 'perSecond');
  const of = (name: string, values: readonly number[], baselines: readonly number[], target = NaN): Figure =>
    figureOf({ name, unit: 'orders/s', values, baselines, target });
  return [
    of('orders-spread-16-beside-bare-writes', perSecond('hub'), beside.bareWrites, OF_BARE_WRITES),
    of('orders-spread-16-beside-bare-server', perSecond('hub'), perSecond('bareServer')),
    of('orders-spread-16-beside-bare-graphql', perSecond('hub'), perSecond('bareGraphql')),
    of('bare-server-beside-bare-writes', perSecond('bareServer'), beside.bareWrites),
    of('bare-graphql-beside-bare-writes', perSecond('bareGraphql'), beside.bareWrites),
    ...BARE.map((at) =>
      figureOf({
        name: `${at === 'bareServer' ? 'bare-server' : 'bare-graphql'}-cpu`,
        unit: 'ms/order',
        values: pick(beside[at], 'cpu'),
        lowerIsBetter: true,
      }),
    ),
  ];
}

/** About what the document of an order of two items takes, with its pass. */
export const DOCUMENT = { _id: 'pickup-order~x', body: { filling: 'x'.repeat(900) } };
