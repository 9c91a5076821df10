/** How a number stands to what was announced, in words and colour together; nothing where nobody announced any. */
import { useApp } from '../app/context.tsx';
import { Tag } from '../ui/ui.tsx';
import { differenceOf, type StockLine } from './lines.ts';

export function Difference({ line }: { line: StockLine }) {
  const { words } = useApp();
  if (line.announced === undefined) return null;
  const difference = differenceOf(line);
  if (difference === 0)
    return (
      <Tag tone="good" icon="good">
        {words.stock.same}
      </Tag>
    );
  return (
    <Tag tone="warn" icon="warn">
      {difference > 0 ? words.stock.more(difference) : words.stock.fewer(-difference)}
    </Tag>
  );
}
