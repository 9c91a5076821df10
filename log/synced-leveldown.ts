/**
 * PouchDB on LevelDB, with every write on disk before it is answered. PouchDB
 * itself never asks for fsync, so its LevelDB binding is subclassed here; and
 * it makes a new database without a word when files are missing, so what must
 * exist is checked before it may look.
 */
import { createRequire } from 'node:module';
import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import PouchDB from 'pouchdb-core';
import type { LevelDown } from 'leveldown';
import leveldbAdapter from 'pouchdb-adapter-leveldb';
import { must } from '@ringfence/domain/basic/assert.ts';
import { DamagedLog, StorageFailure } from './port.ts';

PouchDB.plugin(leveldbAdapter);

export type Database = PouchDB.Database<object>;

type Done = (error?: Error) => void;

/** What abstract-leveldown calls on an implementation; its published types leave it out. */
interface Binding extends Pick<LevelDown, 'iterator' | 'getMany'> {
  _get(key: unknown, options: object, done: (error?: Error, value?: unknown) => void): void;
  _put(key: unknown, value: unknown, options: object, done: Done): void;
  _del(key: unknown, options: object, done: Done): void;
  _batch(operations: unknown, options: object, done: Done): void;
}

interface Leveldown {
  new (location: string): Binding;
  destroy: unknown;
  repair: unknown;
}

const here = createRequire(import.meta.url);
/** The very copy the adapter would use: two copies could differ in version and file format. */
const leveldown = createRequire(here.resolve('pouchdb-adapter-leveldb'))('leveldown') as Leveldown;

class SyncedLeveldown extends leveldown {
  /** Keys that nothing was ever written under, each until it is asked for. */
  readonly unwritten = new Set<string>();

  override _get(key: unknown, options: object, done: (error?: Error, value?: unknown) => void): void {
    if (this.unwritten.delete(String(key))) process.nextTick(done, new Error('NotFound'));
    else super._get(key, options, done);
  }

  override _put(key: unknown, value: unknown, options: object, done: Done): void {
    super._put(key, value, { ...options, sync: true }, done);
  }

  override _del(key: unknown, options: object, done: Done): void {
    super._del(key, { ...options, sync: true }, done);
  }

  override _batch(operations: unknown, options: object, done: Done): void {
    super._batch(operations, { ...options, sync: true }, done);
  }
}

/** The latest binding of each directory. */
const bindings = new Map<string, SyncedLeveldown>();

/** The factory PouchDB takes as its `db` option. It keeps its open handles under the factory's name, so it needs one. */
export function SyncedLevel(location: string): Binding {
  const binding = new SyncedLeveldown(location);
  bindings.set(location, binding);
  return binding;
}
SyncedLevel.destroy = leveldown.destroy;
SyncedLevel.repair = leveldown.repair;

/** What lies under an open database, for reading its tables. */
export function bindingOf(database: Database): Pick<Binding, 'iterator' | 'getMany'> {
  return must(bindings.get(database.name), `${database.name} is open`);
}

/**
 * Says that no document was ever written under these ids, of which the next write makes new ones. PouchDB looks for
 * every document before it writes it; without the look on disk a write takes a fifth less time.
 */
export function expectUnwritten(database: Database, ids: Iterable<string>): void {
  const { unwritten } = must(bindings.get(database.name), `${database.name} is open`);
  for (const id of ids) unwritten.add(`\xffdocument-store\xff${id}`);
}

export interface OpenOptions {
  /** True only while provisioning: a database that is not there is then made. */
  create: boolean;
  /** How many revisions of a document are remembered; documents of a street have one. */
  revisions?: number;
  /** The index file of its streets, beside which is noted what nobody has looked at. */
  index?: string;
}

/** How many bytes nobody has looked at of what LevelDB had in its log, when each database was opened. */
const unseen = new WeakMap<Database, number>();

/** At most so many bytes of rows lay in LevelDB's log, and not in a table, and were not looked at since. */
export function unseenBytes(database: Database): number {
  return must(unseen.get(database), `${database.name} is open`);
}

/** Opens the database in `directory`; refuses with `DamagedLog` when it is not there or its files are incomplete. */
export async function openDatabase(directory: string, options: OpenOptions): Promise<Database> {
  await expectDirectory(directory, options.create);
  const configuration = {
    adapter: 'leveldb',
    db: SyncedLevel,
    createIfMissing: options.create,
    // By default a revision's name is the digest of the whole document in JSON; ours are told apart by their own hashes.
    deterministic_revs: false,
    ...(options.revisions === undefined ? {} : { revs_limit: options.revisions }),
  };
  const bytes = await noteUnseen(await bytesOfLog(directory), options.index);
  const database: Database = new PouchDB(directory, configuration);
  unseen.set(database, bytes);
  try {
    await database.info();
  } catch (error) {
    const message = error instanceof Error ? error.message : JSON.stringify(error);
    if (/lock/i.test(message)) {
      throw new StorageFailure(`${directory} is in use by another process`, { cause: error });
    }
    throw new DamagedLog(directory, `the database cannot be opened: ${message}`, { cause: error });
  }
  return database;
}

async function bytesOfLog(directory: string): Promise<number> {
  const files = (await readdir(directory)).filter((file) => file.endsWith('.log'));
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(directory, file))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

const noteBeside = (index: string): string => `${index}.unseen`;

/**
 * LevelDB moves what lies in its log into tables when it opens, and begins a new log: a process that dies before it has
 * looked for what its index names would leave the next one nothing to look at. So the length of the log is noted before
 * it opens. Returns it with what was noted before; the note is on disk, or the index is gone and everything will be read.
 */
async function noteUnseen(bytes: number, index: string | undefined): Promise<number> {
  if (index === undefined || !(await isThere(index))) return bytes;
  const former = await readFile(noteBeside(index), 'utf8').catch((error: NodeJS.ErrnoException) =>
    error.code === 'ENOENT' ? '0' : '',
  );
  const all = /^\d{1,15}$/.test(former) ? bytes + Number(former) : Infinity;
  if (bytes === 0 || all === Infinity) return all;
  try {
    const note = await open(noteBeside(index), 'w', 0o600);
    try {
      await note.writeFile(String(all));
      await note.sync();
    } finally {
      await note.close();
    }
    await syncDirectory(dirname(index));
  } catch {
    await rm(index, { force: true, recursive: true });
  }
  return all;
}

/** Everything was looked at, as far as that index names it. A note that stays costs the next start some reading. */
export async function forgetUnseen(index: string): Promise<void> {
  await rm(noteBeside(index), { force: true, recursive: true }).catch(() => {});
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Makes sure that LevelDB finds either a whole database or, while provisioning, none at all. */
async function expectDirectory(directory: string, create: boolean): Promise<void> {
  const files = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new StorageFailure(`${directory} cannot be read`, { cause: error });
  });
  if (files?.includes('CURRENT')) return;
  if (files?.some((file) => /\.(ldb|sst|log)$/.test(file))) {
    throw new DamagedLog(directory, 'the file CURRENT is missing, so the data beside it would not be seen');
  }
  if (!create) throw new DamagedLog(directory, 'there is no database');
  await mkdir(dirname(directory), { recursive: true });
  await mkdir(directory, { recursive: true });
  await syncDirectory(dirname(directory));
}

/** Makes new names in a directory survive a power cut. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
