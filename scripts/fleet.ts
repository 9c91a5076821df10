/**
 * A thousand stores at one real hub:
 *   npm run fleet -- [--stores 1000] [--skus 50] [--hourly 160] [--seconds 60] [--orders 5] [--questions 20] [--seed 1]
 * One light process plays the stores, with the product's own store and link code on logs in memory; another plays the
 * web shop. Steady trade, then half of the stores cut off for an hour of trade and healed at once. Prints what the hub
 * needed for it; exit code 0 only when all states are equal and nothing is lost or below zero.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fleet } from './fleet/fleet.ts';
import { fleetOptions } from './fleet/options.ts';
import { answerHelp } from './help.ts';

answerHelp(import.meta.filename);

process.env['NODE_ENV'] = 'production';
const directory = mkdtempSync(join(tmpdir(), 'ringfence-fleet-'));
let passed = false;
try {
  const fleet = await Fleet.open(fleetOptions(process.argv.slice(2)), directory, (line) => console.error(line));
  const result = await fleet.run();
  await fleet.close();
  console.table(
    result.phases.map(({ name, seconds, sales, shopped, printLag, printLagBack, ownLateMs, hubCpu, hubMb }) => ({
      phase: name,
      seconds: round(seconds),
      sales,
      'availability p50 ms': shopped && round(shopped.p50),
      'p99 ms': shopped && round(shopped.p99),
      orders: shopped?.orders ?? null,
      printed: printLag.printed,
      'print lag p50 ms': round(printLag.p50),
      'lag p99 ms': round(printLag.p99),
      'printed, back': printLagBack.printed,
      'back, lag p50 ms': round(printLagBack.p50),
      'back, p99 ms': round(printLagBack.p99),
      'fleet late ms': round(ownLateMs),
      'hub cpu': round(hubCpu),
      'hub MB': hubMb,
    })),
  );
  const { phases: _phases, ...summary } = result;
  console.log(JSON.stringify(summary, null, 2));
  passed = Object.values(result.faults).every((count) => count === 0);
} finally {
  rmSync(directory, { recursive: true, force: true });
}
process.exit(passed ? 0 : 1);

function round(value: number): number | null {
  return Number.isNaN(value) ? null : Number(value.toPrecision(3));
}
