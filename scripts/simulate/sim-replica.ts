/** A store's copy of a street of the hub on a simulated disk: documents come again and in pieces, and are kept once, in order. */
import type { DocId, Street } from '@ringfence/domain/basic/ids.ts';
import { advance, type Cursor, type Envelope } from '@ringfence/domain/documents/envelope.ts';
import { breakOfChain, documentHash } from '@ringfence/log/chain.ts';
import type { Listener, StreetLog, StreetReader } from '@ringfence/log/port.ts';
import { sha256 } from './keys.ts';

export interface ReplicaPorts {
  /** Called with what is new before it is written. */
  readonly arriving: (documents: readonly Envelope[]) => void;
  /** Called with what is not a part of the street. */
  readonly rejected: (why: string) => void;
}

export class SimReplica implements StreetReader {
  readonly street: Street;
  readonly #log: StreetLog;
  readonly #ports: ReplicaPorts;
  #turn: Promise<void> = Promise.resolve();

  constructor(log: StreetLog, ports: ReplicaPorts) {
    this.street = log.street;
    this.#log = log;
    this.#ports = ports;
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
    let cursor = log.head();
    const fresh = documents.filter(({ _id, n }) => log.positionOf(_id) === undefined && n > cursor.n);
    if (fresh.length === 0) return;
    this.#ports.arriving(fresh);
    const run: Envelope[] = [];
    for (const document of fresh) {
      if (document.n !== cursor.n + 1) break;
      const refusal = breakOfChain(cursor, document);
      if (refusal !== undefined) {
        this.#ports.rejected(`${document._id}: ${refusal}`);
        break;
      }
      run.push(document);
      cursor = advance(document, documentHash(document, sha256));
    }
    await log.append(run);
  }
}
