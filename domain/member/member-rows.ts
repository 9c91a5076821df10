/** Records of members as text, each in a row of its own, on pages that nobody changes any more. */
import { must } from '../basic/assert.ts';
import type { Frozen } from '../basic/frozen.ts';
import type { Hash, LeaseId, MemberId, OrderId } from '../basic/ids.ts';
import type { Lots } from './lots.ts';
import type { Held, Lent, MemberRecord, PaidOrder } from './shard.ts';

/** With more pages all rows are brought onto one. */
const PAGES = 16;
/** Of each row: its page, where it begins there, and where it ends. */
const COLUMNS = 3;

type Row = readonly [
  member: MemberId,
  enrolledAt: number,
  erasedAt: number | null,
  lots: Lots,
  lent: readonly Lent[],
  holds: readonly Held[],
  paid: readonly PaidOrder[],
  spend: readonly (readonly [string, number])[],
  identities: readonly Hash[],
  history: readonly number[],
];

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class MemberRows {
  #pages: Uint8Array[];
  #places: Int32Array;

  constructor(pages: Uint8Array[] = [], places = new Int32Array(0)) {
    this.#pages = pages;
    this.#places = places;
  }

  read(place: number): MemberRecord {
    return recordOf(JSON.parse(decoder.decode(this.#bytes(place))) as Row);
  }

  /** Replaces rows, by their places from 1 on. */
  write(records: readonly (readonly [place: number, record: MemberRecord])[]): void {
    if (records.length === 0) return;
    this.#add(records.map(([place, record]) => [place, encoder.encode(JSON.stringify(rowOf(record)))]));
  }

  /** `count` is how many there are. */
  freeze(count: number): Frozen {
    if (this.#pages.length > PAGES) this.#bringTogether(count);
    const places = this.#places.slice(0, COLUMNS * (count + 1));
    return { buffers: [new Uint8Array(places.buffer), ...this.#pages] };
  }

  static thaw({ buffers = [] }: Frozen): MemberRows {
    const [places, ...pages] = buffers;
    const { buffer, byteOffset, byteLength } = must(places, 'rows have places');
    return new MemberRows(pages, new Int32Array(buffer, byteOffset, byteLength / 4).slice());
  }

  #bytes(place: number): Uint8Array {
    const [page, start, end] = this.#places.subarray(COLUMNS * place, COLUMNS * (place + 1));
    return must(this.#pages[page ?? -1], `there is a row at ${place}`).subarray(start, end);
  }

  #add(rows: readonly (readonly [place: number, bytes: Uint8Array])[]): void {
    const page = new Uint8Array(rows.reduce((sum, [, bytes]) => sum + bytes.length, 0));
    let at = 0;
    for (const [place, bytes] of rows) {
      page.set(bytes, at);
      this.#makeRoom(place);
      this.#places.set([this.#pages.length, at, at + bytes.length], COLUMNS * place);
      at += bytes.length;
    }
    this.#pages.push(page);
  }

  #bringTogether(count: number): void {
    const rows = Array.from({ length: count }, (_, index) => [index + 1, this.#bytes(index + 1)] as const);
    this.#pages = [];
    this.#add(rows);
  }

  #makeRoom(place: number): void {
    if (this.#places.length >= COLUMNS * (place + 1)) return;
    const longer = new Int32Array(COLUMNS * (2 * place + 8));
    longer.set(this.#places);
    this.#places = longer;
  }
}

const rowOf = (record: MemberRecord): Row => [
  record.member,
  record.enrolledAt,
  record.erasedAt,
  record.lots,
  [...record.lent.values()],
  [...record.holds.values()],
  [...record.paid.values()],
  [...record.spend],
  [...record.identities],
  record.history,
];

function recordOf([
  member,
  enrolledAt,
  erasedAt,
  lots,
  lent,
  holds,
  paid,
  spend,
  identities,
  history,
]: Row): MemberRecord {
  return {
    member,
    enrolledAt,
    erasedAt,
    lots,
    lent: new Map<LeaseId, Lent>(lent.map((each) => [each.lease, each])),
    holds: new Map(holds.map((each) => [each.hold, each])),
    paid: new Map<OrderId, PaidOrder>(paid.map((each) => [each.order, each])),
    spend: new Map(spend),
    identities: new Set(identities),
    history: [...history],
  };
}
