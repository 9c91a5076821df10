/** The routes that only look. */
import { refuse } from '@ringfence/domain/basic/outcome.ts';
import { product } from '@ringfence/domain/documents/catalog.ts';
import { id } from '@ringfence/domain/documents/fields.ts';
import { isOpen } from '@ringfence/domain/store/exceptions.ts';
import { z } from 'zod';
import { LIMITS } from '../limits.ts';
import type { Store } from '../store.ts';
import { listOrders, ORDER_STATUSES, orderOf, orderView } from '../views/orders.ts';
import { listProducts } from '../views/products.ts';
import { statusOf, statusView } from '../views/status.ts';
import { stockOf, stockView } from '../views/stock.ts';
import { documentView, notTrading } from './command-routes.ts';
import { type Call, type Reply, route, type Route } from './route.ts';

const limit = z.coerce.number().int().min(1).max(LIMITS.pageSizeMax).default(LIMITS.pageSize);
const after = id.optional();
const next = z.string().nullable();

/** Answers from the store, or says why there is none yet. */
function from<Params, Query>(
  { node, params, query }: Call<Params, Query>,
  look: (store: Store, params: Params, query: Query) => Reply | Promise<Reply>,
): Reply | Promise<Reply> {
  return node.store ? look(node.store, params, query) : { refusal: notTrading(node) };
}

const ok = (body: unknown): Reply => ({ status: 200, body });
const unknownSku = (sku: string): Reply => ({
  refusal: refuse('unknown-sku', `There is no item ${sku} here.`, { field: 'sku', details: { sku } }).refusal,
});

const stockRoutes: Route[] = [
  route({
    method: 'get',
    path: '/v1/stock/{sku}',
    summary: 'What is in the store of one item, and what it is kept for',
    role: 'clerk',
    params: z.object({ sku: id }),
    answers: { 200: { description: 'The item', schema: stockView } },
    handle: (call) =>
      from(call, (store, { sku }) => {
        const found = stockOf(store, sku);
        return found ? ok(found) : unknownSku(sku);
      }),
  }),
  route({
    method: 'get',
    path: '/v1/stock',
    summary: 'The same for several items; those nobody knows are left out',
    role: 'clerk',
    query: z.object({
      skus: z
        .string()
        .transform((list) => list.split(','))
        .pipe(z.array(id).min(1).max(LIMITS.skusPerQuery)),
    }),
    answers: { 200: { description: 'The items', schema: z.object({ stock: z.array(stockView) }) } },
    handle: (call) =>
      from(call, (store, _, { skus }) => ok({ stock: skus.flatMap((sku) => stockOf(store, sku) ?? []) })),
  }),
];

const productRoutes: Route[] = [
  route({
    method: 'get',
    path: '/v1/products',
    summary: 'Look for items by SKU, code or name',
    role: 'clerk',
    query: z.object({ q: z.string().max(100).optional(), after, limit }),
    answers: { 200: { description: 'A page', schema: z.object({ products: z.array(product), next }) } },
    handle: (call) => from(call, (store, _, query) => ok(listProducts(store, query))),
  }),
  route({
    method: 'get',
    path: '/v1/products/scan/{code}',
    summary: 'The item a scanned code names',
    role: 'clerk',
    params: z.object({ code: id }),
    answers: { 200: { description: 'The item', schema: product } },
    handle: (call) =>
      from(call, (store, { code }) => {
        const found = store.catalogue.scan(code);
        return found ? ok(found) : unknownSku(code);
      }),
  }),
];

