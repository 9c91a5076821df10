/**
 * `npm run bench [-- name…] [--json out.jsonl] [--rounds 3] [--seconds 3]
 * [--documents 20000]`: how fast the product is on this machine, each figure
 * beside a bare program that does the least of the same. Real processes: one
 * for each server, one for the load, one for the bare program. Every round
 * measures both, one after the other; the figures are medians of the rounds.
 */
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { availability } from './bench/availability.ts';
import { catchUp } from './bench/catch-up.ts';
import { couch } from './bench/couch.ts';
import { counter } from './bench/counter.ts';
import { type Figure, table } from './bench/figure.ts';
import { growth } from './bench/growth.ts';
import { latency } from './bench/latency.ts';
import { orders } from './bench/orders.ts';
import { points } from './bench/points.ts';
import { sales } from './bench/sales.ts';
import type { Scale } from './bench/scale.ts';
import { simulator } from './bench/simulator.ts';
import { startUp } from './bench/start-up.ts';
import { street } from './bench/street.ts';
import { answerHelp, Usage } from './help.ts';

answerHelp(import.meta.filename);

const BENCHES: Readonly<Record<string, (scale: Scale) => Promise<Figure[]>>> = {
  sales,
  orders,
  availability,
  points,
  latency,
  'catch-up': catchUp,
  growth,
  'start-up': startUp,
  street,
  couch,
  simulator,
  counter,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '3' },
    documents: { type: 'string', default: '20000' },
  },
});
const unknown = positionals.find((name) => !(name in BENCHES));
if (unknown !== undefined) throw new Usage(`${unknown} is none of ${Object.keys(BENCHES).join(', ')}`);

// Servers are started with our environment.
process.env['NODE_ENV'] = 'production';
const directory = mkdtempSync(join(tmpdir(), 'ringfence-bench-'));
const figures: Figure[] = [];
try {
  for (const [name, run] of Object.entries(BENCHES)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    console.error(`${name} …`);
    const rounds = Number(values.rounds);
    const [ms, documents] = [Number(values.seconds) * 1000, Number(values.documents)];
    const measured = await run({ directory: join(directory, name), rounds, ms, documents });
    // At once, so that a bench that fails costs no figure of another.
    console.log(table(measured));
    if (values.json !== undefined)
      appendFileSync(values.json, measured.map((one) => `${JSON.stringify(one)}\n`).join(''));
    figures.push(...measured);
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}
console.log(`\n${table(figures)}`);
process.exit(0);
