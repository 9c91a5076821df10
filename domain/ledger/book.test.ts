import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonical } from '../basic/canonical.ts';
import { type Account, ACCOUNT_KINDS, isOpen, ownerOf, returnable } from './account.ts';
import { Book } from './book.ts';
import { ownershipBreach, type Transfer } from './transfer.ts';

const anAccount: fc.Arbitrary<Account> = fc.record({
  kind: fc.constantFrom(...ACCOUNT_KINDS),
  subject: fc.constantFrom('A', 'B', 'O1/A'),
});
const aTransfer: fc.Arbitrary<Transfer> = fc.record({
  from: anAccount,
  to: anAccount,
  units: fc.integer({ min: 1, max: 9 }),
});

const bookOf = (transfers: readonly Transfer[]): Book => {
  const book = new Book();
  book.post(transfers);
  return book;
};

describe('book', () => {
  test('is the same, byte for byte, whatever the order of transfers, and always sums to zero', () => {
    const shuffled = fc
      .array(aTransfer, { maxLength: 30 })
      .chain((transfers) =>
        fc.tuple(fc.constant(transfers), fc.shuffledSubarray(transfers, { minLength: transfers.length })),
      );
    fc.assert(
      fc.property(shuffled, ([transfers, other]) => {
        const book = bookOf(transfers);
        expect(canonical(bookOf(other).toJSON())).toBe(canonical(book.toJSON()));
        expect(book.imbalance()).toBe(0);
      }),
    );
  });

  test('names every account below zero that may not be', () => {
    const book = bookOf([
      { from: { kind: 'shelf', subject: 'A' }, to: { kind: 'outside', subject: '' }, units: 2 },
      { from: { kind: 'deficit', subject: 'A' }, to: { kind: 'outside', subject: '' }, units: 3 },
    ]);
    expect(book.overdrawn()).toEqual([{ account: { kind: 'shelf', subject: 'A' }, units: -2 }]);
  });

  test('refuses to post what is not a whole positive number of units', () => {
    for (const units of [0, -1, 1.5, Number.NaN]) {
      expect(() =>
        bookOf([{ from: { kind: 'shelf', subject: 'A' }, to: { kind: 'online', subject: 'A' }, units }]),
      ).toThrow('bug');
    }
  });
});

describe('ownership law', () => {
  test('lets only the owner take out, and anybody put in', () => {
    fc.assert(
      fc.property(aTransfer, fc.constantFrom('store' as const, 'hub' as const), (transfer, author) => {
        const allowed = isOpen(transfer.from.kind) || ownerOf(transfer.from, 'S01') === author;
        expect(ownershipBreach([transfer], author, 'S01') === undefined).toBe(allowed);
      }),
    );
  });

  test('return rights belong to the store that holds them', () => {
    expect(ownerOf(returnable({ soldAt: 'S01', of: 'sale', id: 'X1' }, 0, 'S01'), 'S01')).toBe('store');
    expect(ownerOf(returnable({ soldAt: 'S01', of: 'sale', id: 'X1' }, 0, 'hub'), 'S01')).toBe('hub');
  });
});
