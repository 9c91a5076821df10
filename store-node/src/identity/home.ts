/**
 * Where a store node keeps what it is and what it knows:
 *
 *   <data>/identity/   identity.json, store-key.json, hub.json: who this is, outside the databases
 *   <data>/streets/    up-<store>, down-<store>, catalog: one database each
 *   <data>/index/      one file a street that spares a start the reading of its past; may be deleted any time
 *   <data>/snapshot/   what was folded from the streets; may be removed at any time
 *   <data>/set-aside/  databases that could not be trusted any more; kept for a person to look at
 */
import { mkdir, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { hash } from 'node:crypto';
import { CATALOG_STREET, downStreet, type StoreId, upStreet } from '@ringfence/domain/basic/ids.ts';
import type { Cursor } from '@ringfence/domain/documents/envelope.ts';
import * as identityFile from '@ringfence/log/identity-file.ts';
import { DamagedLog, type StorageFailure } from '@ringfence/log/port.ts';
import { openPouchStreet, type PouchStreet } from '@ringfence/log/pouch-street.ts';
import { ReplicaStreet } from '@ringfence/log/replica-street.ts';
import { z } from 'zod';
import { writePrivate } from './keys.ts';

export const sha256 = (text: string): string => hash('sha256', text, 'hex');

const hubFile = z.object({
  /** The hub's public key, base64url of the raw 32 bytes. */
  hubKey: z.string(),
  /** Own position the hub has confirmed. */
  confirmed: z.int().min(0).default(0),
});
export type HubFile = z.infer<typeof hubFile>;

/** Something that happened on a disk that was set aside, and fits nowhere. */
export interface UnfitFact {
  readonly disk: string;
  readonly id: string;
  readonly reason: string;
}
const unfitFile = z.array(z.object({ id: z.string(), reason: z.string() }));
/** How the file ends that lists them. */
const UNFIT = '.unfit.json';

export interface Streets {
  readonly up: PouchStreet;
  readonly down: ReplicaStreet;
  readonly catalog: ReplicaStreet;
}

export interface HomeEvents {
  readonly onFatal: (failure: StorageFailure | DamagedLog) => void;
  readonly onRejected: (street: string, rejection: { readonly id: string; readonly reason: string }) => void;
}

export class Home {
  #saving: Promise<void> = Promise.resolve();
  readonly directory: string;
  readonly store: StoreId;
  readonly #events: HomeEvents;

  constructor(directory: string, store: StoreId, events: HomeEvents) {
    this.directory = directory;
    this.store = store;
    this.#events = events;
  }

  get keyPath(): string {
    return join(this.directory, 'identity', 'store-key.json');
  }

  get snapshotPath(): string {
    return join(this.directory, 'snapshot', 'store');
  }

  loadIdentity(): Promise<identityFile.Identity | undefined> {
    return identityFile.load(this.#identityPath);
  }

  /** One save after the other, in the order they were asked for: an older identity never replaces a newer one. */
  saveIdentity(incarnation: number, cursor: Pick<Cursor, 'n' | 'head'>): Promise<void> {
    const { n, head } = cursor;
    return this.#inTurn(async () => {
      await mkdir(join(this.directory, 'identity'), { recursive: true, mode: 0o700 });
      await identityFile.save(this.#identityPath, { store: this.store, incarnation, n, head });
    });
  }

  async loadHub(): Promise<HubFile | undefined> {
    const path = this.#hubPath;
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (text === undefined) return undefined;
    try {
      return hubFile.parse(JSON.parse(text));
    } catch (error) {
      throw new DamagedLog(path, 'it cannot be read', { cause: error });
    }
  }

  /** In turn as well: two saves of one file at once would take each other's half away. */
  saveHub(hub: HubFile): Promise<void> {
    return this.#inTurn(() => writePrivate(this.#hubPath, JSON.stringify(hub)));
  }

  /** Opens the own street; refuses with `DamagedLog` when it is gone or not whole. */
  openUp(create: boolean): Promise<PouchStreet> {
    const street = upStreet(this.store);
    const { onFatal } = this.#events;
    const [directory, index] = [this.#streetPath(street), this.#indexPath(street)];
    return openPouchStreet({ directory, index, street, create, sha256, onFatal });
  }

  /** Opens the copies of the hub's streets. One that is gone or not whole is begun anew, which `lost` tells. */
  async openReplicas(create: boolean): Promise<{ down: ReplicaStreet; catalog: ReplicaStreet; lost: boolean }> {
    let lost = false;
    const open = async (street: string): Promise<ReplicaStreet> => {
      try {
        return await this.#openReplica(street, create);
      } catch (error) {
        if (!(error instanceof DamagedLog)) throw error;
        lost = true;
        await this.setAside(street);
        return this.#openReplica(street, true);
      }
    };
    const down = await open(downStreet(this.store));
    const catalog = await open(CATALOG_STREET);
    return { down, catalog, lost };
  }

  /** Moves a street's database out of the way; nothing is ever deleted. */
  async setAside(street: string): Promise<void> {
    const place = this.#setAsidePlace;
    await mkdir(place, { recursive: true });
    const name = `${street}.${new Date().toISOString().replaceAll(':', '-')}`;
    await rename(this.#streetPath(street), join(place, name)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
  }

  /** Names of the own street's databases that were moved out of the way and that nobody went through yet, oldest first. */
  async setAsideUps(): Promise<string[]> {
    const names = await namesIn(this.#setAsidePlace);
    return names.filter((name) => name.startsWith(`${upStreet(this.store)}.`) && name.endsWith('Z')).sort();
  }

  /** Opens one of them; refuses with `DamagedLog`. */
  openSetAside(name: string): Promise<PouchStreet> {
    const { onFatal } = this.#events;
    const directory = join(this.#setAsidePlace, name);
    return openPouchStreet({ directory, street: upStreet(this.store), create: false, sha256, onFatal });
  }

  /** It need not be gone through again; its name says what came of it, and a file beside it what a person must see to. */
  async markSetAside(
    name: string,
    mark: 'done' | 'looked-through' | 'damaged',
    unfit: readonly Omit<UnfitFact, 'disk'>[] = [],
  ): Promise<void> {
    if (unfit.length > 0)
      await writePrivate(join(this.#setAsidePlace, `${name}${UNFIT}`), JSON.stringify(unfit, null, 2));
    await rename(join(this.#setAsidePlace, name), join(this.#setAsidePlace, `${name}.${mark}`));
  }

  /** What happened on disks that were set aside and fits nowhere, oldest disk first, until a person takes its file away. */
  async unfitFacts(): Promise<UnfitFact[]> {
    const place = this.#setAsidePlace;
    const files = (await namesIn(place)).filter((name) => name.endsWith(UNFIT)).sort();
    const facts = await Promise.all(
      files.map(async (file) => {
        const disk = file.slice(0, -UNFIT.length);
        const text = await readFile(join(place, file), 'utf8');
        const read = unfitFile.safeParse(parsed(text));
        return read.success ? read.data.map((fact) => ({ disk, ...fact })) : [{ disk, id: file, reason: 'unreadable' }];
      }),
    );
    return facts.flat();
  }

  get #setAsidePlace(): string {
    return join(this.directory, 'set-aside');
  }

  /** Resolves when everything that was to be saved is. */
  settled(): Promise<void> {
    return this.#saving;
  }

  #inTurn(save: () => Promise<void>): Promise<void> {
    const saved = this.#saving.then(save);
    this.#saving = saved.catch(() => {});
    return saved;
  }

  #openReplica(street: string, create: boolean): Promise<ReplicaStreet> {
    const { onFatal, onRejected } = this.#events;
    return ReplicaStreet.open({
      directory: this.#streetPath(street),
      index: this.#indexPath(street),
      street,
      create,
      sha256,
      onFatal,
      onRejected: (rejection) => onRejected(street, rejection),
    });
  }

  get #identityPath(): string {
    return join(this.directory, 'identity', 'identity.json');
  }

  get #hubPath(): string {
    return join(this.directory, 'identity', 'hub.json');
  }

  #streetPath(street: string): string {
    return join(this.directory, 'streets', street);
  }

  #indexPath(street: string): string {
    return join(this.directory, 'index', street);
  }
}

async function namesIn(directory: string): Promise<string[]> {
  return readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
