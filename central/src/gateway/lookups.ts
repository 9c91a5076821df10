/**
 * What a store's node may look up for the person at its counter. Nothing here
 * changes anything; a store sees figures of the others, and who is to collect
 * from it, and no more.
 */
import type { RequestHandler, Router } from 'express';
import { z } from 'zod';
import type { StoreId } from '@ringfence/domain/basic/ids.ts';
import { id } from '@ringfence/domain/documents/fields.ts';
import { onHandOf } from '@ringfence/domain/stock/on-hand.ts';
import type { Desk } from '../desks/desk.ts';
import type { Hub } from '../hub.ts';
import { LIMITS } from '../limits.ts';
import { invalid, Problem } from './problem.ts';
import { callerOf } from './tokens.ts';

const item = z.object({ sku: id });
const named = z.object({
  ids: z
    .string()
    .transform((list) => list.split(','))
    .pipe(z.array(id).min(1).max(LIMITS.transfersAsked)),
});

/** Adds the routes of what is only read; `letIn` knows the caller. */
export function addLookups(router: Router, hub: Hub, letIn: RequestHandler): void {
  router.get('/elsewhere', letIn, (request, response) => {
    const { sku } = queryOf(item, request.query);
    const { desk } = callerOf(response);
    const stores = [...hub.desks()].filter(({ store }) => store !== desk.store).map((other) => figuresOf(other, sku));
    response.json({ sku, stores });
  });

  router.get('/orders/:id/contact', letIn, async (request, response) => {
    const found = hub.findOrder(String(request.params['id']));
    if (found?.desk !== callerOf(response).desk)
      throw new Problem(404, 'unknown-order', 'This store has no such order.');
    // Who collected is nobody's business any more.
    const reference = found.record.end === null ? (found.record.placed?.body.contact ?? null) : null;
    const contact = reference === null ? undefined : await hub.contact(reference);
    // Shown to one person for a moment: no copy of it is to stay anywhere on its way.
    response.setHeader('cache-control', 'no-store');
    response.json({ contact: contact ?? null });
  });

  router.get('/transfers', letIn, (request, response) => {
    const { ids } = queryOf(named, request.query);
    const { desk } = callerOf(response);
    response.json({ transfers: ids.flatMap((transfer) => transferOf(hub, desk.store, transfer) ?? []) });
  });
}

/** One item at another store, and of when these figures are: when the hub last heard of that store. */
function figuresOf({ state, store, link }: Desk, sku: string) {
  const { shelf, online, onHand } = onHandOf(state, sku);
  const asOf = Math.max(link.lastContactAt, state.up.at) || null;
  return { store, onHand, shelf: Math.max(0, shelf), online: Math.max(0, online), connected: link.connected, asOf };
}

/** How a transfer that `from` has sent stands at its receiver; nothing while the hub has not announced it there. */
function transferOf(hub: Hub, from: StoreId, transfer: string) {
  for (const { state, store } of hub.desks()) {
    const record = state.transfers.get(transfer);
    if (record?.from !== from || record.announcedAt === 0) continue;
    const differences = state.exceptions.get(`arrival~${transfer}`)?.lines ?? [];
    return { transfer, to: store, announcedAt: record.announcedAt, arrivedAt: record.arrivedAt, differences };
  }
  return undefined;
}

function queryOf<T>(schema: z.ZodType<T>, raw: unknown): T {
  const parsed = schema.safeParse({ ...(raw as object) });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalid(issue?.message ?? 'The question cannot be read.', issue?.path.join('.'));
}
