/**
 * The past of a street, packed: of each document whose row was read from disk
 * and verified, where the row lies and what its bytes must add up to; and which
 * id stands where. 20 bytes a document and 4 to 12 of table, without the ids:
 * an id is found by 96 bits of a hash that is salted, so that nobody can make
 * two ids that are taken for one.
 */
import { assert } from '@ringfence/domain/basic/assert.ts';
import type { Sha256 } from '@ringfence/domain/basic/canonical.ts';
import type { DocId } from '@ringfence/domain/basic/ids.ts';

/** Where a row lies, and what its bytes add up to. */
export interface Place {
  /** Its sequence in the database, which is its key there; from 1. */
  readonly sequence: number;
  /** CRC-32 of its text. */
  readonly check: number;
}

/** Words of one document: three of its id's hash, its sequence, its check. */
const WORDS = 5;
const SEQUENCE = 3;
const CHECK = 4;
export const BYTES_PER_DOCUMENT = WORDS * Uint32Array.BYTES_PER_ELEMENT;

/** Documents a page holds; the last page grows up to that. */
const PAGE = 4096;
const FIRST_PAGE = 16;
const FIRST_TABLE = 32;
/** Of the table's slots are taken at most. */
const FILLED = 0.7;
/** So many documents move into a larger table with each one that is added, so that no single one takes long. */
const MOVED_AT_ONCE = 4;

/** Hashes ids. The streets of one log share one: who looks for an id on each of them has it hashed once. */
export class IdHashes {
  readonly #salt: string;
  readonly #sha256: Sha256;
  /** The id asked for last, which is asked for again on the next street and when it is written. */
  #id: DocId | undefined;
  readonly #words = new Uint32Array(3);

  constructor(salt: string, sha256: Sha256) {
    this.#salt = salt;
    this.#sha256 = sha256;
  }

  /** Three words, until another id is asked for. */
  of(id: DocId): Uint32Array {
    if (id === this.#id) return this.#words;
    this.#id = id;
    const hash = this.#sha256(`${this.#salt}${id}`);
    for (let word = 0; word < 3; word += 1) this.#words[word] = Number.parseInt(hash.slice(word * 8, word * 8 + 8), 16);
    return this.#words;
  }
}

export class Past {
  readonly #ids: IdHashes;
  readonly #pages: Uint32Array[] = [];
  #n = 0;
  /** Positions by the first word of their hash, 0 where there is none; a taken slot leads to the next one. */
  #table = new Uint32Array(FIRST_TABLE);
  /** The table before, until every document that stands in it was moved. */
  #before: Uint32Array | undefined;
  #moved = 0;
  #toMove = 0;

  constructor(ids: IdHashes) {
    this.#ids = ids;
  }

  /** How many documents it holds: positions 1 to n. */
  get n(): number {
    return this.#n;
  }

