/** The common frame of the tasks that work through a list: scan into it, look it over, record it. */
import type { ReactNode } from 'react';
import { useApp } from '../app/context.tsx';
import { ItemSearch } from '../app/ItemSearch.tsx';
import { Button } from 'react-aria-components';
import type { Problem } from '../app/use-command.ts';
import type { ProductDoc } from '../data/documents.ts';
import { Icon } from '../ui/icons.tsx';
import { Empty, Notice, Screen } from '../ui/ui.tsx';
import { piecesIn, type StockLine, type StockLines } from './lines.ts';

export function ListScreen(props: {
  tabs: ReactNode;
  lines: StockLines;
  onItem: (product: ProductDoc) => void;
  onRemove?: (sku: string) => void;
  row: (line: StockLine) => ReactNode;
  side?: ReactNode;
  title?: ReactNode;
  problem: Problem | null;
  action: { label: string; run: () => void; isDisabled: boolean };
}) {
  const { tabs, lines, onItem, onRemove, row, side, title, problem, action } = props;
  const { words } = useApp();
  return (
    <Screen
      title={words.stock.title}
      total={{ label: words.stock.pieces, figure: String(piecesIn(lines)) }}
      action={action}
      side={side}
    >
      {tabs}
      <ItemSearch onItem={onItem} />
      {title}
      {problem && <Notice tone="bad">{problem.text}</Notice>}
      {lines.length === 0 && <Empty icon="stock" title={words.stock.listEmpty} hint={words.stock.listHint} />}
      <ul className="stock-lines">
        {lines.map((line) => (
          <li key={line.sku} data-sku={line.sku}>
            <div className="head">
              <div className="grow">
                <p className="name">{line.name}</p>
                <p className="quiet small">{line.sku}</p>
              </div>
              {onRemove && (
                <Button
                  className="button square plain"
                  aria-label={words.common.remove(line.name)}
                  onPress={() => onRemove(line.sku)}
                >
                  <Icon name="remove" />
                </Button>
              )}
            </div>
            <div className="row wrap numbers">{row(line)}</div>
          </li>
        ))}
      </ul>
    </Screen>
  );
}
