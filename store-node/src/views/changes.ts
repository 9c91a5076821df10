/**
 * What changed since when, for counters that keep a copy. Positions are those
 * of the three streets, so they mean the same after a restart: a checkpoint is
 * `<up>.<down>.<catalog>`, and everything that changed up to it has been told.
 * Only the last change of a subject is kept.
 */
import { type Frozen, partOf } from '@ringfence/domain/basic/frozen.ts';
import { gtin14 } from '@ringfence/domain/basic/gtin.ts';
import { PackedTable } from '@ringfence/domain/basic/packed-table.ts';
import type { Catalogue } from '@ringfence/domain/catalog/catalogue.ts';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import type { Doc } from '@ringfence/domain/documents/registry.ts';
import type { OrderRecord } from '@ringfence/domain/pickup/order.ts';
import { skusOf } from '@ringfence/domain/store/react.ts';
import { settingOf, settingsIn } from './settings.ts';

export const FEEDS = ['products', 'codes', 'stores', 'staff', 'stock', 'orders', 'settings'] as const;
export type FeedName = (typeof FEEDS)[number];

type Direction = 'up' | 'down' | 'catalog';
const DIRECTIONS = ['up', 'down', 'catalog'] as const;
type Checkpoint = Record<Direction, number>;

/** Of each direction: subject → position of its last change. */
type Feed = Record<Direction, PackedTable>;

export interface ChangedPage {
  readonly keys: readonly string[];
  readonly checkpoint: string;
  readonly more: boolean;
  /** How many subjects the feed holds in all, at least. */
  readonly total: number;
}

export class Changes {
  readonly #feeds = Object.fromEntries(
    FEEDS.map((name) => [name, { up: new PackedTable(), down: new PackedTable(), catalog: new PackedTable() }]),
  ) as Record<FeedName, Feed>;

  /** Takes note of a document after it changed the store's state. */
  note(document: Doc, direction: 'up' | 'down', order: (id: string) => OrderRecord | undefined): void {
    const { n, body } = document;
    for (const sku of skusOf(document)) this.#touch('stock', direction, sku, n);
    if ('left' in body) for (const { sku } of body.left) this.#touch('stock', direction, sku, n);
    if (!('order' in body)) return;
    this.#touch('orders', direction, body.order, n);
    for (const { sku } of order(body.order)?.placed?.body.lines ?? []) this.#touch('stock', direction, sku, n);
  }

  /** Lets `apply` bring a catalogue document into the catalogue, and takes note of what it changed. */
  noteCatalog(document: Envelope, catalogue: Catalogue, apply: () => void): void {
    const { n, kind } = document;
    const { sku = '', store = '', staff = '' } = document.body as { sku?: string; store?: string; staff?: string };
    const former = catalogue.product(sku);
    apply();
    for (const key of settingsIn(document)) if (settingOf(catalogue, key)) this.#touch('settings', 'catalog', key, n);
    if (kind === 'store' && catalogue.store(store)) this.#touch('stores', 'catalog', store, n);
    if (kind === 'staff' && catalogue.staff(staff)) this.#touch('staff', 'catalog', staff, n);
    const product = catalogue.product(sku);
    if (kind !== 'product' || !product || product === former) return;
    this.#touch('products', 'catalog', sku, n);
    // The first code travels with the item itself.
    for (const code of new Set([...(former?.gtins.slice(1) ?? []), ...product.gtins.slice(1)]))
      this.#touch('codes', 'catalog', gtin14(code), n);
  }

  /** The next subjects after a checkpoint; from the start for one that is not of these streets. */
  page(name: FeedName, after: string, limit: number): ChangedPage {
    const feed = this.#feeds[name];
    const checkpoint = parseCheckpoint(after);
    const keys = new Set<string>();
    let more = false;
    for (const direction of DIRECTIONS) {
      const from = checkpoint[direction];
      const due = feed[direction].valuesAbove(from).sort();
      const room = limit - keys.size;
      more = due.length > Math.max(room, 0);
      if (due.length === 0) continue;
      if (room <= 0) break;
      // A document that touches several subjects is never split over two pages.
      const until = due[Math.min(room, due.length) - 1] ?? from;
      for (const [key] of inOrder(feed[direction].between(from, until))) keys.add(key);
      checkpoint[direction] = until;
      more = until < (due.at(-1) ?? from);
      if (more) break;
    }
    const total = Math.max(...DIRECTIONS.map((direction) => feed[direction].size));
    return { keys: [...keys], checkpoint: DIRECTIONS.map((direction) => checkpoint[direction]).join('.'), more, total };
  }

  #touch(name: FeedName, direction: Direction, key: string, n: number): void {
    this.#feeds[name][direction].set(key, n);
  }

  freeze(): Frozen {
    const parts = FEEDS.map((name) => {
      const feed = this.#feeds[name];
      return [name, { parts: Object.fromEntries(DIRECTIONS.map((way) => [way, feed[way].freeze()])) }];
    });
    return { parts: Object.fromEntries(parts) };
  }

  static thaw(frozen: Frozen): Changes {
    const changes = new Changes();
    for (const name of FEEDS)
      for (const direction of DIRECTIONS)
        changes.#feeds[name][direction] = PackedTable.thaw(partOf(partOf(frozen, name), direction));
    return changes;
  }
}

const inOrder = (entries: [string, number][]): [string, number][] =>
  entries.sort(([key, n], [otherKey, other]) => n - other || (key < otherKey ? -1 : 1));

/** A text that is no checkpoint stands for the start: everything is told again, which is right and slow. */
function parseCheckpoint(text: string): Checkpoint {
  const [up, down, catalog] = /^\d{1,15}\.\d{1,15}\.\d{1,15}$/.test(text) ? text.split('.').map(Number) : [0, 0, 0];
  return { up: up ?? 0, down: down ?? 0, catalog: catalog ?? 0 };
}
