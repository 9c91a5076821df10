/** Reads a hub's own log from where it lies, folds it from nothing and judges it by the laws, store by store. */
import { hashOf } from '@ringfence/domain/documents/envelope.ts';
import { downStreet, upStreet } from '@ringfence/domain/basic/ids.ts';
import { breakInChain, foldStore } from '../verify-ledger/fold.ts';
import { judgeStore, onTheWay } from '../verify-ledger/laws.ts';
import { type Documents, type HubPlace, readHubLogs, sha256 } from '../verify-ledger/logs.ts';
import { judgeMembers } from '../verify-ledger/members.ts';

export interface Examined {
  /** How many documents each street has, and the hash of its last one. */
  readonly heads: ReadonlyMap<string, string>;
  /** State hash of every store. */
  readonly hashes: ReadonlyMap<string, string>;
  readonly problems: readonly string[];
}

export async function examineHub(place: HubPlace): Promise<Examined> {
  const streets = await readHubLogs(place);
  const problems = [...streets].flatMap(
    ([name, documents]) => breakInChain(documents)?.replace(/^/, `${name}: `) ?? [],
  );
  const folded = storesOf(streets).map((store) => {
    const of = (street: string): Documents => streets.get(street) ?? [];
    return { store, state: foldStore(store, of(upStreet(store)), of(downStreet(store))) };
  });
  for (const { store, state } of folded) problems.push(...judgeStore(store, state).problems);
  for (const [what, units] of onTheWay(folded.map(({ state }) => state.state)))
    problems.push(`${what}: ${units} units are between stores`);
  problems.push(
    ...judgeMembers(
      streets,
      folded.map(({ state }) => state),
    ).problems,
  );
  const heads = new Map([...streets].map(([name, documents]) => [name, headOf(documents)]));
  return { heads, hashes: new Map(folded.map(({ store, state }) => [store, state.hash])), problems };
}

function headOf(documents: Documents): string {
  const last = documents.at(-1);
  return last === undefined ? '0' : `${last.n} ${hashOf(last, sha256)}`;
}

function storesOf(streets: ReadonlyMap<string, Documents>): string[] {
  const names = [...streets.keys()].flatMap((name) => /^(?:up|down)-(.+)$/.exec(name)?.[1] ?? []);
  return [...new Set(names)].sort();
}
