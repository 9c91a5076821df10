/** The escrow rule under partition: whatever the line does, nothing is promised or sold twice, and both folds agree. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonical } from '../basic/canonical.ts';
import { ownerOf } from '../ledger/account.ts';
import { Partition } from '../testing/partition.ts';
import { rebuild, testHash } from '../testing/scenario.ts';
import { applyDocument, emptyStore, stateContent } from './state.ts';
import { hashOf } from '../documents/envelope.ts';

const steps = fc.array(fc.tuple(fc.nat(13), fc.nat(1000)), { maxLength: 120 });

/** What the owner of an account believes is there is never below zero; an order held by its pass alone may be, until it arrives. */
function breaches(world: Partition): string[] {
  const unknown = new Set(
    [...world.store.orders.values()].filter((record) => !record.placed).map((record) => record.id),
  );
  return [
    ...world.store.book
      .overdrawn()
      .filter(
        ({ account }) => ownerOf(account, 'S01') === 'store' && !unknown.has(account.subject.split('/')[0] ?? ''),
      ),
    ...world.hub.book.overdrawn().filter(({ account }) => ownerOf(account, 'S01') === 'hub'),
  ].map(({ account, units }) => `${account.kind} ${account.subject} ${units}`);
}

describe('a store and the hub with a line that comes and goes', () => {
  test('no owner ever overdraws, books always balance, and after healing both folds are the same bytes', () => {
    fc.assert(
      fc.property(steps, (history) => {
        const world = new Partition();
        for (const [operation, pick] of history) {
          world.step(operation, pick);
          expect(breaches(world)).toEqual([]);
          expect([world.store.book.imbalance(), world.hub.book.imbalance()]).toEqual([0, 0]);
        }
        world.heal();
        expect(canonical(stateContent(world.hub))).toBe(canonical(stateContent(world.store)));
        expect(world.hub.book.overdrawn()).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('the state is a fold: any interleaving of the two streets rebuilds the same bytes', () => {
    fc.assert(
      fc.property(steps, fc.infiniteStream(fc.boolean()), (history, choices) => {
        const world = new Partition();
        for (const [operation, pick] of history) world.step(operation, pick);
        world.heal();
        const again = rebuild('S01', world.streets, () => choices.next().value === true);
        expect(canonical(stateContent(again))).toBe(canonical(stateContent(world.store)));
      }),
      { numRuns: 200 },
    );
  });

  test('every order has one outcome, and it is the store’s', () => {
    fc.assert(
      fc.property(steps, (history) => {
        const world = new Partition();
        for (const [operation, pick] of history) world.step(operation, pick);
        world.heal();
        const endings = world.streets.up.filter(
          (document) => document.kind === 'hand-over' || document.kind === 'order-end',
        );
        const subjects = endings.map((document) => document._id.split('~')[1]);
        expect(new Set(subjects).size).toBe(subjects.length);
      }),
    );
  });
});

test('a document out of its place is never applied', () => {
  const world = new Partition();
  for (let index = 0; index < 4; index++) world.step(0, index);
  const [first, second] = world.streets.up;
  if (!first || !second) throw new Error('no documents');
  const state = emptyStore('S01');
  expect(() => applyDocument(state, second, 'up', hashOf(second, testHash))).toThrow('does not continue');
  applyDocument(state, first, 'up', hashOf(first, testHash));
  expect(() => applyDocument(state, first, 'up', hashOf(first, testHash))).toThrow('does not continue');
});
