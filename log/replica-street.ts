/**
 * A street that another author writes and replication carries here: documents
 * arrive in any order, any number of times, and are delivered once each, in the
 * order of the chain. What it keeps true:
 * - listeners and readers see a prefix of the author's street, never a gap;
 * - only first revisions whose name follows from their content are stored, so
 *   a forged revision cannot take the place of a document;
 * - what breaks the chain is reported and never delivered.
 *
 *   arrives ──judged──▶ stored ──held──▶ ahead of a gap ──its turn──▶ delivered
 *              └────────────────── onRejected ──────────────┘
 */
import { assert } from '@ringfence/domain/basic/assert.ts';
import type { Sha256 } from '@ringfence/domain/basic/canonical.ts';
import type { DocId, Street } from '@ringfence/domain/basic/ids.ts';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import { Ahead, type Held } from './ahead.ts';
import { parseArrival, type Arrival, type Refused } from './arrival.ts';
import { documentHash, revisionFrom, revisionOf } from './chain.ts';
import { IndexedStreet, type Load } from './indexed-street.ts';
import type { Smaller } from './limits.ts';
import { type Opening, openStreets, type PastParts } from './opening.ts';
import { PackedPositions } from './packed-positions.ts';
import type { PastKeeper } from './past-keeper.ts';
import type { Place } from './past.ts';
import { type DamagedLog, StorageFailure } from './port.ts';
import { fromRow, loadRows, type Stored } from './pouch-rows.ts';
import type { ScrubProgress } from './scrub.ts';
import { StoredStreet } from './stored-street.ts';
import { openDatabase, type Database } from './synced-leveldown.ts';

/** How many documents are read again from disk at once. */
const READ_AGAIN = 200;

export interface ReplicaOptions {
  directory: string;
  street: Street;
  /** True only while provisioning. */
  create: boolean;
  sha256: Sha256;
  /** Hears of every document that is not part of the street; again after a restart when it is stored. */
  onRejected: (rejection: Refused) => void;
  /** The index file, outside `directory`; without one all of the street is read at every start. */
  index?: string;
  /** For tests. */
  limits?: Smaller;
  /** Told once when the storage failed or is damaged; the process must then exit. */
  onFatal?: (failure: StorageFailure | DamagedLog) => void;
  /** How many documents ahead of a gap stay in memory; the others are read again when their turn comes. */
  heldInMemory?: number;
}

export class ReplicaStreet extends IndexedStreet implements Opening {
  /** The replicator's target: what it writes through `bulkDocs` is judged first. */
  readonly database: Database;
  readonly positions: PackedPositions;
  readonly load: Load;
  readonly #options: ReplicaOptions;
  readonly #keeper: () => PastKeeper;
  /** The database's own, which stores without judging. */
  readonly #store: (rows: object[]) => Promise<unknown[]>;
  readonly #ahead: Ahead;
  /** Arrivals are taken one call after the other; this is the latest. */
  #turn: Promise<unknown> = Promise.resolve();
  #failure: StorageFailure | undefined;

  private constructor(database: Database, options: ReplicaOptions, past: PastParts) {
    const { street, sha256 } = options;
    const positions = new PackedPositions(past.ids);
    const onDamage = (): void => past.keeper().distrust();
    const stored = new StoredStreet({ database, street, sha256, positions, revision: revisionFrom, onDamage });
    const load: Load = (from, to) => stored.load(from, to);
    super({ street, sha256, load, positions });
    this.positions = positions;
    this.load = load;
    this.#options = options;
    this.#keeper = past.keeper;
    this.#ahead = new Ahead(options.heldInMemory ?? 1000);
    this.database = database;
    const store = database.bulkDocs.bind(database);
    this.#store = (rows) => store(rows, { new_edits: false });
  }

