/** Return: find the purchase, say what comes back and where it goes, pay the money back or exchange it for other goods. */
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { CodeField } from '../app/CodeField.tsx';
import { useApp, useMoney, useRefusal } from '../app/context.tsx';
import { Unreachable } from '../data/node-api.ts';
import { PaperReceipt } from '../receipt/PaperReceipt.tsx';
import { PrintButton } from '../receipt/PrintButton.tsx';
import type { Receipt } from '../receipt/receipt.ts';
import type { CurrentBasket } from '../sell/current.ts';
import { CameraButton } from '../sell/Camera.tsx';
import { Empty, Notice, Screen } from '../ui/ui.tsx';
import { dateTime } from '../words/formats.ts';
import { findPurchases, nameOfPurchase, type Purchase } from './find.ts';
import { TakeBack } from './TakeBack.tsx';

export function Returns({ current }: { current: CurrentBasket }) {
  const { shop, words, feedback } = useApp();
  const explain = useRefusal();
  const [found, setFound] = useState<readonly Purchase[]>([]);
  const [chosen, setChosen] = useState<Purchase | null>(null);
  const [problem, setProblem] = useState('');
  const [slip, setSlip] = useState<Receipt | null>(null);

  const say = (text: string): void => {
    setProblem(text);
    feedback.bad(text);
  };
  const find = async (code: string): Promise<void> => {
    setProblem('');
    setSlip(null);
    try {
      const answer = await findPurchases(shop.api, code);
      if ('refused' in answer)
        return say(answer.refused === 'none-of-member' ? words.back.noneOfMember : wordsFor(answer.refused));
      const [first, ...others] = answer.purchases;
      setFound(answer.purchases);
      setChosen(first && others.length === 0 ? first : null);
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      say(words.pair.unreachable);
    }
  };
  const wordsFor = (code: string): string => (code === 'unknown-sale' ? words.returns.unknown : explain(code));
  const again = (): void => {
    setFound([]);
    setChosen(null);
    setSlip(null);
  };

  if (slip) return <Done slip={slip} onNext={again} onCode={(code) => void find(code)} />;
  if (chosen)
    return (
      <TakeBack
        key={`${chosen.store}-${chosen.id}`}
        found={chosen}
        current={current}
        onDone={(receipt) => {
          again();
          setSlip(receipt);
        }}
        onBack={() => (found.length > 1 ? setChosen(null) : again())}
        onCode={(code) => void find(code)}
      />
    );
  return (
    <Screen title={words.returns.title}>
      <Find onCode={(code) => void find(code)} />
      {problem !== '' && <Notice tone="warn">{problem}</Notice>}
      {found.length > 1 ? (
        <Purchases purchases={found} onChoose={setChosen} />
      ) : (
        <Empty icon="returns" title={words.returns.empty} hint={words.back.emptyHint} />
      )}
    </Screen>
  );
}

function Find({ onCode }: { onCode: (code: string) => void }) {
  const { words } = useApp();
  return (
    <div className="row" style={{ alignItems: 'end' }}>
      <div className="grow">
        <CodeField label={words.back.scanLabel} onCode={onCode} />
      </div>
      <CameraButton onCode={onCode} />
    </div>
  );
}

function Purchases(props: { purchases: readonly Purchase[]; onChoose: (purchase: Purchase) => void }) {
  const { purchases, onChoose } = props;
  const { words, locale } = useApp();
  const money = useMoney();
  return (
    <section className="stack" aria-label={words.back.which}>
      <h2>{words.back.which}</h2>
      {purchases.map((purchase) => {
        const total = purchase.lines.reduce((sum, { amount }) => sum + (amount ?? 0), 0);
        const isGone = purchase.lines.every(({ left }) => left === 0);
        return (
          <Button key={purchase.id} className="card" onPress={() => onChoose(purchase)}>
            <span className="spread">
              <strong>{nameOfPurchase(purchase, words)}</strong>
              <strong className="amount">{money(total)}</strong>
            </span>
            <p className="quiet small">
              {purchase.at !== null && `${dateTime(purchase.at, locale)} · `}
              {isGone ? words.back.leftNone : words.common.lines(purchase.lines.length)}
            </p>
          </Button>
        );
      })}
    </section>
  );
}

function Done(props: { slip: Receipt; onNext: () => void; onCode: (code: string) => void }) {
  const { slip, onNext, onCode } = props;
  const { words } = useApp();
  const money = useMoney();
  const { returned } = slip;
  const paid = returned?.refunds.filter(({ kind }) => kind !== 'points') ?? [];
  return (
    <Screen
      title={words.returns.title}
      total={{ label: words.returns.refund, figure: money(paid.reduce((sum, { amount }) => sum + amount, 0)) }}
      action={{ label: words.back.next, run: onNext }}
      side={
        <div className="stack">
          <Notice tone={slip.isOffline ? 'warn' : 'good'}>
            {slip.isOffline ? words.common.kept : words.back.slip}
          </Notice>
          {paid.some(({ kind }) => kind === 'online') && <p className="quiet">{words.back.online}</p>}
          <PrintButton receipt={slip} />
        </div>
      }
    >
      <Find onCode={onCode} />
      <PaperReceipt receipt={slip} />
    </Screen>
  );
}
