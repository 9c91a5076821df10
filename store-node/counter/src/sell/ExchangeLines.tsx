/** Goods that come back in the same basket, above the new ones, with what they pay. */
import { Button } from 'react-aria-components';
import { useApp, useMoney } from '../app/context.tsx';
import { quantity } from '../words/formats.ts';
import { Icon } from '../ui/icons.tsx';
import type { Exchange } from './current.ts';

export function ExchangeLines({ exchange, onDrop }: { exchange: Exchange; onDrop: (() => void) | undefined }) {
  const { words, locale } = useApp();
  const money = useMoney();
  return (
    <section className="card" aria-label={words.sale.comingBack} data-testid="exchange">
      <div className="row">
        <Icon name="returns" />
        <h2 className="grow">{words.sale.comingBack}</h2>
        {onDrop && (
          <Button className="button square plain" aria-label={words.sale.dropExchange} onPress={onDrop}>
            <Icon name="remove" />
          </Button>
        )}
      </div>
      <ul>
        {exchange.lines.map((line) => (
          <li key={line.line} className="spread">
            <span>
              {quantity(line.units, line.measure ?? 'piece', locale)} × {line.name}
            </span>
            <span className="amount">{money(-line.amount)}</span>
          </li>
        ))}
      </ul>
      <p className="quiet small">{words.sale.pays(money(exchange.total - exchange.points))}</p>
    </section>
  );
}
