/** Sell: scan, take payment, complete. The primary button moves the sale on and stays where it is. */
import { memo, useCallback, useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { Approval } from '../app/Approval.tsx';
import { useApp, useMoney, useRefusal } from '../app/context.tsx';
import { ItemSearch } from '../app/ItemSearch.tsx';
import type { ProductDoc } from '../data/documents.ts';
import { LineQuestion } from '../discount/LineQuestion.tsx';
import { useRules } from '../discount/use-rules.ts';
import { findMember } from '../member/member.ts';
import { normalCode } from '@ringfence/domain/promotion/usual.ts';
import { PaperReceipt } from '../receipt/PaperReceipt.tsx';
import { PrintButton } from '../receipt/PrintButton.tsx';
import type { Receipt } from '../receipt/receipt.ts';
import { type Action, Choice, Empty, Notice, Screen } from '../ui/ui.tsx';
import { addItem, type BasketLine, setUnits, stepOf, unitsOfScan } from './basket.ts';
import { BasketSide } from './BasketSide.tsx';
import { CameraButton } from './Camera.tsx';
import type { CurrentBasket } from './current.ts';
import { ExchangeLines } from './ExchangeLines.tsx';
import { KeptFor } from './KeptFor.tsx';
import { Lines } from './Lines.tsx';
import { Payment } from './Payment.tsx';
import { type SaleInHand, type Stage, useSale } from './use-sale.ts';

export function Sell({ current }: { current: CurrentBasket }) {
  const { words } = useApp();
  const money = useMoney();
  const sale = useSale(current);
  const { stage, receipt, due, back } = sale;
  const search = <Search current={current} stage={stage} next={sale.next} setStage={sale.setStage} />;
  if (stage === 'done' && receipt) {
    const given = receipt.returned?.refunds.filter(({ kind }) => kind !== 'exchange' && kind !== 'points') ?? [];
    const figure = given.length === 0 ? receipt.change : given.reduce((sum, { amount }) => sum + amount, 0);
    return (
      <Screen
        title={words.sell.title}
        total={{ label: given.length === 0 ? words.sell.change : words.returns.refund, figure: money(figure) }}
        action={actionOf(sale, words)}
        side={<DoneSide receipt={receipt} />}
      >
        {search}
        <PaperReceipt receipt={receipt} />
      </Screen>
    );
  }
  const total =
    back > 0 ? { label: words.sale.toGiveBack, figure: money(back) } : { label: words.sell.toPay, figure: money(due) };
  return (
    <Screen
      title={words.sell.title}
      total={total}
      action={actionOf(sale, words)}
      side={stage === 'payment' ? <PaymentSide sale={sale} /> : <BasketSide current={current} priced={sale.priced} />}
    >
      {search}
      <BasketMain current={current} sale={sale} />
    </Screen>
  );
}

function actionOf(sale: SaleInHand, words: ReturnType<typeof useApp>['words']): Action {
  const { stage, basket, extras, isPaid, isBusy, back } = sale;
  if (stage === 'done') return { label: words.sell.next, run: sale.next };
  if (stage === 'basket')
    return {
      label: extras.exchange ? words.sale.settle : words.sell.pay,
      run: () => sale.setStage('payment'),
      isDisabled: basket.length === 0,
    };
  const exchange = back > 0 ? words.sale.giveBack : words.sale.completeExchange;
  const label = extras.exchange ? exchange : words.sell.complete;
  return { label, run: () => void sale.complete(), isDisabled: !isPaid || isBusy };
}

interface Searching {
  readonly current: CurrentBasket;
  readonly stage: Stage;
  readonly next: () => void;
  readonly setStage: (stage: Stage) => void;
}

/** Scan, search or camera; also members' codes and discount codes. Stays as it is while the basket fills. */
const Search = memo(function Search({ current, stage, next, setStage }: Searching) {
  const { shop, words, feedback } = useApp();
  const rules = useRules();

  const add = (product: ProductDoc): void => {
    if (stage === 'done') next();
    current.change((lines) => addItem(lines, product, unitsOfScan(product), crypto.randomUUID()));
    setStage('basket');
    feedback.good(words.common.added(product.name));
  };
  const other = async (code: string): Promise<boolean> => {
    if (code.startsWith('RM1.')) {
      const found = await findMember(shop.api, code, rules.sealingKey);
      if (!('member' in found)) return false;
      current.alter({ member: found.member });
      feedback.good(words.member.title);
      return true;
    }
    const name = normalCode(code);
    if (!rules.book.promotion(name)) return false;
    current.alter({ discounts: { ...current.extras$.value.discounts, code: name } });
    feedback.good(words.discount.code);
    return true;
  };
  const count = (units: number): void => {
    const line = current.lastLine;
    if (line) current.change((lines) => setUnits(lines, line.key, units));
  };
  const scanned = async (code: string): Promise<void> => {
    const product = await shop.search.scan(code);
    if (product?.active) return add(product);
    if (product) return feedback.bad(words.sell.inactive);
    if (!(await other(code))) feedback.bad(words.common.unknownItem(code));
  };
  useBasketKeys(current, stage === 'basket');
  return (
    <div className="row" style={{ alignItems: 'end' }}>
      <div className="grow">
        <ItemSearch onItem={add} onOther={other} onCount={count} />
      </div>
      <CameraButton onCode={(code) => void scanned(code)} />
    </div>
  );
});

/** Outside of fields: `+` and `−` count the last line, Ctrl+Z takes the last change back. */
function useBasketKeys(current: CurrentBasket, isOn: boolean): void {
  useEffect(() => {
    if (!isOn) return;
    const onKey = (event: KeyboardEvent): void => {
      if (event.target instanceof HTMLInputElement || document.querySelector('[role="dialog"]')) return;
      const line = current.lastLine;
      const isUndo = event.key === 'z' && (event.ctrlKey || event.metaKey);
      const sign = event.key === '+' ? 1 : event.key === '-' ? -1 : 0;
      const step = line ? sign * stepOf(line) : 0;
      if (isUndo) current.undo();
      else if (step !== 0 && line && line.units + step > 0)
        current.change((lines) => setUnits(lines, line.key, line.units + step));
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [current, isOn]);
}

function BasketMain({ current, sale }: { current: CurrentBasket; sale: SaleInHand }) {
  const { words } = useApp();
  const explain = useRefusal();
  const [line, setLine] = useState<BasketLine | null>(null);
  const { basket, extras, priced, refused, stage } = sale;
  const { exchange } = extras;
  const onUnits = useCallback(
    (key: string, units: number) => current.change((lines) => setUnits(lines, key, units)),
    [current],
  );
  useEffect(() => {
    // The line that was touched last is in sight; nothing moves when it is already.
    const key = current.lastLine?.key;
    if (key !== undefined)
      document.querySelector(`[data-key="${CSS.escape(key)}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [current, basket]);
  const isAsked = refused?.code === 'insufficient-stock' || refused?.code === 'not-allowed';
  return (
    <>
      {refused && !isAsked && <Notice tone="bad">{explain(refused.code)}</Notice>}
      {exchange && (
        <ExchangeLines
          exchange={exchange}
          onDrop={stage === 'basket' ? () => current.alter({ exchange: null }) : undefined}
        />
      )}
      {basket.length === 0 ? (
        <Empty icon="sell" title={words.sell.empty} hint={`${words.sell.emptyHint} ${words.sale.count}`} />
      ) : (
        <Lines basket={basket} priced={priced} onUnits={onUnits} onLine={setLine} />
      )}
      {line && <LineQuestion line={line} current={current} onClose={() => setLine(null)} />}
      {refused?.code === 'insufficient-stock' && (
        <Approval
          title={words.sell.keptTitle}
          reasonLabel={words.sell.overrideReason}
          isForNode
          onApproved={(approved) => void sale.complete(approved)}
          onClose={sale.forget}
        >
          <KeptFor details={refused.details} />
        </Approval>
      )}
      {refused?.code === 'not-allowed' && (
        <Approval
          title={words.discount.needsWord}
          reasonLabel={words.common.reason}
          isForNode
          basket={extras.id}
          onApproved={(approval) => {
            current.alter({ approval });
            sale.forget();
          }}
          onClose={sale.forget}
        />
      )}
    </>
  );
}

function PaymentSide({ sale }: { sale: SaleInHand }) {
  const { words } = useApp();
  const money = useMoney();
  const { due, back, tenders, wallet, refunds, refundWay } = sale;
  return (
    <div className="stack">
      <Button className="button start" onPress={() => sale.setStage('basket')}>
        {words.common.back}
      </Button>
      {back > 0 ? (
        <>
          <Choice
            label={words.sale.refundedBy}
            value={refundWay}
            options={[
              { value: 'paid', label: words.sale.asPaid },
              { value: 'cash', label: words.sale.inCash },
            ]}
            onChange={sale.setRefundWay}
          />
          <ul data-testid="refunds">
            {refunds.map(({ kind, amount }, index) => (
              <li key={index} className="spread">
                <span>{words.shift.tenders[kind]}</span>
                <strong>{money(amount)}</strong>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <Payment total={due} tenders={tenders} onChange={sale.pay} wallet={wallet} onPoints={sale.setRedeem} />
      )}
    </div>
  );
}

function DoneSide({ receipt }: { receipt: Receipt }) {
  const { words } = useApp();
  return (
    <div className="stack">
      <Notice tone={receipt.isOffline ? 'warn' : 'good'}>
        {receipt.isOffline ? words.sell.completedOffline : words.sell.completed}
      </Notice>
      <PrintButton receipt={receipt} />
    </div>
  );
}
