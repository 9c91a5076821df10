import { afterEach, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import { HubServer } from '@ringfence/central/src/server.ts';
import { id, saleBody, TestStore, World } from '@ringfence/central/src/testing/world.ts';
import { hostileTexts, hostileValue, RUNS, spoiled } from './generators.ts';

let world: World;
let store: TestStore;
let server: HubServer;
const bugs: unknown[] = [];
beforeEach(async () => {
  world = await World.make();
  store = await world.enrol('S01');
  await world.stock(store, 'apple', 100);
  server = await HubServer.start({
    hub: world.hub,
    clock: world.clock,
    host: '127.0.0.1',
    port: 0,
    onBug: (error) => bugs.push(error),
  });
});
afterEach(async () => {
  await server.stop();
  await world.end();
  expect(bugs.splice(0)).toEqual([]);
});

async function post(path: string, text: string, token?: string): Promise<{ status: number; text: string }> {
  const headers = {
    'content-type': 'application/json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  const response = await fetch(`${server.url}/gateway${path}`, { method: 'POST', headers, body: text });
  return { status: response.status, text: await response.text() };
}

const PATHS = ['/enrol', '/incarnation', '/report', '/asks', '/db/up-S01/_bulk_docs', '/db/up-S01/_revs_diff'];
const push = async (docs: readonly unknown[], token?: string) =>
  post('/db/up-S01/_bulk_docs', JSON.stringify({ docs, new_edits: false }), token ?? (await store.token()));

const accepted = (): unknown => ({ up: world.desk('S01').sync().up, hash: world.desk('S01').sync().stateHash() });

const sale = (units = 1): Envelope => store.write('sale', id(), saleBody([{ sku: 'apple', units }]));
/** The same document as somebody would forge it. */
const forged = (change: (document: Record<string, unknown>) => object): object => change({ ...sale() });

test('hostile texts are refused by every address, and none changes anything', async () => {
  const before = accepted();
  for (const path of PATHS) {
    for (const text of hostileTexts) {
      // Without a body a node asks for its next incarnation by right.
      if (path === '/incarnation' && text === '') continue;
      const { status } = await post(path, text, await store.token());
      if (path.includes('_revs_diff') && status === 200) continue;
      expect([path, text.slice(0, 60), status >= 400 && status < 500]).toEqual([path, text.slice(0, 60), true]);
    }
  }
  expect(accepted()).toEqual(before);
});

/** Documents in one request, and how many may be kept aside before a person has to see to them. */
const BATCH = 25;
const KEPT = 1000;

/** What a person does with what was kept aside: looks, and lets it go. */
async function seeToAll(): Promise<void> {
  for (const { exception, dismissal } of await world.hub.quarantine('S01')) {
    const word = { id: `seen-${exception.replace('~', '-')}`, exception, by: 'chief', note: 'seen' };
    if (!dismissal) expect(await world.hub.dismissQuarantined('S01', word)).toMatchObject({ outcome: 'recorded' });
  }
}

test('generated documents with a valid token never enter, and each is refused with its reason', async () => {
  const good = sale();
  const before = world.desk('S01').sync().up.n;
  const token = await store.token();
  let refused = 0;
  const hostile = fc
    .oneof(hostileValue, spoiled(good))
    .filter((document) => JSON.stringify(document) !== JSON.stringify(good));
  await fc.assert(
    fc.asyncProperty(fc.array(hostile, { minLength: BATCH, maxLength: BATCH }), async (documents) => {
      let { status, text } = await push(documents, token);
      // Some of them are long, and what is kept aside has a length together that no more is taken beyond.
      if (status === 503) {
        await seeToAll();
        ({ status, text } = await push(documents, token));
      }
      expect(status).toBe(201);
      const rows = JSON.parse(text) as { error: string; reason: string }[];
      for (const row of rows) expect(row).toEqual(expect.objectContaining({ error: 'forbidden' }));
      for (const { reason } of rows) expect(reason.length).toBeGreaterThan(3);
      refused += rows.length;
      if (world.desk('S01').quarantined > KEPT) await seeToAll();
    }),
    { numRuns: Math.ceil(RUNS / BATCH) },
  );
  // What was only added beside the envelope is not part of the document: then it is the good one.
  expect(world.desk('S01').sync().up.n - before).toBeLessThanOrEqual(1);
  expect(refused).toBeGreaterThan(RUNS / 2);
  await push([good]);
  expect(world.desk('S01').state.setAside.size).toBe(0);
});

test('no value whatever makes the gateway fail, or changes anything', async () => {
  const before = accepted();
  const token = await store.token();
  // Without a key in it, a body asks for the next incarnation by right.
  const paths = PATHS.filter((path) => path !== '/incarnation');
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...paths), hostileValue, async (path, value) => {
      fc.pre(!(path === '/enrol' && RUNS > 300));
      const { status } = await post(path, JSON.stringify(value ?? null), token);
      expect([path, status < 500]).toEqual([path, true]);
    }),
    { numRuns: RUNS },
  );
  expect(accepted()).toEqual(before);
});

