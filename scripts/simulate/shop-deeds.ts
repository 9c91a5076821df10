/** What clerks and customers do with goods in a store. */
import {
  adjustStockCommand,
  countStockCommand,
  dispatchGoodsCommand,
  receiveDeliveryCommand,
  receiveTransferCommand,
} from '@ringfence/store-node/src/commands/stock.ts';
import { completeSaleCommand } from '@ringfence/store-node/src/commands/complete-sale.ts';
import { takeBackCommand } from '@ringfence/store-node/src/commands/take-back.ts';
import { POINT, PRICE } from './catalogue.ts';
import type { Crowd, Deed } from './crowd.ts';
import { phoneOf } from './member-deeds.ts';

/** Points to be earned, and some to be redeemed. */
interface MemberPart {
  readonly claim: object;
  readonly redeem: { points: number } | null;
}

export function sell(crowd: Crowd, deed: Deed): void {
  const { random, name, store } = deed;
  const units = random.between(1, 3);
  const sku = crowd.anySku(random);
  // Nobody sells what is not in hand.
  if (crowd.goodsIn(store.id, sku) < units) return;
  const id = name('x');
  const total = units * PRICE;
  const isOffline = random.chance(4);
  const member = memberPart(crowd, deed, total, isOffline);
  const paid = (member?.redeem?.points ?? 0) * POINT;
  const tenders = [
    { kind: 'cash', amount: total - paid },
    { kind: 'points', amount: paid },
  ].filter(({ amount }) => amount > 0);
  const input = {
    id,
    currency: 'EUR',
    lines: [{ sku, units }],
    tenders,
    override: random.chance(14) ? { by: 'sup1', reason: 'in hand' } : null,
    ...(isOffline ? { offline: { at: crowd.world.scheduler.now } } : {}),
    member,
  };
  crowd.move(store.id, sku, -units);
  crowd.ask(deed, completeSaleCommand, input, {
    done: () => crowd.sold.push({ id, store: store.id, lines: [{ sku, units }] }),
    refused: () => crowd.move(store.id, sku, units),
  });
}

function memberPart(crowd: Crowd, { random }: Deed, total: number, isOffline: boolean): MemberPart | null {
  if (!random.chance(50)) return null;
  const phone = phoneOf(random);
  const member = crowd.members.get(phone);
  if (member === undefined || random.chance(25))
    return { claim: { identity: { kind: 'phone', value: phone } }, redeem: null };
  const points = random.between(5, Math.floor(total / POINT));
  return { claim: { member }, redeem: !isOffline && random.chance(50) ? { points } : null };
}

export function deliver(crowd: Crowd, deed: Deed): void {
  const { random, name, store } = deed;
  const sku = crowd.anySku(random);
  const units = random.between(1, 12);
  crowd.move(store.id, sku, units);
  const input = { id: name('d'), lines: [{ sku, units }] };
  crowd.ask(deed, receiveDeliveryCommand, input, { refused: () => crowd.move(store.id, sku, -units) });
}

/** Every item is counted, when nobody is in the middle of something. */
export function count(crowd: Crowd, deed: Deed): void {
  const { name, store } = deed;
  if ((crowd.pending.get(store.id) ?? 0) > 0) return;
  const lines = crowd.world.skus.map((sku) => ({ sku, counted: Math.max(0, crowd.goodsIn(store.id, sku)) }));
  crowd.counting.add(store.id);
  crowd.ask(deed, countStockCommand, { id: name('c'), lines }, { settled: () => crowd.counting.delete(store.id) });
}

export function adjust(crowd: Crowd, deed: Deed): void {
  const { random, name, store } = deed;
  const sku = crowd.anySku(random);
  const reason = random.pick(['damaged', 'theft', 'found'] as const);
  const change = { damaged: 0, theft: -1, found: 1 }[reason];
  if (crowd.goodsIn(store.id, sku) + change < 0) return;
  crowd.move(store.id, sku, change);
  const input = { id: name('a'), reason, lines: [{ sku, units: 1 }] };
  crowd.ask(deed, adjustStockCommand, input, { refused: () => crowd.move(store.id, sku, -change) });
}

export function dispatch(crowd: Crowd, deed: Deed): void {
  const { random, name, store } = deed;
  const to = random.pick(crowd.world.stores);
  const sku = crowd.anySku(random);
  const units = random.between(1, 3);
  if (to === store || crowd.goodsIn(store.id, sku) < units) return;
  const id = name('t');
  const lines = [{ sku, units }];
  crowd.move(store.id, sku, -units);
  crowd.ask(
    deed,
    dispatchGoodsCommand,
    { id, to: to.id, lines },
    {
      done: () => crowd.transfers.push({ id, to: to.id, lines }),
      refused: () => crowd.move(store.id, sku, units),
    },
  );
}

export function arrive(crowd: Crowd, deed: Deed): void {
  const { store } = deed;
  const transfer = crowd.transfers.find((each) => each.to === store.id);
  if (!transfer) return;
  const lines = transfer.lines.map(({ sku, units }) => ({ sku, shelf: units }));
  crowd.ask(
    deed,
    receiveTransferCommand,
    { transfer: transfer.id, lines },
    {
      done: () => {
        const index = crowd.transfers.indexOf(transfer);
        if (index < 0) return;
        crowd.transfers.splice(index, 1);
        for (const { sku, units } of transfer.lines) crowd.move(store.id, sku, units);
      },
    },
  );
}

export function bringBack(crowd: Crowd, deed: Deed): void {
  const { random, store, name } = deed;
  if (crowd.sold.length === 0) return;
  const sale = random.pick(crowd.sold.slice(-200));
  const [line] = sale.lines;
  if (!line) return;
  const here = random.chance(60) ? crowd.world.stores.find(({ id }) => id === sale.store) : store;
  if (!here) return;
  const units = random.between(1, line.units);
  takeBack(crowd, { ...deed, store: here }, { id: name('r'), sale, units });
  // The same goods at another store at the same moment: only one of the two may have the right.
  const other = random.pick(crowd.world.stores);
  if (random.chance(30) && other !== here)
    takeBack(crowd, { ...deed, store: other }, { id: name('rr'), sale, units: line.units });
}

function takeBack(
  crowd: Crowd,
  deed: Deed,
  { id, sale, units }: { id: string; sale: Crowd['sold'][number]; units: number },
): void {
  const { store, random } = deed;
  const [line] = sale.lines;
  if (!line || crowd.counting.has(store.id)) return;
  const lines = [{ line: 0, units, disposition: random.pick(['restock', 'damaged'] as const) }];
  const input = { id, sale: sale.id, soldAt: sale.store, lines };
  crowd.ask(deed, takeBackCommand, input, { done: () => crowd.move(store.id, line.sku, units) });
}
