import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { HUB_HOLDER, online, returnable, road, transit } from '@ringfence/domain/ledger/account.ts';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import type { StoreAsk } from './signals.ts';
import { id, order, saleBody, storeInfo, TestStore, World } from './testing/world.ts';

let world: World;
let seller: TestStore;

beforeEach(async () => {
  world = await World.make();
  seller = await world.enrol('S01');
  await world.enrol('S02');
});
afterEach(() => world.end());

const sold = (): Envelope => seller.write('sale', 'X1', saleBody([{ sku: 'apple', units: 3 }]));
const received = (): Envelope =>
  seller.write('receipt', id(), { lines: [{ sku: 'apple', units: 9, area: 'shelf' as const }] });
const lines = [{ sku: 'apple', units: 2 }];

/** The node of the selling store, online, answering as `answer` says. */
function connect(answer: (ask: StoreAsk) => void): () => void {
  const send = (signal: { type: string; ask?: StoreAsk }): void => {
    if (signal.ask) answer(signal.ask);
  };
  return world.hub.exchange.attach(world.desk('S01'), { send, close() {} });
}

const onStreet = async (store: string, kind: string): Promise<string[]> =>
  (await world.desk(store).down.read(0, 500)).filter((document) => document.kind === kind).map(({ _id }) => _id);

test('A dispatch is announced to its receiver once', async () => {
  await world.send(seller, [received(), seller.write('dispatch', 'T1', { transfer: 'T1', to: 'S02', lines })]);
  await world.restart();
  await world.restart();
  expect(await onStreet('S02', 'relay')).toEqual(['relay~T1']);
  expect(world.desk('S01').state.book.units(road('T1', 'apple'))).toBe(2);
  expect(world.desk('S02').state.book.units(transit('T1', 'apple'))).toBe(2);
});

test('A dispatch whose announcement was lost in a crash is announced at the next start, once', async () => {
  await world.send(seller, [received()]);
  const document = seller.write('dispatch', 'T1', { transfer: 'T1', to: 'S02', lines });
  await world.restart({ street: 'up-S01', document });
  await world.restart();
  expect(await onStreet('S02', 'relay')).toEqual(['relay~T1']);
});

test('Goods for a store that is not in the catalogue are announced when it is', async () => {
  await world.send(seller, [received(), seller.write('dispatch', 'T1', { transfer: 'T1', to: 'S03', lines })]);
  await world.hub.putStores([storeInfo('S03')]);
  expect(world.desk('S03').state.transfers.get('T1')).toMatchObject({ from: 'S01' });
});

test('A right to return goes over to the store that asks, with what was bought, and only once', async () => {
  await world.send(seller, [received(), sold()]);
  let asked = 0;
  connect((ask) => {
    asked += 1;
    if (ask.kind !== 'return-right') return;
    const grant = { ask: ask.id, sale: ask.sale, of: 'sale' as const, to: ask.to, lines: [...ask.lines] };
    void world.send(seller, [seller.write('return-grant', ask.id, grant)]);
  });
  const question = {
    id: 'Q1',
    kind: 'return-right' as const,
    sale: 'X1',
    soldAt: 'S01',
    lines: [{ line: 0, units: 2 }],
    downN: world.desk('S02').sync().down.n,
  };
  const answer = await world.hub.exchange.answer(world.desk('S02'), question);
  expect(answer).toMatchObject({
    granted: true,
    documents: [{ _id: 'return-release~Q1' }],
    purchase: { id: 'X1', store: 'S01', currency: 'PLN', lines: [{ sku: 'apple', units: 3, amount: 750 }] },
  });
  const right = (desk: string, holder: string): number =>
    world.desk(desk).state.book.units(returnable({ soldAt: 'S01', of: 'sale', id: 'X1' }, 0, holder));
  expect([right('S01', 'S01'), right('S01', HUB_HOLDER), right('S02', 'S02')]).toEqual([1, 2, 2]);
  expect(await world.hub.exchange.answer(world.desk('S02'), question)).toMatchObject({ granted: true });
  expect([asked, right('S02', 'S02')]).toEqual([1, 2]);
});

test('A right whose release was lost in a crash is released at the next start, once', async () => {
  await world.send(seller, [received(), sold()]);
  const grant = { ask: 'Q1', sale: 'X1', of: 'sale' as const, to: 'S02', lines: [{ line: 0, units: 1 }] };
  await world.restart({ street: 'up-S01', document: seller.write('return-grant', 'Q1', grant) });
  await world.restart();
  expect(await onStreet('S02', 'return-release')).toEqual(['return-release~Q1']);
  expect(world.desk('S02').state.book.units(returnable({ soldAt: 'S01', of: 'sale', id: 'X1' }, 0, 'S02'))).toBe(1);
});

