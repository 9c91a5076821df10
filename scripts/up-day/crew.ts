/**
 * The people of the day: clerks, customers, the web shop. Each function does
 * one thing through the public APIs, says what came of it and counts it.
 * Refusals are part of the story and are returned; anything else throws.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Product } from '@ringfence/domain/documents/catalog.ts';
import type { HandOver } from '@ringfence/domain/documents/pickup.ts';
import type { Return, Sale } from '@ringfence/domain/documents/sale.ts';
import {
  Availability,
  CancelPickupOrder,
  PickupOrder,
  PlacePickupOrder,
} from '@ringfence/graphql/generated/operations.ts';
import type { Answer, CommandPath, Refused } from '../clients/store-api.ts';
import type { Retailer, RunningStore } from '../processes/retailer.ts';
import type { DayTally } from './tally.ts';
import { money, type Voice } from './voice.ts';

const CURRENCY = 'GBP';
const POUND = 100;
const PATIENCE_MS = 20_000;
const LOOK_MS = 20;

export interface Crew {
  readonly retailer: Retailer;
  readonly tally: DayTally;
  readonly voice: Voice;
  /** Makes ids that no other day uses. */
  readonly newId: (what: string) => string;
}

export interface Item {
  readonly product: Product;
  readonly units: number;
}

export interface StockOf {
  readonly sku: string;
  readonly shelf: number;
  readonly online: number;
  readonly orders: number;
  readonly deficit: number;
  readonly onHand: number;
  readonly soldPerDay: number;
}

/** Asks until `look` finds something. Throws a plain error when it never does. */
export async function until<Found>(what: string, look: () => Promise<Found | undefined>): Promise<Found> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > giveUpAt) throw new Error(`waited in vain until ${what}`);
    await sleep(LOOK_MS);
  }
}

export async function stockOf(store: RunningStore, sku: string): Promise<StockOf> {
  const stock = await store.clerk.get<StockOf>(`stock/${encodeURIComponent(sku)}`);
  if (stock === undefined) throw new Error(`${store.id} does not know ${sku}`);
  return stock;
}

/** `2 × Jumbo bag owls`. */
export const named = ({ product, units }: Item): string => `${units} × ${nameOf(product)}`;
export function nameOf({ name, group }: Product): string {
  const text = name.replace(/\s+/g, ' ').replace(/[\s.]+$/, '');
  // The gift catalogue shouts.
  return group === 'gift' ? text.charAt(0) + text.slice(1).toLowerCase() : text;
}
const list = (items: readonly Item[]): string => items.map(named).join(', ');

export interface Basket {
  readonly items: readonly Item[];
  readonly tender: 'cash' | 'card';
  /** A supervisor's reason to sell what is kept for others. */
  readonly override?: string;
  /** Said when it is sold, before what was paid. */
  readonly remark?: string;
}

/** A till scans the codes and completes the sale. A refusal is returned, unsaid. */
export async function sell(crew: Crew, store: RunningStore, basket: Basket): Promise<Answer<Sale>> {
  const lines = [];
  let total = 0;
  for (const { product, units } of basket.items) {
    const code = product.gtins[0] ?? product.sku;
    const scanned = await store.clerk.get<Product>(`products/scan/${code}`);
    if (scanned === undefined) throw new Error(`${store.id} does not know the code ${code}`);
    lines.push({ sku: scanned.sku, units });
    total += scanned.price * units;
  }
  const amount = basket.tender === 'cash' ? Math.ceil(total / POUND) * POUND : total;
  const body = {
    id: crew.newId('sale'),
    register: 'R1',
    currency: CURRENCY,
    lines,
    tenders: [{ kind: basket.tender, amount }],
    ...(basket.override === undefined ? {} : { override: { by: 'supervisor-1', reason: basket.override } }),
  };
  const answer = await command<Sale>(crew, { store, path: 'sales', body, supervisor: basket.override !== undefined });
  if (answer.outcome === 'refused') return answer;
  const sale = answer.document.body;
  const tally = crew.tally.of(store.id);
  tally.sales += 1;
  tally.takings += sale.total;
  const change = sale.change > 0 ? `, change ${money(sale.change, sale.currency)}` : '';
  const remark = basket.remark === undefined ? '' : `${basket.remark} `;
  crew.voice.line(
    store.id,
    `${remark}sells ${list(basket.items)}: ${money(sale.total, sale.currency)} by ${basket.tender}${change}`,
  );
  return answer;
}

export type Placed = { readonly order: { readonly id: string; readonly pass: string } } | { readonly refused: string };

