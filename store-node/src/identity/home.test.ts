import { expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Home } from './home.ts';

test('saves that overlap are done one after the other, and the last one stands', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'ringfence-home-'));
  try {
    const home = new Home(directory, 'S01', { onFatal: () => undefined, onRejected: () => undefined });
    const saves = Array.from({ length: 50 }, (_, n) => [
      home.saveIdentity(1, { n, head: 'a'.repeat(64) }),
      home.saveHub({ hubKey: 'k', confirmed: n }),
    ]);
    await Promise.all(saves.flat());
    expect(await home.loadIdentity()).toMatchObject({ n: 49 });
    expect(await home.loadHub()).toEqual({ hubKey: 'k', confirmed: 49 });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});
