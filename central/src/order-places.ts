/**
 * At which desks an order may be: eight bytes an entry, so that a hub of many stores finds the one of millions without
 * asking each of them. It holds hashes and no names: who asks looks at the desks it is told, and finds nothing at those
 * that have an order with the same hash. A desk that was told is never left out.
 */
import { hashText } from '@ringfence/domain/basic/digest.ts';

const LEAST_ROOM = 1024;
/** Where a place is free: desks are counted from 1. */
const FREE = 0;

const scratch = { lo: 0, hi: 0 };

function hashOf(order: string): number {
  hashText(order, scratch);
  return scratch.lo >>> 0;
}

export class OrderPlaces {
  #hashes = new Uint32Array(LEAST_ROOM);
  #desks = new Uint32Array(LEAST_ROOM);
  #size = 0;

  /** Entries that are kept; the same is kept once. */
  get size(): number {
    return this.#size;
  }

  /** The order is at that desk; desks are numbered from 0. */
  add(order: string, desk: number): void {
    if (2 * this.#size >= this.#hashes.length) this.#grow();
    this.#size += this.#put(hashOf(order), desk + 1);
  }

  /** The desks at which the order may be. */
  of(order: string): number[] {
    const hash = hashOf(order);
    const found: number[] = [];
    for (let place = this.#first(hash); this.#desks[place] !== FREE; place = this.#next(place))
      if (this.#hashes[place] === hash) found.push((this.#desks[place] as number) - 1);
    return found;
  }

  /** How many entries that made: none when it was there. */
  #put(hash: number, desk: number): 0 | 1 {
    let place = this.#first(hash);
    for (; this.#desks[place] !== FREE; place = this.#next(place))
      if (this.#hashes[place] === hash && this.#desks[place] === desk) return 0;
    this.#hashes[place] = hash;
    this.#desks[place] = desk;
    return 1;
  }

  #first(hash: number): number {
    return hash & (this.#hashes.length - 1);
  }

  #next(place: number): number {
    return (place + 1) & (this.#hashes.length - 1);
  }

  #grow(): void {
    const [hashes, desks] = [this.#hashes, this.#desks];
    this.#hashes = new Uint32Array(2 * hashes.length);
    this.#desks = new Uint32Array(2 * hashes.length);
    desks.forEach((desk, place) => {
      if (desk !== FREE) this.#put(hashes[place] as number, desk);
    });
  }
}
