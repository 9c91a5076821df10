import { describe, expect, test } from '@jest/globals';
import { deficit, online, shelf } from '../ledger/account.ts';
import { fact } from '../documents/registry.ts';
import { settlementDue } from '../store/react.ts';
import { isOpen } from '../store/exceptions.ts';
import { accepted, aProduct, refused, Scenario } from '../testing/scenario.ts';
import { completeSale, decideCompleteSale } from './complete-sale.ts';

const sell = (scenario: Scenario, changes: object) => {
  const command = completeSale.parse({
    id: 'X1',
    currency: 'EUR',
    lines: [{ sku: 'A', units: 1 }],
    tenders: [{ kind: 'cash', amount: 250 }],
    ...changes,
  });
  return decideCompleteSale(scenario.state, command, { catalogue: scenario.catalogue, today: '2026-03-01' });
};

describe('complete sale', () => {
  test('takes units from the shelf, prices by the catalogue and gives the right to return', () => {
    const scenario = new Scenario().stock('A', 5);
    const sale = accepted(
      sell(scenario, { lines: [{ sku: 'A', units: 2 }], tenders: [{ kind: 'cash', amount: 1000 }] }),
    );
    expect(sale.body).toMatchObject({
      total: 500,
      change: 500,
      taxes: [{ rate: 2300, net: 407, tax: 93, gross: 500 }],
      override: null,
    });
    scenario.up(sale);
    expect(scenario.state.book.units(shelf('A'))).toBe(3);
    expect(Object.fromEntries(scenario.state.book.of('returnable'))).toEqual({ 'S01~sale~X1/0/S01': 2 });
  });

  test.each([
    ['an unknown item', { lines: [{ sku: 'Z', units: 1 }] }, 'unknown-sku', 'lines[0].sku'],
    ['another currency', { currency: 'PLN' }, 'wrong-currency', 'currency'],
    [
      'a price without a reason',
      { lines: [{ sku: 'A', units: 1, unitPrice: 1 }] },
      'invalid-input',
      'lines[0].priceReason',
    ],
    ['too little money', { tenders: [{ kind: 'cash', amount: 249 }] }, 'tender-mismatch', 'tenders'],
    ['too much on the card', { tenders: [{ kind: 'card', amount: 251 }] }, 'tender-mismatch', 'tenders'],
    [
      'more than the shelf has',
      { lines: [{ sku: 'A', units: 3 }], tenders: [{ kind: 'cash', amount: 750 }] },
      'insufficient-stock',
      'lines',
    ],
    [
      'more in two lines together',
      {
        lines: [
          { sku: 'A', units: 2 },
          { sku: 'A', units: 1 },
        ],
        tenders: [{ kind: 'cash', amount: 750 }],
      },
      'insufficient-stock',
      'lines',
    ],
  ])('refuses %s', (_name, changes, code, field) => {
    const scenario = new Scenario().stock('A', 2);
    expect(refused(sell(scenario, changes))).toMatchObject({ refused: code, field });
  });

  test('says what the missing units are kept for', () => {
    const scenario = new Scenario().stock('A', 3, 3);
    scenario.down(
      fact('pickup-order', 'O1', {
        order: 'O1',
        channel: 'web',
        currency: 'EUR',
        lines: [{ sku: 'A', units: 2, unitPrice: 250, taxRate: 2300, amount: 500 }],
        total: 500,
        due: 0,
        contact: null,
        expiresAt: 9_000_000,
        pass: 'p',
      }),
    );
    expect(refused(sell(scenario, {})).details).toEqual({
      missing: [
        { sku: 'A', short: 1, shelf: 0, keptForOnline: 1, keptForOrders: [{ order: 'O1', units: 2 }], unsellable: 0 },
      ],
    });
  });

  test('an override sells what is in hand, opens an exception, and the hub settles it from its share', () => {
    const scenario = new Scenario().stock('A', 1, 1);
    const sale = accepted(sell(scenario, { override: { by: 'sup1', reason: 'in hand' } }));
    scenario.up(sale);
    expect(sale.body).toMatchObject({ override: { by: 'sup1' }, lines: [{ short: 1 }] });
    const [exception] = [...scenario.state.exceptions.values()];
    expect(exception).toMatchObject({ type: 'oversold', lines: [{ sku: 'A', units: 1 }] });
    expect(exception && isOpen(exception, scenario.state)).toBe(true);

    const settle = settlementDue(scenario.state, 'S01.1');
    expect(settle?.body).toEqual({ lines: [{ sku: 'A', pay: 1, giveBack: 0 }] });
    if (settle) scenario.down(settle);
    expect(scenario.state.book.units(deficit('A'))).toBe(0);
    expect(scenario.state.book.units(online('A'))).toBe(0);
    expect(exception && isOpen(exception, scenario.state)).toBe(false);
    expect(settlementDue(scenario.state, 'S01.2')).toBeUndefined();
  });

  test('an override that was not needed is not recorded', () => {
    const scenario = new Scenario().stock('A', 1);
    expect(accepted(sell(scenario, { override: { by: 'sup1', reason: 'in hand' } })).body.override).toBeNull();
  });

  test('goods by weight are priced by the kilogram', () => {
    const scenario = new Scenario([aProduct('C', { measure: 'gram', price: 1999 })]).stock('C', 5000);
    const sale = accepted(
      sell(scenario, { lines: [{ sku: 'C', units: 335 }], tenders: [{ kind: 'card', amount: 670 }] }),
    );
    expect(sale.body.total).toBe(670);
  });
});

test('a sale completed offline is never refused for stock or price: what the shelf lacks is a deficit and an exception', () => {
  const scenario = new Scenario([aProduct('A', { price: 300 })]).stock('A', 3, 2);
  const command = completeSale.parse({
    id: 'off-1',
    currency: 'EUR',
    lines: [{ sku: 'A', units: 3, unitPrice: 250 }],
    tenders: [{ kind: 'cash', amount: 750 }],
  });
  const context = { catalogue: scenario.catalogue, today: '2026-11-23' };
  expect(refused(decideCompleteSale(scenario.state, command, context)).refused).toBe('invalid-input');
  const offline = { at: 1_000 };
  const fact = accepted(decideCompleteSale(scenario.state, { ...command, offline }, context));
  expect(fact.body).toMatchObject({ total: 750, offline, override: null, lines: [{ units: 3, short: 2 }] });
  scenario.up(fact);
  expect(scenario.state.exceptions.get('sale~off-1')).toMatchObject({ type: 'oversold', reason: 'offline' });
});

test.each([
  ['an unknown item', { lines: [{ sku: 'Z', units: 1, unitPrice: 250, taxRate: 800 }] }, 'unknown-sku'],
  ['another currency', { currency: 'PLN' }, 'wrong-currency'],
  ['too little money', { tenders: [{ kind: 'cash', amount: 200 }] }, 'tender-mismatch'],
  ['points nobody lent', { tenders: [{ kind: 'points', amount: 250 }] }, 'points-refused'],
])('of a sale that has happened is recorded as an exception: %s', (_name, changes, unfit) => {
  const scenario = new Scenario().stock('A', 5);
  const member = unfit === 'points-refused' ? { claim: { member: 'M1' }, redeem: { points: 250 } } : null;
  const sale = accepted(sell(scenario, { offline: { at: 5 }, member, ...changes }));
  expect(sale.body.offline?.unfit).toContain(unfit);
  scenario.up(sale);
  expect([...scenario.state.exceptions.values()]).toMatchObject([{ type: 'does-not-fit' }]);
});
