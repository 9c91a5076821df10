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
import { blankOrder, isLive, type OrderRecord, orderSummary } from './order.ts';

export class Orders {
  readonly #live = new Map<OrderId, OrderRecord>();
  #ended = new PackedRecords();
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

  /** Every order there ever was. It reads them all: for a person who asks, not for what is done again and again. */
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
      parts: { ended: this.#ended.freeze() },
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
