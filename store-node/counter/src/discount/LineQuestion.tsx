/** Another price of a line, or something off it, with a reason. What a clerk may not give alone asks a supervisor. */
import { useState } from 'react';
import { mayOverride } from '@ringfence/domain/staff/may-override.ts';
import { Button } from 'react-aria-components';
import { Approval } from '../app/Approval.tsx';
import { useApp, useMoney, useSubject } from '../app/context.tsx';
import { amountOf, type BasketLine, give, priced, setPrice, takeAway } from '../sell/basket.ts';
import type { CurrentBasket } from '../sell/current.ts';
import { Question } from '../ui/ui.tsx';
import { parseMoney, plainMoney } from '../words/formats.ts';
import { HowMuch, type Measure, readTakes } from './HowMuch.tsx';
import { Reason } from './Reason.tsx';
import { useRules } from './use-rules.ts';

type Way = Measure | 'price';

export function LineQuestion(props: { line: BasketLine; current: CurrentBasket; onClose: () => void }) {
  const { line, current, onClose } = props;
  const { words, currency, locale, staff } = useApp();
  const money = useMoney();
  const rules = useRules();
  const basket = useSubject(current.basket$);
  const extras = useSubject(current.extras$);
  const [way, setWay] = useState<Way>('price');
  const [typed, setTyped] = useState(plainMoney(line.unitPrice, currency, locale));
  const [reason, setReason] = useState(line.priceReason);
  const [isAsking, setAsking] = useState(false);
  const { rules: limits } = rules.book;

  const price = way === 'price' ? parseMoney(typed, currency) : undefined;
  const takes = way === 'price' ? undefined : readTakes(way, typed, currency);
  const isListPrice = price === line.listPrice;
  const discounts = takes ? give(extras.discounts, { key: line.key, takes, reason }) : extras.discounts;
  const mayChangePrice = mayOverride(staff.role) && limits.priceChange === 'anybody';
  const needsWord =
    extras.approval === null &&
    (way === 'price' ? !isListPrice && !mayChangePrice : priced(basket, discounts, rules).needsWord);
  const isReady = way === 'price' ? price !== undefined && (isListPrice || reason !== '') : !!takes && reason !== '';

  const apply = (): void => {
    if (price !== undefined) current.change((lines) => setPrice(lines, line.key, price, reason));
    if (takes) current.alter({ discounts });
    onClose();
  };
  const discountNow = extras.discounts.given.find(({ key }) => key === line.key);
  if (isAsking) {
    return (
      <Approval
        title={words.discount.needsWord}
        reasonLabel={words.common.reason}
        isForNode
        basket={extras.id}
        onApproved={(approval) => {
          current.alter({ approval });
          apply();
        }}
        onClose={onClose}
      >
        <p>
          {line.name}:{' '}
          {way === 'price' ? money(price ?? 0) : words.discount.off(way === 'percent' ? `${typed}%` : typed)}
        </p>
      </Approval>
    );
  }
  return (
    <Question title={line.name} onClose={onClose}>
      <p className="quiet">
        {words.sell.listPrice(money(line.listPrice))} · {money(amountOf(line))}
      </p>
      <HowMuch<'price'>
        measure={way}
        others={[{ value: 'price', label: words.discount.price }]}
        typed={typed}
        label={words.discount.ofLine}
        onMeasure={(next) => {
          setWay(next);
          setTyped(next === 'price' ? plainMoney(line.unitPrice, currency, locale) : '');
        }}
        onTyped={setTyped}
        isFocused
      />
      {!(way === 'price' && isListPrice) && <Reason value={reason} onChange={setReason} />}
      {way !== 'price' && (
        <p className="quiet small">{words.discount.limit(limits.clerkPercent, money(limits.clerkAmount))}</p>
      )}
      <Button className="primary" isDisabled={!isReady} onPress={() => (needsWord ? setAsking(true) : apply())}>
        {needsWord && isReady ? words.sell.askSupervisor : words.sell.apply}
      </Button>
      {discountNow && (
        <Button
          className="button"
          onPress={() => {
            current.alter({ discounts: takeAway(extras.discounts, line.key) });
            onClose();
          }}
        >
          {words.discount.removeLine}
        </Button>
      )}
      <Button className="button plain" onPress={onClose}>
        {words.common.cancel}
      </Button>
    </Question>
  );
}
