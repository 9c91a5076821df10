/** A store that goes on from a snapshot is the store that folded everything; a snapshot that does not fit is no snapshot. */
import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonical } from '@ringfence/domain/basic/canonical.ts';
import type { Frozen } from '@ringfence/domain/basic/frozen.ts';
import { CATALOG_STREET, downStreet, upStreet } from '@ringfence/domain/basic/ids.ts';
import { startOfStreet } from '@ringfence/domain/documents/envelope.ts';
import { fact, type Fact } from '@ringfence/domain/documents/registry.ts';
import { stateContent } from '@ringfence/domain/store/state.ts';
import { Journal } from '@ringfence/log/journal.ts';
import { type MemoryDisk, MemoryLog } from '@ringfence/log/memory-log.ts';
import type { StreetLog } from '@ringfence/log/port.ts';
import { completeSaleCommand } from './commands/complete-sale.ts';
import { assignOrderCommand, handOverCommand, pickOrderCommand } from './commands/pickup.ts';
import { dispatchGoodsCommand, receiveDeliveryCommand } from './commands/stock.ts';
import { takeBackCommand } from './commands/take-back.ts';
import { sha256 } from './identity/home.ts';
import { LIMITS } from './limits.ts';
import { Snapshots } from './snapshots.ts';
import { Store, type StorePorts } from './store.ts';
import { HubPen, PRICE, productInfo, STORE } from './testing/seeded-home.ts';
import { TestNode } from './testing/test-node.ts';
import { FEEDS } from './views/changes.ts';
import { stateHash } from './views/state-hash.ts';

const SKUS = ['A', 'B', 'C'] as const;
const HEAD = '0'.repeat(64);
const ENOUGH_MS = 240_000;

/** A store on a simulated disk, which can be started again from the disk with or without a snapshot. */
class Shop {
  readonly hub = new HubPen();
  log = new MemoryLog({ sha256, schedule: (step) => setImmediate(step) });
  store!: Store;
  #down!: StreetLog;
  #catalog!: StreetLog;
  #count = 0;
  #now = 1_700_000_000_000;
  readonly #orders: string[] = [];
  readonly #sales: string[] = [];

  async begin(): Promise<this> {
    const catalog = await this.log.open(CATALOG_STREET);
    await catalog.append(
      this.hub.seal(
        SKUS.map((sku) => fact('product', sku, productInfo(sku))),
        startOfStreet,
      ),
    );
    const admission = fact('incarnation', `${STORE}.1`, { store: STORE, incarnation: 1, n: 0, head: HEAD });
    const down = await this.log.open(downStreet(STORE));
    await down.append(this.hub.seal([admission], startOfStreet));
    this.store = await this.open();
    return this;
  }

  /** A store from what the disk holds now. */
  async open(kept?: Frozen): Promise<Store> {
    this.#down = await this.log.open(downStreet(STORE));
    this.#catalog = await this.log.open(CATALOG_STREET);
    const up = await this.log.open(upStreet(STORE));
    const now = (): number => this.#now;
    const ports: StorePorts = {
      store: STORE,
      journal: new Journal(up, { author: `${STORE}.1`, sha256, now, onFatal: rethrow }),
      down: this.#down,
      catalog: this.#catalog,
      now,
      sha256,
      verifyPass: () => true,
      seal: () => 'sealed',
      later: () => undefined,
      hub: { ask: () => Promise.resolve({ granted: false }) },
    };
    return Store.open(ports, kept);
  }

  /** Power is cut, and the store starts again from what was on disk. */
  async restart(kept?: Frozen, disk: MemoryDisk = this.log.snapshot()): Promise<void> {
    this.store.close();
    this.log = this.log.restore(disk);
    this.store = await this.open(kept);
  }

  /** So many deliveries. */
  async receive(count: number): Promise<void> {
    const lines = [{ sku: 'A', units: 1, area: 'shelf' as const }];
    const facts = Array.from({ length: count }, () => fact('receipt', `c${(this.#count += 1)}`, { lines }));
    await this.store.record(facts).durable;
  }

