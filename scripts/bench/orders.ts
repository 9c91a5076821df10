/**
 * Durable pickup orders a second at the hub over GraphQL: spread over fifty stores and a thousand items, and all for
 * five hot items of one store with limited stock. Beside them the service people would otherwise write on PostgreSQL,
 * and bare writes of the same documents to the same storage. Of no item may more be promised than there is.
 */
import { join } from 'node:path';
import { type Figure, figureOf } from './figure.ts';
import { Helper } from './helper.ts';
import { HOT_SKUS } from './loads.ts';
import { Postgres } from './postgres.ts';
import type { Scale } from './scale.ts';
import { SKUS, startSeededHub, STORES, UNITS } from './seeded-hub.ts';

/** Units of each hot item: fewer than are asked for. */
const HOT_UNITS = 1_000;
const CLIENTS = [16, 64] as const;
const HOT = { skus: HOT_SKUS, units: HOT_UNITS };
const PATTERNS = ['spread', 'hot'] as const;

interface Round {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}
type Rounds = Record<'hub' | 'postgres', Round[]>;

export async function orders({ directory, rounds, ms }: Scale): Promise<Figure[]> {
  const retailer = await startSeededHub(join(directory, 'hub'), HOT);
  const { hub } = retailer;
  const [load, service, bare] = [new Helper(), new Helper(), new Helper()];
  const postgres = await Postgres.start();
  const other = postgres && (await serviceOn(postgres, service));
  if (!other) console.error('orders: PostgreSQL is not installed here, so there is no baseline of it');

  let loads = 0;
  const hotPromised = { hub: 0, postgres: 0 };
  const drive = async (
    at: 'hub' | 'postgres',
    which: (typeof PATTERNS)[number],
    clients: number,
    milliseconds = ms,
  ) => {
    const url = at === 'hub' ? hub.process.url : (other ?? '');
    const seen = await load.run('loadOrders', {
      at,
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
    return seen;
  };
  await drive('hub', 'spread', 16, ms / 2);
  if (other) await drive('postgres', 'spread', 16, ms / 2);

  const figures: Figure[] = [];
  for (const which of PATTERNS)
    for (const clients of CLIENTS) {
      const seen: Rounds = { hub: [], postgres: [] };
      for (let round = 0; round < rounds; round++) {
        seen.hub.push(await drive('hub', which, clients));
        if (other) seen.postgres.push(await drive('postgres', which, clients));
      }
      figures.push(...figuresOf(`orders-${which}-${clients}`, seen));
    }
  figures.push(await besideBareWrites(bare, join(directory, 'bare'), { rounds, ms, figures }));
  for (const helper of [load, service, bare]) helper.stop();
  postgres?.stop();
  await retailer.kill();
  const oversold = Math.max(0, hotPromised.hub - HOT_SKUS * HOT_UNITS);
  return [
    ...figures,
    figureOf({ name: 'orders-oversold', unit: 'units', values: [oversold], target: 0, lowerIsBetter: true }),
  ];
}

async function serviceOn(postgres: Postgres, helper: Helper): Promise<string> {
  const { socket, user } = postgres;
  const input = { socket, user, stores: STORES, skus: SKUS, units: UNITS, hot: HOT };
  return (await helper.run('postgresService', input)).url;
}

function figuresOf(name: string, { hub, postgres }: Rounds): Figure[] {
  const pick = (rounds: readonly Round[], what: keyof Round): number[] => rounds.map((round) => round[what]);
  const beside = (what: keyof Round) => (postgres.length === 0 ? {} : { baselines: pick(postgres, what) });
  return [
    figureOf({
      name: `${name}-beside-postgres`,
      unit: 'orders/s',
      values: pick(hub, 'perSecond'),
      ...beside('perSecond'),
      ...(postgres.length === 0 ? {} : { target: 1 }),
    }),
    figureOf({ name: `${name}-p50`, unit: 'ms', values: pick(hub, 'p50'), ...beside('p50'), lowerIsBetter: true }),
    figureOf({ name: `${name}-p99`, unit: 'ms', values: pick(hub, 'p99'), ...beside('p99'), lowerIsBetter: true }),
  ];
}

/** The same figure of spread orders, beside writes of a document of an order's size without any rule. */
async function besideBareWrites(
  bare: Helper,
  directory: string,
  { rounds, ms, figures }: { rounds: number; ms: number; figures: readonly Figure[] },
): Promise<Figure> {
  const document = { _id: 'pickup-order~x', body: { filling: 'x'.repeat(ORDER_BYTES) } };
  const baselines: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const input = { directory: `${directory}-${round}`, document, callers: 16, ms };
    baselines.push((await bare.run('bareWrites', input)).perSecond);
  }
  const value = figures.find(({ name }) => name === 'orders-spread-16-beside-postgres')?.value ?? NaN;
  return figureOf({
    name: 'orders-spread-16-beside-bare-writes',
    unit: 'orders/s',
    values: [value],
    baselines,
    target: 0.5,
  });
}

/** About what the document of an order of two items takes, with its pass. */
const ORDER_BYTES = 900;
