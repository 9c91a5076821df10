import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkDigit, gtin14, isGtin } from './gtin.ts';

describe('GTIN', () => {
  test.each([
    ['4006040150510', true],
    ['5901234123457', true],
    ['96385074', true],
    ['036000291452', true],
    ['10012345678902', true],
    ['5901234123458', false],
    ['590123412345', false],
    ['59012341234570', false],
    ['590123412345a', false],
    ['', false],
  ])('%s is valid: %s', (code, valid) => expect(isGtin(code)).toBe(valid));

  test('every single wrong digit is found', () => {
    const body = fc
      .array(fc.integer({ min: 0, max: 9 }), { minLength: 12, maxLength: 12 })
      .map((digits) => digits.join(''));
    fc.assert(
      fc.property(body, fc.nat(12), fc.integer({ min: 1, max: 9 }), (digits, place, step) => {
        const code = digits + String(checkDigit(digits));
        const wrong = code.slice(0, place) + String((Number(code[place]) + step) % 10) + code.slice(place + 1);
        expect(isGtin(code)).toBe(true);
        expect(isGtin(wrong)).toBe(false);
      }),
    );
  });

  test('a UPC-A and its EAN-13 are one number', () => expect(gtin14('036000291452')).toBe(gtin14('0036000291452')));
});
