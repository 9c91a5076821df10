/** A blind count: what should be there is not shown until it is counted. Then the differences are. */
import { type ReactNode, useEffect, useState } from 'react';
import type { Count as Counted } from '@ringfence/domain/documents/stock.ts';
import { useApp } from '../app/context.tsx';
import { useDraft } from '../app/draft.ts';
import { useCommand } from '../app/use-command.ts';
import { useNames } from '../app/use-names.ts';
import type { ProductDoc } from '../data/documents.ts';
import { Notice, Screen, Tag } from '../ui/ui.tsx';
import { change, scanInto, type StockLines, without } from './lines.ts';
import { ListScreen } from './ListScreen.tsx';
import { Quantity } from './Quantity.tsx';

export function Count({ tabs, first }: { tabs: ReactNode; first: ProductDoc | null }) {
  const { words, staff, feedback } = useApp();
  const { run, problem, isBusy } = useCommand();
  const [lines, setLines, forget] = useDraft<StockLines>('count', []);
  // The item somebody was sent here to count stands in the list, none of it counted yet.
  useEffect(() => {
    if (first) setLines((all) => (all.some((line) => line.sku === first.sku) ? all : scanInto(all, first, 0)));
  }, [first]);
  const [result, setResult] = useState<Counted | null>(null);

  const record = async (): Promise<void> => {
    const id = crypto.randomUUID();
    const counted = lines.map(({ sku, units }) => ({ sku, counted: units }));
    const answer = await run('counts', { id, by: staff.staff, lines: counted }, { id, done: words.stock.countDone });
    if (!answer) return;
    forget();
    if (answer !== 'kept') setResult(answer.document.body as Counted);
  };
  if (result) return <Result tabs={tabs} result={result} onDone={() => setResult(null)} />;
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
      action={{ label: words.stock.record, run: () => void record(), isDisabled: isBusy || lines.length === 0 }}
      side={<p className="quiet">{words.stock.blind}</p>}
      row={(line) => (
        <Quantity
          label={words.stock.counted}
          name={line.name}
          isWeighed={line.isWeighed}
          value={line.units}
          hasButtons
          onChange={(units = 0) => setLines((all) => change(all, line.sku, { units }))}
        />
      )}
    />
  );
}

function Result({ tabs, result, onDone }: { tabs: ReactNode; result: Counted; onDone: () => void }) {
  const { words } = useApp();
  const nameOf = useNames(result.lines.map((line) => line.sku));
  const sum = result.lines.reduce((all, line) => all + line.counted - line.expected, 0);
  const isRight = result.lines.every((line) => line.counted === line.expected);
  return (
    <Screen
      title={words.stock.title}
      total={{ label: words.stock.difference, figure: sum > 0 ? `+${sum}` : String(sum) }}
      action={{ label: words.common.done, run: onDone }}
    >
      {tabs}
      <h2>{words.stock.countDone}</h2>
      {isRight && <Notice tone="good">{words.stock.countRight}</Notice>}
      <ul className="stock-lines" data-testid="count-result">
        {result.lines.map((line) => (
          <li key={line.sku}>
            <div>
              <p className="name">{nameOf(line.sku)}</p>
              <p className="quiet small">
                {words.stock.expected} {line.expected} · {words.stock.countDone} {line.counted}
              </p>
              {line.deficit > 0 && <Notice tone="warn">{words.stock.beyond(line.deficit)}</Notice>}
            </div>
            <Tag
              {...(line.counted === line.expected ? { tone: 'good', icon: 'good' } : { tone: 'warn', icon: 'warn' })}
            >
              {line.counted === line.expected
                ? words.stock.same
                : line.counted > line.expected
                  ? words.stock.found(line.counted - line.expected)
                  : words.stock.lost(line.expected - line.counted)}
            </Tag>
          </li>
        ))}
      </ul>
    </Screen>
  );
}
