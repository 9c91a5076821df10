/**
 * Which stores can hand over what, computed into plain objects. `promised` comes from accounts the hub owns, so it is
 * true at this instant; `likely` is as old as the last contact.
 */
import { z } from 'zod';
import type { Sku, StoreId } from '@ringfence/domain/basic/ids.ts';
import { refuse } from '@ringfence/domain/basic/outcome.ts';
import type { StoreInfo } from '@ringfence/domain/documents/catalog.ts';
import { id, units } from '@ringfence/domain/documents/fields.ts';
import { demandBySku } from '@ringfence/domain/pickup/place-order.ts';
import type * as api from '@ringfence/graphql/generated/schema.ts';
import type { Desk } from '../desks/desk.ts';
import type { Hub } from '../hub.ts';
import { LIMITS } from './limits.ts';
import { queryError } from './refusals.ts';
import { distanceMetres, geoPoint } from './resolvers/distance.ts';
import { StockAtHand } from './stock-at-hand.ts';

export const skus = z.array(id).min(1).max(LIMITS.skusAsked);
export const storeIds = z.array(id).max(LIMITS.storesAsked);
export const question = z
  .object({
    skus: skus.optional(),
    lines: z
      .array(z.strictObject({ sku: id, units }))
      .min(1)
      .max(LIMITS.skusAsked)
      .optional(),
    storeIds: storeIds.optional(),
    near: geoPoint.optional(),
    onlyServingAll: z.boolean(),
    first: z.int().min(1).max(LIMITS.storesAsked),
  })
  .refine((input) => (input.skus === undefined) !== (input.lines === undefined), {
    path: ['skus'],
    message: 'give either skus or lines',
  });
export type Question = z.infer<typeof question>;
export type StoreAnswer = Omit<api.StoreAvailability, 'store'>;
export interface Wanted {
  readonly sku: Sku;
  readonly units: number;
  readonly safetyStock: number;
}

const stockAtHand = new StockAtHand(LIMITS.stockAtHand);

/** When the hub last heard of a store: of its link, or by a document. Null before that. */
export const lastHeardOf = (desk: Desk | undefined): number | null =>
  Math.max(desk?.link.lastContactAt ?? 0, desk?.state.up.at ?? 0) || null;

/** The named stores, or the refusal unknown-store with the place in the list. */
export function namedStores(hub: Hub, ids: readonly StoreId[]): StoreInfo[] {
  return ids.map((store, index) => {
    const info = hub.catalogue.store(store);
    if (info) return info;
    const field = `storeIds[${index}]`;
    throw queryError(refuse('unknown-store', `There is no store ${store}.`, { field }).refusal);
  });
}

/** What is asked for, an item once, with what the catalogue says of it. Throws the query error unknown-sku with the field. */
export function wantedLines(
  hub: Hub,
  input: { skus?: Sku[] | undefined; lines?: { sku: Sku; units: number }[] | undefined },
) {
  const lines = input.lines ?? (input.skus ?? []).map((sku) => ({ sku, units: 1 }));
  const demand = demandBySku(lines);
  return [...demand].map(([sku, count]): Wanted => {
    const product = hub.catalogue.product(sku);
    // The catalogue's own text: equal texts are found faster when they are one and the same.
    if (product) return { sku: product.sku, units: count, safetyStock: product.safetyStock };
    const place = lines.findIndex((line) => line.sku === sku);
    const field = input.lines ? `lines[${place}].sku` : `skus[${place}]`;
    throw queryError(refuse('unknown-sku', `There is no item ${sku} in the catalogue.`, { field }).refusal);
  });
}

/** What one store has of all that is wanted: units that are guaranteed, units that are likely, and whether they are enough. */
export function answerOf(hub: Hub, info: StoreInfo, wanted: readonly Wanted[]): StoreAnswer {
  const desk = hub.desk(info.store);
  const connected = desk?.link.connected ?? false;
  let canServeAll = info.pickup;
  let mayServeAll = info.pickup;
  const items: api.ItemAvailability[] = [];
  const stock = desk && !desk.isBehind ? stockAtHand.of(desk.state) : undefined;
  for (const one of wanted) {
    const item = stock?.of(one, connected) ?? { sku: one.sku, promised: 0, likely: 0 };
    if (item.promised < one.units) canServeAll = false;
    if (item.promised + item.likely < one.units) mayServeAll = false;
    items.push(item);
  }
  return { storeId: info.store, storeConnected: connected, asOf: lastHeardOf(desk), canServeAll, mayServeAll, items };
}

/** Stores in the order they are asked in, each with its distance when there is a place to be near to. */
function storesToAsk(
  hub: Hub,
  input: { storeIds?: StoreId[] | undefined; near?: z.infer<typeof geoPoint> | undefined },
) {
  const { near } = input;
  const infos = input.storeIds
    ? namedStores(hub, input.storeIds)
    : [...hub.catalogue.stores()].filter((info) => info.pickup);
  const ids = (a: { info: StoreInfo }, b: { info: StoreInfo }): number => (a.info.store < b.info.store ? -1 : 1);
  const placed = infos.map((info) => ({ info, distance: near ? distanceMetres(near, info) : null }));
  if (near) return placed.sort((a, b) => (a.distance ?? 0) - (b.distance ?? 0) || ids(a, b));
  return input.storeIds ? placed : placed.sort(ids);
}

/** The stores that can serve, in the order they are asked in. Throws a query error for an unknown item or store. */
export function availabilityNow(hub: Hub, input: Question): StoreAnswer[] {
  const wanted = wantedLines(hub, input);
  const answers: StoreAnswer[] = [];
  for (const { info, distance } of storesToAsk(hub, input)) {
    const answer = answerOf(hub, info, wanted);
    if (input.onlyServingAll && !answer.canServeAll) continue;
    answer.distanceMetres = distance;
    answers.push(answer);
    if (answers.length === input.first) break;
  }
  return answers;
}
