import { describe, expect, test } from '@jest/globals';
import { fact } from '../documents/registry.ts';
import { online, order, shelf, unsellable } from '../ledger/account.ts';
import { endingsDue } from '../store/react.ts';
import { onHandOf } from '../stock/on-hand.ts';
import { seal } from '../documents/envelope.ts';
import { accepted, refused, Scenario, testHash } from '../testing/scenario.ts';
import { decideEndOrder, decideHandOver, handOverOrder } from './counter.ts';
import { decidePick, decideShortPick, shortPickOrder } from './gather.ts';
import { renderPass } from './pass.ts';
import { decidePlaceOrder, placeOrder } from './place-order.ts';

/** A stand-in signature: 86 letters made of the text's length. The real one is tried in pass.test.ts. */
const sign = (text: string): string => `${String(text.length).padStart(85, 'A')}A`;
const verify = (text: string, signature: string): boolean => sign(text) === signature;

function place(scenario: Scenario, changes: object = {}) {
  const command = placeOrder.parse({ id: 'O1', store: 'S01', lines: [{ sku: 'A', units: 2 }], ...changes });
  return decidePlaceOrder(scenario.state, command, { catalogue: scenario.catalogue, now: scenario.now, sign });
}

function handOver(scenario: Scenario, changes: object = {}) {
  return decideHandOver(scenario.state, handOverOrder.parse({ order: 'O1', ...changes }), {
    now: scenario.now,
    verify,
  });
}

const withOrder = (changes: object = {}): Scenario => {
  const scenario = new Scenario().stock('A', 6, 4).stock('B', 3, 3);
  scenario.down(accepted(place(scenario, changes)));
  return scenario;
};

describe('placing', () => {
  test('takes the units from the hub’s share', () => {
    const { book } = withOrder().state;
    expect([book.units(online('A')), book.units(order('O1', 'A')), book.units(shelf('A'))]).toEqual([2, 2, 2]);
  });

  test('sums the demand of an item over lines', () => {
    const scenario = new Scenario().stock('A', 5, 3);
    const lines = [
      { sku: 'A', units: 2 },
      { sku: 'A', units: 2 },
    ];
    expect(refused(place(scenario, { lines }))).toMatchObject({
      refused: 'insufficient-promise',
      details: { shortages: [{ sku: 'A', asked: 4, promised: 3 }] },
    });
  });

  test.each([
    ['an unknown item', { lines: [{ sku: 'Z', units: 1 }] }, 'unknown-sku'],
    ['an end in the past', { expiresAt: 5 }, 'invalid-input'],
    ['more than is promised', { lines: [{ sku: 'A', units: 5 }] }, 'insufficient-promise'],
  ])('refuses %s and changes nothing', (_name, changes, code) => {
    const scenario = new Scenario().stock('A', 6, 4);
    expect(refused(place(scenario, changes)).refused).toBe(code);
    expect(scenario.state.book.units(online('A'))).toBe(4);
  });
});

test('a store that hands over no pickup orders is promised nothing for', () => {
  const scenario = new Scenario().stock('A', 6, 4);
  const info = {
    store: 'S01',
    name: 'S01',
    latitude: 0,
    longitude: 0,
    timeZone: 'UTC',
    currency: 'EUR',
    pickup: false,
  };
  const document = seal<string, unknown>(fact('store', 'S01.2', info), scenario.catalogue.cursor, 'hub.1', 1);
  scenario.catalogue.apply(document, testHash(document._id));
  expect(refused(place(scenario)).refused).toBe('unknown-store');
});

