/** Which id stands where on a street: asked before every write, so it must be known without a look at the disk. */
import type { DocId, Hash } from '@ringfence/domain/basic/ids.ts';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';

export interface Positions {
  positionOf(id: DocId): number | undefined;
  /** Takes up the document at the next position. */
  add(document: Envelope, hash: Hash): void;
}

/** Every id by its name, for streets that are short or lie in memory anyway. */
export class NamedPositions implements Positions {
  readonly #positions = new Map<DocId, number>();

  positionOf(id: DocId): number | undefined {
    return this.#positions.get(id);
  }

  add({ _id, n }: Envelope): void {
    this.#positions.set(_id, n);
  }
}
