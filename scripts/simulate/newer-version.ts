/** What a newer version of the program may have left on a street before it was taken back: kept, passed on, and moving nothing. */
import type { Fact } from '@ringfence/log/journal.ts';

export function newerDocument(direction: 'up' | 'down', subject: string, which: number): Fact {
  const known = direction === 'up' ? 'receipt' : 'release';
  const lines = [{ sku: 'A', units: 3 }];
  switch (which % 3) {
    case 1:
      return { id: `gift-wrap~${subject}`, kind: 'gift-wrap', v: 1, body: { of: subject, paper: { colour: 'red' } } };
    case 2:
      return { id: `${known}~v2.${subject}`, kind: known, v: 2, body: { lines, by: 'somebody' } };
    default:
      return { id: `${known}~more.${subject}`, kind: known, v: 1, body: { lines, ask: subject, colour: 'red' } };
  }
}
