/** Gathering one order: scan every unit, say what is missing, note the place; then it is ready. */
import { useState } from 'react';
import { nextFreePlace } from '@ringfence/domain/pickup/places.ts';
import { Button } from 'react-aria-components';
import { useApp, useLive } from '../app/context.tsx';
import { useDraft } from '../app/draft.ts';
import { useCommand } from '../app/use-command.ts';
import { useNames } from '../app/use-names.ts';
import { useScan } from '../app/use-scan.ts';
import type { OrderDoc } from '../data/documents.ts';
import { openStock } from '../stock/open.ts';
import { Icon } from '../ui/icons.tsx';
import { Field, Notice, Screen, Stepper, Tag } from '../ui/ui.tsx';
import { assign } from './assign.ts';
import { Missing } from './Missing.tsx';
import { placesInUse } from './orders.ts';

type Line = OrderDoc['lines'][number];
type Counts = Readonly<Record<string, number>>;

export function Picking({ id, isUnseen, onDone }: { id: string; isUnseen: boolean; onDone: () => void }) {
  const { shop, words, staff, feedback } = useApp();
  const { run, problem, isBusy } = useCommand();
  const found = useLive(() => shop.databases.cache.orders.findOne(id).$, undefined, [id]);
  const order = found?.toMutableJSON() as OrderDoc | undefined;
  const [picked, setPicked, forgetPicked] = useDraft<Counts>(`pick.${id}`, {});
  const [wrong, setWrong] = useState('');
  const [missing, setMissing] = useState<Line | null>(null);
  const [doubtful, setDoubtful] = useState('');
  const [place, setPlace, suggestion] = usePlace();
  const lines = (order?.lines ?? []).filter((line) => line.held > 0);
  const nameOf = useNames((order?.lines ?? []).flatMap((line) => [line.sku, line.insteadOf ?? '']));
  const of = lines.reduce((sum, line) => sum + line.held, 0);
  const count = lines.reduce((sum, line) => sum + Math.min(line.held, picked[line.sku] ?? 0), 0);

  const refuse = (text: string): void => {
    setWrong(text);
    feedback.bad(text);
  };
  useScan((code) => {
    // A question is open: what is scanned now belongs to it.
    if (missing) return;
    void shop.search.scan(code).then((product) => {
      if (!product) return refuse(words.common.unknownItem(code));
      const line = lines.find((one) => one.sku === product.sku);
      if (!line) return refuse(words.pick.notInOrder(product.name));
      const so = picked[line.sku] ?? 0;
      if (so >= line.held) return refuse(words.pick.enough(product.name));
      setWrong('');
      setPicked({ ...picked, [line.sku]: so + 1 });
      feedback.good(`${product.name}, ${words.pick.counted(so + 1, line.held)}`);
    });
  });

  const ready = async (): Promise<void> => {
    const request = crypto.randomUUID();
    const body = { id: request, order: id, by: staff.staff, place: place.trim() };
    if (!(await run('picks', body, { id: request, done: words.pick.isReady(id, place.trim()) }))) return;
    forgetPicked();
    onDone();
  };
  const putBack = async (): Promise<void> => {
    const request = { id: crypto.randomUUID(), order: id, by: staff.staff, to: null };
    if ((await assign(shop, request)) === 'taken') feedback.good(words.pick.isPutBack(id));
    onDone();
  };

  if (order && order.status !== 'placed') return <NoMore order={order} onDone={onDone} />;
  return (
    <Screen
      title={words.pick.title}
      total={{ label: words.pick.progress(count, of), figure: `${count}/${of}` }}
      action={{
        label: words.pick.ready,
        run: () => void ready(),
        isDisabled: isBusy || count < of || place.trim() === '' || of === 0,
      }}
      side={<PlaceField place={place} suggestion={suggestion} onPlace={setPlace} order={id} />}
    >
      <div className="spread">
        <h2>{id}</h2>
        <span className="row">
          <Button className="button plain" onPress={() => void putBack()}>
            {words.pick.putBack}
          </Button>
          <Button className="button plain" onPress={onDone}>
            {words.common.back}
          </Button>
        </span>
      </div>
      {isUnseen && <Notice tone="warn">{words.pick.unseen}</Notice>}
      {problem && <Notice tone="bad">{problem.text}</Notice>}
      {wrong !== '' && (
        <Notice tone="bad">
          <strong>{words.pick.wrong}.</strong> {wrong}
        </Notice>
      )}
      {doubtful !== '' && (
        <Notice
          tone="warn"
          action={{ label: words.pick.countNow, run: () => openStock({ task: 'count', sku: doubtful }) }}
        >
          {words.pick.recount(nameOf(doubtful))}
        </Notice>
      )}
      <ul className="lines">
        {lines.map((line) => (
          <PickLine
            key={line.sku}
            line={line}
            name={nameOf(line.sku)}
            insteadOf={line.insteadOf ? nameOf(line.insteadOf) : ''}
            picked={picked[line.sku] ?? 0}
            onPicked={(units) => setPicked({ ...picked, [line.sku]: units })}
            onMissing={() => setMissing(line)}
          />
        ))}
      </ul>
      {missing && order && (
        <Missing
          order={order}
          line={missing}
          name={nameOf(missing.sku)}
          onClose={() => setMissing(null)}
          onDone={(isDoubtful) => {
            setDoubtful(isDoubtful ? missing.sku : '');
            setPicked({ ...picked, [missing.sku]: Math.max(0, Math.min(picked[missing.sku] ?? 0, missing.held - 1)) });
            setMissing(null);
          }}
        />
      )}
    </Screen>
  );
}

