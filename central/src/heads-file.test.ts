import { expect, test } from '@jest/globals';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { upStreet } from '@ringfence/domain/basic/ids.ts';
import { DamagedLog } from '@ringfence/log/port.ts';
import { sha256 } from './crypto.ts';
import { type Home, openHome } from './identity.ts';
import { TestStore } from './testing/world.ts';

const onFatal = (error: Error): never => {
  throw error;
};
const open = (data: string): Promise<Home> => openHome(data, { sha256, onFatal });

async function inDirectory(run: (data: string) => Promise<void>): Promise<void> {
  const data = await mkdtemp(join(tmpdir(), 'ringfence-heads-'));
  try {
    await run(data);
  } finally {
    await rm(data, { recursive: true, force: true });
  }
}

const receipt = (store: TestStore, id: string) =>
  store.write('receipt', id, { lines: [{ sku: 'tea', units: 1, area: 'shelf' }] });

async function append(home: Home, documents: ReturnType<typeof receipt>[]): Promise<void> {
  await (await home.log.open(upStreet('S01'))).append(documents);
}

/** Restores the log alone from a copy made when it held one document. */
async function older(data: string, after: (store: TestStore) => ReturnType<typeof receipt>[]): Promise<void> {
  const store = new TestStore('S01');
  let home = await open(data);
  await append(home, [receipt(store, 'first')]);
  await home.log.close();
  await cp(join(data, 'log'), join(data, 'copy'), { recursive: true });
  home = await open(data);
  await append(home, [receipt(store, 'second')]);
  await home.heads.save();
  await home.log.close();
  await rm(join(data, 'log'), { recursive: true });
  await cp(join(data, 'copy'), join(data, 'log'), { recursive: true });
  await rm(join(data, 'copy'), { recursive: true });
  const restored = after(store);
  if (restored.length > 0) await writeBeside(data, restored);
}

/** Writes to the log without asking the file. */
async function writeBeside(data: string, documents: ReturnType<typeof receipt>[]): Promise<void> {
  const file = join(data, 'identity', 'heads.json');
  await cp(file, `${file}.kept`);
  await rm(file);
  const home = await open(data);
  await append(home, documents);
  await home.log.close();
  await cp(`${file}.kept`, file);
}

test('a log that was restored from an older copy is refused', () =>
  inDirectory(async (data) => {
    await older(data, () => []);
    await expect(open(data)).rejects.toThrow(DamagedLog);
    await expect(open(data)).rejects.toThrow(/older.*ends at 1 and had come to 2/);
  }));

test('and so is one that went on from there in another way', () =>
  inDirectory(async (data) => {
    await older(data, (store) => {
      const other = new TestStore('S01');
      other.cursor = { ...store.cursor, n: 1, head: store.written[1]?.prev ?? '' };
      return [receipt(other, 'other'), receipt(other, 'another')];
    });
    await expect(open(data)).rejects.toThrow(/holds another document at 2/);
  }));

test('a log that is ahead of the file is as usual, and so is one without it', () =>
  inDirectory(async (data) => {
    const store = new TestStore('S01');
    let home = await open(data);
    await append(home, [receipt(store, 'first')]);
    await Promise.all([home.heads.save(), home.heads.save()]);
    await append(home, [receipt(store, 'second')]);
    await home.log.close();
    home = await open(data);
    await home.log.close();
    await rm(join(data, 'identity', 'heads.json'));
    home = await open(data);
    await home.log.close();
  }));
