/** What a process that leads hands to the adapter of a shared log. Without it the log belongs to one process alone. */
import type { Street } from '@ringfence/domain/basic/ids.ts';
import type { Seal, Term } from './terms.ts';

/** A row that has just become durable. */
export interface Landed {
  readonly street: Street;
  readonly n: number;
}

export interface Leadership {
  /** The term of this process, which it has fenced; every row it writes carries it. */
  readonly term: Term;
  /** The seals of the terms from 1 on that have one, in order, without a gap. */
  seals(): Promise<readonly Seal[]>;
  /** Creates the seal of an ended term; gives back the one that stands, this one or another's. */
  seal(seal: Seal): Promise<Seal>;
  /**
   * Called when rows are on disk and before anybody hears of them. Resolves when they count for ever; rejects with
   * `StorageFailure` when that is not so or not known, after which the process must exit.
   */
  confirm(rows: readonly Landed[]): Promise<void>;
}
