/** Which goods play which part today; another day takes other goods, so that many days can be played on one stock. */
import { must } from '@ringfence/domain/basic/assert.ts';
import type { Product } from '@ringfence/domain/documents/catalog.ts';
import type { RunningStore } from '../processes/retailer.ts';
import { type Crew, type Item, stockOf, until } from './crew.ts';

/** Units of each item that every store begins with. */
const OPENING_UNITS = 12;
const UNITS_MAX = 1_000_000;

export interface Cast {
  /** Sold at the tills. */
  readonly food: Product;
  readonly snack: Product;
  /** Bought in one store, brought back in another. */
  readonly gift: Product;
  /** Ordered and collected. */
  readonly parcel: Product;
  /** More wanted at the counter than the shelf has. */
  readonly lastAtCounter: Product;
  /** More wanted by the web than it may promise. */
  readonly lastOnline: Product;
  /** Ordered while the line is cut. */
  readonly faraway: Product;
  /** Kept for the web, wanted at the counter, while the line is cut. */
  readonly kept: Product;
  /** Sent from store to store. */
  readonly moved: Product;
}

export function castOf(products: readonly Product[], day: number): Cast {
  const gifts = products.filter(({ group }) => group === 'gift');
  const foods = products.filter(({ group }) => group === 'food');
  const pick = (from: readonly Product[], perDay: number, index: number): Product =>
    must(from[((day - 1) * perDay + index) % from.length], 'the sample has gifts and foods');
  return {
    food: pick(foods, 2, 0),
    snack: pick(foods, 2, 1),
    gift: pick(gifts, 7, 0),
    parcel: pick(gifts, 7, 1),
    lastAtCounter: pick(gifts, 7, 2),
    lastOnline: pick(gifts, 7, 3),
    faraway: pick(gifts, 7, 4),
    kept: pick(gifts, 7, 5),
    moved: pick(gifts, 7, 6),
  };
}

/** What the day needs at one store: units for the counter to sell and for the web to promise. */
export interface Need {
  readonly product: Product;
  readonly shelf: number;
  readonly online: number;
}

export const NEEDS: Readonly<Record<string, (cast: Cast) => Need[]>> = {
  S01: ({ food, gift, parcel, lastOnline, moved }) => [
    { product: food, shelf: 2, online: 0 },
    { product: gift, shelf: 2, online: 0 },
    { product: parcel, shelf: 1, online: 5 },
    { product: lastOnline, shelf: 3, online: 1 },
    { product: moved, shelf: 4, online: 0 },
  ],
  S02: ({ food, snack, faraway, kept }) => [
    { product: food, shelf: 3, online: 0 },
    { product: snack, shelf: 3, online: 0 },
    { product: faraway, shelf: 1, online: 4 },
    { product: kept, shelf: 1, online: 2 },
  ],
  S03: ({ snack, lastAtCounter }) => [
    { product: snack, shelf: 2, online: 0 },
    { product: lastAtCounter, shelf: 1, online: 2 },
  ],
};

/** The delivery a store opened with: `new` when it came now. The same command every day, so it happens once. */
export async function openingStock(
  crew: Crew,
  store: RunningStore,
  products: readonly Product[],
): Promise<'new' | 'there'> {
  const body = {
    id: `opening-${store.id}`,
    lines: products.map(({ sku }) => ({ sku, units: OPENING_UNITS })),
  };
  const answer = await store.clerk.command('receipts', body);
  if (answer.outcome === 'refused' && answer.code !== 'exists-different') throw new Error(answer.detail);
  if (answer.outcome !== 'recorded') return 'there';
  crew.tally.acknowledge(store.id, 'up', answer.document._id);
  return 'new';
}

/** Orders what the day needs and the store has not; gives what was delivered. */
export async function topUp(crew: Crew, store: RunningStore, needs: readonly Need[]): Promise<Item[]> {
  const missing: Item[] = [];
  for (const { product, shelf, online } of needs) {
    const stock = await stockOf(store, product.sku);
    if (stock.shelf >= shelf && stock.online >= online) continue;
    // Enough for the grant policy: half of what is free above a day's sales goes to the web, refilled below a half.
    const free = stock.shelf + stock.online - Math.max(product.safetyStock, Math.ceil(stock.soldPerDay));
    const units = Math.max(4 * online + 2 - free, 2 * shelf + 2 - free, shelf - stock.shelf);
    missing.push({ product, units: Math.min(units, UNITS_MAX) });
  }
  if (missing.length === 0) return [];
  const lines = missing.map(({ product, units }) => ({ sku: product.sku, units }));
  const answer = await store.clerk.command('receipts', { id: crew.newId('receipt'), lines });
  if (answer.outcome === 'refused') throw new Error(answer.detail);
  crew.tally.acknowledge(store.id, 'up', answer.document._id);
  return missing;
}

/** Resolves when counter and web have what the day needs. */
export async function stocked(store: RunningStore, needs: readonly Need[]): Promise<void> {
  for (const { product, shelf, online } of needs) {
    await until(`${store.id} has what the day needs of ${product.sku}`, async () => {
      const stock = await stockOf(store, product.sku);
      return stock.shelf >= shelf && stock.online >= online ? true : undefined;
    });
  }
}
