/** Pick: who waits first, then what was ordered first. One person gathers an order; colleagues see who, and since when. */
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { Approval } from '../app/Approval.tsx';
import { useApp, useLive, useNow, useRefusal } from '../app/context.tsx';
import { useItems } from '../app/use-names.ts';
import { usePeople } from '../app/use-people.ts';
import type { OrderDoc } from '../data/documents.ts';
import { Empty, Notice, Question, Screen, Tag } from '../ui/ui.tsx';
import { age, moment } from '../words/formats.ts';
import { assign } from './assign.ts';
import { piecesOf, unitsOf } from './gathered.ts';
import { byPickTime } from './orders.ts';
import { Picking } from './Picking.tsx';

interface Open {
  readonly order: string;
  /** Nobody else can see who gathers it. */
  readonly isUnseen: boolean;
}

export function Pick() {
  const { shop, words, staff, feedback } = useApp();
  const explain = useRefusal();
  const placed = useLive(() => shop.databases.cache.orders.find({ selector: { status: 'placed' } }).$, [], [shop]);
  const orders = placed.map((order) => order.toMutableJSON() as OrderDoc).sort(byPickTime);
  const [open, setOpen] = useState<Open | null>(null);
  const [taken, setTaken] = useState<OrderDoc | null>(null);

  const take = async (order: OrderDoc): Promise<void> => {
    if (order.assignedTo === staff.staff) return setOpen({ order: order.order, isUnseen: false });
    if (order.assignedTo) return setTaken(order);
    const id = crypto.randomUUID();
    const answer = await assign(shop, { id, order: order.order, by: staff.staff, to: staff.staff });
    if (answer === 'taken' || answer === 'unseen')
      return setOpen({ order: order.order, isUnseen: answer === 'unseen' });
    if (answer.code !== 'order-taken') return feedback.bad(explain(answer.code));
    const { to, since } = answer.details as { to?: string; since?: number };
    setTaken({ ...order, assignedTo: to ?? '', assignedAt: since ?? 0 });
  };

  if (open) {
    const { order, isUnseen } = open;
    return <Picking key={order} id={order} isUnseen={isUnseen} onDone={() => setOpen(null)} />;
  }
  const mine = orders.find((order) => order.assignedTo === staff.staff);
  const next = mine ?? orders.find((order) => !order.assignedTo);
  const label = mine ? words.pick.carryOn : words.pick.start;
  return (
    <Screen
      title={words.pick.title}
      {...(orders.length > 0
        ? { action: { label, run: () => next && void take(next), isDisabled: next === undefined } }
        : {})}
    >
      {orders.length === 0 && <Empty icon="pick" title={words.pick.empty} hint={words.pick.emptyHint} />}
      <ul className="stack orders">
        {orders.map((order) => (
          <li key={order.order}>
            <PickCard order={order} onOpen={() => void take(order)} />
          </li>
        ))}
      </ul>
      {taken && (
        <Taken
          order={taken}
          onOpen={() => {
            setTaken(null);
            setOpen({ order: taken.order, isUnseen: false });
          }}
          onClose={() => setTaken(null)}
        />
      )}
    </Screen>
  );
}

function PickCard({ order, onOpen }: { order: OrderDoc; onOpen: () => void }) {
  const { words, locale, staff } = useApp();
  const now = useNow(15_000);
  const nameOf = usePeople();
  const lines = order.lines.filter((line) => line.held > 0);
  const itemOf = useItems(lines.map((line) => line.sku));
  const { assignedTo = '', assignedAt = 0 } = order;
  return (
    <Button className="card" onPress={onOpen}>
      <span className="spread">
        <strong>{order.order}</strong>
        <span className="row wrap">
          {order.checkedInAt > 0 && (
            <Tag tone="warn" icon="wait">
              {words.handover.here(age(now - order.checkedInAt, words))}
            </Tag>
          )}
          {assignedTo !== '' && (
            <Tag {...(assignedTo === staff.staff ? { tone: 'good' } : {})} icon="person">
              {assignedTo === staff.staff
                ? words.pick.mine
                : words.pick.takenBy(nameOf(assignedTo), moment(assignedAt, now, locale))}
            </Tag>
          )}
        </span>
      </span>
      <span className="block">{lines.map((line) => unitsOf(line.held, itemOf(line.sku), locale)).join(', ')}</span>
      <span className="block quiet small">
        {words.pick.placedAt(moment(order.placedAt, now, locale))} · {words.common.pieces(piecesOf(lines, itemOf).of)}
      </span>
    </Button>
  );
}

/** Somebody else has it: look on, or take it over with a supervisor's word. */
function Taken({ order, onOpen, onClose }: { order: OrderDoc; onOpen: () => void; onClose: () => void }) {
  const { shop, words, staff, locale } = useApp();
  const explain = useRefusal();
  const nameOf = usePeople();
  const [isAsking, setAsking] = useState(false);
  const [problem, setProblem] = useState('');
  const [id] = useState(() => crypto.randomUUID());
  const who = words.pick.takenBy(nameOf(order.assignedTo ?? ''), moment(order.assignedAt ?? 0, Date.now(), locale));
  if (!isAsking)
    return (
      <Question title={words.pick.takenTitle} onClose={onClose}>
        <p>{who}</p>
        <Button className="primary" onPress={() => setAsking(true)}>
          {words.pick.takeOver}
        </Button>
        <Button className="button" onPress={onOpen}>
          {words.pick.look}
        </Button>
        <Button className="button plain" onPress={onClose}>
          {words.common.cancel}
        </Button>
      </Question>
    );
  return (
    <Approval
      title={words.pick.takeOver}
      reasonLabel={words.pick.takeOverReason}
      isForNode
      onApproved={({ by, reason, token }) => {
        const request = { id, order: order.order, by: staff.staff, to: staff.staff, override: { by, reason } };
        void assign(shop, request, token).then((answer) => {
          if (answer === 'taken') onOpen();
          else setProblem(answer === 'unseen' ? words.pick.unseen : explain(answer.code));
        });
      }}
      onClose={onClose}
    >
      <p>{who}</p>
      {problem !== '' && <Notice tone="bad">{problem}</Notice>}
    </Approval>
  );
}
