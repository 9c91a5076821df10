/**
 * What only the hub knows, for the person at the counter: other stores'
 * figures, who is to collect, what became of goods that were sent. Cut off,
 * what was heard last is told with its age; what was never heard is not guessed.
 */
import { refuse } from '@ringfence/domain/basic/outcome.ts';
import { id } from '@ringfence/domain/documents/fields.ts';
import { z } from 'zod';
import { LIMITS } from '../limits.ts';
import {
  contactAnswer,
  elsewhereAnswer,
  type ElsewhereAnswer,
  type SentTransfer,
  transfersAnswer,
} from '../link/wire.ts';
import type { StoreNode } from '../node.ts';
import { notTrading } from './command-routes.ts';
import { type Reply, route, type Route } from './route.ts';

const skuLines = z.array(z.object({ sku: z.string(), units: z.int() }));
const elsewhereView = z.object({
  sku: z.string(),
  /** Each as of when the hub last heard of that store. */
  stores: elsewhereAnswer.shape.stores,
  /** When the hub was asked. */
  askedAt: z.int(),
  /** False when the hub cannot be reached and this is what was heard before. */
  fresh: z.boolean(),
});

const sentView = z.object({
  transfer: z.string(),
  to: z.string(),
  at: z.int(),
  lines: skuLines,
  /** Null while it is on the road, or while nobody knows. */
  arrivedAt: z.int().nullable(),
  differences: skuLines,
});

const unreachable = (): Reply => ({
  refusal: refuse('store-unreachable', 'The hub cannot be reached now, and this was not asked before.').refusal,
});

/** What was heard last of each subject; the subject nobody asked about for longest is forgotten first. */
class LastHeard<T> {
  readonly #known = new Map<string, T>();

  get(key: string): T | undefined {
    return this.#known.get(key);
  }

  set(key: string, value: T): void {
    this.#known.delete(key);
    this.#known.set(key, value);
    const [oldest] = this.#known.keys();
    if (this.#known.size > LIMITS.lookupsKept && oldest !== undefined) this.#known.delete(oldest);
  }
}

/** The routes of one HTTP API, with its own memory of what it heard. */
export function lookupRoutes(now: () => number): readonly Route[] {
  const figures = new LastHeard<ElsewhereAnswer & { readonly askedAt: number }>();
  const arrivals = new LastHeard<SentTransfer>();

  const elsewhere = route({
    method: 'get',
    path: '/v1/elsewhere/{sku}',
    summary: 'An item at the other stores, each figure with its age',
    role: 'clerk',
    params: z.object({ sku: id }),
    answers: { 200: { description: 'The stores, as the hub knows them', schema: elsewhereView } },
    async handle({ node, params: { sku } }): Promise<Reply> {
      if (!node.store) return { refusal: notTrading(node) };
      const heard = await node.link?.look(`/gateway/elsewhere?sku=${encodeURIComponent(sku)}`, elsewhereAnswer);
      if (heard?.answer) figures.set(sku, { ...heard.answer, askedAt: now() });
      const known = figures.get(sku);
      return known ? { status: 200, body: { ...known, fresh: heard?.answer !== undefined } } : unreachable();
    },
  });

  const contact = route({
    method: 'get',
    path: '/v1/orders/{id}/contact',
    summary: 'Who is to collect an order, asked of the hub and kept nowhere',
    role: 'clerk',
    params: z.object({ id }),
    answers: { 200: { description: 'Null when nobody was named', schema: contactAnswer } },
    async handle({ node, params }): Promise<Reply> {
      if (!node.store) return { refusal: notTrading(node) };
      const path = `/gateway/orders/${encodeURIComponent(params.id)}/contact`;
      const heard = await node.link?.look(path, contactAnswer);
      if (!heard) return unreachable();
      return { status: 200, body: heard.answer ?? { contact: null } };
    },
  });

  const sent = route({
    method: 'get',
    path: '/v1/transfers/sent',
    summary: 'Goods sent to other stores, newest first, and what became of them',
    role: 'clerk',
    answers: {
      200: { description: 'The last ones', schema: z.object({ sent: z.array(sentView), fresh: z.boolean() }) },
    },
    async handle({ node }): Promise<Reply> {
      const { store } = node;
      if (!store) return { refusal: notTrading(node) };
      const all = store.dispatched.latest();
      const open = all.map(({ transfer }) => transfer).filter((transfer) => !arrivals.get(transfer)?.arrivedAt);
      const fresh = await learnArrivals(node, open, arrivals);
      const body = all.map((one) => {
        const { arrivedAt = null, differences = [] } = arrivals.get(one.transfer) ?? {};
        return { ...one, arrivedAt, differences };
      });
      return { status: 200, body: { sent: body, fresh } };
    },
  });

  return [elsewhere, contact, sent];
}

/** True when the hub told how those transfers stand. */
async function learnArrivals(node: StoreNode, open: string[], arrivals: LastHeard<SentTransfer>): Promise<boolean> {
  if (open.length === 0) return node.link?.status.connected ?? false;
  const heard = await node.link?.look(`/gateway/transfers?ids=${open.join(',')}`, transfersAnswer);
  for (const one of heard?.answer?.transfers ?? []) arrivals.set(one.transfer, one);
  return heard?.answer !== undefined;
}
