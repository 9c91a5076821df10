/**
 * `npm run simulate -- [--seeds 20] [--seed N] [--stores 3] [--steps 400] [--bug NAME]`:
 * many short lives of a small retailer, each from its own seed. A seed that
 * fails is printed with what was found; running it alone repeats it exactly.
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
  },
});

const bug = values.bug !== undefined && isPlantedBug(values.bug) ? values.bug : undefined;
if (values.bug !== undefined && bug === undefined)
  throw new Error(`--bug is one of ${Object.keys(PLANTED_BUGS).join(', ')}`);
const first = Number(values.seed ?? 1);
const last = values.seed === undefined ? Number(values.seeds) : first;
const totals = new Map<string, number>();
let failed = 0;
let slowest = 0;

for (let seed = first; seed <= last; seed++) {
  try {
    const { trace, counts, convergedMs } = await live(seed, bug);
    slowest = Math.max(slowest, convergedMs);
    for (const [what, count] of counts) totals.set(what, (totals.get(what) ?? 0) + count);
    if (values.seed !== undefined)
      console.log(`seed ${seed}: trace ${trace.toString(16)}, agreed after ${convergedMs} virtual ms`);
  } catch (error) {
    failed += 1;
    console.log(
      `seed ${seed}: ${error instanceof Error && error.name === 'Breach' ? error.message : String((error as Error).stack)}`,
    );
  }
}

for (const [what, count] of [...totals].sort(([a], [b]) => (a < b ? -1 : 1)))
  console.log(`${String(count).padStart(8)}  ${what}`);
console.log(
  `${last - first + 1} seeds, ${failed} failed; all copies agreed within ${slowest} virtual ms of the last fault`,
);
process.exitCode = failed === 0 ? 0 : 1;

function live(seed: number, planted: PlantedBug | undefined): ReturnType<World['run']> {
  return new World({ seed, stores: Number(values.stores), steps: Number(values.steps), bug: planted }).run();
}
