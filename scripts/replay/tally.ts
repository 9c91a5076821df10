/** What the replay counts: outcomes of each operation, refusals by code, times, and every id that was acknowledged. */
import type { RefusalCode } from '@ringfence/domain/basic/refusals.ts';
import { REFUSALS } from '@ringfence/domain/basic/refusals.ts';

export interface Acknowledged {
  readonly store: string;
  readonly direction: 'up' | 'down';
  readonly id: string;
}

export interface Timing {
  readonly count: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export class Tally {
  readonly acknowledged: Acknowledged[] = [];
  readonly #done = new Map<string, number>();
  readonly #refused = new Map<string, Map<string, number>>();
  readonly #notes = new Map<string, number>();
  readonly #times = new Map<string, number[]>();

  /** Runs the operation, and counts how long it took. */
  async timed<T>(operation: string, run: () => Promise<T>): Promise<T> {
    const from = performance.now();
    const result = await run();
    this.time(operation, performance.now() - from);
    return result;
  }

  time(operation: string, ms: number): void {
    const times = this.#times.get(operation);
    if (times) times.push(ms);
    else this.#times.set(operation, [ms]);
  }

  done(operation: string): void {
    increment(this.#done, operation);
  }

  refused(operation: string, code: string): void {
    const codes = this.#refused.get(operation) ?? new Map<string, number>();
    this.#refused.set(operation, codes);
    increment(codes, code);
  }

  /** Something worth telling that is neither done nor refused. */
  note(what: string, by = 1): void {
    increment(this.#notes, what, by);
  }

  get doneByOperation(): Record<string, number> {
    return sorted(this.#done);
  }

  get refusedByOperation(): Record<string, Record<string, number>> {
    return Object.fromEntries([...this.#refused].sort(byKey).map(([operation, codes]) => [operation, sorted(codes)]));
  }

  get notes(): Record<string, number> {
    return sorted(this.#notes);
  }

  get timings(): Record<string, Timing> {
    return Object.fromEntries([...this.#times].sort(byKey).map(([operation, times]) => [operation, timingOf(times)]));
  }
}

/** Whether the same command may succeed later. */
export const mayRetry = (code: string): boolean => Object.hasOwn(REFUSALS, code) && REFUSALS[code as RefusalCode].retry;

export function timingOf(times: readonly number[]): Timing {
  const ordered = [...times].sort((a, b) => a - b);
  const at = (part: number): number => ordered[Math.min(ordered.length - 1, Math.floor(part * ordered.length))] ?? 0;
  return { count: ordered.length, p50: at(0.5), p99: at(0.99), max: at(1) };
}

const byKey = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1);
const sorted = (counts: ReadonlyMap<string, number>): Record<string, number> =>
  Object.fromEntries([...counts].sort(byKey));

function increment(counts: Map<string, number>, key: string, by = 1): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}
