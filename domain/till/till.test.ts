/** The drawer: what a shift should hold, what closing says, and that money is never left out. */
import { expect, test } from '@jest/globals';
import { fact } from '../documents/registry.ts';
import { completeSale, decideCompleteSale } from '../sale/complete-sale.ts';
import { decideTakeBack, takeBack } from '../return/take-back.ts';
import { accepted, aProduct, rebuild, refused, Scenario } from '../testing/scenario.ts';
import { decideCloseDay, decideCloseShift, decideMoveCash, decideOpenShift } from './decide.ts';
import { tillsContent } from './till.ts';

const TODAY = '2026-11-23';
const NOTES = [{ value: 1000, pieces: 5 }];

function openAt(scenario: Scenario, shift: string, register = 'R1'): void {
  scenario.up(
    accepted(decideOpenShift(scenario.state, { id: shift, register, by: 'P1', currency: 'EUR', float: NOTES }, TODAY)),
  );
}

function sell(
  scenario: Scenario,
  id: string,
  tenders: { kind: 'cash' | 'card'; amount: number }[],
  register = 'R1',
): void {
  const command = completeSale.parse({ id, register, currency: 'EUR', lines: [{ sku: 'A', units: 2 }], tenders });
  const decision = decideCompleteSale(scenario.state, command, { catalogue: scenario.catalogue, today: TODAY });
  scenario.up(accepted(decision));
}

const close = (scenario: Scenario, shift: string, counted: number) =>
  decideCloseShift(scenario.state, { shift, register: 'R1', by: 'P1', count: [{ value: 1, pieces: counted }] });

test('a shift expects its float, the cash kept of what was paid, and what was paid in, less what was taken out', () => {
  const scenario = new Scenario([aProduct('A')]).stock('A', 20);
  openAt(scenario, 'shift-1');
  sell(scenario, 's1', [{ kind: 'cash', amount: 2000 }]);
  sell(scenario, 's2', [
    { kind: 'card', amount: 300 },
    { kind: 'cash', amount: 500 },
  ]);
  scenario.up(
    accepted(
      decideTakeBack(
        scenario.state,
        takeBack.parse({ id: 'r1', sale: 's1', lines: [{ line: 0, units: 1 }] }),
        { id: 's1', of: 'sale', store: 'S01', currency: 'EUR', lines: [{ sku: 'A', units: 2, amount: 500 }] },
        TODAY,
      ),
    ),
  );
  for (const [id, move, amount] of [
    ['m1', 'paid-in', 100],
    ['m2', 'paid-out', 40],
    ['m3', 'lift', 3000],
  ] as const) {
    scenario.up(
      accepted(decideMoveCash(scenario.state, { id, register: 'R1', by: 'P1', move, amount, reason: 'float' })),
    );
  }
  const { body } = accepted(close(scenario, 'shift-1', 2500));
  // 5000 float + 500 + 200 cash kept − 250 refunded + 100 − 40 − 3000
  expect(body.expected).toBe(2510);
  expect(body).toMatchObject({ number: 1, counted: 2500, variance: -10, float: 5000 });
  expect(body.figures.sales).toEqual({ count: 2, total: 1000 });
  expect(body.figures.tenders).toEqual([
    { kind: 'card', taken: 300, refunded: 0 },
    { kind: 'cash', taken: 700, refunded: 250 },
  ]);
  expect(body.figures.taxes).toEqual([{ rate: 2300, net: 814, tax: 186, gross: 1000 }]);
});

test('a register has one shift at a time, and cash moves in one only', () => {
  const scenario = new Scenario();
  const move = { id: 'm', register: 'R1', by: 'P1', move: 'lift', amount: 1, reason: 'safe' } as const;
  expect(refused(decideMoveCash(scenario.state, move)).refused).toBe('no-open-shift');
  openAt(scenario, 'shift-1');
  const again = decideOpenShift(
    scenario.state,
    { id: 'x', register: 'R1', by: 'P2', currency: 'EUR', float: [] },
    TODAY,
  );
  expect(refused(again)).toMatchObject({ refused: 'shift-already-open', details: { shift: 'shift-1', by: 'P1' } });
  expect(refused(close(scenario, 'other', 0)).refused).toBe('no-open-shift');
  scenario.up(accepted(close(scenario, 'shift-1', 5000)));
  expect(refused(close(scenario, 'shift-1', 5000)).refused).toBe('no-open-shift');
  openAt(scenario, 'shift-2');
  expect(accepted(close(scenario, 'shift-2', 5000)).body.number).toBe(2);
});

test('the day closes the log where it stands, numbered, with every sum since the last one', () => {
  const scenario = new Scenario([aProduct('A')]).stock('A', 20);
  openAt(scenario, 'shift-1');
  sell(scenario, 's1', [{ kind: 'cash', amount: 500 }]);
  sell(scenario, 's2', [{ kind: 'card', amount: 500 }], 'self-checkout');
  const command = { number: 1, by: 'P1' };
  expect(refused(decideCloseDay(scenario.state, command, TODAY))).toMatchObject({
    refused: 'shift-still-open',
    details: { registers: ['R1'] },
  });
  scenario.up(accepted(close(scenario, 'shift-1', 5510)));
  const { n, head } = scenario.state.up;
  const day = accepted(decideCloseDay(scenario.state, command, TODAY));
  expect(day.body).toMatchObject({ shifts: 1, variance: 10, closes: { n, head }, businessDay: TODAY });
  expect(day.body.figures.sales).toEqual({ count: 2, total: 1000 });
  scenario.up(day);
  expect(refused(decideCloseDay(scenario.state, command, TODAY))).toMatchObject({ details: { next: 2 } });
  expect(accepted(decideCloseDay(scenario.state, { number: 2, by: 'P1' }, TODAY)).body.figures.sales.count).toBe(0);
});

test('cash of a hand-over counts for the register it was paid at', () => {
  const scenario = new Scenario();
  openAt(scenario, 'shift-1');
  const body = { order: 'o1', register: 'R1', lines: [], left: [], pass: null, currency: 'EUR' };
  scenario.up(fact('hand-over', 'o1', { ...body, tenders: [{ kind: 'cash', amount: 700 }] }));
  expect(accepted(close(scenario, 'shift-1', 5700)).body).toMatchObject({
    variance: 0,
    figures: { handOvers: { count: 1 } },
  });
});

test('the fold is the same when it is rebuilt', () => {
  const scenario = new Scenario([aProduct('A')]).stock('A', 20);
  openAt(scenario, 'shift-1');
  sell(scenario, 's1', [{ kind: 'cash', amount: 700 }]);
  const again = rebuild('S01', scenario.streets, () => true);
  expect(tillsContent(again.tills)).toEqual(tillsContent(scenario.state.tills));
});
