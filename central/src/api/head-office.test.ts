import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { stateHash } from '@ringfence/domain/store/state-hash.ts';
import {
  CreateEnrolmentCode,
  Exceptions,
  type ExceptionFilter,
  PutProducts,
  PutStaff,
  PutStores,
  ResolveException,
  type ResolveExceptionInput,
  StoreLinkChanged,
  StoreStock,
  SyncStatus,
} from '@ringfence/graphql/generated/operations.ts';
import { KEYS, openWorld, type World } from './testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
  const { S01, S02 } = world.stores;
  await Promise.all([S01.enrol(), S02.enrol()]);
  await S01.stock('r1', [{ sku: 'tea', units: 10, online: 4 }]);
});
afterAll(() => world.close());

const key = KEYS.office;
const product = { sku: 'oil', name: 'Oil', price: 799, currency: 'EUR', taxRate: 2300 };

describe('how far hub and stores know each other', () => {
  const statusOf = async (store: string) => {
    const { data, errors } = await world.send(SyncStatus, { storeIds: [store] }, key);
    expect(errors).toBeUndefined();
    return data?.syncStatus[0];
  };

  test('positions, heads and what is still to come', async () => {
    expect(await statusOf('S01')).toMatchObject({
      storeId: 'S01',
      connected: false,
      incarnation: 1,
      up: { n: 2, head: expect.stringMatching(/^[0-9a-f]{64}$/) },
      down: { n: 1 },
      downAcknowledged: 0,
      downBacklog: 1,
      backlog: null,
      lagMs: null,
      oldestUnsentAt: null,
      quarantined: 0,
      setAside: [],
    });
    const desk = world.hub.desk('S01');
    await world.hub.exchange.report(desk!, { upHead: 16, downN: 1, oldestUnsentAt: Date.now() - 3_600_000 });
    const reported = await statusOf('S01');
    expect(reported).toMatchObject({ backlog: 14, downBacklog: 0, oldestUnsentAt: expect.any(String) });
    expect(reported?.lagMs).toBeGreaterThanOrEqual(3_600_000);
  });

  test('the state hash speaks for the folded state', async () => {
    const { state } = world.hub.desk('S02')!;
    const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
    expect((await statusOf('S02'))?.stateHash).toBe(stateHash(state, sha256));
  });

  test('what was not taken is listed with its reason', async () => {
    const desk = world.hub.desk('S01')!;
    await world.hub.exchange.ingest(desk, 1, [{ _id: 'sale~x', kind: 'sale', constructor: 1 }]);
    await world.stores.S01.write('release', 'r', { lines: [{ sku: 'tea', units: 1 }] });
    const text = `{ syncStatus(storeIds: ["S01"]) { quarantined quarantine { reason } setAside { id reason } } }`;
    const { data } = await world.ask(text, {}, key);
    expect(data).toMatchObject({
      syncStatus: [
        {
          quarantined: 2,
          quarantine: [{ reason: expect.stringMatching('constructor') }, { reason: expect.any(String) }],
          setAside: [{ id: 'release~r', reason: expect.stringMatching('may not travel up') }],
        },
      ],
    });
  });

  test('all stores by default, and unknown ones are named', async () => {
    const { data } = await world.send(SyncStatus, {}, key);
    expect(data?.syncStatus.map((store) => store.storeId)).toEqual(['S01', 'S02', 'S03']);
    const unknown = await world.send(SyncStatus, { storeIds: ['S01', 'S77'] }, key);
    expect(unknown.errors?.[0]?.extensions).toMatchObject({ code: 'unknown-store', field: 'storeIds[1]' });
  });

  test('a subscriber hears links go up and down', async () => {
    const stream = world.subscribe(StoreLinkChanged, { storeIds: ['S02'] });
    expect((await stream.next()).storeLinkChanged).toMatchObject({ storeId: 'S02', connected: false, since: null });
    world.stores.S01.connect();
    world.stores.S02.connect();
    expect((await stream.next()).storeLinkChanged).toMatchObject({ storeId: 'S02', connected: true });
    world.stores.S02.disconnect();
    expect((await stream.next()).storeLinkChanged).toMatchObject({ connected: false, since: expect.any(String) });
    stream.close();
  });

  test('stock explained', async () => {
    const { data } = await world.send(StoreStock, { storeId: 'S01', sku: 'tea' }, key);
    expect(data?.storeStock).toMatchObject({ onHand: 10, shelf: 6, online: 4, orders: 0, deficit: 0, heldFor: [] });
    for (const [variables, field] of [
      [{ storeId: 'S77', sku: 'tea' }, 'storeId'],
      [{ storeId: 'S01', sku: 'gold' }, 'sku'],
      [{ storeId: 'S01', sku: 'a b' }, 'sku'],
    ] as const)
      expect((await world.send(StoreStock, variables, key)).errors?.[0]?.extensions).toMatchObject({ field });
  });
});

