/**
 * What the hub did not take, or took with a warning, kept whole until a person
 * dealt with it. What it keeps true:
 * - the same thing is kept once, and nothing makes room that still waits for a
 *   person: a quarantine that is full takes no more, and says so;
 * - what was dealt with goes first, oldest first, when room is needed.
 */
import { must } from '@ringfence/domain/basic/assert.ts';
import type { Sha256 } from '@ringfence/domain/basic/canonical.ts';
import type { StoreId } from '@ringfence/domain/basic/ids.ts';
import { refuse } from '@ringfence/domain/basic/outcome.ts';
import type { KeyValues } from '@ringfence/log/port.ts';
import type { Desk } from './desks/desk.ts';
import type { Rejection } from './desks/intake.ts';
import { LIMITS } from './limits.ts';
import { type Outcome, refused } from './outcome.ts';

/** Too much of a store waits for a person; nothing was kept. */
export class QuarantineFull extends Error {
  override readonly name = 'QuarantineFull';
}

/** A person's word on what was kept. */
export interface Dismissal {
  readonly id: string;
  readonly by: string;
  readonly note: string;
  readonly at: number;
}

export interface Quarantined {
  /** Its name among the store's exceptions. */
  readonly exception: string;
  /** The document's id, as far as it had one. */
  readonly id: string;
  readonly at: number;
  readonly reason: string;
  readonly dismissal: Dismissal | undefined;
  /** The content as JSON, whole; empty when it was nested too deep to be printed. */
  readonly raw: () => Promise<string>;
}

interface Entry {
  /** Counts up over the store's whole life. */
  readonly serial: number;
  readonly id: string;
  readonly at: number;
  readonly reason: string;
  readonly print: string;
  /** Length of the content. */
  readonly length: number;
}

interface Kept {
  readonly entries: Map<string, Entry>;
  readonly prints: Map<string, string>;
  readonly dismissals: Map<string, Dismissal>;
  serial: number;
  length: number;
}

const ENTRIES = 'quarantine/';
const DISMISSALS = 'quarantine-dismissed/';
const contentKey = (store: StoreId, serial: number): string => `quarantine-content/${store}/${serial}`;

/** The exception that stands for a document that is kept aside. */
const exceptionFor = (name: string | number): string => `quarantined~${name}`;

export class Quarantine {
  readonly #values: KeyValues;
  readonly #sha256: Sha256;
  readonly #stores = new Map<StoreId, Kept>();
  readonly #writing = new Map<string, Promise<unknown>>();

  private constructor(values: KeyValues, sha256: Sha256) {
    this.#values = values;
    this.#sha256 = sha256;
  }

  static async open(values: KeyValues, sha256: Sha256): Promise<Quarantine> {
    const quarantine = new Quarantine(values, sha256);
    // What made room leaves null.
    const entries = (await values.list(ENTRIES)).filter(({ value }) => value !== null);
    entries.sort((a, b) => (a.value as Entry).serial - (b.value as Entry).serial);
    for (const { key, value } of entries)
      quarantine.#remember(key.slice(ENTRIES.length, key.lastIndexOf('/')), value as Entry);
    for (const { key, value } of await values.list(DISMISSALS)) {
      const [store = '', exception = ''] = key.slice(DISMISSALS.length).split('/');
      if (value !== null) quarantine.#kept(store).dismissals.set(exception, value as Dismissal);
    }
    return quarantine;
  }

  /** How many wait for a person. */
  count(store: StoreId): number {
    const { entries, dismissals } = this.#kept(store);
    let open = 0;
    for (const exception of entries.keys()) if (!dismissals.has(exception)) open += 1;
    return open;
  }

