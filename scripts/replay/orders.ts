/** Steps about pickup orders: placed at the hub, gathered, handed over or ended at the store. */
import type { MemberId } from '@ringfence/domain/basic/ids.ts';
import type { HandOver } from '@ringfence/domain/documents/pickup.ts';
import {
  CancelPickupOrder,
  CheckIn,
  PlacePickupOrder,
  type PlacePickupOrderMutation,
} from '@ringfence/graphql/generated/operations.ts';
import type { FollowStep, OrderStep, ShortPickStep, SkuUnits } from '../trade-data/steps.ts';
import { acknowledge, command, commandWhenKnown } from './command.ts';
import { remember } from './goods.ts';
import { holdFor, release } from './holds.ts';
import { defer, type World } from './world.ts';

/** Times the web shop offers what is left. */
const ATTEMPTS = 3;
const NOT_PLACED = 'steps of orders that were not placed';

type Placed = PlacePickupOrderMutation['placePickupOrder'];

/**
 * A web order; when units lack, the customer orders what can be promised. A member signs in, and may pay with points;
 * somebody who is none yet leaves the number of the card.
 */
export async function place(world: World, step: OrderStep): Promise<void> {
  const { tally, retailer, members } = world;
  const { hub } = retailer;
  const member = step.customer === undefined ? undefined : members.idOf(step.customer);
  const token = member === undefined ? undefined : hub.tokenFor(member);
  let hold = await holdFor(world, step);
  let lines: readonly SkuUnits[] = step.lines;
  for (let attempt = 1; attempt <= ATTEMPTS && lines.length > 0; attempt++) {
    const payment = step.payment === 'due' ? 'DUE' : 'PAID';
    const input = {
      id: step.id,
      storeId: step.store,
      lines: lines.map(({ sku, units }) => ({ sku, units })),
      payment,
      ...whoseOf(world, step, member),
      ...(hold === undefined ? {} : { points: { hold: hold.id } }),
    } as const;
    const run = () => hub.shop.run(PlacePickupOrder, { input }, token);
    const { placePickupOrder: result }: { placePickupOrder: Placed } = await tally.timed('place order', run);
    if (result.__typename === 'PickupOrderRecorded') {
      acknowledge(world, step.store, 'down', `pickup-order~${step.id}`);
      tally.done(lines === step.lines ? 'order' : 'order of what was left');
      if (world.cutOff.has(step.store)) tally.note('orders placed while the store was cut off');
      const { pass, due, points, lines: placed } = result.order;
      if (points && points.redeemed > 0) tally.done('order paid in points');
      const units = new Map(placed.map((line) => [line.sku, line.units]));
      world.orders.set(step.id, { store: step.store, pass, due: due.amount, units });
      return;
    }
    tally.refused('place order', result.code);
    if (result.__typename === 'PointsRefused') {
      // The points are somewhere else by now: the order is paid in money.
      hold = undefined;
      continue;
    }
    if (result.__typename !== 'InsufficientPromise') break;
    const promised = new Map(result.shortages.map((line) => [line.sku, line.promised]));
    lines = lines
      .map((line) => ({ ...line, units: Math.min(line.units, promised.get(line.sku) ?? line.units) }))
      .filter((line) => line.units > 0);
  }
  if (hold) await release(world, hold);
  tally.note('web customers who left without anything');
}

/** Whose points the order earns. */
function whoseOf({ members }: World, { customer }: OrderStep, member: MemberId | undefined) {
  if (member !== undefined) return { memberId: member };
  if (customer === undefined) return {};
  return { identity: { kind: 'CARD' as const, value: members.cardOf(customer) } };
}

export async function cancel(world: World, step: FollowStep): Promise<void> {
  const order = world.orders.get(step.of);
  if (order === undefined) return world.tally.note(NOT_PLACED);
  const input = { orderId: step.of, by: 'CUSTOMER' } as const;
  const run = () => world.retailer.hub.checkout.run(CancelPickupOrder, { input });
  const { cancelPickupOrder: result } = await world.tally.timed('cancel order', run);
  if (result.__typename !== 'PickupOrderRecorded') return world.tally.refused('cancel order', result.code);
  acknowledge(world, step.store, 'down', `cancel-request~${step.of}`);
  world.tally.done('cancel');
}

export async function checkIn(world: World, step: FollowStep): Promise<void> {
  if (!world.orders.has(step.of)) return world.tally.note(NOT_PLACED);
  const run = () => world.retailer.hub.checkout.run(CheckIn, { input: { orderId: step.of, where: 'door' } });
  const { checkIn: result } = await world.tally.timed('check in', run);
  if (result.__typename !== 'PickupOrderRecorded') return world.tally.refused('check in', result.code);
  acknowledge(world, step.store, 'down', `check-in~${step.of}`);
  world.tally.done('check-in');
}

/** All lines gathered. A store that is cut off may not know the order; it is then handed over by its pass alone. */
export async function pick(world: World, step: FollowStep): Promise<void> {
  if (!world.orders.has(step.of)) return world.tally.note(NOT_PLACED);
  const asked = { step, path: 'picks', body: { id: step.id, order: step.of } } as const;
  const answer = await commandWhenKnown(world, asked, 'unknown-order');
  if (answer.outcome !== 'refused') world.tally.done('pick');
}

export async function shortPick(world: World, step: ShortPickStep): Promise<void> {
  const order = world.orders.get(step.of);
  if (order === undefined || (order.units.get(step.line.sku) ?? 0) < step.line.units)
    return world.tally.note(NOT_PLACED);
  const body = { id: step.id, order: step.of, reason: 'not-found', lines: [step.line] };
  const answer = await commandWhenKnown(world, { step, path: 'short-picks', body }, 'unknown-order');
  if (answer.outcome !== 'refused') world.tally.done('short pick');
}

/** The customer shows the pass; it is all a store needs that has not received the order. */
export async function handOver(world: World, step: FollowStep): Promise<void> {
  const order = world.orders.get(step.of);
  if (order === undefined) return world.tally.note(NOT_PLACED);
  const tenders = order.due === 0 ? [] : [{ kind: 'card', amount: order.due }];
  const body = { pass: order.pass, register: 'R1', tenders };
  const answer = await command<HandOver>(world, { step, path: 'hand-overs', body });
  if (answer.outcome === 'refused') return;
  const handed = answer.document.body;
  world.tally.done(handed.pass === null ? 'hand-over' : 'hand-over by pass alone');
  remember(world, step.of, handed.lines);
}

/** Nobody came: the store ends the order, once it knows of it. */
export async function endUncollected(world: World, step: FollowStep): Promise<void> {
  const order = world.orders.get(step.of);
  if (order === undefined) return world.tally.note(NOT_PLACED);
  const asked = { step, path: 'order-ends', body: { order: step.of, reason: 'expired' } } as const;
  const answer = await commandWhenKnown(world, asked, 'unknown-order');
  if (answer.outcome !== 'refused') {
    world.tally.done('no-show');
  } else if (answer.code === 'unknown-order' && world.cutOff.has(step.store)) defer(world, step);
}
