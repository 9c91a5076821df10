import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { unitsForAsk, unitsToGrant } from './grant-policy.ts';

const anInput = fc.record({
  shelf: fc.integer({ min: -3, max: 200 }),
  online: fc.nat(200),
  safetyStock: fc.nat(5),
  soldPerDay: fc.nat(30),
});

describe('grant policy', () => {
  test('never gives more than the shelf has above its safety stock', () => {
    fc.assert(
      fc.property(anInput, (input) => {
        const units = unitsToGrant(input);
        expect(units).toBeGreaterThanOrEqual(0);
        expect(units).toBeLessThanOrEqual(Math.max(0, input.shelf - input.safetyStock));
      }),
    );
  });

  test('rests after a grant: the same question asked again gives nothing', () => {
    fc.assert(
      fc.property(anInput, (input) => {
        const units = unitsToGrant(input);
        fc.pre(units > 0);
        expect(unitsToGrant({ ...input, shelf: input.shelf - units, online: input.online + units })).toBe(0);
      }),
    );
  });

  test.each([
    ['a fresh delivery', 20, 0, 1, 0, 9],
    ['half is left: no document', 10, 5, 1, 0, 0],
    ['less than half is left', 15, 3, 1, 0, 5],
    ['the last units stay at the shelf', 2, 0, 1, 0, 0],
    ['a fast seller keeps a day of sales', 20, 0, 1, 16, 2],
    ['nothing there', 0, 0, 1, 0, 0],
  ])('%s', (_name, shelf, online, safetyStock, soldPerDay, units) =>
    expect(unitsToGrant({ shelf, online, safetyStock, soldPerDay })).toBe(units),
  );

  test.each([
    [5, 3, 1, 2],
    [1, 3, 1, 1],
    [1, 1, 1, 0],
    [2, -1, 0, 0],
  ])('asked for %i with %i on the shelf and %i safety stock gives %i', (asked, shelf, safety, units) =>
    expect(unitsForAsk(asked, shelf, safety)).toBe(units),
  );
});
