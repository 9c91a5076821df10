/**
 * What a process may do about leading, as pure functions: the process and the
 * model checker in scripts/model use these same ones. What they keep true:
 * - fence first, then read, then seal, then serve;
 * - "yes" only by a look at the fences that came after the disk; when a newer
 *   one stands, only for what the seal holds;
 * - a time-out is unknown: the process ends, and gives nothing back.
 */
import { type Ends, type Place, standingOf, type Term } from '@ringfence/log/terms.ts';

/** The newest term that has a fence; 0 for none. Terms count up by one, so the fences have no gap. */
export type NewestFence = Term;

/** How far a process has come on its way to lead. */
export interface Progress {
  /** The term whose fence it created; 0 for none yet. */
  readonly term: Term;
  readonly newest: NewestFence;
  /** True when it has read all streets since it created its fence, with the seals it knows. */
  readonly isRead: boolean;
  /** How many terms, from 1 on, are sealed. */
  readonly sealed: number;
}

export type Step =
  | { readonly step: 'fence'; readonly term: Term }
  | { readonly step: 'read' }
  | { readonly step: 'seal'; readonly term: Term }
  | { readonly step: 'serve' };

/** What comes next on the way to lead. */
export function nextStep({ term, newest, isRead, sealed }: Progress): Step {
  if (term === 0) return { step: 'fence', term: newest + 1 };
  if (!isRead) return { step: 'read' };
  if (sealed < term - 1) return { step: 'seal', term: sealed + 1 };
  return { step: 'serve' };
}

export type Verdict = 'yes' | 'wait' | 'void';

/**
 * What may be said about a row of `term` that is on disk, `newest` being read after that: yes; nothing before the seal
 * is there; or that it is void, and may be asked for again. `ends` are those of its street, as far as they are sealed.
 */
export function verdictOn(place: Place, newest: NewestFence, ends: Ends): Verdict {
  if (newest === place.term) return 'yes';
  const standing = standingOf(place, ends);
  return standing === 'counts' ? 'yes' : standing === 'void' ? 'void' : 'wait';
}
