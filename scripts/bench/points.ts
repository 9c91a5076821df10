/**
 * Points at the hub over GraphQL: what an app asks, beside a bare server that
 * answers the same bytes; and a hold with its capture, both durable, beside a
 * bare loop of synced, grouped writes, two for each.
 */
import { AdjustPoints, EnrolMember, PutLoyaltyRules } from '@ringfence/graphql/generated/operations.ts';
import type { HubApi } from '../clients/hub-api.ts';
import { startRetailer } from '../processes/retailer.ts';
import { type Figure, figureOf } from './figure.ts';
import { CURRENCY } from './goods.ts';
import { Helper } from './helper.ts';
import { CLIENTS, type Scale } from './scale.ts';

const MEMBERS = 500;
const POINTS = 100_000_000;
const WRITES_OF_A_PAIR = 2;
const HASH = '0'.repeat(64);
const RULES = {
  currency: CURRENCY,
  accrual: { points: 1, per: 100 },
  redemption: { points: 1, value: 1 },
};

export async function points({ directory, rounds, ms }: Scale): Promise<Figure[]> {
  const retailer = await startRetailer({ directory: `${directory}/retailer`, stores: [], products: [], basePort: 0 });
  const { hub } = retailer;
  const members = await membersWithPoints(hub.operations);
  const [helper, bare] = [new Helper(), new Helper()];
  const target = { key: hub.keys.operations, clients: CLIENTS, members };
  const ask = (url: string, milliseconds: number) =>
    helper.run('loadMemberPoints', { ...target, url, ms: milliseconds });
  let loads = 0;
  const hold = (milliseconds: number) =>
    helper.run('loadHolds', { ...target, url: hub.process.url, ms: milliseconds, prefix: `hold${++loads}-` });
  const { answer } = await ask(hub.process.url, ms);
  await hold(ms);
  const { url: bareUrl } = await bare.run('bareServer', { text: answer });
  const asked: [number[], number[]] = [[], []];
  const held: [number[], number[]] = [[], []];
  const p99: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    const seen = await ask(hub.process.url, ms);
    asked[0].push(seen.perSecond);
    p99[0].push(seen.p99);
    asked[1].push((await ask(bareUrl, ms)).perSecond);
    const pairs = await hold(ms);
    held[0].push(pairs.perSecond);
    p99[1].push(pairs.p99);
    const loop = { directory: `${directory}/bare-${round}`, document: holdDocument(), callers: CLIENTS, ms };
    held[1].push((await bare.run('bareWrites', loop)).perSecond / WRITES_OF_A_PAIR);
  }
  helper.stop();
  bare.stop();
  await retailer.kill();
  const lowerIsBetter = true;
  return [
    figureOf({ name: 'points', unit: 'requests/s', values: asked[0], baselines: asked[1] }),
    figureOf({ name: 'points-p99', unit: 'ms', values: p99[0], lowerIsBetter }),
    figureOf({ name: 'hold-capture', unit: 'pairs/s', values: held[0], baselines: held[1] }),
    figureOf({ name: 'hold-capture-p99', unit: 'ms a request', values: p99[1], lowerIsBetter }),
  ];
}

async function membersWithPoints(hub: HubApi): Promise<string[]> {
  const { putLoyaltyRules: rules } = await hub.run(PutLoyaltyRules, { rules: JSON.stringify(RULES) });
  if (rules.__typename !== 'LoyaltyRulesRecorded') throw new Error(rules.message);
  const enrolled = async (index: number): Promise<string> => {
    const identities = [{ kind: 'CARD' as const, value: String(1_000_000 + index) }];
    const { enrolMember: made } = await hub.run(EnrolMember, {
      input: { id: `member-${index}`, channel: 'web', identities },
    });
    if (made.__typename !== 'PointsRecorded') throw new Error(made.message);
    const { id: memberId } = made.member;
    const input = { id: `start-${index}`, memberId, points: POINTS, by: 'bench', reason: 'to begin with' };
    const { adjustPoints: given } = await hub.run(AdjustPoints, { input });
    if (given.__typename !== 'PointsRecorded') throw new Error(given.message);
    return memberId;
  };
  return Promise.all(Array.from({ length: MEMBERS }, (_, index) => enrolled(index)));
}

/** As large as what a hold writes. */
const holdDocument = (): object => ({
  kind: 'hold',
  v: 1,
  author: 'hub.1',
  n: 1,
  at: 0,
  prev: HASH,
  request: HASH,
  body: { hold: HASH.slice(0, 16), member: HASH.slice(0, 26), points: POINTS, until: 0, channel: 'web' },
});
