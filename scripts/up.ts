/**
 * A whole retailer on this machine, a short day of trade, and what came of it:
 *   scripts/up [--once] [--fresh] [--data DIR] [--port 7400] [--graphiql]
 * Stays up until Ctrl-C; with `--once` it stops after the table, with exit code
 * 0 only when stores and hub are equal and nothing was oversold, lost or doubled.
 */
import { resolve } from 'node:path';
import { must } from '@ringfence/domain/basic/assert.ts';
import type { StoreInfo } from '@ringfence/domain/documents/catalog.ts';
import { answerHelp } from './help.ts';
import { beginDay, checkPorts, preparePlace } from './up-day/place.ts';
import { castOf } from './up-day/cast.ts';
import { playDay } from './up-day/day.ts';
import { renderHints } from './up-day/hints.ts';
import { CannotStart, upOptions, type UpOptions } from './up-day/options.ts';
import { renderResult, resultOf } from './up-day/result.ts';
import { DayTally } from './up-day/tally.ts';
import { paint, voice } from './up-day/voice.ts';
import { type Retailer, startRetailer } from './processes/retailer.ts';
import { putStaff } from './processes/staff.ts';
import { readSample } from './trade-data/sample.ts';

answerHelp(import.meta.filename);

const INTERRUPTED = 130;
const tell = (line: string): void => console.log(line);

/** Set once somebody asks to stop; the second time ends at once, and takes the processes along. */
const stopped = Promise.withResolvers<void>();
let isStopping = false;
function onSignal(): void {
  if (isStopping) process.exit(INTERRUPTED);
  isStopping = true;
  stopped.resolve();
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);

async function up(options: UpOptions): Promise<number> {
  const directory = resolve(options.data);
  const { products, stores } = readSample();
  await preparePlace(directory, options);
  await checkPorts(options.port, stores.length);
  const day = beginDay(directory);
  tell(`${paint('bold', 'Ringfence')}: a hub and ${stores.length} stores, each a process of its own on this machine.`);
  tell('Every unit in a store is either the counter’s to sell or the web’s to promise, never both.');
  tell('What is refused is marked ✗, with the reason that was given.');
  tell(`State is kept in ${directory}${day === 1 ? '' : `; this is day ${day}`}.\n`);
  const { port: basePort, graphiql: development } = options;
  const retailer = await startRetailer({ directory, stores, products, basePort, development });
  introduce(retailer, stores);
  try {
    await putStaff(retailer.hub.operations);
    const work = trade(directory, { retailer, day, products, options });
    const passed = await Promise.race([work, stopped.promise]);
    // Whatever the day was at when it was told to stop fails with the processes; nobody waits for it.
    work.catch(() => {});
    if (passed !== undefined && !options.once) {
      tell(`\n${paint('bold', 'Up.')} Ctrl-C stops everything; the next scripts/up goes on from here.`);
      await stopped.promise;
    }
    tell(`\n${isStopping ? 'Stopping…' : 'Stopping.'}`);
    await retailer.stop();
    tell(`All processes have ended. State stays in ${directory}.`);
    if (options.once) tell('Without --once everything stays up, with addresses, keys and commands to try.');
    // A day that was not played to its end proves nothing.
    if (passed === undefined) return options.once ? INTERRUPTED : 0;
    return passed ? 0 : 1;
  } finally {
    await retailer.kill();
  }
}

function introduce({ hub, stores: running }: Retailer, stores: readonly StoreInfo[]): void {
  tell(`  hub  ${hub.process.url}`);
  for (const { id, process } of running) {
    const { name, city } = must(
      stores.find(({ store }) => store === id),
      `no store ${id}`,
    );
    tell(`  ${id}  ${process.url}  ${[name, city].filter((part) => part !== undefined).join(', ')}`);
  }
}

interface Trade {
  readonly retailer: Retailer;
  readonly day: number;
  readonly products: ReturnType<typeof readSample>['products'];
  readonly options: UpOptions;
}

/** Plays the day and shows what came of it; true when every law held. */
async function trade(directory: string, { retailer, day, products, options }: Trade): Promise<boolean> {
  const tellWhileUp = (line: string): void => {
    if (!isStopping) tell(line);
  };
  const tally = new DayTally(retailer.stores.map(({ id }) => id));
  const counts = new Map<string, number>();
  const newId = (what: string): string => {
    counts.set(what, (counts.get(what) ?? 0) + 1);
    return `day-${day}-${what}-${counts.get(what)}`;
  };
  await playDay({ retailer, tally, voice: voice(tellWhileUp), newId }, products, day);
  const result = await resultOf(directory, { retailer, tally, products });
  tell(`\n${renderResult(result, day)}`);
  if (!options.once) tell(`\n${renderHints(directory, { retailer, cast: castOf(products, day), day })}`);
  return result.passed;
}

try {
  process.exitCode = await up(upOptions(process.argv.slice(2)));
} catch (error) {
  if (isStopping) {
    process.exitCode = INTERRUPTED;
  } else {
    const isExpected = error instanceof CannotStart;
    console.error(`\n${isExpected ? error.message : `Something went wrong: ${(error as Error).message}`}`);
    if (!isExpected) console.error('The processes tell more in the logs folder beside the state.');
    process.exitCode = isExpected ? 2 : 1;
  }
}
// Connections that are kept open need not be waited for: all processes have ended.
process.exit();
