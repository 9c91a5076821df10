/** The three loads: sales at a store, pickup orders at the hub, and questions for availability. */
import { Availability, PlacePickupOrder } from '@ringfence/graphql/generated/operations.ts';
import type { Answer } from './keep-alive.ts';
import { drive, driveGet, expectStatus, type Seen, type Target } from './load.ts';
import { CURRENCY, PRICE, skuName, storeName } from './goods.ts';

const LINES_PER_SALE = 3;
const LINES_PER_ORDER = 2;
export const HOT_SKUS = 5;

export type Numbered = Omit<Target, 'path'> & {
  /** Begins the ids of this load; another one each time. */
  readonly prefix: string;
  readonly skus: number;
};

/** Sales of three items each; also gives one of the recorded documents. */
export async function loadSales(input: Numbered): Promise<Seen & { document: object }> {
  let last = '';
  const seen = await drive(
    { ...input, path: '/v1/sales' },
    (index) => saleBody(`${input.prefix}${index}`, index, input.skus),
    (answer) => {
      expectStatus(answer, 201);
      last = answer.text;
      return true;
    },
  );
  return { ...seen, document: (JSON.parse(last) as { document: object }).document };
}

export function saleBody(id: string, first: number, skus: number): string {
  const lines = Array.from({ length: LINES_PER_SALE }, (_, line) => ({
    sku: skuName((first + line) % skus),
    units: 1,
  }));
  return JSON.stringify({
    id,
    register: 'R1',
    currency: CURRENCY,
    lines,
    tenders: [{ kind: 'cash', amount: PRICE * LINES_PER_SALE }],
  });
}

export type OrdersInput = Numbered & {
  readonly stores: number;
  /** All orders ask the first store for one of its first so many items; without it two items each, all over. */
  readonly hot?: number;
  /** Who is asked: the hub over GraphQL, or the service of the comparison. */
  readonly at: 'hub' | 'postgres';
};

/** Orders; `perSecond` are those that were answered, and `recorded` those that were promised. Also gives one answer. */
export async function loadOrders(input: OrdersInput): Promise<Seen & { recorded: number; answer: string }> {
  const { prefix, at, hot } = input;
  let recorded = 0;
  let last = '';
  const judge = {
    hub(answer: Answer): boolean {
      expectStatus(answer, 200);
      if (!answer.text.includes('"PickupOrderRecorded"') && !answer.text.includes('"InsufficientPromise"'))
        throw new Error(`an order was not answered: ${answer.text.slice(0, 500)}`);
      return answer.text.includes('"PickupOrderRecorded"');
    },
    postgres(answer: Answer): boolean {
      if (answer.status !== 409) expectStatus(answer, 201);
      return answer.status === 201;
    },
  }[at];
  const seen = await drive(
    { ...input, path: at === 'hub' ? '/graphql' : '/orders' },
    (index) => {
      const order = { id: `${prefix}${index}`, ...orderOf(index, input) };
      return at === 'hub' ? operation(PlacePickupOrder, { input: order }) : JSON.stringify(order);
    },
    (answer) => {
      if (judge(answer)) {
        recorded += 1;
        last = answer.text;
      } else if (hot === undefined) throw new Error(`an order was not recorded: ${answer.text.slice(0, 500)}`);
      return true;
    },
  );
  return { ...seen, recorded, answer: last };
}

/** Spread orders leave the first items to those who want the hot ones. */
function orderOf(index: number, { hot, stores, skus }: OrdersInput): { storeId: string; lines: object[] } {
  if (hot !== undefined) return { storeId: storeName(0), lines: [{ sku: skuName(index % hot), units: 1 }] };
  const lines = Array.from({ length: LINES_PER_ORDER }, (_, line) => ({
    sku: skuName(HOT_SKUS + ((index * LINES_PER_ORDER + line) % (skus - HOT_SKUS))),
    units: 1,
  }));
  return { storeId: storeName(index % stores), lines };
}

export type AvailabilityInput = Omit<Numbered, 'prefix'> & {
  /** Items in one question. */
  readonly asked: number;
  readonly stores: number;
  /** `graphql` and `rest` ask the hub, `postgres` the service of the comparison. */
  readonly by: 'graphql' | 'rest' | 'postgres';
};

/** Questions for the availability of ten items or so at all stores. */
export async function loadAvailability(input: AvailabilityInput): Promise<Seen & { answer: string }> {
  const { skus, asked, stores, by } = input;
  let last = '';
  const wanted = (index: number): string[] =>
    Array.from({ length: asked }, (_, place) => skuName((index * asked + place) % skus));
  const judge = (answer: Answer): boolean => {
    expectStatus(answer, 200);
    last = answer.text;
    return true;
  };
  const address = { graphql: '/graphql', rest: '/v1/availability', postgres: '/availability' }[by];
  const seen =
    by === 'graphql'
      ? await drive(
          { ...input, path: address },
          (index) => operation(Availability, { skus: wanted(index), onlyServingAll: false, first: stores }),
          judge,
        )
      : await driveGet(input, (index) => `${address}?skus=${wanted(index).join(',')}`, judge);
  if (last.split('"storeId"').length - 1 !== stores) throw new Error(`not ${stores} stores: ${last.slice(0, 500)}`);
  return { ...seen, answer: last };
}

const operation = ({ name, text }: { name: string; text: string }, variables: object): string =>
  JSON.stringify({ operationName: name, query: text, variables });
