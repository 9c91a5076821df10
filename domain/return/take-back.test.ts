import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fact } from '../documents/registry.ts';
import { shelf, unsellable } from '../ledger/account.ts';
import { carriedOver } from '../store/react.ts';
import { completeSale, decideCompleteSale } from '../sale/complete-sale.ts';
import { accepted, refused, Scenario } from '../testing/scenario.ts';
import { decideReturnGrant, decideTakeBack, nameOf, type Purchase, rightsHeld, takeBack } from './take-back.ts';

const purchase: Purchase = {
  id: 'X1',
  of: 'sale',
  store: 'S01',
  currency: 'EUR',
  lines: [{ sku: 'A', units: 3, amount: 1000 }],
};

function sold(): Scenario {
  const scenario = new Scenario().stock('A', 5);
  const command = completeSale.parse({
    id: 'X1',
    currency: 'EUR',
    lines: [{ sku: 'A', units: 3 }],
    tenders: [{ kind: 'cash', amount: 750 }],
  });
  scenario.up(
    accepted(decideCompleteSale(scenario.state, command, { catalogue: scenario.catalogue, today: '2026-03-01' })),
  );
  return scenario;
}

const bring = (scenario: Scenario, changes: object = {}) =>
  decideTakeBack(
    scenario.state,
    takeBack.parse({ id: 'R1', sale: 'X1', lines: [{ line: 0, units: 1 }], ...changes }),
    purchase,
    '2026-03-02',
  );

describe('return', () => {
  test('puts the units where their disposition says and pays back their part of the price', () => {
    const scenario = sold();
    const decision = accepted(
      bring(scenario, {
        lines: [
          { line: 0, units: 1 },
          { line: 0, units: 1, disposition: 'damaged' },
        ],
      }),
    );
    scenario.up(decision);
    expect(decision.body.total).toBe(667);
    expect([
      scenario.state.book.units(shelf('A')),
      scenario.state.book.units(unsellable('A')),
      rightsHeld(scenario.state, nameOf(purchase), 0),
    ]).toEqual([3, 1, 1]);
  });

  test('the same units cannot come back twice', () => {
    const scenario = sold();
    scenario.up(accepted(bring(scenario, { lines: [{ line: 0, units: 3 }] })));
    expect(refused(bring(scenario, { id: 'R2' })).refused).toBe('not-returnable');
  });

  test('in parts, however many, pays back the price and no more', () => {
    const scenario = sold();
    const refunds = ['R1', 'R2', 'R3'].map((id) => {
      const decision = accepted(bring(scenario, { id }));
      scenario.up(decision);
      return decision.body.total;
    });
    expect(refunds).toEqual([333, 334, 333]);
  });

  test('two stores’ sales of one id are two purchases', () => {
    const other = sold();
    const elsewhere = { ...purchase, store: 'S02' };
    const command = takeBack.parse({ id: 'R1', sale: 'X1', soldAt: 'S02', lines: [{ line: 0, units: 1 }] });
    expect(refused(decideTakeBack(other.state, command, elsewhere, '2026-03-02')).refused).toBe(
      'return-right-elsewhere',
    );
  });

  test('of something whose price nobody knows needs a supervisor who names the refund', () => {
    const scenario = sold();
    const unpriced = { ...purchase, lines: [{ sku: 'A', units: 3, amount: null }] };
    const come = (changes: object) =>
      decideTakeBack(scenario.state, takeBack.parse({ id: 'R1', sale: 'X1', ...changes }), unpriced, '2026-03-02');
    expect(refused(come({ lines: [{ line: 0, units: 1 }] })).refused).toBe('not-returnable');
    const named = { lines: [{ line: 0, units: 1, refund: 300 }], override: { by: 'sup1', reason: 'by the receipt' } };
    expect(accepted(come(named)).body.total).toBe(300);
  });

  test.each([
    ['a line that was not sold', { lines: [{ line: 1, units: 1 }] }, 'not-returnable'],
    ['more than was sold', { lines: [{ line: 0, units: 4 }] }, 'not-returnable'],
    [
      'more than was sold, in two parts',
      {
        lines: [
          { line: 0, units: 2 },
          { line: 0, units: 2 },
        ],
      },
      'not-returnable',
    ],
    ['a refund above the price', { lines: [{ line: 0, units: 1, refund: 334 }] }, 'invalid-input'],
    ['refunds that do not add up', { refunds: [{ kind: 'cash', amount: 1 }] }, 'tender-mismatch'],
  ])('refuses %s', (_name, changes, code) => expect(refused(bring(sold(), changes)).refused).toBe(code));

  test('at another store only with the right, which the seller then no longer has', () => {
    const seller = sold();
    const other = new Scenario([], 'S02');
    expect(refused(bring(other)).refused).toBe('return-right-elsewhere');

    const ask = { ask: 'Q1', sale: 'X1', of: 'sale' as const, to: 'S02', lines: [{ line: 0, units: 2 }] };
    const grant = decideReturnGrant(seller.state, ask);
    expect(grant).toBeDefined();
    if (!grant) return;
    const [document] = seller.up(grant);
    const carried = document && carriedOver(document, 'S01');
    expect(carried).toMatchObject({ store: 'S02', fact: { id: 'return-release~Q1' } });
    if (carried) other.down(carried.fact);
    expect([rightsHeld(seller.state, nameOf(purchase), 0), rightsHeld(other.state, nameOf(purchase), 0)]).toEqual([
      1, 2,
    ]);

    other.up(accepted(bring(other, { lines: [{ line: 0, units: 2 }] })));
    expect(refused(bring(other, { id: 'R3' })).refused).toBe('return-right-elsewhere');
    expect(refused(bring(seller, { lines: [{ line: 0, units: 2 }] })).refused).toBe('not-returnable');
    expect(decideReturnGrant(seller.state, { ...ask, ask: 'Q2', lines: [{ line: 0, units: 5 }] })?.body.lines).toEqual([
      { line: 0, units: 1 },
    ]);
  });

  test('unverified by a supervisor opens an exception and takes no right from anybody', () => {
    const other = new Scenario(undefined, 'S02');
    other.up(accepted(bring(other, { override: { by: 'sup1', reason: 'line is down' } })));
    expect([...other.state.exceptions.values()]).toMatchObject([
      { type: 'unverified-return', lines: [{ sku: 'A', units: 1 }] },
    ]);
    expect(other.state.book.overdrawn()).toEqual([]);
  });

  test('a sale that left in deficit can come back', () => {
    const scenario = new Scenario();
    const command = completeSale.parse({
      id: 'X1',
      currency: 'EUR',
      lines: [{ sku: 'A', units: 3 }],
      tenders: [{ kind: 'cash', amount: 750 }],
      override: { by: 'sup1', reason: 'in hand' },
    });
    scenario.up(
      accepted(decideCompleteSale(scenario.state, command, { catalogue: scenario.catalogue, today: '2026-03-01' })),
    );
    scenario.up(accepted(bring(scenario)), fact('tick', 'T1', {}));
    expect(scenario.state.book.units(shelf('A'))).toBe(1);
  });
});

