/** Hand over: who waits here on top; find the order by its pass, its code or in the list; then collect it. */
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { CodeField } from '../app/CodeField.tsx';
import { useApp, useLive, useMoney, useNow } from '../app/context.tsx';
import { useItems } from '../app/use-names.ts';
import { isRefused, type Refused, Unreachable } from '../data/node-api.ts';
import type { OrderDoc } from '../data/documents.ts';
import { Empty, Screen, Tag } from '../ui/ui.tsx';
import { age, date } from '../words/formats.ts';
import { Collect } from './Collect.tsx';
import { piecesOf } from './gathered.ts';
import { NotThis } from './NotThis.tsx';
import { byUrgency, type Collecting, collectingByPass, collectingOf, isLive, passOf } from './orders.ts';

interface NotThese {
  readonly refused: Refused;
  readonly order: string;
}

/** As the shop writes order codes; anything else a scanner brings here is none. */
const ORDER_CODE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const UNKNOWN: Refused = { outcome: 'refused', code: 'unknown-order', detail: '', details: {} };

export function HandOver() {
  const { shop, words, feedback } = useApp();
  const orders = useLive(() => shop.databases.cache.orders.find().$, [], [shop]);
  const live = orders
    .map((order) => order.toMutableJSON() as OrderDoc)
    .filter(isLive)
    .sort(byUrgency);
  const [chosen, setChosen] = useState<Collecting | null>(null);
  const [not, setNot] = useState<NotThese | null>(null);

  const refuse = (refused: Refused, order: string): void => {
    const known = words.handover.no as Readonly<Record<string, { readonly title: string }>>;
    feedback.bad(known[refused.code]?.title ?? words.refusals[refused.code] ?? '');
    setChosen(null);
    setNot({ refused, order });
  };

  const find = async (code: string): Promise<void> => {
    const pass = passOf(code);
    const isPass = pass !== undefined || /^RF\d/.test(code);
    const order = pass?.order ?? (isPass || !ORDER_CODE.test(code) ? '' : code);
    if (!isPass && order === '') return refuse(UNKNOWN, '');
    const no = await checkAtStore(shop, isPass ? { pass: code } : { order });
    if (no) return refuse(no, order);
    const known = order === '' ? null : await shop.databases.cache.orders.findOne(order).exec();
    const next = known ? collectingOf(known.toMutableJSON() as OrderDoc, isPass ? code : null) : collectingByPass(code);
    if (!next) return refuse(UNKNOWN, order);
    setNot(null);
    setChosen(next);
  };

  const onCode = (code: string): void => void find(code);
  const back = (): void => {
    setChosen(null);
    setNot(null);
  };
  if (not) return <NotThis {...not} onCode={onCode} onBack={back} />;
  if (chosen)
    return <Collect key={chosen.order} collecting={chosen} onDone={back} onCode={onCode} onRefused={refuse} />;
  const here = live.filter((order) => order.checkedInAt > 0);
  const others = live.filter((order) => order.checkedInAt === 0);
  const open = (order: OrderDoc): void => setChosen(collectingOf(order, null));
  return (
    <Screen title={words.handover.title}>
      <CodeField label={words.handover.scanLabel} onCode={onCode} />
      {live.length === 0 && <Empty icon="handover" title={words.handover.empty} hint={words.handover.emptyHint} />}
      {here.length > 0 && <OrderList title={words.handover.waiting} orders={here} onOpen={open} />}
      {others.length > 0 && (
        <OrderList title={here.length > 0 ? words.handover.all : ''} orders={others} onOpen={open} />
      )}
    </Screen>
  );
}

/** The store's word on a pass or code; nothing when it may be handed over, or when nobody answers now. */
async function checkAtStore(
  shop: ReturnType<typeof useApp>['shop'],
  shown: { pass?: string; order?: string },
): Promise<Refused | undefined> {
  try {
    const answer = await shop.api.put<object>('passes', shown);
    return isRefused(answer) ? answer : undefined;
  } catch (error) {
    if (error instanceof Unreachable) return undefined;
    throw error;
  }
}

function OrderList(props: { title: string; orders: readonly OrderDoc[]; onOpen: (order: OrderDoc) => void }) {
  const { title, orders, onOpen } = props;
  return (
    <section className="stack">
      {title !== '' && <h2>{title}</h2>}
      <ul className="stack orders">
        {orders.map((order) => (
          <li key={order.order}>
            <OrderCard order={order} onOpen={() => onOpen(order)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function OrderCard({ order, onOpen }: { order: OrderDoc; onOpen: () => void }) {
  const { words, locale } = useApp();
  const money = useMoney();
  const now = useNow(15_000);
  const lines = order.lines.filter((line) => line.held > 0);
  const itemOf = useItems(lines.map((line) => line.sku));
  const isReady = order.status === 'ready';
  const { where = '' } = order;
  return (
    <Button className="card" onPress={onOpen}>
      <span className="spread">
        <strong>{order.order}</strong>
        <span className="row wrap">
          {order.checkedInAt > 0 && (
            <Tag tone="warn" icon="wait">
              {words.handover.here(age(now - order.checkedInAt, words))}
              {where !== '' && `, ${where}`}
            </Tag>
          )}
          <Tag {...(isReady ? { tone: 'good', icon: 'good' } : { icon: 'wait' })}>
            {isReady ? words.handover.ready : words.handover.placed}
          </Tag>
        </span>
      </span>
      <span className="spread quiet small">
        <span>
          {isReady && `${order.place === '' ? words.handover.noPlace : words.handover.place(order.place)} · `}
          {words.common.pieces(piecesOf(lines, itemOf).of)} · {words.handover.keepUntil(date(order.expiresAt, locale))}
        </span>
        <span>{order.due > 0 ? money(order.due) : words.handover.paidOnline}</span>
      </span>
    </Button>
  );
}
