import { describe, expect, test } from '@jest/globals';
import { GENESIS } from './envelope.ts';
import { interpret, parseEnvelope, unwritable } from './parse.ts';
import { fact } from './registry.ts';

const receipt = {
  _id: 'receipt~D1',
  kind: 'receipt',
  v: 1,
  author: 'S01.1',
  n: 1,
  at: 5,
  prev: GENESIS,
  body: { lines: [{ sku: 'A', units: 1, area: 'shelf' }] },
};
const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: deep(levels - 1) });

describe('what comes over the wire', () => {
  test.each([
    ['null', null, 'expected object'],
    ['no author', { ...receipt, author: undefined }, 'author'],
    ['an author without incarnation', { ...receipt, author: 'S01' }, 'author'],
    ['position 0', { ...receipt, n: 0 }, 'n:'],
    ['a fractional position', { ...receipt, n: 1.5 }, 'n:'],
    ['a position beyond exact numbers', { ...receipt, n: 2 ** 60 }, 'out of range'],
    ['a time that is no number', { ...receipt, at: 'now' }, 'at:'],
    ['a short hash', { ...receipt, prev: '00' }, 'prev'],
    ['an id with a slash', { ...receipt, _id: 'receipt~a/b' }, '_id'],
    ['a body that is a list', { ...receipt, body: [] }, 'body'],
    ['a key that changes objects', { ...receipt, body: JSON.parse('{"__proto__": {"a": 1}}') as unknown }, '__proto__'],
    ['half a character', { ...receipt, body: { note: '\ud800' } }, 'Unicode'],
    ['half a character in a key', { ...receipt, body: { '\ud800': 1 } }, 'Unicode'],
    ['a number too near to 0', { ...receipt, body: { note: 5e-324 } }, 'out of range'],
    ['too deep', { ...receipt, body: deep(40) }, 'too deep'],
    ['too large', { ...receipt, body: { text: 'x'.repeat(70_000) } }, 'too large'],
  ])('%s is no envelope', (_name, raw, reason) => {
    const parsed = parseEnvelope(raw);
    expect(parsed.ok).toBe(false);
    if (!parsed.ok) expect(parsed.reason).toContain(reason);
  });

  const read = (changes: object, direction: 'up' | 'down' = 'up') => {
    const parsed = parseEnvelope({ ...receipt, ...changes });
    if (!parsed.ok) throw new Error(parsed.reason);
    return interpret(parsed.value, direction, 'S01');
  };

  test('a good one is understood', () => expect(read({})).toMatchObject({ ok: true, value: { kind: 'receipt' } }));

  test.each([
    ['a kind nobody knows', { _id: 'miracle~1', kind: 'miracle' }, 'up', 'unknown kind'],
    ['a kind of the object prototype', { _id: 'receipt~D1', kind: 'constructor' }, 'up', 'unknown kind'],
    ['a kind that may not travel that way', {}, 'down', 'may not travel'],
    ['a newer version', { v: 2 }, 'up', 'unknown version'],
    ['negative units', { body: { lines: [{ sku: 'A', units: -1, area: 'shelf' }] } }, 'up', 'units'],
    ['fractional units', { body: { lines: [{ sku: 'A', units: 0.5, area: 'shelf' }] } }, 'up', 'units'],
    ['no lines', { body: { lines: [] } }, 'up', 'lines'],
    ['an unknown field', { body: { ...receipt.body, price: 1 } }, 'up', 'price'],
    [
      'a reserved word as SKU',
      { body: { lines: [{ sku: 'constructor', units: 1, area: 'shelf' }] } },
      'up',
      'reserved',
    ],
    ['an id of another kind', { _id: 'sale~D1' }, 'up', 'does not name the kind'],
    [
      'an id of another subject',
      { _id: 'order-end~O2', kind: 'order-end', body: { order: 'O1', reason: 'short', lines: [] } },
      'up',
      'does not name the subject',
    ],
    [
      'rights of another store',
      {
        _id: 'return-release~Q1',
        kind: 'return-release',
        body: { ask: 'Q1', sale: 'X1', soldAt: 'S02', lines: [{ line: 0, units: 1 }] },
      },
      'up',
      'may not travel',
    ],
  ] as const)('%s is set aside', (_name, changes, direction, reason) => {
    const result = read(changes, direction);
    expect(result.ok).toBe(false);
    if (!result.ok) expect(result.reason).toContain(reason);
  });
});

describe('what is decided here', () => {
  const lines = (count: number, note = '') =>
    Array.from({ length: count }, () => ({ sku: 'A', units: 1, area: 'shelf' as const, ...(note ? { note } : {}) }));

  test('may be written when every reader understands it', () => {
    expect(unwritable(fact('receipt', 'D1', { lines: lines(3) }), 'up', 'S01')).toBeUndefined();
  });

  test.each([
    [
      'its body breaks its own kind’s rules',
      { lines: [{ sku: 'A', units: 2_000_000, area: 'shelf' as const }] },
      'lines',
    ],
    ['half a character stands in it', { reference: '\ud800', lines: lines(1) }, 'Unicode'],
  ])('may not when %s', (_name, body, reason) => {
    expect(unwritable(fact('receipt', 'D1', body), 'up', 'S01')).toContain(reason);
  });

  test('may not when it is too large for its street', () => {
    const sale = { sku: 'A', units: 1, unitPrice: 1, taxRate: 0, amount: 1, short: 0, priceReason: 'x'.repeat(280) };
    const body = {
      register: 'R1',
      businessDay: '2026-03-01',
      currency: 'EUR',
      lines: Array.from({ length: 200 }, () => sale),
      taxes: [],
      total: 200,
      tenders: [],
      change: 0,
      override: null,
      points: null,
    };
    expect(unwritable(fact('sale', 'X1', body), 'up', 'S01')).toContain('too large');
  });
});