  /** One thing that happens at a store; what is refused changes nothing. */
  async step(operation: number, pick: number): Promise<void> {
    const { store } = this;
    this.#now += pick * 3_600;
    const id = `c${(this.#count += 1)}`;
    const sku = SKUS[pick % SKUS.length] ?? 'A';
    const units = 1 + (pick % 3);
    const order = this.#orders[pick % Math.max(1, this.#orders.length)] ?? 'none';
    const sale = this.#sales[pick % Math.max(1, this.#sales.length)] ?? 'none';
    const rights = { override: true };
    const tenders = [{ kind: 'cash' as const, amount: PRICE * units }];
    const steps: (() => Promise<unknown>)[] = [
      () => store.execute(receiveDeliveryCommand, { id, lines: [{ sku, units: units * 3, area: 'shelf' }] }, rights),
      () => {
        this.#sales.push(id);
        const goods = { currency: 'EUR', lines: [{ sku, units }], tenders };
        return store.execute(completeSaleCommand, { id, receipt: `R-${id}`, register: 'R1', ...goods }, rights);
      },
      () => store.execute(takeBackCommand, { id, sale, lines: [{ line: 0, units: 1 }] }, rights),
      () => store.execute(dispatchGoodsCommand, { id, to: 'S02', lines: [{ sku, units: 1 }] }, rights),
      () => {
        this.#orders.push(id);
        return this.#hubWrites(this.hub.order(id, sku, 1, this.#now + 1e9));
      },
      () => store.execute(assignOrderCommand, { id, order, by: 'P1', to: 'P1' }, rights),
      () => store.execute(pickOrderCommand, { id, order, place: '7' }, rights),
      () => store.execute(handOverCommand, { order, pass: this.hub.pass({ order }) }, rights),
      () => Promise.resolve(store.record([fact('grant', id, { lines: [{ sku, units: 1 }] })])),
      () => this.#catalogSays(fact('product', `${sku}.${id}`, { ...productInfo(sku), name: `New ${id}` })),
      () => this.#hubWrites(fact('release', id, { ask: id, lines: [{ sku, units: 1 }] })),
    ];
    await steps[operation % steps.length]?.();
  }

  async #hubWrites(item: Fact): Promise<void> {
    await this.#down.append(this.hub.seal([item], this.#down.head(), this.#now));
  }

  async #catalogSays(item: Fact): Promise<void> {
    await this.#catalog.append(this.hub.seal([item], this.#catalog.head(), this.#now));
  }
}

function rethrow(error: unknown): never {
  throw error;
}

/** Everything a store says of itself. */
function said(store: Store): unknown {
  const { state, changes, sold, dispatched, catalogue } = store;
  const feeds = FEEDS.map((name) => {
    const pages = [];
    for (let after = '0.0.0', more = true; more;) {
      const page = changes.page(name, after, 2);
      pages.push(page);
      ({ checkpoint: after, more } = page);
    }
    return [name, changes.page(name, '0.0.0', 1000), pages];
  });
  return JSON.parse(
    canonical({
      state: stateContent(state),
      hash: stateHash(store),
      feeds,
      sold: Array.from({ length: 80 }, (_, n) => [
        sold.ofReceipt(`R-c${n}`) ?? null,
        sold.leftOf({ soldAt: STORE, of: 'sale', id: `c${n}` }, [{ kind: 'cash', amount: 1000 }]),
      ]),
      rates: SKUS.map((sku) => store.soldPerDay(sku)),
      sent: dispatched.latest(),
      products: [...catalogue.products()],
      cursor: catalogue.cursor,
      standing: store.standing,
    }),
  );
}

const history = fc.array(fc.tuple(fc.nat(10), fc.nat(200), fc.nat(9)), { minLength: 1, maxLength: 60 });

test(
  'over random histories, cut anywhere and again and again',
  async () => {
    await fc.assert(
      fc.asyncProperty(history, async (steps) => {
        const shop = await new Shop().begin();
        let kept: Frozen | undefined;
        for (const [operation, pick, then] of steps) {
          const step = shop.step(operation, pick);
          // While it is under way: decided and not yet on disk.
          if (then === 0) {
            const { frozen, durable } = shop.store.snapshot();
            await durable;
            kept = frozen;
          }
          await step;
          if (then === 1) await shop.restart(kept);
        }
        await shop.log.close();
        await shop.restart(kept);
        const resumed = said(shop.store);
        if (kept !== undefined) expect(shop.store.resumedWith).toBeGreaterThan(0);
        await shop.restart();
        expect(shop.store.resumedWith).toBe(0);
        expect(resumed).toEqual(said(shop.store));
      }),
      { numRuns: 60 },
    );
  },
  ENOUGH_MS,
);

describe('a snapshot that the streets do not continue is left alone', () => {
  const grown = async (): Promise<Shop> => {
    const shop = await new Shop().begin();
    for (const operation of [0, 1, 4, 0, 9, 10, 1]) await shop.step(operation, 0);
    return shop;
  };

  test.each([upStreet(STORE), downStreet(STORE), CATALOG_STREET])('%s is shorter', async (street) => {
    const shop = await grown();
    const { frozen } = shop.store.snapshot();
    const disk = shop.log.snapshot();
    const last = disk.findLastIndex((row) => 'street' in row && row.street === street);
    await shop.restart(frozen, disk.toSpliced(last, 1));
    expect(shop.store.resumedWith).toBe(0);
    const folded = said(shop.store);
    await shop.restart();
    expect(said(shop.store)).toEqual(folded);
  });

  test('a street has another document at that position', async () => {
    const shop = await grown();
    const disk = shop.log.snapshot();
    await shop.step(0, 1);
    const { frozen } = shop.store.snapshot();
    await shop.restart(undefined, disk);
    await shop.step(0, 2);
    await shop.step(0, 2);
    await shop.restart(frozen);
    expect(shop.store.resumedWith).toBe(0);
  });

  test('it is another store’s, or not one at all', async () => {
    const shop = await grown();
    const { frozen } = shop.store.snapshot();
    const state = {
      ...frozen.parts?.['state'],
      plain: { ...(frozen.parts?.['state']?.plain as object), store: 'S02' },
    };
    await shop.restart({ ...frozen, parts: { ...frozen.parts, state } });
    expect(shop.store.resumedWith).toBe(0);
    await shop.restart({});
    expect(shop.store.resumedWith).toBe(0);
    await shop.restart(frozen);
    expect(shop.store.resumedWith).toBeGreaterThan(0);
  });
});

