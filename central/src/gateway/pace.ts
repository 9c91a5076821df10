/**
 * Lets a few begin in each turn of the event loop, in the order of asking, so that whatever else is ready has its turn
 * in between. Nobody waits who asks for less than there is room for.
 */
export class Pace {
  readonly #perTurn: number;
  readonly #waiting: (() => void)[] = [];
  /** How many began in this turn. */
  #begun = 0;

  constructor(perTurn: number) {
    this.#perTurn = perTurn;
  }

  /** How many wait. Nobody is turned away here: whoever lets work in looks at it. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Resolves when one more may begin. */
  next(): Promise<void> {
    if (this.#begun === 0) setImmediate(this.#turn);
    if (this.#begun < this.#perTurn && this.#waiting.length === 0) {
      this.#begun += 1;
      return Promise.resolve();
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push(resolve);
    return promise;
  }

  readonly #turn = (): void => {
    const next = this.#waiting.splice(0, this.#perTurn);
    this.#begun = next.length;
    if (this.#begun > 0) setImmediate(this.#turn);
    for (const begin of next) begin();
  };
}
