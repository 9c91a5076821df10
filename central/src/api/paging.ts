/**
 * Forward paging over anything with a text key that never changes and is unique. A cursor is the key of an entry, so
 * pages neither skip nor repeat when entries are added before it.
 */
import { z } from 'zod';
import { LIMITS } from './limits.ts';

const cursor = z
  .string()
  .max(LIMITS.cursorLength)
  .transform((text) => Buffer.from(text, 'base64url').toString('utf8'));

/** The arguments of every connection. */
export const pageInput = { first: z.int().min(1).max(LIMITS.pageSize), after: cursor.optional() };
export interface PageInput {
  readonly first: number;
  /** A key, decoded from its cursor. */
  readonly after?: string | undefined;
}

export interface Connection<Node> {
  readonly edges: { readonly cursor: string; readonly node: Node }[];
  readonly nodes: Node[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

interface Keyed<Entry> {
  readonly key: string;
  readonly entry: Entry;
}

/**
 * The `first` entries after `after` in the order of their keys (backwards when `newestFirst`), in one pass over
 * entries in any order; only those of the page are kept and rendered.
 */
export function pageOf<Entry, Node>(
  entries: Iterable<Keyed<Entry>>,
  page: PageInput & { newestFirst?: boolean },
  render: (entry: Entry) => Node,
): Connection<Node> {
  const { first, after, newestFirst = false } = page;
  const before = (a: string, b: string): boolean => (newestFirst ? a > b : a < b);
  const kept: Keyed<Entry>[] = [];
  for (const candidate of entries) {
    if (after !== undefined && !before(after, candidate.key)) continue;
    const last = kept.at(-1);
    if (kept.length > first && last !== undefined && !before(candidate.key, last.key)) continue;
    let low = 0;
    let high = kept.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (before((kept[middle] as Keyed<Entry>).key, candidate.key)) low = middle + 1;
      else high = middle;
    }
    kept.splice(low, 0, candidate);
    if (kept.length > first + 1) kept.pop();
  }
  const edges = kept.slice(0, first).map(({ key, entry }) => ({
    cursor: Buffer.from(key).toString('base64url'),
    node: render(entry),
  }));
  return {
    edges,
    nodes: edges.map((edge) => edge.node),
    pageInfo: { hasNextPage: kept.length > first, endCursor: edges.at(-1)?.cursor ?? null },
  };
}

/** A key that sorts by time and then by `rest`. */
export const timeKey = (at: number, rest: string): string => `${String(at).padStart(16, '0')}~${rest}`;
