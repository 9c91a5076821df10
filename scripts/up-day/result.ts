/**
 * What the day came to: the counts, the stock of every store as it is served,
 * and a verdict made from the logs on disk alone. `passed` only when store and
 * hub fold to the same, nothing was oversold, lost or written twice, and the
 * examination of the ledger found nothing.
 */
import type { Product } from '@ringfence/domain/documents/catalog.ts';
import { hubDirectory, type Retailer, type RunningStore } from '../processes/retailer.ts';
import { type Convergence, converge } from '../replay/converge.ts';
import { type Verdict, verifyLedger } from '../verify-ledger/verify.ts';
import type { StockOf } from './crew.ts';
import type { DayTally, StoreTally } from './tally.ts';
import { money, paint } from './voice.ts';

const SKUS_AT_ONCE = 100;
const SHORT_HASH = 8;
const CONVERGE_MS = 30_000;
const PROBLEMS_SHOWN = 5;
const CURRENCY = 'GBP';

interface Row extends StoreTally {
  readonly store: string;
  readonly onHand: number;
  readonly online: number;
  readonly held: number;
  readonly up: number;
  readonly down: number;
  readonly storeHash: string;
  readonly hubHash: string;
}

export interface Result {
  readonly passed: boolean;
  readonly rows: readonly Row[];
  readonly oversold: number;
  readonly negativeAccounts: number;
  readonly lost: number;
  readonly duplicated: number;
  /** Documents whose acknowledgement was looked up in the logs. */
  readonly acknowledged: number;
  readonly problems: readonly string[];
}

export async function resultOf(
  directory: string,
  given: { retailer: Retailer; tally: DayTally; products: readonly Product[] },
): Promise<Result> {
  const { retailer, tally, products } = given;
  const sides = await converge(retailer, retailer.stores, { giveUpMs: CONVERGE_MS, quietMs: 0 });
  const served = sides.flatMap(({ store, atStore, atHub }) => [
    { store, by: 'store' as const, hash: atStore },
    { store, by: 'hub' as const, hash: atHub },
  ]);
  const verdict = await verifyLedger({
    hub: hubDirectory(directory),
    stores: new Map(retailer.stores.map((store) => [store.id, store.directory])),
    served,
    acknowledged: tally.acknowledged,
  });
  const rows = await Promise.all(retailer.stores.map((store) => rowOf(store, { tally, products, sides, verdict })));
  const { oversold, negativeAccounts, lostDocuments: lost, duplicatedDocuments: duplicated, problems } = verdict;
  const isEqual = rows.every(({ storeHash, hubHash }) => storeHash === hubHash && storeHash !== '');
  const zeros = [oversold, negativeAccounts, lost, duplicated, problems.length];
  return {
    passed: isEqual && zeros.every((count) => count === 0),
    rows,
    oversold,
    negativeAccounts,
    lost,
    duplicated,
    acknowledged: tally.acknowledged.length,
    problems,
  };
}

async function rowOf(
  store: RunningStore,
  from: { tally: DayTally; products: readonly Product[]; sides: readonly Convergence[]; verdict: Verdict },
): Promise<Row> {
  const sums = { onHand: 0, online: 0, held: 0 };
  const skus = from.products.map(({ sku }) => sku);
  for (let at = 0; at < skus.length; at += SKUS_AT_ONCE) {
    const list = skus
      .slice(at, at + SKUS_AT_ONCE)
      .map(encodeURIComponent)
      .join(',');
    const { stock = [] } = (await store.clerk.get<{ stock: StockOf[] }>(`stock?skus=${list}`)) ?? {};
    for (const item of stock) {
      sums.onHand += item.onHand;
      sums.online += item.online;
      sums.held += item.orders;
    }
  }
  const onDisk = from.verdict.stores.find((candidate) => candidate.store === store.id);
  const side = from.sides.find((candidate) => candidate.store === store.id);
  return {
    store: store.id,
    ...from.tally.of(store.id),
    ...sums,
    up: onDisk?.up ?? 0,
    down: onDisk?.down ?? 0,
    storeHash: side?.atStore ?? '',
    hubHash: side?.atHub ?? '',
  };
}

