/** Hand over: find the order by its pass or in the list, see what is due, give the goods, leave proof. */
import { useEffect, useState } from 'react';
import type { Tender } from '@ringfence/domain/documents/fields.ts';
import { totalOf } from '@ringfence/domain/sale/basket.ts';
import { Button } from 'react-aria-components';
import { useApp, useLive, useMoney, useNow } from '../app/context.tsx';
import { CodeField } from '../app/CodeField.tsx';
import { useCommand } from '../app/use-command.ts';
import type { OrderDoc } from '../data/documents.ts';
import { Payment } from '../sell/Payment.tsx';
import { Empty, Field, Notice, Screen, Stepper, Tag } from '../ui/ui.tsx';
import { date } from '../words/formats.ts';
import { byUrgency, type Collecting, collectingByPass, collectingOf, isLive, passOf, toPay } from './orders.ts';

export function HandOver() {
  const { shop, words, feedback } = useApp();
  const orders = useLive(() => shop.databases.cache.orders.find().$, [], [shop]);
  const live = orders
    .map((order) => order.toMutableJSON() as OrderDoc)
    .filter(isLive)
    .sort(byUrgency);
  const [chosen, setChosen] = useState<Collecting | null>(null);

  const [ended, setEnded] = useState('');

  const find = async (code: string): Promise<void> => {
    setEnded('');
    const pass = passOf(code);
    const id = pass?.order ?? code;
    const known = id.length > 64 ? null : await shop.databases.cache.orders.findOne(id).exec();
    if (known) {
      const order = known.toMutableJSON() as OrderDoc;
      if (isLive(order)) return setChosen(collectingOf(order, pass ? code : null));
      const why = words.refusals[order.status === 'handed-over' ? 'already-handed-over' : 'order-ended'] ?? '';
      feedback.bad(why);
      setChosen(null);
      return setEnded(why);
    }
    const byPass = collectingByPass(code);
    if (byPass) setChosen(byPass);
    else feedback.bad(words.refusals[code.startsWith('RF') ? 'pass-forged' : 'unknown-order'] ?? '');
  };

  if (chosen) return <Collect collecting={chosen} onDone={() => setChosen(null)} onScan={(code) => void find(code)} />;
  return (
    <Screen title={words.handover.title}>
      <CodeField label={words.handover.scanLabel} onCode={(code) => void find(code)} />
      {ended !== '' && <Notice tone="bad">{ended}</Notice>}
      {live.length === 0 ? (
        <Empty icon="handover" title={words.handover.empty} hint={words.handover.emptyHint} />
      ) : (
        <ul className="stack">
          {live.map((order) => (
            <li key={order.order}>
              <OrderCard order={order} onOpen={() => setChosen(collectingOf(order, null))} />
            </li>
          ))}
        </ul>
      )}
    </Screen>
  );
}

function OrderCard({ order, onOpen }: { order: OrderDoc; onOpen: () => void }) {
  const { words, locale } = useApp();
  const money = useMoney();
  const now = useNow(15_000);
  const units = order.lines.reduce((sum, line) => sum + line.held, 0);
  return (
    <Button className="card" onPress={onOpen}>
      <span className="spread">
        <strong>{order.order}</strong>
        <span className="row wrap">
          {order.checkedInAt > 0 && (
            <Tag tone="warn" icon="wait">
              {words.handover.here(words.handover.minutes(Math.max(0, Math.round((now - order.checkedInAt) / 60_000))))}
            </Tag>
          )}
          <Tag {...(order.status === 'ready' ? { tone: 'good', icon: 'good' } : { icon: 'wait' })}>
            {order.status === 'ready' ? words.handover.ready : words.handover.placed}
          </Tag>
        </span>
      </span>
      <span className="spread quiet small">
        <span>
          {order.place === '' ? words.handover.noPlace : words.handover.place(order.place)} ·{' '}
          {words.common.pieces(units)} · {words.handover.keepUntil(date(order.expiresAt, locale))}
        </span>
        <span>{order.due > 0 ? money(order.due) : words.handover.paidOnline}</span>
      </span>
    </Button>
  );
}

