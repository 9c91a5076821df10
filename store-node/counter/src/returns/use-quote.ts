/** What taking the chosen units back pays, as the store reckons it. Nothing while there is none, or nobody answers. */
import { useEffect, useState } from 'react';
import type { Tender } from '@ringfence/domain/documents/fields.ts';
import { useApp } from '../app/context.tsx';
import { isRefused } from '../data/node-api.ts';
import type { Purchase } from './find.ts';

export interface Quote {
  readonly total: number;
  readonly refunds: readonly Tender[];
  readonly points: { readonly unearned: number; readonly givenBack: number } | null;
}

export function useQuote(found: Purchase, back: readonly number[]): Quote | null {
  const { shop } = useApp();
  const [quote, setQuote] = useState<Quote | null>(null);
  const key = back.join();
  useEffect(() => {
    const lines = back.flatMap((units, line) => (units > 0 ? [{ line, units }] : []));
    if (lines.length === 0) return setQuote(null);
    const wanted = { id: 'quote', sale: found.id, soldAt: found.store, of: found.of, lines };
    let isOver = false;
    shop.api
      .put<Quote>('return-quotes', wanted)
      .then((answer) => !isOver && setQuote(isRefused(answer) ? null : answer))
      .catch(() => !isOver && setQuote(null));
    return () => {
      isOver = true;
    };
    // `key` stands for the units chosen.
  }, [shop, found, key]);
  return quote;
}
