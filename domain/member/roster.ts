/**
 * The members of one shard, in the order in which they were enrolled. What it
 * keeps true: a member nobody asked for is a row of text and no object, so that
 * a shard of many members is read back as it stands. Who changes a record says
 * so, or the change is not kept.
 *
 *   row ──asked for──▶ record ──changed──▶ to be written ──tidy──▶ record and new row
 */
import { must } from '../basic/assert.ts';
import { type Frozen, partOf } from '../basic/frozen.ts';
import type { Hash, MemberId } from '../basic/ids.ts';
import { PackedTable } from '../basic/packed-table.ts';
import { MemberRows } from './member-rows.ts';
import type { MemberRecord } from './shard.ts';

const DAY_MS = 86_400_000;
/** The number of a business day; 0 for no day. */
const numberOf = (day: string | null | undefined): number => (day ? Math.floor(Date.parse(day) / DAY_MS) : 0);

export class Roster implements Iterable<[MemberId, MemberRecord]> {
  /** Which one a member is, from 1. */
  readonly #places: PackedTable;
  readonly #rows: MemberRows;
  /** Those somebody asked for. */
  readonly #records: (MemberRecord | undefined)[] = [];
  /** Places of records that are not as their rows. */
  readonly #changed = new Set<number>();
  /** The day on which the first of a member's points end; 0 for never. */
  #ends: Int32Array;

  constructor(from?: { readonly places: PackedTable; readonly rows: MemberRows; readonly ends: Int32Array }) {
    this.#places = from?.places ?? new PackedTable();
    this.#rows = from?.rows ?? new MemberRows();
    this.#ends = from?.ends ?? new Int32Array(0);
  }

  get size(): number {
    return this.#places.size;
  }

  has(member: MemberId): boolean {
    return this.#places.has(member);
  }

  get(member: MemberId): MemberRecord | undefined {
    const place = this.#places.get(member);
    return place === 0 ? undefined : this.#at(place);
  }

  /** A member who was not there before. */
  add(record: MemberRecord): void {
    const place = this.size + 1;
    this.#places.set(record.member, place);
    this.#records[place] = record;
    if (this.#ends.length <= place) {
      const longer = new Int32Array(2 * place + 8);
      longer.set(this.#ends);
      this.#ends = longer;
    }
    this.#changed.add(place);
  }

  /** A record of this roster is not what it was. */
  changed(record: MemberRecord): void {
    const place = this.placeOf(record.member);
    this.#ends[place] = numberOf(record.lots[0]?.expiresOn);
    this.#changed.add(place);
  }

  /** Which one the member is, from 1. */
  placeOf(member: MemberId): number {
    return must(this.#places.get(member) || undefined, `${member} is enrolled`);
  }

  /** The member of that place. */
  memberAt(place: number): MemberId {
    return this.#at(place).member;
  }

  /** In the order of enrolment. */
  *values(): IterableIterator<MemberRecord> {
    for (let place = 1; place <= this.size; place++) yield this.#at(place);
  }

  *[Symbol.iterator](): IterableIterator<[MemberId, MemberRecord]> {
    for (const record of this.values()) yield [record.member, record];
  }

  /** Those who have points whose last day was before `day`. */
  *endingBefore(day: string): IterableIterator<MemberRecord> {
    const end = numberOf(day);
    for (let place = 1; place <= this.size; place++) {
      const first = this.#ends[place] as number;
      if (first !== 0 && first < end) yield this.#at(place);
    }
  }

  /** Writes rows for at most `most` changed records; returns how many are left. */
  tidy(most: number): number {
    const written: (readonly [number, MemberRecord])[] = [];
    for (const place of this.#changed) {
      if (written.length >= most) break;
      written.push([place, this.#at(place)]);
    }
    for (const [place] of written) this.#changed.delete(place);
    this.#rows.write(written);
    return this.#changed.size;
  }

  freeze(): Frozen {
    this.tidy(Infinity);
    const ends = this.#ends.slice(0, this.size + 1);
    return {
      buffers: [new Uint8Array(ends.buffer)],
      parts: { places: this.#places.freeze(), rows: this.#rows.freeze(this.size) },
    };
  }

  static thaw(frozen: Frozen): Roster {
    const [ends] = frozen.buffers ?? [];
    return new Roster({
      places: PackedTable.thaw(partOf(frozen, 'places')),
      rows: MemberRows.thaw(partOf(frozen, 'rows')),
      ends: ends ? new Int32Array(ends.buffer, ends.byteOffset, ends.byteLength / 4).slice() : new Int32Array(0),
    });
  }

  #at(place: number): MemberRecord {
    return (this.#records[place] ??= this.#rows.read(place));
  }
}

/** Which member of the shard has a claim. */
export class Claims implements Iterable<[Hash, MemberId]> {
  readonly #places: PackedTable;
  readonly #roster: Roster;

  constructor(roster: Roster, places = new PackedTable()) {
    this.#roster = roster;
    this.#places = places;
  }

  get size(): number {
    return this.#places.size;
  }

  /** `hash` as for a packed table. */
  get(claim: Hash, hash?: number): MemberId | undefined {
    const place = this.#places.get(claim, hash);
    return place === 0 ? undefined : this.#roster.memberAt(place);
  }

  set(claim: Hash, member: MemberId): void {
    this.#places.set(claim, this.#roster.placeOf(member));
  }

  delete(claim: Hash): void {
    this.#places.set(claim, 0);
  }

  *[Symbol.iterator](): IterableIterator<[Hash, MemberId]> {
    for (const [claim, place] of this.#places) yield [claim, this.#roster.memberAt(place)];
  }

  freeze(): Frozen {
    return this.#places.freeze();
  }

  static thaw(frozen: Frozen, roster: Roster): Claims {
    return new Claims(roster, PackedTable.thaw(frozen));
  }
}
