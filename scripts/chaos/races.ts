/** Many who want the same at once: one id from several clients, and a few units that hundreds a second ask for. */
import { setTimeout as sleep } from 'node:timers/promises';
import { LIMITS } from '@ringfence/domain/limits.ts';
import { PlacePickupOrder } from '@ringfence/graphql/generated/operations.ts';
import { CURRENCY, PRICE, skuName } from '../bench/goods.ts';
import { processorSeconds } from '../processes/processor.ts';
import type { Retailer } from '../processes/retailer.ts';
import type { Acknowledged } from '../replay/tally.ts';
import type { Ground, Outcome, Scenario } from './scenario.ts';
import { examine, openShop, SKUS, theStore } from './shop.ts';

const CLIENTS = 8;
const IDS = { small: 50, full: 1000 } as const;
const HOT_UNITS = 10;
const PER_SECOND = 500;
const SECONDS = { small: 3, full: 20 } as const;

export const sameId: Scenario = {
  name: 'same-id',
  fault: `${CLIENTS} clients send the same order, and the same sale, at the same time; then one sends another under that id`,
  promise: 'one order and one sale each, all hear the same answer; the other one is refused',
  run: sendAlike,
};

export const hotItem: Scenario = {
  name: 'hot-item',
  fault: `${PER_SECOND} orders a second for an item of which there are ${HOT_UNITS} units, and then a till that sells the rest`,
  promise: `exactly ${HOT_UNITS} are sold, and everybody else is told why not`,
  run: rush,
};

/** An order's outcome in one word and its pass, or the code of a refusal. */
async function order({ hub }: Retailer, input: { id: string; storeId: string; sku: string; units: number }) {
  const { id, storeId, sku, units } = input;
  const { placePickupOrder: answer } = await hub.checkout.run(PlacePickupOrder, {
    input: { id, storeId, lines: [{ sku, units }], payment: 'PAID' },
  });
  return answer.__typename === 'PickupOrderRecorded'
    ? { isRecorded: true, what: `${answer.order.id} ${answer.order.pass}` }
    : { isRecorded: false, what: answer.__typename };
}

async function sendAlike({ directory, random, isFull, times, tell }: Ground): Promise<Outcome> {
  const retailer = await openShop({ directory, stores: 1 });
  try {
    const { id: storeId, clerk } = theStore(retailer);
    const ids = times ?? (isFull ? IDS.full : IDS.small);
    const acknowledged: Acknowledged[] = [];
    const broken: string[] = [];
    let recordedTwice = 0;
    const eight = <T>(send: () => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: CLIENTS }, send));
    for (let one = 0; one < ids; one++) {
      const sku = skuName(random.below(SKUS));
      const wanted = { id: `same-${one}`, storeId, sku, units: 1 };
      const lines = [{ sku, units: 1 }];
      const sale = { id: `same-${one}`, currency: CURRENCY, lines, tenders: [{ kind: 'card', amount: PRICE }] };
      const [orders, sales] = await Promise.all([
        eight(() => order(retailer, wanted)),
        eight(() => clerk.command('sales', sale)),
      ]);
      const other = await order(retailer, { ...wanted, units: 2 });
      const otherSale = await clerk.command('sales', { ...sale, register: 'R9' });
      if (new Set(orders.map(({ what }) => what)).size !== 1 || !orders[0]?.isRecorded)
        broken.push(`order ${one} was answered ${[...new Set(orders.map(({ what }) => what))].join(' | ')}`);
      if (other.what !== 'ExistsDifferent') broken.push(`another order under the id of ${one}: ${other.what}`);
      const documents = new Set(sales.map((sold) => ('document' in sold ? sold.document.prev : sold.code)));
      if (documents.size !== 1) broken.push(`sale ${one} was answered ${[...documents].join(' | ')}`);
      if (sales.filter(({ outcome }) => outcome === 'recorded').length !== 1) recordedTwice += 1;
      if (!('code' in otherSale) || otherSale.code !== 'exists-different')
        broken.push(`another sale under the id of ${one}: ${otherSale.outcome}`);
      acknowledged.push(
        { store: storeId, direction: 'down', id: `pickup-order~same-${one}` },
        { store: storeId, direction: 'up', id: `sale~same-${one}` },
      );
      if ((one + 1) % 200 === 0) tell(`${one + 1} ids`);
    }
    if (recordedTwice > 0) broken.push(`${recordedTwice} sales were "recorded" for several clients`);
    const examined = await examine(retailer, acknowledged);
    return {
      measured: { ids, clients: CLIENTS, requests: ids * (2 * CLIENTS + 2), ...examined.measured },
      broken: [...broken, ...examined.broken],
    };
  } finally {
    await retailer.kill();
  }
}

