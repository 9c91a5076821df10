import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { databaseOf, isStreet, placeOf, PREFIX, rowId, streetIn } from './names.ts';

test('a street and its database name each other', () => {
  expect(databaseOf('ringfence', 'up-S01')).toBe('ringfence-up-_s01');
  expect(databaseOf('ringfence', 'down-s01.Łódź')).toBe('ringfence-down-s01$2e$c5$81$c3$b3d$c5$ba');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-composite' }), (end) => {
      const street = `up-${end}`;
      fc.pre(isStreet(street) && street.isWellFormed());
      const database = databaseOf('ringfence', street);
      expect(database).toMatch(/^[a-z][a-z0-9_$-]*$/);
      expect(streetIn('ringfence', database)).toBe(street);
    }),
  );
});

test('streets that differ in case alone have different databases', () => {
  const names = ['up-S01', 'up-s01', 'up-_s01', 'up-$s01', 'up-_S01'].map((street) => databaseOf('r', street));
  expect(new Set(names).size).toBe(names.length);
});

test('what is no street under that prefix is left alone', () => {
  for (const database of [
    'ringfence-kv',
    'ringfence-once',
    'ringfence',
    'ringfence2-up-_s01',
    '_users',
    'ringfence-up-$zz',
  ])
    expect(streetIn('ringfence', database)).toBeUndefined();
  for (const prefix of ['', 'Ringfence', 'ring-fence', '1ring', 'a'.repeat(40)]) expect(prefix).not.toMatch(PREFIX);
});

test('rows sort by position and then by term', () => {
  const places = [
    { n: 1, term: 1 },
    { n: 2, term: 1 },
    { n: 2, term: 10 },
    { n: 10, term: 2 },
    { n: 999_999_999_999, term: 99_999_999 },
  ];
  const ids = places.map(rowId);
  expect([...ids].sort()).toEqual(ids);
  expect(ids.map(placeOf)).toEqual(places);
  for (const id of ['', '1~1', `${ids[0]}x`, '000000000000~00000001', '000000000001~00000000', '_design/x'])
    expect(placeOf(id)).toBeUndefined();
  expect(() => rowId({ n: 1_000_000_000_000, term: 1 })).toThrow(/^bug: /);
});
