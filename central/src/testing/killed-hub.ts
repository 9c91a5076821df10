/** A hub on a simulated disk that is killed at any step of it, beside a snapshot that is being written. */
import { generateKeyPairSync } from 'node:crypto';
import { must } from '@ringfence/domain/basic/assert.ts';
import type { Street } from '@ringfence/domain/basic/ids.ts';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import { MemoryLog } from '@ringfence/log/memory-log.ts';
import { cryptographyOf, sha256 } from '../crypto.ts';
import type { Desk } from '../desks/desk.ts';
import { Hub } from '../hub.ts';
import type { SnapshotPlace } from '../snapshots/place.ts';
import { MemorySnapshots } from './memory-snapshots.ts';
import { TestStore } from './world.ts';

const key = generateKeyPairSync('ed25519').privateKey;
const DOCUMENTS = 100_000;

/** The same sequence in every run. */
export function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % sides;
  };
}

export class KilledHub {
  readonly #steps: (() => void)[] = [];
  readonly nodes = new Map<string, TestStore>();
  readonly troubles: unknown[] = [];
  readonly losses: unknown[] = [];
  snapshots = new MemorySnapshots();
  log: MemoryLog;
  hub!: Hub;
  now = 1_800_000_000_000;

  constructor() {
    this.log = new MemoryLog({ sha256, schedule: (step) => this.#steps.push(step) });
  }

  /** On a disk, with snapshots or without. */
  open(log: MemoryLog, place: SnapshotPlace | undefined): Promise<Hub> {
    return this.pump(
      Hub.open({
        log,
        clock: { now: () => this.now, after: () => () => {} },
        ...cryptographyOf(key),
        vaultKey: new Uint8Array(32).fill(7),
        onFatal: (failure) => this.troubles.push(failure),
        snapshots: place && {
          place,
          tail: 0,
          onTrouble: (error) => this.troubles.push(error),
          onLoss: (error) => this.losses.push(error),
        },
      }),
    );
  }

  async start(): Promise<void> {
    this.hub = await this.open(this.log, this.snapshots);
  }

  async enrol(store: string): Promise<TestStore> {
    const node = new TestStore(store);
    const { code } = await this.pump(this.hub.createEnrolmentCode(store));
    await this.pump(this.hub.exchange.enrol({ store, code, publicKey: node.publicKey }));
    node.incarnation = 1;
    this.nodes.set(store, node);
    return node;
  }

  desk(store: string): Desk {
    return must(this.hub.desk(store), `desk of ${store}`);
  }

  /** The line carries what the hub does not have yet; nobody waits for the answer. */
  carry(): void {
    for (const [store, node] of this.nodes) {
      const known = this.desk(store).up.head().n;
      void this.hub.exchange.ingest(this.desk(store), 1, node.written.slice(known)).catch(() => {});
    }
  }

  /** Runs the disk until the promise is settled. */
  async pump<T>(waiting: Promise<T>): Promise<T> {
    let isDone = false;
    const done = waiting.finally(() => (isDone = true));
    while (!isDone) await this.steps(1);
    return done;
  }

  async steps(count: number): Promise<void> {
    for (let step = 0; step < count; step++) {
      await new Promise(setImmediate);
      this.#steps.shift()?.();
    }
  }

  /** Until nothing is to be written any more. */
  async quiet(): Promise<void> {
    for (let idle = 0; idle < 30; idle = this.#steps.length > 0 ? 0 : idle + 1) await this.steps(1);
  }

  /** The process ends without a word; what it was writing is on the disk or not. */
  kill(inFlight: 'lost' | 'kept'): void {
    this.log = this.log.crash(inFlight);
    this.snapshots = this.snapshots.crash();
    this.#steps.length = 0;
  }

  /** A log of its own on what the disk holds now. */
  copyOfLog(): MemoryLog {
    return new MemoryLog({ sha256, schedule: (step) => this.#steps.push(step) }, this.log.snapshot());
  }
}

export async function documentsOn(log: MemoryLog, street: Street): Promise<Envelope[]> {
  return (await log.open(street)).read(0, DOCUMENTS);
}
