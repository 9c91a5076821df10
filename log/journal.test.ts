import { expect, test } from '@jest/globals';
import { hashOf } from '@ringfence/domain/documents/envelope.ts';
import { Journal, type JournalOptions } from './journal.ts';
import { MemoryLog } from './memory-log.ts';
import type { StreetLog } from './port.ts';
import { chainOf, cursorAfter, sha256 } from './testing/documents.ts';

interface Bench {
  log: MemoryLog;
  street: StreetLog;
  /** Lets the disk finish everything it was given. */
  settle: () => void;
  open: (more?: Partial<JournalOptions>) => Journal;
}

async function bench(): Promise<Bench> {
  const steps: (() => void)[] = [];
  const log = new MemoryLog({ sha256, schedule: (step) => void steps.push(step) });
  const street = await log.open('up-S01');
  const onFatal = (failure: Error): never => {
    throw failure;
  };
  return {
    log,
    street,
    settle: () => {
      while (steps.length > 0) steps.shift()?.();
    },
    open: (more) => new Journal(street, { author: 'S01.1', sha256, now: () => 5_000, onFatal, ...more }),
  };
}

const count = (id: string, units = 1) => ({ id, kind: 'count', v: 1, body: { units } }) as const;

test('stamps each fact against the last one written, before anything is durable', async () => {
  const { street, settle, open } = await bench();
  const journal = open();
  const written = [journal.write(count('count~1')), journal.write({ ...count('count~2'), request: 'f'.repeat(64) })];
  expect(journal.writing.n).toBe(2);
  expect(journal.durable.n).toBe(0);
  settle();
  await Promise.all(written.map(({ durable }) => durable));
  expect(journal.durable).toEqual(journal.writing);
  const documents = await street.read(0, 10);
  expect(documents).toEqual(written.map(({ document }) => document));
  expect(cursorAfter(documents)).toEqual(journal.durable);
  expect(documents[1]?.request).toBe('f'.repeat(64));
});

test('signs the hash, which does not cover the signature', async () => {
  const { settle, open } = await bench();
  const journal = open({ sign: (hash) => `signed:${hash}` });
  const { document } = journal.write(count('count~1'));
  settle();
  expect(document.sig).toBe(`signed:${hashOf(document, sha256)}`);
  expect(journal.durable.head).toBe(hashOf(document, sha256));
});

test('holds a clock that goes back', async () => {
  const { open } = await bench();
  let clock = 5_000;
  const journal = open({ now: () => clock });
  journal.write(count('count~1'));
  clock = 4_000;
  expect(journal.write(count('count~2')).document.at).toBe(5_000);
});

test('one id has one outcome: in flight, durable, and after a restart', async () => {
  const { settle, open } = await bench();
  const journal = open();
  const first = journal.write(count('count~1'));
  expect(journal.write(count('count~1', 2))).toBe(first);
  expect(await journal.find('count~1')).toBe(first);
  expect(await journal.find('count~2')).toBeUndefined();
  settle();
  expect(journal.write(count('count~1'))).toBe(first);

  const restarted = open({ author: 'S01.2' });
  expect(() => restarted.write(count('count~1'))).toThrow(/already stands at position 1/);
  const found = await restarted.find('count~1');
  expect(found?.document).toEqual(first.document);
  await found?.durable;
  expect(restarted.write(count('count~2')).document).toMatchObject({ n: 2, author: 'S01.2' });
});

test('remembers what is in flight however much it is, and finds the rest on disk', async () => {
  const { settle, open } = await bench();
  const journal = open();
  const first = journal.write(count('count~0'));
  for (let index = 1; index < 3_000; index += 1) journal.write(count(`count~${index}`));
  expect(await journal.find('count~0')).toBe(first);
  settle();
  journal.write(count('count~last'));
  const found = await journal.find('count~0');
  expect(found).not.toBe(first);
  expect(found?.document).toEqual(first.document);
});

test('continues a street that others wrote before', async () => {
  const { street, settle, open } = await bench();
  const documents = chainOf(3);
  void street.append(documents);
  settle();
  expect(open().write(count('count~1')).document).toMatchObject({ n: 4, prev: cursorAfter(documents).head });
});

test('a failing disk is fatal once and every outcome unknown', async () => {
  const { log, settle, open } = await bench();
  const fatal: unknown[] = [];
  const journal = open({ onFatal: (failure) => void fatal.push(failure) });
  log.failNextWrite(new Error('disk full'));
  const written = [journal.write(count('count~1')), journal.write(count('count~2'))];
  settle();
  written.push(journal.write(count('count~3')));
  for (const { durable } of written) await expect(durable).rejects.toThrow('not stored');
  expect(fatal).toHaveLength(1);
});