describe('exceptions', () => {
  const list = async (filter?: ExceptionFilter) =>
    (await world.send(Exceptions, filter ? { filter } : {}, key)).data?.exceptions.nodes ?? [];
  const resolve = async (input: ResolveExceptionInput) => {
    const { data } = await world.send(ResolveException, { input }, key);
    return data?.resolveException;
  };

  test('are listed until somebody dealt with them', async () => {
    const lines = [{ sku: 'jam', shelf: 3, unsellable: 0, missing: 0, extra: 2 }];
    await world.stores.S02.write('arrival', 't1', { transfer: 't1', lines });
    const reported: ExceptionFilter = { types: ['TRANSFER_MISMATCH'] };
    expect(await list(reported)).toMatchObject([
      { id: 'arrival~t1', storeId: 'S02', type: 'TRANSFER_MISMATCH', open: true },
    ]);
    expect(await list({ types: ['OVERSOLD'] })).toEqual([]);
    expect(await list({ ...reported, storeIds: ['S01'] })).toEqual([]);

    const input = { id: 'x1', storeId: 'S02', exceptionId: 'arrival~t1', note: 'Counted again.' };
    expect(await resolve(input)).toMatchObject({ outcome: 'RECORDED', exception: { open: false } });
    expect(await resolve(input)).toMatchObject({ outcome: 'EXISTS' });
    expect(await resolve({ ...input, note: 'Other.' })).toMatchObject({ __typename: 'ExistsDifferent' });
    expect(await resolve({ ...input, id: 'x2' })).toMatchObject({ __typename: 'InvalidInput', field: 'exceptionId' });
    expect(await list(reported)).toEqual([]);
    expect(await list({ ...reported, open: false })).toHaveLength(1);
    expect(await list({ ...reported, open: null })).toHaveLength(1);
    const text =
      '{ exceptions(filter: { types: [TRANSFER_MISMATCH], open: null }) { nodes { resolution { by note } store { name } } } }';
    expect((await world.ask(text, {}, key)).data).toEqual({
      exceptions: { nodes: [{ resolution: { by: 'office', note: 'Counted again.' }, store: { name: 'Store S02' } }] },
    });
  });

  test('a document that was not taken, or moves nothing, is one until somebody dealt with it', async () => {
    const filter: ExceptionFilter = { types: ['QUARANTINED'] };
    const before = (await list(filter)).length;
    const row = { _id: 'sale~y', kind: 'sale', constructor: 1 };
    await world.hub.exchange.ingest(world.hub.desk('S02')!, 1, [row]);
    await world.stores.S02.write('release', 'r', { lines: [{ sku: 'tea', units: 1 }] });
    const [refused, setAside] = (await list(filter)).slice(before);
    expect(refused).toMatchObject({ storeId: 'S02', type: 'QUARANTINED', open: true, lines: [] });
    expect(setAside).toMatchObject({ id: 'quarantined~release~r', reason: expect.stringMatching('may not travel up') });
    for (const each of [refused, setAside]) {
      const input = { id: `q-${each?.reason.length}`, storeId: 'S02', exceptionId: each?.id ?? '', note: 'By hand.' };
      expect(await resolve(input)).toMatchObject({ outcome: 'RECORDED', exception: { open: false } });
      expect(await resolve(input)).toMatchObject({ outcome: 'EXISTS' });
      expect(await resolve({ ...input, note: 'Other.' })).toMatchObject({ __typename: 'ExistsDifferent' });
      expect(await resolve({ ...input, id: 'q2' })).toMatchObject({ __typename: 'InvalidInput' });
    }
    expect(await list(filter)).toHaveLength(before);
    const text = `{ exceptions(filter: { types: [QUARANTINED], open: false, storeIds: ["S02"] }) { nodes { document } } }`;
    const { data } = await world.ask(text, {}, key);
    expect(data).toMatchObject({ exceptions: { nodes: [{ document: JSON.stringify(row) }, {}] } });
  });

  test.each<[string, Partial<ResolveExceptionInput>, object]>([
    ['an unknown exception', { exceptionId: 'arrival~none' }, { __typename: 'UnknownException' }],
    ['an unknown store', { storeId: 'S77' }, { __typename: 'UnknownStore', field: 'storeId' }],
    ['no note', { note: '' }, { __typename: 'InvalidInput', field: 'note' }],
    ['a long note', { note: 'x'.repeat(281) }, { __typename: 'InvalidInput', field: 'note' }],
    ['an id of the wrong form', { id: 'a b' }, { __typename: 'InvalidInput', field: 'id' }],
    ['somebody of the wrong form', { by: 'a b' }, { __typename: 'InvalidInput', field: 'by' }],
  ])('%s is refused', async (_name, rest, refusal) => {
    const input = { id: 'x9', storeId: 'S02', exceptionId: 'arrival~t1', note: 'Done.', ...rest };
    expect(await resolve(input)).toMatchObject(refusal);
  });
});

