/**
 * Keeps snapshots of what the hub has folded, so that its next start need not
 * fold it again. What it keeps true:
 * - a snapshot is put in its place when all it was folded from is on disk, and
 *   after the heads that vouch for what was brought about elsewhere;
 * - nobody waits for it: what is taken at one moment is shared until it
 *   changes, and is written little by little, the longest tail first;
 * - a failure costs the next start time, and nothing else: what cannot be kept
 *   holds up nobody.
 */
import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import type { Frozen } from '@ringfence/domain/basic/frozen.ts';
import type { Log, StreetReader } from '@ringfence/log/port.ts';
import { headsOf } from '../heads-file.ts';
import { LIMITS } from '../limits.ts';
import { headsSnapshot, labelled, type Lives } from './former.ts';
import type { SnapshotPlace } from './place.ts';

/** Something that was folded, and is gone on from. */
export interface Folded {
  readonly name: string;
  /** Documents it was folded from until now. */
  readonly count: () => number;
  /** Positions of documents that have something to bring about elsewhere still. */
  readonly errands: () => readonly number[];
  readonly freeze: () => Frozen;
  /** Does a part of what freezing would have to do; false when nothing is left. */
  readonly prepare?: () => boolean;
  /** Its streets, and up to where it was folded from them. */
  readonly streets: () => readonly (readonly [StreetReader, number])[];
}

export interface KeeperOptions {
  readonly place: SnapshotPlace;
  readonly log: Log;
  /** A random name of this process. */
  readonly life: string;
  /** Which lives before it have snapshots that were gone on from; known when all are opened. */
  readonly former: () => Lives;
  readonly tail?: number;
  /** How long the end may take. */
  readonly finishMs?: number;
  /** Told of what could not be kept, of some that were to be kept together once. */
  readonly onTrouble: (error: unknown) => void;
}

interface Known {
  readonly folded: Folded;
  /** How many documents the snapshot in its place was folded from. */
  kept: number;
}

/** What one of them was at some moment, to be written. */
interface Taken {
  readonly known: Known;
  readonly name: string;
  readonly count: number;
  readonly reached: readonly Promise<void>[];
  readonly frozen: Frozen;
}

export class SnapshotKeeper {
  readonly #options: KeeperOptions;
  readonly #known: Known[] = [];
  /** Rounds of snapshots that were begun. */
  #rounds = 0;
  #round: Promise<unknown> | undefined;
  /** When it may try again after a failure, in rounds of `tick`. */
  #rest = 0;

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  /** From now on it is kept; `kept` is how many documents a snapshot in its place was folded from. */
  add(folded: Folded, kept: number): void {
    this.#known.push({ folded, kept });
  }

  /** Documents that a start would have to fold now. */
  get tail(): number {
    return this.#known.reduce((sum, each) => sum + tailOf(each), 0);
  }

  /** To be called about once a second: keeps some, when a start would take too long. */
  tick(): void {
    const { tail = LIMITS.snapshots.tail } = this.#options;
    if (this.#round !== undefined || (this.#rest -= 1) > 0 || this.tail <= tail) return;
    this.#round = this.#keep(this.#longest(LIMITS.snapshots.together), 1).then(() => (this.#round = undefined));
  }

  /** Keeps what there is time for, the longest tails first; for the end of the process, when nothing changes any more. */
  async finish(): Promise<void> {
    const { finishMs = LIMITS.snapshots.finishMs } = this.#options;
    const over = new AbortController();
    const timer = setTimeout(() => over.abort(), finishMs);
    await Promise.race([this.#keepAll(over.signal), once(over.signal, 'abort')]);
    clearTimeout(timer);
  }

  async #keepAll(over: AbortSignal): Promise<void> {
    await this.#round;
    const { togetherAtEnd, worthIt } = LIMITS.snapshots;
    const tried = new Set<Known>();
    while (!over.aborted) {
      // What was never kept is worth it however short it is: its documents may be long.
      const isWorthIt = (known: Known): boolean => known.kept === 0 || tailOf(known) > worthIt;
      const next = this.#longest(togetherAtEnd, (known) => !tried.has(known) && isWorthIt(known));
      if (next.length === 0) return;
      for (const known of next) tried.add(known);
      await this.#keep(next, next.length);
    }
  }

  #longest(most: number, isWanted: (known: Known) => boolean = () => true): Known[] {
    return this.#known
      .filter((known) => tailOf(known) > 0 && isWanted(known))
      .sort((a, b) => tailOf(b) - tailOf(a))
      .slice(0, most);
  }

  /** Writes `atOnce` of them at a time. */
  async #keep(chosen: readonly Known[], atOnce: number): Promise<void> {
    const troubles: unknown[] = [];
    try {
      const taken = await this.#take(chosen);
      const vouched = this.#vouch(taken.flatMap((each) => each.reached));
      vouched.catch(() => {});
      const write = async ({ known, name, count, frozen }: Taken): Promise<void> => {
        try {
          await this.#options.place.write(name, frozen, vouched);
          known.kept = count;
        } catch (error) {
          troubles.push(error);
        }
      };
      for (let from = 0; from < taken.length; from += atOnce)
        await Promise.all(taken.slice(from, from + atOnce).map(write));
    } catch (error) {
      troubles.push(error);
    }
    if (troubles.length === 0) return;
    this.#rest = LIMITS.snapshots.restTicks;
    this.#options.onTrouble(troubles[0]);
  }

  async #take(chosen: readonly Known[]): Promise<Taken[]> {
    const { life } = this.#options;
    const round = (this.#rounds += 1);
    const taken: Taken[] = [];
    for (const known of chosen) {
      while (known.folded.prepare?.()) await turn();
      const { name, count, errands, freeze, streets } = known.folded;
      taken.push({
        known,
        name,
        count: count(),
        reached: streets().map(([street, n]) => reached(street, n)),
        frozen: labelled(freeze(), { life, round, errands: errands() }),
      });
      await turn();
    }
    return taken;
  }

  /** Resolves when the heads are in their place, with everything that was reached. */
  async #vouch(reachedAll: readonly Promise<void>[]): Promise<void> {
    const { place, log, life, former } = this.#options;
    await Promise.all(reachedAll);
    const [name, frozen] = headsSnapshot([...former(), [life, this.#rounds]], await headsOf(log));
    await place.write(name, frozen, Promise.resolve());
  }
}

const tailOf = ({ folded, kept }: Known): number => folded.count() - kept;

/** Resolves when the street is on disk up to `n`. */
function reached(street: StreetReader, n: number): Promise<void> {
  if (street.head().n >= n) return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = street.follow(() => {
    if (street.head().n < n) return;
    stop();
    resolve();
  });
  return promise;
}
