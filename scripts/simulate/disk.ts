/**
 * A database directory of the simulation. Writes become durable a moment
 * later, one batch after the other; a crash takes the batch under way, or
 * leaves it although nobody was told.
 */
import type { Street } from '@ringfence/domain/basic/ids.ts';
import { type MemoryDisk, MemoryLog } from '@ringfence/log/memory-log.ts';
import type { StreetLog } from '@ringfence/log/port.ts';
import { sha256 } from './keys.ts';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';

export interface DiskOptions {
  readonly scheduler: Scheduler;
  readonly random: Random;
  /** Called before each step of the disk. */
  readonly stir: () => void;
  /** Called with every street when it is opened. */
  readonly onOpen?: ((street: StreetLog) => void) | undefined;
}

export class Disk {
  readonly #options: DiskOptions;
  #log: MemoryLog;
  #opened = new Set<StreetLog>();

  constructor(options: DiskOptions) {
    this.#options = options;
    this.#log = new MemoryLog({ sha256, schedule: (step) => this.#later(step) });
  }

  get log(): MemoryLog {
    return this.#log;
  }

  async open(street: Street): Promise<StreetLog> {
    const opened = await this.#log.open(street);
    if (!this.#opened.has(opened)) {
      this.#opened.add(opened);
      this.#options.onOpen?.(opened);
    }
    return opened;
  }

  crash(inFlight: 'lost' | 'kept', left: (rows: MemoryDisk) => MemoryDisk = (rows) => rows): void {
    const after = this.#log.crash(inFlight);
    const rows = after.snapshot();
    const kept = left(rows);
    this.#log = kept.length === rows.length ? after : after.restore(kept);
    this.#opened = new Set();
  }

  snapshot(): MemoryDisk {
    return this.#log.snapshot();
  }

  restore(rows: MemoryDisk): void {
    this.#log = this.#log.restore(rows);
    this.#opened = new Set();
  }

  #later(step: () => void): void {
    const { scheduler, random, stir } = this.#options;
    // Now and then a disk stalls.
    const ms = random.chance(1) ? random.between(50, 500) : random.between(0, 8);
    scheduler.later(ms, () => {
      stir();
      step();
    });
  }
}
