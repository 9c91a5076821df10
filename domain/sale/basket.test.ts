import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { changeDue, lineAmount, shareOfAmount, taxesOf, totalOf } from './basket.ts';

const aLine = fc.record({
  taxRate: fc.constantFrom(0, 500, 800, 2000, 2300),
  amount: fc.integer({ min: 0, max: 1_000_000 }),
});

describe('basket', () => {
  test('net and tax of every rate add up to the gross total', () => {
    fc.assert(
      fc.property(fc.array(aLine, { maxLength: 40 }), (lines) => {
        const taxes = taxesOf(lines);
        expect(taxes.reduce((sum, part) => sum + part.gross, 0)).toBe(totalOf(lines));
        for (const part of taxes) {
          expect(part.net + part.tax).toBe(part.gross);
          expect(Math.abs(part.tax - (part.gross * part.rate) / (10_000 + part.rate))).toBeLessThanOrEqual(0.5);
        }
      }),
    );
  });

  test('tax is rounded once a rate, not once a line', () => {
    const three = [1, 2, 3].map(() => ({ taxRate: 2300, amount: 99 }));
    expect(taxesOf(three)).toEqual([{ rate: 2300, net: 241, tax: 56, gross: 297 }]);
  });

  test.each([
    ['piece', 250, 3, 750],
    ['gram', 1999, 335, 670],
    ['gram', 1000, 1, 1],
    ['gram', 499, 1, 0],
    ['gram', 500, 1, 1],
  ] as const)('%s at %i × %i costs %i', (measure, price, units, amount) =>
    expect(lineAmount(price, units, measure)).toBe(amount),
  );

  test.each([
    ['exact cash', 1000, [{ kind: 'cash', amount: 1000 }], 0],
    ['cash above', 1000, [{ kind: 'cash', amount: 2000 }], 1000],
    [
      'card and cash',
      1000,
      [
        { kind: 'card', amount: 700 },
        { kind: 'cash', amount: 500 },
      ],
      200,
    ],
    ['too little', 1000, [{ kind: 'cash', amount: 999 }], undefined],
    ['card above', 1000, [{ kind: 'card', amount: 1001 }], undefined],
    [
      'change beyond the cash',
      1000,
      [
        { kind: 'card', amount: 1100 },
        { kind: 'cash', amount: 50 },
      ],
      undefined,
    ],
    ['nothing for nothing', 0, [], 0],
  ] as const)('change due: %s', (_name, total, tenders, change) => expect(changeDue(total, [...tenders])).toBe(change));

  test('parts of a line, refunded in any steps, add up to the line', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 100_000 }),
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 8 }),
        (amount, steps) => {
          const all = steps.reduce((sum, step) => sum + step, 0);
          let before = 0;
          let refunded = 0;
          for (const step of steps) {
            refunded += shareOfAmount(amount, before, step, all);
            before += step;
          }
          expect(refunded).toBe(amount);
        },
      ),
    );
  });
});
