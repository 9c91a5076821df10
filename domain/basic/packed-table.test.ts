/** The packed table against a plain map, over histories that grow, shrink, freeze and thaw it. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { PackedTable } from './packed-table.ts';

const key = fc.oneof(
  fc.constantFrom('', 'a', 'b', 'ab', 'ą', 'ab\u0080', '\ud800', '€'.repeat(40)),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.nat(300).map((n) => `S01~sale~${n}/0/S01`),
);
const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.maxSafeInteger());
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ key, value }) },
  { weight: 1, arbitrary: fc.constant('freeze' as const) },
  { weight: 1, arbitrary: fc.constant('thaw' as const) },
);

const sorted = (entries: Iterable<[string, number]>): [string, number][] =>
  [...entries].sort(([a], [b]) => (a < b ? -1 : 1));

test('holds what a map holds, and what was frozen stays as it was', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      let table = new PackedTable();
      const map = new Map<string, number>();
      const frozen: { table: ReturnType<PackedTable['freeze']>; content: [string, number][] }[] = [];
      for (const one of steps) {
        if (one === 'freeze') frozen.push({ table: table.freeze(), content: sorted(map) });
        else if (one === 'thaw') table = PackedTable.thaw(table.freeze());
        else {
          table.set(one.key, one.value);
          if (one.value === 0) map.delete(one.key);
          else map.set(one.key, one.value);
          expect(table.get(one.key)).toBe(one.value);
        }
      }
      expect(sorted(table)).toEqual(sorted(map));
      expect(table.size).toBe(map.size);
      expect([...table.keys()].sort()).toEqual([...map.keys()].sort());
      for (const { table: kept, content } of frozen) expect(sorted(PackedTable.thaw(kept))).toEqual(content);
    }),
  );
});

test('many entries stand in many segments, each small, and are all found again', () => {
  const table = new PackedTable();
  const count = 60_000;
  const name = (n: number): string => `S01~sale~${n.toString(36)}/${n % 3}/S01`;
  for (let n = 1; n <= count; n++) table.set(name(n), n);
  const { live } = table.freeze().plain as { live: number[] };
  expect(live.length).toBeGreaterThan(5);
  expect(Math.max(...live)).toBeLessThan(20_000);
  const again = PackedTable.thaw(table.freeze());
  for (let n = 1; n <= count; n++) if (again.get(name(n)) !== n) throw new Error(`${name(n)} is not found`);
  expect(again.get('nobody')).toBe(0);
  // What fell to 0 does not pile up.
  for (let round = 0; round < 20; round++)
    for (let n = 0; n < 5_000; n++) {
      again.set(`round ${round} ${n}`, 1);
      again.set(`round ${round} ${n}`, 0);
    }
  expect(again.size).toBe(count);
  const bytes = (part: PackedTable): number => (part.freeze().buffers ?? []).reduce((sum, one) => sum + one.length, 0);
  expect(bytes(again)).toBeLessThan(3 * bytes(table));
});

test('values are found by their size', () => {
  const table = new PackedTable();
  for (let n = 1; n <= 100; n++) table.set(`k${n}`, n);
  table.set('below', -4);
  expect([...table.valuesAbove(97).sort()]).toEqual([98, 99, 100]);
  expect(sorted(table.between(0, 2))).toEqual([
    ['k1', 1],
    ['k2', 2],
  ]);
});

test('keys are found by their end', () => {
  const table = new PackedTable();
  for (const [n, name] of ['o1/A', 'o2/A', 'o2/BA', '/A', 'A', 'o3/Ą', '', 'Ł'].entries()) table.set(name, n + 1);
  const found = (end: string): string[] => table.endingWith(end).map(([name]) => name);
  expect(found('/A')).toEqual(['o1/A', 'o2/A', '/A']);
  expect(found('/Ą')).toEqual(['o3/Ą']);
  expect(found('A')).not.toContain('Ł');
  expect(found('')).toHaveLength(8);
  expect(found('nothing of this length ends so')).toEqual([]);
});
