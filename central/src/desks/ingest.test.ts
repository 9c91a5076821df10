import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import { deficit, online, shelf } from '@ringfence/domain/ledger/account.ts';
import { LIMITS } from '../limits.ts';
import { id, order, saleBody, TestStore, World } from '../testing/world.ts';

let world: World;
let store: TestStore;

beforeEach(async () => {
  world = await World.make();
  store = await world.enrol('S01');
});
afterEach(() => world.end());

const receipt = (units = 1): Envelope =>
  store.write('receipt', id(), { lines: [{ sku: 'apple', units, area: 'shelf' }] });
const upN = (): number => world.desk('S01').sync().up.n;
const onShelf = (): number => world.desk('S01').state.book.units(shelf('apple'));
const reasons = async (): Promise<string[]> => (await world.hub.quarantine('S01')).map(({ reason }) => reason);

test('Documents count once, whatever their order and however often they come', async () => {
  const documents = Array.from({ length: 20 }, () => receipt());
  const shuffled = [...documents, ...documents.slice(5, 9)].sort((a, b) => ((a.n * 7) % 11) - ((b.n * 7) % 11));
  for (let index = 0; index < shuffled.length; index += 5) await world.send(store, shuffled.slice(index, index + 5));
  const again = await world.send(store, documents);
  expect(again.every((answer) => 'ok' in answer)).toBe(true);
  expect([upN(), onShelf()]).toEqual([20, 20]);
  expect(await reasons()).toEqual([]);
});

test('What stands ahead of a gap counts when the gap closes, and is not there before', async () => {
  const [first, second, third] = [receipt(), receipt(), receipt()];
  await world.send(store, [third, second]);
  expect([upN(), onShelf()]).toEqual([0, 0]);
  await world.send(store, [first]);
  expect([upN(), onShelf()]).toEqual([3, 3]);
});

test('Memory for documents ahead of a gap is bounded, and what was forgotten can come again', async () => {
  const first = receipt();
  const rest = Array.from({ length: LIMITS.aheadDocuments + 50 }, () => receipt());
  await world.send(store, rest);
  await world.send(store, [first]);
  expect(upN()).toBe(LIMITS.aheadDocuments + 1);
  await world.send(store, rest.slice(LIMITS.aheadDocuments));
  expect(upN()).toBe(rest.length + 1);
});

test('Requests that overlap enter every document once', async () => {
  const documents = Array.from({ length: 300 }, () => receipt());
  const parts = [documents.slice(0, 200), documents.slice(100, 300), documents.slice(50, 250)];
  const answers = await Promise.all(parts.map((part) => world.send(store, part)));
  expect(answers.flat().every((answer) => 'ok' in answer)).toBe(true);
  expect([upN(), onShelf()]).toEqual([300, 300]);
});

test.each<[string, (genuine: Envelope) => unknown, RegExp]>([
  ['another author', (genuine) => ({ ...genuine, author: 'S02.1' }), /author S02\.1 is not S01\.1/],
  ['a later incarnation', (genuine) => ({ ...genuine, author: 'S01.2' }), /author S01\.2 is not S01\.1/],
  ['a changed body', (genuine) => ({ ...genuine, body: { lines: [] } }), /signature/],
  ['no signature', ({ sig, ...rest }) => rest, /signature/],
  ['another prev', (genuine) => ({ ...genuine, prev: 'f'.repeat(64) }), /prev/],
  ['a second revision', (genuine) => ({ ...genuine, _rev: '2-abc' }), /first revisions/],
  ['a tombstone', (genuine) => ({ ...genuine, _deleted: true }), /deleted/],
  [
    'a key that changes objects',
    (genuine) => ({ ...genuine, body: JSON.parse('{"__proto__": {"units": 1}}') as unknown }),
    /__proto__/,
  ],
  ['an id that is no id', (genuine) => ({ ...genuine, _id: '../../etc' }), /_id/],
  ['a document that is too large', (genuine) => ({ ...genuine, body: { text: 'x'.repeat(70_000) } }), /too large/],
  ['a number', () => 42, /./],
])('A document with %s is kept aside, and the genuine one enters after it', async (_name, forge, reason) => {
  const genuine = receipt();
  const [answer] = await world.send(store, [forge(genuine)]);
  expect(answer).toMatchObject({ error: 'forbidden', reason: expect.stringMatching(reason) });
  expect([upN(), onShelf()]).toEqual([0, 0]);
  expect(await reasons()).toEqual([expect.stringMatching(reason)]);
  await world.send(store, [forge(genuine)]);
  expect(await reasons()).toHaveLength(1);
  await world.send(store, [genuine]);
  expect([upN(), onShelf()]).toEqual([1, 1]);
  await world.restart();
  expect(await reasons()).toHaveLength(1);
});

