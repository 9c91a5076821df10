/**
 * What documents still have to bring about elsewhere: a store's on another
 * store's street or at a member's shard, a shard's on a store's street. What it
 * keeps true: a document that is not named here has, as far as it means
 * anything elsewhere, brought that about, and it is on disk. Whoever starts
 * from a snapshot reads the named ones again and follows them; doing so twice
 * does nothing twice.
 */
import type { Street } from '@ringfence/domain/basic/ids.ts';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import type { StreetReader } from '@ringfence/log/port.ts';

/** Positions this close to one another are read together. */
const NEAR = 32;
const DOCUMENTS_PER_READ = 500;

export class Errands {
  readonly #open = new Map<Street, Set<number>>();

  /** A document of that street has something to bring about; to be called before anybody sees to it. */
  begin(street: Street, n: number): void {
    const open = this.#open.get(street);
    if (open) open.add(n);
    else this.#open.set(street, new Set([n]));
  }

  /** It is brought about, and on disk. */
  end(street: Street, n: number | undefined): void {
    if (n !== undefined) this.#open.get(street)?.delete(n);
  }

  /** Positions on the street, first to last. */
  of(street: Street): number[] {
    return [...(this.#open.get(street) ?? [])].sort((a, b) => a - b);
  }
}

/** The documents at these positions, which are in order. */
export async function* documentsAt(street: StreetReader, positions: readonly number[]): AsyncGenerator<Envelope> {
  for (let from = 0; from < positions.length;) {
    const first = positions[from] as number;
    let to = from + 1;
    while (to < positions.length && isNear(positions, to) && (positions[to] as number) < first + DOCUMENTS_PER_READ)
      to++;
    const wanted = new Set(positions.slice(from, to));
    const last = positions[to - 1] as number;
    for (const document of await street.read(first - 1, last - first + 1)) if (wanted.has(document.n)) yield document;
    from = to;
  }
}

const isNear = (positions: readonly number[], at: number): boolean =>
  (positions[at] as number) - (positions[at - 1] as number) <= NEAR;
