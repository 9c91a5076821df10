import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { online, outside, shelf } from '@ringfence/domain/ledger/account.ts';
import { availabilityOf, stockOf } from '@ringfence/domain/stock/availability.ts';
import { emptyStore, type StoreState } from '@ringfence/domain/store/state.ts';
import { StockAtHand } from './stock-at-hand.ts';

const SKUS = ['tea', 'cup', 'pot'];

/** A document of that street, as far as the stock goes. */
function count(state: StoreState, street: 'up' | 'down', sku: string, units: number): void {
  const account = street === 'up' ? shelf(sku) : online(sku);
  state.book.post([{ from: outside, to: account, units }]);
  state[street] = { ...state[street], n: state[street].n + 1 };
}

test('units at hand are always those of the book, however few are kept', () => {
  const step = fc.record({
    store: fc.nat(1),
    sku: fc.constantFrom(...SKUS),
    street: fc.constantFrom('up' as const, 'down' as const, 'none' as const),
    units: fc.integer({ min: 1, max: 9 }),
    safetyStock: fc.nat(2),
    connected: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 8 }), (steps, limit) => {
      const states = [emptyStore('S01'), emptyStore('S02')];
      const atHand = new StockAtHand(limit);
      for (const { store, sku, street, units, safetyStock, connected } of steps) {
        const state = states[store] ?? emptyStore('S03');
        if (street !== 'none') count(state, street, sku, units);
        for (const each of states) {
          const read = atHand.of(each);
          for (const name of SKUS) {
            const terms = { sku: name, safetyStock };
            const fresh = availabilityOf(stockOf(each, name), { safetyStock, connected });
            expect({ ...read.of(terms, connected) }).toEqual({ sku: name, ...fresh });
          }
        }
      }
    }),
  );
});
