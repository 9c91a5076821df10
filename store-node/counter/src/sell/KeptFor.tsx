/** Says what the units that the shelf lacks are kept for, from the refusal's own figures. */
import { useEffect, useState } from 'react';
import { useApp } from '../app/context.tsx';

interface Missing {
  readonly sku: string;
  readonly short: number;
  readonly keptForOnline: number;
  readonly keptForOrders: readonly { readonly order: string; readonly units: number }[];
}

export function KeptFor({ details }: { details: Readonly<Record<string, unknown>> }) {
  const { shop, words } = useApp();
  const missing = (details['missing'] as readonly Missing[] | undefined) ?? [];
  const [names, setNames] = useState(new Map<string, string>());
  useEffect(() => {
    void shop.search.names(missing.map((item) => item.sku)).then(setNames);
  }, [details]);
  return (
    <ul className="stack">
      {missing.map((item) => (
        <li key={item.sku} className="card">
          <p>
            <strong>{names.get(item.sku) ?? item.sku}</strong>
          </p>
          {item.keptForOnline > 0 && <p>{words.sell.keptOnline(item.keptForOnline)}</p>}
          {item.keptForOrders.map((held) => (
            <p key={held.order}>{words.sell.keptOrder(held.order, held.units)}</p>
          ))}
          {item.keptForOnline === 0 && item.keptForOrders.length === 0 && <p>{words.sell.keptNone}</p>}
        </li>
      ))}
    </ul>
  );
}
