/**
 * A process to be killed: appends with eight callers at once to the street in
 * the given directory and writes each position it was told yes for to its
 * standard output.
 */
import { writeSync } from 'node:fs';
import { Journal } from '../journal.ts';
import { PouchLog } from '../pouch-log.ts';
import { openPouchStreet } from '../pouch-street.ts';
import { sha256 } from './documents.ts';
import { indexOf } from './places.ts';

const [kind, directory] = process.argv.slice(2) as [string, string];
const options = { ...indexOf(directory), create: true, sha256 };
const street =
  kind === 'pouch-log'
    ? await (await PouchLog.open(options)).open('up-S01')
    : await openPouchStreet({ ...options, street: 'up-S01' });
const journal = new Journal(street, {
  author: 'S01.1',
  sha256,
  now: Date.now,
  onFatal: (failure) => {
    throw failure;
  },
});

const caller = async (): Promise<never> => {
  for (;;) {
    const next = journal.writing.n + 1;
    const { document, durable } = journal.write({ id: `sale~${next}`, kind: 'sale', v: 1, body: { units: next } });
    await durable;
    writeSync(1, `${document.n}\n`);
  }
};
await Promise.all(Array.from({ length: 8 }, caller));
