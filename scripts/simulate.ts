/**
 * `npm run simulate -- [--seeds 100] [--seed N] [--stores 3] [--steps 400]
 * [--days D] [--minutes M] [--threads T] [--bug NAME] [--only 3,17,90]
 * [--planted]`: many lives of a small retailer, each from its own seed, in as
 * many threads as there are cores. With `--days` every store is cut off for so
 * long. A seed that fails is printed with what was found, the command that
 * repeats it, and the smallest part of its story that still fails.
 * `--planted` plants each known bug in turn and fails when one is not found: a
 * check that finds nothing proves nothing. With `--seeds` beside it those are lived
 * first.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { answerHelp } from './help.ts';
import { DOORS } from './simulate/coverage.ts';
import { live, type Lived, type LifeOptions } from './simulate/life.ts';
import { makePlan } from './simulate/plan.ts';
import { isPlantedBug, PLANTED_BUGS } from './simulate/planted-bugs.ts';
import { Pool } from './simulate/pool.ts';
import { shrink } from './simulate/shrink.ts';

answerHelp(import.meta.filename);

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    seed: { type: 'string' },
    stores: { type: 'string' },
    steps: { type: 'string' },
    days: { type: 'string' },
    minutes: { type: 'string' },
    threads: { type: 'string' },
    bug: { type: 'string' },
    only: { type: 'string' },
    planted: { type: 'boolean', default: false },
  },
});

/** Seeds after which a planted bug counts as not found. */
const PATIENCE = 400;
/** Each of so many seeds is lived twice, and must be the same story. */
const LIVED_AGAIN = 25;
const SHRINK_TRIES = 400;
/** Failures that are made smaller; the others are only named. */
const SHRUNK = 3;
const LINES_SHOWN = 80;

if (values.bug !== undefined && !isPlantedBug(values.bug)) {
  throw new Error(`--bug is one of ${Object.keys(PLANTED_BUGS).join(', ')}`);
}
const stores = Number(values.stores ?? 3);
const steps = Number(values.steps ?? 400);
const days = values.days === undefined ? undefined : Number(values.days);
const first = Number(values.seed ?? 1);
const seeds = Number(values.seeds ?? (values.seed === undefined ? 100 : 1));
const only = values.only?.split(',').map(Number);
const threads = Math.min(Number(values.threads ?? availableParallelism()), values.planted ? Infinity : seeds);
const pool = new Pool(threads);
const begun = performance.now();
const failures =
  (values.planted && values.seeds === undefined ? 0 : await liveAll()) + (values.planted ? await plantAll() : 0);
await pool.close();
process.exitCode = failures === 0 ? 0 : 1;

