import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { online, order as held } from '@ringfence/domain/ledger/account.ts';
import type { Signal } from '../signals.ts';
import { id, order, type TestStore, World } from '../testing/world.ts';

let world: World;
let store: TestStore;

beforeEach(async () => {
  world = await World.make();
  store = await world.enrol('S01');
});
afterEach(() => world.end());

test('An order takes exactly the units that are there, and one more is refused with the shortage', async () => {
  await world.stock(store, 'apple', 3);
  const placed = await world.hub.placeOrder(order('S01', [['apple', 3]], 'O1'));
  expect(placed).toMatchObject({ outcome: 'recorded', document: { _id: 'pickup-order~O1', author: 'hub.1' } });
  const { book } = world.desk('S01').state;
  expect([book.units(online('apple')), book.units(held('O1', 'apple'))]).toEqual([0, 3]);
  expect(await world.hub.placeOrder(order('S01', [['apple', 1]]))).toMatchObject({
    refusal: { refused: 'insufficient-promise', details: { shortages: [{ sku: 'apple', asked: 1, promised: 0 }] } },
  });
});

test('Two lines of one item ask for their sum', async () => {
  await world.stock(store, 'apple', 3);
  const twice = [['apple', 2] as const, ['apple', 2] as const];
  expect(await world.hub.placeOrder(order('S01', twice))).toMatchObject({
    refusal: { refused: 'insufficient-promise' },
  });
});

test('The same command again exists, another under its id does not fit, at this store or another', async () => {
  await world.stock(store, 'apple', 5);
  const command = order('S01', [['apple', 1]], 'O1');
  const [first, again] = await Promise.all([world.hub.placeOrder(command), world.hub.placeOrder(command)]);
  expect([first.outcome, again.outcome]).toEqual(['recorded', 'exists']);
  expect(again).toMatchObject({ document: first.outcome === 'recorded' ? first.document : {} });
  const other = await world.hub.placeOrder(order('S01', [['apple', 2]], 'O1'));
  const elsewhere = await world.hub.placeOrder(order('S02', [['apple', 1]], 'O1'));
  for (const refusedOne of [other, elsewhere])
    expect(refusedOne).toMatchObject({ refusal: { refused: 'exists-different' } });
  await world.restart();
  expect(await world.hub.placeOrder(command)).toMatchObject({ outcome: 'exists' });
  expect(world.desk('S01').state.book.units(online('apple'))).toBe(4);
});

test('Of sixteen orders for the last unit one gets it', async () => {
  await world.stock(store, 'apple', 1);
  const outcomes = await Promise.all(
    Array.from({ length: 16 }, () => world.hub.placeOrder(order('S01', [['apple', 1]]))),
  );
  expect(outcomes.filter(({ outcome }) => outcome === 'recorded')).toHaveLength(1);
  expect(world.desk('S01').state.book.overdrawn()).toEqual([]);
});

test('A connected store is asked for the last unit on its shelf; a cut off one is not', async () => {
  const { hub } = world;
  const desk = world.desk('S01');
  await world.send(store, [store.write('receipt', id(), { lines: [{ sku: 'apple', units: 1, area: 'shelf' }] })]);
  expect(await hub.placeOrder(order('S01', [['apple', 1]]))).toMatchObject({ outcome: 'refused' });

  const signals: Signal[] = [];
  const detach = hub.exchange.attach(desk, {
    send(signal) {
      signals.push(signal);
      if (signal.type !== 'ask') return;
      const lines = signal.ask.kind === 'units' ? [...signal.ask.lines] : [];
      const { id: ask } = signal.ask;
      void world.send(store, [store.write('grant', ask, { ask, lines })]);
    },
    close() {},
  });
  // What the store grants after the checkout has waited long enough is there for the next one.
  while ((await hub.placeOrder(order('S01', [['apple', 1]]))).outcome !== 'recorded');
  expect(signals.map(({ type }) => type)).toEqual(expect.arrayContaining(['hello', 'ask', 'up', 'heads']));
  detach();
  expect(desk.link.connected).toBe(false);
});

test('A store that declines, or says nothing, costs no more than the wait', async () => {
  const { hub } = world;
  const desk = world.desk('S01');
  const onShelf = ['apple', 'pear'].map((sku) => ({ sku, units: 1, area: 'shelf' as const }));
  await world.send(store, [store.write('receipt', id(), { lines: onShelf })]);
  const asked: string[] = [];
  let isDeclining = true;
  hub.exchange.attach(desk, {
    send(signal) {
      if (signal.type !== 'ask') return;
      asked.push(signal.ask.id);
      if (isDeclining) hub.exchange.decline(desk, signal.ask.id);
    },
    close() {},
  });
  expect(await hub.placeOrder(order('S01', [['apple', 1]]))).toMatchObject({
    refusal: { refused: 'insufficient-promise' },
  });
  isDeclining = false;
  expect(await hub.placeOrder(order('S01', [['pear', 1]]))).toMatchObject({ outcome: 'refused' });
  expect(asked).toHaveLength(2);
});

