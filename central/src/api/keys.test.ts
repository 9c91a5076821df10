import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { keyRing, parseKeys } from './keys.ts';
import { LIMITS } from './limits.ts';
import { openWorld } from './testing/world.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const entry = { name: 'web', sha256: sha256('secret'), scopes: ['checkout', 'operations'] };

test('a key is known by its hash alone', () => {
  const find = keyRing(parseKeys(JSON.stringify({ keys: [entry] })));
  expect(find('secret')).toEqual({ name: 'web', scopes: new Set(['CHECKOUT', 'OPERATIONS']) });
  for (const wrong of ['Secret', '', entry.sha256, 'x'.repeat(1000)]) expect(find(wrong)).toBeUndefined();
});

describe('a keys file that is none is refused', () => {
  test.each([
    ['no JSON', '{'],
    ['no keys', '{}'],
    ['a key in clear', JSON.stringify({ keys: [{ ...entry, sha256: 'secret' }] })],
    ['an unknown scope', JSON.stringify({ keys: [{ ...entry, scopes: ['everything'] }] })],
    ['no scope', JSON.stringify({ keys: [{ ...entry, scopes: [] }] })],
  ])('%s', (_name, text) => {
    expect(() => parseKeys(text)).toThrow();
  });
});

test('who goes on guessing is turned away unread; a true key still opens', async () => {
  const world = await openWorld();
  try {
    const body = JSON.stringify({ query: '{ product(sku: "tea") { sku } }' });
    const guess = async () => (await world.post(body, { 'x-api-key': 'guess' })).status;
    for (let tries = 0; tries < LIMITS.wrongKeys; tries++) expect(await guess()).toBe(401);
    expect(await guess()).toBe(429);
    expect((await world.ask('{ product(sku: "tea") { sku } }')).status).toBe(200);
  } finally {
    await world.close();
  }
});
