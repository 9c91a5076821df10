/** What taking the chosen units back pays, as the store reckons it. Nothing while there is none, or nobody answers. */
import { useEffect, useState } from 'react';
import type { Tender } from '@ringfence/domain/documents/fields.ts';
import { useApp } from '../app/context.tsx';
import { isRefused, type NodeApi, type Refused } from '../data/node-api.ts';
import type { Purchase } from './find.ts';

export interface Quote {
  readonly total: number;
  readonly refunds: readonly Tender[];
  readonly points: { readonly unearned: number; readonly givenBack: number } | null;
}

type Lines = readonly { readonly line: number; readonly units: number }[];

/** Throws `Unreachable` when the store's node does not answer. */
export const quoteOf = (api: NodeApi, { id, store, of }: Purchase, lines: Lines): Promise<Quote | Refused> =>
  api.put<Quote>('return-quotes', { id: 'quote', sale: id, soldAt: store, of, lines });

/**
 * What goods would pay back once the right to take them back lies here, which is asked for where another store sold
 * them: only then is it known which points go with them. Throws `Unreachable` when the store's node does not answer.
 */
export async function quoteWithRights(
  api: NodeApi,
  found: Purchase,
  { lines, here }: { readonly lines: Lines; readonly here: string },
): Promise<Quote | Refused> {
  const { id: sale, store: soldAt, of } = found;
  if (soldAt !== here) {
    const asked = await api.put<{ lines: { line: number; right: number }[] }>('return-rights', {
      sale,
      soldAt,
      of,
      lines,
    });
    if (isRefused(asked)) return asked;
    const rightOf = (line: number): number => asked.lines.find((one) => one.line === line)?.right ?? 0;
    if (lines.some(({ line, units }) => rightOf(line) < units))
      return { outcome: 'refused', code: 'return-right-elsewhere', detail: '', details: {} };
  }
  return quoteOf(api, found, lines);
}

export function useQuote(found: Purchase, back: readonly number[]): Quote | null {
  const { shop } = useApp();
  const [quote, setQuote] = useState<Quote | null>(null);
  const key = back.join();
  useEffect(() => {
    const lines = back.flatMap((units, line) => (units > 0 ? [{ line, units }] : []));
    if (lines.length === 0) return setQuote(null);
    let isOver = false;
    quoteOf(shop.api, found, lines)
      .then((answer) => !isOver && setQuote(isRefused(answer) ? null : answer))
      .catch(() => !isOver && setQuote(null));
    return () => {
      isOver = true;
    };
    // `key` stands for the units chosen.
  }, [shop, found, key]);
  return quote;
}
