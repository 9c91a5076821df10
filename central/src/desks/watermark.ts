/**
 * How far a store says it has applied the hub's street, and whether that is
 * the street the hub has. What it keeps true: once a store was seen to hold
 * more than the hub, or something else, that stays so while this process runs,
 * however much the hub writes after it: its own street is not the store's any
 * more.
 */
import type { Hash } from '@ringfence/domain/basic/ids.ts';
import type { StreetReader } from '@ringfence/log/port.ts';

export interface Applied {
  readonly n: number;
  /** Its hash; absent where the store did not say. */
  readonly head?: Hash | undefined;
}

export class Watermark {
  readonly #street: StreetReader;
  #isApart = false;
  /** What was compared last: most reports say the same again. */
  #compared = '';

  constructor(street: StreetReader) {
    this.#street = street;
  }

  /** True when the hub's log is older than what it had written to this store. */
  get isApart(): boolean {
    return this.#isApart;
  }

  /** Takes the store's word. Rejects with `DamagedLog` or `StorageFailure` as reading does. */
  async reported({ n, head }: Applied): Promise<void> {
    const at = this.#street.head();
    if (n > at.n) this.#isApart = true;
    if (this.#isApart || n === 0 || head === undefined || this.#compared === head) return;
    const hash = n === at.n ? at.head : (await this.#street.read(n, 1))[0]?.prev;
    if (hash === head) this.#compared = head;
    else this.#isApart = true;
  }
}
