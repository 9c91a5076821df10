/**
 * `npm run hostile [-- --full] [--runs 2000]`: sends what somebody hostile would send to the gateway, the store's API,
 * GraphQL and the reader of passes, and measures what the time of an answer tells. Exit code 1 when something entered,
 * failed, or was told. `npm test` sends a few hundred of each kind; `--full` sends 100,000.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { answerHelp } from './help.ts';
import { abuse, enumeration } from './hostile/timing.ts';

answerHelp(import.meta.filename);

const RUNS = { small: 2000, full: 100_000 } as const;
const PAIRS = { small: 500, full: 5000 } as const;
const TIMES = 21;
const ROOT = fileURLToPath(new URL('..', import.meta.url));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { full: { type: 'boolean', default: false }, runs: { type: 'string' } },
});
const size = values.full ? 'full' : 'small';
const runs = Number(values.runs ?? RUNS[size]);
let isBroken = false;

const line = (what: string, figures: Readonly<Record<string, number>>, broken?: string): void => {
  const told = Object.entries(figures).map(([name, value]) => `${name} ${value}`);
  console.log(`${broken === undefined ? 'kept' : 'BROKEN'}: ${what}: ${told.join(', ')}${broken ? `: ${broken}` : ''}`);
  if (broken !== undefined) isBroken = true;
};

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly duration?: number;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** The tests of this folder with so many inputs of each kind. */
async function generated(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'ringfence-hostile-'));
  const outputFile = join(directory, 'report.json');
  try {
    const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', '--silent'];
    const which = positionals.map((name) => `scripts/hostile/${name}`);
    const args = [...jest, '--json', `--outputFile=${outputFile}`, ...(which.length > 0 ? which : ['scripts/hostile'])];
    const env = { ...process.env, RINGFENCE_HOSTILE: String(runs) };
    const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'ignore', 'ignore'] });
    await once(child, 'exit');
    const { testResults } = JSON.parse(readFileSync(outputFile, 'utf8')) as Report;
    for (const { name, assertionResults } of testResults) {
      if (assertionResults.length === 0) line(basename(name), {}, 'it could not be run');
      for (const { fullName, status, duration, failureMessages } of assertionResults) {
        const why = status === 'passed' ? undefined : (failureMessages[0] ?? status).slice(0, 1000);
        line(`${basename(name, '.test.ts')}: ${fullName}`, { seconds: Math.round((duration ?? 0) / 100) / 10 }, why);
      }
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

console.log(`${runs} inputs of each kind`);
await generated();
if (positionals.length === 0) {
  for (const { what, figures, broken } of [await enumeration(PAIRS[size]), ...(await abuse(TIMES))])
    line(what, figures, broken);
}
process.exit(isBroken ? 1 : 0);
