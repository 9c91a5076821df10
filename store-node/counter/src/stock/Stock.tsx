/** Stock: what is on hand of an item and what it is kept for; receive, count, adjust, send; what is on its way. */
import { useEffect, useState } from 'react';
import { ADJUSTMENTS, type AdjustmentReason } from '@ringfence/domain/documents/stock.ts';
import { Button } from 'react-aria-components';
import { useApp, useLive, useSubject } from '../app/context.tsx';
import { ItemSearch } from '../app/ItemSearch.tsx';
import { useCommand } from '../app/use-command.ts';
import type { ProductDoc, StockDoc } from '../data/documents.ts';
import { Choice, Empty, Field, Notice, Screen } from '../ui/ui.tsx';
import { time } from '../words/formats.ts';

const JOBS = ['receive', 'count', 'adjust', 'send'] as const;
type Job = (typeof JOBS)[number];

export function Stock() {
  const { words, feedback } = useApp();
  const [product, setProduct] = useState<ProductDoc | null>(null);
  if (product)
    return (
      <Item
        key={product.sku}
        product={product}
        onItem={(next) => {
          setProduct(next);
          feedback.good(next.name);
        }}
      />
    );
  return (
    <Screen title={words.stock.title}>
      <ItemSearch onItem={setProduct} />
      <Incoming />
      <Empty icon="stock" title={words.stock.empty} hint={words.stock.emptyHint} />
    </Screen>
  );
}

function Item({ product, onItem }: { product: ProductDoc; onItem: (product: ProductDoc) => void }) {
  const { shop, words, staff, locale } = useApp();
  const { run, problem, isBusy } = useCommand();
  const reach = useSubject(shop.reach.$);
  const stock = useLive(() => shop.databases.cache.stock.findOne(product.sku).$, null, [product.sku]);
  const stores = useLive(() => shop.databases.cache.stores.find().$, [], [shop]);
  const [job, setJob] = useState<Job>('receive');
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState<AdjustmentReason | ''>('');
  const [to, setTo] = useState('');
  const isCount = job === 'count';
  const units = /^\d{1,6}$/.test(typed) ? Number(typed) : undefined;
  const isReady =
    units !== undefined &&
    (units > 0 || isCount) &&
    (job !== 'adjust' || reason !== '') &&
    (job !== 'send' || to !== '') &&
    !isBusy;

  const record = async (): Promise<void> => {
    if (units === undefined) return;
    const id = crypto.randomUUID();
    const common = { id, by: staff.staff };
    const { sku } = product;
    const [path, body] = {
      receive: ['receipts', { ...common, lines: [{ sku, units, area: 'shelf' }] }],
      count: ['counts', { ...common, lines: [{ sku, counted: units }] }],
      adjust: ['adjustments', { ...common, reason, lines: [{ sku, units }] }],
      send: ['dispatches', { ...common, to, lines: [{ sku, units }] }],
    }[job] as [string, Record<string, unknown>];
    if (await run(path, body, { id, done: words.stock.recorded })) setTyped('');
  };

  return (
    <Screen
      title={words.stock.title}
      total={{ label: words.stock.onHand, figure: isCount ? '?' : String(stock?.onHand ?? 0) }}
      action={{ label: words.stock.record, run: () => void record(), isDisabled: !isReady }}
      side={
        <div className="stack">
          <Choice
            label={words.stock.title}
            value={job}
            options={JOBS.map((value) => ({ value, label: words.stock[value] }))}
            onChange={setJob}
          />
          {isCount && <p className="quiet">{words.stock.blind}</p>}
          {job === 'adjust' && (
            <Choice
              label={words.common.reason}
              value={reason}
              options={(Object.keys(ADJUSTMENTS) as AdjustmentReason[]).map((value) => ({
                value,
                label: words.stock.reasons[value],
              }))}
              onChange={setReason}
            />
          )}
          {job === 'send' && (
            <Choice
              label={words.stock.to}
              value={to}
              options={stores
                .filter((one) => one.store !== shop.store$.value)
                .map((one) => ({ value: one.store, label: one.name }))}
              onChange={setTo}
            />
          )}
          <Field
            label={isCount ? words.stock.counted : words.stock.units}
            kind="whole"
            value={typed}
            onChange={setTyped}
            onEnter={() => isReady && void record()}
          />
        </div>
      }
    >
      <ItemSearch onItem={onItem} />
      <div>
        <h2>{product.name}</h2>
        <p className="quiet">
          {product.sku}
          {product.code !== '' && ` · ${product.code.replace(/^0/, '')}`}
        </p>
      </div>
      {problem && <Notice tone="bad">{problem.text}</Notice>}
      {isCount ? <Notice tone="good">{words.stock.blind}</Notice> : <Explained stock={stock} />}
      {reach.state === 'unreachable' && <p className="quiet">{words.stock.asOf(time(reach.since, locale))}</p>}
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

interface Transfer {
  readonly id: string;
  readonly from: string;
  readonly lines: readonly { readonly sku: string; readonly units: number }[];
}

/** Goods another store has sent here. */
function Incoming() {
  const { shop, words, staff } = useApp();
  const { run, isBusy } = useCommand();
  const [transfers, setTransfers] = useState<readonly Transfer[]>([]);
  const [names, setNames] = useState(new Map<string, string>());
  const load = async (): Promise<void> => {
    try {
      const answer = await shop.api.get<{ transfers: Transfer[] }>('transfers');
      setTransfers(answer?.transfers ?? []);
      setNames(await shop.search.names((answer?.transfers ?? []).flatMap((one) => one.lines.map((line) => line.sku))));
    } catch {
      setTransfers([]);
    }
  };
  useEffect(() => {
    void load();
  }, [shop]);
  if (transfers.length === 0) return null;
  const arrived = async (transfer: Transfer): Promise<void> => {
    const lines = transfer.lines.map(({ sku, units }) => ({ sku, shelf: units }));
    await run(
      'arrivals',
      { transfer: transfer.id, by: staff.staff, lines },
      { id: `arrival.${transfer.id}`, done: words.stock.recorded },
    );
    await load();
  };
  return (
    <section className="card stack">
      <h2>{words.stock.incoming}</h2>
      {transfers.map((transfer) => (
        <div key={transfer.id} className="row wrap">
          <span className="grow">
            {words.stock.fromStore(transfer.from)}
            <span className="quiet small">
              {' '}
              {transfer.lines.map((line) => `${line.units} × ${names.get(line.sku) ?? line.sku}`).join(', ')}
            </span>
          </span>
          <Button className="button" isDisabled={isBusy} onPress={() => void arrived(transfer)}>
            {words.stock.arrived}
          </Button>
        </div>
      ))}
    </section>
  );
}
