import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  CancelPickupOrder,
  CheckIn,
  ExtendPickup,
  PickupOrder,
  PickupOrderChanged,
  type PickupOrderFilter,
  PickupOrders,
  PlacePickupOrder,
  type PlacePickupOrderInput,
} from '@ringfence/graphql/generated/operations.ts';
import { KEYS, openWorld, type World } from './testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
  const { S01, S02 } = world.stores;
  await Promise.all([S01.enrol(), S02.enrol()]);
  await S01.stock('r1', [
    { sku: 'tea', units: 100, online: 60 },
    { sku: 'cup', units: 5, online: 2 },
  ]);
  await S02.stock('r1', [{ sku: 'pot', units: 5, online: 0 }]);
});
afterAll(() => world.close());

const basket = (id: string, rest: Partial<PlacePickupOrderInput> = {}): PlacePickupOrderInput => ({
  id,
  storeId: 'S01',
  lines: [{ sku: 'tea', units: 1 }],
  ...rest,
});
const place = async (input: PlacePickupOrderInput) => {
  const { data, errors } = await world.send(PlacePickupOrder, { input });
  return data?.placePickupOrder ?? { __typename: 'Error' as const, errors };
};
const stateOf = () => JSON.stringify([...world.hub.desks()].map((desk) => desk.sync().stateHash()));

describe('placing', () => {
  test('promises every line, with prices, a pass and a week to collect', async () => {
    const lines = [
      { sku: 'tea', units: 2 },
      { sku: 'cup', units: 1 },
      { sku: 'tea', units: 1 },
    ];
    const placed = await place(basket('o-1', { lines, payment: 'DUE' }));
    expect(placed).toMatchObject({
      outcome: 'RECORDED',
      order: {
        id: 'o-1',
        storeId: 'S01',
        status: 'PLACED',
        lines: [
          { sku: 'tea', units: 3, amount: { amount: 300, currency: 'EUR' } },
          { sku: 'cup', units: 1, amount: { amount: 200, currency: 'EUR' } },
        ],
        total: { amount: 500, currency: 'EUR' },
        due: { amount: 500, currency: 'EUR' },
      },
    });
    const { order } = placed as Extract<typeof placed, { order: unknown }>;
    expect(order.pass).toMatch(/^RF1\./);
    expect(Date.parse(order.expiresAt) - Date.parse(order.placedAt)).toBeGreaterThan(6 * 24 * 3_600_000);
  });

  test('the same again exists, with the same pass; something else under the id is refused', async () => {
    const contact = { name: 'A. Customer', phone: '0151 000000' };
    const first = await place(basket('o-2', { contact }));
    const again = await Promise.all([place(basket('o-2', { contact })), place(basket('o-2', { contact }))]);
    expect(first).toMatchObject({ outcome: 'RECORDED' });
    for (const answer of again) expect(answer).toEqual({ ...first, outcome: 'EXISTS' });
    const before = stateOf();
    for (const other of [{ contact: { name: 'B. Other' } }, { lines: [{ sku: 'tea', units: 2 }] }, { storeId: 'S02' }])
      expect(await place(basket('o-2', { contact, ...other }))).toMatchObject({
        __typename: 'ExistsDifferent',
        code: 'exists-different',
        field: 'id',
        retry: false,
      });
    expect(stateOf()).toBe(before);
  });

  test('two at the same time under one id are one order', async () => {
    const answers = await Promise.all([place(basket('o-3')), place(basket('o-3'))]);
    expect(answers).toContainEqual(expect.objectContaining({ outcome: 'RECORDED' }));
    expect(answers).toContainEqual(expect.objectContaining({ outcome: 'EXISTS' }));
  });

  test('every shortage is told', async () => {
    const before = stateOf();
    const lines = [
      { sku: 'tea', units: 1 },
      { sku: 'cup', units: 9 },
      { sku: 'pot', units: 1 },
    ];
    expect(await place(basket('o-4', { lines }))).toMatchObject({
      __typename: 'InsufficientPromise',
      retry: true,
      shortages: [
        { sku: 'cup', asked: 9, promised: 1 },
        { sku: 'pot', asked: 1, promised: 0 },
      ],
    });
    expect(stateOf()).toBe(before);
  });

  test('a connected store is asked for what lies on its shelf', async () => {
    const { S02 } = world.stores;
    S02.connect((signal) => {
      if (signal.type !== 'ask' || signal.ask.kind !== 'units') return;
      const { id, lines } = signal.ask;
      void S02.write('grant', id, { ask: id, lines: [...lines] });
    });
    // What the store grants after the checkout has waited long enough is there when it asks again.
    const wanted = basket('o-5', { storeId: 'S02', lines: [{ sku: 'pot', units: 2 }] });
    while ((await place(wanted)).__typename !== 'PickupOrderRecorded');
    S02.disconnect();
  });

  test('the contact is told with the order, and stands in no document', async () => {
    const contact = { name: 'C. Customer', email: 'c@shop.example' };
    await place(basket('o-6', { contact }));
    const text =
      '{ pickupOrder(id: "o-6") { contact { name phone email } store { name } lines { product { name } } } }';
    for (const key of [KEYS.web, KEYS.office])
      expect((await world.ask(text, {}, key)).data).toEqual({
        pickupOrder: {
          contact: { ...contact, phone: null },
          store: { name: 'Store S01' },
          lines: [{ product: { name: 'The tea' } }],
        },
      });
    expect(JSON.stringify(world.hub.findOrder('o-6')?.record)).not.toMatch('Customer');
  });
});

