/** What must hold in every state, whatever happened before; and what must be reachable, lest nothing was tested. */
import { standingOf } from '@ringfence/log/terms.ts';
import {
  type Bounds,
  endsOn,
  has,
  isSame,
  type Process,
  type Row,
  type State,
  streetsOf,
  upStreetOf,
} from './protocol.ts';

/** The first promise that this state breaks. */
export function brokenIn(state: State, bounds: Bounds): string | undefined {
  return (
    brokenPromise(state) ??
    promisedTwice(state, bounds) ??
    brokenCopy(state) ??
    hole(state, bounds) ??
    state.processes.map((process) => overdrawn(process, bounds)).find((broken) => broken !== undefined)
  );
}

const isVoid = (state: State, row: Row): boolean => standingOf(row, endsOn(state, row.street)) === 'void';

function brokenPromise(state: State): string | undefined {
  const { promised, denied, processes } = state;
  if (promised.some((row) => isVoid(state, row))) return 'what was promised is void';
  if (denied.some((row) => standingOf(row, endsOn(state, row.street)) === 'counts'))
    return 'what was called void counts';
  // Whoever may promise next must know of every promise.
  for (const { role, term, view } of processes)
    if (role === 'leading' && term === state.fences && promised.some((row) => !has(view[row.street] ?? [], row)))
      return 'who leads does not know what was promised';
  return undefined;
}

function promisedTwice({ promised }: State, { downs, units, deposits }: Bounds): string | undefined {
  const orders = promised.filter(({ street }) => street < downs);
  for (const [index, row] of orders.entries())
    if (orders.slice(0, index).some((other) => other.what === row.what && !isSame(other, row)))
      return 'one order is promised at two places';
  const first = orders.filter(({ street }) => street === 0);
  if (first.length > units + deposits) return 'more is promised than there is';
  return undefined;
}

function brokenCopy(state: State): string | undefined {
  return state.copied.some((row) => isVoid(state, row)) ? 'the store holds what is void' : undefined;
}

/** What a seal counts is in the database, or nobody can ever read it. */
function hole(state: State, bounds: Bounds): string | undefined {
  for (let street = 0; street < streetsOf(bounds); street++) {
    const ends = endsOn(state, street);
    const counted = state.rows.filter((row) => row.street === street && standingOf(row, ends) === 'counts');
    if (counted.length < (ends.at(-1) as number)) return 'a seal counts a row that is not there';
  }
  return undefined;
}

/** A process that serves counts no more withdrawals than units, among those of which anybody may hear. */
function overdrawn({ view, sure }: Process, bounds: Bounds): string | undefined {
  const up = (view[upStreetOf(bounds)] ?? []).slice(0, sure[upStreetOf(bounds)]);
  if (new Set(up.map(({ what }) => what)).size < up.length) return 'a deposit counts twice';
  const orders = (view[0] ?? []).slice(0, sure[0]);
  return orders.length > bounds.units + up.length ? 'more is taken than was put in' : undefined;
}

/** What a state shows to be reachable. */
export function* shownBy(state: State): Generator<string> {
  const { promised, denied, seals, rows, copied, processes } = state;
  if (promised.length > 0 && seals.length > 0) yield 'a promise survives a change of the leader';
  if (denied.length > 0) yield 'a client is told that its attempt is void';
  if (rows.some((row) => isVoid(state, row))) yield 'a late row lands behind the seal';
  if (copied.length > 0 && seals.length > 0) yield 'the store copies from the next leader';
  if (processes.filter(({ role }) => role === 'leading').length > 1) yield 'two processes lead, as they think';
  if (processes.filter(({ role }) => role === 'rebuilding').length > 1) yield 'two processes rebuild';
  if (seals.length > 1) yield 'the leader changes twice';
}
