/**
 * Which id stands where, of a street on LevelDB: its past packed, and by name
 * what was appended since. A document moves from there into the past when its
 * row was read from disk and is the very document that was appended. What it
 * keeps true: the past holds positions 1, 2, 3… without a gap, and of each the
 * place of a row that was verified.
 *
 *   appended ──add──▶ by name ──found on disk──▶ packed
 *   row ──found──▶ aside, until its document is the next one to be packed
 */
import type { DocId, Hash } from '@ringfence/domain/basic/ids.ts';
import { advance, startOfStreet, type Cursor, type Envelope } from '@ringfence/domain/documents/envelope.ts';
import { type IdHashes, Past, type Place } from './past.ts';
import type { Positions } from './positions.ts';

/** A document that was appended and not read back yet. */
export interface Named {
  readonly id: DocId;
  readonly hash: Hash;
}

/** A row that was read from disk and is not packed. */
interface Aside {
  readonly id: DocId;
  readonly place: Place;
  readonly cursor: Cursor;
}

export class PackedPositions implements Positions {
  readonly past: Past;
  readonly #named = new Map<DocId, number>();
  /** The documents after the past, from `#first` on. */
  #order: Named[] = [];
  #first = 0;
  /** By position; those of rows that are no document at 0. */
  readonly #aside = new Map<number, Aside[]>();
  #asideCount = 0;
  #packed: Cursor = startOfStreet;

  constructor(ids: IdHashes) {
    this.past = new Past(ids);
  }

  /** The last position of the past. */
  get packed(): Cursor {
    return this.#packed;
  }

  positionOf(id: DocId): number | undefined {
    return this.#named.get(id) ?? this.past.positionOf(id);
  }

  add({ _id: id, n }: Envelope, hash: Hash): void {
    this.#named.set(id, n);
    this.#order.push({ id, hash });
    this.#pack();
  }

  /** The past as it was packed and saved before; `packed` is its end. */
  resume(words: Iterable<Uint32Array>, packed: Cursor): void {
    for (const some of words) this.past.addWords(some);
    this.#packed = packed;
  }

  /** A document lies at that place of the disk, whether it is of this street or not. */
  found(document: Envelope, hash: Hash, place: Place): void {
    this.#putAside(document.n, { id: document._id, place, cursor: advance(document, hash) });
    this.#pack();
  }

  /** A row lies at that place of the disk that is no document at all. */
  foundOther(id: DocId, place: Place): void {
    this.#putAside(0, { id, place, cursor: startOfStreet });
  }

  /** What was appended at these positions after the past, both included. */
  named(from: number, to: number): Named[] {
    const before = this.past.n - this.#first;
    return this.#order.slice(from - before - 1, to - before);
  }

  /** Sequences of the rows that are aside. */
  get aside(): number[] {
    return [...this.#aside.values()].flatMap((some) => some.map(({ place }) => place.sequence)).sort((a, b) => a - b);
  }

  get asideCount(): number {
    return this.#asideCount;
  }

  /** How many ids have rows on disk. */
  countIds(): number {
    const strangers = new Set<DocId>();
    for (const some of this.#aside.values())
      for (const { id } of some) if (this.positionOf(id) === undefined) strangers.add(id);
    return this.past.n + this.#named.size + strangers.size;
  }

  #putAside(n: number, row: Aside): void {
    const others = this.#aside.get(n);
    if (others === undefined) this.#aside.set(n, [row]);
    else others.push(row);
    this.#asideCount += 1;
  }

  #pack(): void {
    for (;;) {
      const next = this.#order[this.#first];
      const n = this.past.n + 1;
      const rows = this.#aside.get(n);
      if (next === undefined || rows === undefined) break;
      const row = rows.find(({ id, cursor }) => id === next.id && cursor.head === next.hash);
      if (row === undefined) break;
      this.past.add(row.id, row.place);
      this.#packed = row.cursor;
      this.#named.delete(row.id);
      this.#first += 1;
      this.#asideCount -= 1;
      if (rows.length === 1) this.#aside.delete(n);
      else
        this.#aside.set(
          n,
          rows.filter((other) => other !== row),
        );
    }
    if (this.#first < 1024 || this.#first * 2 < this.#order.length) return;
    this.#order = this.#order.slice(this.#first);
    this.#first = 0;
  }
}