test('one that cannot be written is tried again after as many documents as before, and one that does not fit is told of', async () => {
  const shop = await new Shop().begin();
  const directory = await mkdtemp(join(tmpdir(), 'ringfence-snapshot-'));
  const path = join(directory, 'store');
  const entries: unknown[] = [];
  const snapshots = new Snapshots({ path, log: (entry) => entries.push(entry) });
  const { tail } = LIMITS.snapshots;
  const said = async (count: number): Promise<void> => {
    while (entries.length < count) await new Promise(setImmediate);
  };
  try {
    await mkdir(join(path, 'in the way'), { recursive: true });
    const former = shop.log.snapshot();
    snapshots.opened(shop.store);
    await shop.receive(tail);
    snapshots.look(shop.store, 0);
    await said(1);
    snapshots.look(shop.store, 0);
    await shop.receive(tail - 1);
    snapshots.look(shop.store, 0);
    await new Promise(setImmediate);
    await rm(path, { recursive: true });
    await shop.receive(1);
    snapshots.look(shop.store, 0);
    await said(2);
    const refused = { event: 'no-snapshot', reason: expect.any(String) };
    expect(entries).toEqual([refused, { event: 'snapshot', documents: shop.store.documents }]);
    await snapshots.close(shop.store);
    expect(entries).toHaveLength(2);
    await shop.restart(await snapshots.read());
    snapshots.opened(shop.store);
    expect(entries).toHaveLength(2);
    // The disk is older than it.
    await shop.restart(await snapshots.read(), former);
    snapshots.opened(shop.store);
    expect(entries.slice(2)).toEqual([refused]);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});

describe('a store node', () => {
  const nodes: TestNode[] = [];
  afterAll(() => Promise.all(nodes.map((node) => node.end())));

  const grown = async (): Promise<{ node: TestNode; file: string; status: () => Promise<Record<string, unknown>> }> => {
    const node = await TestNode.start({ catalog: ['A'] });
    nodes.push(node);
    await node.post('/v1/receipts', { id: 'r', lines: [{ sku: 'A', units: 100_000 }] });
    const count = LIMITS.snapshots.tailAtStop;
    for (let n = 0; n < count; n += 20)
      await Promise.all(
        Array.from({ length: 20 }, (_, part) =>
          node.post('/v1/sales', {
            id: `s${n + part}`,
            currency: 'EUR',
            lines: [{ sku: 'A', units: 1 }],
            tenders: [{ kind: 'cash', amount: PRICE }],
          }),
        ),
      );
    const status = async (): Promise<Record<string, unknown>> => (await node.get('/v1/status')).body;
    return { node, file: join(node.directory, 'snapshot', 'store'), status };
  };

  test(
    'leaves a snapshot when it stops and goes on from it; a damaged or missing one costs time alone',
    async () => {
      const { node, file, status } = await grown();
      const before = await status();
      await node.restart();
      expect(node.resumedWith).toBeGreaterThan(LIMITS.snapshots.tailAtStop);
      expect(await status()).toMatchObject({ stateHash: before['stateHash'], up: before['up'], trading: true });
      const whole = Uint8Array.from(await readFile(file));
      const damaged = whole.slice();
      damaged[damaged.length >> 1] = (damaged[damaged.length >> 1] ?? 0) ^ 1;
      await node.stop();
      await writeFile(file, damaged);
      await node.open();
      expect(node.resumedWith).toBe(0);
      expect(await status()).toMatchObject({ stateHash: before['stateHash'], up: before['up'], trading: true });
      await node.stop();
      await rm(file);
      await node.open();
      expect(node.resumedWith).toBe(0);
      expect(await status()).toMatchObject({ stateHash: before['stateHash'], up: before['up'], trading: true });
      // An older snapshot that comes back has the longer tail.
      await node.post('/v1/receipts', { id: 'r2', lines: [{ sku: 'A', units: 5 }] });
      await node.stop();
      await writeFile(file, whole);
      await node.open();
      expect(node.resumedWith).toBeGreaterThan(0);
      expect((await node.get('/v1/stock/A')).body).toMatchObject({ onHand: 100_005 - LIMITS.snapshots.tailAtStop });
    },
    ENOUGH_MS,
  );
});
