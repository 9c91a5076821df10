/**
 * Moves a hub's log from its directory to a CouchDB, or back. Nothing is
 * changed or removed where it comes from, and nothing is said to be moved
 * before both places were read again from storage and are the same.
 */
import { latestTerm } from '@ringfence/central/src/identity.ts';
import { publicKeyOf } from '@ringfence/central/src/crypto.ts';
import type { HubPlace } from '../verify-ledger/logs.ts';
import { type Copied, copyLog, differences } from './copy.ts';
import { type Examined, examineHub } from './examine.ts';
import { Hindrance, openCouch, openDirectory, type Place } from './places.ts';

export interface MigrateOptions {
  readonly from: HubPlace;
  readonly to: HubPlace;
  /** The hub's: the key that signs passes is kept under it in a CouchDB. */
  readonly vaultKey: Uint8Array;
  readonly tell: (line: string) => void;
}

export interface Migrated extends Copied {
  /** State hash of every store, equal in both places. */
  readonly hashes: ReadonlyMap<string, string>;
  /** What breaks a law there as it did here. */
  readonly problems: readonly string[];
}

/** Rejects with `Hindrance`, with `DamagedLog` and with `StorageFailure`; asked again it goes on where it stopped. */
export async function migrate(options: MigrateOptions): Promise<Migrated> {
  const copied = await copyAll(options);
  options.tell('everything is copied; reading both places again');
  const [here, there] = [await examineHub(options.from), await examineHub(options.to)];
  const unequal = differing(here, there);
  if (unequal !== undefined) throw new Error(`not equal: ${unequal}`);
  return { ...copied, hashes: there.hashes, problems: there.problems };
}

async function copyAll({ from, to, vaultKey, tell }: MigrateOptions): Promise<Copied> {
  const source = await openPlace(from, vaultKey, false);
  let target: Place | undefined;
  let isWhole = false;
  try {
    if (source.key === undefined) throw new Hindrance(`${source.name}: no hub was here yet`);
    target = await openPlace(to, vaultKey, true, await latestTerm(source.log));
    if (target.key !== undefined && publicKeyOf(target.key) !== publicKeyOf(source.key))
      throw new Hindrance(`${target.name} belongs to a hub with another key`);
    tell(`from ${source.name} to ${target.name}`);
    const copied = await copyLog(source.log, target.log, tell);
    await target.keepKey(source.key);
    const [difference] = await differences(source.log, target.log);
    if (difference !== undefined) throw new Error(`not equal: ${difference}`);
    isWhole = true;
    return copied;
  } finally {
    await Promise.all([source.close(false), target?.close(isWhole)]);
  }
}

const openPlace = (place: HubPlace, vaultKey: Uint8Array, isNew: boolean, after?: number): Promise<Place> =>
  typeof place === 'string' ? openDirectory(place, isNew) : openCouch(place, vaultKey, after);

function differing(here: Examined, there: Examined): string | undefined {
  for (const [what, one, other] of [
    ['head', here.heads, there.heads],
    ['state', here.hashes, there.hashes],
  ] as const) {
    for (const name of new Set([...one.keys(), ...other.keys()])) {
      if (one.get(name) !== other.get(name)) return `${what} of ${name}: ${one.get(name)}, there ${other.get(name)}`;
    }
  }
  const unlike = there.problems.find((problem) => !here.problems.includes(problem));
  return unlike ?? here.problems.find((problem) => !there.problems.includes(problem));
}
