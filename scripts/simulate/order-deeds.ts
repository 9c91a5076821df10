/** What web shoppers and clerks do with pickup orders. */
import type { Sku } from '@ringfence/domain/basic/ids.ts';
import { placeOrder } from '@ringfence/domain/pickup/place-order.ts';
import type { Substitution } from '@ringfence/domain/documents/gather.ts';
import type { HandOver, ShortPick } from '@ringfence/domain/documents/pickup.ts';
import type { Sale } from '@ringfence/domain/documents/sale.ts';
import type { Identity } from '@ringfence/domain/member/identity.ts';
import { decideCollect } from '@ringfence/domain/pickup/counter.ts';
import { collectOrderCommand } from '@ringfence/store-node/src/commands/collect.ts';
import {
  assignOrderCommand,
  endOrderCommand,
  handOverCommand,
  pickOrderCommand,
  shortPickCommand,
  substituteItemCommand,
} from '@ringfence/store-node/src/commands/pickup.ts';
import type { Contact } from '@ringfence/central/src/hub.ts';
import { Breach } from './breach.ts';
import type { Crowd, Deed, Ending, Goods } from './crowd.ts';
import { holdPoints, phoneOf } from './member-deeds.ts';
import { aRegister, cashIn, price } from './sale-deeds.ts';

const PATIENCE_MS = 4000;
/** How often a web shop asks again before it gives up. */
const TRIES = 50;

export function order(crowd: Crowd, deed: Deed): void {
  const { random, name, store } = deed;
  const first = { sku: crowd.anySku(random), units: random.between(1, 3) };
  const second = { sku: crowd.anySku(random), units: random.between(1, 2) };
  const lines = random.chance(70) || second.sku === first.sku ? [first] : [first, second];
  const expiresAt = crowd.world.scheduler.now + random.between(2, 600) * 1000;
  const payment = random.chance(35) ? 'due' : 'paid';
  const command = { id: name('o'), store: store.id, lines, expiresAt, payment };
  const phone = phoneOf(random);
  const contact = random.chance(20) ? { contact: { name: 'A. Customer', phone } } : {};
  const member = crowd.members.get(phone);
  if (member === undefined && random.chance(50))
    return place(crowd, deed, { ...command, ...contact, identity: { kind: 'phone', value: phone } });
  if (member === undefined || random.chance(50)) return place(crowd, deed, { ...command, ...contact });
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
  readonly payment: string;
  readonly member?: string;
  readonly points?: { readonly hold: string };
  readonly contact?: Contact;
  /** How somebody is known who need not be a member yet. */
  readonly identity?: Identity;
}

