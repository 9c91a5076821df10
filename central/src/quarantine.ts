/**
 * What the hub did not take, or took with a warning, kept for a person to look
 * at: of each store the latest, cut to a size, and the same thing only once.
 */
import type { Sha256 } from '@ringfence/domain/basic/canonical.ts';
import type { StoreId } from '@ringfence/domain/basic/ids.ts';
import type { KeyValues } from '@ringfence/log/port.ts';
import type { Rejection } from './desks/intake.ts';
import { LIMITS } from './limits.ts';

export interface Quarantined {
  readonly id: string;
  readonly at: number;
  readonly reason: string;
  /** The content as JSON, cut to a limit. */
  readonly raw: string;
}

interface Entry extends Quarantined {
  /** Counts up over the store's whole life; its place is this modulo the number of places. */
  readonly serial: number;
  readonly print: string;
}

export class Quarantine {
  readonly #values: KeyValues;
  readonly #sha256: Sha256;
  /** The entries of each store by place. */
  readonly #stores = new Map<StoreId, Map<number, Entry>>();
  readonly #serials = new Map<StoreId, number>();
  readonly #writing = new Map<string, Promise<void>>();

  private constructor(values: KeyValues, sha256: Sha256) {
    this.#values = values;
    this.#sha256 = sha256;
  }

  static async open(values: KeyValues, sha256: Sha256): Promise<Quarantine> {
    const quarantine = new Quarantine(values, sha256);
    for (const { key, value } of await values.list('quarantine/')) {
      const store = key.slice('quarantine/'.length, key.lastIndexOf('/'));
      quarantine.#remember(store, value as Entry);
    }
    return quarantine;
  }

  count(store: StoreId): number {
    return this.#stores.get(store)?.size ?? 0;
  }

  /** Oldest first. */
  list(store: StoreId): Quarantined[] {
    return [...(this.#stores.get(store)?.values() ?? [])]
      .sort((a, b) => a.serial - b.serial)
      .map(({ id, at, reason, raw }) => ({ id, at, reason, raw }));
  }

  /** Resolves when it is on disk; the same content for the same reason is kept once. */
  async keep(store: StoreId, rejection: Rejection, at: number): Promise<void> {
    const whole = printed(rejection.raw);
    const print = this.#sha256(`${store}\n${rejection.reason}\n${whole ?? rejection.id}`);
    const writing = this.#writing.get(print);
    if (writing) return writing;
    for (const known of this.#stores.get(store)?.values() ?? []) if (known.print === print) return;
    const serial = (this.#serials.get(store) ?? 0) + 1;
    const raw = (whole ?? '').slice(0, LIMITS.quarantineRawLength);
    const entry: Entry = { id: rejection.id, at, reason: rejection.reason, raw, serial, print };
    this.#remember(store, entry);
    const written = this.#values.put(`quarantine/${store}/${serial % LIMITS.quarantinePerStore}`, entry);
    this.#writing.set(print, written);
    await written.finally(() => this.#writing.delete(print));
  }

  #remember(store: StoreId, entry: Entry): void {
    let entries = this.#stores.get(store);
    if (!entries) this.#stores.set(store, (entries = new Map()));
    entries.set(entry.serial % LIMITS.quarantinePerStore, entry);
    this.#serials.set(store, Math.max(this.#serials.get(store) ?? 0, entry.serial));
  }
}

/** As JSON; nothing when it is nested too deep to be printed. */
function printed(raw: unknown): string | undefined {
  try {
    return JSON.stringify(raw) ?? 'undefined';
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
