/** What cannot be kept costs nobody else the snapshot. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { MemoryLog } from '@ringfence/log/memory-log.ts';
import { sha256 } from '../crypto.ts';
import { LIMITS } from '../limits.ts';
import { type Folded, SnapshotKeeper } from './keeper.ts';
import { SnapshotDirectory } from './place.ts';

const ENOUGH_MS = 240_000;

let directory: string;
let place: SnapshotDirectory;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ringfence-keeper-'));
  place = new SnapshotDirectory(directory, 'rules');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const folded = (name: string, count: number): Folded => ({
  name,
  count: () => count,
  errands: () => [],
  freeze: () => ({ plain: name }),
  streets: () => [],
});

function keeping(): { keeper: SnapshotKeeper; troubles: unknown[] } {
  const troubles: unknown[] = [];
  const log = new MemoryLog({ sha256, schedule: setImmediate });
  const onTrouble = (error: unknown): void => void troubles.push(error);
  return {
    keeper: new SnapshotKeeper({ place, log, life: 'this', former: () => [], tail: 0, finishMs: ENOUGH_MS, onTrouble }),
    troubles,
  };
}

/** One that cannot be replaced: there is a directory where its file should be. */
const blocked = (name: string): Promise<unknown> =>
  mkdir(join(directory, `${name}.snapshot`, 'full'), { recursive: true });

async function kept(names: readonly string[]): Promise<string[]> {
  const read = await Promise.all(names.map(async (name) => ((await place.read(name)) ? [name] : [])));
  return read.flat();
}

test(
  'one that cannot be written does not hold up those after it',
  async () => {
    await blocked('long');
    const { keeper, troubles } = keeping();
    keeper.add(folded('long', 9_000), 0);
    for (const name of ['a', 'b']) keeper.add(folded(name, 100), 0);
    keeper.tick();
    while ((await kept(['a', 'b'])).length < 2) await turn();
    while (troubles.length === 0) await turn();
    expect(keeper.tail).toBe(9_000);
  },
  ENOUGH_MS,
);

test(
  'at the end all are kept that can be, and it is over when they are',
  async () => {
    const count = LIMITS.snapshots.togetherAtEnd + 5;
    const names = Array.from({ length: count }, (_, index) => `desk-${index}`);
    await blocked('long');
    const { keeper, troubles } = keeping();
    keeper.add(folded('long', 9_000), 0);
    for (const name of names) keeper.add(folded(name, 100), 0);
    await keeper.finish();
    expect(await kept(names)).toEqual(names);
    expect(troubles).toHaveLength(1);
    expect(keeper.tail).toBe(9_000);
  },
  ENOUGH_MS,
);

test(
  'at the end what was never kept is kept, however many have longer tails that are not worth it',
  async () => {
    const { keeper, troubles } = keeping();
    const { togetherAtEnd, worthIt } = LIMITS.snapshots;
    for (let index = 0; index < togetherAtEnd; index++) keeper.add(folded(`desk-${index}`, 100), 100 - worthIt);
    keeper.add(folded('new', 1), 0);
    await keeper.finish();
    expect(await kept(['desk-0', 'new'])).toEqual(['new']);
    expect(troubles).toEqual([]);
  },
  ENOUGH_MS,
);