  positionOf(id: DocId): number | undefined {
    if (this.#n === 0) return undefined;
    const hash = this.#ids.of(id);
    return this.#find(this.#table, hash) ?? (this.#before && this.#find(this.#before, hash));
  }

  /** Where the document at position `n` lies. */
  placeOf(n: number): Place {
    assert(n >= 1 && n <= this.#n, () => `position ${n} is not among the ${this.#n} of the past`);
    const page = this.#pages[Math.floor((n - 1) / PAGE)] as Uint32Array;
    const at = ((n - 1) % PAGE) * WORDS;
    return { sequence: page[at + SEQUENCE] as number, check: page[at + CHECK] as number };
  }

  /** Adds the document at the next position. */
  add(id: DocId, { sequence, check }: Place): void {
    assert(sequence > 0 && sequence <= 0xffff_ffff, () => `${sequence} is no sequence`);
    const page = this.#pageWithRoom();
    const at = (this.#n % PAGE) * WORDS;
    page.set(this.#ids.of(id), at);
    page[at + SEQUENCE] = sequence;
    page[at + CHECK] = check;
    this.#n += 1;
    this.#index();
  }

  /** The words of the documents at these positions, both included; at most so many as a page holds come at once. */
  *words(from: number, to: number): Generator<Uint32Array> {
    for (let n = from; n <= to;) {
      const start = (n - 1) % PAGE;
      const count = Math.min(PAGE - start, to - n + 1);
      yield (this.#pages[Math.floor((n - 1) / PAGE)] as Uint32Array).subarray(start * WORDS, (start + count) * WORDS);
      n += count;
    }
  }

  /** Adds documents as `words` gave them. */
  addWords(words: Uint32Array): void {
    this.#makeRoom(this.#n + words.length / WORDS, this.#n);
    this.#moveAll();
    const table = this.#table;
    const mask = table.length - 1;
    for (let from = 0; from < words.length;) {
      const page = this.#pageWithRoom();
      const at = (this.#n % PAGE) * WORDS;
      const part = words.subarray(from, from + page.length - at);
      page.set(part, at);
      let n = this.#n;
      for (let word = 0; word < part.length; word += WORDS) {
        n += 1;
        let slot = (part[word] as number) & mask;
        while (table[slot] !== 0) slot = (slot + 1) & mask;
        table[slot] = n;
      }
      this.#n = n;
      from += part.length;
    }
  }

  /** The positions whose rows have sequences after `sequence`, in the order of their sequences. */
  positionsAfter(sequence: number): number[] {
    const found: { n: number; sequence: number }[] = [];
    this.#pages.forEach((page, index) => {
      const before = index * PAGE;
      const end = Math.min(page.length, (this.#n - before) * WORDS);
      for (let at = SEQUENCE; at < end; at += WORDS) {
        const there = page[at] as number;
        if (there > sequence) found.push({ n: before + (at - SEQUENCE) / WORDS + 1, sequence: there });
      }
    });
    return found.sort((a, b) => a.sequence - b.sequence).map(({ n }) => n);
  }

  #find(table: Uint32Array, hash: Uint32Array): number | undefined {
    const [first, second, third] = hash as unknown as [number, number, number];
    const mask = table.length - 1;
    for (let slot = first & mask; ; slot = (slot + 1) & mask) {
      const n = table[slot] as number;
      if (n === 0) return undefined;
      const page = this.#pages[Math.floor((n - 1) / PAGE)] as Uint32Array;
      const at = ((n - 1) % PAGE) * WORDS;
      if (page[at] === first && page[at + 1] === second && page[at + 2] === third) return n;
    }
  }

  #pageWithRoom(): Uint32Array {
    const index = Math.floor(this.#n / PAGE);
    const page = this.#pages[index];
    const taken = this.#n % PAGE;
    if (page !== undefined && taken * WORDS < page.length) return page;
    const size = page === undefined ? (index === 0 ? FIRST_PAGE : PAGE) : Math.min(PAGE, taken * 2);
    const larger = new Uint32Array(size * WORDS);
    if (page !== undefined) larger.set(page);
    this.#pages[index] = larger;
    return larger;
  }

  /** Enters the latest document into the table. */
  #index(): void {
    this.#makeRoom(this.#n, this.#n - 1);
    this.#enter(this.#n);
    if (this.#before === undefined) return;
    const end = Math.min(this.#toMove, this.#moved + MOVED_AT_ONCE);
    while (this.#moved < end) this.#enter((this.#moved += 1));
    if (this.#moved === this.#toMove) this.#before = undefined;
  }

  #enter(n: number): void {
    const page = this.#pages[Math.floor((n - 1) / PAGE)] as Uint32Array;
    const mask = this.#table.length - 1;
    let slot = (page[((n - 1) % PAGE) * WORDS] as number) & mask;
    while (this.#table[slot] !== 0) slot = (slot + 1) & mask;
    this.#table[slot] = n;
  }

  /** Begins a table that is large enough for `documents`, when this one is not; `entered` of them stand in this one. */
  #makeRoom(documents: number, entered: number): void {
    if (documents <= this.#table.length * FILLED) return;
    let size = this.#table.length;
    while (documents > size * FILLED) size *= 2;
    this.#moveAll();
    this.#before = entered === 0 ? undefined : this.#table;
    this.#table = new Uint32Array(size);
    this.#moved = 0;
    this.#toMove = entered;
  }

  #moveAll(): void {
    while (this.#before !== undefined && this.#moved < this.#toMove) this.#enter((this.#moved += 1));
    this.#before = undefined;
  }
}
