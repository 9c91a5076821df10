/** A store's copy of a street of the hub on a simulated disk: documents come again and in pieces, and are kept once, in order. */
import type { DocId, Street } from '@ringfence/domain/basic/ids.ts';
import type { Cursor, Envelope } from '@ringfence/domain/documents/envelope.ts';
import type { Listener, StreetLog, StreetReader } from '@ringfence/log/port.ts';

export class SimReplica implements StreetReader {
  readonly street: Street;
  readonly #log: StreetLog;
  /** Called with what is new before it is written. */
  readonly #arriving: (documents: readonly Envelope[]) => void;
  #turn: Promise<void> = Promise.resolve();

  constructor(log: StreetLog, arriving: (documents: readonly Envelope[]) => void) {
    this.street = log.street;
    this.#log = log;
    this.#arriving = arriving;
  }

  head(): Cursor {
    return this.#log.head();
  }

  read(afterN: number, limit: number): Promise<Envelope[]> {
    return this.#log.read(afterN, limit);
  }

  get(id: DocId): Promise<Envelope | undefined> {
    return this.#log.get(id);
  }

  positionOf(id: DocId): number | undefined {
    return this.#log.positionOf(id);
  }

  follow(listener: Listener): () => void {
    return this.#log.follow(listener);
  }

  /** Resolves when they are on disk. What does not continue the street yet is left out: it comes again. */
  receive(documents: readonly Envelope[]): Promise<void> {
    this.#turn = this.#turn.then(() => this.#append(documents));
    return this.#turn;
  }

  async #append(documents: readonly Envelope[]): Promise<void> {
    const log = this.#log;
    // Every write here is waited for, so nothing is appended that is not durable.
    const here = log.head().n;
    const fresh = documents.filter(({ _id, n }) => log.positionOf(_id) === undefined && n > here);
    const [first] = fresh;
    if (!first) return;
    this.#arriving(fresh);
    if (first.n === here + 1) await log.append(fresh);
  }
}
