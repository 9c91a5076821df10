/**
 * How many documents go in one request: as many as got through lately. On a line that breaks early, and to a hub that
 * is slow, a large batch never arrives whole, however often it is sent; half of it may.
 */
export class BatchSize {
  readonly #least: number;
  readonly #most: number;
  #now: number;

  constructor(least: number, most: number) {
    this.#least = least;
    this.#most = most;
    this.#now = most;
  }

  get now(): number {
    return this.#now;
  }

  /** True when nothing speaks against the largest batch. */
  get isFull(): boolean {
    return this.#now === this.#most;
  }

  arrived(): void {
    this.#now = Math.min(this.#most, 2 * this.#now);
  }

  failed(): void {
    this.#now = Math.max(this.#least, this.#now >> 1);
  }
}
