/**
 * What a customer bought, for bringing goods back and for exchanging them: found by its number, its receipt, its member
 * or its order; what would be paid back; and goods back and new goods in one basket.
 */
import { refuse } from '@ringfence/domain/basic/outcome.ts';
import { id, tender, text } from '@ringfence/domain/documents/fields.ts';
import type { Body } from '@ringfence/domain/documents/registry.ts';
import { decideTakeBack, nameOf, type Purchase, rightsHeld, takeBack } from '@ringfence/domain/return/take-back.ts';
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
    if (found === 'unreachable')
      return {
        refusal: refuse('store-unreachable', 'What another store sold can be looked up only while connected.').refusal,
      };
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

const pointsBack = z.object({ unearned: z.int(), givenBack: z.int() });
const quoteReturn = route({
  method: 'post',
  path: '/v1/return-quotes',
  summary: 'What taking goods back would pay back, by which means, and which points it would reverse; writes nothing',
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
    const decided = decideTakeBack(store.state, wanted.data, purchase, store.today());
    if (!decided.ok) return { refusal: decided.refusal };
    const { total, refunds, points } = decided.value.body;
    return { status: 200, body: { total, refunds, points: points && reversedIn(points) } };
  },
});

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

export const PURCHASE_ROUTES: readonly AnsweringRoute[] = [onePurchase, purchases, quoteReturn, exchanges];
