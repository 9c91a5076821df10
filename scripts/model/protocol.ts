/**
 * The protocol of several hub processes on one log, as a bounded machine. It
 * runs on the rules of production (`rules.ts` of the leadership, `terms.ts` of
 * the log) and adds the world around them: writes that land late or never,
 * processes that crash or are thought dead, two that rebuild at once, clients
 * that ask again, and a store that copies.
 */
import { nextStep, verdictOn } from '@ringfence/central/src/leadership/rules.ts';
import { endReached, type Ends, standingOf } from '@ringfence/log/terms.ts';

/** A row of the database. `what` is the order on a `down` street, the deposit on the `up` street. */
export interface Row {
  readonly street: number;
  readonly n: number;
  readonly term: number;
  readonly what: number;
}

export interface Process {
  readonly role: 'idle' | 'rebuilding' | 'leading' | 'waiting';
  readonly term: number;
  /** What a rebuilding process has read of each street; null for not yet. */
  readonly read: readonly (readonly Row[] | null)[];
  /** What a process that serves counts, street by street, in order. */
  readonly view: readonly (readonly Row[])[];
  /** How many of those somebody may hear of. */
  readonly sure: readonly number[];
  /** The newest fence it saw before its rows landed; only a broken process asks so early. */
  readonly asked: number;
}

export interface State {
  readonly processes: readonly Process[];
  /** The newest fence in the database. */
  readonly fences: number;
  /** What Redis says about it; only a broken process believes it. */
  readonly redis: number;
  /** For each sealed term, where it ended on each street. */
  readonly seals: readonly (readonly number[])[];
  readonly rows: readonly Row[];
  /** Sent and not landed; the sender may be long gone. */
  readonly flying: readonly Row[];
  readonly promised: readonly Row[];
  /** Rows whose client was told that they are void. */
  readonly denied: readonly Row[];
  /** What the store copied from the first `down` street. */
  readonly copied: readonly Row[];
  readonly crashes: number;
}

export interface Bounds {
  readonly processes: number;
  readonly terms: number;
  readonly crashes: number;
  /** `down` streets; the store copies the first. */
  readonly downs: number;
  /** Units that every `down` street has from the start. */
  readonly units: number;
  readonly orders: number;
  /** Deposits of one unit each for the first `down` street, which come by an `up` street. */
  readonly deposits: number;
}

/** What the machine follows; a mutant replaces a part of it. */
export interface Rules {
  readonly nextStep: typeof nextStep;
  readonly verdictOn: typeof verdictOn;
  readonly standingOf: typeof standingOf;
  readonly endReached: typeof endReached;
  readonly isFenceOnce: boolean;
  readonly isSealAdopted: boolean;
  readonly isTermInKey: boolean;
  readonly looks: 'after the disk' | 'before the disk';
  readonly believes: 'fences' | 'redis';
  readonly onTimeout: 'end' | 'give back' | 'say yes';
  readonly retryHears: 'when sure' | 'when written' | 'when in the database';
  readonly storeCopies: 'what is sure' | 'what is on disk';
  readonly depositsCount: 'when sure' | 'when written';
  readonly isDepositOnce: boolean;
  readonly isReadAgain: boolean;
}

export const SOUND: Rules = {
  nextStep,
  verdictOn,
  standingOf,
  endReached,
  isFenceOnce: true,
  isSealAdopted: true,
  isTermInKey: true,
  looks: 'after the disk',
  believes: 'fences',
  onTimeout: 'end',
  retryHears: 'when sure',
  storeCopies: 'what is sure',
  depositsCount: 'when sure',
  isDepositOnce: true,
  isReadAgain: true,
};

export const streetsOf = ({ downs, deposits }: Bounds): number => downs + (deposits > 0 ? 1 : 0);
export const upStreetOf = ({ downs }: Bounds): number => downs;

export const idle: Process = { role: 'idle', term: 0, read: [], view: [], sure: [], asked: 0 };

export function startOf(bounds: Bounds): State {
  return {
    processes: Array.from({ length: bounds.processes }, () => idle),
    fences: 0,
    redis: 0,
    seals: [],
    rows: [],
    flying: [],
    promised: [],
    denied: [],
    copied: [],
    crashes: 0,
  };
}

/** The ends of sealed terms on one street, as the rules want them. */
export const endsOn = (state: State, street: number): Ends => [0, ...state.seals.map((ends) => ends[street] as number)];

export const isSame = (a: Row, b: Row): boolean =>
  a.street === b.street && a.n === b.n && a.term === b.term && a.what === b.what;

export const has = (rows: readonly Row[], row: Row): boolean => rows.some((one) => isSame(one, row));

/** Rows that a serving process wrote, and nobody may hear of yet. */
export const pendingOf = ({ view, sure }: Process): Row[] =>
  view.flatMap((rows, street) => rows.slice(sure[street] as number));

/** Processes, orders and deposits that change places are one state. */
export function keyOf(state: State, bounds: Bounds): string {
  let smallest: string | undefined;
  for (const order of permutations(bounds.orders)) {
    const named = (row: Row): string => {
      const what = row.street < bounds.downs ? order[row.what] : row.what;
      return `${row.street}${row.n}${row.term}${what}`;
    };
    const list = (rows: readonly Row[]): string => rows.map(named).sort().join();
    const processes = state.processes.map(
      ({ role, term, read, view, sure, asked }) =>
        `${role[0]}${term}.${asked}.${read.map((rows) => (rows ? `[${list(rows)}]` : '?')).join('')}.${view.map(list).join('/')}.${sure.join()}`,
    );
    const { fences, redis, seals, rows, flying, promised, denied, copied, crashes } = state;
    const key = [
      processes.sort().join(';'),
      `${fences}${redis}${crashes}`,
      seals.map((ends) => ends.join()).join('/'),
      ...[rows, flying, promised, denied, copied].map(list),
    ].join('|');
    if (smallest === undefined || key < smallest) smallest = key;
  }
  return smallest as string;
}

const known = new Map<number, readonly (readonly number[])[]>();
function permutations(size: number): readonly (readonly number[])[] {
  const before = known.get(size);
  if (before) return before;
  const all: number[][] = [];
  const place = (taken: number[]): void => {
    if (taken.length === size) all.push(taken);
    for (let item = 0; item < size; item++) if (!taken.includes(item)) place([...taken, item]);
  };
  place([]);
  known.set(size, all);
  return all;
}
