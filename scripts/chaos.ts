/**
 * `npm run chaos [-- name…] [--full] [--seed 1] [--times 100] [--minutes 30] [--json]`: does to real
 * processes and their disks what happens to them in the world, and compares
 * what came of it with what is promised. Exit code 1 when a promise was broken;
 * what cannot be tried on this machine is skipped, and said so.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { damagedCaches } from './chaos/caches.ts';
import { damagedHub, damagedStore } from './chaos/disks.ts';
import { hubs } from './chaos/hubs.ts';
import { forkedStore } from './chaos/fork.ts';
import { killHub, killStore } from './chaos/kill.ts';
import { line } from './chaos/line.ts';
import { overload, sigterm } from './chaos/overload.ts';
import { fullDisk, powerCutHub, powerCutStore } from './chaos/power.ts';
import { hotItem, sameId } from './chaos/races.ts';
import { restoredHub, restoredStore } from './chaos/restore.ts';
import type { Outcome, Scenario } from './chaos/scenario.ts';
import { soak } from './chaos/soak.ts';
import { answerHelp, Usage } from './help.ts';
import { Random } from './simulate/random.ts';

answerHelp(import.meta.filename);

const SCENARIOS: readonly Scenario[] = [
  killStore,
  killHub,
  line,
  damagedStore,
  damagedHub,
  damagedCaches,
  restoredStore,
  forkedStore,
  restoredHub,
  fullDisk,
  powerCutStore,
  powerCutHub,
  overload,
  sigterm,
  hubs,
  sameId,
  hotItem,
  soak,
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    full: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string' },
    times: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const names = SCENARIOS.map(({ name }) => name);
const unknown = positionals.find((name) => !names.includes(name));
if (unknown !== undefined) throw new Usage(`${unknown} is none of ${names.join(', ')}`);

/** Progress goes to stderr, so that the JSON lines stand alone. */
const tell = (line: string): void => console.error(line);

async function play(scenario: Scenario, directory: string): Promise<Outcome> {
  mkdirSync(directory, { recursive: true });
  try {
    const random = new Random(Number(values.seed));
    const { minutes, times } = values;
    return await scenario.run({
      directory,
      random,
      isFull: values.full,
      tell,
      ...(minutes === undefined ? {} : { minutes: Number(minutes) }),
      ...(times === undefined ? {} : { times: Number(times) }),
    });
  } catch (error) {
    return { measured: {}, broken: [error instanceof Error ? (error.stack ?? error.message) : String(error)] };
  }
}

function report({ name, fault, promise }: Scenario, outcome: Outcome, seconds: number): void {
  const { measured, broken, skipped } = outcome;
  const verdict = skipped === undefined ? (broken.length === 0 ? 'kept' : 'BROKEN') : 'SKIPPED';
  if (values.json) {
    console.log(JSON.stringify({ name, verdict, fault, promise, seconds, measured, broken, skipped }));
    return;
  }
  const figures = Object.entries(measured).map(([what, value]) => `${what} ${value}`);
  console.log(`${name}: ${verdict} (${seconds} s)`);
  console.log(`  fault:    ${fault}`);
  console.log(`  promised: ${promise}`);
  console.log(`  measured: ${skipped === undefined ? figures.join(', ') : `SKIPPED, because ${skipped}`}`);
  for (const problem of broken) console.log(`  broken:   ${problem}`);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
// Servers are started with our environment.
process.env['NODE_ENV'] = 'production';
const directory = mkdtempSync(join(tmpdir(), 'ringfence-chaos-'));
let isBroken = false;
for (const scenario of SCENARIOS) {
  const isNamed = positionals.includes(scenario.name);
  if (!isNamed && (positionals.length > 0 || scenario.isOnRequest)) continue;
  tell(`${scenario.name} …`);
  const from = performance.now();
  const outcome = await play(scenario, join(directory, scenario.name));
  report(scenario, outcome, Math.round((performance.now() - from) / 100) / 10);
  if (outcome.broken.length > 0) isBroken = true;
}
if (isBroken) tell(`the directories stay: ${directory}`);
else rmSync(directory, { recursive: true, force: true });
process.exit(isBroken ? 1 : 0);
