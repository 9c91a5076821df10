/** Sell: scan, take payment, complete. The primary button moves the sale on and stays where it is. */
import { useCallback, useState } from 'react';
import type { Tender } from '@ringfence/domain/documents/fields.ts';
import { mayOverride } from '@ringfence/domain/documents/staff.ts';
import { Button } from 'react-aria-components';
import { Approval, type Approved } from '../app/Approval.tsx';
import { useApp, useLive, useMoney, useRefusal, useSubject } from '../app/context.tsx';
import { ItemSearch } from '../app/ItemSearch.tsx';
import type { ProductDoc } from '../data/documents.ts';
import type { Refused } from '../data/node-api.ts';
import { escPosOf } from '../receipt/escpos.ts';
import { PaperReceipt } from '../receipt/PaperReceipt.tsx';
import { printReceipt } from '../receipt/printers.ts';
import type { Receipt } from '../receipt/receipt.ts';
import { Icon } from '../ui/icons.tsx';
import { Empty, Field, Notice, Question, Screen } from '../ui/ui.tsx';
import { LIMITS } from '../limits.ts';
import { moment, parseMoney, plainMoney } from '../words/formats.ts';
import { addItem, type BasketLine, changeOf, priced, setPrice, setUnits } from './basket.ts';
import { completeSale } from './complete.ts';
import type { CurrentBasket } from './current.ts';
import { KeptFor } from './KeptFor.tsx';
import { Lines } from './Lines.tsx';
import { Payment } from './Payment.tsx';

type Stage = 'basket' | 'payment' | 'done';

export function Sell({ current }: { current: CurrentBasket }) {
  const app = useApp();
  const { shop, words, staff, currency, feedback } = app;
  const money = useMoney();
  const explain = useRefusal();
  const basket = useSubject(current.basket$);
  const [stage, setStage] = useState<Stage>('basket');
  const [tenders, setTenders] = useState<readonly Tender[]>([]);
  const [receipt, setReceipt] = useState<Receipt | null>(null);
  const [attempt, setAttempt] = useState<{ id: string; number: string } | null>(null);
  const [refused, setRefused] = useState<Refused | null>(null);
  const [pricing, setPricing] = useState<BasketLine | null>(null);
  const [isBusy, setBusy] = useState(false);
  const { total } = priced(basket);

  const add = (product: ProductDoc): void => {
    if (stage === 'done') next();
    current.change((lines) => addItem(lines, product, product.measure === 'gram' ? 1000 : 1, crypto.randomUUID()));
    setStage('basket');
    feedback.good(words.common.added(product.name));
  };

  const next = (): void => {
    setReceipt(null);
    setTenders([]);
    setAttempt(null);
    setStage('basket');
  };

  const complete = async (override?: Approved): Promise<void> => {
    if (isBusy) return;
    setBusy(true);
    // One id and one receipt number for all tries of this sale.
    const now = attempt ?? { id: crypto.randomUUID(), number: await shop.nextReceipt() };
    setAttempt(now);
    const token = override?.token;
    const done = await completeSale(
      shop,
      {
        id: now.id,
        basket,
        tenders,
        staff,
        currency,
        ...(override && token !== undefined ? { override: { ...override, token } } : {}),
      },
      now.number,
    );
    setBusy(false);
    if ('refused' in done) {
      setRefused(done.refused);
      return feedback.bad(explain(done.refused.code));
    }
    setRefused(null);
    current.change(() => []);
    setReceipt(done.receipt);
    setStage('done');
    feedback.good(done.receipt.isOffline ? words.sell.completedOffline : words.sell.completed);
  };

  const onUnits = useCallback(
    (key: string, units: number) => current.change((lines) => setUnits(lines, key, units)),
    [current],
  );
  const isPaid = changeOf(total, tenders) !== undefined;
  const action =
    stage === 'done'
      ? { label: words.sell.next, run: next }
      : stage === 'payment'
        ? { label: words.sell.complete, run: () => void complete(), isDisabled: !isPaid || isBusy }
        : { label: words.sell.pay, run: () => setStage('payment'), isDisabled: basket.length === 0 };

  if (stage === 'done' && receipt) {
    return (
      <Screen
        title={words.sell.title}
        total={{ label: words.sell.change, figure: money(receipt.change) }}
        action={action}
        side={<DoneSide receipt={receipt} />}
      >
        <ItemSearch onItem={add} />
        <PaperReceipt receipt={receipt} />
      </Screen>
    );
  }
  return (
    <Screen
      title={words.sell.title}
      total={{ label: words.sell.toPay, figure: money(total) }}
      action={action}
      side={
        stage === 'payment' ? (
          <div className="stack">
            <Button className="button start" onPress={() => setStage('basket')}>
              {words.common.back}
            </Button>
            <Payment total={total} tenders={tenders} onChange={setTenders} />
          </div>
        ) : (
          <BasketSide current={current} />
        )
      }
    >
      <ItemSearch onItem={add} />
      {refused && refused.code !== 'insufficient-stock' && <Notice tone="bad">{explain(refused.code)}</Notice>}
      {basket.length === 0 ? (
        <Empty icon="sell" title={words.sell.empty} hint={words.sell.emptyHint} />
      ) : (
        <Lines basket={basket} onUnits={onUnits} onPrice={setPricing} />
      )}
      {pricing && <PriceQuestion line={pricing} current={current} onClose={() => setPricing(null)} />}
      {refused?.code === 'insufficient-stock' && (
        <Approval
          title={words.sell.keptTitle}
          reasonLabel={words.sell.overrideReason}
          isForNode
          onApproved={(approved) => void complete(approved)}
          onClose={() => setRefused(null)}
        >
          <KeptFor details={refused.details} />
        </Approval>
      )}
    </Screen>
  );
}

