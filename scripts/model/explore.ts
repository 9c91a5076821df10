/** Breadth-first search over every interleaving of a bounded machine: the first trace that breaks a promise is a shortest one. */

export interface Machine<State> {
  readonly start: State;
  /** Every step that is possible, with its name; `State` is never changed. */
  next(state: State): Iterable<readonly [label: string, State]>;
  /** One text for all states that differ in names only. */
  keyOf(state: State): string;
  /** What this state breaks; nothing when it keeps every promise. */
  broken(state: State): string | undefined;
  /** Names of what this state shows to be reachable, so that a search is not sound for want of anything happening. */
  shows(state: State): Iterable<string>;
}

export interface Explored {
  readonly states: number;
  /** Steps of the longest shortest way to a state. */
  readonly depth: number;
  /** False when the bound on states ended the search. */
  readonly isComplete: boolean;
  readonly shown: ReadonlySet<string>;
  readonly broken: { readonly promise: string; readonly trace: readonly string[] } | undefined;
}

/** Searches all states, or until a promise is broken, or until `limit` states were seen. */
export function explore<State>(machine: Machine<State>, limit: number): Explored {
  const seen = new Set<number>([hashOf(machine.keyOf(machine.start))]);
  const parents: number[] = [-1];
  const labels: string[] = [''];
  const shown = new Set<string>();
  let frontier: (readonly [number, State])[] = [[0, machine.start]];
  let depth = 0;
  for (; frontier.length > 0; depth++) {
    const following: (readonly [number, State])[] = [];
    for (const [index, state] of frontier) {
      for (const [label, after] of machine.next(state)) {
        const hash = hashOf(machine.keyOf(after));
        if (seen.has(hash)) continue;
        seen.add(hash);
        parents.push(index);
        labels.push(label);
        for (const name of machine.shows(after)) shown.add(name);
        const promise = machine.broken(after);
        const reached = { states: seen.size, depth: depth + 1, isComplete: false, shown };
        if (promise !== undefined) return { ...reached, broken: { promise, trace: traceTo(parents, labels) } };
        if (seen.size >= limit) return { ...reached, broken: undefined };
        following.push([labels.length - 1, after]);
      }
    }
    frontier = following;
  }
  return { states: seen.size, depth, isComplete: true, shown, broken: undefined };
}

/** The labels of the last state's way from the start. */
function traceTo(parents: readonly number[], labels: readonly string[]): string[] {
  const trace: string[] = [];
  for (let at = labels.length - 1; at > 0; at = parents[at] as number) trace.unshift(labels[at] as string);
  return trace;
}

/** 53 bits of a text (cyrb53): with two million states two of them fall together once in some thousand searches. */
function hashOf(text: string): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 0x9e3779b1);
    low = Math.imul(low ^ code, 0x5f356495);
  }
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  return (low & 0x1fffff) * 0x100000000 + (high >>> 0);
}
