/** One street in its database: what waits goes into one bulk write, and is heard of when it counts for ever. */
import type { Sha256 } from '@ringfence/domain/basic/canonical.ts';
import type { Street } from '@ringfence/domain/basic/ids.ts';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import { AppendingStreet, settleGroup, type Appended } from '../appending-street.ts';
import { documentHash } from '../chain.ts';
import { GroupCommit } from '../group-commit.ts';
import type { Landed } from '../leadership.ts';
import { DamagedLog, type StorageFailure } from '../port.ts';
import { NamedPositions } from '../positions.ts';
import type { Ends, Seal, Term } from '../terms.ts';
import { makeDatabase } from './databases.ts';
import { LIMITS } from './limits.ts';
import { rowId } from './names.ts';
import { Reads } from './reads.ts';
import { createAll, readRange, type Stored, type Target } from './rows.ts';
import { fromRow, scanStreet, type Scanned, toRow } from './scan.ts';

export interface CouchStreetOptions {
  readonly street: Street;
  readonly target: Target;
  readonly sha256: Sha256;
  /** Of the rows this process writes. */
  readonly term: Term;
  /** Resolves when rows that are on disk count for ever. */
  readonly confirm: (rows: readonly Landed[]) => Promise<void>;
  readonly onFatal: (failure: StorageFailure) => void;
}

export class CouchStreet extends AppendingStreet {
  readonly #options: CouchStreetOptions;
  readonly #commit: GroupCommit<Appended>;
  readonly #reads: Reads;
  /** Where the terms before this one ended. */
  #ends: Ends;
  /** Whether its database is there. */
  #isMade: boolean;

  constructor(options: CouchStreetOptions, ends: Ends, isMade: boolean) {
    const commit = new GroupCommit<Appended>({
      write: (group, done) => {
        this.#write(group.flatMap(({ documents }) => documents)).then(() => done(), done);
      },
      settled: settleGroup,
      defer: setImmediate,
      onFatal: options.onFatal,
    });
    super(
      {
        street: options.street,
        sha256: options.sha256,
        load: (from, to) => this.#load(from, to),
        positions: new NamedPositions(),
      },
      (appended) => commit.add(appended, appended.documents.length),
    );
    this.#options = options;
    this.#commit = commit;
    this.#reads = new Reads(options.target);
    this.#ends = ends;
    this.#isMade = isMade;
  }

  /** Reads and verifies all of it that counts under these seals. Refuses with `DamagedLog`. */
  async restore(seals: readonly Seal[]): Promise<Scanned> {
    const { street, target } = this.#options;
    const sealed = new Map(
      seals.flatMap(({ heads }) => (heads[street] ? [[heads[street].n, heads[street].head]] : [])),
    );
    const scanned = await scanStreet(target, { street, seals }, (document) => {
      const refusal = this.refusal(document);
      if (refusal !== undefined) return refusal;
      this.extend(document);
      const head = sealed.get(document.n);
      return head === undefined || head === this.tail().head ? undefined : 'another document was counted there';
    });
    this.#ends = scanned.ends;
    this.settleAll();
    return scanned;
  }

  /** Documents that wait for the disk. */
  get backlog(): number {
    return this.#commit.backlog;
  }

  drained(): Promise<void> {
    return this.#commit.drained();
  }

  async #write(documents: readonly Envelope[]): Promise<void> {
    const { street, target, sha256, term, confirm } = this.#options;
    if (!this.#isMade) await makeDatabase(target.server, target.database);
    this.#isMade = true;
    for (const batch of batchesOf(documents)) {
      const rows = batch.map((document) => toRow(document, { n: document.n, term }, batch[0]?.n ?? 0));
      const hashes = new Map(rows.map(({ _id }, index) => [_id, documentHash(batch[index] as Envelope, sha256)]));
      await createAll(target, rows, (found, { _id }) => documentHash(fromRow(found), sha256) === hashes.get(_id));
    }
    await confirm(documents.map(({ n }) => ({ street, n })));
  }

  async #load(from: number, to: number): Promise<Envelope[]> {
    const keys: string[] = [];
    for (let n = from; n <= to; n += 1) keys.push(rowId({ n, term: this.#termAt(n) }));
    // Documents in a row are read in order: asked for one by one they cost the server several times as much.
    const found = keys.length < LIMITS.rowsInARow ? await this.#reads.find(keys) : await this.#range(keys);
    return keys.map((_id) => {
      const row = found.get(_id);
      if (row === undefined) throw new DamagedLog(this.street, `${_id} is gone that was there`);
      return fromRow(row);
    });
  }

  /** Everything from the first of these rows to the last, void rows among them. */
  async #range(keys: readonly string[]): Promise<Map<string, Stored>> {
    const range = { startkey: keys[0] ?? '', endkey: keys.at(-1) ?? '' };
    const found = new Map<string, Stored>();
    for await (const page of readRange(this.#options.target, range)) for (const row of page) found.set(row._id, row);
    return found;
  }

  /** The term whose row counts at a position. */
  #termAt(n: number): Term {
    const ends = this.#ends;
    if (n > (ends.at(-1) ?? 0)) return this.#options.term;
    let [from, to] = [0, ends.length - 1];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((ends[middle] as number) >= n) to = middle;
      else from = middle + 1;
    }
    return from;
  }
}

/** Cuts documents into bulk writes that are neither too many nor too long. */
function batchesOf(documents: readonly Envelope[]): Envelope[][] {
  const batches: Envelope[][] = [];
  let length = 0;
  for (const document of documents) {
    const more = JSON.stringify(document).length;
    const batch = batches.at(-1);
    if (batch === undefined || batch.length >= LIMITS.rowsPerWrite || length + more > LIMITS.bytesPerWrite) {
      batches.push([document]);
      length = more;
    } else {
      batch.push(document);
      length += more;
    }
  }
  return batches;
}