test('Without the selling store the right is not granted, but what was bought is told', async () => {
  await world.send(seller, [received(), sold()]);
  const question = { id: 'Q1', kind: 'return-right' as const, sale: 'X1', lines: [{ line: 0, units: 1 }], downN: 0 };
  const ask = (soldAt: string) => world.hub.exchange.answer(world.desk('S02'), { ...question, soldAt });
  expect(await ask('S01')).toMatchObject({ granted: false, reason: 'store-unreachable', purchase: { id: 'X1' } });
  expect(await ask('S09')).toMatchObject({ granted: false, reason: 'unknown-store' });
  connect((asked) => world.hub.exchange.decline(world.desk('S01'), asked.id));
  expect(await ask('S01')).toMatchObject({ granted: false, reason: 'not-returnable' });
});

test('A handed over order can be returned elsewhere at the prices it was placed for', async () => {
  await world.stock(seller, 'apple', 3);
  await world.hub.placeOrder(order('S01', [['apple', 3]], 'O1'));
  const handOver = { order: 'O1', left: [{ sku: 'apple', units: 1 }], pass: null, currency: 'PLN', tenders: [] };
  await world.send(seller, [seller.write('hand-over', 'O1', { ...handOver, lines })]);
  const question = {
    id: 'Q1',
    kind: 'return-right' as const,
    sale: 'O1',
    soldAt: 'S01',
    lines: [{ line: 0, units: 1 }],
    downN: 0,
  };
  expect(await world.hub.exchange.answer(world.desk('S02'), question)).toMatchObject({
    purchase: { lines: [{ sku: 'apple', units: 2, amount: 500 }] },
  });
});

test('Units a counter asks for leave the hub’s share once for one question', async () => {
  await world.stock(seller, 'apple', 3);
  const desk = world.desk('S01');
  const question = { id: 'Q1', kind: 'units' as const, lines: [{ sku: 'apple', units: 2 }], downN: desk.sync().down.n };
  const answers = await Promise.all([1, 2].map(() => world.hub.exchange.answer(desk, question)));
  for (const answer of answers)
    expect(answer).toMatchObject({
      granted: true,
      documents: [{ _id: 'release~Q1', body: { lines: question.lines } }],
    });
  expect(desk.state.book.units(online('apple'))).toBe(1);
  const none = { ...question, id: 'Q2', lines: [{ sku: 'pear', units: 1 }] };
  expect(await world.hub.exchange.answer(desk, none)).toMatchObject({ granted: false });
});

test('An enrolment code lets one node in; the same node may repeat its request', async () => {
  const { exchange } = world.hub;
  const { code } = await world.hub.createEnrolmentCode('S01');
  const [node, thief] = [new TestStore('S01'), new TestStore('S01')];
  await world.send(seller, [received()]);
  const enrol = (who: TestStore, store = 'S01', with_ = code) =>
    exchange.enrol({ store, code: with_, publicKey: who.publicKey });
  expect(await enrol(thief, 'S01', 'AAAAAA-AAAAAA')).toMatchObject({ refusal: { refused: 'not-allowed' } });
  expect(await enrol(thief, 'S02')).toMatchObject({ refusal: { refused: 'not-allowed' } });
  const admitted = await enrol(node);
  expect(admitted).toMatchObject({ value: { incarnation: 2, up: { n: 1, head: seller.cursor.head } } });
  expect(await enrol(node)).toEqual(admitted);
  expect(await enrol(thief)).toMatchObject({ refusal: { refused: 'not-allowed' } });
  await world.restart();
  expect(await world.hub.exchange.enrol({ store: 'S01', code, publicKey: node.publicKey })).toEqual(admitted);
  expect(JSON.stringify(await world.log.list(''))).not.toContain(code);
});

test('The former node of a store cannot write after a new one was let in', async () => {
  const before = received();
  await world.send(seller, [before]);
  const late = received();
  const next = await world.enrol('S01');
  expect(await world.send(seller, [late])).toMatchObject([{ error: 'forbidden' }]);
  next.cursor = { ...world.desk('S01').state.up };
  await world.send(next, [next.write('receipt', id(), { lines: [{ sku: 'pear', units: 1, area: 'shelf' }] })]);
  expect(world.desk('S01').sync().up.n).toBe(2);
});

