/** One item: what is on hand and what each part is kept for, where else it is, and adjusting it with a reason. */
import { type ReactNode, useEffect, useState } from 'react';
import { ADJUSTMENTS, type AdjustmentReason } from '@ringfence/domain/documents/stock.ts';
import { Button } from 'react-aria-components';
import { useApp, useLive, useSubject } from '../app/context.tsx';
import { ItemSearch } from '../app/ItemSearch.tsx';
import { useCommand } from '../app/use-command.ts';
import type { ProductDoc, StockDoc } from '../data/documents.ts';
import { Choice, Empty, Field, Notice, Screen } from '../ui/ui.tsx';
import { time } from '../words/formats.ts';
import { Elsewhere } from './Elsewhere.tsx';

export function LookUp({ tabs, first }: { tabs: ReactNode; first: ProductDoc | null }) {
  const { words, feedback } = useApp();
  const [product, setProduct] = useState(first);
  const show = (next: ProductDoc): void => {
    setProduct(next);
    feedback.good(next.name);
  };
  if (product) return <Item key={product.sku} tabs={tabs} product={product} onItem={show} />;
  return (
    <Screen title={words.stock.title}>
      {tabs}
      <ItemSearch onItem={show} />
      <Empty icon="stock" title={words.stock.empty} hint={words.stock.emptyHint} />
    </Screen>
  );
}

function Item(props: { tabs: ReactNode; product: ProductDoc; onItem: (product: ProductDoc) => void }) {
  const { tabs, product, onItem } = props;
  const { shop, words, staff, locale } = useApp();
  const { run, problem, isBusy } = useCommand();
  const reach = useSubject(shop.reach.$);
  const stock = useLive(() => shop.databases.cache.stock.findOne(product.sku).$, null, [product.sku]);
  const [isAdjusting, setAdjusting] = useState(false);
  const [reason, setReason] = useState<AdjustmentReason | ''>('');
  const [typed, setTyped] = useState('');
  const units = /^[1-9]\d{0,5}$/.test(typed) ? Number(typed) : undefined;
  const isReady = units !== undefined && reason !== '' && !isBusy;

  const adjust = async (): Promise<void> => {
    if (!isReady) return;
    const id = crypto.randomUUID();
    const body = { id, by: staff.staff, reason, lines: [{ sku: product.sku, units }] };
    if (
      !(await run('adjustments', body, {
        id,
        done: words.stock.recorded,
        says: { 'insufficient-stock': words.stock.tooFew },
      }))
    )
      return;
    setTyped('');
    setReason('');
    setAdjusting(false);
  };
  return (
    <Screen
      title={words.stock.title}
      total={{ label: words.stock.onHand, figure: String(stock?.onHand ?? 0) }}
      action={
        isAdjusting
          ? { label: words.stock.record, run: () => void adjust(), isDisabled: !isReady }
          : { label: words.stock.adjust, run: () => setAdjusting(true) }
      }
      side={
        isAdjusting && (
          <div className="stack">
            <div className="spread">
              <h2>{words.stock.adjustTitle}</h2>
              <Button className="button plain" onPress={() => setAdjusting(false)}>
                {words.common.cancel}
              </Button>
            </div>
            <Choice
              label={words.common.reason}
              value={reason}
              options={(Object.keys(ADJUSTMENTS) as AdjustmentReason[]).map((value) => ({
                value,
                label: words.stock.reasons[value],
              }))}
              onChange={setReason}
            />
            <Field
              label={words.stock.units}
              kind="whole"
              value={typed}
              onChange={setTyped}
              onEnter={() => void adjust()}
            />
          </div>
        )
      }
    >
      {tabs}
      <ItemSearch onItem={onItem} />
      <div>
        <h2>{product.name}</h2>
        <p className="quiet">
          {product.sku}
          {product.code !== '' && ` · ${product.code.replace(/^0/, '')}`}
        </p>
      </div>
      {problem && <Notice tone="bad">{problem.text}</Notice>}
      <Explained stock={stock?.toMutableJSON() ?? null} />
      <HeldFor sku={product.sku} orders={stock?.orders ?? 0} />
      {reach.state === 'unreachable' && <p className="quiet">{words.stock.asOf(time(reach.since, locale))}</p>}
      <Elsewhere sku={product.sku} />
    </Screen>
  );
}

/** On hand is a sum; each part says what it is kept for. */
function Explained({ stock }: { stock: StockDoc | null }) {
  const { words } = useApp();
  const rows = [
    ['shelf', stock?.shelf ?? 0],
    ['online', stock?.online ?? 0],
    ['orders', stock?.orders ?? 0],
    ['unsellable', stock?.unsellable ?? 0],
    ['deficit', stock?.deficit ?? 0],
  ] as const;
  return (
    <dl className="card table">
      {rows
        .filter(([name, units]) => name !== 'deficit' || units !== 0)
        .map(([name, units]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{words.stock[name]}</dt>
            <dd>{units}</dd>
          </div>
        ))}
      <dt className="sum">{words.stock.onHand}</dt>
      <dd className="sum">{stock?.onHand ?? 0}</dd>
    </dl>
  );
}

interface Held {
  readonly heldFor: readonly { readonly order: string; readonly units: number }[];
}

/** The orders that hold units of it, asked again when their number changes. */
function HeldFor({ sku, orders }: { sku: string; orders: number }) {
  const { shop, words } = useApp();
  const [held, setHeld] = useState<Held['heldFor']>([]);
  useEffect(() => {
    let isShown = true;
    if (orders > 0)
      shop.api
        .get<Held>(`stock/${encodeURIComponent(sku)}`)
        .then((answer) => isShown && setHeld(answer?.heldFor ?? []))
        .catch(() => isShown && setHeld([]));
    return () => {
      isShown = false;
    };
  }, [shop, sku, orders]);
  if (orders <= 0 || held.length === 0) return null;
  return (
    <section className="stack tight">
      <h2>{words.stock.heldFor}</h2>
      <p>{held.map(({ order, units }) => `${order} (${units})`).join(', ')}</p>
    </section>
  );
}