describe('the catalogue', () => {
  test('takes what is new or different, once', async () => {
    const put = async (price: number) =>
      (await world.send(PutProducts, { products: [{ ...product, price }] }, key)).data?.putProducts;
    expect(await put(799)).toMatchObject({ written: 1, unchanged: 0 });
    expect(await put(799)).toMatchObject({ written: 0, unchanged: 1 });
    expect(await put(699)).toMatchObject({ written: 1 });
    expect(world.hub.catalogue.product('oil')).toMatchObject({ price: 699, measure: 'piece', safetyStock: 1 });
  });

  test('a store that is put has its desk and takes an enrolment code', async () => {
    const store = { id: 'S05', name: 'Fifth', latitude: 5, longitude: 5, currency: 'EUR' };
    const enrol = async () =>
      (await world.send(CreateEnrolmentCode, { storeId: 'S05' }, key)).data?.createEnrolmentCode;
    expect(await enrol()).toMatchObject({ __typename: 'UnknownStore', field: 'storeId' });
    expect((await world.send(PutStores, { stores: [store] }, key)).data?.putStores).toMatchObject({ written: 1 });
    const pinHash = `$argon2id$v=19$m=19456,t=2,p=1$${'A'.repeat(22)}$${'B'.repeat(43)}`;
    const person = { id: 'P1', name: 'Supervisor One', role: 'SUPERVISOR' as const, pinHash };
    expect((await world.send(PutStaff, { staff: [person] }, key)).data?.putStaff).toMatchObject({ written: 1 });
    expect((await world.send(PutStaff, { staff: [person] }, key)).data?.putStaff).toMatchObject({ unchanged: 1 });
    const plain = { ...person, pinHash: '1234' };
    expect((await world.send(PutStaff, { staff: [plain] }, key)).data?.putStaff).toMatchObject({
      __typename: 'InvalidInput',
      field: 'staff[0].pinHash',
    });
    expect(world.hub.catalogue.staff('P1')).toMatchObject({ name: 'Supervisor One', role: 'supervisor', active: true });
    const code = await enrol();
    expect(code).toMatchObject({ code: expect.stringMatching(/^[A-Z0-9-]{20,}$/), expiresAt: expect.any(String) });
    expect(await enrol()).not.toEqual(code);
  });

  test.each([
    ['a wrong check digit', { gtins: ['4006381333932'] }, 'products[1].gtins'],
    ['a negative price', { price: -1 }, 'products[1].price'],
    ['a price beyond the limit', { price: 200_000_000_000 }, 'products[1].price'],
    ['a currency of its own', { currency: 'euro' }, 'products[1].currency'],
    ['a tax above all', { taxRate: 10_001 }, 'products[1].taxRate'],
    ['a name too long', { name: 'x'.repeat(281) }, 'products[1].name'],
    ['no SKU', { sku: '' }, 'products[1].sku'],
  ])('%s refuses the whole call', async (_name, rest, field) => {
    const before = world.hub.catalogue.cursor.n;
    const products = [
      { ...product, sku: 'new' },
      { ...product, ...rest },
    ];
    const { data } = await world.send(PutProducts, { products }, key);
    expect(data?.putProducts).toMatchObject({ __typename: 'InvalidInput', field: expect.stringContaining(field) });
    expect(world.hub.catalogue.cursor.n).toBe(before);
  });

  test('a store of the wrong form is named as the caller named it', async () => {
    const stores = [{ id: 'a b', name: 'X', latitude: 5, longitude: 5, currency: 'EUR' }];
    const { data } = await world.send(PutStores, { stores }, key);
    expect(data?.putStores).toMatchObject({ __typename: 'InvalidInput', field: 'stores[0].id' });
  });

  test('a price may be larger than an Int, and is never a fraction', async () => {
    const products = [{ ...product, sku: 'car', price: 5_000_000_000 }];
    expect((await world.send(PutProducts, { products }, key)).data?.putProducts).toMatchObject({ written: 1 });
    const { data } = await world.ask('{ product(sku: "car") { price { amount } } }');
    expect(data).toEqual({ product: { price: { amount: 5_000_000_000 } } });
    const broken = await world.send(PutProducts, { products: [{ ...product, price: 9.5 }] }, key);
    expect(broken.errors?.[0]?.message).toMatch('products[0].price');
  });
});
