/** Who gathers an order, what its reasons do to stock, what stands in for a missing item and what that costs. */
import { describe, expect, test } from '@jest/globals';
import { isOpen } from '../store/exceptions.ts';
import { fact } from '../documents/registry.ts';
import { deficit, online, order, shelf, unsellable } from '../ledger/account.ts';
import { onHandOf } from '../stock/on-hand.ts';
import { stateContent } from '../store/state.ts';
import { accepted, aProduct, rebuild, refused, Scenario } from '../testing/scenario.ts';
import { decideEndOrder, decideHandOver, handOverOrder } from './counter.ts';
import {
  assignOrder,
  decideAssign,
  decidePick,
  decideShortPick,
  decideSubstitute,
  shortPickOrder,
  substituteItem,
} from './gather.ts';
import { heldLines, linesOf } from './lines.ts';
import { nextFreePlace, placesInUse } from './places.ts';
import { decidePlaceOrder, placeOrder } from './place-order.ts';

const products = [aProduct('A'), aProduct('B'), aProduct('C', { price: 400 }), aProduct('D', { price: 100 })];

function withOrder(changes: object = {}, id = 'O1'): Scenario {
  const scenario = new Scenario([...products, aProduct('P', { currency: 'PLN' })]);
  for (const { sku } of products) scenario.stock(sku, 6, 4);
  return placeIn(scenario, id, changes);
}

function placeIn(scenario: Scenario, id: string, changes: object = {}): Scenario {
  const command = placeOrder.parse({ id, store: 'S01', lines: [{ sku: 'A', units: 2 }], ...changes });
  const context = { catalogue: scenario.catalogue, now: scenario.now, sign: () => 'x' };
  scenario.down(accepted(decidePlaceOrder(scenario.state, command, context)));
  return scenario;
}

describe('assignment', () => {
  const assign = (scenario: Scenario, by: string, to: string | null, override?: object) =>
    decideAssign(scenario.state, assignOrder.parse({ id: `${by}-${to}`, order: 'O1', by, to, override }));
  const assigned = (scenario: Scenario) => scenario.state.orders.get('O1')?.assigned;

  test('one person takes it, a second is told who has it and since when', () => {
    const scenario = withOrder();
    scenario.up(accepted(assign(scenario, 'anna', 'anna')));
    expect(assigned(scenario)).toEqual({ to: 'anna', at: scenario.now });
    expect(refused(assign(scenario, 'jan', 'jan'))).toMatchObject({
      refused: 'order-taken',
      details: { to: 'anna', since: scenario.now },
    });
  });

  test('taken again by the same person it keeps its moment; put back it is anybody’s', () => {
    const scenario = withOrder();
    scenario.up(accepted(assign(scenario, 'anna', 'anna')));
    const since = scenario.now;
    scenario.now += 5000;
    scenario.up(fact('assignment', 'again', { order: 'O1', by: 'anna', to: 'anna', override: null }));
    expect(assigned(scenario)?.at).toBe(since);
    scenario.up(accepted(assign(scenario, 'anna', null)));
    expect(assigned(scenario)).toBeNull();
    scenario.up(accepted(assign(scenario, 'jan', 'jan')));
    expect(assigned(scenario)?.to).toBe('jan');
  });

  test('a supervisor may give it to somebody else', () => {
    const scenario = withOrder();
    scenario.up(accepted(assign(scenario, 'anna', 'anna')));
    scenario.up(accepted(assign(scenario, 'jan', 'jan', { by: 'sup1', reason: 'on a break' })));
    expect(assigned(scenario)?.to).toBe('jan');
  });

  test('keeps nobody from picking or handing over, and ends when the order is ready', () => {
    const scenario = withOrder();
    scenario.up(accepted(assign(scenario, 'anna', 'anna')));
    scenario.up(accepted(decidePick(scenario.state, { id: 'P1', order: 'O1', by: 'jan', place: '1' })));
    expect(assigned(scenario)).toBeNull();
    const handOver = handOverOrder.parse({ order: 'O1' });
    expect(decideHandOver(scenario.state, handOver, { now: scenario.now, verify: () => true }).ok).toBe(true);
  });
});

