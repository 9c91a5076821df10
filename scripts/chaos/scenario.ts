/** What a scenario of the chaos run is, and what it hands back. */
import type { Random } from '../simulate/random.ts';

export interface Ground {
  /** An empty directory of its own. */
  readonly directory: string;
  readonly random: Random;
  /** The sizes of the test plan in place of the small ones. */
  readonly isFull: boolean;
  /** How often, in place of the size’s own number, where a scenario counts. */
  readonly times?: number;
  /** How long a scenario that has no end of its own lasts. */
  readonly minutes?: number;
  readonly tell: (line: string) => void;
}

export interface Outcome {
  /** Figures by what they count. */
  readonly measured: Readonly<Record<string, number | string>>;
  /** Promises that were not kept; empty: all were. */
  readonly broken: readonly string[];
  /** Why it could not be tried here. */
  readonly skipped?: string;
}

export interface Scenario {
  readonly name: string;
  /** What happens to the processes or their disks. */
  readonly fault: string;
  readonly promise: string;
  /** Played when it is named, and not otherwise. */
  readonly isOnRequest?: true;
  run(ground: Ground): Promise<Outcome>;
}

export const skipped = (why: string): Outcome => ({ measured: {}, broken: [], skipped: why });
