/** What a replay has to tell: one object for machines, and the same as a table for people. */
import type { Plan } from '../trade-data/plan.ts';
import type { PointsTally } from '../verify-ledger/members.ts';
import type { Verdict } from '../verify-ledger/verify.ts';
import type { ReplayOptions } from './options.ts';
import type { Heal, Run } from './run.ts';
import type { Timing } from './tally.ts';

export interface Report {
  readonly passed: boolean;
  readonly seed: number;
  readonly stores: number;
  readonly weeks: number;
  readonly from: string;
  readonly days: number;
  readonly cuts: readonly string[];
  readonly kills: readonly string[];
  readonly rows: { readonly read: number; readonly used: object; readonly setAside: object };
  readonly steps: number;
  readonly done: Readonly<Record<string, number>>;
  readonly refused: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly notes: Readonly<Record<string, number>>;
  readonly oversold: number;
  readonly negativeAccounts: number;
  readonly lostDocuments: number;
  readonly duplicatedDocuments: number;
  readonly points: PointsTally;
  readonly members: number;
  readonly pointsBelowZero: number;
  readonly pointsSpentTwice: number;
  readonly pointsOutOfNowhere: number;
  /** Purchases whose points are not those of the rules and of the member's tier at the hub: each is an exception there. */
  readonly pointsDiffer: number;
  readonly tiers: Readonly<Record<string, number>>;
  readonly acknowledged: number;
  readonly documents: number;
  readonly stateHashes: readonly {
    readonly store: string;
    readonly servedByStore: string;
    readonly servedByHub: string;
    readonly foldedAtStore: string;
    readonly foldedAtHub: string;
    readonly equal: boolean;
  }[];
  readonly problems: readonly string[];
  readonly operations: number;
  readonly tradingSeconds: number;
  readonly operationsPerSecond: number;
  /** Milliseconds. */
  readonly timings: Readonly<Record<string, Timing>>;
  readonly heals: readonly Heal[];
  /** The longest time from a healed line until both sides of its store were equal; null: never. */
  readonly convergedMs: number | null;
}

export function reportOf(given: { plan: Plan; options: ReplayOptions; run: Run; verdict: Verdict }): Report {
  const { plan, options, run, verdict } = given;
  const { tally } = run;
  const served = new Map(run.convergence.map((side) => [side.store, side]));
  const stateHashes = verdict.stores.map(({ store, storeHash, hubHash }) => {
    const { atStore = '', atHub = '' } = served.get(store) ?? {};
    const equal = new Set([atStore, atHub, storeHash, hubHash]).size === 1;
    return { store, servedByStore: atStore, servedByHub: atHub, foldedAtStore: storeHash, foldedAtHub: hubHash, equal };
  });
  const { oversold, negativeAccounts, lostDocuments, duplicatedDocuments, problems } = verdict;
  const {
    tally: points,
    members,
    pointsDiffer,
    pointsBelowZero,
    pointsSpentTwice,
    pointsOutOfNowhere,
  } = verdict.points;
  const zeros = [
    oversold,
    negativeAccounts,
    lostDocuments,
    duplicatedDocuments,
    pointsBelowZero,
    pointsSpentTwice,
    pointsOutOfNowhere,
    problems.length,
  ];
  const isWhole = stateHashes.length === plan.options.stores.length && stateHashes.every(({ equal }) => equal);
  const operations = Object.values(tally.timings).reduce((sum, { count }) => sum + count, 0);
  const waits = [...run.heals, ...run.convergence].map(({ ms }) => ms);
  const convergedMs = waits.includes(undefined) ? null : Math.max(0, ...waits.map(Number));
  return {
    passed: zeros.every((count) => count === 0) && isWhole && convergedMs !== null,
    seed: plan.options.seed,
    stores: plan.options.stores.length,
    weeks: plan.options.weeks,
    from: plan.start,
    days: plan.days,
    cuts: options.cuts.map(({ store, from, to }) => `${store} from day ${from} to day ${to}`),
    kills: options.kills.map(({ process, day }) => `${process} on day ${day}`),
    rows: { read: plan.rows.read, used: plan.rows.used, setAside: plan.rows.setAside },
    steps: plan.steps.length,
    done: tally.doneByOperation,
    refused: tally.refusedByOperation,
    notes: tally.notes,
    oversold,
    negativeAccounts,
    lostDocuments,
    duplicatedDocuments,
    points,
    members,
    pointsBelowZero,
    pointsSpentTwice,
    pointsOutOfNowhere,
    pointsDiffer,
    tiers: tiersOf(run.points),
    acknowledged: tally.acknowledged.length,
    documents: verdict.stores.reduce((sum, { up, down }) => sum + up + down, 0),
    stateHashes,
    problems,
    operations,
    tradingSeconds: run.tradingMs / 1000,
    operationsPerSecond: (operations * 1000) / run.tradingMs,
    timings: tally.timings,
    heals: run.heals,
    convergedMs,
  };
}

