import { describe, expect, test } from '@jest/globals';
import { fact } from '../documents/registry.ts';
import { deficit, shelf, unsellable } from '../ledger/account.ts';
import { carriedOver, grantDue, settlementDue } from '../store/react.ts';
import { accepted, refused, Scenario } from '../testing/scenario.ts';
import {
  adjustStock,
  countStock,
  decideAdjustStock,
  decideCountStock,
  decideDispatchGoods,
  decideReceiveDelivery,
  decideReceiveTransfer,
  dispatchGoods,
  receiveDelivery,
  receiveTransfer,
} from './decide.ts';
import { onHandOf } from './on-hand.ts';

const count = (scenario: Scenario, counted: number) =>
  decideCountStock(scenario.state, countStock.parse({ id: 'C1', lines: [{ sku: 'A', counted }] }), scenario.catalogue);

describe('delivery', () => {
  test('puts units on the shelf or aside', () => {
    const scenario = new Scenario();
    const command = receiveDelivery.parse({
      id: 'D1',
      lines: [
        { sku: 'A', units: 5 },
        { sku: 'A', units: 1, area: 'unsellable' },
      ],
    });
    scenario.up(accepted(decideReceiveDelivery(command, scenario.catalogue)));
    expect(onHandOf(scenario.state, 'A')).toEqual({
      shelf: 5,
      online: 0,
      orders: 0,
      unsellable: 1,
      deficit: 0,
      onHand: 6,
    });
    expect(
      refused(decideReceiveDelivery({ ...command, lines: [{ sku: 'Z', units: 1, area: 'shelf' }] }, scenario.catalogue))
        .refused,
    ).toBe('unknown-sku');
  });
});

describe('count', () => {
  test.each([
    ['as expected', 10, { shelf: 6, deficit: 0 }],
    ['more found', 12, { shelf: 8, deficit: 0 }],
    ['some lost from the shelf', 7, { shelf: 3, deficit: 0 }],
    ['fewer than are promised', 3, { shelf: 0, deficit: -1 }],
    ['none', 0, { shelf: 0, deficit: -4 }],
  ])('%s', (_name, counted, expected) => {
    const scenario = new Scenario().stock('A', 10, 4);
    scenario.up(accepted(count(scenario, counted)));
    expect({ shelf: scenario.state.book.units(shelf('A')), deficit: scenario.state.book.units(deficit('A')) }).toEqual(
      expected,
    );
    expect(onHandOf(scenario.state, 'A').onHand).toBe(counted);
    expect(scenario.state.exceptions.size).toBe(expected.deficit < 0 ? 1 : 0);
  });

  test('what is found settles a deficit before it may be sold', () => {
    const scenario = new Scenario().stock('A', 1);
    scenario.up(
      fact('count', 'C0', {
        lines: [{ sku: 'A', counted: 0, expected: 0, found: 0, lost: 0, deficit: 3, settles: 0 }],
      }),
    );
    scenario.up(accepted(count(scenario, 0)));
    expect(onHandOf(scenario.state, 'A')).toMatchObject({ shelf: 0, deficit: 0, onHand: 0 });
    scenario.up(
      accepted(
        decideCountStock(
          scenario.state,
          countStock.parse({ id: 'C2', lines: [{ sku: 'A', counted: 2 }] }),
          scenario.catalogue,
        ),
      ),
    );
    expect(onHandOf(scenario.state, 'A')).toMatchObject({ shelf: 2, deficit: 0, onHand: 2 });
  });

  test('refuses to count an item twice in one document', () => {
    const scenario = new Scenario();
    const command = countStock.parse({
      id: 'C1',
      lines: [
        { sku: 'A', counted: 1 },
        { sku: 'A', counted: 2 },
      ],
    });
    expect(refused(decideCountStock(scenario.state, command, scenario.catalogue)).refused).toBe('invalid-input');
  });

  test('a deficit that was paid twice comes back to the shelf', () => {
    const scenario = new Scenario().stock('A', 4, 4);
    scenario.up(accepted(count(scenario, 3)));
    const settle = settlementDue(scenario.state, 'x1');
    if (settle) scenario.down(settle);
    scenario.up(
      fact('short-pick', 'P1', {
        order: 'O1',
        reason: 'not-found',
        lines: [{ sku: 'A', units: 1, lost: 0, unsellable: 0, settles: 1 }],
      }),
    );
    expect(settlementDue(scenario.state, 'x2')?.body).toEqual({ lines: [{ sku: 'A', pay: 0, giveBack: 1 }] });
  });
});