/** Lives every seed and prints what happened; how many failed. */
async function liveAll(): Promise<number> {
  const totals = { checks: 0, virtualMs: 0, slowestMs: 0, lived: 0, again: 0 };
  const counts = new Map<string, number>();
  const failed: Lived[] = [];
  const until = begun + Number(values.minutes ?? Infinity) * 60_000;
  let next = first;
  const take = (): LifeOptions | undefined =>
    next < first + seeds && performance.now() < until
      ? { seed: next++, stores, steps, days, bug: values.bug, only }
      : undefined;
  await pool.each(take, async (lived) => {
    totals.lived += 1;
    totals.checks += lived.checks;
    totals.virtualMs += lived.virtualMs;
    totals.slowestMs = Math.max(totals.slowestMs, lived.convergedMs);
    for (const [what, count] of lived.counts) counts.set(what, (counts.get(what) ?? 0) + count);
    const { seed, law, what, trace } = lived;
    if (law !== undefined) failed.push(lived);
    if (law !== undefined) console.log(`seed ${seed}: ${what}`);
    else if (seeds === 1) console.log(`seed ${seed}: trace ${hex(trace)}`);
    if (totals.lived % 100 === 0) console.log(`${totals.lived} seeds, ${failed.length} failed, ${seconds()} s`);
    if (law !== undefined || (seed % LIVED_AGAIN !== 0 && seeds > 1)) return;
    totals.again += 1;
    const again = await pool.live({ seed, stores, steps, days, bug: values.bug, only });
    if (again.trace === trace) return;
    failed.push({ ...again, law: 'one seed, one story', what: `trace ${hex(trace)}, then ${hex(again.trace)}` });
    console.log(`seed ${seed}: not the same story: trace ${hex(trace)}, then ${hex(again.trace)}`);
  });
  for (const lived of failed.slice(0, SHRUNK)) await explain(lived);
  for (const [what, count] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
    console.log(`${String(count).padStart(9)}  ${what}`);
  const never = DOORS.filter((door) => !counts.has(door));
  if (never.length > 0) console.log(`never called: ${never.join(', ')}`);
  const { lived, checks, virtualMs, slowestMs, again } = totals;
  console.log(
    `${lived} seeds of ${stores} stores and ${steps} steps, ${failed.length} failed; ${again} lived twice with equal traces`,
  );
  console.log(
    `${checks} checks, ${(virtualMs / 3_600_000).toFixed(1)} virtual hours; all copies agreed within ${slowestMs} virtual ms of the last fault; ${seconds()} s on ${threads} threads`,
  );
  return failed.length;
}

/** How to see a failure again, and the least that makes it happen. */
async function explain({ seed, law }: Lived): Promise<void> {
  const name = `npm run simulate -- --seed ${seed} --stores ${stores} --steps ${steps}${days === undefined ? '' : ` --days ${days}`}${values.bug === undefined ? '' : ` --bug ${values.bug}`}`;
  console.log(`\nseed ${seed} again: ${name}`);
  if (law === 'one seed, one story') return;
  const options = { seed, stores, steps, days, bug: values.bug };
  const all = only ?? makePlan(options).entries.map(({ index }) => index);
  const entries = await shrink(all, {
    tries: SHRINK_TRIES,
    fails: async (part) => (await pool.live({ ...options, only: part })).law === law,
  });
  const lines: string[] = [];
  const { what } = await live({ ...options, only: entries }, (line) => lines.push(line));
  console.log(`${all.length} entries made ${entries.length}: ${name} --only ${entries.join(',')}`);
  console.log(lines.slice(-LINES_SHOWN).join('\n'));
  console.log(`           ${what}\n`);
}

/** Plants every known bug and prints a table; how many were not found. */
async function plantAll(): Promise<number> {
  const rows: string[] = [];
  let missed = 0;
  const names = Object.keys(PLANTED_BUGS).filter((name) => values.bug === undefined || values.bug === name);
  const hunt = async (): Promise<void> => {
    for (let name = names.shift(); name !== undefined; name = names.shift()) {
      const found = await firstToFail(name);
      if (!found) missed += 1;
      const { what = '', law = '' } = PLANTED_BUGS[name] ?? {};
      const how = found ? `${found.seed} | ${found.what.split('\n')[0]?.slice(0, 120)}` : `not in ${PATIENCE} |`;
      const row = `| ${name} | ${what} | ${law} | ${how} |`;
      rows.push(row);
      console.log(row);
    }
  };
  console.log('| bug | what goes wrong | law | seeds until found | found as |\n| --- | --- | --- | --- | --- |');
  await Promise.all(Array.from({ length: threads }, hunt));
  console.log(`${rows.length} bugs planted, ${rows.length - missed} found; ${seconds()} s on ${threads} threads`);
  return missed;
}

async function firstToFail(bug: string): Promise<Lived | undefined> {
  for (let seed = 1; seed <= PATIENCE; seed++) {
    const lived = await pool.live({ seed, stores, steps, bug });
    if (lived.law !== undefined) return lived;
  }
  return undefined;
}

function hex(trace: number): string {
  return trace.toString(16).padStart(8, '0');
}

function seconds(): number {
  return Math.round((performance.now() - begun) / 1000);
}
