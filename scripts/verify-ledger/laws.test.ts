import { expect, test } from '@jest/globals';
import { advance, type Envelope, hashOf, seal, startOfStreet } from '@ringfence/domain/documents/envelope.ts';
import { type Body, fact, type Kind } from '@ringfence/domain/documents/registry.ts';
import { firstDifference } from './difference.ts';
import { breakInChain, foldStore } from './fold.ts';
import { judgeStore, onTheWay } from './laws.ts';
import { sha256 } from './logs.ts';

type Told = { [K in Kind]: readonly [K, string, Body<K>] }[Kind];

/** These documents as one street. */
function street(author: string, told: readonly Told[]): Envelope[] {
  let cursor = startOfStreet;
  return told.map(([kind, subject, body], index) => {
    const { id, v } = fact(kind, subject, body as never);
    const document = seal({ id, kind, v, body }, cursor, author, 1000 + index);
    cursor = advance(document, hashOf(document, sha256));
    return document;
  });
}
const up = (...told: Told[]): Envelope[] => street('S01.1', told);
const down = (...told: Told[]): Envelope[] => street('hub.1', told);

const receipt = (units: number): Told => ['receipt', 'r1', { lines: [{ sku: 'tea', units, area: 'shelf' }] }];
const grant = (units: number): Told => ['grant', 'g1', { lines: [{ sku: 'tea', units }] }];
const line = { sku: 'tea', unitPrice: 100, taxRate: 0 };
const sale = (id: string, units: number, short = 0): Told => [
  'sale',
  id,
  {
    register: 'R1',
    businessDay: '2011-09-01',
    currency: 'GBP',
    lines: [{ ...line, units, amount: 100 * units, short }],
    taxes: [],
    total: 100 * units,
    tenders: [],
    change: 0,
    override: null,
    points: null,
  },
];
const order = (units: number): Told => [
  'pickup-order',
  'o1',
  {
    order: 'o1',
    channel: 'web',
    currency: 'GBP',
    lines: [{ ...line, units, amount: 100 * units }],
    total: 100 * units,
    due: 0,
    contact: null,
    expiresAt: 9000,
    pass: 'pass',
  },
];
const handOver = (units: number): Told => [
  'hand-over',
  'o1',
  { order: 'o1', lines: [{ sku: 'tea', units }], left: [], pass: null, currency: 'GBP', tenders: [] },
];
const orderEnd: Told = ['order-end', 'o1', { order: 'o1', reason: 'cancelled', lines: [] }];

const judged = (upward: Envelope[], downward: Envelope[] = []) => judgeStore('S01', foldStore('S01', upward, downward));

test('trade within what is there holds every law', () => {
  const findings = judged(up(receipt(10), grant(4), sale('s1', 6), handOver(3)), down(order(3)));
  expect(findings).toEqual({ oversold: 0, negativeAccounts: 0, problems: [] });
});

test('a sale of more than the shelf has is oversold, and stays so when goods come later', () => {
  expect(judged(up(receipt(2), sale('s1', 5)))).toMatchObject({ oversold: 3, negativeAccounts: 1 });
  expect(judged(up(sale('s1', 5), receipt(9)))).toMatchObject({ oversold: 5, negativeAccounts: 0 });
});

test('a promise of more than the hub has is oversold', () => {
  expect(judged(up(receipt(9), grant(2)), down(order(3)))).toMatchObject({ oversold: 1, negativeAccounts: 1 });
});

test('units sold short without an override are oversold', () => {
  expect(judged(up(receipt(1), sale('s1', 2, 1)))).toMatchObject({ oversold: 1, negativeAccounts: 0 });
});

test('an order with two outcomes is found', () => {
  const { problems } = judged(up(receipt(9), grant(3), handOver(3), orderEnd), down(order(3)));
  expect(problems).toEqual(['S01: o1 has two outcomes, hand-over~o1 and order-end~o1']);
});

