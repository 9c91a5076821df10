/** The same item in other stores: each figure with its age, and plain words when nobody here can know. */
import { useEffect, useState } from 'react';
import { useApp, useLive, useNow, useSubject } from '../app/context.tsx';
import { isRefused, Unreachable } from '../data/node-api.ts';
import { Tag } from '../ui/ui.tsx';
import { age, moment } from '../words/formats.ts';

interface Answer {
  readonly stores: readonly {
    readonly store: string;
    readonly onHand: number;
    readonly shelf: number;
    readonly online: number;
    readonly connected: boolean;
    readonly asOf: number | null;
  }[];
  readonly askedAt: number;
  readonly fresh: boolean;
}
type Heard = Answer | 'asking' | 'unknown' | 'no-node';

export function Elsewhere({ sku }: { sku: string }) {
  const { words, locale } = useApp();
  const now = useNow(10_000);
  const heard = useElsewhere(sku);
  return (
    <section className="stack" data-testid="elsewhere">
      <h2>{words.stock.elsewhere}</h2>
      {heard === 'asking' && <p className="quiet">{words.stock.elsewhereAsking}</p>}
      {heard === 'no-node' && <p className="quiet">{words.stock.elsewhereNo}</p>}
      {heard === 'unknown' && <p className="quiet">{words.stock.elsewhereNone}</p>}
      {typeof heard === 'object' && (
        <>
          {!heard.fresh && <p className="quiet">{words.stock.elsewhereOld(moment(heard.askedAt, now, locale))}</p>}
          <ul className="stack">
            {heard.stores.map((one) => (
              <li key={one.store} className="card">
                <p className="spread">
                  <StoreName id={one.store} />
                  <strong className="figure">{one.onHand}</strong>
                </p>
                <p className="row wrap spread">
                  <span className="quiet small">{words.stock.elsewhereUnits(one.shelf, one.online)}</span>
                  <Tag {...(one.connected && heard.fresh ? {} : { tone: 'warn' })} icon="wait">
                    {one.asOf === null
                      ? words.stock.elsewhereNever
                      : words.stock.elsewhereAge(age(now - one.asOf, words))}
                  </Tag>
                </p>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

export function StoreName({ id }: { id: string }) {
  const { shop } = useApp();
  const store = useLive(() => shop.databases.cache.stores.findOne(id === '' ? '-' : id).$, null, [shop, id]);
  return (
    <span>
      {store?.name ?? id} {store && <span className="quiet small">{store.address}</span>}
    </span>
  );
}

/** Asked when the item is shown, and again when the line comes or goes. */
function useElsewhere(sku: string): Heard {
  const { shop } = useApp();
  const hub = useSubject(shop.hub$);
  const [heard, setHeard] = useState<Heard>('asking');
  useEffect(() => {
    let isShown = true;
    const show = (next: Heard): void => {
      if (isShown) setHeard(next);
    };
    shop.api
      .ask<Answer>(`elsewhere/${encodeURIComponent(sku)}`)
      .then((answer) => show(isRefused(answer) ? 'unknown' : answer))
      .catch((error: unknown) => {
        if (!(error instanceof Unreachable)) throw error;
        show('no-node');
      });
    return () => {
      isShown = false;
    };
  }, [shop, sku, hub?.connected]);
  return heard;
}
