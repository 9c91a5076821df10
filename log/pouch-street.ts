/**
 * A street in a database of its own, under its documents' own ids, so that the
 * real PouchDB replicator can push it. For the store node's `up` street.
 */
import { assert } from '@ringfence/domain/basic/assert.ts';
import type { Sha256 } from '@ringfence/domain/basic/canonical.ts';
import type { DocId, Street } from '@ringfence/domain/basic/ids.ts';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import { settleGroup, type Appended } from './appending-street.ts';
import { GroupCommit } from './group-commit.ts';
import { LevelStreet } from './level-street.ts';
import type { Smaller } from './limits.ts';
import { type Opening, openStreets, type PastParts } from './opening.ts';
import type { PastKeeper } from './past-keeper.ts';
import type { DamagedLog, StorageFailure } from './port.ts';
import { writeRows } from './pouch-rows.ts';
import type { ScrubProgress } from './scrub.ts';
import { openDatabase, type Database } from './synced-leveldown.ts';

export interface PouchStreetOptions {
  directory: string;
  street: Street;
  /** True only while provisioning. */
  create: boolean;
  sha256: Sha256;
  /** The index file, outside `directory`; without one all of the street is read at every start. */
  index?: string;
  /** For tests. */
  limits?: Smaller;
  /** Told once when the storage failed or is damaged; the process must then exit. */
  onFatal?: (failure: StorageFailure | DamagedLog) => void;
}

export class PouchStreet extends LevelStreet implements Opening {
  /** For replication as a source; nothing else may write to it. */
  readonly database: Database;
  readonly #commit: GroupCommit<Appended>;
  readonly #keeper: () => PastKeeper;

  constructor(database: Database, options: PouchStreetOptions, past: PastParts) {
    const { street, sha256 } = options;
    const { ids, keeper } = past;
    const commit = new GroupCommit<Appended>({
      write: (group, done) => {
        writeRows(database, rowsOf(group)).then(() => done(), done);
      },
      settled: (group) => {
        settleGroup(group);
        keeper().wrote(group.reduce((sum, { documents }) => sum + documents.length, 0));
      },
      defer: setImmediate,
      onFatal: (failure) => keeper().damaged(failure),
    });
    const onDamage = (): void => keeper().distrust();
    super({ database, street, sha256, prefix: '', ids, onDamage }, (appended) =>
      commit.add(appended, appended.documents.length),
    );
    this.database = database;
    this.#commit = commit;
    this.#keeper = keeper;
  }

  /** Documents that wait for the disk. */
  get backlog(): number {
    return this.#commit.backlog;
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

  /** How far the past was verified behind the trade. */
  get scrubbed(): ScrubProgress {
    return this.#keeper().scrubProgress;
  }

  /** Waits for what was appended, then lets go of the disk. */
  async close(): Promise<void> {
    await this.#commit.drained();
    await this.#keeper().close();
    await this.database.close();
  }
}

/** Opens the street and verifies it, all of it or what was written after its index; refuses with `DamagedLog`. */
export async function openPouchStreet(options: PouchStreetOptions): Promise<PouchStreet> {
  const { street: name, sha256, index } = options;
  const database = await openDatabase(options.directory, options);
  try {
    const street = await openStreets({
      database,
      name,
      where: name,
      index,
      sha256,
      limits: options.limits,
      begin: (past) => new PouchStreet(database, options, past),
      onFatal: (failure) => options.onFatal?.(failure),
    });
    street.settleAll();
    return street;
  } catch (error) {
    await database.close();
    throw error;
  }
}

function rowsOf(group: readonly Appended[]): Envelope[] {
  return group.flatMap(({ documents }) => documents);
}
