/**
 * Names the program that folds documents into a state, by its sources: a state
 * that other rules folded is not gone on with.
 */
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assert } from '@ringfence/domain/basic/assert.ts';

const { resolve } = createRequire(import.meta.url);

/** What every fold rests on: the domain, and the package that reads its documents. */
const domain = (): string => dirname(resolve('@ringfence/domain/package.json'));
const readers = (): string => resolve('zod/package.json');

/**
 * A hash over the sources of the domain and of the `own` files and directories, tests apart; each must be there. Reads
 * them: some milliseconds.
 */
export function rulesOf(own: readonly URL[]): string {
  const sum = createHash('sha256').update(readFileSync(readers(), 'utf8'));
  for (const place of [domain(), ...own.map((url) => fileURLToPath(url))])
    for (const file of sourcesIn(place)) sum.update(file).update(readFileSync(join(place, file), 'utf8'));
  return sum.digest('hex');
}

/** The sources below a directory; of a file, itself. One that was moved must not be left out without a word. */
function sourcesIn(place: string): string[] {
  if (place.endsWith('.ts')) return [''];
  const exclude = ['**/node_modules', '**/testing', '**/*.test.ts'];
  const files = globSync('**/*.ts', { cwd: place, exclude });
  assert(files.length > 0, () => `there are sources in ${place}`);
  return files.sort();
}
