/** Discount codes are put in versions, and what a store took off is looked at, never refused. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { must } from '@ringfence/domain/basic/assert.ts';
import { saleBody, type TestStore, World } from '../testing/world.ts';

let world: World;
let store: TestStore;
beforeEach(async () => {
  world = await World.make();
  store = await world.enrol('S01');
});
afterEach(() => world.end());

const code = (changes: object = {}) => ({
  code: 'TEN',
  name: 'Ten',
  currency: 'PLN',
  takes: { percent: 10 },
  from: '2026-11-01',
  until: '2026-11-30',
  ...changes,
});
const rules = { reasons: [{ code: 'damaged' }], clerkPercent: 5, clerkAmount: 100, priceChange: 'supervisor' };

test('what differs becomes the next version; nothing is taken when one is wrong', async () => {
  const put = (discounts: object) => world.hub.putDiscounts(discounts);
  expect(await put({ codes: [code()], rules })).toMatchObject({ written: 2, unchanged: 0 });
  expect(await put({ codes: [code()], rules })).toMatchObject({ written: 0, unchanged: 2 });
  expect(await put({ codes: [code({ until: '2026-12-31' })] })).toMatchObject({ written: 1 });
  const { catalogue } = world.hub;
  expect(catalogue.promotion('TEN')).toMatchObject({ version: 2, until: '2026-12-31' });
  expect(catalogue.promotion('TEN', 1)).toMatchObject({ until: '2026-11-30' });
  expect(catalogue.discountRules).toMatchObject({ version: 1, clerkPercent: 5 });
  const wrong = await put({ codes: [code({ code: 'NEW' }), code({ code: 'small' })] });
  expect(wrong).toMatchObject({ outcome: 'refused', refusal: { refused: 'invalid-input', field: 'codes[1].code' } });
  expect(catalogue.promotion('NEW')).toBeUndefined();
});

test('a sale whose discounts do not follow the rules stands, and waits for a person', async () => {
  await world.hub.putDiscounts({ codes: [code()] });
  const body = saleBody([{ sku: 'apple', units: 2 }]);
  const [line] = body.lines;
  const with10 = (off: number) => ({
    ...body,
    lines: [{ ...must(line, 'a line'), discount: off, amount: 500 - off }],
    total: 500 - off,
    tenders: [{ kind: 'cash' as const, amount: 500 - off }],
    discounts: [{ kind: 'code' as const, code: 'TEN', version: 1, given: off }],
  });
  await world.send(store, [
    store.write('receipt', 'r1', { lines: [{ sku: 'apple', units: 9, area: 'shelf' }] }),
    store.write('sale', 'right', with10(50)),
    store.write('sale', 'wrong', with10(60)),
  ]);
  expect(world.desk('S01').sync().up.n).toBe(3);
  const quarantined = await world.hub.quarantine('S01');
  expect(quarantined.map(({ id, reason }) => [id, reason])).toEqual([
    ['sale~wrong', 'the discounts come to 50 by the rules, and to 60 in the sale'],
  ]);
});
