/** What is in the basket. A line keeps its place from the first scan to the receipt. */
import { memo } from 'react';
import { Button } from 'react-aria-components';
import { useApp, useMoney } from '../app/context.tsx';
import { useReasonWords } from '../discount/Reason.tsx';
import { Icon } from '../ui/icons.tsx';
import { Stepper } from '../ui/ui.tsx';
import type { Words } from '../words/en.ts';
import { amountOf, type Basket, type BasketLine, type Priced, stepOf } from './basket.ts';

interface Handlers {
  readonly onUnits: (key: string, units: number) => void;
  readonly onLine: (line: BasketLine) => void;
}

export function Lines({ basket, priced, ...handlers }: { basket: Basket; priced: Priced } & Handlers) {
  return (
    <ul className="lines tight" data-testid="basket">
      {basket.map((line, index) => (
        <Line key={line.key} line={line} discount={priced.lines[index]?.discount ?? 0} {...handlers} />
      ))}
    </ul>
  );
}

/** How a press on + or − counts the line: by pieces, or by a handful of what is weighed. */
export function stepping(line: Pick<BasketLine, 'name' | 'measure'>, words: Words) {
  const { name } = line;
  const step = stepOf(line);
  if (line.measure === 'piece') return { fewer: words.common.fewer(name), more: words.common.more(name) };
  const { lighter, heavier, grams } = words.common;
  return { step, unit: grams, fewer: lighter(step, name), more: heavier(step, name) };
}

const Line = memo(function Line({
  line,
  discount,
  onUnits,
  onLine,
}: { line: BasketLine; discount: number } & Handlers) {
  const { words } = useApp();
  const money = useMoney();
  const reason = useReasonWords();
  const { key, name, units, unitPrice, listPrice, measure, priceReason } = line;
  return (
    <li className="fresh" data-sku={line.sku} data-key={key}>
      <div>
        <p className="name">{name}</p>
        <p className="quiet small">
          {money(unitPrice)}
          {measure === 'gram' ? ` / ${words.receipt.perKilogram}` : ''}
          {unitPrice !== listPrice && ` · ${words.sell.listPrice(money(listPrice))} · ${reason(priceReason)}`}
          {discount > 0 && ` · ${words.discount.off(money(discount))}`}
        </p>
      </div>
      <Stepper name={name} value={units} {...stepping(line, words)} onChange={(value) => onUnits(key, value)} />
      <p className="amount">{money(amountOf(line) - discount)}</p>
      <div className="row">
        <Button className="button square plain" aria-label={words.discount.line(name)} onPress={() => onLine(line)}>
          <Icon name="edit" />
        </Button>
        <Button className="button square plain" aria-label={words.common.remove(name)} onPress={() => onUnits(key, 0)}>
          <Icon name="remove" />
        </Button>
      </div>
    </li>
  );
});
