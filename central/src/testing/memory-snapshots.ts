/** Snapshots on a simulated disk: a process that is killed puts nothing more in place. */
import type { Frozen } from '@ringfence/domain/basic/frozen.ts';
import type { SnapshotPlace } from '../snapshots/place.ts';

const TURNS = 3;

export class MemorySnapshots implements SnapshotPlace {
  readonly #kept: Map<string, Frozen>;
  #running = true;
  /** How many were read and put in their place. */
  readonly tally = { read: 0, written: 0 };

  constructor(kept: ReadonlyMap<string, Frozen> = new Map()) {
    this.#kept = new Map(kept);
  }

  async read(name: string): Promise<Frozen | undefined> {
    const frozen = this.#kept.get(name);
    if (frozen) this.tally.read += 1;
    return frozen && structuredClone(frozen);
  }

  /** What it writes it looks at only a little later, as a file is written little by little. */
  async write(name: string, frozen: Frozen, durable: Promise<unknown>): Promise<void> {
    for (let turn = 0; turn < TURNS; turn++) await new Promise(setImmediate);
    const copy = structuredClone(frozen);
    await durable;
    if (!this.#running) return new Promise(() => {});
    this.#kept.set(name, copy);
    this.tally.written += 1;
  }

  names(): string[] {
    return [...this.#kept.keys()].sort();
  }

  /** Forgets one, or puts another's in its place. */
  replace(name: string, frozen: Frozen | undefined): void {
    if (frozen) this.#kept.set(name, frozen);
    else this.#kept.delete(name);
  }

  /** What the next process finds. */
  crash(): MemorySnapshots {
    this.#running = false;
    return new MemorySnapshots(this.#kept);
  }
}
