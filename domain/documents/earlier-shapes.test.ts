/** Documents as they were written before fields were added: a newer version reads every one of them, as what it was. */
import { expect, test } from '@jest/globals';
import { interpret } from './parse.ts';
import { type Direction, KINDS, type Kind } from './registry.ts';

const by = 'anna';
const tender = { kind: 'cash', amount: 500 };
const goods = [{ sku: 'A', units: 2 }];
const credit = { toDebt: 0, toBalance: 5, expiresOn: null };
const figures = {
  sales: { count: 1, total: 500 },
  returns: { count: 0, total: 0 },
  handOvers: { count: 0, total: 0 },
  taxes: [{ rate: 2300, net: 407, tax: 93, gross: 500 }],
  tenders: [{ kind: 'cash', taken: 500, refunded: 0 }],
  paidIn: 0,
  paidOut: 0,
  lifted: 0,
};
const saleLine = { sku: 'A', units: 2, unitPrice: 250, taxRate: 2300, amount: 500, short: 0 };
const at = { register: 'R1', by, businessDay: '2026-03-01', currency: 'EUR' };
const order = { order: 'O1', by };
const short = { sku: 'A', units: 2, lost: 1, unsellable: 0, settles: 1 };

const EARLIER: [Kind, string, object][] = [
  ['receipt', 'D1', { reference: 'note', by, lines: [{ sku: 'A', units: 2, area: 'shelf' }] }],
  [
    'sale',
    'X1',
    { ...at, lines: [saleLine], taxes: [], total: 500, tenders: [tender], change: 0, override: null, points: null },
  ],
  [
    'sale',
    'X2',
    {
      ...at,
      lines: [saleLine],
      taxes: [],
      total: 500,
      tenders: [tender],
      change: 0,
      override: null,
      offline: { at: 5, unfit: ['unknown-sku'] },
      points: {
        claim: { member: 'M1' },
        rules: 1,
        tierRate: 100,
        lines: [{ earned: 5, redeemed: 0, worth: 0 }],
        spent: [],
        value: 0,
      },
    },
  ],
  [
    'return',
    'R1',
    {
      ...at,
      sale: 'X1',
      of: 'sale',
      soldAt: 'S01',
      lines: [{ line: 0, sku: 'A', units: 1, disposition: 'restock', refund: 250, unverified: 0 }],
      total: 250,
      refunds: [{ kind: 'cash', amount: 250 }],
      override: null,
      points: null,
    },
  ],
  ['pick', 'P1', { ...order, lines: goods, place: '3' }],
  ...(['not-found', 'damaged', 'display', 'mismatch'] as const).map((reason): [Kind, string, object] => [
    'short-pick',
    reason,
    { ...order, reason, lines: [short] },
  ]),
  [
    'hand-over',
    'O1',
    {
      ...order,
      register: 'R1',
      lines: goods,
      left: [],
      pass: null,
      currency: 'EUR',
      tenders: [tender],
      proof: 'passport seen',
    },
  ],
  ['order-end', 'O1', { ...order, reason: 'expired', lines: goods }],
  [
    'pickup-order',
    'O1',
    {
      order: 'O1',
      channel: 'web',
      currency: 'EUR',
      lines: [{ sku: 'A', units: 2, unitPrice: 250, taxRate: 2300, amount: 500 }],
      total: 500,
      due: 0,
      contact: null,
      expiresAt: 9_000_000,
      pass: 'p',
    },
  ],
  [
    'shift-closed',
    'H1',
    {
      shift: 'H1',
      register: 'R1',
      by,
      number: 1,
      count: [{ value: 500, pieces: 1 }],
      float: 0,
      counted: 500,
      expected: 500,
      variance: 0,
      figures,
    },
  ],
  [
    'day-closed',
    '1',
    {
      number: 1,
      businessDay: '2026-03-01',
      by,
      shifts: 1,
      variance: 0,
      figures,
      closes: { n: 5, head: 'a'.repeat(64) },
    },
  ],
  [
    'accrued',
    'S01~X1',
    { member: 'M1', store: 'S01', sale: 'X1', businessDay: '2026-03-01', credit, spend: 500, spent: [] },
  ],
  [
    'hold-end',
    'H1',
    {
      hold: 'H1',
      member: 'M1',
      channel: 'app',
      reason: 'captured',
      usedFor: 'W1',
      captured: 5,
      toDebt: 0,
      toBalance: 0,
    },
  ],
  [
    'store',
    'S01.1',
    {
      store: 'S01',
      name: 'Main Street',
      latitude: 50.06,
      longitude: -0.0001,
      currency: 'EUR',
      timeZone: 'UTC',
      pickup: true,
    },
  ],
];

test.each(EARLIER)('%s %s', (kind, subject, body) => {
  const { street, v } = KINDS[kind];
  const envelope = { _id: `${kind}~${subject}`, kind, v, author: 'S01.1', n: 1, at: 1, prev: '0'.repeat(64), body };
  const read = interpret(envelope as never, street as Direction, 'S01');
  expect(read).toMatchObject({ ok: true, value: { body } });
});
