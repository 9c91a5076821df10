import { expect, test } from '@jest/globals';
import { CATALOG_STREET, downStreet, upStreet } from '@ringfence/domain/basic/ids.ts';
import { startOfStreet } from '@ringfence/domain/documents/envelope.ts';
import { fact } from '@ringfence/domain/documents/registry.ts';
import { online, shelf } from '@ringfence/domain/ledger/account.ts';
import { Journal } from '@ringfence/log/journal.ts';
import { MemoryLog } from '@ringfence/log/memory-log.ts';
import { completeSaleCommand } from './commands/complete-sale.ts';
import { exchange, performExchange } from './commands/exchange.ts';
import { receiveDeliveryCommand } from './commands/stock.ts';
import type { Question } from './hub-line.ts';
import { sha256 } from './identity/home.ts';
import { LIMITS } from './limits.ts';
import { Store } from './store.ts';
import { HubPen, PRICE, productInfo, STORE } from './testing/seeded-home.ts';
import { SalesRate } from './views/sales-rate.ts';

/** A store on a simulated disk with time that stands still until it is moved. */
async function world(ask: (question: Question, store: Store) => void = () => undefined) {
  const hub = new HubPen();
  const log = new MemoryLog({ sha256, schedule: (step) => setImmediate(step) });
  const up = await log.open(upStreet(STORE));
  const down = await log.open(downStreet(STORE));
  const catalog = await log.open(CATALOG_STREET);
  const admission = fact('incarnation', `${STORE}.1`, { store: STORE, incarnation: 1, n: 0, head: startOfStreet.head });
  await down.append(hub.seal([admission], startOfStreet));
  await catalog.append(hub.seal([fact('product', 'A', { ...productInfo('A'), safetyStock: 0 })], startOfStreet));
  const due: (() => void)[] = [];
  const store: Store = await Store.open({
    store: STORE,
    journal: new Journal(up, { author: `${STORE}.1`, sha256, now: () => 1000, onFatal: rethrow }),
    down,
    catalog,
    now: () => 1000,
    sha256,
    verifyPass: () => false,
    seal: () => 'sealed',
    later: (ms, task) => {
      expect(ms).toBe(LIMITS.reactAfterMs);
      due.push(task);
    },
    hub: {
      ask: (question) => {
        ask(question, store);
        return Promise.resolve({ granted: true });
      },
    },
  });
  const react = (): void => due.splice(0).forEach((task) => task());
  react();
  const clerk = { override: false };
  const receive = (id: string, units: number) =>
    store.execute(receiveDeliveryCommand, { id, lines: [{ sku: 'A', units }] }, clerk);
  const sell = (id: string, units: number) => {
    const tenders = [{ kind: 'cash', amount: PRICE * units }];
    return store.execute(completeSaleCommand, { id, currency: 'EUR', lines: [{ sku: 'A', units }], tenders }, clerk);
  };
  return { hub, store, down, react, receive, sell };
}

function rethrow(error: unknown): never {
  throw error;
}

test('a burst of deliveries and sales makes one grant', async () => {
  const { store, react, receive, sell } = await world();
  await Promise.all(Array.from({ length: 20 }, (_, n) => receive(`r${n}`, 10)));
  await Promise.all(Array.from({ length: 20 }, (_, n) => sell(`s${n}`, 1)));
  const before = store.state.up.n;
  react();
  expect(store.state.up.n).toBe(before + 1);
  expect(store.state.book.units(online('A'))).toBeGreaterThan(0);
  react();
  expect(store.state.up.n).toBe(before + 1);
});

test('what is decided counts at once: two tills cannot sell the same last unit', async () => {
  const { store, receive, sell } = await world();
  await receive('r', 1);
  const outcomes = await Promise.all([sell('s1', 1), sell('s2', 1)]);
  expect(outcomes.map(({ outcome }) => outcome).sort((a, b) => (a < b ? -1 : 1))).toEqual(['recorded', 'refused']);
  expect(store.state.book.units(shelf('A'))).toBe(0);
});

test('a shelf that is short asks once, for what it lacks', async () => {
  const asked: Question[] = [];
  const { receive, sell } = await world((question) => asked.push(question));
  await receive('r', 2);
  expect(await sell('s', 5)).toMatchObject({ outcome: 'refused', refusal: { refused: 'insufficient-stock' } });
  expect(asked).toEqual([{ kind: 'units', lines: [{ sku: 'A', units: 3 }] }]);
});

