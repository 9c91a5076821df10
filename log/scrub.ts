/**
 * Reads and verifies the whole past behind the trade, as a start did before
 * there was an index: every document, the chain they make, and that each is
 * found by its id. It rests much longer than it works.
 */
import type { Sha256 } from '@ringfence/domain/basic/canonical.ts';
import type { DocId, Street } from '@ringfence/domain/basic/ids.ts';
import { advance, type Cursor, startOfStreet } from '@ringfence/domain/documents/envelope.ts';
import { breakOfChain, documentHash } from './chain.ts';
import type { Load } from './indexed-street.ts';
import { LIMITS } from './limits.ts';
import type { PackedPositions } from './packed-positions.ts';
import { DamagedLog, type StorageFailure } from './port.ts';
import { type Entry, parsed, type Table, walkTable } from './tables.ts';

/** A street whose past is scrubbed. */
export interface ScrubbedStreet {
  readonly street: Street;
  readonly positions: PackedPositions;
  readonly load: Load;
}

export interface ScrubOptions {
  readonly entries: Table;
  readonly sha256: Sha256;
  readonly streets: () => Iterable<ScrubbedStreet>;
  /** Which street, and which id on it, an entry speaks of; nothing when it is no document's. */
  readonly partsOf: (key: string) => { readonly street: Street; readonly id: DocId } | undefined;
  /** After the start. */
  readonly delayMs: number;
  /** Told when the past is not what was written. */
  readonly onDamage: (failure: StorageFailure | DamagedLog) => void;
}

export interface ScrubProgress {
  /** Documents of the past that this scrub has verified, and how many there were when it began. */
  readonly verified: number;
  readonly of: number;
  /** When the last whole one ended, in milliseconds since 1970; a start that reads everything is one, too. */
  readonly endedAt: number | undefined;
}

interface Past extends ScrubbedStreet {
  /** Where it ended when the scrub began. */
  readonly end: Cursor;
}

export class Scrub {
  readonly #options: ScrubOptions;
  #progress: ScrubProgress = { verified: 0, of: 0, endedAt: undefined };
  #timer: NodeJS.Timeout | undefined;
  /** Ends the rest that is being taken. */
  #wake: (() => void) | undefined;
  #running: Promise<void> | undefined;
  #isStopping = false;

  constructor(options: ScrubOptions) {
    this.#options = options;
  }

  get progress(): ScrubProgress {
    return this.#progress;
  }

  /** After the start, which may have read everything. */
  begin(hasReadEverything: boolean): void {
    if (hasReadEverything) this.#progress = { ...this.#progress, endedAt: Date.now() };
    this.#schedule(hasReadEverything ? LIMITS.scrubEveryMs : this.#options.delayMs);
  }

  /** Resolves when it reads no more. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#timer);
    this.#wake?.();
    await this.#running;
  }

  #schedule(ms: number): void {
    this.#timer = setTimeout(() => {
      this.#running = this.#scrub().then(
        () => this.#isStopping || this.#schedule(LIMITS.scrubEveryMs),
        (error: unknown) => this.#isStopping || this.#options.onDamage(error as StorageFailure | DamagedLog),
      ) as Promise<void>;
    }, ms).unref();
  }

  async #scrub(): Promise<void> {
    const pasts: Past[] = [];
    for (const { street, positions, load } of this.#options.streets())
      pasts.push({ street, positions, load, end: positions.packed });
    const of = pasts.reduce((sum, { end }) => sum + end.n, 0);
    this.#progress = { ...this.#progress, verified: 0, of };
    for (const past of pasts) await this.#expectChain(past);
    await this.#expectEntries(new Map(pasts.map((past) => [past.street, past])));
    if (!this.#isStopping) this.#progress = { ...this.#progress, endedAt: Date.now() };
  }

  async #expectChain({ street, load, end }: Past): Promise<void> {
    let cursor = startOfStreet;
    while (cursor.n < end.n && !this.#isStopping) {
      const since = performance.now();
      const documents = await load(cursor.n + 1, Math.min(cursor.n + LIMITS.documentsPerScrub, end.n));
      for (const document of documents) {
        const refusal = breakOfChain(cursor, document);
        if (refusal !== undefined) throw new DamagedLog(street, refusal);
        cursor = advance(document, documentHash(document, this.#options.sha256));
      }
      this.#progress = { ...this.#progress, verified: this.#progress.verified + documents.length };
      await this.#rest(performance.now() - since);
    }
    if (cursor.n === end.n && cursor.head !== end.head)
      throw new DamagedLog(street, `position ${end.n} no longer holds what was written there`);
  }

  /** Each document must be found by its id at its place. */
  async #expectEntries(pasts: ReadonlyMap<Street, Past>): Promise<void> {
    const { entries, partsOf } = this.#options;
    const found = new Map<Street, number>();
    const pace = { sliceMs: () => LIMITS.sliceMs, restMs: (worked: number) => restAfter(worked) };
    await walkTable(entries, pace, (key, value) => {
      if (this.#isStopping) return 'stop';
      const { id: whole, rev_map: places } = parsed<Entry>(entries, key, value);
      const parts = partsOf(key);
      const past = parts && pasts.get(parts.street);
      const n = past?.positions.past.positionOf(parts?.id ?? '') ?? Infinity;
      if (past === undefined || n > past.end.n) return undefined;
      const { sequence } = past.positions.past.placeOf(n);
      if (whole !== key || !Object.values(places ?? {}).includes(sequence))
        throw new DamagedLog(entries.where, `${key} cannot be found by its id`);
      found.set(past.street, (found.get(past.street) ?? 0) + 1);
      return undefined;
    });
    if (this.#isStopping) return;
    for (const { street, end } of pasts.values()) {
      const count = found.get(street) ?? 0;
      if (count !== end.n) throw new DamagedLog(street, `${count} of ${end.n} documents can be found by their ids`);
    }
  }

  #rest(workedMs: number): Promise<void> {
    if (this.#isStopping) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, restAfter(workedMs)).unref();
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

const restAfter = (workedMs: number): number => workedMs * (1 / LIMITS.scrubShare - 1);
