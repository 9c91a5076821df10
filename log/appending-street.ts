/** A street that this process writes: judges what is appended at once and hands it to the one writer. */
import { assert } from '@ringfence/domain/basic/assert.ts';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import { IndexedStreet, type StreetParts } from './indexed-street.ts';
import type { StreetLog } from './port.ts';

export interface Appended {
  readonly street: AppendingStreet;
  readonly documents: readonly Envelope[];
}

/** Queues documents for the next write; resolves when they are on disk. */
export type Queue = (appended: Appended) => Promise<void>;

export class AppendingStreet extends IndexedStreet implements StreetLog {
  readonly #queue: Queue;

  constructor(parts: StreetParts, queue: Queue) {
    super(parts);
    this.#queue = queue;
  }

  append(documents: readonly Envelope[]): Promise<void> {
    for (const document of documents) {
      const refusal = this.refusal(document);
      assert(refusal === undefined, () => `${this.street}: ${refusal}`);
      this.extend(document);
    }
    if (documents.length === 0) return Promise.resolve();
    return this.#queue({ street: this, documents });
  }
}

/** Tells every street of a durable group what became durable on it, once, in order. */
export function settleGroup(group: readonly Appended[]): void {
  const [first] = group;
  if (first === undefined) return;
  if (group.length === 1) {
    first.street.settle(first.documents);
    return;
  }
  const byStreet = new Map<AppendingStreet, Envelope[]>();
  for (const { street, documents } of group) {
    const together = byStreet.get(street);
    if (together === undefined) byStreet.set(street, [...documents]);
    else together.push(...documents);
  }
  for (const [street, documents] of byStreet) street.settle(documents);
}
