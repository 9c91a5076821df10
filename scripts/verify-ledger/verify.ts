/** The whole examination: every store's disk against the hub's, the laws, and what running processes said they serve. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CATALOG_STREET, downStreet, upStreet } from '@ringfence/domain/basic/ids.ts';
import { areComparable } from '@ringfence/domain/store/state-hash.ts';
import { firstDifference } from './difference.ts';
import { breakInChain, type Folded, foldStore } from './fold.ts';
import { judgeStore, onTheWay } from './laws.ts';
import { judgeMembers, type MemberFindings, type ServedPoints } from './members.ts';
import { type Documents, type HubPlace, readHubLogs, readStoreLogs } from './logs.ts';

/** A state hash that a running process served. */
export interface Served {
  readonly store: string;
  readonly by: 'store' | 'hub';
  readonly hash: string;
}

export interface VerifyOptions {
  readonly hub: HubPlace;
  /** Directory of each store node, by store. */
  readonly stores: ReadonlyMap<string, string>;
  readonly served?: readonly Served[];
  readonly servedPoints?: ServedPoints;
  /** Documents somebody was told are recorded. */
  readonly acknowledged?: readonly { readonly store: string; readonly direction: 'up' | 'down'; readonly id: string }[];
}

export interface StoreVerdict {
  readonly store: string;
  readonly up: number;
  readonly down: number;
  readonly storeHash: string;
  readonly hubHash: string;
  /** Documents in the chain that move nothing. */
  readonly setAside: number;
}

export interface Verdict {
  readonly stores: readonly StoreVerdict[];
  readonly oversold: number;
  readonly negativeAccounts: number;
  readonly lostDocuments: number;
  readonly duplicatedDocuments: number;
  readonly points: Omit<MemberFindings, 'problems'>;
  /** Everything that is not as it should be, the most telling first; empty: equal. */
  readonly problems: readonly string[];
}

interface Pair {
  readonly store: string;
  readonly atStore: Folded;
  readonly atHub: Folded;
  /** Ids on the streets, by `<side> <direction>`. */
  readonly ids: ReadonlyMap<string, readonly string[]>;
}

export async function verifyLedger(options: VerifyOptions): Promise<Verdict> {
  const problems: string[] = [];
  const hub = await readHubLogs(options.hub);
  const pairs: Pair[] = [];
  for (const [store, directory] of options.stores) {
    const pair = await readPair(store, directory, hub, problems);
    if (pair !== undefined) pairs.push(pair);
  }
  problems.push(...servedDifferently(pairs, options.served ?? []));
  let oversold = 0;
  let negativeAccounts = 0;
  for (const { store, atHub } of pairs) {
    const findings = judgeStore(store, atHub);
    oversold += findings.oversold;
    negativeAccounts += findings.negativeAccounts;
    problems.push(...findings.problems);
  }
  for (const [what, units] of onTheWay(pairs.map(({ atHub }) => atHub.state))) {
    if (units < 0) negativeAccounts += 1;
    problems.push(`${what}: ${units} units are between stores`);
  }
  const { problems: amiss, ...points } = judgeMembers(
    hub,
    pairs.map(({ atHub }) => atHub),
    options.servedPoints,
  );
  problems.push(...amiss);
  const lost = pairs.flatMap((pair) => lostOf(pair, options.acknowledged ?? []));
  const duplicated = pairs.flatMap(duplicatedOf);
  problems.push(...lost, ...duplicated);
  return {
    stores: pairs.map(({ store, atStore, atHub }) => ({
      store,
      up: atStore.state.up.n,
      down: atStore.state.down.n,
      storeHash: atStore.hash,
      hubHash: atHub.hash,
      setAside: atHub.state.setAside.size,
    })),
    oversold,
    negativeAccounts,
    lostDocuments: lost.length,
    duplicatedDocuments: duplicated.length,
    points,
    problems,
  };
}

