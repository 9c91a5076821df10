/** Where the hub keeps snapshots: a cache, which may be gone or another's at any time. */
import { join } from 'node:path';
import type { Frozen } from '@ringfence/domain/basic/frozen.ts';
import { readSnapshot, writeSnapshot } from '@ringfence/log/snapshot-file.ts';
import { LIMITS } from '../limits.ts';

export interface SnapshotPlace {
  /** What was kept under that name, whole and made by these rules; nothing otherwise. Never rejects. */
  read(name: string): Promise<Frozen | undefined>;
  /**
   * Keeps it in the place of what was kept before, once `durable` has resolved; until then, and when it rejects, that
   * one stays.
   */
  write(name: string, frozen: Frozen, durable: Promise<unknown>): Promise<void>;
}

/** A directory with a file for each. `rules` names the program that folds; see `rulesOf`. */
export class SnapshotDirectory implements SnapshotPlace {
  readonly #directory: string;
  readonly #rules: string;

  constructor(directory: string, rules: string) {
    this.#directory = directory;
    this.#rules = rules;
  }

  async read(name: string): Promise<Frozen | undefined> {
    const read = await readSnapshot(this.#path(name), this.#rules);
    return 'frozen' in read ? read.frozen : undefined;
  }

  write(name: string, frozen: Frozen, durable: Promise<unknown>): Promise<void> {
    const { restMs } = LIMITS.snapshots;
    return writeSnapshot(this.#path(name), frozen, { rules: this.#rules, durable, restMs });
  }

  #path(name: string): string {
    return join(this.#directory, `${encodeURIComponent(name)}.snapshot`);
  }
}
