import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Retailer, startRetailer } from '../processes/retailer.ts';
import { planOf } from '../trade-data/plan.ts';
import { type InvoiceLine, lineKey, type ProductRow, type TradeData } from '../trade-data/rows.ts';
import { readSample } from '../trade-data/sample.ts';
import type { ServedPoints } from '../verify-ledger/members.ts';
import { type Served, verifyLedger } from '../verify-ledger/verify.ts';
import { type ReplayOptions, replayOptions } from './options.ts';
import { reportOf } from './report.ts';
import { type Run, runPlan } from './run.ts';

const { products, stores: allStores } = readSample();
const stores = allStores.slice(0, 2);
const goods = products.slice(0, 12);

/** A week of trade with the sample's goods: four invoices a day, and what some customers bring back a day later. */
function week(): TradeData {
  const lines: InvoiceLine[] = [];
  const returns = new Map<string, { invoice: string; line: number; match: 'exact_price_qty'; original: string }>();
  for (let day = 1; day <= 7; day++) {
    for (let number = 1; number <= 4; number++) {
      const invoice = String(day * 100 + number);
      const at = `2011-09-0${day}T${10 + number}:00`;
      const customer = `customer-${number}`;
      for (let line = 1; line <= 3; line++) {
        const { sku, price } = goods[(day * number + 3 * line) % goods.length]!;
        lines.push({ at, invoice, line, customer, sku, units: 2 + line, unitPrice: price + 5, kind: 'sale' });
        if (line > 1 || day === 7) continue;
        const back = { at: `2011-09-0${day + 1}T20:00`, invoice: `C${invoice}`, line };
        lines.push({ ...back, customer, sku, units: -1, unitPrice: price, kind: 'cancellation' });
        returns.set(lineKey(back), { invoice: back.invoice, line, match: 'exact_price_qty', original: invoice });
      }
    }
  }
  lines.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const rows = products.map(({ sku, name, price }): ProductRow => ({ sku, description: name, lines: 1, price }));
  return { lines, products: new Map(rows.map((row) => [row.sku, row])), returns, shops: [] };
}

let directory: string;
let retailer: Retailer;
let run: Run;
let options: ReplayOptions;
const plan = planOf(week(), {
  stores: stores.map(({ store }) => store),
  weeks: 1,
  seed: 3,
  pickupShare: 0.5,
  scarceShare: 0.2,
  cancelRate: 0.1,
});

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'ringfence-replay-test-'));
  const cuts = [
    '--cut',
    '2:day2-day3',
    '--cut',
    '1:day6-day7',
    '--kill',
    'hub:day4',
    '--kill',
    '1:day5',
    '--redeem-share',
    '1',
  ];
  options = replayOptions(['--data', 'none', '--stores', '2', '--weeks', '1', ...cuts]);
  retailer = await startRetailer({ directory, stores, products, basePort: 0 });
  run = await runPlan(plan, { options, retailer, products, tell: () => {} });
  await retailer.stop();
}, 600_000);

afterAll(async () => {
  await retailer?.kill();
  rmSync(directory, { recursive: true, force: true });
});

const served = (): Served[] =>
  run.convergence.flatMap(({ store, atStore, atHub }): Served[] => [
    { store, by: 'store', hash: atStore },
    { store, by: 'hub', hash: atHub },
  ]);
const verify = (more: { served: Served[]; acknowledged: Run['tally']['acknowledged']; servedPoints?: ServedPoints }) =>
  verifyLedger({
    hub: retailer.hub.directory,
    stores: new Map(retailer.stores.map(({ id, directory: own }) => [id, own])),
    ...more,
  });

test('a week with cut lines and killed processes ends with every law held', async () => {
  const verdict = await verify({ served: served(), acknowledged: run.tally.acknowledged, servedPoints: run.points });
  expect(verdict.problems).toEqual([]);
  const report = reportOf({ plan, options, run, verdict });
  expect(report).toMatchObject({
    passed: true,
    oversold: 0,
    negativeAccounts: 0,
    lostDocuments: 0,
    duplicatedDocuments: 0,
    pointsBelowZero: 0,
    pointsSpentTwice: 0,
    pointsOutOfNowhere: 0,
  });
  const { earned, redeemed, reversed, expired } = report.points;
  expect([earned, redeemed, reversed, expired].map((points) => points > 0)).toEqual([true, true, true, true]);
  expect(report.done['hand-over'] ?? 0).toBeGreaterThan(0);
  expect(report.heals.map(({ store }) => store)).toEqual(['S02', 'S01']);
});

test('what was acknowledged and is not there, and what was served and does not fold, are found', async () => {
  const [first] = served();
  if (!first) throw new Error('bug');
  const verdict = await verify({
    served: [{ ...first, hash: 'another' }],
    acknowledged: [{ store: 'S01', direction: 'up', id: 'sale~never-made' }],
  });
  expect(verdict.lostDocuments).toBe(2);
  expect(verdict.problems.join('\n')).toContain('served another');
});
