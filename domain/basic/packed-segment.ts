/**
 * One segment of a packed table: open addressing over entries that stand in the
 * order in which they came, their keys in one heap of bytes. An entry that fell
 * to 0 keeps its place until the segment is built anew.
 */

/** Arrays a frozen segment consists of. */
export const SEGMENT_ARRAYS = 5;

const LEAST_SLOTS = 8;
const LEAST_BYTES = 128;
/** Entries for each slot. */
const LOAD = 0.75;
/** With no more slots than these every entry can be named by 16 bits. Only keys that were made to collide need more. */
const SHORT_SLOTS = 2 ** 16;
/** A code unit beyond ASCII stands as this byte and two more. */
const WIDE = 0x80;

type Slots = Uint16Array | Uint32Array;

/** What all empty segments share: a book has many kinds of accounts that it never uses. */
const NOTHING = {
  slots: new Uint16Array(LEAST_SLOTS),
  words: new Int32Array(0),
  values: new Float64Array(0),
  heap: new Uint8Array(0),
};

export class PackedSegment {
  /** Number of the entry plus one; 0 for an empty slot. */
  #slots: Slots = NOTHING.slots;
  #hashes: Int32Array = NOTHING.words;
  /** Where the key of an entry ends in the heap; it begins where the one before ends. */
  #ends: Int32Array = NOTHING.words;
  #values: Float64Array = NOTHING.values;
  #heap: Uint8Array = NOTHING.heap;
  #used = 0;
  #live = 0;
  /** Somebody else reads these very arrays: they are copied before anything is changed. */
  #isShared = true;

