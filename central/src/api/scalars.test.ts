import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Kind } from 'graphql';
import { Amount, DateTime } from './scalars.ts';

test.each([
  ['2026-11-23T09:30:00Z', '2026-11-23T09:30:00.000Z'],
  ['2026-11-23T09:30:00.5+01:00', '2026-11-23T08:30:00.500Z'],
  ['2024-02-29T23:59Z', '2024-02-29T23:59:00.000Z'],
])('%s is an instant', (text, same) => {
  expect(DateTime.serialize(DateTime.parseValue(text))).toBe(same);
  expect(DateTime.parseLiteral({ kind: Kind.STRING, value: text })).toBe(Date.parse(same));
});

test.each([
  '2026-11-23',
  '2026-11-23T09:30:00',
  '2026-02-29T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-00-01T00:00:00Z',
  '2026-01-00T00:00:00Z',
  '2026-01-01T24:00:00Z',
  '2026-01-01T00:60:00Z',
  '+012026-01-01T00:00:00Z',
  'tomorrow',
  '',
  0,
  null,
  {},
])('%j is no instant', (value) => {
  expect(() => DateTime.parseValue(value)).toThrow('ISO 8601');
});

test('an instant is told as JavaScript tells it', () => {
  const edges = fc.constantFrom(0, -1, 1.5, -0, 253_402_300_799_999, 253_402_300_800_000, 8.64e15);
  const near = fc.integer({ min: 1_790_000_000_000, max: 1_790_300_000_000 });
  const any = fc.integer({ min: -8.64e15, max: 8.64e15 });
  fc.assert(
    fc.property(fc.oneof(edges, near, any), (ms) => {
      expect(DateTime.serialize(ms)).toBe(new Date(ms).toISOString());
    }),
  );
  expect(() => DateTime.serialize(Number.NaN)).toThrow(RangeError);
});

test('an amount is whole and exact', () => {
  expect(Amount.parseValue(5_000_000_000)).toBe(5_000_000_000);
  expect(Amount.parseLiteral({ kind: Kind.INT, value: '-5' })).toBe(-5);
  for (const wrong of [1.5, '1', 2 ** 53, Number.NaN, null, true]) expect(() => Amount.parseValue(wrong)).toThrow();
  expect(() => Amount.parseLiteral({ kind: Kind.FLOAT, value: '1.0' })).toThrow();
  expect(() => Amount.parseLiteral({ kind: Kind.INT, value: '9007199254740993' })).toThrow();
});