  /** Oldest first. */
  list(store: StoreId): Quarantined[] {
    const { entries, dismissals } = this.#kept(store);
    return [...entries].map(([exception, { serial, id, at, reason }]) => ({
      exception,
      id,
      at,
      reason,
      dismissal: dismissals.get(exception),
      raw: async () => (await this.#values.get(contentKey(store, serial))) as string,
    }));
  }

  /**
   * Resolves to its exception when it is on disk; the same content for the same reason is kept once. Rejects with `QuarantineFull` when
   * so much waits for a person that there is no room.
   */
  async keep(store: StoreId, rejection: Rejection, at: number): Promise<string> {
    const { id, reason } = rejection;
    const whole = printed(rejection.raw);
    const print = this.#sha256(`${store}\n${reason}\n${whole ?? id}`);
    const kept = this.#kept(store);
    const known = kept.prints.get(print);
    if (known !== undefined) {
      await this.#writing.get(print);
      return known;
    }
    const content = whole ?? '';
    const removed = this.#makeRoom(store, content.length);
    const entry: Entry = { serial: kept.serial + 1, id, at, reason, print, length: content.length };
    this.#remember(store, entry);
    const written = Promise.all([
      removed,
      this.#values.put(contentKey(store, entry.serial), content),
      this.#values.put(`${ENTRIES}${store}/${entry.serial}`, entry),
    ]);
    this.#writing.set(print, written);
    await written.finally(() => this.#writing.delete(print));
    return exceptionFor(entry.serial);
  }

  /**
   * Somebody dealt with what was kept aside; resolves when that is on disk. Refusals: exists-different, and
   * invalid-input when somebody had dealt with it before.
   */
  async settle(
    store: StoreId,
    { exception, ...word }: Omit<Dismissal, 'at'> & { readonly exception: string },
    at: number,
  ): Promise<Outcome<Dismissal>> {
    const { dismissals } = this.#kept(store);
    const before = dismissals.get(exception);
    const isRepeated = before?.id === word.id && before.by === word.by && before.note === word.note;
    if (before && !isRepeated)
      return refused(
        before.id === word.id
          ? refuse('exists-different', `${word.id} was recorded before, by a different command.`, { field: 'id' })
          : refuse('invalid-input', 'Somebody dealt with this exception already.', { field: 'exception' }),
      );
    const document = before ?? { ...word, at };
    dismissals.set(exception, document);
    await this.#values.put(`${DISMISSALS}${store}/${exception}`, document);
    return { outcome: before ? 'exists' : 'recorded', document };
  }

  /** What stands on the store's street and moves nothing, because it could not be understood. */
  async setAside({ store, state, up }: Pick<Desk, 'store' | 'state' | 'up'>): Promise<Quarantined[]> {
    const found: Quarantined[] = [];
    for (const [id, reason] of state.setAside) {
      const document = await up.get(id);
      if (document === undefined) continue;
      const exception = exceptionFor(id);
      const raw = async (): Promise<string> => JSON.stringify(document);
      found.push({
        exception,
        id,
        at: document.at,
        reason,
        dismissal: this.#kept(store).dismissals.get(exception),
        raw,
      });
    }
    return found;
  }

  /** Forgets what was dealt with, as far as room is needed; resolves when that is on disk. */
  #makeRoom(store: StoreId, length: number): Promise<unknown> {
    const kept = this.#kept(store);
    const fits = (): boolean =>
      kept.entries.size < LIMITS.quarantinePerStore && kept.length + length <= LIMITS.quarantineLengthPerStore;
    const forgotten: Promise<void>[] = [];
    for (const exception of kept.entries.keys()) {
      if (fits()) break;
      if (kept.dismissals.has(exception)) forgotten.push(this.#forget(store, exception));
    }
    if (!fits()) throw new QuarantineFull(`Too much of ${store} is kept aside and waits for a person.`);
    return Promise.all(forgotten);
  }

  async #forget(store: StoreId, exception: string): Promise<void> {
    const kept = this.#kept(store);
    const { serial, print, length } = must(kept.entries.get(exception), `${exception} is kept`);
    kept.entries.delete(exception);
    kept.prints.delete(print);
    kept.dismissals.delete(exception);
    kept.length -= length;
    const keys = [`${ENTRIES}${store}/${serial}`, contentKey(store, serial), `${DISMISSALS}${store}/${exception}`];
    await Promise.all(keys.map((key) => this.#values.put(key, null)));
  }

  #remember(store: StoreId, entry: Entry): void {
    const kept = this.#kept(store);
    const exception = exceptionFor(entry.serial);
    kept.entries.set(exception, entry);
    kept.prints.set(entry.print, exception);
    kept.serial = Math.max(kept.serial, entry.serial);
    kept.length += entry.length;
  }

  #kept(store: StoreId): Kept {
    let kept = this.#stores.get(store);
    if (!kept) {
      kept = { entries: new Map(), prints: new Map(), dismissals: new Map(), serial: 0, length: 0 };
      this.#stores.set(store, kept);
    }
    return kept;
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
