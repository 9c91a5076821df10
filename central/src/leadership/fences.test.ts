import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { OnceDocuments } from '@ringfence/log/couch/once.ts';
import { CouchServer } from '@ringfence/log/couch/server.ts';
import { Superseded } from '@ringfence/log/couch/superseded.ts';
import { type TestCouch, testCouch } from '@ringfence/log/testing/couch.ts';
import { Fences, REALM } from './fences.ts';
import { sharedKey } from './hub-key.ts';

let couch: TestCouch;
let once: OnceDocuments;
beforeEach(async () => {
  couch = await testCouch();
  once = await OnceDocuments.open(await CouchServer.connect(couch.address), couch.address.prefix);
});
afterEach(() => couch.close());

const at = (instance: string, term: number) => ({ instance, term, address: `http://${instance}`, at: 0 });

test('Of all who want a term one has it, and everybody learns which', async () => {
  const all = await Promise.all(['a', 'b', 'c'].map((name) => new Fences(once, REALM).create({ ...at(name, 1) })));
  expect(new Set(all.map(({ instance }) => instance)).size).toBe(1);
  const fences = new Fences(once, REALM);
  expect(await fences.newest()).toEqual(all[0]);
  await new Fences(once, REALM).create(at('d', 2));
  expect(await fences.newest()).toEqual(at('d', 2));
  expect(await new Fences(once, 'another realm').newest()).toBeUndefined();
});

test('Rows count while no newer fence stands', async () => {
  const told: string[] = [];
  const fences = new Fences(once, REALM);
  await fences.create(at('a', 1));
  const leadership = fences.leadership(1, () => told.push('newer'));
  await leadership.confirm([{ street: 'catalog', n: 1 }]);
  expect(told).toEqual([]);
});

test('When one stands, rows in the seal count, others do not, and the leader is told once', async () => {
  const told: string[] = [];
  const former = new Fences(once, REALM);
  await former.create(at('a', 1));
  const leadership = former.leadership(1, () => told.push('newer'));
  const next = new Fences(once, REALM);
  await next.create(at('b', 2));

  const inside = leadership.confirm([{ street: 'catalog', n: 2 }]);
  const beyond = leadership.confirm([
    { street: 'catalog', n: 2 },
    { street: 'down-S01', n: 1 },
  ]);
  const following = next.leadership(2, () => {});
  const heads = { catalog: { n: 2, head: 'h' } };
  expect(await following.seal({ term: 1, heads })).toEqual({ term: 1, heads });
  await inside;
  await expect(beyond).rejects.toBeInstanceOf(Superseded);
  expect(told).toEqual(['newer']);
});

test('Who seals second adopts what stands', async () => {
  const leadership = new Fences(once, REALM).leadership(3, () => {});
  const first = { term: 1, heads: { catalog: { n: 2, head: 'h' } } };
  await leadership.seal(first);
  expect(await leadership.seal({ term: 1, heads: {} })).toEqual(first);
  await leadership.seal({ term: 2, heads: {} });
  expect((await leadership.seals()).map(({ term }) => term)).toEqual([1, 2]);
});

test('All hubs sign with one key, which opens under the vault key alone', async () => {
  const vaultKey = new Uint8Array(32).fill(7);
  const [one, two] = await Promise.all([sharedKey(once, vaultKey), sharedKey(once, vaultKey)]);
  expect(one.equals(two)).toBe(true);
  await expect(sharedKey(once, new Uint8Array(32))).rejects.toThrow('RINGFENCE_VAULT_KEY');
});
