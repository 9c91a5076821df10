/** Builds the counter as it is shipped, unless it is built from these very sources already. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const COUNTER = join(ROOT, 'store-node/counter');
export const BUILT = join(COUNTER, 'dist');
const PAGE = join(BUILT, 'index.html');
const CACHE = join(COUNTER, '.cache');
const STAMP = join(CACHE, 'built');
const SOURCES = [
  'package-lock.json',
  'store-node/counter/{index.html,vite.config.ts,package.json}',
  'store-node/counter/{src,build,public}/**/*',
  'domain/**/*.ts',
];

/** What the sources come to; equal for equal sources. */
function fingerprint(): string {
  const hash = createHash('sha256');
  const paths = globSync(SOURCES, { cwd: ROOT, withFileTypes: true, exclude: (entry) => entry.name === 'node_modules' })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const path of paths) hash.update(path).update('\0').update(readFileSync(path, 'utf8')).update('\0');
  return hash.digest('hex');
}

/** Leaves a whole build in place at any time: a new one is made beside the old one, then takes its place. */
export function buildCounter(): void {
  const now = fingerprint();
  if (existsSync(STAMP) && existsSync(PAGE) && readFileSync(STAMP, 'utf8') === stampOf(now)) return;
  const fresh = join(CACHE, `dist-${process.pid}`);
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  try {
    execFileSync(process.execPath, [vite, 'build', '--logLevel', 'error', '--outDir', fresh, '--emptyOutDir'], {
      cwd: COUNTER,
      stdio: 'inherit',
      // A test runner sets `test`, which would build the app as for a developer: without its worker.
      env: { ...process.env, NODE_ENV: 'production' },
    });
    rmSync(BUILT, { recursive: true, force: true });
    renameSync(fresh, BUILT);
    writeFileSync(STAMP, stampOf(now));
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** Names the sources and what was built of them, so that a build made otherwise is not taken for ours. */
const stampOf = (sources: string): string =>
  `${sources} ${createHash('sha256').update(readFileSync(PAGE, 'utf8')).digest('hex')}`;