test('A row too deep to be printed is refused by its id, and holds no other row up', async () => {
  const deep = JSON.parse(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`) as unknown;
  const answers = await world.send(store, [{ _id: 'sale~deep', body: deep }, receipt()]);
  expect(answers).toMatchObject([{ id: 'sale~deep', error: 'forbidden' }, { ok: true }]);
  expect(await world.hub.quarantine('S01')).toMatchObject([{ id: 'sale~deep', reason: 'nested too deep' }]);
});

test('What was refused is kept whole until a person dealt with it; when there is no room, no more is taken', async () => {
  const bad = (name: string): unknown => ({ _id: `sale~${name}`, body: { pad: 'x'.repeat(3000) } });
  const quarantined = () => world.hub.quarantine('S01');
  const fill = Array.from({ length: LIMITS.quarantinePerStore }, (_, index) => bad(`b${index}`));
  await world.send(store, fill);
  await expect(world.send(store, [bad('more'), receipt()])).rejects.toMatchObject({ name: 'QuarantineFull' });
  expect(upN()).toBe(1);
  const [first] = await quarantined();
  expect(JSON.parse((await first?.raw()) ?? '')).toEqual(fill[0]);
  const word = { id: 'w1', exception: first?.exception ?? '', by: 'office', note: 'Recorded by hand.' };
  expect(await world.hub.dismissQuarantined('S01', word)).toMatchObject({ outcome: 'recorded' });
  expect(await world.hub.dismissQuarantined('S01', word)).toMatchObject({ outcome: 'exists' });
  await world.restart();
  expect(world.desk('S01').sync().quarantined).toBe(LIMITS.quarantinePerStore - 1);
  await world.send(store, [bad('more')]);
  const kept = await quarantined();
  expect([kept[0]?.id, kept.at(-1)?.id, kept.length]).toEqual(['sale~b1', 'sale~more', LIMITS.quarantinePerStore]);
});

test('A run is proved by its last signature; what stands after the last good one does not enter', async () => {
  const [first, second, third] = [receipt(), receipt(), receipt()];
  const forged = { ...third, body: { lines: [{ sku: 'apple', units: 99, area: 'shelf' }] } };
  const answers = await world.send(store, [first, { ...second, sig: 'x' }, forged]);
  expect(answers.map((answer) => 'ok' in answer)).toEqual([true, false, false]);
  await world.send(store, [second, third]);
  expect([upN(), onShelf()]).toEqual([3, 3]);
});

test('A position that is taken keeps what it holds', async () => {
  await world.send(store, [receipt(5)]);
  const twin = new TestStore('S01');
  twin.incarnation = 1;
  const other = twin.write('receipt', id(), { lines: [{ sku: 'apple', units: 99, area: 'shelf' }] });
  expect(await world.send(store, [other])).toMatchObject([{ error: 'forbidden' }]);
  expect([upN(), onShelf()]).toEqual([1, 5]);
});

test('A kind of another version stands in the chain, moves nothing, and holds nobody up', async () => {
  const unknown = store.seal({ id: 'hologram~1', kind: 'hologram', v: 1, body: { anything: true } });
  const foreign = store.write('pickup-order', 'O9', {} as never);
  await world.send(store, [unknown, foreign, receipt()]);
  expect([upN(), onShelf()]).toEqual([3, 1]);
  expect(await reasons()).toEqual(['unknown kind hologram', 'kind pickup-order may not travel up']);
  expect(world.desk('S01').sync().quarantined).toBe(2);
});

test('A store that took more than it had is noted, and its street goes on', async () => {
  await world.send(store, [receipt(1), store.write('sale', 'X1', saleBody([{ sku: 'apple', units: 5 }]))]);
  expect(upN()).toBe(2);
  expect(await reasons()).toEqual(['over-claim: shelf apple stands at -4']);
});

test('An override sale is paid from the hub’s share as soon as there is one', async () => {
  const { state } = world.desk('S01');
  await world.send(store, [store.write('sale', 'X1', saleBody([{ sku: 'apple', units: 2, short: 2 }]))]);
  expect(state.book.units(deficit('apple'))).toBe(-2);
  const opened: string[] = [];
  world.hub.events.on('exception', ({ id: exception }) => opened.push(exception));
  await world.stock(store, 'apple', 3);
  expect([state.book.units(deficit('apple')), state.book.units(online('apple'))]).toEqual([0, 1]);
  expect(opened).toEqual([]);
});

test('A deficit of more items than a document has lines is settled in several', async () => {
  const skus = Array.from({ length: 450 }, (_, index) => `k${index}`);
  const chunks = [skus.slice(0, 150), skus.slice(150, 300), skus.slice(300)];
  const sold = chunks.map((part) =>
    store.write('sale', id(), saleBody(part.map((sku) => ({ sku, units: 1, short: 1 })))),
  );
  const given = chunks.flatMap((part) => [
    store.write('receipt', id(), { lines: part.map((sku) => ({ sku, units: 1, area: 'shelf' as const })) }),
    store.write('grant', id(), { lines: part.map((sku) => ({ sku, units: 1 })) }),
  ]);
  await world.send(store, [...sold, ...given]);
  const hash = world.desk('S01').sync().stateHash();
  expect(world.desk('S01').state.book.of('deficit').size).toBe(0);
  await world.restart();
  expect(world.desk('S01').sync().stateHash()).toBe(hash);
  expect(world.desk('S01').state.setAside.size).toBe(0);
});

test('A cancel request that comes first ends the order; a hand-over that was first wins over it', async () => {
  await world.stock(store, 'apple', 2);
  const { hub } = world;
  for (const name of ['O1', 'O2']) await hub.placeOrder(order('S01', [['apple', 1]], name));

  expect(await hub.requestCancel('O1', { by: 'customer' })).toMatchObject({ outcome: 'recorded' });
  expect(await hub.checkIn('O1', {})).toMatchObject({ refusal: { refused: 'order-cancelling' } });
  const lines = [{ sku: 'apple', units: 1 }];
  await world.send(store, [store.write('order-end', 'O1', { order: 'O1', reason: 'cancelled', lines })]);
  expect(hub.findOrder('O1')?.record.end?.kind).toBe('cancelled');

  const handOver = store.write('hand-over', 'O2', {
    order: 'O2',
    lines,
    left: [],
    pass: null,
    currency: 'PLN',
    tenders: [],
  });
  expect(await hub.requestCancel('O2', { by: 'customer' })).toMatchObject({ outcome: 'recorded' });
  await world.send(store, [handOver]);
  expect(hub.findOrder('O2')?.record.end?.kind).toBe('handed-over');
  expect(await hub.requestCancel('O2', { by: 'operations' })).toMatchObject({ outcome: 'refused' });
  expect(await hub.requestCancel('O2', { by: 'customer' })).toMatchObject({ outcome: 'exists' });
  expect(await hub.requestCancel('O9', { by: 'customer' })).toMatchObject({ refusal: { refused: 'unknown-order' } });
});

test('Extension, check-in and resolution are decided, written once, and parsed', async () => {
  await world.stock(store, 'apple', 1);
  const { hub } = world;
  await hub.placeOrder(order('S01', [['apple', 1]], 'O1'));
  const until = Date.now() + 10 * 24 * 3_600_000;
  const [one, two] = await Promise.all([
    hub.extend('O1', { id: 'e1', expiresAt: until }),
    hub.extend('O1', { id: 'e1', expiresAt: until }),
  ]);
  expect([one.outcome, two.outcome]).toEqual(['recorded', 'exists']);
  expect(await hub.extend('O1', { id: 'e2', expiresAt: until - 1 })).toMatchObject({ refusal: { field: 'expiresAt' } });
  expect(await hub.extend('O1', { id: '../', expiresAt: until })).toMatchObject({
    refusal: { refused: 'invalid-input' },
  });
  expect(await hub.checkIn('O1', { where: 'bay 4' })).toMatchObject({ outcome: 'recorded' });

  await world.send(store, [store.write('sale', 'X1', saleBody([{ sku: 'pear', units: 1, short: 1 }]))]);
  const resolution = { id: 'r1', exception: 'sale~X1', by: 'eva', note: 'found' };
  expect(await hub.resolveException('S01', resolution)).toMatchObject({ outcome: 'recorded' });
  expect(await hub.resolveException('S01', { ...resolution, id: 'r2' })).toMatchObject({ outcome: 'refused' });
  expect(await hub.resolveException('S01', { ...resolution, exception: 'sale~X9', id: 'r3' })).toMatchObject({
    refusal: { field: 'exception' },
  });
});

test('The state after a restart is the same to the byte', async () => {
  await world.stock(store, 'apple', 9);
  await world.hub.placeOrder(order('S01', [['apple', 2]], 'O1'));
  await world.hub.checkIn('O1', {});
  await world.send(store, [
    store.write('sale', 'X1', saleBody([{ sku: 'pear', units: 1, short: 1 }])),
    store.seal({ id: 'hologram~1', kind: 'hologram', v: 1, body: {} }),
    store.write('pick', id(), { order: 'O1', lines: [{ sku: 'apple', units: 2 }] }),
  ]);
  const before = world.desk('S01').sync();
  await world.restart();
  const after = world.desk('S01').sync();
  expect(after.stateHash()).toBe(before.stateHash());
  expect([after.up, after.down]).toEqual([before.up, before.down]);
  expect(world.hub.findOrder('O1')?.record.picked).not.toBeNull();
  expect((await world.hub.placeOrder(order('S01', [['apple', 7]]))).outcome).toBe('recorded');
});
