/** Questions to stores that somebody waits for: each ends once, with the answer, a refusal, or too late. */
import type { StoreId } from '@ringfence/domain/basic/ids.ts';
import type { Clock } from './clock.ts';
import { LIMITS } from './limits.ts';

export type AskEnd = 'answered' | 'declined' | 'too-late';

interface Open {
  readonly store: StoreId;
  readonly end: (how: AskEnd) => void;
}

export class Asks {
  readonly #clock: Clock;
  readonly #open = new Map<string, Open>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get isFull(): boolean {
    return this.#open.size >= LIMITS.openAsks;
  }

  /** Resolves when `end` or `dropStore` is called for it, or after that many milliseconds. */
  wait(id: string, store: StoreId, milliseconds: number): Promise<AskEnd> {
    // Ids come from stores too: one that is taken waits for nothing and disturbs nobody.
    if (this.#open.has(id)) return Promise.resolve('too-late');
    return new Promise((resolve) => {
      const callOff = this.#clock.after(milliseconds, () => this.end(id, 'too-late'));
      this.#open.set(id, {
        store,
        end: (how) => {
          callOff();
          resolve(how);
        },
      });
    });
  }

  end(id: string, how: AskEnd): void {
    const open = this.#open.get(id);
    this.#open.delete(id);
    open?.end(how);
  }

  /** The store declines; another store's question is none of its business. */
  decline(id: string, store: StoreId): void {
    if (this.#open.get(id)?.store === store) this.end(id, 'declined');
  }

  /** The store cannot be asked any more. */
  dropStore(store: StoreId): void {
    for (const [id, open] of this.#open) if (open.store === store) this.end(id, 'too-late');
  }
}