describe('hand-over', () => {
  test('gives the units out, once', () => {
    const scenario = withOrder();
    scenario.up(accepted(handOver(scenario)));
    expect(scenario.state.book.units(order('O1', 'A'))).toBe(0);
    expect(refused(handOver(scenario)).refused).toBe('already-handed-over');
  });

  test('in part: the rest goes back to the shelf', () => {
    const scenario = withOrder();
    scenario.up(accepted(handOver(scenario, { lines: [{ sku: 'A', units: 1 }] })));
    expect(scenario.state.book.units(shelf('A'))).toBe(3);
  });

  test('of an order the store has not received, by its pass, and the order that arrives later changes nothing', () => {
    const hub = new Scenario().stock('A', 4, 4);
    const promise = accepted(place(hub));
    const store = new Scenario().stock('A', 4, 4);
    store.up(accepted(handOver(store, { pass: promise.body.pass })));
    expect(onHandOf(store.state, 'A').onHand).toBe(2);
    expect(store.state.book.units(order('O1', 'A'))).toBe(-2);
    expect(refused(handOver(store, { pass: promise.body.pass })).refused).toBe('already-handed-over');
    store.down(promise);
    expect(store.state.book.units(order('O1', 'A'))).toBe(0);
    expect(store.state.book.overdrawn()).toEqual([]);
    expect(store.state.orders.get('O1')?.end?.kind).toBe('handed-over');
    expect(onHandOf(store.state, 'A').onHand).toBe(2);
  });

  test.each([
    ['neither order nor pass', { order: undefined }, 'invalid-input'],
    ['an order nobody placed', { order: 'O9' }, 'unknown-order'],
    ['a forged pass', { pass: 'RF1.AAAA.BBBB' }, 'pass-forged'],
    ['more than is held', { lines: [{ sku: 'A', units: 3 }] }, 'lines-mismatch'],
    ['an item that was not ordered', { lines: [{ sku: 'B', units: 1 }] }, 'lines-mismatch'],
    ['money for what is paid', { tenders: [{ kind: 'cash', amount: 1 }] }, 'tender-mismatch'],
  ])('refuses %s', (_name, changes, code) => expect(refused(handOver(withOrder(), changes)).refused).toBe(code));

  test('refuses a pass of another store, and one that has expired', () => {
    const scenario = withOrder();
    const pass = {
      order: 'O1',
      store: 'S02',
      expiresAt: 9_000_000_000,
      due: 0,
      currency: 'EUR',
      lines: [{ sku: 'A', units: 2 }],
    };
    expect(refused(handOver(scenario, { pass: renderPass(pass, sign) })).refused).toBe('pass-wrong-store');
    const old = renderPass({ ...pass, store: 'S01', order: 'O2', expiresAt: 1000 }, sign);
    expect(refused(handOver(scenario, { order: undefined, pass: old })).refused).toBe('pass-expired');
  });

  test('of an order that is paid for here has the tax of what is taken, which the day’s figures count', () => {
    const scenario = withOrder({ payment: 'due' });
    const lines = [{ sku: 'A', units: 1 }];
    const handed = accepted(handOver(scenario, { lines, tenders: [{ kind: 'cash', amount: 250 }] }));
    const taxes = [{ rate: 2300, net: 203, tax: 47, gross: 250 }];
    expect(handed.body.taxes).toEqual(taxes);
    scenario.up(handed);
    expect(scenario.state.tills.day.figures.taxes).toEqual(taxes);
    expect(accepted(handOver(withOrder())).body).not.toHaveProperty('taxes');
  });

  test('takes exactly what is due, in proportion when only a part is taken', () => {
    const scenario = withOrder({ payment: 'due' });
    expect(refused(handOver(scenario)).details).toMatchObject({ due: 500, paid: 0 });
    const part = accepted(
      handOver(scenario, { lines: [{ sku: 'A', units: 1 }], tenders: [{ kind: 'cash', amount: 250 }] }),
    );
    expect(part.body.left).toEqual([{ sku: 'A', units: 1 }]);
  });
});

describe('cancel against hand-over', () => {
  const request = fact('cancel-request', 'O1', { order: 'O1', by: 'customer' as const });

  test('hand-over first: the request that arrives later changes nothing', () => {
    const scenario = withOrder();
    scenario.up(accepted(handOver(scenario)));
    scenario.down(request);
    expect(endingsDue(scenario.state, ['O1'], scenario.now)).toEqual([]);
    expect(scenario.state.orders.get('O1')?.end?.kind).toBe('handed-over');
  });

  test('request first: the units go back and the hand-over is refused', () => {
    const scenario = withOrder();
    scenario.down(request);
    expect(refused(handOver(scenario)).refused).toBe('order-cancelling');
    scenario.up(...endingsDue(scenario.state, ['O1'], scenario.now));
    expect(scenario.state.book.units(shelf('A'))).toBe(4);
    expect(refused(handOver(scenario)).refused).toBe('order-ended');
    expect(endingsDue(scenario.state, ['O1'], scenario.now)).toEqual([]);
  });
});

test('an order nobody collected goes back to the shelf after its last moment, not before', () => {
  const scenario = withOrder({ expiresAt: 2_000_000 });
  expect(endingsDue(scenario.state, ['O1'], 2_000_000)).toEqual([]);
  scenario.up(...endingsDue(scenario.state, ['O1'], 2_000_001));
  expect(scenario.state.orders.get('O1')?.end?.kind).toBe('expired');
  expect(scenario.state.book.units(shelf('A'))).toBe(4);
});

describe('picking', () => {
  const short = (scenario: Scenario, reason: string, units: number) =>
    decideShortPick(
      scenario.state,
      shortPickOrder.parse({ id: 'SP1', order: 'O1', reason, lines: [{ sku: 'A', units }] }),
    );

  test('a pick gathers what is held', () => {
    const scenario = withOrder();
    expect(accepted(decidePick(scenario.state, { id: 'P1', order: 'O1', place: '7' })).body.lines).toEqual([
      { sku: 'A', units: 2 },
    ]);
  });

  test('a short pick frees the line as shrinkage, and the order goes on', () => {
    const scenario = withOrder();
    scenario.up(...accepted(short(scenario, 'not-found', 1)));
    expect(scenario.state.book.units(order('O1', 'A'))).toBe(1);
    expect(onHandOf(scenario.state, 'A').onHand).toBe(5);
    expect(accepted(handOver(scenario)).body.lines).toEqual([{ sku: 'A', units: 1 }]);
  });

  test('damaged units are there but cannot be sold', () => {
    const scenario = withOrder();
    scenario.up(...accepted(short(scenario, 'damaged', 1)));
    expect(scenario.state.book.units(unsellable('A'))).toBe(1);
  });

  test('when nothing is left the order ends as short', () => {
    const scenario = withOrder();
    scenario.up(...accepted(short(scenario, 'not-found', 2)));
    expect(scenario.state.orders.get('O1')?.end?.kind).toBe('short');
    expect(refused(decideEndOrder(scenario.state, { order: 'O1', reason: 'cancelled' })).refused).toBe('order-ended');
  });

  test('refuses to find fewer than none', () => {
    expect(refused(short(withOrder(), 'not-found', 3)).refused).toBe('lines-mismatch');
  });
});