/** Members in each tier, as the hub served them at the end. */
function tiersOf(served: Run['points']): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { tier } of served.values()) {
    if (!tier) continue;
    const name = `members in tier ${tier.name}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

/** The report as text, some eighty lines of it. */
export function render(report: Report): string {
  const { rows, refused, timings } = report;
  const refusals = Object.entries(refused).flatMap(([operation, codes]) =>
    Object.entries(codes).map(([code, count]): [string, number] => [`${operation}: ${code}`, count]),
  );
  const cuts = report.cuts.length === 0 ? 'no line cut' : `cut: ${report.cuts.join('; ')}`;
  const kills = report.kills.length === 0 ? '' : `, killed: ${report.kills.join('; ')}`;
  const parts = [
    `${report.stores} stores, ${report.weeks} weeks from ${report.from}, seed ${report.seed}, ${cuts}${kills}`,
    section('Rows of the data', [
      ['read', rows.read],
      ...Object.entries(rows.used).map(([name, count]): [string, number] => [`used: ${name}`, count as number]),
      ...Object.entries(rows.setAside).map(([name, count]): [string, number] => [
        `set aside: ${name}`,
        count as number,
      ]),
    ]),
    section('Done', Object.entries(report.done)),
    section('Refused, by code', refusals),
    section('Also', Object.entries(report.notes)),
    ['Time in milliseconds', ...timingLines(timings)].join('\n'),
    section('Points', [
      ['members', report.members],
      ...Object.entries(report.tiers),
      ...Object.entries(report.points),
      ['exceptions: other points than the rules give', report.pointsDiffer],
    ]),
    section('Speed', [
      ['operations', report.operations],
      ['operations a second', Math.round(report.operationsPerSecond)],
      ['ms to converge after a heal, at most', report.convergedMs ?? 'never'],
    ]),
    [
      'Healed lines',
      ...report.heals.map(
        ({ store, waitedUp, waitedDown, ms }) =>
          `  ${store}  ${waitedUp} documents waited at the store, ${waitedDown} at the hub; equal after ${ms ?? 'no'} ms`,
      ),
    ].join('\n'),
    [
      'State of each store, as served and as folded from disk',
      ...report.stateHashes.map(({ store, servedByStore, servedByHub, equal }) =>
        equal
          ? `  ${store}  ${servedByStore}  equal`
          : `  ${store}  store ${servedByStore.slice(0, 16)} hub ${servedByHub.slice(0, 16)}  DIFFERENT`,
      ),
    ].join('\n'),
    section('Laws', [
      ['acknowledged documents', report.acknowledged],
      ['documents in the logs', report.documents],
      ['oversold', report.oversold],
      ['negativeAccounts', report.negativeAccounts],
      ['lostDocuments', report.lostDocuments],
      ['duplicatedDocuments', report.duplicatedDocuments],
      ['pointsBelowZero', report.pointsBelowZero],
      ['pointsSpentTwice', report.pointsSpentTwice],
      ['pointsOutOfNowhere', report.pointsOutOfNowhere],
    ]),
    ...(report.problems.length === 0
      ? []
      : [['Problems', ...report.problems.slice(0, 20).map((line) => `  ${line}`)].join('\n')]),
    report.passed ? 'equal: every law held' : 'NOT EQUAL: see above',
  ];
  return parts.join('\n\n');
}

function section(title: string, lines: readonly (readonly [string, number | string])[]): string {
  const width = Math.max(0, ...lines.map(([name]) => name.length));
  return [title, ...lines.map(([name, value]) => `  ${name.padEnd(width)}  ${String(value).padStart(8)}`)].join('\n');
}

function timingLines(timings: Readonly<Record<string, Timing>>): string[] {
  const width = Math.max(0, ...Object.keys(timings).map((name) => name.length));
  const cell = (value: number | string): string => String(value).padStart(9);
  const head = `  ${''.padEnd(width)}${['count', 'p50', 'p99', 'max'].map(cell).join('')}`;
  const lines = Object.entries(timings).map(
    ([name, { count, p50, p99, max }]) =>
      `  ${name.padEnd(width)}${[count, p50.toFixed(1), p99.toFixed(1), max.toFixed(1)].map(cell).join('')}`,
  );
  return [head, ...lines];
}
