/**
 * The model checker of several hub processes: every interleaving within bounds,
 * then the same with one rule taken away at a time.
 *
 *   npm run model                       the larger bounds, some minutes
 *   npm run model -- --states 100000    at most so many states a search
 *   npm run model -- --mutants          only the mutants, each with its trace
 */
import { parseArgs } from 'node:util';
import { answerHelp } from './help.ts';
import { checkMutants, checkSound } from './model/check.ts';
import type { Bounds } from './model/protocol.ts';

answerHelp(import.meta.filename);

const LARGE: readonly Partial<Bounds>[] = [
  { processes: 3, crashes: 2, terms: 4 },
  { processes: 3, crashes: 1, deposits: 1 },
  { processes: 2, crashes: 1, downs: 2, deposits: 1 },
  { processes: 3, crashes: 1, terms: 4, units: 2, orders: 3 },
];

const { values } = parseArgs({
  options: { states: { type: 'string', default: '2000000' }, mutants: { type: 'boolean', default: false } },
});
const limit = Number(values.states);
let failed = 0;

for (const bounds of values.mutants ? [] : LARGE) {
  const from = performance.now();
  const { states, depth, isComplete, broken } = checkSound(bounds, limit);
  const seconds = ((performance.now() - from) / 1000).toFixed(1);
  const extent = isComplete ? 'all of them' : 'not all of them';
  console.log(`${JSON.stringify(bounds)}: ${states} states, ${extent}, ${depth} steps deep, ${seconds} s`);
  if (broken === undefined) continue;
  failed += 1;
  tell(broken);
}
for (const { mutant, explored } of checkMutants(limit)) {
  const { broken, states } = explored;
  if (broken === undefined) {
    failed += 1;
    console.log(`NOT FOUND after ${states} states: one that ${mutant.name}`);
    continue;
  }
  console.log(`found after ${states} states: one that ${mutant.name}`);
  tell(broken);
}
console.log(failed === 0 ? 'Every promise held, and every mutant was found.' : `${failed} search(es) went wrong.`);
process.exit(failed === 0 ? 0 : 1);

function tell({ promise, trace }: { promise: string; trace: readonly string[] }): void {
  trace.forEach((label, index) => console.log(`    ${String(index + 1).padStart(2)}. ${label}`));
  console.log(`        → ${promise}`);
}