const orderRoutes: Route[] = [
  route({
    method: 'get',
    path: '/v1/orders',
    summary: 'Pickup orders, oldest first; those that live when no status is named',
    role: 'clerk',
    query: z.object({ status: z.enum(ORDER_STATUSES).optional(), after, limit }),
    answers: { 200: { description: 'A page', schema: z.object({ orders: z.array(orderView), next }) } },
    handle: (call) => from(call, (store, _, query) => ok(listOrders(store, query))),
  }),
  route({
    method: 'get',
    path: '/v1/orders/{id}',
    summary: 'One pickup order',
    role: 'clerk',
    params: z.object({ id }),
    answers: { 200: { description: 'The order', schema: orderView } },
    handle: (call) =>
      from(call, (store, params) => {
        const record = store.order(params.id);
        if (record) return ok(orderOf(store, record));
        return { refusal: refuse('unknown-order', 'This store has not received that order.', { field: 'id' }).refusal };
      }),
  }),
  route({
    method: 'get',
    path: '/v1/sales/{id}',
    summary: 'One sale of this store',
    role: 'clerk',
    params: z.object({ id }),
    answers: { 200: { description: 'The sale', schema: documentView('sale') } },
    handle: (call) =>
      from(call, async (store, params) => {
        const found = await store.ports.journal.log.get(`sale~${params.id}`);
        if (found) return ok(found);
        return { refusal: refuse('unknown-sale', 'This store made no such sale.', { field: 'id' }).refusal };
      }),
  }),
];

const transferView = z.object({
  id: z.string(),
  from: z.string(),
  announcedAt: z.int(),
  lines: z.array(z.object({ sku: z.string(), units: z.int() })),
  arrivedAt: z.int().nullable(),
});
const exceptionView = z.object({
  id: z.string(),
  type: z.string(),
  at: z.int(),
  lines: z.array(z.object({ sku: z.string(), units: z.int() })),
  reason: z.string(),
});

const listRoutes: Route[] = [
  route({
    method: 'get',
    path: '/v1/transfers',
    summary: 'Goods on their way to this store',
    role: 'clerk',
    answers: { 200: { description: 'Those not yet received', schema: z.object({ transfers: z.array(transferView) }) } },
    handle: (call) =>
      from(call, ({ state }) =>
        ok({ transfers: [...state.transfers.values()].filter((transfer) => transfer.arrivedAt === null) }),
      ),
  }),
  route({
    method: 'get',
    path: '/v1/exceptions',
    summary: 'What does not fit and waits for a person',
    role: 'clerk',
    answers: { 200: { description: 'Those that are open', schema: z.object({ exceptions: z.array(exceptionView) }) } },
    handle: (call) =>
      from(call, ({ state }) =>
        ok({ exceptions: [...state.exceptions.values()].filter((exception) => isOpen(exception, state)) }),
      ),
  }),
  route({
    method: 'get',
    path: '/v1/status',
    summary: 'Whether the store trades, and how it stands to the hub',
    role: 'clerk',
    answers: { 200: { description: 'The status', schema: statusView } },
    handle: async ({ node }) => ok(await statusOf(node)),
  }),
  route({
    method: 'get',
    path: '/healthz',
    summary: 'Whether the process answers',
    role: null,
    answers: { 200: { description: 'It does', schema: z.object({ ok: z.literal(true), trading: z.boolean() }) } },
    handle: ({ node }) => ok({ ok: true, trading: node.standing.trading }),
  }),
  route({
    method: 'get',
    path: '/readyz',
    summary: 'Whether the store trades; what is not ready is answered with 503 and the reason',
    role: null,
    answers: { 200: { description: 'It does', schema: z.object({ ready: z.literal(true) }) } },
    handle: ({ node: { standing } }) =>
      standing.trading ? ok({ ready: true }) : { status: 503, body: { ready: false, reason: standing.reason } },
  }),
];

const events: Route = {
  method: 'get',
  path: '/v1/events',
  summary: 'Everything that changes, as server-sent events: stock, order, link, catalog, and resync',
  role: 'clerk',
  answers: { 200: { description: 'A stream; reconnect with Last-Event-ID', schema: z.string() } },
  stream: (feed, request, response) => feed.open(request, response),
};

export const QUERY_ROUTES: readonly Route[] = [...stockRoutes, ...productRoutes, ...orderRoutes, ...listRoutes, events];