  get(key: string, hash: number): number {
    const entry = this.#find(key, hash);
    return entry < 0 ? 0 : (this.#values[entry] as number);
  }

  /** Returns by how much the number of entries that do not stand at 0 has changed. */
  set(key: string, hash: number, value: number): -1 | 0 | 1 {
    const entry = this.#find(key, hash);
    if (entry < 0) {
      if (value === 0) return 0;
      this.#append(key, hash, value);
      return 1;
    }
    const former = this.#values[entry] as number;
    if (former === value) return 0;
    this.#own();
    this.#values[entry] = value;
    const change = former === 0 ? 1 : value === 0 ? -1 : 0;
    this.#live += change;
    return change;
  }

  *entries(): IterableIterator<[string, number]> {
    for (let entry = 0; entry < this.#used; entry++) {
      const value = this.#values[entry] as number;
      if (value !== 0) yield [this.#key(entry), value];
    }
  }

  *values(): IterableIterator<number> {
    for (let entry = 0; entry < this.#used; entry++) {
      const value = this.#values[entry] as number;
      if (value !== 0) yield value;
    }
  }

  /** Puts every value above `least` into `found`, from `at` on; returns where they end. */
  valuesAbove(least: number, found: Float64Array, at: number): number {
    let end = at;
    for (let entry = 0; entry < this.#used; entry++) {
      const value = this.#values[entry] as number;
      if (value > least && value !== 0) found[end++] = value;
    }
    return end;
  }

  between(least: number, most: number): [string, number][] {
    const found: [string, number][] = [];
    for (let entry = 0; entry < this.#used; entry++) {
      const value = this.#values[entry] as number;
      if (value > least && value <= most && value !== 0) found.push([this.#key(entry), value]);
    }
    return found;
  }

  endingWith(end: string): [string, number][] {
    const wanted = new Uint8Array(3 * end.length);
    const length = encode(end, wanted, 0);
    const found: [string, number][] = [];
    for (let entry = 0; entry < this.#used; entry++) {
      const value = this.#values[entry] as number;
      if (value === 0 || !this.#hasEnd(entry, wanted, length)) continue;
      const key = this.#key(entry);
      // Bytes of a character may look like another's.
      if (key.endsWith(end)) found.push([key, value]);
    }
    return found;
  }

  /** Two new segments: with the entries whose hash is kept, and with the others. */
  split(isKept: (hash: number) => boolean): { kept: PackedSegment; moved: PackedSegment } {
    const parts = { kept: new PackedSegment(), moved: new PackedSegment() };
    for (const part of Object.values(parts)) part.#allot(this.#slots.length, this.#heap.length);
    for (let entry = 0; entry < this.#used; entry++) {
      const part = isKept(this.#hashes[entry] as number) ? parts.kept : parts.moved;
      part.#take(this, entry);
    }
    return parts;
  }

  freeze(): { live: number; arrays: Uint8Array[] } {
    this.#isShared = true;
    const used = this.#used;
    const arrays = [
      this.#slots,
      this.#hashes.subarray(0, used),
      this.#ends.subarray(0, used),
      this.#values.subarray(0, used),
      this.#heap.subarray(0, this.#heapUsed),
    ];
    return {
      live: this.#live,
      arrays: arrays.map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength)),
    };
  }

  /** Of what `freeze` gave, whose bytes it uses until something is changed. */
  static thaw(live: number, arrays: readonly Uint8Array[]): PackedSegment {
    const [slots, hashes, ends, values, heap] = arrays;
    if (!slots || !hashes || !ends || !values || !heap) throw new RangeError('a part of a table is not there');
    const segment = new PackedSegment();
    segment.#slots = slotsIn(slots);
    segment.#hashes = words(hashes);
    segment.#ends = words(ends);
    segment.#values = new Float64Array(values.buffer, values.byteOffset, values.byteLength / 8);
    segment.#heap = heap;
    segment.#used = segment.#values.length;
    segment.#live = live;
    segment.#isShared = true;
    return segment;
  }

  get #heapUsed(): number {
    return this.#used === 0 ? 0 : (this.#ends[this.#used - 1] as number);
  }

  /** The number of the entry; below 0 when there is none of that key. */
  #find(key: string, hash: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = slotOf(hash, slots.length); ; slot = (slot + 1) & mask) {
      const entry = (slots[slot] as number) - 1;
      if (entry < 0 || (this.#hashes[entry] === hash && this.#isKey(entry, key))) return entry;
    }
  }

  #isKey(entry: number, key: string): boolean {
    const heap = this.#heap;
    const end = this.#ends[entry] as number;
    let at = entry === 0 ? 0 : (this.#ends[entry - 1] as number);
    for (let index = 0; index < key.length; index++) {
      const unit = key.charCodeAt(index);
      if (unit < WIDE) {
        if (heap[at] !== unit) return false;
        at += 1;
      } else {
        if (heap[at] !== WIDE || heap[at + 1] !== unit >>> 8 || heap[at + 2] !== (unit & 0xff)) return false;
        at += 3;
      }
      if (at > end) return false;
    }
    return at === end;
  }

  #hasEnd(entry: number, wanted: Uint8Array, length: number): boolean {
    const heap = this.#heap;
    const end = this.#ends[entry] as number;
    const start = entry === 0 ? 0 : (this.#ends[entry - 1] as number);
    if (end - start < length) return false;
    for (let back = 1; back <= length; back++) if (heap[end - back] !== wanted[length - back]) return false;
    return true;
  }

  #key(entry: number): string {
    const heap = this.#heap;
    const start = entry === 0 ? 0 : (this.#ends[entry - 1] as number);
    const end = this.#ends[entry] as number;
    let key = '';
    for (let at = start; at < end; at++) {
      const byte = heap[at] as number;
      if (byte !== WIDE) {
        key += String.fromCharCode(byte);
        continue;
      }
      key += String.fromCharCode(((heap[at + 1] as number) << 8) | (heap[at + 2] as number));
      at += 2;
    }
    return key;
  }

  #append(key: string, hash: number, value: number): void {
    this.#own();
    if (this.#used >= this.#slots.length * LOAD) this.#rebuild();
    const at = this.#room(3 * key.length);
    this.#place(hash, value, encode(key, this.#heap, at));
  }

  /** Takes over an entry of another segment; its key is not here. */
  #take(from: PackedSegment, entry: number): void {
    const value = from.#values[entry] as number;
    if (value === 0) return;
    if (this.#used >= this.#slots.length * LOAD) this.#rebuild();
    const start = entry === 0 ? 0 : (from.#ends[entry - 1] as number);
    const end = from.#ends[entry] as number;
    const at = this.#room(end - start);
    this.#heap.set(from.#heap.subarray(start, end), at);
    this.#place(from.#hashes[entry] as number, value, at + end - start);
  }

  #place(hash: number, value: number, end: number): void {
    const entry = this.#used;
    this.#hashes[entry] = hash;
    this.#ends[entry] = end;
    this.#values[entry] = value;
    this.#used += 1;
    this.#live += 1;
    this.#point(hash, entry);
  }

  #point(hash: number, entry: number): void {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = slotOf(hash, slots.length);
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = entry + 1;
  }

  /** Makes room in the heap and returns where it begins. */
  #room(bytes: number): number {
    const at = this.#heapUsed;
    if (at + bytes > this.#heap.length) {
      const larger = new Uint8Array(Math.max(2 * this.#heap.length, at + bytes));
      larger.set(this.#heap.subarray(0, at));
      this.#heap = larger;
    }
    return at;
  }

  /** Drops what stands at 0; with more slots when that does not make room enough. */
  #rebuild(): void {
    const isCrowded = this.#live > (this.#slots.length * LOAD) / 2;
    const built = new PackedSegment();
    built.#allot(isCrowded ? 2 * this.#slots.length : this.#slots.length, this.#heap.length);
    for (let entry = 0; entry < this.#used; entry++) built.#take(this, entry);
    this.#adopt(built);
  }

  /** Before anything is changed: arrays that nobody else reads, with room for more. */
  #own(): void {
    if (!this.#isShared) return;
    const own = new PackedSegment();
    own.#allot(this.#slots.length, this.#heap.length + LEAST_BYTES);
    own.#slots.set(this.#slots);
    own.#hashes.set(this.#hashes);
    own.#ends.set(this.#ends);
    own.#values.set(this.#values);
    own.#heap.set(this.#heap);
    own.#used = this.#used;
    own.#live = this.#live;
    this.#adopt(own);
  }

  #allot(slots: number, bytes: number): void {
    this.#slots = slots > SHORT_SLOTS ? new Uint32Array(slots) : new Uint16Array(slots);
    this.#hashes = new Int32Array(slots * LOAD);
    this.#ends = new Int32Array(slots * LOAD);
    this.#values = new Float64Array(slots * LOAD);
    this.#heap = new Uint8Array(bytes);
    this.#isShared = false;
  }

  #adopt(other: PackedSegment): void {
    this.#slots = other.#slots;
    this.#hashes = other.#hashes;
    this.#ends = other.#ends;
    this.#values = other.#values;
    this.#heap = other.#heap;
    this.#used = other.#used;
    this.#live = other.#live;
    this.#isShared = false;
  }
}

/** Writes a key into a heap and returns where it ends. */
function encode(key: string, heap: Uint8Array, start: number): number {
  let at = start;
  for (let index = 0; index < key.length; index++) {
    const unit = key.charCodeAt(index);
    if (unit < WIDE) heap[at++] = unit;
    else {
      heap[at++] = WIDE;
      heap[at++] = unit >>> 8;
      heap[at++] = unit & 0xff;
    }
  }
  return at;
}

/** The lower bits of a hash choose the segment; the slot is taken from a product's upper ones. */
const slotOf = (hash: number, slots: number): number => Math.imul(hash, 0x9e3779b1) >>> (Math.clz32(slots) + 1);

const slotsIn = ({ buffer, byteOffset, byteLength }: Uint8Array): Slots =>
  byteLength > 2 * SHORT_SLOTS
    ? new Uint32Array(buffer, byteOffset, byteLength / 4)
    : new Uint16Array(buffer, byteOffset, byteLength / 2);

const words = ({ buffer, byteOffset, byteLength }: Uint8Array): Int32Array =>
  new Int32Array(buffer, byteOffset, byteLength / 4);
