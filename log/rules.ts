/**
 * Names the program that folds documents into a state, by its sources: a state
 * that other rules folded is not gone on with.
 */
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const { resolve } = createRequire(import.meta.url);

/** What every fold rests on: the domain, and the package that reads its documents. */
const domain = (): string => dirname(resolve('@ringfence/domain/package.json'));
const readers = (): string => resolve('zod/package.json');

/** A hash over the sources of the domain and of the `own` directories, tests apart. Reads them: some milliseconds. */
export function rulesOf(own: readonly string[]): string {
  const sum = createHash('sha256').update(readFileSync(readers()));
  for (const directory of [domain(), ...own])
    for (const file of sourcesIn(directory)) sum.update(file).update(read(directory, file));
  return sum.digest('hex');
}

const read = (directory: string, file: string): Buffer => readFileSync(join(directory, file));

const sourcesIn = (directory: string): string[] =>
  globSync('**/*.ts', { cwd: directory, exclude: ['**/node_modules', '**/testing', '**/*.test.ts'] }).sort();
