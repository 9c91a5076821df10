/**
 * A log on a simulated disk, for the seeded simulator: no timers, no I/O. A
 * write becomes durable when the injected `schedule` runs it, and not before;
 * a crash takes with it everything that was not durable. Same calls, same
 * order of calls to `schedule`: same history.
 */
import type { Sha256 } from '@ringfence/domain/basic/canonical.ts';
import type { Street } from '@ringfence/domain/basic/ids.ts';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import { AppendingStreet, settleGroup, type Appended } from './appending-street.ts';
import { GroupCommit } from './group-commit.ts';
import type { Load } from './indexed-street.ts';
import { DamagedLog, type KeyValue, type KeyValues, type Log, type StorageFailure, type StreetLog } from './port.ts';
import { NamedPositions } from './positions.ts';

type Entry = Appended | KeyValue;
type Row = { readonly street: Street; readonly document: Envelope } | KeyValue;

/** What lies on the simulated disk, in the order of writing. */
export type MemoryDisk = readonly Row[];

export interface MemoryLogOptions {
  sha256: Sha256;
  /** Runs a step of the disk some time later: first the start of a write, then its end. */
  schedule: (step: () => void) => void;
  onFatal?: (failure: StorageFailure) => void;
}

export class MemoryLog implements Log, KeyValues {
  readonly #options: MemoryLogOptions;
  readonly #disk: Row[] = [];
  /** What the disk holds, by street and by key. */
  readonly #documents = new Map<Street, Envelope[]>();
  readonly #values = new Map<string, unknown>();
  readonly #streets = new Map<Street, AppendingStreet>();
  readonly #commit: GroupCommit<Entry>;
  /** Rows of the write that has begun and not ended. */
  #inFlight: Row[] = [];
  #running = true;
  #fault: unknown;

  constructor(options: MemoryLogOptions, disk: MemoryDisk = []) {
    this.#options = options;
    this.#commit = new GroupCommit<Entry>({
      write: (group, done) => this.#write(group, done),
      settled: (group) => settleGroup(group.filter((entry) => 'street' in entry)),
      defer: (start) => this.#later(start),
      onFatal: (failure) => options.onFatal?.(failure),
    });
    for (const row of disk) {
      this.#store(row);
      if (!('street' in row)) continue;
      const street = this.#street(row.street);
      const refusal = street.refusal(row.document);
      if (refusal !== undefined) throw new DamagedLog(row.street, refusal);
      street.extend(row.document);
    }
    for (const street of this.#streets.values()) street.settleAll();
  }

  async open(street: Street): Promise<StreetLog> {
    return this.#street(street);
  }

  streets(): Promise<Street[]> {
    const written = [...this.#streets.values()].filter((street) => street.head().n > 0);
    return Promise.resolve(written.map(({ street }) => street).sort());
  }

  put(key: string, value: unknown): Promise<void> {
    return this.#commit.add({ key, value }, 1);
  }

  get(key: string): Promise<unknown> {
    return Promise.resolve(this.#values.get(key));
  }

  list(prefix: string): Promise<KeyValue[]> {
    const keys = [...this.#values.keys()].filter((key) => key.startsWith(prefix));
    return Promise.resolve(keys.sort().map((key) => ({ key, value: this.#values.get(key) })));
  }

  close(): Promise<void> {
    return this.#commit.drained();
  }

  /** The disk as it is now; later writes do not change it. */
  snapshot(): MemoryDisk {
    return [...this.#disk];
  }

  /** The next write fails, and with it everything after, as on a full disk. */
  failNextWrite(fault: unknown): void {
    this.#fault = fault;
  }

  /**
   * Power cut: this log never answers again. Returns the log that the next start finds on the surviving disk; the
   * write under way is lost, or `kept` although nobody was told.
   */
  crash(inFlight: 'lost' | 'kept' = 'lost'): MemoryLog {
    this.#running = false;
    const written = inFlight === 'kept' ? [...this.#disk, ...this.#inFlight] : this.#disk;
    return new MemoryLog(this.#options, written);
  }

  /** The machine is started from an old copy of its disk: this log never answers again. */
  restore(disk: MemoryDisk): MemoryLog {
    this.#running = false;
    return new MemoryLog(this.#options, disk);
  }

  #later(step: () => void): void {
    this.#options.schedule(() => {
      if (this.#running) step();
    });
  }

  #write(group: readonly Entry[], done: (error?: unknown) => void): void {
    this.#inFlight = group.flatMap((entry): Row[] =>
      'key' in entry ? [entry] : entry.documents.map((document) => ({ street: entry.street.street, document })),
    );
    this.#later(() => {
      if (this.#fault === undefined) for (const row of this.#inFlight) this.#store(row);
      this.#inFlight = [];
      done(this.#fault);
    });
  }

  #store(row: Row): void {
    this.#disk.push(row);
    if ('key' in row) {
      this.#values.set(row.key, row.value);
      return;
    }
    const documents = this.#documents.get(row.street);
    if (documents === undefined) this.#documents.set(row.street, [row.document]);
    else documents.push(row.document);
  }

  #street(name: Street): AppendingStreet {
    const known = this.#streets.get(name);
    if (known !== undefined) return known;
    const { sha256 } = this.#options;
    const load: Load = async (from, to) => this.#documents.get(name)?.slice(from - 1, to) ?? [];
    const street = new AppendingStreet({ street: name, sha256, load, positions: new NamedPositions() }, (appended) =>
      this.#commit.add(appended, appended.documents.length),
    );
    this.#streets.set(name, street);
    return street;
  }
}
