/** What web shoppers and clerks do with pickup orders. */
import type { Sku } from '@ringfence/domain/basic/ids.ts';
import { placeOrder } from '@ringfence/domain/pickup/place-order.ts';
import {
  endOrderCommand,
  handOverCommand,
  pickOrderCommand,
  shortPickCommand,
} from '@ringfence/store-node/src/commands/pickup.ts';
import type { Crowd, Deed, Goods } from './crowd.ts';
import { holdPoints, phoneOf } from './member-deeds.ts';

const PATIENCE_MS = 4000;
/** How often a web shop asks again before it gives up. */
const TRIES = 50;

export function order(crowd: Crowd, deed: Deed): void {
  const { random, name, store } = deed;
  const lines = [{ sku: crowd.anySku(random), units: random.between(1, 3) }];
  const expiresAt = crowd.world.scheduler.now + random.between(2, 600) * 1000;
  const command = { id: name('o'), store: store.id, lines, expiresAt };
  const member = crowd.members.get(phoneOf(random));
  if (member === undefined || random.chance(50)) return place(crowd, deed, command);
  if (random.chance(40)) return place(crowd, deed, { ...command, member });
  // Some of the points that are held may be for another order already, or be over.
  const held = crowd.holds.findLast((each) => each.member === member);
  if (held && random.chance(50)) return place(crowd, deed, { ...command, member, points: { hold: held.hold } });
  holdPoints(crowd, deed, { member, held: (hold) => place(crowd, deed, { ...command, member, points: { hold } }) });
}

interface Command {
  readonly id: string;
  readonly store: string;
  readonly lines: readonly Goods[];
  readonly expiresAt: number;
  readonly member?: string;
  readonly points?: { readonly hold: string };
}

/** Sends the order until the hub answers, under one id. */
function place(crowd: Crowd, { random, store }: Deed, input: Command): void {
  const { hub, scheduler, checker } = crowd.world;
  const command = placeOrder.parse(input);
  const { id, lines } = input;
  let isAnswered = false;
  const send = (tries: number): void => {
    if (isAnswered || tries === 0) return;
    hub.serve(
      (running) => running.placeOrder(command),
      (outcome) => {
        if (isAnswered) return;
        isAnswered = true;
        if (outcome.outcome === 'refused') return crowd.tally(`order refused: ${outcome.refusal.refused}`);
        const { document } = outcome;
        checker.answeredByHub(store.id, document._id, document.kind);
        crowd.tally(command.points ? 'order paid in points' : 'order');
        crowd.world.tell(`the hub ${outcome.outcome} ${document._id}`);
        crowd.passes.set(id, document.body.pass);
        crowd.ordered.set(id, lines);
      },
    );
    scheduler.later(random.chance(5) ? random.between(1, 20) : PATIENCE_MS, () => send(tries - 1));
  };
  send(TRIES);
}

export function cancel(crowd: Crowd, { random }: Deed): void {
  const id = crowd.anyOrder(random);
  if (id !== undefined) requestCancel(crowd, id);
}

function requestCancel(crowd: Crowd, id: string): void {
  crowd.world.hub.serve(
    (hub) => hub.requestCancel(id, { by: 'customer' }),
    ({ outcome }) => crowd.tally(`cancel ${outcome}`),
  );
}

export function extendOrCheckIn(crowd: Crowd, { random, name }: Deed): void {
  const id = crowd.anyOrder(random);
  if (id === undefined) return;
  const { hub, scheduler } = crowd.world;
  const expiresAt = scheduler.now + random.between(100, 1000) * 1000;
  const isExtended = random.chance(50);
  hub.serve<{ outcome: string }>(
    (running) => (isExtended ? running.extend(id, { id: name('e'), expiresAt }) : running.checkIn(id, {})),
    ({ outcome }) => crowd.tally(`${isExtended ? 'extension' : 'check-in'} ${outcome}`),
  );
}