/** The web shop orders for pickup; a refusal is returned, unsaid. */
export async function order(
  crew: Crew,
  store: RunningStore,
  wanted: Item & { readonly remark: string },
): Promise<Placed> {
  const input = {
    id: crew.newId('order'),
    storeId: store.id,
    lines: [{ sku: wanted.product.sku, units: wanted.units }],
  };
  const { placePickupOrder: result } = await crew.retailer.hub.checkout.run(PlacePickupOrder, { input });
  if (result.__typename !== 'PickupOrderRecorded') {
    const shortages = result.__typename === 'InsufficientPromise' ? result.shortages : [];
    const promised = shortages.map((line) => ` (asked ${line.asked}, promised to the web ${line.promised})`).join('');
    return { refused: `${result.message.replace(/\.$/, '')}${promised}` };
  }
  crew.tally.acknowledge(store.id, 'down', `pickup-order~${input.id}`);
  crew.tally.of(store.id).orders += 1;
  const { total } = result.order;
  crew.voice.line(
    'web',
    `order of ${named(wanted)} for pickup at ${store.id}, ${money(total.amount, total.currency)} paid${wanted.remark}`,
  );
  return { order: result.order };
}

/** The customer cancels; resolves when the store has ended the order. */
export async function cancel(crew: Crew, store: RunningStore, orderId: string): Promise<void> {
  const { checkout } = crew.retailer.hub;
  const { cancelPickupOrder: result } = await checkout.run(CancelPickupOrder, { input: { orderId, by: 'CUSTOMER' } });
  if (result.__typename !== 'PickupOrderRecorded') throw new Error(`the cancel was refused: ${result.message}`);
  crew.tally.acknowledge(store.id, 'down', `cancel-request~${orderId}`);
  await until(`${orderId} is cancelled`, async () => {
    const { pickupOrder } = await checkout.run(PickupOrder, { id: orderId });
    return pickupOrder?.status === 'CANCELLED' ? true : undefined;
  });
}

/** The store gathers the order as soon as it has heard of it. */
export async function pick(crew: Crew, store: RunningStore, orderId: string): Promise<void> {
  const body = { id: crew.newId('pick'), order: orderId, place: 'shelf 7' };
  await until(`${store.id} knows ${orderId}`, async () => {
    const answer = await command(crew, { store, path: 'picks', body });
    if (answer.outcome !== 'refused') return true;
    if (answer.code !== 'unknown-order') throw new Error(`the pick was refused: ${answer.detail}`);
    return undefined;
  });
}

/** The customer shows the pass. */
export async function handOver(crew: Crew, store: RunningStore, pass: string): Promise<Answer<HandOver>> {
  const body = { id: crew.newId('counter'), pass, register: 'R1' };
  const answer = await command<HandOver>(crew, { store, path: 'hand-overs', body });
  if (answer.outcome !== 'refused') crew.tally.of(store.id).handOvers += 1;
  return answer;
}

export interface GoodsBack {
  readonly sale: string;
  readonly soldAt: string;
}

/** A customer brings the first line of a sale back. */
export async function takeBack(crew: Crew, store: RunningStore, goods: GoodsBack): Promise<Answer<Return>> {
  const body = { id: crew.newId('return'), register: 'R1', ...goods, lines: [{ line: 0, units: 1 }] };
  const answer = await command<Return>(crew, { store, path: 'returns', body });
  if (answer.outcome !== 'refused') crew.tally.of(store.id).returns += 1;
  return answer;
}

/** Units the web may promise at each store, and those the store would have to be asked for. */
export async function availability(crew: Crew, items: readonly Item[], near: { latitude: number; longitude: number }) {
  const lines = items.map(({ product, units }) => ({ sku: product.sku, units }));
  return (await crew.retailer.hub.checkout.run(Availability, { lines, near })).availability;
}

interface Command {
  readonly store: RunningStore;
  readonly path: CommandPath;
  readonly body: unknown;
  readonly supervisor?: boolean;
}

/** Sends a command to a store; what it records is remembered as acknowledged. */
export async function command<Body>(crew: Crew, asked: Command): Promise<Answer<Body>> {
  const { store, path, body, supervisor } = asked;
  const answer = await (supervisor ? store.supervisor : store.clerk).command<Body>(path, body);
  if (answer.outcome !== 'refused') crew.tally.acknowledge(store.id, 'up', answer.document._id);
  return answer;
}

/** The answer, when it is a refusal as the story expects. */
export function refusalOf(answer: Answer): Refused {
  if (answer.outcome !== 'refused') throw new Error('this should have been refused');
  return answer;
}

/** The document of an answer that the story expects to be given. */
export function recorded<Body>(answer: Answer<Body>): Body {
  if (answer.outcome === 'refused') throw new Error(`refused: ${answer.detail}`);
  return answer.document.body;
}
