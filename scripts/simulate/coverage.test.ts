import { readdir } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { COMMANDS } from './coverage.ts';

test('every command of a store has a name to be counted under', async () => {
  const directory = new URL('../../store-node/src/commands/', import.meta.url);
  const files = (await readdir(directory)).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  const modules = await Promise.all(
    files.map((file) => import(new URL(file, directory).href) as Promise<Record<string, unknown>>),
  );
  const commands = modules.flatMap((module) =>
    Object.entries(module).flatMap(([name, value]) => (name.endsWith('Command') ? [value] : [])),
  );
  expect(commands.length).toBeGreaterThan(10);
  expect(commands.filter((command) => !COMMANDS.has(command))).toEqual([]);
});
