/**
 * A street in a database of its own, under its documents' own ids, so that the
 * real PouchDB replicator can push it. For the store node's `up` street.
 */
import type { Sha256 } from '@ringfence/domain/basic/canonical.ts';
import type { Street } from '@ringfence/domain/basic/ids.ts';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import { AppendingStreet, settleGroup, type Appended } from './appending-street.ts';
import { GroupCommit } from './group-commit.ts';
import type { Load } from './indexed-street.ts';
import { DamagedLog, type StorageFailure } from './port.ts';
import { NamedPositions } from './positions.ts';
import { expectFirstRevision, fromRow, loadRows, scanRows, writeRows } from './pouch-rows.ts';
import { openDatabase, type Database } from './synced-leveldown.ts';

export interface PouchStreetOptions {
  directory: string;
  street: Street;
  /** True only while provisioning. */
  create: boolean;
  sha256: Sha256;
  /** Told once when the storage failed; the process must then exit. */
  onFatal?: (failure: StorageFailure) => void;
}

export class PouchStreet extends AppendingStreet {
  /** For replication as a source; nothing else may write to it. */
  readonly database: Database;
  readonly #commit: GroupCommit<Appended>;

  constructor(database: Database, options: PouchStreetOptions) {
    const { street, sha256 } = options;
    const commit = new GroupCommit<Appended>({
      write: (group, done) => {
        writeRows(database, rowsOf(group)).then(() => done(), done);
      },
      settled: settleGroup,
      defer: setImmediate,
      onFatal: (failure) => options.onFatal?.(failure),
    });
    const positions = new NamedPositions();
    const load: Load = async (from, to) => {
      const keys = positions.ids(from, to).map((id) => ({ id }));
      return (await loadRows(database, street, keys)).map((row) => fromRow(row, row._id));
    };
    super(
      { street, sha256, load, positions },
      (appended) => commit.add(appended, appended.documents.length),
    );
    this.database = database;
    this.#commit = commit;
  }

  /** Documents that wait for the disk. */
  get backlog(): number {
    return this.#commit.backlog;
  }

  /** Waits for what was appended, then lets go of the disk. */
  async close(): Promise<void> {
    await this.#commit.drained();
    await this.database.close();
  }
}

/** Opens the street and verifies all of it; refuses with `DamagedLog`. */
export async function openPouchStreet(options: PouchStreetOptions): Promise<PouchStreet> {
  const database = await openDatabase(options.directory, options);
  const street = new PouchStreet(database, options);
  try {
    await scanRows(database, options.street, (row) => {
      expectFirstRevision(options.street, row);
      const document = fromRow(row, row._id);
      const refusal = street.refusal(document);
      if (refusal !== undefined) throw new DamagedLog(options.street, refusal);
      street.extend(document);
    });
  } catch (error) {
    await database.close();
    throw error;
  }
  street.settleAll();
  return street;
}

function rowsOf(group: readonly Appended[]): Envelope[] {
  return group.flatMap(({ documents }) => documents);
}
