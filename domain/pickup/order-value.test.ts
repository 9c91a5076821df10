/** Whatever becomes of an order, the customer pays for exactly the goods that are given, in money and points together. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { earnedBy, redeemedBy } from '../documents/order-points.ts';
import { type Doc, fact } from '../documents/registry.ts';
import { someRules } from '../testing/loyalty-rules.ts';
import { accepted, aCatalogue, aProduct, Scenario } from '../testing/scenario.ts';
import { shareOfAmount, totalOf } from '../sale/basket.ts';
import { decideEndOrder, decideHandOver, handOverOrder } from './counter.ts';
import { decideShortPick, decideSubstitute, shortPickOrder, substituteItem } from './gather.ts';
import { heldLines, linesOf } from './lines.ts';
import { decidePlaceOrder, placeOrder } from './place-order.ts';

const sign = (text: string): string => `${String(text.length).padStart(85, 'A')}A`;
const verify = (text: string, signature: string): boolean => sign(text) === signature;
const RULES = someRules({ accrual: { points: 7, per: 10 }, redemption: { points: 3, value: 2, minimum: 1 } });
const OTHERS = ['C', 'D', 'E', 'F'];

const step = fc.record({
  kind: fc.constantFrom('short', 'instead'),
  sku: fc.constantFrom('A', 'B', ...OTHERS),
  given: fc.constantFrom(...OTHERS),
  units: fc.integer({ min: 1, max: 3 }),
  many: fc.integer({ min: 1, max: 3 }),
});
const world = fc.record({
  prices: fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 6, maxLength: 6 }),
  units: fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 4 })),
  payment: fc.constantFrom('paid' as const, 'due' as const),
  points: fc.integer({ min: 0, max: 400 }),
  steps: fc.array(step, { maxLength: 8 }),
  leave: fc.integer({ min: 0, max: 2 }),
  ends: fc.boolean(),
});

test('an order costs what is given, and every point is either spent or given back', () => {
  fc.assert(
    fc.property(world, ({ prices, units, payment, points, steps, leave, ends }) => {
      // By weight, so that the parts of a line do not come out even.
      const products = ['A', 'B', ...OTHERS].map((sku, index) =>
        aProduct(sku, { price: (prices[index] ?? 1) * 137, measure: 'gram' }),
      );
      const scenario = new Scenario(products);
      const catalogue = aCatalogue(products);
      for (const { sku } of products) scenario.stock(sku, 40, 20);
      const lines = units.map((count, index) => ({ sku: index === 0 ? 'A' : 'B', units: count }));
      const payer = { claim: { member: 'M1' }, rules: RULES, tierRate: 100, day: '2026-03-01', points };
      const placed = decidePlaceOrder(scenario.state, placeOrder.parse({ id: 'O1', store: 'S01', lines, payment }), {
        catalogue,
        now: scenario.now,
        sign,
        payer,
      });
      if (!placed.ok) return;
      const { body } = placed.value;
      scenario.down(fact('pickup-order', 'O1', body));
      const taken = body.points ? redeemedBy(body.points) : 0;
      const could = body.points ? earnedBy(body.points) : 0;
      const back = { points: 0, owed: 0 };
      const write = (document: Doc | undefined): void => {
        if (document?.kind === 'short-pick' || document?.kind === 'substitution' || document?.kind === 'order-end')
          for (const line of document.body.points?.lines ?? []) back.points += line.points;
        if (document?.kind === 'substitution') back.owed += document.body.owed;
      };
      for (const [index, one] of steps.entries()) {
        const missing = { sku: one.sku, units: one.units };
        const base = { id: `K${index}`, order: 'O1', reason: 'display' };
        if (one.kind === 'short') {
          const short = decideShortPick(scenario.state, shortPickOrder.parse({ ...base, lines: [missing] }));
          if (short.ok) scenario.up(...short.value).forEach(write);
          continue;
        }
        const agreed = { by: 'customer', how: 'phone' };
        const given = { sku: one.given, units: one.many };
        const command = substituteItem.parse({ ...base, agreed, missing, given });
        const instead = decideSubstitute(scenario.state, command, catalogue);
        if (instead.ok) scenario.up(instead.value).forEach(write);
      }
      const record = scenario.state.orders.get('O1');
      if (!record) throw new Error('placed');
      let spent = 0;
      if (record.end === null && !ends) {
        const held = heldLines(scenario.state, record);
        const lines = held
          .map(({ sku, units: count }) => ({ sku, units: Math.max(count > 1 ? 1 : 0, count - leave) }))
          .filter(({ units: count }) => count > 0);
        if (lines.length === 0) return;
        const costs = linesOf(record).reduce((sum, line) => {
          const count = lines.find(({ sku }) => sku === line.sku)?.units ?? 0;
          return sum + shareOfAmount(line.amount, 0, count, line.units);
        }, 0);
        const context = { now: scenario.now, verify, today: '2026-03-04' };
        const wrong = decideHandOver(
          scenario.state,
          handOverOrder.parse({ order: 'O1', lines, tenders: [{ kind: 'cash', amount: 1_000_000 }] }),
          context,
        );
        const due = wrong.ok ? 0 : Number(wrong.refusal.details?.['due']);
        const tenders = due > 0 ? [{ kind: 'cash', amount: due }] : [];
        const handed = accepted(
          decideHandOver(scenario.state, handOverOrder.parse({ order: 'O1', lines, tenders }), context),
        );
        scenario.up(handed);
        const part = handed.body.points;
        const worth = totalOf((part?.lines ?? []).map((line) => ({ amount: line.worth })));
        spent = part ? redeemedBy(part) : 0;
        for (const line of part?.back ?? []) back.points += line.points;
        if (body.due > 0) expect(due + worth).toBe(costs);
        expect(part?.spend ?? costs).toBe(costs - worth);
        expect(part ? earnedBy(part) : 0).toBeLessThanOrEqual(could);
      } else if (record.end === null) {
        scenario.up(accepted(decideEndOrder(scenario.state, { order: 'O1', reason: 'cancelled' }))).forEach(write);
      }
      expect(spent + back.points).toBe(taken);
      expect(scenario.state.book.of('tender').size).toBe(0);
      expect(scenario.state.book.overdrawn()).toEqual([]);
      expect(scenario.state.setAside.size).toBe(0);
    }),
    { numRuns: 100 },
  );
});