describe('input that breaks a rule', () => {
  const good = basket('o-bad');
  test.each<[string, Partial<PlacePickupOrderInput>, object]>([
    ['an id of the wrong form', { id: 'o bad' }, { __typename: 'InvalidInput', field: 'id' }],
    ['an empty id', { id: '' }, { __typename: 'InvalidInput', field: 'id' }],
    ['a reserved word', { id: '__proto__' }, { __typename: 'InvalidInput', field: 'id' }],
    ['a long id', { id: 'x'.repeat(65) }, { __typename: 'InvalidInput', field: 'id' }],
    ['a store of the wrong form', { storeId: '../S01' }, { __typename: 'InvalidInput', field: 'storeId' }],
    ['an unknown store', { storeId: 'S77' }, { __typename: 'UnknownStore', field: 'storeId' }],
    ['no line', { lines: [] }, { __typename: 'InvalidInput', field: 'lines' }],
    [
      'too many lines',
      { lines: Array.from({ length: 51 }, () => ({ sku: 'tea', units: 1 })) },
      { __typename: 'InvalidInput', field: 'lines' },
    ],
    [
      'no units',
      {
        lines: [
          { sku: 'tea', units: 1 },
          { sku: 'tea', units: 0 },
        ],
      },
      { __typename: 'InvalidInput', field: 'lines[1].units' },
    ],
    ['negative units', { lines: [{ sku: 'tea', units: -3 }] }, { __typename: 'InvalidInput', field: 'lines[0].units' }],
    ['too many units', { lines: [{ sku: 'tea', units: 1_000_001 }] }, { field: 'lines[0].units' }],
    ['an unknown item', { lines: [{ sku: 'gold', units: 1 }] }, { __typename: 'UnknownSku', field: 'lines' }],
    ['an end in the past', { expiresAt: '2020-01-01T00:00:00Z' }, { __typename: 'InvalidInput', field: 'expiresAt' }],
    ['an end too far', { expiresAt: '2120-01-01T00:00:00Z' }, { __typename: 'InvalidInput', field: 'expiresAt' }],
    ['a channel of the wrong form', { channel: 'a/b' }, { __typename: 'InvalidInput', field: 'channel' }],
    ['an empty name', { contact: { name: ' ' } }, { __typename: 'InvalidInput', field: 'contact.name' }],
    ['a long phone', { contact: { phone: '0'.repeat(201) } }, { __typename: 'InvalidInput', field: 'contact.phone' }],
  ])('%s is refused by name and changes nothing', async (_name, input, refusal) => {
    const before = stateOf();
    expect(await place({ ...good, ...input })).toMatchObject(refusal);
    expect(stateOf()).toBe(before);
    expect(world.failures).toEqual([]);
  });

  test.each([
    ['a fraction', { lines: [{ sku: 'tea', units: 0.5 }] }, 'input.lines[0].units'],
    ['text for a number', { lines: [{ sku: 'tea', units: '1' }] }, 'input.lines[0].units'],
    ['no list', { lines: null }, 'input.lines'],
    ['a field that is not there', { price: 1 }, 'price'],
    ['a payment of its own', { payment: 'FREE' }, 'input.payment'],
    ['no instant', { expiresAt: 'tomorrow' }, 'input.expiresAt'],
  ])('%s does not fit the schema', async (_name, input, where) => {
    const before = stateOf();
    const { data, errors } = await world.ask(PlacePickupOrder.text, { input: { ...good, ...input } });
    expect(data ?? null).toBeNull();
    expect(errors?.[0]?.message).toMatch(where);
    expect(stateOf()).toBe(before);
  });
});

