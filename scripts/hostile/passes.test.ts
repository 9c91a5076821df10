import { expect, test } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { signWith, verifierOf, publicKeyOf } from '@ringfence/central/src/crypto.ts';
import { type Pass, readPass, renderPass } from '@ringfence/domain/pickup/pass.ts';
import { TestNode } from '@ringfence/store-node/src/testing/test-node.ts';
import { RUNS } from './generators.ts';

const key = generateKeyPairSync('ed25519').privateKey;
const verify = verifierOf(publicKeyOf(key));
const pass: Pass = {
  order: 'o-1',
  store: 'S01',
  expiresAt: 1_900_000_000_000,
  due: 0,
  currency: 'EUR',
  lines: [{ sku: 'A', units: 2 }],
};
const text = renderPass(pass, signWith(key));

test('a pass with any one bit flipped is none', () => {
  expect(readPass(text, verify)).toEqual(pass);
  for (let at = 0; at < 8 * text.length; at++) {
    const bytes = Uint8Array.from(new TextEncoder().encode(text));
    bytes[at >> 3] = (bytes[at >> 3] ?? 0) ^ (1 << (at & 7));
    expect(readPass(new TextDecoder('latin1').decode(bytes), verify)).toBeUndefined();
  }
});

test('a pass with any few bits flipped is none', () => {
  const length = 8 * text.length;
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(length - 1), { minLength: 1, maxLength: 12 }), (bits) => {
      const bytes = Uint8Array.from(new TextEncoder().encode(text));
      for (const bit of bits) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(readPass(new TextDecoder('latin1').decode(bytes), verify)).toBeUndefined();
    }),
    { numRuns: RUNS },
  );
});

test('a pass with several signs changed, and one with another key’s signature, is none', () => {
  const other = signWith(generateKeyPairSync('ed25519').privateKey);
  expect(readPass(renderPass(pass, other), verify)).toBeUndefined();
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(text.length - 1), fc.string({ minLength: 1, maxLength: 2 })), { minLength: 1 }),
      (changes) => {
        let changed = text;
        for (const [at, put] of changes) changed = changed.slice(0, at) + put + changed.slice(at + put.length);
        if (changed !== text) expect(readPass(changed, verify)).toBeUndefined();
      },
    ),
    { numRuns: RUNS },
  );
});

test('a copied pass hands over once; an expired one, and another store’s, not at all', async () => {
  const node = await TestNode.start({ catalog: ['A'], down: (hub) => [hub.order('o-1', 'A', 1)] });
  try {
    await node.post('/v1/receipts', { id: 'stock', lines: [{ sku: 'A', units: 10 }] });
    const handOver = (shown: string) => node.post('/v1/hand-overs', { pass: shown, register: 'R1', tenders: [] });
    const good = node.hub.pass({ order: 'o-9' });
    const answers = await Promise.all(Array.from({ length: 10 }, () => handOver(good)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const { status, body } of answers) expect([status, body['code']]).not.toEqual([500, expect.anything()]);
    const stock = (await node.get('/v1/stock/A')).body;
    expect((await handOver(good)).status).not.toBe(201);
    expect((await handOver(node.hub.pass({ order: 'o-8', expiresAt: Date.now() - 86_400_000 }))).body).toMatchObject({
      code: 'pass-expired',
    });
    expect((await handOver(node.hub.pass({ order: 'o-7', store: 'S02' }))).body).toMatchObject({
      code: 'pass-wrong-store',
    });
    expect((await node.get('/v1/stock/A')).body).toEqual(stock);
  } finally {
    await node.end();
  }
});
