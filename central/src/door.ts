/**
 * Who is let in. A late no is worse than an early one: while there is more to do than can be done, requests are
 * answered 503 with Retry-After before anything of them is read. Web requests go first; the stores have room of their
 * own that no flood of web requests takes, and one store does not take another's.
 */
import type { ServerResponse } from 'node:http';
import { Admission, type Pressure } from '@ringfence/domain/basic/admission.ts';
import type { StoreId } from '@ringfence/domain/basic/ids.ts';
import { LIMITS } from './limits.ts';

export class Door {
  readonly #admission: Admission<keyof typeof LIMITS.rooms>;
  readonly #perStore = new Map<StoreId, number>();
  #isClosed = false;

  constructor(pressure: () => Pressure = () => ({ lateMs: 0, backlog: 0 })) {
    this.#admission = new Admission(LIMITS.rooms, LIMITS.requestsBusy, pressure);
  }

  /** From now on nothing more is let in; what is inside is finished, and its connection ends with its answer. */
  close(): void {
    this.#isClosed = true;
  }

  /** Lets a request of a web shop, an app or head office in until it is answered. Returns how it leaves before; nothing when there is no room. */
  enterWeb(response: ServerResponse): (() => void) | undefined {
    if (!this.#isOpen(response)) return undefined;
    const leave = this.#admission.enter('web');
    if (leave) response.once('close', leave);
    return leave;
  }

  /** The same for a request of a store's node. */
  enterStore(store: StoreId, response: ServerResponse): (() => void) | undefined {
    if (!this.#isOpen(response)) return undefined;
    const inside = this.#perStore.get(store) ?? 0;
    const leave = inside < LIMITS.requestsPerStore ? this.#admission.enter('store') : undefined;
    if (!leave) return undefined;
    this.#perStore.set(store, inside + 1);
    let isInside = true;
    const leaveStore = (): void => {
      leave();
      if (!isInside) return;
      isInside = false;
      const left = (this.#perStore.get(store) ?? 0) - 1;
      if (left > 0) this.#perStore.set(store, left);
      else this.#perStore.delete(store);
    };
    response.once('close', leaveStore);
    return leaveStore;
  }

  #isOpen(response: ServerResponse): boolean {
    if (this.#isClosed) response.setHeader('connection', 'close');
    return !this.#isClosed;
  }
}