  /**
   * Opens the copy and verifies what is contiguous in it, all of it or what was written after its index; refuses with
   * `DamagedLog`.
   */
  static async open(options: ReplicaOptions): Promise<ReplicaStreet> {
    const { street: name, sha256, index } = options;
    const database = await openDatabase(options.directory, options);
    try {
      const replica = await openStreets({
        database,
        name,
        where: name,
        index,
        sha256,
        limits: options.limits,
        begin: (past) => new ReplicaStreet(database, options, past),
        onFatal: (failure) => options.onFatal?.(failure),
      });
      await replica.#deliver();
      Object.assign(database, { bulkDocs: replica.#replicated });
      return replica;
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  opened(): [this] {
    return [this];
  }

  streetOf(name: Street): this {
    assert(name === this.street, () => `${name} is not ${this.street}`);
    return this;
  }

  partsOf(id: DocId): { street: Street; id: DocId } {
    return { street: this.street, id };
  }

  countIds(): number {
    return this.positions.countIds();
  }

  /** Takes up one row found on disk at the start. */
  found(row: Stored, place: Place): void {
    const arrival = this.readBack(row, place);
    if ('reason' in arrival) {
      this.#options.onRejected(arrival);
      return;
    }
    const { _id: id, n } = arrival.document;
    if (n <= this.tail().n) {
      this.#options.onRejected({ id, reason: `position ${n} is taken` });
      return;
    }
    this.#ahead.hold(arrival);
    this.#deliverFromMemory();
  }

  /** Takes up the place of a row that arrived before. */
  readBack(row: Stored, place: Place): Arrival | Refused {
    const { sha256 } = this.#options;
    const arrival = parseArrival(row, sha256);
    if ('reason' in arrival) this.positions.foundOther(row._id, place);
    else this.positions.found(arrival.document, documentHash(arrival.document, sha256), place);
    return arrival;
  }

  /**
   * Stores documents that came in an answer of their author and delivers what became contiguous. Resolves when they
   * are on disk; what is not part of the street goes to `onRejected`.
   */
  async receive(documents: readonly Envelope[]): Promise<void> {
    const { sha256 } = this.#options;
    await this.#take(documents.map((document) => ({ ...document, _rev: revisionOf(document, sha256) })));
  }

  /** How far the past was verified behind the trade. */
  get scrubbed(): ScrubProgress {
    return this.#keeper().scrubProgress;
  }

  /** Waits for what arrived, then lets go of the disk. */
  async close(): Promise<void> {
    await this.#turn;
    await this.#keeper().close();
    await this.database.close();
  }

  /**
   * Stands in for the database's own `bulkDocs`, by promise as the replicator calls it and by callback as the
   * database's other writing functions do; refuses documents the way a database that denies them does.
   */
  readonly #replicated = (
    request: readonly unknown[] | { readonly docs: readonly unknown[]; readonly new_edits?: boolean },
    options?: { readonly new_edits?: boolean },
    done?: (error: unknown, rows?: unknown) => void,
  ): Promise<unknown> | undefined => {
    const answer = this.#answer(
      'docs' in request ? request.docs : request,
      ('docs' in request ? request.new_edits : undefined) ?? options?.new_edits ?? true,
    );
    if (done === undefined) return answer;
    answer.then((rows) => done(null, rows), done);
    return undefined;
  };

  async #answer(candidates: readonly unknown[], newEdits: boolean): Promise<unknown> {
    if (newEdits) throw new Error('a replica is written by replication alone');
    const refused = await this.#take(candidates);
    return refused.map(({ id, reason }) => {
      return { id, error: true, status: 403, name: 'forbidden', message: reason, reason };
    });
  }

  #take(candidates: readonly unknown[]): Promise<Refused[]> {
    const taken = this.#turn.then(() => this.#judgeStoreDeliver(candidates));
    this.#turn = taken.catch((error: unknown) => this.#fail(error));
    return taken;
  }

  async #judgeStoreDeliver(candidates: readonly unknown[]): Promise<Refused[]> {
    if (this.#failure !== undefined) throw this.#failure;
    const refused: Refused[] = [];
    const admitted: Arrival[] = [];
    for (const candidate of candidates) {
      const arrival = parseArrival(candidate, this.#options.sha256);
      const rejection = 'reason' in arrival ? arrival : await this.#rejectionOf(arrival);
      if (rejection !== undefined) refused.push(rejection);
      else if ('document' in arrival && !this.#isHere(arrival)) admitted.push(arrival);
    }
    refused.forEach((rejection) => this.#options.onRejected(rejection));
    if (admitted.length > 0) {
      await this.#write(admitted);
      for (const arrival of admitted) this.#ahead.hold(arrival);
    }
    await this.#deliver();
    this.#keeper().wrote(admitted.length);
    return refused;
  }

  #isHere({ document, rev }: Arrival): boolean {
    return this.positionOf(document._id) !== undefined || this.#ahead.has(document._id, rev);
  }

  /** Why a well-formed arrival has no place here although none of its predecessors is missing. */
  async #rejectionOf({ document, rev }: Arrival): Promise<Refused | undefined> {
    const { _id: id, n } = document;
    const position = this.positionOf(id);
    if (position === undefined) {
      return n > this.head().n ? undefined : { id, reason: `position ${n} is taken` };
    }
    const stored = await this.get(id);
    if (stored !== undefined && revisionOf(stored, this.#options.sha256) === rev) return undefined;
    return { id, reason: `it stands at position ${position} with another content` };
  }

  async #write(arrivals: readonly Arrival[]): Promise<void> {
    const rows = arrivals.map(({ document, rev }) => ({ ...document, _rev: rev }));
    const failed = await this.#store(rows);
    if (failed.length > 0) throw new StorageFailure(`not stored: ${JSON.stringify(failed)}`);
  }

  /** Delivers everything whose turn has come, reading again what memory had no room for. */
  async #deliver(): Promise<void> {
    while (this.#deliverFromMemory() === 'read again') {
      const missing = this.#ahead.missing(this.head().n + 1, READ_AGAIN);
      const rows = await loadRows(this.database, this.street, missing);
      missing.forEach((held, index) => {
        const row = rows[index];
        if (row !== undefined) held.document = fromRow(row, held.id);
      });
    }
  }

  #deliverFromMemory(): 'done' | 'read again' {
    const delivered: Envelope[] = [];
    let outcome: 'done' | 'read again' = 'done';
    for (;;) {
      const claims = this.#ahead.claims(this.tail().n + 1);
      if (claims.length === 0) break;
      if (claims.some(({ document }) => document === undefined)) {
        outcome = 'read again';
        break;
      }
      const next = this.#choose(claims);
      if (next === undefined) break;
      delivered.push(next);
    }
    this.settle(delivered);
    return outcome;
  }

  /** Takes the claim on the next position that continues the chain into the index, and rejects the others. */
  #choose(claims: readonly Held[]): Envelope | undefined {
    let chosen: Envelope | undefined;
    for (const { id, document } of claims) {
      if (document === undefined) continue;
      const refusal =
        chosen === undefined ? this.refusal(document) : `position ${document.n} is taken by ${chosen._id}`;
      if (refusal !== undefined) {
        this.#options.onRejected({ id, reason: refusal });
        continue;
      }
      chosen = document;
      this.extend(document);
    }
    this.#ahead.release(claims, chosen);
    return chosen;
  }

  #fail(error: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure =
      error instanceof StorageFailure ? error : new StorageFailure('a replica was not stored', { cause: error });
    this.#keeper().damaged(this.#failure);
  }
}