test('A contact is kept with its order, encrypted, and repeats as the same command', async () => {
  await world.stock(store, 'apple', 5);
  const command = order('S01', [['apple', 1]]);
  const contact = { name: 'called out at the counter', phone: '+48 600 100 200' };
  const placed = await world.hub.placeOrder(command, contact);
  const reference = placed.outcome === 'refused' ? '' : String(placed.document.body.contact);
  expect(await world.hub.contact(reference)).toEqual(contact);
  expect((await world.hub.placeOrder(command, contact)).outcome).toBe('exists');
  expect(await world.hub.placeOrder(command, { name: 'somebody else' })).toMatchObject({
    refusal: { refused: 'exists-different' },
  });
  await world.hub.placeOrder(order('S01', [['apple', 100]]), { name: 'Nobody' });
  const kept = await world.log.list('contact/');
  expect(kept).toHaveLength(1);
  expect(JSON.stringify(kept)).not.toContain('called out');
  await world.restart();
  expect(await world.hub.contact(reference)).toEqual(contact);
});

test('An order larger than a document can hold is refused and changes nothing', async () => {
  await world.hub.putProducts([
    { sku: 'gold', name: 'gold', gtins: [], price: 100_000_000_000, currency: 'PLN', taxRate: 0 },
  ]);
  await world.stock(store, 'gold', 2);
  const before = world.desk('S01').sync().stateHash();
  expect(await world.hub.placeOrder(order('S01', [['gold', 2]]))).toMatchObject({
    refusal: { refused: 'invalid-input' },
  });
  expect(world.desk('S01').sync().stateHash()).toBe(before);
});

test('A store that has applied more than the hub holds is promised nothing for: the hub’s log is old', async () => {
  await world.stock(store, 'apple', 5);
  const desk = world.desk('S01');
  const told = { upHead: desk.state.up.n, oldestUnsentAt: null };
  const refusal = { refusal: { refused: 'store-unreachable' } };
  await world.hub.exchange.report(desk, { ...told, downN: desk.down.head().n + 1 });
  expect(await world.hub.placeOrder(order('S01', [['apple', 1]], 'O1'))).toMatchObject(refusal);
  // What the hub writes itself makes its street as long, and no more the one that the store has.
  await desk.releaseUnits({ id: 'A1', lines: [{ sku: 'apple', units: 1 }] });
  await world.hub.exchange.report(desk, { ...told, downN: desk.down.head().n });
  expect(await world.hub.placeOrder(order('S01', [['apple', 1]], 'O1'))).toMatchObject(refusal);
});

test('A store that has applied something else than the hub holds is promised nothing for either', async () => {
  await world.stock(store, 'apple', 5);
  const desk = world.desk('S01');
  await desk.releaseUnits({ id: 'A1', lines: [{ sku: 'apple', units: 1 }] });
  const told = { upHead: desk.state.up.n, oldestUnsentAt: null };
  const { n, head } = desk.down.head();
  const [last] = await desk.down.read(n - 1, 1);
  await world.hub.exchange.report(desk, { ...told, downN: n, downHead: head });
  await world.hub.exchange.report(desk, { ...told, downN: n - 1, downHead: last?.prev });
  expect(await world.hub.placeOrder(order('S01', [['apple', 1]], 'O1'))).toMatchObject({ outcome: 'recorded' });
  await world.hub.exchange.report(desk, { ...told, downN: n, downHead: 'f'.repeat(64) });
  expect(await world.hub.placeOrder(order('S01', [['apple', 1]], 'O2'))).toMatchObject({
    refusal: { refused: 'store-unreachable' },
  });
});

test('Asked to cancel twice, for other reasons, the first request stands', async () => {
  await world.stock(store, 'apple', 5);
  await world.hub.placeOrder(order('S01', [['apple', 1]], 'O1'));
  const [first, second] = await Promise.all([
    world.hub.requestCancel('O1', { by: 'customer', reason: 'too late' }),
    world.hub.requestCancel('O1', { by: 'operations' }),
  ]);
  expect([first.outcome, second.outcome]).toEqual(['recorded', 'exists']);
  expect(second).toMatchObject({ document: { body: { by: 'customer' } } });
});
