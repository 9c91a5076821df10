/** Whoever is on disk while the leader is being asked goes together into the next question. */
import { GroupCommit } from '../group-commit.ts';
import type { Landed, Leadership } from '../leadership.ts';
import type { StorageFailure } from '../port.ts';

export class Confirmations {
  readonly #commit: GroupCommit<readonly Landed[]>;

  constructor(leadership: Pick<Leadership, 'confirm'>, onFatal: (failure: StorageFailure) => void) {
    this.#commit = new GroupCommit<readonly Landed[]>({
      write: (rows, done) => {
        leadership.confirm(rows.flat()).then(() => done(), done);
      },
      settled: () => {},
      defer: setImmediate,
      onFatal,
    });
  }

  /** Resolves when these rows count for ever; rejects with `StorageFailure`. */
  confirm(rows: readonly Landed[]): Promise<void> {
    return this.#commit.add(rows, 1);
  }
}
