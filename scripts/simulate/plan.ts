/**
 * What is going to happen in a run: people's deeds and troubles, each with its
 * moment and its own source of chance. Leaving one out changes nothing about
 * the others, so that a failing run can be made smaller.
 */
import type { LineFaults } from './network.ts';
import { Random, randomFor } from './random.ts';

export interface PlanEntry {
  /** Its place in the whole plan, the same in every smaller one. */
  readonly index: number;
  /** Milliseconds after the start. */
  readonly at: number;
  readonly what: 'deed' | 'trouble';
  readonly seed: number;
}

export interface Plan {
  readonly faults: LineFaults;
  /** Documents of one message are tripled and shuffled too. */
  readonly isTripled: boolean;
  readonly entries: readonly PlanEntry[];
  /** When the troubles end. */
  readonly endsAt: number;
  /** Every line is cut from the first minute to the end. */
  readonly isCutOff: boolean;
  /** In the end the hub's whole machine is brought back from a copy of that moment, and nobody has a newer one. */
  readonly hubIsLostSince: number | undefined;
}

export interface PlanOptions {
  readonly seed: number;
  /** Deeds. */
  readonly steps: number;
  /** Days that the stores are cut off, all of them; nothing of the kind when absent. */
  readonly days?: number | undefined;
  /** Only the entries with these indexes; all when absent. */
  readonly only?: ReadonlySet<number> | undefined;
}

/** Mean pauses between deeds: a busy hour, an ordinary one, a quiet one. */
const PAUSES_MS = [40, 120, 120, 1500];
const TROUBLE_PAUSES_MS = [1500, 4000, 4000, 10_000];
const TROUBLES_MAX = 150;
const HUB_LOST_PERCENT = 10;
const DAY_MS = 86_400_000;

export function makePlan({ seed, steps, days, only }: PlanOptions): Plan {
  const random = randomFor(seed, 'plan');
  const isTripled = random.chance(15);
  const faults = {
    loss: random.pick([0, 5, 30]),
    doubled: isTripled ? 100 : random.pick([0, 10, 30]),
    copies: isTripled ? 3 : random.pick([2, 3]),
    delayMs: random.pick([20, 200, 2000]),
  };
  const usualMs = random.pick(PAUSES_MS);
  const pauseMs = days === undefined ? usualMs : Math.ceil((days * DAY_MS) / steps);
  const moments: { at: number; what: PlanEntry['what'] }[] = [];
  let at = 0;
  for (let step = 0; step < steps; step++) moments.push({ at: (at += random.between(1, 2 * pauseMs)), what: 'deed' });
  const endsAt = at + 1000;
  // After a crash everything is read again: in a long story there is not more trouble, or it would be about nothing else.
  const meanMs = Math.max(random.pick(TROUBLE_PAUSES_MS), Math.floor(at / TROUBLES_MAX));
  for (let next = random.between(500, meanMs); next < at; next += random.between(meanMs >> 3, 2 * meanMs))
    moments.push({ at: next, what: 'trouble' });
  const entries = moments
    .map((moment, index) => ({ ...moment, index, seed: random.next() }))
    .filter(({ index }) => only?.has(index) ?? true)
    .sort((a, b) => a.at - b.at || a.index - b.index);
  const hubIsLost = randomFor(seed, 'lost hub').chance(HUB_LOST_PERCENT) && days === undefined;
  const hubIsLostSince = hubIsLost ? Math.floor(endsAt * 0.8) : undefined;
  return { faults, isTripled, entries, endsAt, isCutOff: days !== undefined, hubIsLostSince };
}

export const chanceOf = (entry: PlanEntry): Random => new Random(entry.seed);
