/** Goods moving between stores: dispatched by one, carried over by the hub, received by the other. */
import { z } from 'zod';
import { by, id, lines, units, derivedUnits } from './fields.ts';
import { LIMITS } from '../limits.ts';
import * as account from '../ledger/account.ts';
import { move, type Transfer } from '../ledger/transfer.ts';

const skuLines = lines(z.strictObject({ sku: id, units }));

/** shelf → road. */
export const dispatch = z.strictObject({ transfer: id, to: id, by, lines: skuLines });
export type Dispatch = z.infer<typeof dispatch>;

export const dispatchMoves = (body: Dispatch): Transfer[] =>
  body.lines.flatMap((line) => move(account.shelf(line.sku), account.road(body.transfer, line.sku), line.units));

/** The hub tells the receiver: road → transit. Once a dispatch. */
export const relay = z.strictObject({ transfer: id, from: id, lines: skuLines });
export type Relay = z.infer<typeof relay>;

export const relayMoves = (body: Relay): Transfer[] =>
  body.lines.flatMap((line) =>
    move(account.road(body.transfer, line.sku), account.transit(body.transfer, line.sku), line.units),
  );

/** What came: transit → shelf or unsellable; missing ones → outside; what nobody had announced comes from outside. */
export const arrival = z.strictObject({
  transfer: id,
  by,
  lines: lines(
    z.strictObject({
      sku: id,
      shelf: derivedUnits,
      unsellable: derivedUnits,
      missing: derivedUnits,
      extra: derivedUnits,
    }),
    // What was announced, and what came besides.
    2 * LIMITS.linesPerDocument,
  ),
});
export type Arrival = z.infer<typeof arrival>;

export const arrivalMoves = (body: Arrival): Transfer[] =>
  body.lines.flatMap((line) => {
    const from = account.transit(body.transfer, line.sku);
    return [
      ...move(from, account.shelf(line.sku), line.shelf),
      ...move(from, account.unsellable(line.sku), line.unsellable),
      ...move(from, account.outside, line.missing),
      ...move(account.outside, account.shelf(line.sku), line.extra),
    ];
  });