/** Every store that has a directory below `directory`. */
export function storesIn(directory: string): Map<string, string> {
  const entries = readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const names = entries.map(({ name }) => name).sort();
  return new Map(names.map((name) => [name, join(directory, name)]));
}

async function readPair(
  store: string,
  directory: string,
  hub: ReadonlyMap<string, Documents>,
  problems: string[],
): Promise<Pair | undefined> {
  const own = await readStoreLogs(directory, store);
  const streets = {
    'store up': own.up,
    'store down': own.down,
    'hub up': hub.get(upStreet(store)) ?? [],
    'hub down': hub.get(downStreet(store)) ?? [],
  };
  const difference = catalogueDifference(own.catalog, hub.get(CATALOG_STREET) ?? []);
  if (difference !== undefined) problems.push(`${store}: ${difference}`);
  problems.push(...own.rejected.map((rejection) => `${store}: not part of the street: ${rejection}`));
  let isBroken = false;
  for (const [name, documents] of Object.entries(streets)) {
    const broken = breakInChain(documents);
    if (broken === undefined) continue;
    problems.push(`${store}: ${name}: ${broken}`);
    isBroken = true;
  }
  if (isBroken) return undefined;
  const atStore = foldStore(store, streets['store up'], streets['store down']);
  const atHub = foldStore(store, streets['hub up'], streets['hub down']);
  const unequal = firstDifference(atStore.content, atHub.content);
  if (unequal !== undefined) problems.push(`${store}: store against hub: ${unequal}`);
  for (const [id, reason] of atHub.state.setAside) problems.push(`${store}: ${id} moves nothing: ${reason}`);
  const ids = Object.entries(streets).map(([name, documents]): [string, string[]] => [
    name,
    documents.map((document) => document._id),
  ]);
  return { store, atStore, atHub, ids: new Map(ids) };
}

/** A store's copy of the catalogue may be behind, but what it holds is what the hub wrote. */
function catalogueDifference(own: Documents, written: Documents): string | undefined {
  const index = own.findIndex((document, at) => firstDifference(document, written[at]) !== undefined);
  if (index >= 0) return `catalogue at ${index + 1}: ${firstDifference(own[index], written[index])}`;
  return own.length === written.length ? undefined : `the catalogue has ${own.length} of ${written.length} documents`;
}

function servedDifferently(pairs: readonly Pair[], served: readonly Served[]): string[] {
  return served.flatMap(({ store, by, hash }) => {
    const pair = pairs.find((candidate) => candidate.store === store);
    const folded = by === 'store' ? pair?.atStore.hash : pair?.atHub.hash;
    if (folded === hash) return [];
    // What cannot be compared was not verified, and is said as well.
    const why =
      folded === undefined || areComparable(folded, hash) ? '' : ' (hashes of two versions: verify with its own)';
    return [`${store}: the ${by} served ${hash}, its log folds to ${folded ?? 'nothing'}${why}`];
  });
}

function lostOf({ store, ids }: Pair, acknowledged: NonNullable<VerifyOptions['acknowledged']>): string[] {
  const known = new Map([...ids].map(([name, own]) => [name, new Set(own)]));
  return acknowledged
    .filter((document) => document.store === store)
    .flatMap(({ direction, id }) =>
      ['store', 'hub']
        .filter((side) => !known.get(`${side} ${direction}`)?.has(id))
        .map((side) => `${store}: ${id} was acknowledged and is not in the ${side}'s log`),
    );
}

/** An id that stands twice, on one street or on both. */
function duplicatedOf({ store, ids }: Pair): string[] {
  return ['store', 'hub'].flatMap((side) => {
    const seen = new Set<string>();
    const all = [...(ids.get(`${side} up`) ?? []), ...(ids.get(`${side} down`) ?? [])];
    return all.flatMap((id) => {
      if (!seen.has(id)) {
        seen.add(id);
        return [];
      }
      return [`${store}: ${id} stands twice in the ${side}'s logs`];
    });
  });
}
