/**
 * The orders of one store. Those that live are objects; one that has ended is
 * kept as bytes and read when somebody asks for it, so that a year of orders
 * costs a start nothing. What it keeps true:
 * - a record changes only through `change`; what `get` gives of an ended order
 *   is a copy;
 * - the digest speaks for the summaries of all orders, ended or not.
 */
import { canonical } from '../basic/canonical.ts';
import { Digest, hashText, type TextHash } from '../basic/digest.ts';
import { type Frozen, partOf } from '../basic/frozen.ts';
import type { OrderId } from '../basic/ids.ts';
import { PackedRecords } from '../basic/packed-records.ts';
import { PackedTable } from '../basic/packed-table.ts';
import { END_REASONS } from '../documents/pickup.ts';
import { blankOrder, isLive, type OrderRecord, type OrderStatus, orderSummary, statusOf } from './order.ts';

const ENDS = ['handed-over', ...END_REASONS] as const;
type End = (typeof ENDS)[number];

/** What listings ask of an order; to be had without reading one that ended. */
export interface OrderEntry {
  readonly id: OrderId;
  readonly status: OrderStatus;
  /** Nothing where only the store has spoken of it. */
  readonly placedAt: number | null;
  /** When it was placed, or else when it ended. */
  readonly at: number;
}

export class Orders {
  readonly #live = new Map<OrderId, OrderRecord>();
  #ended = new PackedRecords();
  /** Orders by how they ended: when they were placed plus one, or below zero when they ended. */
  readonly #endings = Object.fromEntries(ENDS.map((end) => [end, new PackedTable()])) as Record<End, PackedTable>;
  #digest = new Digest();
  /** What each live order has added to the digest. */
  readonly #counted = new Map<OrderId, TextHash>();
  /** Live orders that changed since they were counted. */
  readonly #changed = new Set<OrderId>();

  get size(): number {
    return this.#live.size + this.#ended.size;
  }

  has(id: OrderId): boolean {
    return this.#live.has(id) || this.#ended.has(id);
  }

  get(id: OrderId): OrderRecord | undefined {
    return this.#live.get(id) ?? this.#endedOne(id);
  }

  /** Orders that have not ended, in the order in which they came. */
  live(): IterableIterator<OrderRecord> {
    return this.#live.values();
  }

  /** Orders of those statuses, or all of them, in no order that means anything. */
  *entries(statuses?: ReadonlySet<string>): IterableIterator<OrderEntry> {
    for (const record of this.#live.values()) {
      const status = statusOf(record);
      const placedAt = record.placed?.at ?? null;
      if (statuses?.has(status) ?? true) yield { id: record.id, status, placedAt, at: placedAt ?? 0 };
    }
    for (const status of ENDS) {
      if (statuses?.has(status) === false) continue;
      for (const [id, value] of this.#endings[status]) {
        const at = Math.abs(value) - 1;
        yield { id, status, placedAt: value > 0 ? at : null, at };
      }
    }
  }

  /** Every order there ever was, each read: for comparing and for tests. */
  *values(): IterableIterator<OrderRecord> {
    yield* this.#live.values();
    for (const id of this.#ended.keys()) yield this.#endedOne(id) as OrderRecord;
  }

  *keys(): IterableIterator<OrderId> {
    yield* this.#live.keys();
    yield* this.#ended.keys();
  }

  /** Lets `evolve` change the record of an order, a blank one when the order is new. */
  change(id: OrderId, evolve: (record: OrderRecord) => void): void {
    const ended = this.#endedOne(id);
    const record = ended ?? this.#live.get(id) ?? blankOrder(id);
    if (ended) this.#digest.remove(summaryHash(ended));
    evolve(record);
    if (!isLive(record)) return this.#end(record);
    this.#live.set(id, record);
    this.#changed.add(id);
  }

  get digest(): string {
    for (const id of this.#changed) {
      const record = this.#live.get(id);
      if (record) this.#count(record);
    }
    this.#changed.clear();
    return this.#digest.toString();
  }

  freeze(): Frozen {
    return {
      plain: { digest: this.digest, counted: [...this.#counted] },
      list: Array.from(this.#live.values(), encode),
      parts: {
        ended: this.#ended.freeze(),
        endings: { parts: Object.fromEntries(ENDS.map((end) => [end, this.#endings[end].freeze()])) },
      },
    };
  }

  static thaw(frozen: Frozen): Orders {
    const orders = new Orders();
    const { digest, counted } = frozen.plain as { digest: string; counted: [OrderId, TextHash][] };
    for (const text of (frozen.list ?? []) as string[]) {
      const record = decode(text);
      orders.#live.set(record.id, record);
    }
    for (const [id, hash] of counted) orders.#counted.set(id, hash);
    orders.#digest = Digest.from(digest);
    orders.#ended = PackedRecords.thaw(partOf(frozen, 'ended'));
    const endings = partOf(frozen, 'endings');
    for (const end of ENDS) orders.#endings[end] = PackedTable.thaw(partOf(endings, end));
    return orders;
  }

  #endedOne(id: OrderId): OrderRecord | undefined {
    const text = this.#ended.get(id);
    return text === undefined ? undefined : decode(text);
  }

  #end(record: OrderRecord): void {
    const { id } = record;
    const counted = this.#counted.get(id);
    if (counted) this.#digest.remove(counted);
    this.#digest.add(summaryHash(record));
    this.#counted.delete(id);
    this.#changed.delete(id);
    this.#live.delete(id);
    this.#ended.set(id, encode(record));
    const { placed, end } = record;
    const value = placed ? placed.at + 1 : -1 - (end?.at ?? 0);
    for (const kind of ENDS) this.#endings[kind].set(id, kind === end?.kind ? value : 0);
  }

  #count(record: OrderRecord): void {
    const counted = this.#counted.get(record.id);
    if (counted) this.#digest.remove(counted);
    const now = { ...summaryHash(record) };
    this.#digest.add(now);
    this.#counted.set(record.id, now);
  }
}

const scratch: TextHash = { lo: 0, hi: 0 };

function summaryHash(record: OrderRecord): TextHash {
  hashText(canonical(orderSummary(record)), scratch);
  return scratch;
}

const encode = (record: OrderRecord): string => JSON.stringify({ ...record, shorts: [...record.shorts] });

function decode(text: string): OrderRecord {
  const { shorts, ...rest } = JSON.parse(text) as Omit<OrderRecord, 'shorts'> & { shorts: [string, number][] };
  return { ...rest, shorts: new Map(shorts) };
}
