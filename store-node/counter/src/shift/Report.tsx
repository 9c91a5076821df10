/** The X and Z reports: of a shift, and of the store's day with the log's head it closes. */
import { useState } from 'react';
import type { Figures } from '@ringfence/domain/documents/till.ts';
import { Button } from 'react-aria-components';
import { useApp, useMoney } from '../app/context.tsx';
import { Icon } from '../ui/icons.tsx';
import { Screen } from '../ui/ui.tsx';
import { dateTime, rate } from '../words/formats.ts';

/** Everything since the last Z of the store. */
export interface Day {
  readonly figures: Figures;
  readonly shifts: number;
  readonly variance: number;
}

export interface Report {
  readonly title: string;
  readonly figures: Figures;
  readonly float?: number;
  readonly counted?: number;
  readonly expected?: number;
  readonly closes?: { readonly n: number; readonly head: string };
  readonly day?: Day;
}

export function ReportScreen({ report, onClose }: { report: Report; onClose: () => void }) {
  const { shop, words, locale } = useApp();
  const [at] = useState(() => shop.now());
  const money = useMoney();
  const { title, figures, float, counted, expected, closes, day } = report;
  const variance = counted !== undefined && expected !== undefined ? counted - expected : undefined;
  return (
    <Screen
      title={title}
      {...(variance === undefined
        ? {}
        : {
            total: {
              label: `${words.shift.variance}, ${variance === 0 ? words.shift.even : variance > 0 ? words.shift.over : words.shift.short}`,
              figure: money(variance),
            },
          })}
      action={{ label: words.common.done, run: onClose }}
      side={
        <Button className="button" onPress={() => window.print()}>
          <Icon name="print" />
          {words.receipt.print}
        </Button>
      }
    >
      <article className="printed stack">
        <h2 data-testid="report">{title}</h2>
        <p className="quiet small">{[shop.store$.value, shop.device.register, dateTime(at, locale)].join(' · ')}</p>
        <div className="card">
          {day ? (
            <DayTable day={day} />
          ) : (
            <FiguresTable figures={figures} {...(float === undefined ? {} : { float })} />
          )}
        </div>
        {variance !== undefined && (
          <dl className="table">
            <dt>{words.shift.counted}</dt>
            <dd>{money(counted ?? 0)}</dd>
            <dt>{words.shift.expected}</dt>
            <dd>{money(expected ?? 0)}</dd>
            <dt>{words.shift.variance}</dt>
            <dd>{money(variance)}</dd>
          </dl>
        )}
        {closes && (
          <p className="quiet small">
            {words.shift.head} {closes.n}: <code style={{ overflowWrap: 'anywhere' }}>{closes.head}</code>
          </p>
        )}
      </article>
    </Screen>
  );
}

/** The day's figures, and how its shifts came out together. */
export function DayTable({ day }: { day: Day }) {
  const { words } = useApp();
  const money = useMoney();
  return (
    <div className="stack tight">
      <FiguresTable figures={day.figures} />
      <dl className="table">
        <dt>{words.shift.shiftsClosed}</dt>
        <dd>{day.shifts}</dd>
        <dt>{words.shift.variance}</dt>
        <dd>{money(day.variance)}</dd>
      </dl>
    </div>
  );
}

export function FiguresTable({ figures, float }: { figures: Figures; float?: number }) {
  const { words, locale } = useApp();
  const money = useMoney();
  const rows: [string, number][] = [
    [words.shift.sales(figures.sales.count), figures.sales.total],
    [words.shift.returned(figures.returns.count), -figures.returns.total],
    [words.shift.handOvers(figures.handOvers.count), figures.handOvers.total],
    ...figures.taxes.map((tax): [string, number] => [
      `${words.receipt.tax(rate(tax.rate, locale))} ${money(tax.gross)}`,
      tax.tax,
    ]),
    // Absent in figures of an older store's node.
    ...((figures as Partial<Figures>).taxesReturned ?? []).map((tax): [string, number] => [
      `${words.receipt.tax(rate(tax.rate, locale))} ${money(tax.gross)} ${words.shift.taxReturned}`,
      -tax.tax,
    ]),
    ...(float === undefined ? [] : [[words.shift.floatLine, float] as [string, number]]),
    ...figures.tenders.flatMap((tender): [string, number][] => [
      [`${words.shift.tenders[tender.kind]}, ${words.shift.taken.toLowerCase()}`, tender.taken],
      ...(tender.refunded > 0
        ? [
            [`${words.shift.tenders[tender.kind]}, ${words.shift.refunded.toLowerCase()}`, -tender.refunded] as [
              string,
              number,
            ],
          ]
        : []),
    ]),
    ...(figures.paidIn > 0 ? [[words.shift.moves['paid-in'], figures.paidIn] as [string, number]] : []),
    ...(figures.paidOut > 0 ? [[words.shift.moves['paid-out'], -figures.paidOut] as [string, number]] : []),
    ...(figures.lifted > 0 ? [[words.shift.moves.lift, -figures.lifted] as [string, number]] : []),
  ];
  return (
    <dl className="table">
      {rows.map(([label, amount]) => (
        <div key={label} style={{ display: 'contents' }}>
          <dt>{label}</dt>
          <dd>{money(amount === 0 ? 0 : amount)}</dd>
        </div>
      ))}
    </dl>
  );
}
