/** Goods this store has sent to others, newest first; older ones than are kept are for head office to look up. */
import type { Frozen } from '@ringfence/domain/basic/frozen.ts';
import type { Doc } from '@ringfence/domain/documents/registry.ts';
import { LIMITS } from '../limits.ts';

export interface Sent {
  readonly transfer: string;
  readonly to: string;
  readonly at: number;
  readonly lines: readonly { readonly sku: string; readonly units: number }[];
}

export class Dispatched {
  readonly #sent: Sent[] = [];

  add(document: Doc): void {
    if (document.kind !== 'dispatch') return;
    const { transfer, to, lines } = document.body;
    this.#sent.push({ transfer, to, at: document.at, lines });
    if (this.#sent.length > 2 * LIMITS.dispatchesKept) this.#sent.splice(0, LIMITS.dispatchesKept);
  }

  freeze(): Frozen {
    return { list: [...this.#sent] };
  }

  static thaw({ list = [] }: Frozen): Dispatched {
    const dispatched = new Dispatched();
    dispatched.#sent.push(...(list as readonly Sent[]));
    return dispatched;
  }

  /** The last ones, newest first. */
  latest(): readonly Sent[] {
    return this.#sent.slice(-LIMITS.dispatchesKept).reverse();
  }
}
