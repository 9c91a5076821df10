/** Goods to another store: scan what goes, never more than the shelf has. */
import { type ReactNode, useState } from 'react';
import { useApp, useLive } from '../app/context.tsx';
import { useDraft } from '../app/draft.ts';
import { useCommand } from '../app/use-command.ts';
import { Choice, Tag } from '../ui/ui.tsx';
import { change, scanInto, type StockLine, type StockLines, without } from './lines.ts';
import { ListScreen } from './ListScreen.tsx';
import { Quantity } from './Quantity.tsx';

export function Send({ tabs }: { tabs: ReactNode }) {
  const { shop, words, staff, feedback } = useApp();
  const { run, problem, isBusy } = useCommand();
  const [lines, setLines, forget] = useDraft<StockLines>('send', []);
  const [to, setTo] = useState('');
  const stores = useLive(() => shop.databases.cache.stores.find().$, [], [shop]);
  const wanted = lines.filter(({ units }) => units > 0).map(({ sku, units }) => ({ sku, units }));

  const record = async (): Promise<void> => {
    const id = crypto.randomUUID();
    const answer = await run(
      'dispatches',
      { id, by: staff.staff, to, lines: wanted },
      { id, done: words.stock.sendDone, says: { 'insufficient-stock': words.stock.tooFew } },
    );
    if (answer) forget();
  };
  return (
    <ListScreen
      tabs={tabs}
      lines={lines}
      onItem={(product) => {
        setLines((all) => scanInto(all, product));
        feedback.good(product.name);
      }}
      onRemove={(sku) => setLines((all) => without(all, sku))}
      problem={problem}
      action={{
        label: words.stock.send,
        run: () => void record(),
        isDisabled: isBusy || wanted.length === 0 || to === '',
      }}
      side={
        <Choice
          label={words.stock.to}
          value={to}
          options={stores
            .filter((one) => one.store !== shop.store$.value)
            .map((one) => ({ value: one.store, label: one.name }))}
          onChange={setTo}
        />
      }
      row={(line) => (
        <>
          <Quantity
            label={words.stock.units}
            name={line.name}
            isWeighed={line.isWeighed}
            value={line.units}
            hasButtons
            onChange={(units = 0) => setLines((all) => change(all, line.sku, { units }))}
          />
          <OnShelf line={line} />
        </>
      )}
    />
  );
}

function OnShelf({ line }: { line: StockLine }) {
  const { shop, words } = useApp();
  const stock = useLive(() => shop.databases.cache.stock.findOne(line.sku).$, null, [shop, line.sku]);
  const shelf = Math.max(0, stock?.shelf ?? 0);
  return line.units > shelf ? (
    <Tag tone="warn" icon="warn">
      {words.stock.sendTooMany(shelf)}
    </Tag>
  ) : (
    <Tag icon="stock">{words.stock.sendMax(shelf)}</Tag>
  );
}
