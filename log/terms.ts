/**
 * Which rows of a shared log count, when more than one process may have written
 * it. Pure rules: the adapter, the processes and the model checker use these
 * same functions. What they keep true:
 * - every row carries the term under which it was written, and one position of
 *   one term holds one row for ever;
 * - a seal says, once and for all, at which position of each street a term
 *   ended. A row of that term counts when it stands between the end of the
 *   term before and that end; any other row of it is void, whenever it lands;
 * - rows of a term that is not sealed are open: nobody but its own process may
 *   act on them.
 *
 *   n:      1 2 3 │ 4 5 │ 6 …        row (n 5, term 1) is void: it landed
 *   term 1  ─────▶│ x   │            after the reader of term 2 had counted
 *   term 2        │ ───▶│            up to 3.
 */
import type { Hash, Street } from '@ringfence/domain/basic/ids.ts';

/** Counts up by one with every process that starts to lead: 1, 2, 3… */
export type Term = number;

/** Position and hash of the last document of a street that counts. */
export interface Position {
  readonly n: number;
  readonly head: Hash;
}

/** The streets a term wrote to, and where it ended on them; any other street ended where the term before had. */
export type Heads = Readonly<Record<Street, Position>>;

/** Where a term ended. Created once; who comes second adopts what stands there. */
export interface Seal {
  readonly term: Term;
  readonly heads: Heads;
}

/** Where a row stands: its position on the street, and the term that wrote it. */
export interface Place {
  readonly n: number;
  readonly term: Term;
}

/** On one street, where each sealed term ended; index 0 is before the first. */
export type Ends = readonly number[];

/** The seals of all terms from 1 on, without a gap, as one street sees them. */
export function endsOn(street: Street, seals: readonly Seal[]): number[] {
  const ends = [0];
  for (const { heads } of seals) ends.push(heads[street]?.n ?? (ends.at(-1) as number));
  return ends;
}

export type Standing = 'counts' | 'void' | 'open';

/** What a row is worth. */
export function standingOf({ n, term }: Place, ends: Ends): Standing {
  const before = ends[Math.min(term, ends.length) - 1] as number;
  const end = ends[term];
  if (n <= before) return 'void';
  if (end === undefined) return 'open';
  return n <= end ? 'counts' : 'void';
}

/** Where `term`, the first one without a seal, ended as far as these rows tell: up to the first gap. */
export function endReached(term: Term, places: Iterable<Place>, ends: Ends): number {
  const written = new Set<number>();
  for (const place of places) if (place.term === term) written.add(place.n);
  let end = ends[term - 1] as number;
  while (written.has(end + 1)) end += 1;
  return end;
}
