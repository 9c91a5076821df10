/**
 * What a customer bought, for bringing goods back and for exchanging them: found by its number, its receipt, its member
 * or its order; what would be paid back; and goods back and new goods in one basket.
 */
import { refuse } from '@ringfence/domain/basic/outcome.ts';
import { id, tender, text } from '@ringfence/domain/documents/fields.ts';
import type { Body } from '@ringfence/domain/documents/registry.ts';
import {
  decideTakeBack,
  nameOf,
  type Purchase,
  rightsHeld,
  type TakeBack,
  takeBack,
} from '@ringfence/domain/return/take-back.ts';
import { z } from 'zod';
import { apart, exchange, performExchange } from '../commands/exchange.ts';
import { invalidInput } from '../commands/execute.ts';
import { LIMITS } from '../limits.ts';
import type { Store } from '../store.ts';
import { documentView, notTrading, rightsOf } from './command-routes.ts';
import { type AnsweringRoute, type Call, type Reply, route } from './route.ts';

const purchaseKind = z.enum(['sale', 'order']);
const purchaseView = z.object({
  id: z.string(),
  of: purchaseKind,
  store: z.string(),
  /** When; null for a purchase of another store. */
  at: z.int().nullable(),
  receipt: z.string().nullable(),
  currency: z.string(),
  /** `left` is what may still come back here; null where the store that sold it must be asked. */
  lines: z.array(z.object({ sku: z.string(), units: z.int(), amount: z.int().nullable(), left: z.int().nullable() })),
  /** How it was paid, less what was paid back. */
  paid: z.array(tender),
  member: z.boolean(),
});

async function viewOf(store: Store, purchase: Purchase): Promise<z.infer<typeof purchaseView>> {
  const { id: name, of, store: soldAt, currency, lines, paid = [], claim } = purchase;
  const isOwn = soldAt === store.id;
  const document = isOwn
    ? await store.ports.journal.log.get(of === 'sale' ? `sale~${name}` : `hand-over~${name}`)
    : undefined;
  const receipt = (document?.body as { receipt?: string } | undefined)?.receipt ?? null;
  return {
    id: name,
    of,
    store: soldAt,
    at: document?.at ?? null,
    receipt,
    currency,
    lines: lines.map(({ sku, units, amount }, line) => {
      const held = rightsHeld(store.state, nameOf(purchase), line);
      return { sku, units, amount, left: isOwn || held > 0 ? Math.min(held, units) : null };
    }),
    paid: paid.filter(({ amount }) => amount > 0),
    member: claim !== undefined,
  };
}

const unknownSale = (): Reply => ({
  refusal: refuse('unknown-sale', 'No such sale or hand-over is known.', { field: 'id' }).refusal,
});

const { refusal: unreachable } = refuse(
  'store-unreachable',
  'What another store sold can be looked up only while connected.',
);

/** The purchase here, or as the hub tells of another store's. */
async function purchaseAt(store: Store, sale: string, soldAt: string): Promise<Purchase | 'unreachable' | undefined> {
  const known = await store.purchases.find(sale, soldAt);
  if (known || soldAt === store.id) return known;
  const answer = await store.ports.hub.ask({ kind: 'purchase', sale, soldAt });
  if (!answer) return 'unreachable';
  if (answer.purchase) store.purchases.remember(answer.purchase);
  return answer.purchase;
}

const onePurchase = route({
  method: 'get',
  path: '/v1/purchases/{id}',
  summary: 'What was bought under a sale’s or an order’s id, and what of it may still come back',
  role: 'clerk',
  params: z.object({ id }),
  query: z.object({ soldAt: id.optional() }),
  answers: { 200: { description: 'The purchase', schema: purchaseView } },
  async handle({ node, params, query }): Promise<Reply> {
    const { store } = node;
    if (!store) return { refusal: notTrading(node) };
    const found = await purchaseAt(store, params.id, query.soldAt ?? store.id);
    if (found === 'unreachable') return { refusal: unreachable };
    return found ? { status: 200, body: await viewOf(store, found) } : unknownSale();
  },
});

const purchases = route({
  method: 'get',
  path: '/v1/purchases',
  summary: 'Purchases of this store by the number on the receipt, or of a member, newest first',
  role: 'clerk',
  query: z.object({ receipt: text.optional(), member: id.optional() }),
  answers: { 200: { description: 'Those found', schema: z.object({ purchases: z.array(purchaseView) }) } },
  async handle({ node, query }): Promise<Reply> {
    const { store } = node;
    if (!store) return { refusal: notTrading(node) };
    const { receipt, member } = query;
    const ofReceipt = receipt === undefined ? undefined : store.sold.ofReceipt(receipt);
    const positions = [
      ...(ofReceipt === undefined ? [] : [ofReceipt]),
      ...(member === undefined ? [] : store.sold.ofMember(member, LIMITS.purchasesListed)),
    ];
    const found = await Promise.all(positions.map((n) => store.purchases.at(n)));
    const views = found.flatMap((purchase) => (purchase ? [viewOf(store, purchase)] : []));
    return { status: 200, body: { purchases: await Promise.all(views) } };
  },
});

