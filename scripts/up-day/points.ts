/**
 * A member of the day: points pay for a part of what is ordered on the web, come
 * back when an order is cancelled or not collected, and are earned when the
 * goods are handed over.
 */
import {
  AdjustPoints,
  EnrolMember,
  HoldPoints,
  MemberPoints,
  PlacePickupOrder,
  PutLoyaltyRules,
} from '@ringfence/graphql/generated/operations.ts';
import type { RunningStore } from '../processes/retailer.ts';
import { cancel, command, type Crew, handOver, type Item, named, pick, recorded, until } from './crew.ts';
import { money } from './voice.ts';

/** Five points for a pound; a point is worth a penny. */
const RULES = {
  currency: 'GBP',
  accrual: { points: 5, per: 100 },
  redemption: { points: 1, value: 1, minimum: 50 },
  tiers: [{ name: 'Regular', from: 20_000, rate: 120 }],
  expiryDays: 365,
  leases: { share: 50, perMember: 2000, perStore: 1000, days: 7 },
};
const WELCOME = 400;
const PART = 120;
const HOLD_MS = 3_600_000;

export async function memberOfTheDay(crew: Crew, store: RunningStore, item: Item): Promise<void> {
  const { voice } = crew;
  voice.chapter('Points pay, and come back');
  const member = await enrol(crew);
  voice.line('web', `a new member is welcomed with ${WELCOME} points; a point is worth a penny`);
  const collected = await orderWithPoints(crew, store, { member, item });
  voice.line('web', await told(crew, member));
  await pick(crew, store, collected.id);
  recorded(await handOver(crew, store, collected.pass));
  voice.line(store.id, `hands the order over; ${await until('the points are earned', () => settled(crew, member))}`);
  const cancelled = await orderWithPoints(crew, store, { member, item });
  await cancel(crew, store, cancelled.id);
  voice.line('web', `the customer cancels; ${await until('the points are back', () => settled(crew, member))}`);
  const left = await orderWithPoints(crew, store, { member, item });
  await until(`${store.id} ends the order`, async () => {
    const body = { order: left.id, reason: 'expired' };
    const answer = await command(crew, { store, path: 'order-ends', body });
    return answer.outcome === 'refused' && answer.code === 'unknown-order' ? undefined : recorded(answer);
  });
  voice.line(store.id, `nobody collects it; ${await until('the points are back', () => settled(crew, member))}`);
}

async function enrol(crew: Crew): Promise<string> {
  const { operations } = crew.retailer.hub;
  const { putLoyaltyRules: rules } = await operations.run(PutLoyaltyRules, { rules: JSON.stringify(RULES) });
  if (rules.__typename !== 'LoyaltyRulesRecorded') throw new Error(`the rules were refused: ${rules.message}`);
  const id = crew.newId('member');
  const identities = [{ kind: 'CARD' as const, value: id }];
  const { enrolMember: made } = await operations.run(EnrolMember, { input: { id, channel: 'web', identities } });
  if (made.__typename !== 'PointsRecorded') throw new Error(`the member was refused: ${made.message}`);
  const memberId = made.member.id;
  const input = { id: `welcome-${id}`, memberId, points: WELCOME, by: 'office', reason: 'welcome' };
  const { adjustPoints: given } = await operations.run(AdjustPoints, { input });
  if (given.__typename !== 'PointsRecorded') throw new Error(`the welcome was refused: ${given.message}`);
  return memberId;
}

async function orderWithPoints(
  crew: Crew,
  store: RunningStore,
  { member, item }: { member: string; item: Item },
): Promise<{ id: string; pass: string }> {
  const { hub } = crew.retailer;
  const token = hub.tokenFor(member);
  const [id, hold] = [crew.newId('order'), crew.newId('hold')];
  const until = new Date(Date.now() + HOLD_MS).toISOString();
  const { holdPoints: held } = await hub.shop.run(HoldPoints, { input: { id: hold, points: PART, until } }, token);
  if (held.__typename !== 'PointsRecorded') throw new Error(`the hold was refused: ${held.message}`);
  const lines = [{ sku: item.product.sku, units: item.units }];
  const input = { id, storeId: store.id, lines, points: { hold } };
  const { placePickupOrder: result } = await hub.shop.run(PlacePickupOrder, { input }, token);
  if (result.__typename !== 'PickupOrderRecorded') throw new Error(`the order was refused: ${result.message}`);
  crew.tally.acknowledge(store.id, 'down', `pickup-order~${id}`);
  crew.tally.of(store.id).orders += 1;
  const { total, points, pass } = result.order;
  const worth = points?.worth.amount ?? 0;
  const rest = money(total.amount - worth, total.currency);
  crew.voice.line(
    'web',
    `order of ${named(item)} at ${store.id}: ${money(worth, total.currency)} in points, ${rest} in money`,
  );
  return { id, pass };
}

async function told(crew: Crew, member: string): Promise<string> {
  const { balance, pending } = await pointsOf(crew, member);
  return `the member has ${balance} points, and ${pending} are pending`;
}

/** What the member has once nothing is pending any more. */
async function settled(crew: Crew, member: string): Promise<string | undefined> {
  const { pending } = await pointsOf(crew, member);
  return pending === 0 ? told(crew, member) : undefined;
}

async function pointsOf(crew: Crew, id: string): Promise<{ balance: number; pending: number }> {
  const { member } = await crew.retailer.hub.operations.run(MemberPoints, { id });
  if (!member) throw new Error('the member is not known');
  return member.points;
}