test.each<[string, () => readonly object[]]>([
  ['another store’s author', () => [forged((document) => ({ ...document, author: 'S02.1' }))]],
  ['an incarnation that is not', () => [forged((document) => ({ ...document, author: 'S01.9' }))]],
  ['a changed body', () => [forged((document) => ({ ...document, body: saleBody([{ sku: 'apple', units: 9 }]) }))]],
  ['no signature', () => [forged(({ sig: _sig, ...document }) => document)]],
  ['a position that is taken', () => [forged((document) => ({ ...document, n: 1 }))]],
  ['a gap', () => [sale(), sale()].slice(1)],
  ['a later revision', () => [forged((document) => ({ ...document, _rev: `9-${'a'.repeat(32)}` }))]],
  ['a tombstone', () => [forged((document) => ({ ...document, _deleted: true }))]],
  ['another hash before it', () => [forged((document) => ({ ...document, prev: 'f'.repeat(64) }))]],
  ['an id of the hub’s kinds', () => [store.seal({ id: 'release~x', kind: 'release', v: 1, body: {} })]],
])('a document with %s does not count', async (what, documents) => {
  const before = world.desk('S01').state.up.n;
  await push(documents());
  const { state } = world.desk('S01');
  if (state.up.n > before) expect([what, state.setAside.size]).toEqual([what, 1]);
  else expect(state.up.n).toBe(before);
});

test('sent again, in another order, and many times over: once', async () => {
  const documents = [sale(), sale(), sale()];
  for (const docs of [documents.slice(1), documents.toReversed(), documents, [...documents, ...documents]])
    expect((await push(docs)).status).toBeLessThan(300);
  const { book, up } = world.desk('S01').state;
  expect(up.n).toBe(store.cursor.n);
  expect(book.imbalance()).toBe(0);
});

test('a token of another store, an old one, and one of another key open nothing', async () => {
  const other = await world.enrol('S02');
  const thief = new TestStore('S01');
  thief.incarnation = 1;
  const documents = [sale()];
  const tokens = [
    await other.token(),
    await thief.token(),
    await store.token({ lifeS: -100 }),
    await store.token({ lifeS: 86_400 }),
    await store.token({ sub: 'S02.1' }),
    `${await store.token()}x`,
    'eyJhbGciOiJub25lIn0.e30.',
  ];
  for (const token of tokens) expect((await push(documents, token)).status).toBeGreaterThanOrEqual(401);
  expect(world.desk('S01').state.up.n).toBe(store.cursor.n - 1);
});

test('a kind and fields of a later version are kept as they were written, and move nothing', async () => {
  const body = { later: { field: [1, 'two', { three: null }] }, 'än other': 'x' };
  const later = store.seal({ id: 'hologram~1', kind: 'hologram', v: 7, body });
  const newer = store.seal({ id: 'sale~new', kind: 'sale', v: 99, body: { ...body, total: 5 } });
  await push([later, newer, sale()]);
  const desk = world.desk('S01');
  expect(desk.state.up.n).toBe(store.cursor.n);
  expect(await desk.up.get('hologram~1')).toEqual(later);
  expect(await desk.up.get('sale~new')).toEqual(newer);
  expect([...desk.state.setAside.keys()]).toEqual(['hologram~1', 'sale~new']);
  await world.restart();
  expect(await world.desk('S01').up.get('hologram~1')).toEqual(later);
});
