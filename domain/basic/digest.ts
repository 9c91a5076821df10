/**
 * One figure for a set of things, kept while the set changes: each thing adds
 * its own 128 bits, and takes them away when it leaves. The sum does not depend
 * on the order, so two folds that hold the same things have the same digest.
 * It finds what two honest folds disagree in; it is no defence against somebody
 * who wants two sets to look alike.
 */
const LANES = [0x9e3779b1, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f] as const;
const TWO_32 = 2 ** 32;

/** 64 bits of a text, as two whole numbers of 32. */
export interface TextHash {
  lo: number;
  hi: number;
}

/** Hashes `text` into `into`, which spares an object for each of the many. */
export function hashText(text: string, into: TextHash): void {
  let lo = 0x1b873593;
  let hi = 0x41c6ce57;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    lo = Math.imul(lo ^ unit, 0x9e3779b1);
    hi = Math.imul(hi ^ unit, 0x5f356495);
    lo ^= lo >>> 15;
  }
  lo = Math.imul(lo ^ (lo >>> 16), 0x85ebca6b) ^ Math.imul(hi ^ (hi >>> 13), 0xc2b2ae35);
  hi = Math.imul(hi ^ (hi >>> 16), 0x85ebca6b) ^ Math.imul(lo ^ (lo >>> 13), 0xc2b2ae35);
  into.lo = lo ^ (lo >>> 16);
  into.hi = hi ^ (hi >>> 16);
}

export class Digest {
  readonly #sums = new Int32Array(LANES.length);

  /** Adds a thing: its name, and how much of it there is. Nothing of a thing is no thing. */
  add(name: TextHash, units = 1): void {
    if (units !== 0) this.#sum(name, units, 1);
  }

  /** Takes away what was added by the same arguments. */
  remove(name: TextHash, units = 1): void {
    if (units !== 0) this.#sum(name, units, -1);
  }

  /** 32 hexadecimal digits. */
  toString(): string {
    return Array.from(this.#sums, (sum) => (sum >>> 0).toString(16).padStart(8, '0')).join('');
  }

  /** Of the digest of the same things, as `toString` gave it. */
  static from(text: string): Digest {
    const digest = new Digest();
    for (let lane = 0; lane < LANES.length; lane++)
      digest.#sums[lane] = Number.parseInt(text.slice(8 * lane, 8 * lane + 8), 16) | 0;
    return digest;
  }

  #sum({ lo, hi }: TextHash, units: number, sign: 1 | -1): void {
    const low = units | 0;
    const high = Math.floor(units / TWO_32) | 0;
    const sums = this.#sums;
    for (let lane = 0; lane < LANES.length; lane++) {
      let mixed = Math.imul(lo ^ (LANES[lane] as number), 0x85ebca6b);
      mixed = Math.imul(mixed ^ (mixed >>> 15) ^ hi, 0xc2b2ae35);
      mixed = Math.imul(mixed ^ (mixed >>> 13) ^ low, 0x9e3779b1);
      mixed = Math.imul(mixed ^ (mixed >>> 16) ^ high, 0x85ebca6b);
      mixed = Math.imul(mixed ^ (mixed >>> 14), 0xc2b2ae35);
      mixed ^= mixed >>> 16;
      sums[lane] = (sums[lane] as number) + Math.imul(sign, mixed);
    }
  }
}