describe('an order that exists', () => {
  test('is extended, once an id', async () => {
    await place(basket('o-x'));
    const expiresAt = new Date(Date.now() + 20 * 24 * 3_600_000).toISOString();
    const extend = async (input: { id: string; orderId: string; expiresAt: string }) =>
      (await world.send(ExtendPickup, { input })).data?.extendPickup;
    expect(await extend({ id: 'x1', orderId: 'o-x', expiresAt })).toMatchObject({
      outcome: 'RECORDED',
      order: { expiresAt },
    });
    expect(await extend({ id: 'x1', orderId: 'o-x', expiresAt })).toMatchObject({ outcome: 'EXISTS' });
    expect(await extend({ id: 'x2', orderId: 'o-x', expiresAt: '2020-01-01T00:00:00Z' })).toMatchObject({
      __typename: 'InvalidInput',
      field: 'expiresAt',
    });
    expect(await extend({ id: 'x3', orderId: 'o-none', expiresAt })).toMatchObject({
      __typename: 'UnknownOrder',
      field: 'orderId',
      retry: true,
    });
  });

  test('hears that the customer is here', async () => {
    await place(basket('o-c'));
    const { data } = await world.send(CheckIn, { input: { orderId: 'o-c', where: 'bay 3' } });
    expect(data?.checkIn).toMatchObject({ outcome: 'RECORDED', order: { checkedInAt: expect.any(String) } });
    const long = await world.send(CheckIn, { input: { orderId: 'o-c', where: 'x'.repeat(300) } });
    expect(long.data?.checkIn).toMatchObject({ __typename: 'InvalidInput', field: 'where' });
  });

  test('is cancelled by the store when somebody asks; after that nothing more can be asked', async () => {
    await place(basket('o-d'));
    const cancel = async (key?: string, by: 'CUSTOMER' | 'OPERATIONS' = 'CUSTOMER') =>
      (await world.send(CancelPickupOrder, { input: { orderId: 'o-d', by } }, key)).data?.cancelPickupOrder;
    expect(await cancel(KEYS.web, 'OPERATIONS')).toMatchObject({ __typename: 'NotAllowed', field: 'by' });
    expect(await cancel()).toMatchObject({ outcome: 'RECORDED', order: { status: 'CANCELLING' } });
    expect(await cancel()).toMatchObject({ outcome: 'EXISTS' });
    const checkIn = { input: { orderId: 'o-d' } };
    expect((await world.send(CheckIn, checkIn)).data?.checkIn).toMatchObject({ __typename: 'OrderCancelling' });
    await world.stores.S01.write('order-end', 'o-d', {
      order: 'o-d',
      reason: 'cancelled',
      lines: [{ sku: 'tea', units: 1 }],
    });
    expect((await world.send(PickupOrder, { id: 'o-d' })).data?.pickupOrder).toMatchObject({ status: 'CANCELLED' });
    expect((await world.send(CheckIn, checkIn)).data?.checkIn).toMatchObject({ __typename: 'OrderEnded' });
  });

  test('an order handed over cannot be cancelled', async () => {
    await place(basket('o-h'));
    await world.stores.S01.write('hand-over', 'o-h', {
      order: 'o-h',
      lines: [{ sku: 'tea', units: 1 }],
      left: [],
      pass: null,
      currency: 'EUR',
      tenders: [],
    });
    const text = `mutation { cancelPickupOrder(input: { orderId: "o-h" }) { ... on OrderEnded { code order { status endedLines { sku units } } } } }`;
    expect((await world.ask(text)).data).toEqual({
      cancelPickupOrder: {
        code: 'already-handed-over',
        order: { status: 'HANDED_OVER', endedLines: [{ sku: 'tea', units: 1 }] },
      },
    });
  });

  test('one that is not there is null', async () => {
    expect((await world.send(PickupOrder, { id: 'o-none' })).data).toEqual({ pickupOrder: null });
  });
});

