/**
 * Drives real trade through real processes, cuts lines on the way, and proves
 * at the end that nothing was promised twice, lost or counted twice:
 *   npm run replay -- --data <dir> [--stores 8] [--weeks 2] [--seed 1] [--cut "2:day3-day6"]… [--kill "hub:day4"]…
 *     [--pickup-share 0.15] [--visit-rate 0.15] [--return-elsewhere 0.3] [--scarce-share 0.03] [--override-share 0.3]
 *     [--redeem-share 0.5] [--in-flight 4] [--base-port 0] [--json out.json] [--keep dir] [--couch URL] [--hubs 1]
 * scripts/trade-data/README.md says which files `--data` names. A cut store is cut from the beginning of the first day to
 * the end of the last. With `--couch URL [--hubs 2]` the hubs keep their log in a CouchDB.
 * Exit code 0 only when every law held.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { must } from '@ringfence/domain/basic/assert.ts';
import { answerHelp } from './help.ts';
import { startRetailer } from './processes/retailer.ts';
import { shareStorage, type SharedStorage } from './processes/shared-storage.ts';
import { replayOptions, type ReplayOptions } from './replay/options.ts';
import { render, type Report, reportOf } from './replay/report.ts';
import { runPlan } from './replay/run.ts';
import { chooseStores, giftProduct } from './trade-data/catalogue.ts';
import { planOf } from './trade-data/plan.ts';
import { readTradeData } from './trade-data/rows.ts';
import { skusOfStep } from './trade-data/steps.ts';
import { verifyLedger } from './verify-ledger/verify.ts';

answerHelp(import.meta.filename);

const tell = (line: string): void => console.log(line);

async function replay(options: ReplayOptions, directory: string, shared: SharedStorage | undefined): Promise<Report> {
  const data = readTradeData(options.data);
  const plan = planOf(data, options.plan);
  const skus = [...new Set(plan.steps.flatMap(skusOfStep))].sort();
  const products = skus.map((sku) => giftProduct(must(data.products.get(sku), `no product ${sku}`)));
  const stores = chooseStores(data, options.plan.stores.length, options.plan.seed);
  tell(
    `${plan.rows.read} rows make ${plan.steps.length} steps with ${products.length} products in ${stores.length} stores`,
  );
  const retailer = await startRetailer({
    directory,
    stores,
    products,
    basePort: options.basePort,
    hubs: shared?.hubs,
  });
  tell(`the hub listens on ${retailer.hub.process.url}; logs of the processes are in ${join(directory, 'logs')}`);
  try {
    const run = await runPlan(plan, { options, retailer, products, tell });
    await retailer.stop();
    tell('all processes are stopped; reading their logs from disk');
    const verdict = await verifyLedger({
      hub: retailer.hub.log,
      stores: new Map(retailer.stores.map((store) => [store.id, store.directory])),
      acknowledged: run.tally.acknowledged,
      servedPoints: run.points,
      served: run.convergence.flatMap(({ store, atStore, atHub }) => [
        { store, by: 'store' as const, hash: atStore },
        { store, by: 'hub' as const, hash: atHub },
      ]),
    });
    return reportOf({ plan, options, run, verdict });
  } finally {
    await retailer.kill();
  }
}

/** The directory to keep, which must be empty, or one of our own that goes away. */
function placeFor(options: ReplayOptions): { directory: string; isTemporary: boolean } {
  if (options.keep === undefined)
    return { directory: mkdtempSync(join(tmpdir(), 'ringfence-replay-')), isTemporary: true };
  const directory = resolve(options.keep);
  mkdirSync(directory, { recursive: true });
  if (readdirSync(directory).length > 0) throw new Error(`${directory} is not empty`);
  return { directory, isTemporary: false };
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const options = replayOptions(process.argv.slice(2));
const { directory, isTemporary } = placeFor(options);
const shared = await shareStorage(options.couch, options.hubs, tell);
if (shared === undefined && options.hubs > 1) throw new Error('--hubs: only hubs that share a CouchDB can be several');
try {
  const report = await replay(options, directory, shared);
  console.log(`\n${render(report)}`);
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
  process.exitCode = report.passed ? 0 : 1;
  if (isTemporary && report.passed) {
    rmSync(directory, { recursive: true });
    await shared?.drop();
  } else console.log(`the directory stays: ${directory}`);
} catch (error) {
  console.error(error);
  console.error(`the directory stays: ${directory}`);
  process.exitCode = 1;
} finally {
  await shared?.close();
}
