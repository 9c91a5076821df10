/** Another program has another name, whatever is different about it. */
import { expect, test } from '@jest/globals';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rulesOf } from './rules.ts';

test('rules are named by every source and its place, and by nothing else', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'rules-'));
  const at = (name: string): string => join(directory, name);
  const rules = (): string => rulesOf([pathToFileURL(directory), pathToFileURL(at('alone.ts'))]);
  try {
    await mkdir(at('views'));
    await writeFile(at('alone.ts'), 'one');
    await writeFile(at('views/sold.ts'), 'two');
    const first = rules();
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    await writeFile(at('views/sold.test.ts'), 'a test');
    await writeFile(at('notes.md'), 'a text');
    expect(rules()).toBe(first);
    const seen = new Set([first, rulesOf([])]);
    await writeFile(at('views/sold.ts'), 'two and a half');
    seen.add(rules());
    await rename(at('views/sold.ts'), at('views/old.ts'));
    seen.add(rules());
    await writeFile(at('views/new.ts'), 'three');
    await rm(at('views/old.ts'));
    seen.add(rules());
    expect(seen.size).toBe(5);
    await mkdir(at('views/testing'));
    await writeFile(at('views/testing/world.ts'), 'for tests');
    expect(seen).toContain(rules());
    expect(() => rulesOf([pathToFileURL(at('moved'))])).toThrow('moved');
    expect(() => rulesOf([pathToFileURL(at('moved.ts'))])).toThrow('moved.ts');
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});
