/** What clerks and customers do with goods in a store. */
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import type { Return, Sale } from '@ringfence/domain/documents/sale.ts';
import {
  adjustStockCommand,
  countStockCommand,
  dispatchGoodsCommand,
  receiveDeliveryCommand,
  receiveTransferCommand,
} from '@ringfence/store-node/src/commands/stock.ts';
import { takeBackCommand } from '@ringfence/store-node/src/commands/take-back.ts';
import type { Crowd, Deed } from './crowd.ts';
import type { Random } from './random.ts';
import { aRegister, cashIn, price } from './sale-deeds.ts';

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
  const sale = aPurchase(crowd, random);
  if (!sale) return;
  const line = random.below(sale.lines.length);
  const here = random.chance(60) ? crowd.world.stores.find(({ id }) => id === sale.store) : store;
  if (!here) return;
  const most = sale.lines[line]?.units ?? 1;
  const isRace = random.chance(30);
  takeBack(crowd, { ...deed, store: here }, { id: name('r'), sale, line, units: random.between(1, most) });
  // The same goods at another store at the same moment: only one of the two may have the right.
  const other = random.pick(crowd.world.stores);
  if (isRace && other !== here) takeBack(crowd, { ...deed, store: other }, { id: name('rr'), sale, line, units: most });
}

type Purchase = Crowd['sold'][number];

const aPurchase = (crowd: Crowd, random: Random): Purchase | undefined =>
  crowd.sold.length === 0 ? undefined : random.pick(crowd.sold.slice(-200));

interface Back {
  readonly id: string;
  readonly sale: Purchase;
  readonly line: number;
  readonly units: number;
}

function backOf({ random }: Deed, { id, sale, line, units }: Back, register: string): object {
  const disposition = random.pick(['restock', 'damaged', 'return-to-vendor', 'scrap'] as const);
  return { id, register, sale: sale.id, soldAt: sale.store, lines: [{ line, units, disposition }] };
}

function takeBack(crowd: Crowd, deed: Deed, back: Back): void {
  const { store, random } = deed;
  if (crowd.counting.has(store.id)) return;
  const register = aRegister(random);
  // A supervisor may take goods back that nobody can vouch for now.
  const override = random.chance(8) ? { by: 'sup1', reason: 'cut off' } : null;
  const input = { ...backOf(deed, back, register), override };
  crowd.ask(deed, takeBackCommand, input, { done: (document) => cameBack(crowd, deed, document) });
}

/** Goods and money of a return that was recorded. */
function cameBack(crowd: Crowd, { store }: Deed, { body }: Envelope): void {
  const { lines, refunds, register } = body as Return;
  for (const { sku, units, disposition, unverified } of lines) {
    if (unverified > 0) crowd.tally('return without the right');
    if (disposition !== 'scrap') crowd.move(store.id, sku, units);
  }
  for (const { kind, amount } of refunds) if (kind === 'cash') crowd.pay(store.id, register, -amount);
}

/** Goods back and others in their place: only the difference is paid. */
export function exchange(crowd: Crowd, deed: Deed): void {
  const { random, store, name } = deed;
  const sale = aPurchase(crowd, random);
  const wanted = { sku: crowd.anySku(random), units: random.between(1, 3) };
  if (!sale || crowd.goodsIn(store.id, wanted.sku) < wanted.units) return;
  const register = aRegister(random);
  const [id, back] = [name('x'), name('r')];
  const { total, ...priced } = price([wanted], random, { store: store.running?.store });
  const amount = Math.min(total, random.between(1, 250));
  const tenders = [
    { kind: 'exchange', amount, reference: back },
    { kind: 'cash', amount: total - amount },
  ].filter((tender) => tender.amount > 0);
  const bought = { id, register, currency: 'EUR', ...priced, tenders, member: null };
  const line = random.below(sale.lines.length);
  const returned = backOf(deed, { id: back, sale, line, units: 1 }, register);
  const raw = { id, return: { ...returned, exchange: { sale: id, amount } }, sale: bought };
  crowd.move(store.id, wanted.sku, -wanted.units);
  crowd.pay(store.id, register, total - amount);
  crowd.exchange(deed, raw, {
    done: (document, cameWithIt) => {
      crowd.tally('exchange');
      crowd.pay(store.id, register, cashIn(document.body as Sale) - (total - amount));
      if (cameWithIt) cameBack(crowd, deed, cameWithIt);
      crowd.sold.push({ id, store: store.id, lines: [wanted] });
    },
    refused: () => {
      crowd.move(store.id, wanted.sku, wanted.units);
      crowd.pay(store.id, register, amount - total);
      // The goods had come back before the sale was refused.
      const log = store.running?.journal.log;
      const stands = log?.positionOf(`return~${back}`) === undefined ? undefined : log.get(`return~${back}`);
      if (stands) crowd.world.guard(stands.then((document) => document && cameBack(crowd, deed, document)));
    },
  });
}