describe('reasons', () => {
  const rules = {
    version: 3,
    reasons: [
      { code: 'too-big', words: { en: 'Too big to carry' }, effect: 'shelf' as const, recount: false },
      { code: 'gone', words: {}, effect: 'lost' as const, recount: true },
    ],
  };
  const short = (scenario: Scenario, reason: string, units = 1) =>
    decideShortPick(
      scenario.state,
      shortPickOrder.parse({ id: reason, order: 'O1', reason, lines: [{ sku: 'A', units }] }),
      rules,
    );

  test('the rule says where the units go, and the document names its version', () => {
    const scenario = withOrder();
    const facts = accepted(short(scenario, 'too-big'));
    expect(facts[0]?.body).toMatchObject({ rules: 3, lines: [{ shelf: 1, lost: 0 }] });
    scenario.up(...facts);
    expect(scenario.state.book.units(shelf('A'))).toBe(3);
    expect(onHandOf(scenario.state, 'A').onHand).toBe(6);
  });

  test('what is lost settles a deficit first', () => {
    const scenario = withOrder();
    scenario.up(
      fact('count', 'c', { lines: [{ sku: 'A', counted: 5, expected: 6, found: 0, lost: 0, deficit: 1, settles: 0 }] }),
    );
    scenario.up(...accepted(short(scenario, 'gone', 2)));
    expect(scenario.state.book.units(deficit('A'))).toBe(0);
    expect(scenario.state.book.units(order('O1', 'A'))).toBe(0);
  });

  test('one the rules do not have is refused, with those there are', () => {
    expect(refused(short(withOrder(), 'damaged'))).toMatchObject({
      refused: 'invalid-input',
      details: { reasons: ['too-big', 'gone'] },
    });
  });

  test('from the catalogue, the highest version is in force; without any, the default ones', () => {
    const scenario = new Scenario();
    expect(scenario.catalogue.pickRules.reasons.map(({ code }) => code)).toContain('not-found');
  });
});

