/** Return: find the sale, say what comes back and where it goes, pay the money back. */
import { useEffect, useState } from 'react';
import { DISPOSITIONS, type Disposition } from '@ringfence/domain/documents/sale.ts';
import { shareOfAmount } from '@ringfence/domain/sale/basket.ts';
import { Button } from 'react-aria-components';
import { Approval } from '../app/Approval.tsx';
import { CodeField } from '../app/CodeField.tsx';
import { useApp, useMoney } from '../app/context.tsx';
import { useCommand } from '../app/use-command.ts';
import { readReceiptCode } from '../receipt/receipt.ts';
import { Choice, Empty, Notice, Screen, Stepper } from '../ui/ui.tsx';
import { dateTime } from '../words/formats.ts';

interface Found {
  readonly id: string;
  readonly store: string;
  readonly at: number;
  readonly lines: readonly { readonly sku: string; readonly units: number; readonly amount: number }[];
}

interface SaleAnswer {
  readonly at: number;
  readonly body: { readonly lines: Found['lines'] };
}

export function Returns() {
  const { shop, words, feedback } = useApp();
  const [found, setFound] = useState<Found | null>(null);
  const [isUnknown, setUnknown] = useState(false);

  const find = async (code: string): Promise<void> => {
    setUnknown(false);
    const named = readReceiptCode(code) ?? { store: shop.store$.value, sale: code };
    try {
      const id = encodeURIComponent(named.sale);
      const sale = await shop.api.get<SaleAnswer>(`sales/${id}`);
      if (sale) return setFound({ id: named.sale, store: named.store, at: sale.at, lines: sale.body.lines });
      const order = await shop.databases.cache.orders.findOne(named.sale.slice(0, 64)).exec();
      if (order?.status === 'handed-over') {
        const lines = order.toMutableJSON().lines.map(({ sku, units, amount }) => ({ sku, units, amount }));
        return setFound({ id: named.sale, store: named.store, at: order.placedAt, lines });
      }
      setUnknown(true);
      feedback.bad(words.returns.unknown);
    } catch {
      feedback.bad(words.pair.unreachable);
    }
  };

  if (found) return <TakeBack key={found.id} found={found} onDone={() => setFound(null)} />;
  return (
    <Screen title={words.returns.title}>
      <CodeField label={words.returns.scanLabel} onCode={(code) => void find(code)} />
      {isUnknown && <Notice tone="warn">{words.returns.unknown}</Notice>}
      <Empty icon="returns" title={words.returns.empty} hint={words.returns.emptyHint} />
    </Screen>
  );
}

function TakeBack({ found, onDone }: { found: Found; onDone: () => void }) {
  const { shop, words, staff, locale } = useApp();
  const money = useMoney();
  const { run, problem, isBusy, clear } = useCommand();
  const [id] = useState(() => crypto.randomUUID());
  const [names, setNames] = useState(new Map<string, string>());
  const [back, setBack] = useState<readonly number[]>(found.lines.map(() => 0));
  const [disposition, setDisposition] = useState<Disposition>('restock');
  const [refundBy, setRefundBy] = useState<'cash' | 'card'>('cash');
  useEffect(() => {
    void shop.search.names(found.lines.map((line) => line.sku)).then(setNames);
  }, [found]);
  const refund = found.lines.reduce(
    (sum, line, index) => sum + shareOfAmount(line.amount, 0, back[index] ?? 0, line.units),
    0,
  );

  const takeBack = async (override?: { by: string; reason: string; token?: string }): Promise<void> => {
    const lines = found.lines.flatMap((_, line) => {
      const units = back[line] ?? 0;
      return units > 0 ? [{ line, units, disposition }] : [];
    });
    const body = {
      id,
      register: shop.device.register,
      by: staff.staff,
      sale: found.id,
      ...(found.store === shop.store$.value ? {} : { soldAt: found.store }),
      lines,
      ...(refund === 0 ? {} : { refunds: [{ kind: refundBy, amount: refund }] }),
      override: override ? { by: override.by, reason: override.reason } : null,
    };
    const approval = override?.token;
    const answer = await run('returns', body, {
      id,
      done: words.returns.done(money(refund)),
      ...(approval === undefined ? {} : { approval }),
    });
    if (answer) onDone();
  };

  const needsWord = problem?.code === 'not-returnable' || problem?.code === 'return-right-elsewhere';
  return (
    <Screen
      title={words.returns.title}
      total={{ label: words.returns.refund, figure: money(refund) }}
      action={{
        label: words.returns.action,
        run: () => void takeBack(),
        isDisabled: isBusy || back.every((units) => units === 0),
      }}
      side={
        <div className="stack">
          <Choice
            label={words.returns.disposition}
            value={disposition}
            options={(Object.keys(DISPOSITIONS) as Disposition[]).map((value) => ({
              value,
              label: words.returns.dispositions[value],
            }))}
            onChange={setDisposition}
          />
          <Choice
            label={words.returns.refundBy}
            value={refundBy}
            options={[
              { value: 'cash', label: words.sell.cash },
              { value: 'card', label: words.sell.card },
            ]}
            onChange={setRefundBy}
          />
        </div>
      }
    >
      <div className="spread">
        <h2>{words.returns.sold(dateTime(found.at, locale))}</h2>
        <Button className="button plain" onPress={onDone}>
          {words.common.back}
        </Button>
      </div>
      {problem && !needsWord && <Notice tone="bad">{problem.text}</Notice>}
      <ul className="lines">
        {found.lines.map((line, index) => {
          const name = names.get(line.sku) ?? line.sku;
          return (
            // A sale's lines are named by their place in it.
            <li key={index}>
              <div>
                <p className="name">{name}</p>
                <p className="quiet small">{words.returns.bought(words.common.pieces(line.units))}</p>
              </div>
              <Stepper
                name={`${words.returns.back}: ${name}`}
                value={back[index] ?? 0}
                max={line.units}
                fewer={words.common.fewer(name)}
                more={words.common.more(name)}
                onChange={(units) => setBack(back.with(index, units))}
              />
              <p className="amount">{money(shareOfAmount(line.amount, 0, back[index] ?? 0, line.units))}</p>
            </li>
          );
        })}
      </ul>
      {needsWord && (
        <Approval
          title={words.approval.title}
          reasonLabel={words.common.reason}
          isForNode
          onApproved={(approved) => void takeBack(approved)}
          onClose={clear}
        >
          <Notice tone="warn">{words.returns.unverified}</Notice>
        </Approval>
      )}
    </Screen>
  );
}