function DoneSide({ receipt }: { receipt: Receipt }) {
  const { words, locale } = useApp();
  return (
    <div className="stack">
      <Notice tone={receipt.isOffline ? 'warn' : 'good'}>
        {receipt.isOffline ? words.sell.completedOffline : words.sell.completed}
      </Notice>
      <Button className="button" onPress={() => void printReceipt(escPosOf(receipt, words, locale))}>
        <Icon name="print" />
        {words.receipt.print}
      </Button>
    </div>
  );
}

/** What else can be done with a basket, and the shift. */
function BasketSide({ current }: { current: CurrentBasket }) {
  const { shop, words, locale, feedback } = useApp();
  const basket = useSubject(current.basket$);
  const parked = useLive(() => shop.databases.own.parked.find({ sort: [{ id: 'asc' }] }).$, [], [shop]);
  const shift = useLive(() => shop.databases.own.notes.findOne('shift').$, null, [shop]);

  const park = async (): Promise<void> => {
    if (basket.length === 0 || parked.length >= LIMITS.parkedBaskets) return;
    const label = basket[0]?.name ?? '';
    await shop.databases.own.parked.insert({
      id: crypto.randomUUID(),
      label,
      parkedAt: shop.now(),
      lines: basket.map((line) => ({ ...line })),
    });
    current.change(() => []);
    feedback.good(words.sell.park);
  };
  const resume = async (id: string): Promise<void> => {
    const found = await shop.databases.own.parked.findOne(id).exec();
    if (!found || basket.length > 0) return;
    const lines = found.toMutableJSON().lines as unknown as BasketLine[];
    await found.remove();
    current.change(() => lines);
  };

  return (
    <div className="stack">
      {!shift?.value && (
        <div className="notice" data-tone="warn">
          <Icon name="warn" />
          <p className="grow">
            {words.sell.noShift} <a href="#/shift">{words.sell.openShift}</a>
          </p>
        </div>
      )}
      {basket.length > 0 && (
        <Button className="button" onPress={() => void park()}>
          {words.sell.park}
        </Button>
      )}
      {parked.length > 0 && (
        <section className="stack" aria-label={words.sell.parked(parked.length)}>
          <h2>{words.sell.parked(parked.length)}</h2>
          {[...parked]
            .sort((a, b) => b.parkedAt - a.parkedAt)
            .map((one) => (
              <Button key={one.id} className="card" isDisabled={basket.length > 0} onPress={() => void resume(one.id)}>
                <strong>{one.label}</strong>
                <p className="quiet small">
                  {words.sell.parkedAt(moment(one.parkedAt, Date.now(), locale), words.common.lines(one.lines.length))}
                </p>
              </Button>
            ))}
        </section>
      )}
    </div>
  );
}

/** A new price with its reason; a clerk needs a supervisor's word for it. */
function PriceQuestion({ line, current, onClose }: { line: BasketLine; current: CurrentBasket; onClose: () => void }) {
  const { words, currency, locale, staff } = useApp();
  const money = useMoney();
  const [typed, setTyped] = useState(plainMoney(line.unitPrice, currency, locale));
  const [reason, setReason] = useState(line.priceReason);
  const [isAsking, setAsking] = useState(false);
  const price = parseMoney(typed, currency);
  const isReady = price !== undefined && (price === line.listPrice || reason.trim() !== '');
  const apply = (why: string): void => {
    if (price !== undefined) current.change((basket) => setPrice(basket, line.key, price, why));
    onClose();
  };
  if (isAsking) {
    return (
      <Approval
        title={words.sell.priceTitle}
        reasonLabel={words.sell.priceReason}
        isForNode={false}
        onApproved={(approved) => apply(approved.reason)}
        onClose={onClose}
      >
        <p>
          {line.name}: {price === undefined ? typed : money(price)}
        </p>
      </Approval>
    );
  }
  return (
    <Question title={words.sell.priceTitle} onClose={onClose}>
      <p>
        {line.name} <span className="quiet">{words.sell.listPrice(money(line.listPrice))}</span>
      </p>
      <Field label={words.sell.newPrice} kind="amount" value={typed} onChange={setTyped} isFocused />
      {mayOverride(staff.role) && (
        <Field
          label={words.sell.priceReason}
          value={reason}
          onChange={setReason}
          onEnter={() => isReady && apply(reason.trim())}
        />
      )}
      {mayOverride(staff.role) ? (
        <Button className="primary" isDisabled={!isReady} onPress={() => apply(reason.trim())}>
          {words.sell.apply}
        </Button>
      ) : (
        <Button
          className="primary"
          isDisabled={price === undefined}
          onPress={() => (price === line.listPrice ? apply('') : setAsking(true))}
        >
          {words.sell.askSupervisor}
        </Button>
      )}
      <Button className="button plain" onPress={onClose}>
        {words.common.cancel}
      </Button>
    </Question>
  );
}