describe('substitution', () => {
  const substitute = (scenario: Scenario, changes: object = {}) =>
    decideSubstitute(
      scenario.state,
      substituteItem.parse({
        id: 'S1',
        order: 'O1',
        by: 'anna',
        reason: 'damaged',
        agreed: { by: 'customer', how: 'phone' },
        missing: { sku: 'A', units: 1 },
        given: { sku: 'C', units: 1 },
        ...changes,
      }),
      scenario.catalogue,
    );

  test('the missing unit goes by its reason, the given one from the shelf into the order', () => {
    const scenario = withOrder();
    scenario.up(accepted(substitute(scenario)));
    const { book } = scenario.state;
    expect([book.units(order('O1', 'A')), book.units(unsellable('A'))]).toEqual([1, 1]);
    expect([book.units(order('O1', 'C')), book.units(shelf('C')), book.units(online('C'))]).toEqual([1, 1, 4]);
    const record = scenario.state.orders.get('O1');
    expect(record && heldLines(scenario.state, record)).toEqual([
      { sku: 'A', units: 1 },
      { sku: 'C', units: 1 },
    ]);
    expect(record?.shorts.get('A')).toBe(1);
  });

  test('a dearer item costs what it stands in for', () => {
    const { body } = accepted(substitute(withOrder()));
    expect(body).toMatchObject({ given: { unitPrice: 400, amount: 250 }, owed: 0 });
  });

  test('a cheaper one costs its own price: less is due at the counter', () => {
    const scenario = withOrder({ payment: 'due' });
    const cheap = accepted(substitute(scenario, { given: { sku: 'D', units: 1 } }));
    expect(cheap.body).toMatchObject({ given: { amount: 100 }, owed: 0 });
    scenario.up(cheap);
    const handOver = (amount: number) =>
      decideHandOver(scenario.state, handOverOrder.parse({ order: 'O1', tenders: [{ kind: 'card', amount }] }), {
        now: scenario.now,
        verify: () => true,
      });
    expect(refused(handOver(500)).details).toMatchObject({ due: 350 });
    expect(accepted(handOver(350)).body.lines).toEqual([
      { sku: 'A', units: 1 },
      { sku: 'D', units: 1 },
    ]);
  });

  test('of an order paid online the rest is owed, which waits for a person', () => {
    const scenario = withOrder();
    scenario.up(accepted(substitute(scenario, { given: { sku: 'D', units: 1 } })));
    const exception = scenario.state.exceptions.get('substitution~S1');
    expect(exception).toMatchObject({ type: 'short-pick', lines: [{ sku: 'A', units: 1 }] });
    expect(exception && isOpen(exception, scenario.state)).toBe(true);
    expect(accepted(substitute(withOrder())).body.owed).toBe(0);
  });

  test('all parts of a line together never cost more than the line', () => {
    const scenario = withOrder({ payment: 'due', lines: [{ sku: 'A', units: 3 }] });
    for (const [id, sku] of [
      ['S1', 'C'],
      ['S2', 'B'],
    ] as const)
      scenario.up(accepted(substitute(scenario, { id, given: { sku, units: 1 } })));
    const record = scenario.state.orders.get('O1');
    const lines = record ? linesOf(record) : [];
    expect(lines.map(({ sku, amount, insteadOf }) => [sku, amount, insteadOf])).toEqual([
      ['A', 750, undefined],
      ['C', 250, 'A'],
      ['B', 250, 'A'],
    ]);
  });

  test('what was given may be missing in its turn', () => {
    const scenario = withOrder();
    scenario.up(accepted(substitute(scenario)));
    scenario.up(
      accepted(substitute(scenario, { id: 'S2', missing: { sku: 'C', units: 1 }, given: { sku: 'B', units: 1 } })),
    );
    expect(scenario.state.book.units(order('O1', 'C'))).toBe(0);
    expect(scenario.state.book.units(order('O1', 'B'))).toBe(1);
  });

  test.each([
    ['an unknown item', { given: { sku: 'Z', units: 1 } }, 'unknown-sku'],
    ['an item in another currency', { given: { sku: 'P', units: 1 } }, 'wrong-currency'],
    ['an item the order has already', { given: { sku: 'A', units: 1 } }, 'invalid-input'],
    ['a reason nobody knows', { reason: 'bored' }, 'invalid-input'],
    ['more than is held', { missing: { sku: 'A', units: 3 } }, 'lines-mismatch'],
    ['more than the shelf has', { given: { sku: 'C', units: 3 } }, 'insufficient-stock'],
    ['an order nobody placed', { order: 'O9' }, 'unknown-order'],
  ])('refuses %s', (_name, changes, code) => expect(refused(substitute(withOrder(), changes)).refused).toBe(code));

  test('ended, everything held goes back to its own shelf; every order of the streets folds to the same', () => {
    const scenario = withOrder();
    scenario.up(accepted(substitute(scenario)));
    scenario.up(accepted(decideEndOrder(scenario.state, { order: 'O1', reason: 'cancelled' })));
    const { book } = scenario.state;
    expect([book.units(shelf('A')), book.units(shelf('C'))]).toEqual([3, 2]);
    expect(book.overdrawn()).toEqual([]);
    for (const choose of [() => true, () => false])
      expect(stateContent(rebuild('S01', scenario.streets, choose))).toEqual(stateContent(scenario.state));
  });
});

test('the next free place is the lowest number nothing lies at', () => {
  const scenario = placeIn(withOrder(), 'O2', { lines: [{ sku: 'B', units: 1 }] });
  expect(nextFreePlace(placesInUse(scenario.state))).toBe('1');
  scenario.up(accepted(decidePick(scenario.state, { id: 'P1', order: 'O1', place: '1' })));
  scenario.up(accepted(decidePick(scenario.state, { id: 'P2', order: 'O2', place: '3' })));
  expect(placesInUse(scenario.state)).toEqual(
    new Map([
      ['1', 'O1'],
      ['3', 'O2'],
    ]),
  );
  expect(nextFreePlace(placesInUse(scenario.state))).toBe('2');
  scenario.up(accepted(decideEndOrder(scenario.state, { order: 'O1', reason: 'cancelled' })));
  expect(nextFreePlace(placesInUse(scenario.state))).toBe('1');
});
