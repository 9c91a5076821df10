/** How the customer pays: cash with change, card, or several at once, until nothing is left. */
import { useState } from 'react';
import type { Tender } from '@ringfence/domain/documents/fields.ts';
import { totalOf } from '@ringfence/domain/sale/basket.ts';
import { Button } from 'react-aria-components';
import { useApp, useMoney } from '../app/context.tsx';
import { PointsTender, type PointsWallet } from '../member/PointsTender.tsx';
import { Icon } from '../ui/icons.tsx';
import { Choice, Field } from '../ui/ui.tsx';
import { digitsOf, parseMoney, plainMoney } from '../words/formats.ts';
import { changeOf, leftToPay, likelyCash } from './basket.ts';

type Kind = 'cash' | 'card' | 'points';

export function Payment(props: {
  total: number;
  tenders: readonly Tender[];
  onChange: (tenders: readonly Tender[]) => void;
  isExact?: boolean;
  /** Whose points may pay. */
  wallet?: PointsWallet | undefined;
  /** As many points were set aside. */
  onPoints?: (points: number) => void;
}) {
  const { total, tenders, onChange, isExact = false, wallet, onPoints } = props;
  const { words, currency, locale } = useApp();
  const money = useMoney();
  const [kind, setKind] = useState<Kind>('cash');
  const [typed, setTyped] = useState('');
  const [reference, setReference] = useState('');
  const left = leftToPay(total, tenders);
  const hasPoints = wallet !== undefined && !tenders.some((tender) => tender.kind === 'points');
  const change = changeOf(total, tenders);
  const amount = typed === '' ? left : parseMoney(typed, currency);
  const isTooMuch = (kind !== 'cash' || isExact) && (amount ?? 0) > left;
  const canAdd = amount !== undefined && amount > 0 && !isTooMuch && left > 0;

  const add = (value: number): void => {
    onChange([...tenders, { kind, amount: value, ...(kind === 'card' && reference !== '' ? { reference } : {}) }]);
    setTyped('');
    setReference('');
  };

  return (
    <div className="stack">
      {tenders.length > 0 && (
        <ul>
          {tenders.map((tender, index) => (
            <li key={index} className="row">
              <span className="grow">{words.shift.tenders[tender.kind]}</span>
              <strong>{money(tender.amount)}</strong>
              <Button
                className="button square plain"
                aria-label={words.common.remove(`${words.shift.tenders[tender.kind]} ${money(tender.amount)}`)}
                onPress={() => onChange(tenders.filter((_, at) => at !== index))}
              >
                <Icon name="remove" />
              </Button>
            </li>
          ))}
        </ul>
      )}
      {left > 0 && (
        <>
          {tenders.length > 0 && (
            <p className="spread">
              <span>{words.sell.left}</span>
              <strong>{money(left)}</strong>
            </p>
          )}
          <Choice
            label={words.handover.tender}
            value={kind}
            options={[
              { value: 'cash', label: words.sell.cash },
              { value: 'card', label: words.sell.card },
              ...(hasPoints ? [{ value: 'points' as const, label: words.shift.tenders.points }] : []),
            ]}
            onChange={setKind}
          />
          {kind === 'points' && wallet && (
            <PointsTender
              wallet={wallet}
              left={left}
              onSetAside={(points, worth) => {
                onPoints?.(points);
                onChange([...tenders, { kind: 'points', amount: worth }]);
                setKind('cash');
              }}
            />
          )}
          {kind === 'cash' && !isExact && (
            <div className="quick">
              <Button className="button" onPress={() => add(left)}>
                {words.sell.exact}
              </Button>
              {likelyCash(left, digitsOf(currency)).map((value) => (
                <Button key={value} className="button" onPress={() => add(value)}>
                  {money(value)}
                </Button>
              ))}
            </div>
          )}
          {kind === 'card' && <Field label={words.sell.cardReference} value={reference} onChange={setReference} />}
          {kind !== 'points' && (
            <div className="row" style={{ alignItems: 'end' }}>
              <div className="grow">
                <Field
                  label={`${kind === 'cash' ? words.sell.cashGiven : words.common.amount} (${plainMoney(left, currency, locale)})`}
                  kind="amount"
                  value={typed}
                  onChange={setTyped}
                  onEnter={() => canAdd && add(amount)}
                />
              </div>
              <Button className="button" isDisabled={!canAdd} onPress={() => amount !== undefined && add(amount)}>
                {words.sell.addTender}
              </Button>
            </div>
          )}
        </>
      )}
      {left === 0 && change !== undefined && change > 0 && (
        <div className="card spread">
          <span>{words.sell.change}</span>
          <strong style={{ fontSize: 'var(--text-title)' }} data-testid="change">
            {money(change)}
          </strong>
        </div>
      )}
      {left === 0 && totalOf(tenders) > 0 && change === 0 && <p className="quiet">{words.sell.paid}</p>}
    </div>
  );
}
