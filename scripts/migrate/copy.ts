/**
 * Copies a hub's log from one place to another. What it keeps true:
 * - every street there is a prefix of the one here, before, during and after:
 *   a copy that was broken off goes on where it stopped, and anything else
 *   there is refused before a document is written;
 * - values follow, so that they are those of here at the end.
 */
import { canonical } from '@ringfence/domain/basic/canonical.ts';
import type { Street } from '@ringfence/domain/basic/ids.ts';
import type { KeyValues, Log, StreetLog } from '@ringfence/log/port.ts';
import { Hindrance } from './places.ts';

const PAGE = 500;
const STREETS_AT_ONCE = 6;
const VALUES_AT_ONCE = 200;

type Store = Log & KeyValues;

export interface Copied {
  readonly streets: number;
  /** All of them, and those that were missing. */
  readonly documents: number;
  readonly copied: number;
  readonly values: number;
}

export async function copyLog(from: Store, to: Store, tell: (line: string) => void): Promise<Copied> {
  await expectPrefix(from, to);
  const streets = await from.streets();
  let documents = 0;
  let copied = 0;
  const waiting = [...streets];
  const copyOn = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const [here, there] = await Promise.all([from.open(name), to.open(name)]);
      const missing = here.head().n - there.head().n;
      await copyStreet(here, there);
      documents += here.head().n;
      copied += missing;
      tell(`${name}  ${here.head().n} documents, ${missing} of them copied now`);
    }
  };
  await Promise.all(Array.from({ length: STREETS_AT_ONCE }, copyOn));
  const values = await from.list('');
  const there = new Map((await to.list('')).map(({ key, value }) => [key, canonical(value)]));
  const changed = values.filter(({ key, value }) => there.get(key) !== canonical(value));
  for (let start = 0; start < changed.length; start += VALUES_AT_ONCE) {
    const some = changed.slice(start, start + VALUES_AT_ONCE);
    await Promise.all(some.map(({ key, value }) => to.put(key, value)));
  }
  return { streets: streets.length, documents, copied, values: values.length };
}

async function copyStreet(here: StreetLog, there: StreetLog): Promise<void> {
  while (there.head().n < here.head().n) await there.append(await here.read(there.head().n, PAGE));
}

/** Refuses a place that holds anything that is not from here. */
async function expectPrefix(from: Store, to: Store): Promise<void> {
  for (const name of await to.streets()) {
    const [here, there] = await Promise.all([from.open(name), to.open(name)]);
    const { n, head } = there.head();
    if (n > here.head().n) throw new Hindrance(`${name} has ${n} documents there and ${here.head().n} here`);
    if ((await hashAt(here, n)) !== head) throw new Hindrance(`${name} holds something else there at ${n}`);
  }
  const keys = new Set((await from.list('')).map(({ key }) => key));
  const unknown = (await to.list('')).find(({ key }) => !keys.has(key));
  if (unknown) throw new Hindrance(`the value ${unknown.key} is there and not here`);
}

/** The hash of the document at a position from 1 on. */
async function hashAt(street: StreetLog, n: number): Promise<string | undefined> {
  const head = street.head();
  return n === head.n ? head.head : (await street.read(n, 1))[0]?.prev;
}

/** What is not the same in two places; empty: nothing. Both read and verify every street when they are opened. */
export async function differences(from: Store, to: Store): Promise<string[]> {
  const found: string[] = [];
  const names: Street[] = [...new Set([...(await from.streets()), ...(await to.streets())])].sort();
  for (const name of names) {
    const [here, there] = [(await from.open(name)).head(), (await to.open(name)).head()];
    if (canonical(here) !== canonical(there))
      found.push(`${name}: ${here.n} ${here.head}, there ${there.n} ${there.head}`);
  }
  const values = async (store: Store): Promise<string> => canonical(await store.list(''));
  if ((await values(from)) !== (await values(to))) found.push('the values differ');
  return found;
}
