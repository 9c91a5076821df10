/** What went wrong on this device lately, for the person who is asked about it: when, at what, and the code that has words. */
import { BehaviorSubject } from 'rxjs';
import { LIMITS } from '../limits.ts';
import type { OwnCollections } from './databases.ts';

export interface Trouble {
  readonly at: number;
  /** The command's address, or `app` for a fault of the app itself. */
  readonly path: string;
  /** A refusal's code; `fault` for a fault of the app itself. */
  readonly code: string;
}

const KEY = 'troubles';

export class Troubles {
  /** Latest first. */
  readonly list$ = new BehaviorSubject<readonly Trouble[]>([]);
  readonly #notes: OwnCollections['notes'];
  readonly #now: () => number;
  #started: Promise<void> | undefined;

  constructor(notes: OwnCollections['notes'], now: () => number) {
    this.#notes = notes;
    this.#now = now;
  }

  /** Reads what is kept from earlier days, once. */
  start(): Promise<void> {
    return (this.#started ??= this.#read());
  }

  /** Notes one more; the oldest beyond a few are forgotten. A note that cannot be kept is no trouble of its own. */
  note(path: string, code: string): void {
    const trouble = { at: this.#now(), path, code };
    this.start()
      .then(() => {
        const list = [trouble, ...this.list$.value].slice(0, LIMITS.troublesKept);
        this.list$.next(list);
        return this.#notes.incrementalUpsert({ key: KEY, value: list });
      })
      .catch(() => undefined);
  }

  async #read(): Promise<void> {
    const kept = (await this.#notes.findOne(KEY).exec())?.toMutableJSON().value;
    if (Array.isArray(kept)) this.list$.next(kept as Trouble[]);
  }
}
