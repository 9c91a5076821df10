/** The store's own stock commands: delivery, count, adjustment, goods to and from another store, and units for the hub. */
import { z } from 'zod';
import { accept, type Decision, refuse } from '../basic/outcome.ts';
import type { Catalogue } from '../catalog/catalogue.ts';
import { by, id, lines, text, units, unitsOrNone } from '../documents/fields.ts';
import { ADJUSTMENTS, adjustment, deliveredLine } from '../documents/stock.ts';
import { fact, type Fact } from '../documents/registry.ts';
import { shelf, transit, unsellable } from '../ledger/account.ts';
import type { StoreState } from '../store/state.ts';
import { demandBySku } from '../pickup/place-order.ts';
import { onHandOf } from './on-hand.ts';

const skuUnits = z.strictObject({ sku: id, units });

export const receiveDelivery = z.strictObject({
  id,
  by,
  reference: text.optional(),
  lines: lines(deliveredLine),
});
export type ReceiveDelivery = z.infer<typeof receiveDelivery>;
export const countStock = z.strictObject({ id, by, lines: lines(z.strictObject({ sku: id, counted: unitsOrNone })) });
export type CountStock = z.infer<typeof countStock>;
export const adjustStock = z.strictObject({ id, ...adjustment.shape });
export type AdjustStock = z.infer<typeof adjustStock>;
export const dispatchGoods = z.strictObject({ id, by, to: id, lines: lines(skuUnits) });
export type DispatchGoods = z.infer<typeof dispatchGoods>;
export const receiveTransfer = z.strictObject({
  transfer: id,
  by,
  lines: lines(z.strictObject({ sku: id, shelf: unitsOrNone, unsellable: unitsOrNone.default(0) })),
});
export type ReceiveTransfer = z.infer<typeof receiveTransfer>;

function unknownSku(
  catalogue: Catalogue,
  wanted: readonly { sku: string }[],
): ReturnType<typeof refuse<'unknown-sku'>> | undefined {
  const index = wanted.findIndex((line) => !catalogue.product(line.sku));
  const sku = wanted[index]?.sku;
  return sku === undefined
    ? undefined
    : refuse('unknown-sku', `There is no item ${sku} in the catalogue.`, {
        field: `lines[${index}].sku`,
        details: { sku },
      });
}

/** Refusals: unknown-sku. */
export function decideReceiveDelivery(command: ReceiveDelivery, catalogue: Catalogue): Decision<Fact<'receipt'>> {
  const { id: subject, ...body } = command;
  return unknownSku(catalogue, body.lines) ?? accept(fact('receipt', subject, body));
}

/** Counts each SKU whole: shelf, the hub's share, orders and unsellable. Refusals: unknown-sku, invalid-input (a SKU twice). */
export function decideCountStock(
  state: StoreState,
  command: CountStock,
  catalogue: Catalogue,
): Decision<Fact<'count'>> {
  const refusal = unknownSku(catalogue, command.lines);
  if (refusal) return refusal;
  if (new Set(command.lines.map((line) => line.sku)).size !== command.lines.length) {
    return refuse('invalid-input', 'Count each item once.', { field: 'lines' });
  }
  const counted = command.lines.map(({ sku, counted: found }) => {
    const { onHand: expected, shelf: before, deficit: balance } = onHandOf(state, sku);
    const owed = Math.min(0, balance);
    const kept = expected - before - owed;
    const onShelf = Math.max(0, found - kept);
    const stillOwed = Math.min(0, found - kept);
    return {
      sku,
      counted: found,
      expected,
      found: Math.max(0, onShelf - before),
      lost: Math.max(0, before - onShelf),
      deficit: Math.max(0, owed - stillOwed),
      settles: Math.max(0, stillOwed - owed),
    };
  });
  return accept(fact('count', command.id, { ...(command.by === undefined ? {} : { by: command.by }), lines: counted }));
}

/** Refusals: unknown-sku, insufficient-stock when the place the units leave has fewer. */
export function decideAdjustStock(
  state: StoreState,
  command: AdjustStock,
  catalogue: Catalogue,
): Decision<Fact<'adjustment'>> {
  const refusal = unknownSku(catalogue, command.lines);
  if (refusal) return refusal;
  const { from } = ADJUSTMENTS[command.reason];
  if (from !== 'outside') {
    const account = from === 'shelf' ? shelf : unsellable;
    for (const [sku, asked] of demandBySku(command.lines)) {
      const there = state.book.units(account(sku));
      if (asked > there)
        return refuse('insufficient-stock', `Only ${there} units are there to adjust; count the item instead.`, {
          field: 'lines',
          details: { sku, asked, there },
        });
    }
  }
  const { id: subject, ...body } = command;
  return accept(fact('adjustment', subject, body));
}

/** Refusals: unknown-sku, unknown-store, insufficient-stock. */
export function decideDispatchGoods(
  state: StoreState,
  command: DispatchGoods,
  catalogue: Catalogue,
): Decision<Fact<'dispatch'>> {
  const refusal = unknownSku(catalogue, command.lines);
  if (refusal) return refusal;
  if (command.to === state.store || !catalogue.store(command.to))
    return refuse('unknown-store', `There is no other store ${command.to}.`, { field: 'to' });
  for (const [sku, asked] of demandBySku(command.lines)) {
    const there = state.book.units(shelf(sku));
    if (asked > there)
      return refuse('insufficient-stock', 'The shelf has fewer units than are to be sent.', {
        field: 'lines',
        details: { sku, asked, there },
      });
  }
  const { id: transfer, ...body } = command;
  return accept(fact('dispatch', transfer, { transfer, ...body }));
}

/**
 * Books what came of a transfer; a SKU that is announced and not named counts
 * as missing. Refusals: unknown-transfer, transfer-ended, unknown-sku.
 */
export function decideReceiveTransfer(
  state: StoreState,
  command: ReceiveTransfer,
  catalogue: Catalogue,
): Decision<Fact<'arrival'>> {
  const record = state.transfers.get(command.transfer);
  if (!record || record.announcedAt === 0)
    return refuse('unknown-transfer', 'No such transfer has been announced to this store.', { field: 'transfer' });
  if (record.arrivedAt !== null)
    return refuse('transfer-ended', 'This transfer was received already.', { field: 'transfer' });
  const refusal = unknownSku(catalogue, command.lines);
  if (refusal) return refusal;
  const came = new Map(command.lines.map((line) => [line.sku, line]));
  const skus = new Set([...record.lines.map((line) => line.sku), ...came.keys()]);
  const arrived = [...skus].map((sku) => {
    const announced = Math.max(0, state.book.units(transit(command.transfer, sku)));
    const { shelf: good, unsellable: bad } = came.get(sku) ?? { shelf: 0, unsellable: 0 };
    const unfit = Math.min(bad, announced);
    const sound = Math.min(good, announced - unfit);
    return {
      sku,
      shelf: sound,
      unsellable: unfit,
      missing: announced - unfit - sound,
      extra: good + bad - sound - unfit,
    };
  });
  return accept(
    fact('arrival', command.transfer, {
      transfer: command.transfer,
      ...(command.by === undefined ? {} : { by: command.by }),
      lines: arrived,
    }),
  );
}
