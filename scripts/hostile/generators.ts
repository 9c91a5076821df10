/** What somebody hostile, or a broken program, would send: wrong types, great depth and size, names and numbers that bite. */
import { jest } from '@jest/globals';
import fc from 'fast-check';

/** How many inputs of each kind a test generates; RINGFENCE_HOSTILE=100000 for the full size. */
export const RUNS = Number(process.env['RINGFENCE_HOSTILE'] ?? 300);
if (RUNS > 300) jest.setTimeout(4 * 3_600_000);

/** JSON text that is hostile by its spelling: parsers differ on it, or it does not survive being a value first. */
export const hostileTexts: readonly string[] = [
  '',
  'null',
  '[]',
  '"text"',
  '12',
  '{',
  '{"id":NaN}',
  '{"id":"x","lines":[{"sku":"A","units":1e400}]}',
  '{"id":"x","lines":[{"sku":"A","units":-0}]}',
  '{"id":"x","lines":[{"sku":"A","units":9007199254740993}]}',
  '{"id":"a","id":"b","lines":[]}',
  '{"__proto__":{"admin":true},"id":"x"}',
  '{"id":"x","constructor":{"prototype":{"admin":true}}}',
  '{"id":"\\ud800","lines":[]}',
  '{"id":"x","lines":[{"sku":"\\udc00","units":1}]}',
  `{"id":${'['.repeat(10_000)}${']'.repeat(10_000)}}`,
  `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
  `{"id":"${'x'.repeat(200_000)}"}`,
  `{"id":"x","lines":[${'{"sku":"A","units":1},'.repeat(5000)}{"sku":"A","units":1}]}`,
  '{"id":"x\\u0000y","lines":[]}',
  '\ufeff{"id":"x"}',
];

const bitingKeys = fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', '_id', '_rev', '_deleted', '');
const bitingNumbers = fc.constantFrom(-1, -0, 0.5, 2 ** 53, 2 ** 53 + 2, -(2 ** 53), 1e308, Number.MIN_VALUE, 1e21);
const bitingStrings = fc.constantFrom(
  '\ud800',
  '\u0000',
  '../../etc/passwd',
  "' OR 1=1",
  '$gt',
  '\u202e',
  'x'.repeat(5000),
);

/** Any JSON value, with what bites somewhere in it. */
export const hostileValue: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, false, '', [], {}),
    fc.string(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    bitingNumbers,
    bitingStrings,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(fc.oneof(bitingKeys, fc.string()), tie('value')), { maxLength: 4 }).map(objectOf),
  ),
})).value;

/** As `JSON.parse` makes it: `__proto__` is a name like every other. */
function objectOf(entries: readonly (readonly [string, unknown])[]): unknown {
  const parts = entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  return JSON.parse(`{${parts.join(',')}}`);
}

/** A good value with one place in it replaced, removed, or added to. */
export const spoiled = (good: unknown): fc.Arbitrary<unknown> =>
  fc
    .tuple(fc.constantFrom(...placesIn(good)), fc.constantFrom('replace', 'remove', 'add'), hostileValue, bitingKeys)
    .map(([place, how, value, name]) => spoil(JSON.parse(JSON.stringify(good)), place, { how, value, name }));

type Place = readonly (string | number)[];

function placesIn(value: unknown, at: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([name, part]) => placesIn(part, [...at, name]))];
}

function spoil(
  good: unknown,
  place: Place,
  { how, value, name }: { how: 'replace' | 'remove' | 'add'; value: unknown; name: string },
): unknown {
  const last = place.at(-1);
  if (last === undefined) return how === 'add' ? withName(good, name, value) : value;
  let parent = good as Record<string | number, unknown>;
  for (const step of place.slice(0, -1)) parent = parent[step] as Record<string | number, unknown>;
  if (how === 'remove') delete parent[last];
  else parent[last] = how === 'add' ? withName(parent[last], name, value) : value;
  return good;
}

function withName(value: unknown, name: string, part: unknown): unknown {
  if (typeof value !== 'object' || value === null) return part;
  const rest = JSON.stringify(value).slice(1);
  if (Array.isArray(value)) return [...(value as unknown[]), part];
  return JSON.parse(`{${JSON.stringify(name)}:${JSON.stringify(part)}${rest === '}' ? '' : ','}${rest}`);
}
