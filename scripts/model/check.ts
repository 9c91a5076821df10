/** Puts machine and promises together: one search of the sound protocol, and one of every mutant. */
import { type Explored, explore } from './explore.ts';
import { type Mutant, MUTANTS, SMALL } from './mutants.ts';
import { brokenIn, shownBy } from './promises.ts';
import { type Bounds, keyOf, type Rules, SOUND, startOf, type State } from './protocol.ts';
import { stepsOf } from './steps.ts';

/** Searches the protocol under these rules, within these bounds. */
export function check(bounds: Bounds, rules: Rules, limit: number): Explored {
  return explore<State>(
    {
      start: startOf(bounds),
      next: (state) => stepsOf(state, bounds, rules),
      keyOf: (state) => keyOf(state, bounds),
      broken: (state) => brokenIn(state, bounds),
      shows: shownBy,
    },
    limit,
  );
}

export const checkSound = (more: Partial<Bounds>, limit: number): Explored =>
  check({ ...SMALL, ...more }, SOUND, limit);

export interface MutantFound {
  readonly mutant: Mutant;
  readonly explored: Explored;
}

/** Searches every mutant; each should break a promise. */
export function* checkMutants(limit: number): Generator<MutantFound> {
  for (const mutant of MUTANTS)
    yield { mutant, explored: check({ ...SMALL, ...mutant.bounds }, { ...SOUND, ...mutant.without }, limit) };
}
