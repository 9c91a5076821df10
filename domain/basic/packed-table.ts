/**
 * A table from text to whole numbers for millions of entries: a few arrays of
 * numbers instead of an object an entry, so that it takes little memory and is
 * kept and read back as it stands. An entry that stands at 0 is not there.
 *
 * It is cut into segments of some thousand entries (linear hashing), so that
 * growing, and the copy that is due when a segment changes which somebody has
 * frozen, never takes longer than a segment does.
 */
import { hashText, type TextHash } from './digest.ts';
import type { Frozen } from './frozen.ts';
import { PackedSegment, SEGMENT_ARRAYS } from './packed-segment.ts';

/** Entries in a segment, on average, before one of them is split. */
const FULL = 6000;

const scratch: TextHash = { lo: 0, hi: 0 };

function hashOf(key: string): number {
  hashText(key, scratch);
  return scratch.lo;
}

export class PackedTable implements Iterable<[string, number]> {
  #segments: PackedSegment[] = [new PackedSegment()];
  #size = 0;

  /** Entries that do not stand at 0. */
  get size(): number {
    return this.#size;
  }

  /** 0 for one that is not there. Who has hashed the key by `hashText` may hand in the lower half. */
  get(key: string, hash = hashOf(key)): number {
    return this.#segment(hash).get(key, hash);
  }

  has(key: string): boolean {
    return this.get(key) !== 0;
  }

  set(key: string, value: number, hash = hashOf(key)): void {
    this.#size += this.#segment(hash).set(key, hash, value);
    while (this.#size > FULL * this.#segments.length) this.#split();
  }

  /** Returns what the entry stands at afterwards. */
  add(key: string, by: number, hash = hashOf(key)): number {
    const value = this.get(key, hash) + by;
    this.set(key, value, hash);
    return value;
  }

  /** In no order that means anything. Nothing may be changed on the way. */
  *[Symbol.iterator](): IterableIterator<[string, number]> {
    for (const segment of this.#segments) yield* segment.entries();
  }

  *keys(): IterableIterator<string> {
    for (const [key] of this) yield key;
  }

  *values(): IterableIterator<number> {
    for (const segment of this.#segments) yield* segment.values();
  }

  /** Every value above `least`, in no order. */
  valuesAbove(least: number): Float64Array {
    const found = new Float64Array(this.#size);
    let count = 0;
    for (const segment of this.#segments) count = segment.valuesAbove(least, found, count);
    return found.subarray(0, count);
  }

  /** Entries above `least` up to `most`. */
  between(least: number, most: number): [string, number][] {
    return this.#segments.flatMap((segment) => segment.between(least, most));
  }

  /** Entries whose key ends so; the others are passed over without reading their keys out. */
  endingWith(end: string): [string, number][] {
    return this.#segments.flatMap((segment) => segment.endingWith(end));
  }

  freeze(): Frozen {
    const segments = this.#segments.map((segment) => segment.freeze());
    return {
      plain: { size: this.#size, live: segments.map(({ live }) => live) },
      buffers: segments.flatMap(({ arrays }) => arrays),
    };
  }

  static thaw({ plain, buffers = [] }: Frozen): PackedTable {
    const table = new PackedTable();
    const { size, live } = plain as { size: number; live: number[] };
    table.#size = size;
    table.#segments = live.map((count, index) =>
      PackedSegment.thaw(count, buffers.slice(index * SEGMENT_ARRAYS, (index + 1) * SEGMENT_ARRAYS)),
    );
    return table;
  }

  #segment(hash: number): PackedSegment {
    return this.#segments[placeOf(hash, this.#segments.length)] as PackedSegment;
  }

  /** Adds one segment, which takes over a part of the one whose entries it shared the lower bits with. */
  #split(): void {
    const count = this.#segments.length + 1;
    const from = placeOf(count - 1, count - 1);
    const parted = (this.#segments[from] as PackedSegment).split((hash) => placeOf(hash, count) === from);
    this.#segments[from] = parted.kept;
    this.#segments.push(parted.moved);
  }
}

/** The segment of a hash when there are `count`. */
function placeOf(hash: number, count: number): number {
  const bits = 32 - Math.clz32(count - 1);
  const place = bits === 0 ? 0 : hash & (2 ** bits - 1);
  return place < count ? place : place & (2 ** (bits - 1) - 1);
}