test('pressed twice while the hub is asked, a command is decided once and both hear one answer', async () => {
  const { receive, sell, store } = await world();
  await receive('r', 2);
  const [first, second] = await Promise.all([sell('s', 5), sell('s', 5)]);
  expect([first?.outcome, second?.outcome]).toEqual(['refused', 'refused']);
  const [third, fourth] = await Promise.all([sell('s', 2), sell('s', 2)]);
  expect([third?.outcome, fourth?.outcome]).toEqual(['recorded', 'exists']);
  expect(store.state.book.units(shelf('A'))).toBe(0);
});

test('an exchange pressed twice while the hub is asked is made once, and both hear one answer', async () => {
  const asked: Question[] = [];
  const { receive, sell, store } = await world((question) => asked.push(question));
  await receive('r', 3);
  await sell('s', 1);
  const press = (id: string, units: number) => {
    const back = { id: `b-${id}`, sale: 's', lines: [{ line: 0, units: 1 }], exchange: { sale: id, amount: PRICE } };
    const tenders = [
      { kind: 'exchange', amount: PRICE, reference: back.id },
      { kind: 'cash', amount: PRICE * (units - 1) },
    ];
    const raw = { id, return: back, sale: { id, currency: 'EUR', lines: [{ sku: 'A', units }], tenders } };
    const rights = { back: { override: false }, sale: { override: false } };
    return performExchange(store, { input: exchange.parse(raw), raw }, rights);
  };
  const refused = await Promise.all([press('e1', 5), press('e1', 5)]);
  expect([refused.map(({ outcome }) => outcome), asked.length]).toEqual([['refused', 'refused'], 1]);
  const made = await Promise.all([press('e2', 2), press('e2', 2)]);
  expect(made.map(({ outcome }) => outcome)).toEqual(['recorded', 'exists']);
});

test('an incarnation trades only when it has the hub’s documents up to its admission', async () => {
  const { hub, store, down } = await world();
  const { log } = store.ports.journal;
  const next = await Store.open({
    ...store.ports,
    journal: new Journal(log, { author: `${STORE}.2`, sha256, now: () => 1000, onFatal: rethrow }),
  });
  expect(next.standing).toMatchObject({ trading: false });
  const admission = fact('incarnation', `${STORE}.2`, { store: STORE, incarnation: 2, n: 0, head: startOfStreet.head });
  await down.append(hub.seal([admission], down.head()));
  expect(next.standing).toEqual({ trading: true });
});

test('another node in its place ends its trade, and nothing more is written', async () => {
  const { hub, store, down, receive, react } = await world();
  await receive('r', 10);
  const next = { store: STORE, incarnation: 2, n: store.state.up.n, head: store.state.up.head };
  await down.append(hub.seal([fact('incarnation', `${STORE}.2`, next)], down.head()));
  const { n } = store.state.up;
  expect(await receive('late', 1)).toMatchObject({ outcome: 'refused', refusal: { refused: 'not-trading' } });
  react();
  expect(await store.answerUnitsAsk({ id: 'q', lines: [{ sku: 'A', units: 1 }] })).toBeUndefined();
  expect(store.state.up.n).toBe(n);
});

test('a question of the hub is answered once, however often it comes', async () => {
  const { store, receive } = await world();
  await receive('r', 10);
  const ask = { id: 'q1', lines: [{ sku: 'A', units: 4 }] };
  const [first, second] = await Promise.all([store.answerUnitsAsk(ask), store.answerUnitsAsk(ask)]);
  expect(first).toEqual(second);
  expect(await store.answerUnitsAsk(ask)).toEqual(first);
  expect(store.state.book.units(online('A'))).toBe(4);
});

test('the sales rate looks back on the last trading days, and a wrong date falls out', () => {
  const rate = new SalesRate(2);
  const lines = [{ sku: 'A', units: 6 }] as never[];
  rate.add({ businessDay: '9999-12-31', lines });
  rate.add({ businessDay: '2026-01-01', lines });
  expect(rate.soldPerDay('A')).toBe(6);
  rate.add({ businessDay: '2026-01-02', lines });
  rate.add({ businessDay: '2026-01-02', lines });
  expect(rate.soldPerDay('A')).toBe(9);
  expect(rate.soldPerDay('B')).toBe(0);
});
