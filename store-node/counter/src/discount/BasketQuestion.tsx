/** A discount code, or something off the whole basket. */
import { useState } from 'react';
import { normalCode } from '@ringfence/domain/promotion/usual.ts';
import { Button } from 'react-aria-components';
import { Approval } from '../app/Approval.tsx';
import { useApp, useMoney, useSubject } from '../app/context.tsx';
import { useScan } from '../app/use-scan.ts';
import { type Discounts, give, priced } from '../sell/basket.ts';
import type { CurrentBasket } from '../sell/current.ts';
import { Field, Notice, Question } from '../ui/ui.tsx';
import { HowMuch, type Measure, readTakes } from './HowMuch.tsx';
import { Reason } from './Reason.tsx';
import { useRules } from './use-rules.ts';

export function BasketQuestion({ current, onClose }: { current: CurrentBasket; onClose: () => void }) {
  const { words, currency, feedback } = useApp();
  const money = useMoney();
  const rules = useRules();
  const basket = useSubject(current.basket$);
  const extras = useSubject(current.extras$);
  const [code, setCode] = useState('');
  const [trouble, setTrouble] = useState('');
  const [measure, setMeasure] = useState<Measure>('percent');
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const [isAsking, setAsking] = useState(false);
  const { rules: limits } = rules.book;
  const takes = readTakes(measure, typed, currency);
  const whole: Discounts = takes ? give(extras.discounts, { key: null, takes, reason }) : extras.discounts;
  const needsWord = extras.approval === null && priced(basket, whole, rules).needsWord;

  const takeCode = (raw: string): void => {
    const wanted = normalCode(raw);
    if (wanted === '') return;
    const { codeTrouble } = priced(basket, { ...extras.discounts, code: wanted }, rules);
    setCode(wanted);
    if (codeTrouble !== null) {
      setTrouble(words.discount.troubles[codeTrouble](wanted));
      return feedback.bad(words.discount.troubles[codeTrouble](wanted));
    }
    current.alter({ discounts: { ...extras.discounts, code: wanted } });
    onClose();
  };
  useScan(takeCode);

  const apply = (): void => {
    current.alter({ discounts: whole });
    onClose();
  };
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
          {words.discount.whole}:{' '}
          {measure === 'percent' ? `${typed}%` : money(takes && 'amount' in takes ? takes.amount : 0)}
        </p>
      </Approval>
    );
  }
  return (
    <Question title={words.discount.title} onClose={onClose}>
      <div className="row" style={{ alignItems: 'end' }}>
        <div className="grow">
          <Field label={words.discount.code} value={code} onChange={setCode} isFocused onEnter={() => takeCode(code)} />
        </div>
        <Button className="button" isDisabled={code.trim() === ''} onPress={() => takeCode(code)}>
          {words.discount.codeAction}
        </Button>
      </div>
      {trouble !== '' && <Notice tone="warn">{trouble}</Notice>}
      <HowMuch<never>
        measure={measure}
        typed={typed}
        label={words.discount.whole}
        onMeasure={setMeasure}
        onTyped={setTyped}
      />
      {typed !== '' && <Reason value={reason} onChange={setReason} />}
      <p className="quiet small">{words.discount.limit(limits.clerkPercent, money(limits.clerkAmount))}</p>
      <Button
        className="primary"
        isDisabled={!takes || reason === ''}
        onPress={() => (needsWord ? setAsking(true) : apply())}
      >
        {needsWord && takes ? words.sell.askSupervisor : words.sell.apply}
      </Button>
      <Button className="button plain" onPress={onClose}>
        {words.common.cancel}
      </Button>
    </Question>
  );
}