export function pick(crowd: Crowd, deed: Deed): void {
  const id = crowd.liveOrder(deed);
  if (id !== undefined) crowd.ask(deed, pickOrderCommand, { id: deed.name('p'), order: id, place: '3' });
}

export function pickShort(crowd: Crowd, deed: Deed): void {
  const { store, random, name } = deed;
  const id = crowd.liveOrder(deed);
  const line = store.running?.store.order(id ?? '')?.placed?.body.lines[0];
  if (id === undefined || !line || crowd.goodsIn(store.id, line.sku) < 1) return;
  const { sku } = line;
  const reason = random.pick(['not-found', 'damaged', 'display'] as const);
  const input = { id: name('s'), order: id, reason, lines: [{ sku, units: 1 }] };
  if (reason !== 'not-found') return crowd.ask(deed, shortPickCommand, input);
  // An item that was not found is gone, or was never there: a deficit of the counter.
  const unpaid = (store.running?.store.state.book.of('deficit').get(sku) ?? 0) < 0 ? 1 : 0;
  crowd.move(store.id, sku, -1 + unpaid);
  crowd.ask(deed, shortPickCommand, input, {
    refused: () => crowd.move(store.id, sku, 1 - unpaid),
    done: (document) => {
      const { lines } = document.body as { lines: { settles: number }[] };
      const settles = lines.reduce((sum, each) => sum + each.settles, 0);
      crowd.move(store.id, sku, settles - unpaid);
    },
  });
}

export function handOver(crowd: Crowd, deed: Deed): void {
  const { random } = deed;
  const known = random.chance(40) ? crowd.liveOrder(deed) : undefined;
  const id = known ?? crowd.anyOrder(random);
  if (id === undefined) return;
  const pass = crowd.passes.get(id);
  const byName = known !== undefined && random.chance(50);
  give(crowd, deed, byName || pass === undefined ? { order: id } : { order: id, pass });
}

/** The customer cancels on the way to the counter; two clerks may have the pass. Exactly one of all that happens. */
export function race(crowd: Crowd, deed: Deed): void {
  const { random, store } = deed;
  const id = crowd.liveOrder(deed);
  const pass = id === undefined ? undefined : crowd.passes.get(id);
  if (id === undefined || pass === undefined) return;
  const deeds = [
    () => requestCancel(crowd, id),
    () => give(crowd, deed, { order: id, pass }),
    () => give(crowd, deed, { order: id, pass, id: deed.name('h') }),
    () => crowd.ask({ ...deed, store }, endOrderCommand, { order: id, reason: 'cancelled' }),
  ];
  for (const each of random.shuffled(deeds).slice(0, 3)) crowd.world.scheduler.later(random.between(0, 30), each);
}

function give(crowd: Crowd, deed: Deed, input: { order: string; pass?: string; id?: string }): void {
  const { store } = deed;
  if (crowd.counting.has(store.id)) return;
  const wanted = crowd.ordered.get(input.order) ?? [];
  // Nobody hands over what is not there; what is fetched is put back when it is not handed over.
  if (wanted.some(({ sku, units }) => crowd.goodsIn(store.id, sku) < units)) return;
  const fetch = (sign: 1 | -1): void => wanted.forEach(({ sku, units }) => crowd.move(store.id, sku, sign * units));
  fetch(-1);
  crowd.ask(deed, handOverCommand, input, {
    refused: () => fetch(1),
    done: (document) => {
      fetch(1);
      if (crowd.handedOver.has(document._id)) return;
      crowd.handedOver.add(document._id);
      const { lines } = document.body as { lines: Goods[] };
      for (const { sku, units } of lines) crowd.move(store.id, sku as Sku, -units);
      crowd.sold.push({ id: input.order, store: store.id, lines });
    },
  });
}

export function endOrder(crowd: Crowd, deed: Deed): void {
  const id = crowd.liveOrder(deed);
  if (id !== undefined) crowd.ask(deed, endOrderCommand, { order: id, reason: 'cancelled' });
}
