import { describe, expect, test } from '@jest/globals';
import type { Envelope } from '../documents/envelope.ts';
import { hashOf } from '../documents/envelope.ts';
import { fact } from '../documents/registry.ts';
import { deficit, order, returnable, shelf } from '../ledger/account.ts';
import { decideHandOver, handOverOrder } from '../pickup/counter.ts';
import { decideShortPick, shortPickOrder } from '../pickup/gather.ts';
import { decideTakeBack, takeBack } from '../return/take-back.ts';
import { completeSale, decideCompleteSale } from '../sale/complete-sale.ts';
import { accepted, Scenario, testHash } from '../testing/scenario.ts';
import { isOpen } from './exceptions.ts';
import { type Again, happenedElsewhere } from './written-elsewhere.ts';

/** What both disks hold: five units, and an order of two. */
function common(): Scenario {
  const scenario = new Scenario().stock('A', 7, 2);
  const lines = [{ sku: 'A', units: 2, unitPrice: 250, taxRate: 2300, amount: 500 }];
  const body = { order: 'O1', channel: 'web', currency: 'EUR', lines, total: 500, due: 0, contact: null, pass: 'p' };
  scenario.down(fact('pickup-order', 'O1', { ...body, expiresAt: 2_000_000 }));
  return scenario;
}

function sell(scenario: Scenario, id: string, units: number): void {
  const tenders = [{ kind: 'cash', amount: 250 * units }];
  const command = completeSale.parse({ id, currency: 'EUR', lines: [{ sku: 'A', units }], tenders });
  const { state, catalogue } = scenario;
  scenario.up({
    ...accepted(decideCompleteSale(state, command, { catalogue, today: '2026-03-01' })),
    request: `${id}?`,
  });
}

const handOver = (scenario: Scenario, request: string): void => {
  const lines = [{ sku: 'A', units: 2 }];
  const rest = { left: [], pass: null, currency: 'EUR', tenders: [] };
  scenario.up({ ...fact('hand-over', 'O1', { order: 'O1', lines, ...rest }), request });
};

/** Writes again into `truth` what stands in `fork` from position `from` on; what each came to. */
function takeOut(truth: Scenario, fork: Scenario, from: number): Again[] {
  return fork.streets.up.slice(from).map((document) => {
    const known = new Map(truth.streets.up.map((one) => [one._id, one] as const));
    const again = happenedElsewhere(document, hashOf(document, testHash), {
      state: truth.state,
      catalogue: truth.catalogue,
      knownAs: (id) => asKnown(known.get(id), document, id),
    });
    if ('fact' in again) truth.up(again.fact);
    return again;
  });
}

function asKnown(there: Envelope | undefined, document: Envelope, id: string): 'unknown' | 'same-command' | 'another' {
  if (there === undefined) return 'unknown';
  return id === document._id && there.request === document.request ? 'same-command' : 'another';
}

const shelfOf = ({ state }: Scenario): number => state.book.units(shelf('A'));
const owedOf = ({ state }: Scenario): number => state.book.units(deficit('A'));

