/**
 * Points by their last day, in the order in which they go: what ends first is
 * spent first, what never ends last. The lots of a member add up to the balance.
 */
import { assert } from '../basic/assert.ts';

export interface Lot {
  /** The last business day on which they may be spent; null: without end. */
  readonly expiresOn: string | null;
  readonly points: number;
}

export type Lots = readonly Lot[];

const isBefore = (a: string | null, b: string | null): boolean => a !== null && (b === null || a < b);

/** Points of all lots together. */
export const totalOfLots = (lots: Lots): number => lots.reduce((sum, lot) => sum + lot.points, 0);

/** Both together, a lot for each last day, what ends first in front and what never ends last; empty ones are left out. */
export function addLots(lots: Lots, added: Lots): Lots {
  const byDay = new Map<string | null, number>();
  for (const { expiresOn, points } of [...lots, ...added]) byDay.set(expiresOn, (byDay.get(expiresOn) ?? 0) + points);
  return [...byDay]
    .filter(([, points]) => points > 0)
    .sort(([a], [b]) => (isBefore(a, b) ? -1 : 1))
    .map(([expiresOn, points]) => ({ expiresOn, points }));
}

/** Those that end first; there must be enough. */
export function takeFirst(lots: Lots, points: number): { taken: Lots; left: Lots } {
  const taken: Lot[] = [];
  const left: Lot[] = [];
  let wanted = points;
  for (const lot of lots) {
    const part = Math.min(wanted, lot.points);
    if (part > 0) taken.push({ expiresOn: lot.expiresOn, points: part });
    if (lot.points > part) left.push({ expiresOn: lot.expiresOn, points: lot.points - part });
    wanted -= part;
  }
  assert(wanted === 0, () => `${wanted} points are missing from the lots`);
  return { taken, left };
}

/** Those that end last; there must be enough. */
export function takeLast(lots: Lots, points: number): { taken: Lots; left: Lots } {
  const { taken: left, left: taken } = takeFirst(lots, totalOfLots(lots) - points);
  return { taken, left };
}

/** Points whose last day was before `day`. */
export const endedBefore = (lots: Lots, day: string): number =>
  totalOfLots(lots.filter(({ expiresOn }) => expiresOn !== null && expiresOn < day));
