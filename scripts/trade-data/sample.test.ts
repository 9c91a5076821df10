import { expect, test } from '@jest/globals';
import { readSample } from './sample.ts';

const { products, stores } = readSample();

test('the sample holds 150 products and three stores, each with its own code and number', () => {
  expect(products).toHaveLength(150);
  expect(new Set(products.map(({ sku }) => sku)).size).toBe(150);
  expect(new Set(products.flatMap(({ gtins }) => gtins)).size).toBe(150);
  expect(stores.map(({ store }) => store)).toEqual(['S01', 'S02', 'S03']);
});

test('gift articles carry in-store numbers and standard tax, foods real numbers and none', () => {
  for (const { group, gtins, taxRate, price } of products) {
    expect(gtins[0]?.startsWith('20')).toBe(group === 'gift');
    expect(taxRate).toBe(group === 'gift' ? 2000 : 0);
    expect(price).toBeGreaterThan(0);
  }
});