describe('a fork', () => {
  test('its sales are recorded once, under their own ids, and again changes nothing', () => {
    const [truth, fork] = [common(), common()];
    sell(truth, 'before', 1);
    sell(fork, 'elsewhere', 2);
    const [again] = takeOut(truth, fork, 2);
    expect(again).toMatchObject({ fact: { id: 'sale~elsewhere', request: 'elsewhere?' } });
    expect(shelfOf(truth)).toBe(2);
    expect(takeOut(truth, fork, 2)).toEqual([{ nothing: true }]);
    expect(truth.state.book.imbalance()).toBe(0);
  });

  test('what the shelf lacks is a deficit, and somebody is told', () => {
    const [truth, fork] = [common(), common()];
    sell(truth, 'before', 4);
    sell(fork, 'elsewhere', 3);
    takeOut(truth, fork, 2);
    expect([shelfOf(truth), owedOf(truth)]).toEqual([0, -2]);
    expect(truth.state.book.overdrawn()).toEqual([]);
    const exception = truth.state.exceptions.get('sale~elsewhere');
    expect(exception).toMatchObject({ type: 'oversold', lines: [{ sku: 'A', units: 2 }] });
    expect(exception && isOpen(exception, truth.state)).toBe(true);
  });

  test('a command both disks have is not recorded again; another one under its id is, under a new one', () => {
    const [truth, fork] = [common(), common()];
    sell(truth, 'same', 1);
    sell(fork, 'same', 1);
    expect(takeOut(truth, fork, 2)).toEqual([{ nothing: true }]);
    const other = common();
    other.up({
      ...(fork.streets.up[2] as never as ReturnType<typeof fact<'sale'>>),
      id: 'sale~same',
      request: 'other?',
    });
    const [again] = takeOut(truth, other, 2);
    expect(again).toMatchObject({ fact: { id: expect.stringMatching(/^sale~again-[0-9a-f]{32}$/) } });
    expect(takeOut(truth, other, 2)).toEqual([{ nothing: true }]);
    expect(shelfOf(truth)).toBe(3);
  });

  test('goods brought back for a sale of the fork come back after it; what was back already is unverified', () => {
    const [truth, fork] = [common(), common()];
    sell(fork, 'X1', 2);
    const bring = (scenario: Scenario, id: string, units: number): void => {
      const lines = [{ sku: 'A', units: 2, amount: 500 }];
      const purchase = { id: 'X1', of: 'sale' as const, store: 'S01', currency: 'EUR', lines };
      const command = takeBack.parse({ id, sale: 'X1', lines: [{ line: 0, units }] });
      scenario.up({ ...accepted(decideTakeBack(scenario.state, command, purchase, '2026-03-02')), request: `${id}?` });
    };
    bring(fork, 'R1', 2);
    takeOut(truth, fork, 2);
    expect(shelfOf(truth)).toBe(5);
    expect(truth.state.book.of('returnable').size).toBe(0);

    const other = common();
    sell(other, 'X1', 2);
    bring(other, 'R2', 1);
    const [, again] = takeOut(truth, other, 2);
    expect(again).toMatchObject({
      fact: { body: { lines: [{ unverified: 1 }], override: { reason: expect.any(String) } } },
    });
    expect(truth.state.book.units(returnable({ soldAt: 'S01', of: 'sale', id: 'X1' }, 0, 'S01'))).toBe(0);
    expect(truth.state.book.overdrawn()).toEqual([]);
  });

  test('an order is handed over once: again when it is still held, and a person hears of it when it is not', () => {
    const [truth, fork] = [common(), common()];
    handOver(fork, 'h1');
    expect(takeOut(truth, fork, 2)).toMatchObject([{ fact: { id: 'hand-over~O1' } }]);
    expect(truth.state.book.units(order('O1', 'A'))).toBe(0);
    const other = common();
    handOver(other, 'h2');
    expect(takeOut(truth, other, 2)).toEqual([{ unfit: 'another document has its id' }]);
    const ended = common();
    ended.up(fact('order-end', 'O1', { order: 'O1', reason: 'cancelled', lines: [{ sku: 'A', units: 2 }] }));
    expect(takeOut(ended, fork, 2)).toEqual([{ unfit: 'its order is not there any more' }]);
  });

  test('a count holds against what is known now', () => {
    const [truth, fork] = [common(), common()];
    sell(truth, 'before', 1);
    const line = { sku: 'A', counted: 6, expected: 7, found: 0, lost: 1, deficit: 0, settles: 0 };
    fork.up({ ...fact('count', 'c1', { lines: [line] }), request: 'c1?' });
    takeOut(truth, fork, 2);
    // Six are there: two for the order, four on the shelf, as without the count.
    expect(shelfOf(truth)).toBe(4);
  });

  test('decisions are not taken over, and what takes more than there is waits for a person', () => {
    const [truth, fork] = [common(), common()];
    fork.up(fact('grant', 'g9', { lines: [{ sku: 'A', units: 3 }] }));
    fork.up({ ...fact('adjustment', 'a1', { reason: 'theft', lines: [{ sku: 'A', units: 2 }] }), request: 'a1?' });
    sell(truth, 'all', 5);
    expect(takeOut(truth, fork, 2)).toEqual([{ nothing: true }, { unfit: 'it takes more from shelf A than is there' }]);
    expect(shelfOf(truth)).toBe(0);
  });
});

test('points that came back by a document that does not count lie in the order again, and come back with the hand-over', () => {
  const claim = { member: 'M1' };
  const part = { claim, rules: 1, tierRate: 100, value: 100, lines: [{ earned: 0, redeemed: 100, worth: 100 }] };
  const withPoints = (): Scenario => {
    const scenario = new Scenario().stock('A', 7, 2);
    const lines = [{ sku: 'A', units: 2, unitPrice: 250, taxRate: 2300, amount: 500 }];
    const body = { order: 'O1', channel: 'web', currency: 'EUR', lines, total: 500, due: 0, contact: null, pass: 'p' };
    scenario.down(fact('pickup-order', 'O1', { ...body, expiresAt: 2_000_000, points: part }));
    return scenario;
  };
  const [truth, fork] = [withPoints(), withPoints()];
  const { state } = fork;
  const short = { id: 'K1', order: 'O1', reason: 'display', lines: [{ sku: 'A', units: 1 }] };
  fork.up(...accepted(decideShortPick(state, shortPickOrder.parse(short))));
  const context = { now: fork.now, verify: () => true, today: '2026-03-01' };
  fork.up(accepted(decideHandOver(state, handOverOrder.parse({ order: 'O1' }), context)));
  expect(takeOut(truth, fork, 2)).toMatchObject([
    { nothing: true },
    { fact: { body: { left: [{ sku: 'A', units: 1 }], points: { back: [{ sku: 'A', points: 50 }] } } } },
  ]);
  expect(truth.state.book.of('tender').size).toBe(0);
});
