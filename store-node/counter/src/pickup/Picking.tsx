/** Gathering one order: scan every unit, say what is missing, note the place; then it is ready. */
import { useState } from 'react';
import { nextFreePlace } from '@ringfence/domain/pickup/places.ts';
import { Button } from 'react-aria-components';
import { useApp, useLive } from '../app/context.tsx';
import type { Item } from '../app/use-names.ts';
import { useScan } from '../app/use-scan.ts';
import type { OrderDoc } from '../data/documents.ts';
import { stepping } from '../sell/Lines.tsx';
import { openStock } from '../stock/open.ts';
import { Icon } from '../ui/icons.tsx';
import { Field, Notice, Screen, Stepper, Tag } from '../ui/ui.tsx';
import { quantity } from '../words/formats.ts';
import { Missing, type MissingUnits } from './Missing.tsx';
import { placesInUse } from './orders.ts';
import { Substitute } from './Substitute.tsx';
import { useGathering } from './use-gathering.ts';

type Line = OrderDoc['lines'][number];

export function Picking({ id, isUnseen, onDone }: { id: string; isUnseen: boolean; onDone: () => void }) {
  const { shop, words } = useApp();
  const gathering = useGathering(id, onDone);
  const { order, lines, sums, problem, itemOf } = gathering;
  const [missing, setMissing] = useState<Line | null>(null);
  const [substituting, setSubstituting] = useState<MissingUnits | null>(null);
  const [doubtful, setDoubtful] = useState('');
  const [place, setPlace, suggestion] = usePlace();
  const nameOf = (sku: string): string => itemOf(sku).name;

  useScan((code) => {
    // A question is open: what is scanned now belongs to it.
    if (!missing && !substituting) void shop.search.scan(code).then((product) => gathering.count(code, product));
  });
  /** What is missing is settled; what was counted of the line cannot be more than what is left of it. */
  const settle = ({ line, units, isDoubtful }: MissingUnits): void => {
    setDoubtful(isDoubtful ? line.sku : '');
    gathering.set(line.sku, Math.min(gathering.pickedOf(line), line.held - units));
    setMissing(null);
    setSubstituting(null);
  };

  if (order && substituting) {
    const item = itemOf(substituting.line.sku);
    const back = (): void => setSubstituting(null);
    return <Substitute order={order} missing={substituting} item={item} onBack={back} onGiven={settle} />;
  }
  if (order && order.status !== 'placed') return <NoMore order={order} onDone={onDone} />;
  return (
    <Screen
      title={words.pick.title}
      total={{ label: words.pick.progress(sums.so, sums.of), figure: `${sums.so}/${sums.of}` }}
      action={{
        label: words.pick.ready,
        run: () => void gathering.ready(place.trim()),
        isDisabled: gathering.isBusy || sums.so < sums.of || place.trim() === '' || sums.of === 0,
      }}
      side={<PlaceField place={place} suggestion={suggestion} onPlace={setPlace} order={id} />}
    >
      <div className="spread">
        <h2>{id}</h2>
        <span className="row">
          <Button className="button plain" onPress={() => void gathering.putBack()}>
            {words.pick.putBack}
          </Button>
          <Button className="button plain" onPress={onDone}>
            {words.common.back}
          </Button>
        </span>
      </div>
      {isUnseen && <Notice tone="warn">{words.pick.unseen}</Notice>}
      {problem && <Notice tone="bad">{problem.text}</Notice>}
      {gathering.wrong !== '' && <Notice tone="bad">{gathering.wrong}</Notice>}
      {doubtful !== '' && <Doubtful sku={doubtful} name={nameOf(doubtful)} />}
      <ul className="lines">
        {lines.map((line) => (
          <PickLine
            key={line.sku}
            line={line}
            item={itemOf(line.sku)}
            insteadOf={line.insteadOf ? nameOf(line.insteadOf) : ''}
            picked={gathering.pickedOf(line)}
            onPicked={(units) => gathering.set(line.sku, units)}
            onMissing={() => setMissing(line)}
          />
        ))}
      </ul>
      {missing && (
        <Missing
          order={id}
          line={missing}
          item={itemOf(missing.sku)}
          onClose={() => setMissing(null)}
          onReported={settle}
          onSubstitute={(units) => {
            setMissing(null);
            setSubstituting(units);
          }}
        />
      )}
    </Screen>
  );
}

/** The shop wants the item counted: the way there. */
function Doubtful({ sku, name }: { sku: string; name: string }) {
  const { words } = useApp();
  return (
    <Notice tone="warn" action={{ label: words.pick.countNow, run: () => openStock({ task: 'count', sku }) }}>
      {words.pick.recount(name)}
    </Notice>
  );
}

function PickLine(props: {
  line: Line;
  item: Item;
  insteadOf: string;
  picked: number;
  onPicked: (units: number) => void;
  onMissing: () => void;
}) {
  const { line, item, insteadOf, picked, onPicked, onMissing } = props;
  const { words, locale } = useApp();
  const much = (units: number): string => quantity(units, item.measure, locale);
  const isAll = picked >= line.held;
  return (
    <li data-sku={line.sku}>
      <div>
        <p className="name">{item.name}</p>
        {insteadOf !== '' && <p>{words.handover.insteadOf(insteadOf)}</p>}
        <p className="row wrap">
          <Tag {...(isAll ? { tone: 'good', icon: 'good' } : { icon: 'wait' })}>
            {words.pick.counted(much(picked), much(line.held))}
          </Tag>
          <span className="quiet small">{line.sku}</span>
        </p>
      </div>
      <Stepper name={item.name} value={picked} max={line.held} {...stepping(item, words)} onChange={onPicked} />
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
