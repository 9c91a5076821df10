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
import type { Sha256 } from '@ringfence/domain/basic/canonical.ts';
import type { DocId, Street } from '@ringfence/domain/basic/ids.ts';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import { parseArrival, type Arrival, type Refused } from './arrival.ts';
import { revisionOf } from './chain.ts';
import { Ahead, type Held } from './ahead.ts';
import { IndexedStreet, type Load } from './indexed-street.ts';
import { StorageFailure } from './port.ts';
import { NamedPositions } from './positions.ts';
import { fromRow, loadRows, scanRows, type Stored } from './pouch-rows.ts';
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
  /** Told once when the storage failed; the process must then exit. */
  onFatal?: (failure: StorageFailure) => void;
  /** How many documents ahead of a gap stay in memory; the others are read again when their turn comes. */
  heldInMemory?: number;
}

export class ReplicaStreet extends IndexedStreet {
  /** The replicator's target: what it writes through `bulkDocs` is judged first. */
  readonly database: Database;
  readonly #options: ReplicaOptions;
  /** The database's own, which stores without judging. */
  readonly #store: (rows: object[]) => Promise<unknown[]>;
  readonly #ahead: Ahead;
  /** The revision to read of an id that is stored with more than one. */
  readonly #revisions: Map<DocId, string>;
  /** Arrivals are taken one call after the other; this is the latest. */
  #turn: Promise<unknown> = Promise.resolve();
  #failure: StorageFailure | undefined;

  private constructor(database: Database, options: ReplicaOptions) {
    const revisions = new Map<DocId, string>();
    const { street, sha256 } = options;
    const positions = new NamedPositions();
    const load: Load = async (from, to) => {
      const keys = positions.ids(from, to).map((id) => ({ id, rev: revisions.get(id) }));
      return (await loadRows(database, street, keys)).map((row) => fromRow(row, row._id));
    };
    super({ street, sha256, load, positions });
    this.#revisions = revisions;
    this.#options = options;
    this.#ahead = new Ahead(options.heldInMemory ?? 1000);
    this.database = database;
    const store = database.bulkDocs.bind(database);
    this.#store = (rows) => store(rows, { new_edits: false });
    Object.assign(database, { bulkDocs: this.#replicated });
  }

  /** Opens the copy and verifies what is contiguous in it; refuses with `DamagedLog`. */
  static async open(options: ReplicaOptions): Promise<ReplicaStreet> {
    const database = await openDatabase(options.directory, options);
    const replica = new ReplicaStreet(database, options);
    try {
      const seen = new Map<DocId, string>();
      await scanRows(database, options.street, (row) => replica.#found(row, seen));
      await replica.#deliver();
    } catch (error) {
      await database.close();
      throw error;
    }
    return replica;
  }

  /**
   * Stores documents that came in an answer of their author and delivers what became contiguous. Resolves when they
   * are on disk; what is not part of the street goes to `onRejected`.
   */
  async receive(documents: readonly Envelope[]): Promise<void> {
    const { sha256 } = this.#options;
    await this.#take(documents.map((document) => ({ ...document, _rev: revisionOf(document, sha256) })));
  }

  /** Waits for what arrived, then lets go of the disk. */
  async close(): Promise<void> {
    await this.#turn;
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

  /** Takes up one row found on disk at the start; `seen` gives the first revision found of each id. */
  #found(row: Stored, seen: Map<DocId, string>): void {
    const arrival = parseArrival(row, this.#options.sha256);
    if ('reason' in arrival) {
      this.#options.onRejected(arrival);
      return;
    }
    const { document, rev } = arrival;
    const { _id: id, n } = document;
    const first = seen.get(id);
    if (first === undefined) seen.set(id, rev);
    else if (this.positionOf(id) !== undefined && !this.#revisions.has(id)) this.#revisions.set(id, first);
    if (n <= this.tail().n) {
      this.#options.onRejected({ id, reason: `position ${n} is taken` });
      return;
    }
    this.#ahead.hold(arrival);
    this.#deliverFromMemory();
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
    for (const { id, rev, document } of claims) {
      if (document === undefined) continue;
      const refusal =
        chosen === undefined ? this.refusal(document) : `position ${document.n} is taken by ${chosen._id}`;
      if (refusal !== undefined) {
        this.#options.onRejected({ id, reason: refusal });
        continue;
      }
      chosen = document;
      if (this.#ahead.isContested(id)) this.#revisions.set(id, rev);
      this.extend(document);
    }
    this.#ahead.release(claims, chosen);
    return chosen;
  }

  #fail(error: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure =
      error instanceof StorageFailure ? error : new StorageFailure('a replica was not stored', { cause: error });
    this.#options.onFatal?.(this.#failure);
  }
}
