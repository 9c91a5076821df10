import { expect, test } from '@jest/globals';
import { Journal } from './journal.ts';
import { MemoryLog, type MemoryDisk } from './memory-log.ts';
import { StorageFailure } from './port.ts';
import { chainOf, sha256 } from './testing/documents.ts';
import { streetContract } from './testing/log-contract.ts';

streetContract('memory-log', () => {
  let disk: MemoryDisk = [];
  return Promise.resolve(async () => {
    const log = new MemoryLog({ sha256, schedule: setImmediate }, disk);
    const close = async (): Promise<void> => {
      await log.close();
      disk = log.snapshot();
    };
    return { street: await log.open('up-S01'), close };
  });
});

/** A disk whose steps run when the test says so. */
function steppedDisk(): { schedule: (step: () => void) => void; step: () => void; left: () => number } {
  const steps: (() => void)[] = [];
  return { schedule: (step) => void steps.push(step), step: () => steps.shift()?.(), left: () => steps.length };
}

test('is durable when the disk has run the write and no sooner', async () => {
  const disk = steppedDisk();
  const log = new MemoryLog({ sha256, schedule: disk.schedule });
  const street = await log.open('up-S01');
  const documents = chainOf(3);
  let yes = 0;
  void street.append(documents.slice(0, 2)).then(() => (yes += 1));
  disk.step(); // the write of the first two begins
  void street.append(documents.slice(2)).then(() => (yes += 1));
  expect(street.head().n).toBe(0);
  disk.step(); // and ends
  expect(street.head().n).toBe(2);
  await Promise.resolve();
  expect(yes).toBe(1);
  disk.step();
  disk.step();
  expect(street.head().n).toBe(3);
  expect(disk.left()).toBe(0);
});

test('a crash takes what was not durable, and the old log never answers again', async () => {
  const disk = steppedDisk();
  const log = new MemoryLog({ sha256, schedule: disk.schedule });
  const street = await log.open('up-S01');
  const documents = chainOf(3);
  void street.append(documents.slice(0, 1));
  disk.step();
  disk.step();
  void street.append(documents.slice(1, 2));
  disk.step(); // under way when the power goes
  void street.append(documents.slice(2));
  const kept = log.crash('kept');
  const lost = log.crash();
  disk.step();
  disk.step();
  expect(street.head().n).toBe(1);
  expect((await lost.open('up-S01')).head().n).toBe(1);
  expect((await kept.open('up-S01')).head().n).toBe(2);
});

test('an old disk can be put back', async () => {
  const disk = steppedDisk();
  const log = new MemoryLog({ sha256, schedule: disk.schedule });
  const street = await log.open('up-S01');
  const documents = chainOf(2);
  void street.append(documents.slice(0, 1));
  void log.put('rate', 1);
  disk.step();
  disk.step();
  const old = log.snapshot();
  void street.append(documents.slice(1));
  void log.put('rate', 2);
  disk.step();
  disk.step();
  expect(await log.get('rate')).toBe(2);
  const restored = log.restore(old);
  expect((await restored.open('up-S01')).head().n).toBe(1);
  expect(await restored.list('')).toEqual([{ key: 'rate', value: 1 }]);
});

test('a failing write ends the log', async () => {
  const disk = steppedDisk();
  const fatal: unknown[] = [];
  const log = new MemoryLog({ sha256, schedule: disk.schedule, onFatal: (failure) => fatal.push(failure) });
  const street = await log.open('up-S01');
  const onFatal = (failure: StorageFailure): void => void fatal.push(failure);
  const journal = new Journal(street, { author: 'S01.1', sha256, now: () => 0, onFatal });
  log.failNextWrite(new Error('disk full'));
  const written = journal.write({ id: 'count~1', kind: 'count', v: 1, body: {} });
  disk.step();
  disk.step();
  await expect(written.durable).rejects.toThrow(StorageFailure);
  expect(fatal).toHaveLength(2);
  expect(street.head().n).toBe(0);
});