async function rush({ directory, isFull }: Ground): Promise<Outcome> {
  const retailer = await openShop({ directory, stores: 1, unstocked: 1 });
  try {
    const { id: storeId, clerk } = theStore(retailer);
    const sku = skuName(SKUS);
    await clerk.command('receipts', { id: 'hot', lines: [{ sku, units: HOT_UNITS }] });
    const acknowledged: Acknowledged[] = [];
    const answers = new Map<string, number>();
    const times: number[] = [];
    const seconds = isFull ? SECONDS.full : SECONDS.small;
    const asking: Promise<void>[] = [];
    const spent = processorOf(retailer);
    const from = performance.now();
    for (let sent = 0; sent < seconds * PER_SECOND; sent++) {
      // Sent when its time has come, whatever became of those before.
      const early = from + (1000 * sent) / PER_SECOND - performance.now();
      if (early > 0) await sleep(early);
      asking.push(
        (async () => {
          const id = `hot-${sent}`;
          const sentAt = performance.now();
          const { isRecorded, what } = await order(retailer, { id, storeId, sku, units: 1 });
          times.push(performance.now() - sentAt);
          if (isRecorded) acknowledged.push({ store: storeId, direction: 'down', id: `pickup-order~${id}` });
          else answers.set(what, (answers.get(what) ?? 0) + 1);
        })(),
      );
    }
    await Promise.all(asking);
    const eachUs = spent(times.length);
    const ordered = acknowledged.length;
    for (let sale = 0; sale <= LIMITS.linesPerDocument; sale++) {
      const body = { id: `hot-${sale}`, currency: CURRENCY, lines: [{ sku, units: 1 }] };
      const answer = await clerk.command('sales', { ...body, tenders: [{ kind: 'card', amount: PRICE }] });
      if (answer.outcome === 'refused') break;
      acknowledged.push({ store: storeId, direction: 'up', id: `sale~hot-${sale}` });
    }
    const broken = [];
    const sold = acknowledged.length - ordered;
    if (ordered + sold !== HOT_UNITS) broken.push(`${ordered} were ordered and ${sold} sold, of ${HOT_UNITS}`);
    const untyped = [...answers.keys()].filter((what) => what !== 'InsufficientPromise');
    if (untyped.length > 0) broken.push(`refused as ${untyped.join(', ')}`);
    times.sort((a, b) => a - b);
    const part = (of: number): number => Math.round(times[Math.floor(times.length * of)] ?? 0);
    const examined = await examine(retailer, acknowledged);
    return {
      measured: {
        requests: times.length,
        ordered,
        sold,
        'p50 ms': part(0.5),
        'p99 ms': part(0.99),
        ...eachUs,
        ...examined.measured,
      },
      broken: [...broken, ...examined.broken],
    };
  } finally {
    await retailer.kill();
  }
}

/**
 * What a request costs each of those who share the processor, in microseconds: told apart, they show what its time is
 * made of. The rest of it is waiting for a turn.
 */
function processorOf({ hub, stores }: Retailer): (requests: number) => Record<string, number> {
  const now = (): number[] => [hub.process.pid, stores[0]?.process.pid, process.pid].map(processorSeconds);
  const before = now();
  return (requests) => {
    const each = now().map((seconds, one) => Math.round((1e6 * (seconds - (before[one] ?? 0))) / requests));
    const [atHub = 0, atStore = 0, here = 0] = each;
    return { 'hub µs a request': atHub, 'store µs a request': atStore, 'sender µs a request': here };
  };
}
