/** The protocol with one rule taken away, each: the search must find what that breaks. */
import { nextStep, verdictOn } from '@ringfence/central/src/leadership/rules.ts';
import type { Bounds, Rules } from './protocol.ts';

export interface Mutant {
  readonly name: string;
  readonly without: Partial<Rules>;
  /** Bounds that differ from the small ones, where the trouble needs them. */
  readonly bounds?: Partial<Bounds>;
}

export const SMALL: Bounds = { processes: 2, terms: 3, crashes: 0, downs: 1, units: 1, orders: 2, deposits: 0 };
export const DEPOSIT: Partial<Bounds> = { units: 0, deposits: 1, terms: 2 };

export const MUTANTS: readonly Mutant[] = [
  {
    name: 'reads first and fences then',
    without: {
      nextStep: (progress) => {
        if (!progress.isRead) return { step: 'read' };
        return nextStep(progress);
      },
    },
  },
  {
    name: 'serves before it has sealed',
    without: {
      nextStep: (progress) => (progress.term > 0 && progress.isRead ? { step: 'serve' } : nextStep(progress)),
      isReadAgain: false,
      isSealAdopted: false,
    },
    bounds: { crashes: 1 },
  },
  { name: 'counts late rows outside the seal', without: { standingOf: () => 'counts', isReadAgain: false } },
  {
    name: 'keeps what it read although another sealed before',
    without: { isSealAdopted: false, isReadAgain: false },
    bounds: { processes: 3 },
  },
  {
    name: 'seals what stands after a gap',
    without: {
      endReached: (term, places, ends) =>
        Math.max(ends[term - 1] as number, ...[...places].filter((place) => place.term === term).map(({ n }) => n)),
    },
    bounds: { units: 2 },
  },
  { name: 'says yes without a look for a newer fence', without: { verdictOn: () => 'yes', looks: 'after the disk' } },
  { name: 'looks for a newer fence before the disk', without: { looks: 'before the disk' } },
  { name: 'takes a fence that another has', without: { isFenceOnce: false }, bounds: { downs: 2, orders: 1 } },
  {
    name: 'believes Redis about who leads',
    without: { believes: 'redis' },
    bounds: { downs: 2, orders: 1 },
  },
  {
    name: 'calls a row void before the seal is there',
    without: { verdictOn: (place, newest, ends) => (verdictOn(place, newest, ends) === 'yes' ? 'yes' : 'void') },
  },
  { name: 'takes a row for a yes because it is there', without: { retryHears: 'when in the database' } },
  { name: 'answers a repeated order before the disk', without: { retryHears: 'when written' } },
  {
    name: 'says yes of what it found in the database, newer fence or not',
    without: {
      verdictOn: (place, newest, ends) => {
        const verdict = verdictOn(place, newest, ends);
        return verdict === 'wait' ? 'yes' : verdict;
      },
    },
  },
  { name: 'takes a time-out for a yes', without: { onTimeout: 'say yes' } },
  { name: 'gives back what timed out', without: { onTimeout: 'give back', isTermInKey: false } },
  { name: 'stores rows without their term', without: { isTermInKey: false } },
  { name: 'sends the store what is only on disk', without: { storeCopies: 'what is on disk' } },
  { name: 'counts a deposit before it is sure', without: { depositsCount: 'when written' }, bounds: DEPOSIT },
  { name: 'counts a deposit as often as it comes', without: { isDepositOnce: false }, bounds: DEPOSIT },
];
