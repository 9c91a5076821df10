/** The three loads: sales at a store, pickup orders at the hub, and questions for availability. */
import { Availability, PlacePickupOrder } from '@ringfence/graphql/generated/operations.ts';
import { drive, expectStatus, type Seen, type Target } from './load.ts';
import { CURRENCY, PRICE, skuName, storeName } from './goods.ts';

const LINES_PER_SALE = 3;
const LINES_PER_ORDER = 2;

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
  /** Every so many orders ask for the first item of the first store, which is scarce. */
  readonly scarceEvery: number;
};

/** Orders of two items each over all stores; also gives the scarce units that were promised, and one answer. */
export async function loadOrders(input: OrdersInput): Promise<Seen & { scarcePromised: number; answer: string }> {
  const { prefix, stores, skus, scarceEvery } = input;
  let scarcePromised = 0;
  let last = '';
  const isScarce = (index: number): boolean => index % scarceEvery === 0;
  const seen = await drive(
    { ...input, path: '/graphql' },
    (index) => {
      const lines = isScarce(index) ? [{ sku: skuName(0), units: 1 }] : orderLines(index, skus);
      const storeId = storeName(isScarce(index) ? 0 : index % stores);
      return operation(PlacePickupOrder, { input: { id: `${prefix}${index}`, storeId, lines } });
    },
    (answer, index) => {
      expectStatus(answer, 200);
      if (answer.text.includes('"PickupOrderRecorded"')) {
        if (isScarce(index)) scarcePromised += 1;
        else last = answer.text;
        return true;
      }
      if (isScarce(index) && answer.text.includes('"InsufficientPromise"')) return false;
      throw new Error(`an order was not recorded: ${answer.text.slice(0, 500)}`);
    },
  );
  return { ...seen, scarcePromised, answer: last };
}

/** The first item is left to those who ask for the scarce one. */
function orderLines(index: number, skus: number): { sku: string; units: number }[] {
  return Array.from({ length: LINES_PER_ORDER }, (_, line) => {
    return { sku: skuName(1 + ((index * LINES_PER_ORDER + line) % (skus - 1))), units: 1 };
  });
}

export type AvailabilityInput = Omit<Numbered, 'prefix'> & {
  /** Items in one question. */
  readonly asked: number;
  readonly stores: number;
};

/** Questions for the availability of ten items or so at all stores. */
export async function loadAvailability(input: AvailabilityInput): Promise<Seen & { answer: string }> {
  const { skus, asked, stores } = input;
  let last = '';
  const seen = await drive(
    { ...input, path: '/graphql' },
    (index) => {
      const wanted = Array.from({ length: asked }, (_, place) => skuName((index * asked + place) % skus));
      return operation(Availability, { skus: wanted, onlyServingAll: false, first: stores });
    },
    (answer) => {
      expectStatus(answer, 200);
      last = answer.text;
      return true;
    },
  );
  if (last.split('"storeId"').length - 1 !== stores) throw new Error(`not ${stores} stores: ${last.slice(0, 500)}`);
  return { ...seen, answer: last };
}

const operation = ({ name, text }: { name: string; text: string }, variables: object): string =>
  JSON.stringify({ operationName: name, query: text, variables });
