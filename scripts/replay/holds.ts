/**
 * Points set aside for web orders: the order takes them when it is placed, and
 * they are given back when it is not. And those a member spends in the app
 * while a till takes them too.
 */
import type { MemberId } from '@ringfence/domain/basic/ids.ts';
import { pointsFor, worthOf } from '@ringfence/domain/loyalty/rules.ts';
import { CaptureHold, HoldPoints, ReleaseHold } from '@ringfence/graphql/generated/operations.ts';
import type { OrderStep } from '../trade-data/steps.ts';
import { wishOf } from './wish.ts';
import type { World } from './world.ts';

export interface OrderHold {
  readonly id: string;
  readonly member: MemberId;
  readonly points: number;
}

const HOLD_MS = 24 * 3_600_000;

/** Nothing when nobody is named, the member does not want to redeem, or is refused. */
export async function holdFor(world: World, step: OrderStep): Promise<OrderHold | undefined> {
  const { members } = world;
  const member = step.customer === undefined ? undefined : members.idOf(step.customer);
  if (member === undefined) return undefined;
  const basket = step.lines.reduce((sum, { sku, units }) => sum + units * (world.products.get(sku)?.price ?? 0), 0);
  const points = await wishOf(world, { member, step: step.id, total: basket });
  if (points === 0) return undefined;
  return hold(world, { id: `hold-${step.id}`, member, points }, basket);
}

/** All points of the member, those that stores were lent too; when that is refused, those the app shows as free. */
export async function spendInApp(world: World, { id, member }: { id: string; member: MemberId }): Promise<void> {
  world.tally.note('points spent in the app and at a cut-off till at once');
  const { available, balance } = await world.members.pointsOf(member);
  const wanted = [
    { id, points: balance },
    { id: `${id}-free`, points: available },
  ];
  for (const { id: name, points } of wanted) {
    const held = points > 0 ? await hold(world, { id: name, member, points }) : undefined;
    if (held) return capture(world, held, { id: name, total: worthOf(world.members.rules, points) });
  }
}

async function hold(world: World, wanted: OrderHold, basket?: number): Promise<OrderHold | undefined> {
  const { tally, retailer } = world;
  const until = new Date(Date.now() + HOLD_MS).toISOString();
  const { id, member, points } = wanted;
  const input = { id, memberId: member, points, until, channel: 'web', ...(basket === undefined ? {} : { basket }) };
  const run = () => retailer.hub.operations.run(HoldPoints, { input });
  const { holdPoints: answer } = await tally.timed('hold points', run);
  if (answer.__typename !== 'PointsRecorded') {
    tally.refused('hold points', answer.code);
    return undefined;
  }
  tally.done('hold of points');
  return wanted;
}

/** Pays `total` minor units with what is held; what is left goes back. */
export async function capture(world: World, hold: OrderHold, order: { id: string; total: number }): Promise<void> {
  const { members, tally, retailer } = world;
  const points = Math.min(hold.points, pointsFor(members.rules, order.total));
  const input = { id: hold.id, memberId: hold.member, points, orderId: order.id };
  const run = () => retailer.hub.operations.run(CaptureHold, { input });
  const { captureHold: answer } = await tally.timed('capture points', run);
  if (answer.__typename === 'PointsRecorded') tally.done('capture of points');
  else tally.refused('capture points', answer.code);
}

export async function release({ tally, retailer }: World, hold: OrderHold): Promise<void> {
  const input = { id: hold.id, memberId: hold.member };
  const run = () => retailer.hub.operations.run(ReleaseHold, { input });
  const { releaseHold: answer } = await tally.timed('release points', run);
  if (answer.__typename === 'PointsRecorded') tally.done('release of points');
  else tally.refused('release points', answer.code);
}