function PickLine(props: {
  line: Line;
  name: string;
  insteadOf: string;
  picked: number;
  onPicked: (units: number) => void;
  onMissing: () => void;
}) {
  const { line, name, insteadOf, picked, onPicked, onMissing } = props;
  const { words } = useApp();
  const isAll = picked >= line.held;
  return (
    <li data-sku={line.sku}>
      <div>
        <p className="name">{name}</p>
        <p className="row wrap">
          <span className="quiet small">{line.sku}</span>
          {insteadOf !== '' && <Tag icon="edit">{words.handover.insteadOf(insteadOf)}</Tag>}
        </p>
      </div>
      <Stepper
        name={name}
        value={Math.min(picked, line.held)}
        max={line.held}
        fewer={words.common.fewer(name)}
        more={words.common.more(name)}
        onChange={onPicked}
      />
      <p className="amount">
        <Tag {...(isAll ? { tone: 'good', icon: 'good' } : { icon: 'wait' })}>
          {words.pick.counted(Math.min(picked, line.held), line.held)}
        </Tag>
      </p>
      <Button className="button" onPress={onMissing}>
        {words.pick.short}
      </Button>
    </li>
  );
}

/** The place, filled with the next free one until somebody types another. */
function usePlace(): [string, (place: string) => void, { next: string; used: Map<string, string> }] {
  const { shop } = useApp();
  const ready = useLive(() => shop.databases.cache.orders.find({ selector: { status: 'ready' } }).$, null, [shop]);
  const [typed, setTyped] = useState<string | null>(null);
  const used = placesInUse((ready ?? []).map((one) => one.toMutableJSON() as OrderDoc));
  const next = ready === null ? '' : nextFreePlace(used);
  return [typed ?? next, setTyped, { next, used }];
}

function PlaceField(props: {
  place: string;
  suggestion: { next: string; used: Map<string, string> };
  onPlace: (place: string) => void;
  order: string;
}) {
  const { place, suggestion, onPlace, order } = props;
  const { words } = useApp();
  const there = suggestion.used.get(place.trim());
  return (
    <div className="stack">
      <Field label={words.pick.place} value={place} onChange={onPlace} />
      {place.trim() !== suggestion.next && suggestion.next !== '' && (
        <Button className="button" onPress={() => onPlace(suggestion.next)}>
          {words.pick.nextFree(suggestion.next)}
        </Button>
      )}
      {there !== undefined && there !== order && (
        <Notice tone="warn">{words.pick.placeInUse(place.trim(), there)}</Notice>
      )}
      <p className="quiet row">
        <Icon name="pick" />
        {words.pick.scanEach}
      </p>
    </div>
  );
}

/** It was cancelled, collected or made ready while it was gathered. */
function NoMore({ order, onDone }: { order: OrderDoc; onDone: () => void }) {
  const { words } = useApp();
  const isReady = order.status === 'ready';
  return (
    <Screen title={words.pick.title} action={{ label: words.common.done, run: onDone }}>
      <h2>{isReady ? order.order : words.pick.endedTitle}</h2>
      <Notice tone={isReady ? 'good' : 'warn'}>
        {isReady ? words.pick.becameReady(order.order) : words.pick.ended(order.order)}
      </Notice>
    </Screen>
  );
}
