/** Shift: the float, cash moved, the X report, the count and the Z report; then the store's day. */
import { useEffect, useState } from 'react';
import { CASH_MOVES, type Figures } from '@ringfence/domain/documents/till.ts';
import { cashIn, expectedCash } from '@ringfence/domain/till/figures.ts';
import { Button } from 'react-aria-components';
import { useApp, useMoney, useSubject } from '../app/context.tsx';
import { useCommand } from '../app/use-command.ts';
import { Choice, Field, Notice, Question, Screen } from '../ui/ui.tsx';
import { moment, parseMoney } from '../words/formats.ts';
import { DenominationCount, denominationsOf } from './DenominationCount.tsx';
import { type Day, DayTable, FiguresTable, type Report, ReportScreen } from './Report.tsx';

interface OpenShift {
  readonly id: string;
  readonly by: string;
  readonly openedAt: number;
  readonly float: number;
  readonly figures: Figures;
}

interface Tills {
  readonly registers: readonly {
    readonly register: string;
    readonly shift: OpenShift | null;
    readonly closed: number;
  }[];
  readonly day: Day;
  readonly daysClosed: number;
}

export function Shift() {
  const { shop, words } = useApp();
  const reach = useSubject(shop.reach.$);
  const unsent = useUnsent();
  const [tills, setTills] = useState<Tills | null>(null);
  const [report, setReport] = useState<Report | null>(null);
  const [isClosing, setClosing] = useState(false);
  const load = async (): Promise<void> => {
    try {
      const answer = await shop.api.get<Tills>('tills');
      if (!answer) return;
      setTills(answer);
      const mine = answer.registers.find((one) => one.register === shop.device.register)?.shift ?? null;
      await shop.databases.own.notes.upsert({ key: 'shift', value: mine ? { id: mine.id, by: mine.by } : null });
    } catch {
      setTills(null);
    }
  };
  useEffect(() => {
    void load();
  }, [shop, reach.state]);

  const shift = tills?.registers.find((one) => one.register === shop.device.register)?.shift ?? null;
  if (report) return <ReportScreen report={report} onClose={() => setReport(null)} />;
  if (!tills)
    return (
      <Screen title={words.shift.title}>
        <Notice tone="warn">{words.shift.needsNode}</Notice>
        {unsent > 0 && <Notice tone="warn">{words.status.unsent(unsent)}</Notice>}
      </Screen>
    );
  if (!shift) return <Open tills={tills} onChange={load} onReport={setReport} />;
  if (isClosing)
    return (
      <Close
        shift={shift}
        onBack={() => setClosing(false)}
        onClosed={(closed) => {
          setClosing(false);
          setReport(closed);
          void load();
        }}
      />
    );
  return <Running shift={shift} onClose={() => setClosing(true)} onChange={load} />;
}

/** What this device has and the store has not, refused ones too: none of it is in the shift's figures. */
function useUnsent(): number {
  const { shop } = useApp();
  const { waiting, refused } = useSubject(shop.outbox.unsent$);
  return waiting + refused;
}

function Open({
  tills,
  onChange,
  onReport,
}: {
  tills: Tills;
  onChange: () => Promise<void>;
  onReport: (report: Report) => void;
}) {
  const { shop, words, staff, currency } = useApp();
  const money = useMoney();
  const { run, problem, isBusy } = useCommand();
  const [count, setCount] = useState(() => denominationsOf(currency));
  const open = async (): Promise<void> => {
    const id = crypto.randomUUID();
    const float = count.filter((one) => one.pieces > 0);
    const body = { id, register: shop.device.register, by: staff.staff, currency, float };
    const answer = await run('shifts', body, { id, done: words.status.commands.shifts });
    if (answer) await shop.databases.own.notes.upsert({ key: 'shift', value: { id, by: staff.staff } });
    await onChange();
  };
  const closeDay = async (): Promise<void> => {
    const number = tills.daysClosed + 1;
    const answer = await run(
      'day-closings',
      { number, by: staff.staff },
      { id: `day.${number}`, done: words.shift.dayClosed(number) },
    );
    if (answer && answer !== 'kept') {
      const { figures, closes, shifts, variance } = answer.document.body as Day & {
        closes: { n: number; head: string };
      };
      onReport({ title: words.shift.zReport(number), figures, closes, day: { figures, shifts, variance } });
    }
    await onChange();
  };
  const { sales, returns, handOvers } = tills.day.figures;
  const hasDay = tills.day.shifts + sales.count + returns.count + handOvers.count > 0;
  const unsent = useSubject(shop.outbox.unsent$);
  return (
    <Screen
      title={words.shift.title}
      total={{ label: words.shift.floatLine, figure: money(cashIn(count)) }}
      action={{ label: words.shift.open, run: () => void open(), isDisabled: isBusy }}
      side={
        <div className="stack">
          {hasDay && (
            <>
              <h2>{words.shift.dayTitle}</h2>
              <DayTable day={tills.day} />
              {unsent.waiting > 0 && <Notice tone="warn">{words.shift.unsentDay(unsent.waiting)}</Notice>}
              <Button className="button" isDisabled={isBusy} onPress={() => void closeDay()}>
                {words.shift.closeDay}
              </Button>
            </>
          )}
        </div>
      }
    >
      <h2>{words.shift.float}</h2>
      {problem && <Notice tone="bad">{problem.text}</Notice>}
      <DenominationCount count={count} onChange={setCount} />
    </Screen>
  );
}

