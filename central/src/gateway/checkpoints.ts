/** Where replicators remember how far they are: a few for each store and street, each a small JSON document. */
import type { StoreId, Street } from '@ringfence/domain/basic/ids.ts';
import type { KeyValues } from '@ringfence/log/port.ts';
import { LIMITS } from '../limits.ts';
import { Problem } from './problem.ts';

type Kept = Readonly<Record<string, { readonly at: number; readonly document: Readonly<Record<string, unknown>> }>>;

export class Checkpoints {
  readonly #values: KeyValues;

  constructor(values: KeyValues) {
    this.#values = values;
  }

  async get(store: StoreId, street: Street, id: string): Promise<unknown> {
    const kept = await this.#kept(store, street);
    return Object.hasOwn(kept, id) ? kept[id]?.document : undefined;
  }

  /** Replaces it; resolves with its new revision when it is on disk. */
  async put(at: { store: StoreId; street: Street; id: string; now: number }, body: unknown): Promise<string> {
    const { store, street, id, now } = at;
    const size = JSON.stringify(body)?.length ?? 0;
    if (size > LIMITS.checkpointBytes || typeof body !== 'object' || body === null || Array.isArray(body))
      throw new Problem(413, 'invalid-input', 'A checkpoint is a small JSON object.');
    const kept = await this.#kept(store, street);
    const before = Object.hasOwn(kept, id) ? String(kept[id]?.document['_rev']) : '0-0';
    const rev = `0-${Number(before.slice(2)) + 1}`;
    const latest = Object.entries({ ...kept, [id]: { at: now, document: { ...body, _id: `_local/${id}`, _rev: rev } } })
      .sort(([, a], [, b]) => b.at - a.at)
      .slice(0, LIMITS.checkpointsPerStreet);
    await this.#values.put(keyOf(store, street), Object.fromEntries(latest));
    return rev;
  }

  async #kept(store: StoreId, street: Street): Promise<Kept> {
    return ((await this.#values.get(keyOf(store, street))) ?? {}) as Kept;
  }
}

const keyOf = (store: StoreId, street: Street): string => `checkpoints/${store}/${street}`;
