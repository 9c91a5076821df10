/**
 * How far every street of the hub had come, kept outside the log's directory.
 * A log that was restored from an old copy, or lost its end, cannot tell by
 * itself: it would promise units a second time and write other documents at
 * positions that stores hold already. This file can tell; the hub then does not
 * start. It is written now and then, and is never ahead of the disk.
 */
import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { must } from '@ringfence/domain/basic/assert.ts';
import { DamagedLog, type Log } from '@ringfence/log/port.ts';
import { syncDirectory } from '@ringfence/log/synced-leveldown.ts';

const STREETS_AT_ONCE = 32;

export const headsShape = z.record(z.string(), z.object({ n: z.int().min(1), head: z.string() }));
export type Heads = z.infer<typeof headsShape>;

export class HeadsFile {
  readonly #path: string;
  readonly #log: Log;
  #saved = '';
  #saving: Promise<void> = Promise.resolve();

  constructor(path: string, log: Log) {
    this.#path = path;
    this.#log = log;
  }

  /** Refuses with `DamagedLog` a log that is behind the file or has another history; no file says nothing. */
  async expectWhole(): Promise<void> {
    await expectHeads(this.#log, await read(this.#path));
  }

  /** Lets the file follow the log; resolves when it is on disk. */
  save(): Promise<void> {
    this.#saving = this.#saving.then(() => this.#save());
    return this.#saving;
  }

  async #save(): Promise<void> {
    const text = `${JSON.stringify(await headsOf(this.#log))}\n`;
    if (text === this.#saved) return;
    await replace(this.#path, text);
    this.#saved = text;
  }
}

/** How far every street of the log is on disk. */
export async function headsOf(log: Log): Promise<Heads> {
  const heads: Heads = {};
  for (const name of await log.streets()) {
    const { n, head } = (await log.open(name)).head();
    heads[name] = { n, head };
  }
  return heads;
}

/** Refuses with `DamagedLog` a log that does not hold these, or holds others. */
export async function expectHeads(log: Log, heads: Heads): Promise<void> {
  const names = Object.keys(heads);
  for (let from = 0; from < names.length; from += STREETS_AT_ONCE)
    await Promise.all(names.slice(from, from + STREETS_AT_ONCE).map((name) => expectHead(log, name, heads[name])));
}

async function expectHead(log: Log, name: string, expected: Heads[string] | undefined): Promise<void> {
  const { n, head } = must(expected, `the head of ${name}`);
  const street = await log.open(name);
  const at = street.head();
  if (at.n < n) throw older(name, `ends at ${at.n} and had come to ${n}`);
  const hash = at.n === n ? at.head : (await street.read(n, 1))[0]?.prev;
  if (hash !== head) throw older(name, `holds another document at ${n}`);
}

const older = (street: string, how: string): DamagedLog =>
  new DamagedLog(street, `the log is older than what this hub had written: it ${how}; bring back a newer copy`);

async function read(path: string): Promise<Heads> {
  try {
    return headsShape.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new DamagedLog(path, 'it cannot be read', { cause: error });
  }
}

async function replace(path: string, text: string): Promise<void> {
  const next = `${path}.next`;
  const handle = await open(next, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(next, path);
  await syncDirectory(dirname(path));
}
