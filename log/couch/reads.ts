/** Reads of one moment go together: many ask for one document each, and a request costs the same for one as for a page. */
import { readKeys, type Stored, type Target } from './rows.ts';

interface Group {
  readonly ids: Set<string>;
  readonly found: Promise<Map<string, Stored>>;
}

export class Reads {
  readonly #target: Target;
  #gathering: Group | undefined;

  constructor(target: Target) {
    this.#target = target;
  }

  /** The documents with these ids that are there, maybe among others. Rejects with `StorageFailure`. */
  find(ids: readonly string[]): Promise<Map<string, Stored>> {
    this.#gathering ??= this.#gather();
    for (const id of ids) this.#gathering.ids.add(id);
    return this.#gathering.found;
  }

  #gather(): Group {
    const ids = new Set<string>();
    const found = new Promise<Map<string, Stored>>((resolve, reject) => {
      setImmediate(() => {
        this.#gathering = undefined;
        const rows = Array.from(ids, (_id) => ({ _id }));
        readKeys(this.#target, rows).then(resolve, reject);
      });
    });
    return { ids, found };
  }
}
