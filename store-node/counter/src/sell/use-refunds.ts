/** How goods brought back in an exchange are paid back: as the store reckons it, or in cash. */
import { useEffect, useState } from 'react';
import type { Tender } from '@ringfence/domain/documents/fields.ts';
import { useApp } from '../app/context.tsx';
import { isRefused } from '../data/node-api.ts';
import { settle } from './complete.ts';
import type { Exchange } from './current.ts';

export function useRefunds(
  exchange: Exchange | null,
  basket: { readonly id: string; readonly total: number },
  way: 'paid' | 'cash',
): readonly Tender[] {
  const { shop } = useApp();
  const { id, total } = basket;
  const { credit, back } = settle(exchange, total);
  const [quoted, setQuoted] = useState<readonly Tender[] | null>(null);
  useEffect(() => {
    setQuoted(null);
    if (!exchange || back === 0) return;
    const { id: name, sale, soldAt, of, lines } = exchange;
    const wanted = {
      id: name,
      sale,
      soldAt,
      of,
      lines: lines.map(({ line, units }) => ({ line, units })),
      exchange: { sale: id, amount: credit },
    };
    let isOver = false;
    shop.api
      .put<{ refunds: Tender[] }>('return-quotes', wanted)
      .then((answer) => {
        if (!isOver && !isRefused(answer)) setQuoted(answer.refunds);
      })
      // Nobody answers: it is paid back in cash.
      .catch(() => undefined);
    return () => {
      isOver = true;
    };
  }, [shop, exchange, id, credit, back]);
  if (!exchange) return [];
  if (way === 'paid' && back > 0 && quoted) return quoted;
  const parts: Tender[] = [
    { kind: 'points', amount: exchange.points },
    { kind: 'exchange', amount: credit, reference: id },
    { kind: 'cash', amount: back },
  ];
  return parts.filter(({ amount }) => amount > 0);
}