describe('all orders', () => {
  const list = async (filter: PickupOrderFilter, first = 50, after: string | null = null) => {
    const { data, errors } = await world.send(PickupOrders, { filter, first, after }, KEYS.office);
    return { ...data?.pickupOrders, error: errors?.[0]?.extensions };
  };

  test('newest first, in pages that neither skip nor repeat', async () => {
    const whole = await list({});
    const ids = whole.nodes?.map((order) => order.id) ?? [];
    expect(ids.length).toBeGreaterThan(6);
    const times = whole.nodes?.map((order) => order.placedAt) ?? [];
    expect(times).toEqual([...times].sort().reverse());
    const paged: string[] = [];
    let after: string | null = null;
    do {
      const page = await list({}, 3, after);
      paged.push(...(page.nodes ?? []).map((order) => order.id));
      after = page.pageInfo?.hasNextPage ? (page.pageInfo.endCursor ?? null) : null;
    } while (after !== null);
    expect(paged).toEqual(ids);
  });

  test('by store, status and time', async () => {
    expect((await list({ storeIds: ['S02'] })).nodes?.map((order) => order.id)).toEqual(['o-5']);
    expect((await list({ statuses: ['CANCELLED', 'HANDED_OVER'] })).nodes?.map((order) => order.id).sort()).toEqual([
      'o-d',
      'o-h',
    ]);
    expect((await list({ placedBefore: '2020-01-01T00:00:00Z' })).nodes).toEqual([]);
    expect((await list({ storeIds: ['S77'] })).error).toMatchObject({ code: 'unknown-store', field: 'storeIds[0]' });
    expect((await list({}, 0)).error).toMatchObject({ code: 'invalid-input', field: 'first' });
  });
});

describe('a subscriber', () => {
  test('of one order hears what is, then every change', async () => {
    await place(basket('o-s'));
    const stream = world.subscribe(PickupOrderChanged, { id: 'o-s' });
    expect((await stream.next()).pickupOrderChanged.status).toBe('PLACED');
    await world.stores.S01.write('pick', 'p1', { order: 'o-s', lines: [{ sku: 'tea', units: 1 }] });
    expect((await stream.next()).pickupOrderChanged.status).toBe('READY');
    await world.send(CancelPickupOrder, { input: { orderId: 'o-s' } });
    expect((await stream.next()).pickupOrderChanged.status).toBe('CANCELLING');
    stream.close();
  });

  test('of a store hears its new orders, and leaves nothing behind', async () => {
    const stream = world.subscribe(PickupOrderChanged, { storeId: 'S01' });
    const next = stream.next();
    while (world.hub.events.listenerCount('order') === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await place(basket('o-t'));
    expect((await next).pickupOrderChanged.id).toBe('o-t');
    stream.close();
    while (world.hub.events.listenerCount('order') > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  test.each([{}, { id: 'o-1', storeId: 'S01' }, { id: 'o-none' }, { storeId: 'S77' }])(
    'of %j is refused',
    async (variables) => {
      await expect(world.subscribe(PickupOrderChanged, variables).next()).rejects.toThrow(/invalid-input|unknown/);
    },
  );
});
