/** A sale on its way from the basket to the receipt: what pays for it, and what became of it. */
import { useCallback, useEffect, useState } from 'react';
import type { Tender } from '@ringfence/domain/documents/fields.ts';
import type { Approved } from '../app/Approval.tsx';
import { useApp, useRefusal, useSubject } from '../app/context.tsx';
import { useRules } from '../discount/use-rules.ts';
import type { Refused } from '../data/node-api.ts';
import { isKnown } from '../member/member.ts';
import type { PointsWallet } from '../member/PointsTender.tsx';
import type { Receipt } from '../receipt/receipt.ts';
import { changeOf, priced as pricedBy } from './basket.ts';
import { completeSale, settle } from './complete.ts';
import type { CurrentBasket } from './current.ts';
import { useRefunds } from './use-refunds.ts';

export type Stage = 'basket' | 'payment' | 'done';

export function useSale(current: CurrentBasket) {
  const { shop, words, staff, currency, feedback } = useApp();
  const explain = useRefusal();
  const basket = useSubject(current.basket$);
  const extras = useSubject(current.extras$);
  const rules = useRules();
  const [stage, setStage] = useState<Stage>('basket');
  const [tenders, setTenders] = useState<readonly Tender[]>([]);
  const [redeem, setRedeem] = useState(0);
  const [refundWay, setRefundWay] = useState<'paid' | 'cash'>('paid');
  const [receipt, setReceipt] = useState<Receipt | null>(null);
  const [number, setNumber] = useState<string | null>(null);
  const [refused, setRefused] = useState<Refused | null>(null);
  const [isBusy, setBusy] = useState(false);
  const priced = pricedBy(basket, extras.discounts, rules);
  const { credit, back } = settle(extras.exchange, priced.total);
  const refunds = useRefunds(extras.exchange, { id: extras.id, total: priced.total }, refundWay);
  const due = priced.total - credit;

  const next = useCallback((): void => {
    setReceipt(null);
    setTenders([]);
    setRedeem(0);
    setNumber(null);
    setRefused(null);
    setStage('basket');
  }, []);
  // The number is on disk by the time the customer has paid.
  useEffect(() => {
    if (stage === 'payment' && number === null) shop.reserveReceipt();
  }, [shop, stage, number]);

  const pay = (wanted: readonly Tender[]): void => {
    const hadPoints = tenders.some(({ kind }) => kind === 'points');
    if (hadPoints && !wanted.some(({ kind }) => kind === 'points')) {
      setRedeem(0);
      // What nobody takes goes back by itself a little later.
      shop.api.put('points-releases', { basket: extras.id }).catch(() => undefined);
    }
    setTenders(wanted);
  };

  const complete = async (override?: Approved): Promise<void> => {
    if (isBusy) return;
    setBusy(true);
    // One id and one receipt number for all tries of this sale.
    const receiptNumber = number ?? (await shop.nextReceipt());
    setNumber(receiptNumber);
    const token = override?.token;
    const word = override && token !== undefined ? { override: { ...override, token } } : {};
    const { loyalty, day } = rules;
    const sale = { basket, priced, extras, tenders, redeem, staff, currency, loyalty, day, refunds, ...word };
    const done = await completeSale(shop, sale, receiptNumber);
    setBusy(false);
    if ('refused' in done) {
      setRefused(done.refused);
      if (done.refused.code === 'exists-different') {
        current.renew();
        setNumber(null);
      }
      return feedback.bad(explain(done.refused.code));
    }
    setRefused(null);
    current.begin();
    setReceipt(done.receipt);
    setStage('done');
    feedback.good(done.receipt.isOffline ? words.sell.completedOffline : words.sell.completed);
  };

  const { member } = extras;
  // Points are the member's: without the member they pay nothing.
  useEffect(() => {
    if (!isKnown(member) && redeem > 0) pay(tenders.filter(({ kind }) => kind !== 'points'));
  }, [member]);
  const wallet: PointsWallet | undefined =
    isKnown(member) && rules.loyalty ? { basket: extras.id, member, rules: rules.loyalty } : undefined;
  return {
    basket,
    extras,
    priced,
    /** What the customer pays, and what goes back. */
    due,
    back,
    stage,
    setStage,
    tenders,
    pay,
    setRedeem,
    wallet,
    refunds,
    refundWay,
    setRefundWay,
    receipt,
    refused,
    forget: () => setRefused(null),
    isBusy,
    isPaid: changeOf(due, tenders) !== undefined,
    next,
    complete,
  };
}

export type SaleInHand = ReturnType<typeof useSale>;