test('money goes back by the means it came in, in their order; an exchange comes first, and never takes points', () => {
  const scenario = sold();
  const paid = [
    { kind: 'card' as const, amount: 300, reference: 'T-1' },
    { kind: 'cash' as const, amount: 700 },
  ];
  const returned = (changes: object) =>
    decideTakeBack(
      scenario.state,
      takeBack.parse({ id: 'R1', sale: 'X1', lines: [{ line: 0, units: 3 }], ...changes }),
      { ...purchase, paid },
      '2026-03-02',
    );
  expect(accepted(returned({})).body.refunds).toEqual(paid);
  expect(accepted(returned({ exchange: { sale: 'X2', amount: 800 } })).body.refunds).toEqual([
    { kind: 'exchange', amount: 800, reference: 'X2' },
    { kind: 'card', amount: 200, reference: 'T-1' },
  ]);
  expect(refused(returned({ exchange: { sale: 'X2', amount: 1001 } })).refused).toBe('tender-mismatch');
  const more = { ...purchase, paid: [{ kind: 'cash' as const, amount: 100 }] };
  const command = takeBack.parse({ id: 'R1', sale: 'X1', lines: [{ line: 0, units: 3 }] });
  expect(accepted(decideTakeBack(scenario.state, command, more, '2026-03-02')).body.refunds).toEqual([
    { kind: 'cash', amount: 1000 },
  ]);
});

test('at several stores, in whatever parts, never pays back more than was paid', () => {
  const step = fc.record({ at: fc.integer({ min: 0, max: 2 }), units: fc.integer({ min: 1, max: 3 }) });
  const amounts = fc.integer({ min: 0, max: 400 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 7 }), amounts, fc.array(step, { maxLength: 12 }), (units, amount, steps) => {
      const seller = new Scenario().stock('A', units);
      const line = { sku: 'A', units, unitPrice: 0, taxRate: 0, amount, short: 0 };
      const at = { register: 'R1', businessDay: '2026-03-01', currency: 'EUR' };
      const tenders = [{ kind: 'cash' as const, amount }];
      const rest = { taxes: [], total: amount, tenders, change: 0, override: null, points: null };
      seller.up(fact('sale', 'X1', { ...at, lines: [line], ...rest }));
      const stores = [seller, ...['S02', 'S03'].map((store) => new Scenario(undefined, store))];
      const bought: Purchase = {
        id: 'X1',
        of: 'sale',
        store: 'S01',
        currency: 'EUR',
        lines: [{ sku: 'A', units, amount }],
      };
      let back = 0;
      let left = units;
      for (const [index, { at: store, units: wanted }] of [...steps, { at: 1, units }].entries()) {
        const count = Math.min(wanted, left);
        const taking = stores[store];
        if (count === 0 || !taking) continue;
        if (store > 0) {
          const ask = { ask: `Q${index}`, sale: 'X1', of: 'sale' as const, to: taking.state.store };
          const granted = decideReturnGrant(seller.state, { ...ask, lines: [{ line: 0, units: count }] });
          const [document] = granted ? seller.up(granted) : [];
          const carried = document && carriedOver(document, 'S01');
          if (carried) taking.down(carried.fact);
        }
        const command = { id: `R${index}`, sale: 'X1', soldAt: 'S01', lines: [{ line: 0, units: count }] };
        const returned = accepted(decideTakeBack(taking.state, takeBack.parse(command), bought, '2026-03-02'));
        taking.up(returned);
        back += returned.body.total;
        left -= count;
      }
      expect(left).toBe(0);
      expect(back).toBeLessThanOrEqual(amount);
      expect(back).toBeGreaterThanOrEqual(amount - steps.length);
      if (steps.every(({ at: store }) => store === 0) && steps.reduce((sum, each) => sum + each.units, 0) >= units)
        expect(back).toBe(amount);
    }),
  );
});
