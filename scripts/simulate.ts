/**
 * `npm run simulate -- [--seeds 20] [--seed N] [--stores 3] [--steps 400]
 * [--bug NAME | --planted]`: many short lives of a small retailer, each from
 * its own seed. A seed that fails is printed with what was found; running it
 * alone repeats it exactly. `--planted` then plants each known bug in turn and
 * fails when one is not found: a check that finds nothing proves nothing.
 */
import { parseArgs } from 'node:util';
import { isPlantedBug, type PlantedBug, PLANTED_BUGS } from './simulate/planted-bugs.ts';
import { World } from './simulate/world.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    seed: { type: 'string' },
    stores: { type: 'string', default: '3' },
    steps: { type: 'string', default: '400' },
    bug: { type: 'string' },
    planted: { type: 'boolean', default: false },
  },
});

/** Seeds after which a planted bug counts as not found. */
const PATIENCE = 400;

if (values.bug !== undefined && !isPlantedBug(values.bug)) {
  throw new Error(`--bug is one of ${Object.keys(PLANTED_BUGS).join(', ')}`);
}

const first = Number(values.seed ?? 1);
const last = values.seed === undefined ? Number(values.seeds) : first;
const failed = await liveAll(values.bug);
const missed = values.planted ? await plantAll() : 0;
process.exitCode = failed + missed === 0 ? 0 : 1;

/** Lives every seed and prints what happened; how many failed. */
async function liveAll(bug: PlantedBug | undefined): Promise<number> {
  const totals = new Map<string, number>();
  let failures = 0;
  let slowest = 0;
  for (let seed = first; seed <= last; seed++) {
    try {
      const { trace, counts, convergedMs } = await live(seed, bug);
      slowest = Math.max(slowest, convergedMs);
      for (const [what, count] of counts) totals.set(what, (totals.get(what) ?? 0) + count);
      if (values.seed === undefined) continue;
      console.log(`seed ${seed}: trace ${trace.toString(16)}, agreed after ${convergedMs} virtual ms`);
    } catch (error) {
      failures += 1;
      console.log(`seed ${seed}: ${describe(error)}`);
    }
  }
  for (const [what, count] of [...totals].sort(([a], [b]) => (a < b ? -1 : 1))) {
    console.log(`${String(count).padStart(8)}  ${what}`);
  }
  const agreed = `all copies agreed within ${slowest} virtual ms of the last fault`;
  console.log(`${last - first + 1} seeds, ${failures} failed; ${agreed}`);
  return failures;
}

/** Plants every known bug; how many were not found. */
async function plantAll(): Promise<number> {
  let unseen = 0;
  for (const [name, what] of Object.entries(PLANTED_BUGS)) {
    const seed = isPlantedBug(name) ? await firstToFail(name) : undefined;
    if (seed === undefined) unseen += 1;
    console.log(`planted: ${what}: ${seed === undefined ? `NOT FOUND in ${PATIENCE} seeds` : `found by seed ${seed}`}`);
  }
  return unseen;
}

async function firstToFail(bug: PlantedBug): Promise<number | undefined> {
  for (let seed = 1; seed <= PATIENCE; seed++) {
    const isFine = await live(seed, bug).then(
      () => true,
      () => false,
    );
    if (!isFine) return seed;
  }
  return undefined;
}

function live(seed: number, bug: PlantedBug | undefined): ReturnType<World['run']> {
  return new World({ seed, stores: Number(values.stores), steps: Number(values.steps), bug }).run();
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === 'Breach' ? error.message : String(error.stack);
}
