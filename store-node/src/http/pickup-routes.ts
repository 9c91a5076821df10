/** What the pick and hand-over screens need besides the plain commands: who gathers, what stands in, what a pass is good for. */
import { pickRules } from '@ringfence/domain/documents/gather.ts';
import { id } from '@ringfence/domain/documents/fields.ts';
import { LIMITS } from '@ringfence/domain/limits.ts';
import { decideCollect } from '@ringfence/domain/pickup/counter.ts';
import { z } from 'zod';
import { assignOrderCommand, substituteItemCommand } from '../commands/pickup.ts';
import { invalidInput } from '../commands/execute.ts';
import { commandRoute, notTrading } from './command-routes.ts';
import { type Reply, route, type Route } from './route.ts';

const shown = z.strictObject({ order: id.optional(), pass: z.string().max(LIMITS.passLength).optional() });

const checkPass = route({
  method: 'post',
  path: '/v1/passes',
  summary: 'What an order, or the pass that names it, is good for now; nothing is written',
  role: 'clerk',
  body: shown,
  answers: {
    200: {
      description: 'It may be handed over',
      schema: z.object({
        order: z.string(),
        currency: z.string(),
        /** To be paid when everything held is taken. */
        due: z.int(),
        held: z.array(z.object({ sku: z.string(), units: z.int() })),
      }),
    },
  },
  handle({ node, body }): Reply {
    const asked = shown.safeParse(body);
    if (!asked.success) return { refusal: invalidInput(asked.error) };
    const { store } = node;
    if (!store?.standing.trading) return { refusal: notTrading(node) };
    const { now, verifyPass: verify } = store.ports;
    const decision = decideCollect(store.state, asked.data, { now: now(), verify });
    if (!decision.ok) return { refusal: decision.refusal };
    const { id: order, offer } = decision.value;
    const due = offer.toPay(new Map(offer.held.map((line) => [line.sku, line.units])));
    return { status: 200, body: { order, currency: offer.currency, due, held: offer.held } };
  },
});

const rules = route({
  method: 'get',
  path: '/v1/pick-rules',
  summary: 'Why a unit of an order may be missing, and what that does to stock',
  role: 'clerk',
  answers: { 200: { description: 'The rules in force', schema: pickRules } },
  handle: ({ node }): Reply =>
    node.store ? { status: 200, body: node.store.catalogue.pickRules } : { refusal: notTrading(node) },
});

export const PICKUP_ROUTES: readonly Route[] = [
  commandRoute('/v1/assignments', 'Take an order to gather it, or put it back', 'assignment', assignOrderCommand),
  commandRoute('/v1/substitutions', 'Give another item for a missing one', 'substitution', substituteItemCommand),
  checkPass,
  rules,
];