describe('adjustment', () => {
  test.each([
    ['damaged', 2, { shelf: 3, unsellable: 4 }],
    ['theft', 2, { shelf: 3, unsellable: 2 }],
    ['repaired', 2, { shelf: 7, unsellable: 0 }],
    ['found', 2, { shelf: 7, unsellable: 2 }],
    ['scrapped', 3, 'insufficient-stock'],
    ['expired', 6, 'insufficient-stock'],
  ])('%s', (reason, units, expected) => {
    const scenario = new Scenario().stock('A', 5);
    scenario.up(fact('receipt', 'D2', { lines: [{ sku: 'A', units: 2, area: 'unsellable' }] }));
    const decision = decideAdjustStock(
      scenario.state,
      adjustStock.parse({ id: 'A1', reason, lines: [{ sku: 'A', units }] }),
      scenario.catalogue,
    );
    if (typeof expected === 'string') return expect(refused(decision).refused).toBe(expected);
    scenario.up(accepted(decision));
    expect({
      shelf: scenario.state.book.units(shelf('A')),
      unsellable: scenario.state.book.units(unsellable('A')),
    }).toEqual(expected);
  });
});

describe('goods between stores', () => {
  const sent = () => {
    const from = new Scenario().stock('A', 5);
    const decision = decideDispatchGoods(
      from.state,
      dispatchGoods.parse({ id: 'T1', to: 'S02', lines: [{ sku: 'A', units: 3 }] }),
      from.catalogue,
    );
    const [document] = from.up(accepted(decision));
    const to = new Scenario(undefined, 'S02');
    const carried = document && carriedOver(document, 'S01');
    if (carried) to.down(carried.fact);
    return { from, to };
  };
  const receive = (to: Scenario, line: object) =>
    decideReceiveTransfer(
      to.state,
      receiveTransfer.parse({ transfer: 'T1', lines: [{ sku: 'A', ...line }] }),
      to.catalogue,
    );

  test.each([
    ['all there', { shelf: 3 }, { shelf: 3, unsellable: 0 }, 0],
    ['one broken', { shelf: 2, unsellable: 1 }, { shelf: 2, unsellable: 1 }, 0],
    ['one missing', { shelf: 2 }, { shelf: 2, unsellable: 0 }, 1],
    ['one more than was sent', { shelf: 4 }, { shelf: 4, unsellable: 0 }, 1],
  ])('%s', (_name, line, expected, exceptions) => {
    const { from, to } = sent();
    to.up(accepted(receive(to, line)));
    expect({ shelf: to.state.book.units(shelf('A')), unsellable: to.state.book.units(unsellable('A')) }).toEqual(
      expected,
    );
    expect(to.state.exceptions.size).toBe(exceptions);
    expect(to.state.book.of('transit').size).toBe(0);
    expect(
      [...from.state.book.of('road').values(), ...to.state.book.of('road').values()].reduce(
        (sum, units) => sum + units,
        0,
      ),
    ).toBe(0);
    expect(refused(receive(to, { shelf: 3 })).refused).toBe('transfer-ended');
  });

  test('refuses an unknown transfer, an unknown store and more than the shelf has', () => {
    const scenario = new Scenario().stock('A', 1);
    const send = (changes: object) =>
      refused(
        decideDispatchGoods(
          scenario.state,
          dispatchGoods.parse({ id: 'T1', to: 'S02', lines: [{ sku: 'A', units: 2 }], ...changes }),
          scenario.catalogue,
        ),
      ).refused;
    expect([send({}), send({ to: 'S09' }), send({ to: 'S01' })]).toEqual([
      'insufficient-stock',
      'unknown-store',
      'unknown-store',
    ]);
    expect(refused(receive(scenario, { shelf: 1 })).refused).toBe('unknown-transfer');
  });
});

test('one grant fills the hub’s share of every item that needs it', () => {
  const scenario = new Scenario().stock('A', 20).stock('B', 1);
  const grant = grantDue(scenario.state, ['A', 'B', 'Z'], 'g1', { catalogue: scenario.catalogue, soldPerDay: () => 0 });
  expect(grant?.body).toEqual({ lines: [{ sku: 'A', units: 9 }] });
});
