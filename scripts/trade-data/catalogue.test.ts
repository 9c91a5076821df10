import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isGtin } from '@ringfence/domain/basic/gtin.ts';
import { chooseStores, foodPrice, inStoreGtin } from './catalogue.ts';

const code = fc
  .tuple(
    fc.integer({ min: 0, max: 99_999 }),
    fc.string({ unit: fc.constantFrom('A', 'B', 'C', 'X', 'Y', 'Z'), maxLength: 3 }),
  )
  .map(([digits, letters]) => `${String(digits).padStart(5, '0')}${letters}`);

test('an in-store number has a right check digit and a prefix of restricted circulation', () => {
  fc.assert(
    fc.property(code, (text) => {
      const gtin = inStoreGtin(text);
      expect(gtin).toMatch(/^20\d{11}$/);
      expect(isGtin(gtin)).toBe(true);
    }),
  );
});

test('different codes have different in-store numbers', () => {
  fc.assert(fc.property(code, code, (a, b) => (a === b) === (inStoreGtin(a) === inStoreGtin(b))));
});

test('what is no code of goods is refused', () => {
  expect(() => inStoreGtin('POST')).toThrow('no code of goods');
});

test('a food price follows from its number', () => {
  expect(foodPrice('5900783008680')).toBe(49 + (868 % 60) * 10);
});

test('stores are shops with a full address, the same for a seed', () => {
  const shop = (id: string, street: string | undefined) => ({
    id,
    name: `Shop ${id}`,
    street,
    house: '1',
    postcode: '1000',
    city: 'Here',
    country: 'CH',
    lat: 47,
    lon: 8,
    openingHours: undefined,
  });
  const shops = [shop('a', 'Road'), shop('b', undefined), shop('c', 'Road'), shop('d', 'Road')];
  const stores = chooseStores({ shops }, 3, 7);
  expect(stores.map(({ store }) => store)).toEqual(['S01', 'S02', 'S03']);
  expect(stores.map(({ name }) => name).sort()).toEqual(['Shop a', 'Shop c', 'Shop d']);
  expect(chooseStores({ shops }, 3, 7)).toEqual(stores);
  expect(() => chooseStores({ shops }, 4, 7)).toThrow('only 3 shops');
});