interface Column {
  readonly title: readonly [string, string];
  readonly of: (row: Row) => number;
  readonly show?: (value: number) => string;
}

const COLUMNS: readonly Column[] = [
  { title: ['', 'sales'], of: (row) => row.sales },
  { title: ['takings', CURRENCY], of: (row) => row.takings, show: (value) => money(value, '').trim() },
  { title: ['pickup', 'orders'], of: (row) => row.orders },
  { title: ['handed', 'over'], of: (row) => row.handOvers },
  { title: ['', 'returns'], of: (row) => row.returns },
  { title: ['units', 'on hand'], of: (row) => row.onHand },
  { title: ['for the', 'web'], of: (row) => row.online },
  { title: ['held for', 'orders'], of: (row) => row.held },
  { title: ['docs', 'up'], of: (row) => row.up },
  { title: ['docs', 'down'], of: (row) => row.down },
];

/** The result as text, at most a hundred columns wide. */
export function renderResult(result: Result, day: number): string {
  const cells = (row: Row): string[] => COLUMNS.map(({ of, show = String }) => show(of(row)));
  const sums = COLUMNS.map(({ of, show = String }) => show(result.rows.reduce((sum, row) => sum + of(row), 0)));
  const body = result.rows.map(cells);
  const widths = COLUMNS.map(({ title }, at) =>
    Math.max(...[...title, sums[at] ?? '', ...body.map((row) => row[at] ?? '')].map((text) => text.length)),
  );
  const line = (first: string, texts: readonly string[], last = ''): string =>
    `  ${first.padEnd(5)}${texts.map((text, at) => text.padStart(widths[at] ?? 0)).join('  ')}  ${last}`.trimEnd();
  const titles = [0, 1].map((at) => COLUMNS.map(({ title }) => title[at] ?? ''));
  const head = [line('', titles[0] ?? [], 'store'), line('', titles[1] ?? [], '= hub')];
  const rule = `  ${'─'.repeat(Math.max(...head.map((text) => text.length)) - 2)}`;
  return [
    paint('bold', day === 1 ? 'The day in figures' : `Day ${day} in figures`),
    ...head,
    rule,
    ...result.rows.map((row, at) => line(row.store, body[at] ?? [], stateOf(row))),
    rule,
    line('all', sums),
    '',
    ...verdictLines(result),
  ].join('\n');
}

const stateOf = ({ storeHash, hubHash }: Row): string =>
  storeHash === hubHash
    ? paint('green', `${storeHash.slice(0, SHORT_HASH)} =`)
    : paint('red', `${storeHash.slice(0, SHORT_HASH)} ≠ ${hubHash.slice(0, SHORT_HASH)}`);

function verdictLines(result: Result): string[] {
  const { oversold, negativeAccounts, lost, duplicated, acknowledged, problems, passed } = result;
  const counts: readonly (readonly [number, string])[] = [
    [oversold, 'units oversold'],
    [negativeAccounts, 'accounts below zero'],
    [lost, `lost of ${acknowledged} documents that were acknowledged`],
    [duplicated, 'documents written twice'],
    [problems.length, 'other findings'],
  ];
  const paper = passed ? 'every law held' : 'NOT AS IT SHOULD BE';
  return [
    `  Read again from the logs on disk, store by store and the hub: ${paint(passed ? 'green' : 'red', paper)}`,
    ...counts.map(([count, what]) => `  ${paint(count === 0 ? 'green' : 'red', String(count).padStart(4))} ${what}`),
    ...problems.slice(0, PROBLEMS_SHOWN).map((problem) => paint('red', `       ${problem}`)),
  ];
}
