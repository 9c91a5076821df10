/** Pick: oldest order first; scan every unit; note the place; the order is ready. What cannot be found is said so. */
import { useEffect, useState } from 'react';
import { SHORT_REASONS } from '@ringfence/domain/documents/pickup.ts';
import { Button } from 'react-aria-components';
import { useApp, useLive } from '../app/context.tsx';
import { useCommand } from '../app/use-command.ts';
import { useScan } from '../app/use-scan.ts';
import type { OrderDoc } from '../data/documents.ts';
import { Empty, Field, Choice, Notice, Question, Screen, Stepper, Tag } from '../ui/ui.tsx';
import { dateTime } from '../words/formats.ts';

type Line = OrderDoc['lines'][number];

export function Pick() {
  const { shop, words, locale } = useApp();
  const placed = useLive(() => shop.databases.cache.orders.find({ selector: { status: 'placed' } }).$, [], [shop]);
  const orders = placed.map((order) => order.toMutableJSON() as OrderDoc).sort((a, b) => a.placedAt - b.placedAt);
  const [id, setId] = useState('');
  const order = orders.find((one) => one.order === id);
  if (order) return <Picking key={order.order} order={order} onDone={() => setId('')} />;
  const [first] = orders;
  return (
    <Screen
      title={words.pick.title}
      {...(first ? { action: { label: words.pick.start, run: () => setId(first.order) } } : {})}
    >
      {orders.length === 0 && <Empty icon="pick" title={words.pick.empty} hint={words.pick.emptyHint} />}
      <ul className="stack">
        {orders.map((one) => (
          <li key={one.order}>
            <Button className="card" onPress={() => setId(one.order)}>
              <span className="spread">
                <strong>{one.order}</strong>
                <Tag icon="wait">{words.pick.placedAt(dateTime(one.placedAt, locale))}</Tag>
              </span>
              <span className="quiet small">
                {words.common.lines(one.lines.length)} ·{' '}
                {words.common.pieces(one.lines.reduce((sum, line) => sum + line.held, 0))}
              </span>
            </Button>
          </li>
        ))}
      </ul>
    </Screen>
  );
}

function Picking({ order, onDone }: { order: OrderDoc; onDone: () => void }) {
  const { shop, words, staff, feedback } = useApp();
  const { run, problem, isBusy } = useCommand();
  const [names, setNames] = useState(new Map<string, string>());
  const [picked, setPicked] = useState(new Map<string, number>());
  const [place, setPlace] = useState('');
  const [missing, setMissing] = useState<Line | null>(null);
  useEffect(() => {
    void shop.search.names(order.lines.map((line) => line.sku)).then(setNames);
  }, [order.order]);
  const lines = order.lines.filter((line) => line.held > 0);
  const of = lines.reduce((sum, line) => sum + line.held, 0);
  const count = lines.reduce((sum, line) => sum + Math.min(line.held, picked.get(line.sku) ?? 0), 0);
  const nameOf = (sku: string): string => names.get(sku) ?? sku;

  useScan((code) => {
    void shop.search.scan(code).then((product) => {
      if (!product) return feedback.bad(words.common.unknownItem(code));
      const line = lines.find((one) => one.sku === product.sku);
      if (!line) return feedback.bad(words.pick.notInOrder(product.name));
      const so = picked.get(line.sku) ?? 0;
      if (so >= line.held) return feedback.bad(words.pick.enough(product.name));
      setPicked((all) => new Map(all).set(line.sku, so + 1));
      feedback.good(product.name);
    });
  });

  const ready = async (): Promise<void> => {
    const id = crypto.randomUUID();
    const body = { id, order: order.order, by: staff.staff, place: place.trim() };
    if (await run('picks', body, { id, done: words.pick.isReady(order.order, place.trim()) })) onDone();
  };

  const report = async (line: Line, reason: ShortReason, units: number): Promise<void> => {
    const id = crypto.randomUUID();
    const body = { id, order: order.order, by: staff.staff, reason, lines: [{ sku: line.sku, units }] };
    if (await run('short-picks', body, { id, done: words.pick.shortTitle })) setMissing(null);
  };

  return (
    <Screen
      title={words.pick.title}
      total={{ label: words.pick.progress(count, of), figure: `${count}/${of}` }}
      action={{
        label: words.pick.ready,
        run: () => void ready(),
        isDisabled: isBusy || count < of || place.trim() === '' || of === 0,
      }}
      side={
        <div className="stack">
          <Field label={words.pick.place} value={place} onChange={setPlace} />
          <p className="quiet">{words.pick.scanEach}</p>
        </div>
      }
    >
      <div className="spread">
        <h2>{order.order}</h2>
        <Button className="button plain" onPress={onDone}>
          {words.common.back}
        </Button>
      </div>
      {problem && <Notice tone="bad">{problem.text}</Notice>}
      <ul className="lines">
        {lines.map((line) => {
          const so = picked.get(line.sku) ?? 0;
          const name = nameOf(line.sku);
          return (
            <li key={line.sku}>
              <div>
                <p className="name">{name}</p>
                <p className="row wrap">
                  <span className="quiet small">{line.sku}</span>
                  {so >= line.held && (
                    <Tag tone="good" icon="good">
                      {words.pick.progress(so, line.held)}
                    </Tag>
                  )}
                </p>
              </div>
              <Stepper
                name={name}
                value={so}
                max={line.held}
                fewer={words.common.fewer(name)}
                more={words.common.more(name)}
                onChange={(units) => setPicked(new Map(picked).set(line.sku, units))}
              />
              <p className="amount">/ {line.held}</p>
              <Button className="button" onPress={() => setMissing(line)}>
                {words.pick.short}
              </Button>
            </li>
          );
        })}
      </ul>
      {missing && (
        <Missing
          line={missing}
          name={nameOf(missing.sku)}
          onClose={() => setMissing(null)}
          onReport={(reason, units) => void report(missing, reason, units)}
        />
      )}
    </Screen>
  );
}

type ShortReason = (typeof SHORT_REASONS)[number];

function Missing(props: {
  line: Line;
  name: string;
  onClose: () => void;
  onReport: (reason: ShortReason, units: number) => void;
}) {
  const { line, name, onClose, onReport } = props;
  const { words } = useApp();
  const [reason, setReason] = useState<ShortReason | ''>('');
  const [units, setUnits] = useState(1);
  return (
    <Question title={words.pick.shortTitle} onClose={onClose}>
      <p>{name}</p>
      <div className="field">
        <span className="label">{words.pick.shortUnits}</span>
        <Stepper
          name={words.pick.shortUnits}
          value={units}
          min={1}
          max={line.held}
          fewer={words.common.fewer(name)}
          more={words.common.more(name)}
          onChange={setUnits}
        />
      </div>
      <Choice
        label={words.common.reason}
        value={reason}
        options={SHORT_REASONS.map((value) => ({ value, label: words.pick.reasons[value] }))}
        onChange={setReason}
      />
      <Button className="primary" isDisabled={reason === ''} onPress={() => reason !== '' && onReport(reason, units)}>
        {words.pick.shortConfirm}
      </Button>
      <Button className="button plain" onPress={onClose}>
        {words.common.cancel}
      </Button>
    </Question>
  );
}
