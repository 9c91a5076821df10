import { describe, expect, test } from '@jest/globals';
import { check, checkMutants, checkSound } from './check.ts';
import { DEPOSIT, SMALL } from './mutants.ts';
import { type Rules, SOUND } from './protocol.ts';

const LIMIT = 200_000;

/** What happens in the small searches; a rule that nothing ever needs proves nothing. */
const HAPPENS = [
  'a client is told that its attempt is void',
  'a late row lands behind the seal',
  'a promise survives a change of the leader',
  'the leader changes twice',
  'the store copies from the next leader',
  'two processes lead, as they think',
  'two processes rebuild',
];

test.each([
  ['one street, one unit, two orders', { crashes: 1 }],
  ['three processes, two of which may crash', { processes: 3, crashes: 2 }],
  ['an order that two stores could have', { downs: 2, orders: 1, crashes: 1 }],
  ['a deposit that comes again', { ...DEPOSIT, terms: 3, crashes: 1 }],
])('Every promise holds in every interleaving: %s', (_, bounds) => {
  const { broken, isComplete } = checkSound(bounds, LIMIT);
  expect(broken).toBeUndefined();
  expect(isComplete).toBe(true);
});

test('The small search meets late rows, two leaders, void attempts and every other trouble', () => {
  expect([...checkSound({ crashes: 1 }, LIMIT).shown].sort()).toEqual(HAPPENS);
});

describe('A protocol without one of its rules is found out, by a shortest trace', () => {
  test.each([...checkMutants(LIMIT)].map(({ mutant, explored }) => [mutant.name, explored] as const))(
    'one that %s',
    (_, { broken }) => {
      expect(broken?.trace.length).toBeGreaterThan(3);
    },
  );
});

test('The same search gives the same trace', () => {
  const hasty: Rules = { ...SOUND, looks: 'before the disk' };
  const first = check(SMALL, hasty, LIMIT);
  expect(check(SMALL, hasty, LIMIT)).toEqual(first);
  expect(first.broken?.promise).toBe('what was promised is void');
});