function Running({
  shift,
  onClose,
  onChange,
}: {
  shift: OpenShift;
  onClose: () => void;
  onChange: () => Promise<void>;
}) {
  const { shop, words, locale, staff } = useApp();
  const money = useMoney();
  const [isMoving, setMoving] = useState(false);
  const [name, setName] = useState(shift.by);
  useEffect(() => {
    void shop.databases.cache.staff
      .findOne(shift.by)
      .exec()
      .then((person) => person && setName(person.name));
  }, [shift.by]);
  return (
    <Screen
      title={words.shift.title}
      total={{ label: words.shift.expected, figure: money(expectedCash(shift.float, shift.figures)) }}
      action={{ label: words.shift.close, run: onClose }}
      side={
        <div className="stack">
          <Button className="button" onPress={() => setMoving(true)}>
            {words.shift.moveCash}
          </Button>
        </div>
      }
    >
      <h2>{words.shift.xReport}</h2>
      <p className="quiet">{words.shift.openSince(name, moment(shift.openedAt, Date.now(), locale))}</p>
      {shift.by !== staff.staff && <Notice tone="warn">{words.shift.otherShift(name)}</Notice>}
      <div className="card">
        <FiguresTable figures={shift.figures} float={shift.float} />
      </div>
      {isMoving && (
        <MoveCash
          onClose={() => {
            setMoving(false);
            void onChange();
          }}
        />
      )}
    </Screen>
  );
}

function MoveCash({ onClose }: { onClose: () => void }) {
  const { shop, words, staff, currency } = useApp();
  const { run, problem, isBusy } = useCommand();
  const [move, setMove] = useState<(typeof CASH_MOVES)[number]>('lift');
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const amount = parseMoney(typed, currency);
  const record = async (): Promise<void> => {
    const id = crypto.randomUUID();
    const body = { id, register: shop.device.register, by: staff.staff, move, amount, reason: reason.trim() };
    if (await run('cash-moves', body, { id, done: words.shift.moves[move] })) onClose();
  };
  return (
    <Question title={words.shift.moveCash} onClose={onClose}>
      <Choice
        label={words.shift.moveWhich}
        value={move}
        options={CASH_MOVES.map((value) => ({ value, label: words.shift.moves[value] }))}
        onChange={setMove}
      />
      <Field label={words.common.amount} kind="amount" value={typed} onChange={setTyped} />
      <Field label={words.common.reason} value={reason} onChange={setReason} />
      {problem && <Notice tone="bad">{problem.text}</Notice>}
      <Button className="primary" isDisabled={isBusy || !amount || reason.trim() === ''} onPress={() => void record()}>
        {words.shift.moves[move]}
      </Button>
      <Button className="button plain" onPress={onClose}>
        {words.common.cancel}
      </Button>
    </Question>
  );
}

function Close({
  shift,
  onBack,
  onClosed,
}: {
  shift: OpenShift;
  onBack: () => void;
  onClosed: (report: Report) => void;
}) {
  const { shop, words, staff, currency } = useApp();
  const money = useMoney();
  const { run, problem, isBusy } = useCommand();
  const unsent = useUnsent();
  const [count, setCount] = useState(() => denominationsOf(currency));
  const close = async (): Promise<void> => {
    const body = {
      shift: shift.id,
      register: shop.device.register,
      by: staff.staff,
      count: count.filter((one) => one.pieces > 0),
    };
    const answer = await run('shift-closings', body, {
      id: `shift-closing.${shift.id}`,
      done: words.status.commands['shift-closings'],
    });
    if (answer === 'kept' || !answer) return;
    const { number, figures, float, counted, expected } = answer.document.body as Report & { number: number };
    onClosed({
      title: words.shift.zReport(number),
      figures,
      ...(float === undefined ? {} : { float }),
      counted: counted ?? 0,
      expected: expected ?? 0,
    });
  };
  return (
    <Screen
      title={words.shift.close}
      total={{ label: words.shift.counted, figure: money(cashIn(count)) }}
      action={{
        label: unsent > 0 ? words.shift.closeAnyway : words.shift.close,
        run: () => void close(),
        isDisabled: isBusy,
      }}
      side={
        <div className="stack">
          {unsent > 0 && <Notice tone="warn">{words.shift.unsentWarning(unsent)}</Notice>}
          {problem && <Notice tone="bad">{problem.text}</Notice>}
          <Button className="button start" onPress={onBack}>
            {words.common.back}
          </Button>
        </div>
      }
    >
      <h2>{words.shift.countDrawer}</h2>
      <DenominationCount count={count} onChange={setCount} />
    </Screen>
  );
}