/** Sends the order until the hub answers, under one id. */
function place(crowd: Crowd, { random, store }: Deed, { contact, identity, ...input }: Command): void {
  const { hub, scheduler, checker } = crowd.world;
  const command = placeOrder.parse(input);
  const { id, lines } = input;
  let isAnswered = false;
  const send = (tries: number): void => {
    if (isAnswered || tries === 0) return;
    hub.serve(
      (running) => {
        const claim = identity && { claim: running.members.keys.claimOf(identity) };
        return running.placeOrder({ ...command, ...claim }, contact, identity);
      },
      (outcome) => {
        if (isAnswered) return;
        isAnswered = true;
        if (outcome.outcome === 'refused') return crowd.tally(`order refused: ${outcome.refusal.refused}`);
        const { document } = outcome;
        checker.answeredByHub(store.id, document._id, document.kind);
        crowd.tally(command.points ? 'order paid in points' : `order ${command.payment}`);
        if (identity) crowd.tally('order of somebody who is no member yet');
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

export function assign(crowd: Crowd, deed: Deed): void {
  const { random, name } = deed;
  const order = crowd.liveOrder(deed);
  if (order === undefined) return;
  const [by, to] = [random.pick(['ann', 'bob']), random.pick(['ann', 'bob', null])];
  const override = random.chance(20) ? { by: 'sup1', reason: 'break' } : null;
  crowd.ask(deed, assignOrderCommand, { id: name('g'), order, by, to, override });
}

/** An item of an order that is missing, and why by the rules the store knows. */
interface Missing {
  readonly order: string;
  readonly sku: Sku;
  readonly reason: string;
  /** An item that was not found is gone, or was never there: a deficit of the counter. */
  readonly isLost: boolean;
}

function aMissing(crowd: Crowd, deed: Deed): Missing | undefined {
  const { store, random } = deed;
  const order = crowd.liveOrder(deed);
  const lines = store.running?.store.order(order ?? '')?.placed?.body.lines;
  if (order === undefined || !lines) return undefined;
  const { sku } = random.pick(lines);
  const { code: reason, effect } = random.pick(store.running?.store.catalogue.pickRules.reasons ?? []);
  return crowd.goodsIn(store.id, sku) < 1 ? undefined : { order, sku, reason, isLost: effect === 'lost' };
}

export function pickShort(crowd: Crowd, deed: Deed): void {
  const missing = aMissing(crowd, deed);
  if (!missing) return;
  const { order, reason, sku } = missing;
  const input = { id: deed.name('s'), order, reason, lines: [{ sku, units: 1 }] };
  crowd.ask(deed, shortPickCommand, input, lose(crowd, deed, missing));
}

/** Another item in place of a missing one. */
export function substitute(crowd: Crowd, deed: Deed): void {
  const { random, name } = deed;
  const missing = aMissing(crowd, deed);
  if (!missing) return;
  const { order, reason, sku } = missing;
  const input = {
    id: name('u'),
    order,
    by: 'ann',
    reason,
    agreed: { by: 'customer', how: random.pick(['phone', 'in-person', 'beforehand']) },
    missing: { sku, units: 1 },
    given: { sku: crowd.anySku(random), units: random.between(1, 2) },
  };
  crowd.ask(deed, substituteItemCommand, input, lose(crowd, deed, missing));
}

/** The goods of a missing item, as far as they are gone. */
function lose(crowd: Crowd, { store }: Deed, { sku, isLost }: Missing): Ending {
  if (!isLost) return {};
  const unpaid = (store.running?.store.state.book.of('deficit').get(sku) ?? 0) < 0 ? 1 : 0;
  crowd.move(store.id, sku, -1 + unpaid);
  return {
    refused: () => crowd.move(store.id, sku, 1 - unpaid),
    done: ({ kind, body }) => {
      const lines = kind === 'substitution' ? [(body as Substitution).missing] : (body as ShortPick).lines;
      const settles = lines.reduce((sum, each) => sum + each.settles, 0);
      crowd.move(store.id, sku, settles - unpaid);
    },
  };
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

function give(crowd: Crowd, deed: Deed, shown: { order: string; pass?: string; id?: string }): void {
  const { store, random } = deed;
  if (crowd.counting.has(store.id)) return;
  const wanted = crowd.ordered.get(shown.order) ?? [];
  // Nobody hands over what is not there; what is fetched is put back when it is not handed over.
  if (wanted.some(({ sku, units }) => crowd.goodsIn(store.id, sku) < units)) return;
  const fetch = (sign: 1 | -1): void => wanted.forEach(({ sku, units }) => crowd.move(store.id, sku, sign * units));
  fetch(-1);
  const register = aRegister(random);
  const due = dueFor(deed, shown);
  const addOn = random.chance(15) ? more(crowd, deed, register) : undefined;
  const input = {
    ...shown,
    register,
    ...(due > 0 ? { tenders: [{ kind: 'cash', amount: due }] } : {}),
    ...(addOn ? { addOn: addOn.sale } : {}),
  };
  crowd.ask(deed, addOn || random.chance(50) ? collectOrderCommand : handOverCommand, input, {
    refused: () => {
      fetch(1);
      addOn?.refused();
    },
    done: (document) => {
      fetch(1);
      addOn?.done();
      if (crowd.handedOver.has(document._id)) return;
      crowd.handedOver.add(document._id);
      const { lines, tenders } = document.body as HandOver;
      if (tenders.length > 0) crowd.tally('hand-over paid at the counter');
      crowd.pay(
        store.id,
        register,
        tenders.reduce((sum, { amount }) => sum + amount, 0),
      );
      for (const { sku, units } of lines) crowd.move(store.id, sku as Sku, -units);
      if (lines.length > 0) crowd.sold.push({ id: shown.order, store: store.id, lines });
    },
  });
}

/** What the till says is to be paid for all that is held. */
function dueFor({ store }: Deed, shown: { order: string; pass?: string }): number {
  const there = store.running?.store;
  if (!there) return 0;
  const { now, verifyPass: verify } = there.ports;
  const collected = decideCollect(there.state, shown, { now: now(), verify });
  if (!collected.ok) return 0;
  const { held, toPay } = collected.value.offer;
  return toPay(new Map(held.map(({ sku, units }) => [sku, units])));
}

/** Something bought with the order: both are recorded, or neither. */
function more(crowd: Crowd, { store, random, name }: Deed, register: string): Sold | undefined {
  const goods = [{ sku: crowd.anySku(random), units: 1 }];
  const [{ sku }] = goods as [Goods];
  if (crowd.goodsIn(store.id, sku) < 1) return undefined;
  const id = name('x');
  const { total, ...priced } = price(goods, random, { store: store.running?.store });
  crowd.move(store.id, sku, -1);
  const sale = { id, register, currency: 'EUR', ...priced, tenders: [{ kind: 'cash', amount: total }], member: null };
  return {
    sale,
    refused: () => crowd.move(store.id, sku, 1),
    done: () => {
      const log = store.running?.journal.log;
      if (log?.positionOf(`sale~${id}`) === undefined)
        crowd.world.fail(new Breach('both or neither', `sale ${id} is not there, the order it came with is`));
      crowd.tally('sale with a hand-over');
      const paid = log
        ?.get(`sale~${id}`)
        .then((document) => crowd.pay(store.id, register, cashIn(document?.body as Sale)));
      if (paid) crowd.world.guard(paid);
      crowd.sold.push({ id, store: store.id, lines: goods });
    },
  };
}

interface Sold {
  readonly sale: object;
  readonly done: () => void;
  readonly refused: () => void;
}

export function endOrder(crowd: Crowd, deed: Deed): void {
  const id = crowd.liveOrder(deed);
  if (id !== undefined) crowd.ask(deed, endOrderCommand, { order: id, reason: 'cancelled' });
}