function Collect({
  collecting,
  onDone,
  onScan,
}: {
  collecting: Collecting;
  onDone: () => void;
  onScan: (code: string) => void;
}) {
  const { shop, words, staff, locale } = useApp();
  const money = useMoney();
  const { run, problem, isBusy } = useCommand();
  const [names, setNames] = useState(new Map<string, string>());
  const [taken, setTaken] = useState(() => new Map(collecting.lines.map((line) => [line.sku, line.held])));
  const [tenders, setTenders] = useState<readonly Tender[]>([]);
  const [proof, setProof] = useState('');
  useEffect(() => {
    void shop.search.names(collecting.lines.map((line) => line.sku)).then(setNames);
    setTaken(new Map(collecting.lines.map((line) => [line.sku, line.held])));
    setTenders([]);
  }, [collecting]);
  const due = toPay(collecting, taken);
  const isLess = collecting.lines.some((line) => (taken.get(line.sku) ?? 0) < line.held);
  const isNothing = [...taken.values()].every((units) => units === 0);

  const handOver = async (): Promise<void> => {
    const { order, pass } = collecting;
    const lines = [...taken].filter(([, units]) => units > 0).map(([sku, units]) => ({ sku, units }));
    const body = {
      order,
      ...(pass === null ? {} : { pass }),
      by: staff.staff,
      register: shop.device.register,
      ...(isLess ? { lines } : {}),
      tenders: [...tenders],
      ...(proof.trim() === '' ? {} : { proof: proof.trim() }),
    };
    const answer = await run('hand-overs', body, { id: `hand-over.${order}`, done: words.handover.done(order) });
    if (answer) onDone();
  };

  return (
    <Screen
      title={words.handover.title}
      total={{ label: words.sell.toPay, figure: money(due) }}
      action={{
        label: words.handover.action,
        run: () => void handOver(),
        isDisabled: isBusy || isNothing || totalOf(tenders) !== due,
      }}
      side={
        <div className="stack">
          {due > 0 ? (
            <Payment total={due} tenders={tenders} onChange={setTenders} isExact />
          ) : (
            <Notice tone="good">{words.handover.paidOnline}</Notice>
          )}
          <Field label={words.handover.proof} value={proof} onChange={setProof} />
        </div>
      }
    >
      <CodeField label={words.handover.scanLabel} onCode={onScan} />
      <div className="spread">
        <h2>{collecting.order}</h2>
        <Button className="button plain" onPress={onDone}>
          {words.common.back}
        </Button>
      </div>
      <p className="row wrap">
        <Tag icon="stock">
          {collecting.place === '' ? words.handover.noPlace : words.handover.place(collecting.place)}
        </Tag>
        <Tag icon="wait">{words.handover.keepUntil(date(collecting.expiresAt, locale))}</Tag>
      </p>
      {problem && <Notice tone="bad">{problem.text}</Notice>}
      {collecting.isByPass && <Notice tone="warn">{words.handover.byPass}</Notice>}
      <ul className="lines">
        {collecting.lines.map((line) => {
          const name = names.get(line.sku) ?? line.sku;
          return (
            <li key={line.sku}>
              <div>
                <p className="name">{name}</p>
                <p className="quiet small">
                  {line.sku} · {words.common.pieces(line.held)}
                </p>
              </div>
              <Stepper
                name={`${words.handover.take}: ${name}`}
                value={taken.get(line.sku) ?? 0}
                max={line.held}
                fewer={words.common.fewer(name)}
                more={words.common.more(name)}
                onChange={(units) => setTaken(new Map(taken).set(line.sku, units))}
              />
              <p className="amount">{line.amount > 0 ? money(line.amount) : ''}</p>
            </li>
          );
        })}
      </ul>
      {isLess && <p className="quiet">{words.handover.leftBack}</p>}
    </Screen>
  );
}