test('goods between stores are judged over both books', () => {
  const lines = [{ sku: 'tea', units: 2 }];
  const sender = foldStore('S01', up(receipt(5), ['dispatch', 't1', { transfer: 't1', to: 'S02', lines }]), []);
  const receiver = foldStore('S02', [], down(['relay', 't1', { transfer: 't1', from: 'S01', lines }]));
  const [first, second] = [sender, receiver].map(({ state }) => state);
  if (!first || !second) throw new Error('bug');
  expect([...onTheWay([first])]).toEqual([['road t1/tea', 2]]);
  expect([...onTheWay([second])]).toEqual([['road t1/tea', -2]]);
  expect([...onTheWay([first, second])]).toEqual([]);
  expect(judgeStore('S02', receiver).problems).toEqual([]);
});

test('a street with a gap or a changed document is no chain', () => {
  const documents = up(receipt(5), sale('s1', 1), sale('s2', 1));
  expect(breakInChain(documents)).toBeUndefined();
  expect(breakInChain(documents.filter(({ n }) => n !== 2))).toContain('sale~s2 stands at 2 and says 3');
  const changed = documents.map((document) => (document.n === 2 ? { ...document, at: document.at + 1 } : document));
  expect(breakInChain(changed)).toContain('sale~s2 does not continue 2');
});

test('every value that was changed, and every document that is gone, doubled or out of order, is found at its place', () => {
  const sales = Array.from({ length: 12 }, (_, index) => sale(`s${index}`, 1));
  const documents = up(receipt(100), ...sales);
  // What stands last has nothing behind it that names it: there both sides' heads are compared.
  for (let n = 1; n < documents.length; n++) {
    const [before, document, after] = [documents.slice(0, n - 1), documents[n - 1], documents.slice(n)];
    if (!document) throw new Error('bug');
    const changes = changesOf(document);
    expect(changes.length).toBeGreaterThan(n === 1 ? 8 : 19);
    for (const { name, changed } of changes) {
      const place = name === 'n' ? `stands at ${n} and says` : `does not continue ${name === 'prev' ? n - 1 : n}`;
      expect([name, breakInChain([...before, changed, ...after])]).toEqual([name, expect.stringContaining(place)]);
    }
    const [next, ...rest] = after;
    if (!next) throw new Error('bug');
    expect(breakInChain([...before, ...after])).toContain(`stands at ${n} and says ${n + 1}`);
    expect(breakInChain([...before, next, document, ...rest])).toContain(`stands at ${n} and says ${n + 1}`);
    expect(breakInChain([...before, document, document, ...after])).toContain(`stands at ${n + 1} and says ${n}`);
  }
});

/** A document once for each of its values, with that one changed; times later, so that they do not go back. */
function changesOf(document: Envelope): { name: string; changed: Envelope }[] {
  const change = (value: unknown): unknown =>
    typeof value === 'number' ? value + 1 : typeof value === 'string' ? `${value}x` : value === null ? 0 : value;
  return leavesOf(document).map((path) => {
    const changed = structuredClone(document);
    const holder = path.slice(0, -1).reduce<unknown>((at, key) => Reflect.get(at as object, key), changed) as object;
    const last = path.at(-1) ?? '';
    Reflect.set(holder, last, change(Reflect.get(holder, last)));
    return { name: path.join('.'), changed };
  });
}

function leavesOf(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [[]];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner).map((path) => [key, ...path]));
}

test('the first difference names its path and both sides', () => {
  expect(firstDifference({ a: { b: 1, c: [1, 2] } }, { a: { b: 1, c: [1, 2] } })).toBeUndefined();
  expect(firstDifference({ a: { b: 1, c: [1, 2] } }, { a: { b: 1, c: [1, 3] } })).toBe('a.c.1: 2 against 3');
  expect(firstDifference({ a: 1 }, {})).toBe('a: 1 against nothing');
});