test('The former node cannot take the place of one that a code let in and that has not written yet', async () => {
  const { exchange } = world.hub;
  await world.send(seller, [received()]);
  const next = await world.enrol('S01');
  const refused = { refusal: { refused: 'not-allowed' } };
  expect(await exchange.nextIncarnation('S01', 1, seller.publicKey)).toMatchObject(refused);
  expect(await exchange.nextIncarnation('S01', 1)).toMatchObject(refused);
  expect(exchange.keyOf('S01', 2)).toBe(next.publicKey);
  next.cursor = { ...world.desk('S01').state.up };
  expect(await world.send(next, [next.write('tick', id(), {})])).toMatchObject([{ ok: true }]);
});

test('A new incarnation goes on from what the hub has; the repeated request gets the same answer', async () => {
  const { exchange } = world.hub;
  await world.send(seller, [received(), received()]);
  const first = await exchange.nextIncarnation('S01', 1);
  expect(first).toMatchObject({ value: { incarnation: 2, up: { n: 2, head: seller.cursor.head } } });
  expect(await exchange.nextIncarnation('S01', 1)).toEqual(first);
  seller.incarnation = 2;
  expect(await world.send(seller, [received()])).toMatchObject([{ ok: true }]);
  expect(await exchange.nextIncarnation('S01', 1)).toMatchObject({ refusal: { refused: 'not-allowed' } });
  expect(await onStreet('S01', 'incarnation')).toEqual(['incarnation~S01.1', 'incarnation~S01.2']);
});

test('The catalogue takes a whole batch or nothing, and writes only what changed', async () => {
  const { hub } = world;
  const base = { name: 'Fig', gtins: ['5901234123457'], price: 100, currency: 'PLN', taxRate: 500 };
  expect(
    await hub.putProducts([
      { ...base, sku: 'fig' },
      { ...base, sku: 'kiwi', price: -1 },
    ]),
  ).toMatchObject({
    refusal: { refused: 'invalid-input', field: 'products[1].price' },
  });
  expect(hub.catalogue.product('fig')).toBeUndefined();
  expect(await hub.putProducts([{ ...base, sku: 'fig' }])).toMatchObject({ written: 1, unchanged: 0 });
  expect(
    await hub.putProducts([
      { ...base, sku: 'fig' },
      { ...base, sku: 'lime', gtins: ['4006381333931'] },
    ]),
  ).toMatchObject({ written: 1, unchanged: 1 });
  expect(await hub.putProducts([{ ...base, sku: 'plum' }])).toMatchObject({
    refusal: { refused: 'invalid-input', field: 'products[0].gtins', message: 'gtins: 5901234123457 is fig' },
  });
  const swapped = [
    { ...base, sku: 'lime', gtins: [] },
    { ...base, sku: 'plum', gtins: ['4006381333931'] },
  ];
  expect(await hub.putProducts(swapped)).toMatchObject({ written: 2 });
  expect(await hub.putProducts([{ ...base, sku: 'fig', price: 120 }])).toMatchObject({ written: 1 });
  await world.restart();
  expect(world.hub.catalogue.product('fig')).toMatchObject({ price: 120 });
  expect(world.hub.catalogue.scan('5901234123457')?.sku).toBe('fig');
  expect(world.hub.catalogue.scan('4006381333931')?.sku).toBe('plum');
});

test('A question about units waits for what its store has granted a moment before', async () => {
  const street = [received(), seller.write('grant', 'G1', { lines })];
  const desk = world.desk('S01');
  const question = { id: 'Q9', kind: 'units' as const, lines, downN: desk.sync().down.n, upN: street.length };
  const answering = world.hub.exchange.answer(desk, question);
  await world.send(seller, street);
  expect(await answering).toMatchObject({ granted: true });
});

test('Two dispatches under one name: the first is announced, the second is kept for a person to see', async () => {
  await world.hub.putStores([storeInfo('S03')]);
  const third = await world.enrol('S03');
  await world.send(seller, [received(), seller.write('dispatch', 'T1', { transfer: 'T1', to: 'S02', lines })]);
  const twin = third.write('dispatch', 'T1', { transfer: 'T1', to: 'S02', lines });
  await world.send(third, [twin]);
  expect(await onStreet('S02', 'relay')).toEqual(['relay~T1']);
  expect(await world.hub.quarantine('S02')).toMatchObject([{ id: 'relay~T1' }]);
});