const rightsWanted = takeBack.pick({ sale: true, soldAt: true, of: true, lines: true });
const returnRights = route({
  method: 'post',
  path: '/v1/return-rights',
  summary: 'Asks for the right to take back goods that another store sold, so that they can pay for others here',
  role: 'clerk',
  body: rightsWanted,
  answers: {
    200: {
      description: 'What may come back here now',
      schema: z.object({ lines: z.array(z.object({ line: z.int(), right: z.int() })) }),
    },
  },
  async handle({ node, body }: Call): Promise<Reply> {
    const wanted = rightsWanted.safeParse(body);
    if (!wanted.success) return { refusal: invalidInput(wanted.error) };
    const { store } = node;
    if (!store?.standing.trading) return { refusal: notTrading(node) };
    const { sale, soldAt = store.id, lines } = wanted.data;
    const purchase = await purchaseAt(store, sale, soldAt);
    if (purchase === 'unreachable') return { refusal: unreachable };
    if (!purchase) return unknownSale();
    const right = (line: number): number => rightsHeld(store.state, nameOf(purchase), line);
    const missing = lines
      .map(({ line, units }) => ({ line, units: units - right(line) }))
      .filter(({ units }) => units > 0);
    if (soldAt !== store.id && missing.length > 0) {
      const answer = await store.ports.hub.ask({ kind: 'return-right', sale, soldAt, lines: missing });
      if (!answer) return { refusal: unreachable };
    }
    return { status: 200, body: { lines: lines.map(({ line }) => ({ line, right: right(line) })) } };
  },
});

const pointsBack = z.object({ unearned: z.int(), givenBack: z.int() });
const quoteReturn = route({
  method: 'post',
  path: '/v1/return-quotes',
  summary:
    'What taking goods back would pay back, by which means, and which points it would reverse; writes nothing. Of another store’s goods the points are known when the right to take them back is here',
  role: 'clerk',
  body: takeBack,
  answers: {
    200: {
      description: 'The figures',
      schema: z.object({ total: z.int(), refunds: z.array(tender), points: pointsBack.nullable() }),
    },
  },
  async handle({ node, body }: Call): Promise<Reply> {
    const wanted = takeBack.safeParse(body);
    if (!wanted.success) return { refusal: invalidInput(wanted.error) };
    const { store } = node;
    if (!store) return { refusal: notTrading(node) };
    const { sale, soldAt = store.id, of } = wanted.data;
    const purchase = await store.purchases.find(sale, soldAt, of);
    if (!purchase) return unknownSale();
    const decided = quoted(store, wanted.data, purchase);
    if (!decided.ok) return { refusal: decided.refusal };
    const { total, refunds, points } = decided.value.body;
    return { status: 200, body: { total, refunds, points: points && reversedIn(points) } };
  },
});

/** As it is decided here; of goods whose right is still at the store that sold them, as it will be once it is here. */
function quoted(store: Store, wanted: TakeBack, purchase: Purchase): ReturnType<typeof decideTakeBack> {
  const decided = decideTakeBack(store.state, wanted, purchase, store.today());
  if (decided.ok || decided.refusal.refused !== 'return-right-elsewhere') return decided;
  const override = { by: 'quote', reason: 'quote' };
  return decideTakeBack(store.state, { ...wanted, override }, purchase, store.today());
}

const reversedIn = ({ lines }: NonNullable<Body<'return'>['points']>): z.infer<typeof pointsBack> => ({
  unearned: lines.reduce((sum, line) => sum + line.unearned, 0),
  givenBack: lines.reduce((sum, line) => sum + line.givenBack, 0),
});

const recordedView = z.object({
  outcome: z.enum(['recorded', 'exists']),
  document: documentView('sale'),
  returned: documentView('return'),
});

const exchanges = route({
  method: 'post',
  path: '/v1/exchanges',
  summary: 'Goods back and other goods in one basket: a return and a sale, of which only the difference is paid',
  role: 'clerk',
  body: exchange,
  answers: {
    201: { description: 'Both are recorded and on disk', schema: recordedView },
    200: { description: 'Both were recorded before', schema: recordedView },
  },
  async handle(call: Call): Promise<Reply> {
    const wanted = exchange.safeParse(call.body);
    if (!wanted.success) return { refusal: invalidInput(wanted.error) };
    const { store } = call.node;
    if (!store?.standing.trading) return { refusal: notTrading(call.node) };
    const amiss = apart(wanted.data);
    if (amiss) return { refusal: amiss.refusal };
    const raw = call.body as { return: unknown; sale: unknown };
    const back = rightsOf(call.caller, raw.return);
    const sale = rightsOf(call.caller, raw.sale);
    if ('refusal' in back) return back;
    if ('refusal' in sale) return sale;
    const outcome = await performExchange(store, { input: wanted.data, raw }, { back, sale });
    if (outcome.outcome === 'refused') return { refusal: outcome.refusal };
    return { status: outcome.outcome === 'recorded' ? 201 : 200, body: outcome };
  },
});

export const PURCHASE_ROUTES: readonly AnsweringRoute[] = [
  onePurchase,
  purchases,
  returnRights,
  quoteReturn,
  exchanges,
];
