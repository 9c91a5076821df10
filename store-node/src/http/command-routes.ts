/** The routes that change something: each is a store command under an address. */
import { type Refusal, refuse } from '@ringfence/domain/basic/outcome.ts';
import { type Kind, KINDS } from '@ringfence/domain/documents/registry.ts';
import { id, units } from '@ringfence/domain/documents/fields.ts';
import { shelf } from '@ringfence/domain/ledger/account.ts';
import { z } from 'zod';
import type { Rights, StoreCommand } from '../commands/command.ts';
import { completeSaleCommand } from '../commands/complete-sale.ts';
import { invalidInput } from '../commands/execute.ts';
import { collectOrderCommand } from '../commands/collect.ts';
import { endOrderCommand, pickOrderCommand, shortPickCommand } from '../commands/pickup.ts';
import {
  adjustStockCommand,
  countStockCommand,
  dispatchGoodsCommand,
  receiveDeliveryCommand,
  receiveTransferCommand,
} from '../commands/stock.ts';
import { takeBackCommand } from '../commands/take-back.ts';
import { closeDayCommand, closeShiftCommand, moveCashCommand, openShiftCommand } from '../commands/till.ts';
import { linkOf, linkView } from '../views/status.ts';
import { type Caller, mayAct } from './api-keys.ts';
import { type AnsweringRoute, type Call, type Reply, route } from './route.ts';

/** A stored document with its envelope. */
export const documentView = (kind: Kind): z.ZodObject =>
  z.object({
    _id: z.string(),
    kind: z.literal(kind),
    v: z.int(),
    author: z.string(),
    n: z.int(),
    at: z.int(),
    prev: z.string(),
    request: z.string().optional(),
    body: KINDS[kind].schema,
    sig: z.string().optional(),
  });

/** The route of a store command: 201 when it was recorded, 200 when it had been before. */
export function commandRoute<Input, Gathered>(
  path: string,
  summary: string,
  kind: Kind,
  command: StoreCommand<Input, Gathered>,
): AnsweringRoute {
  const document = documentView(kind);
  return {
    method: 'post',
    path,
    summary,
    role: 'clerk',
    body: command.input,
    answers: {
      201: { description: 'Recorded and on disk', schema: z.object({ outcome: z.literal('recorded'), document }) },
      200: { description: 'Was recorded before', schema: z.object({ outcome: z.literal('exists'), document }) },
    },
    handle: (call) => runCommand(call, command),
  };
}

async function runCommand<Input, Gathered>(
  { node, caller, body }: Call,
  command: StoreCommand<Input, Gathered>,
): Promise<Reply> {
  const { store } = node;
  if (!store) return { refusal: notTrading(node) };
  const rights = rightsOf(caller, body);
  if ('refusal' in rights) return rights;
  const outcome = await store.execute(command, body, rights);
  if (outcome.outcome === 'refused') return { refusal: outcome.refusal };
  return { status: outcome.outcome === 'recorded' ? 201 : 200, body: outcome };
}

interface Worded {
  readonly id?: unknown;
  readonly override?: { readonly by?: unknown } | null;
  readonly approval?: { readonly by?: unknown } | null;
}

/** What the caller may do with this command; nothing in the name of somebody who did not approve it. */
export function rightsOf({ words = [], ...caller }: Caller, body: unknown): Rights | { refusal: Refusal } {
  const { addOn, ...own } = (body ?? {}) as Worded & { readonly addOn?: Worded };
  const { id: command, override, approval } = addOn ?? own;
  const names = words.filter(({ only }) => only === undefined || only === command).map(({ staff }) => staff);
  if (names.length === 0) return { override: mayAct(caller, 'supervisor') };
  for (const [field, word] of Object.entries({ override, approval }))
    if (word?.by !== undefined && !names.some((name) => name === word.by))
      return refuse('not-allowed', 'The override must name the person who approved it.', { field: `${field}.by` });
  return { override: true };
}

/** The store does not sell through its node now, and why. */
export function notTrading({ standing }: Call['node']): ReturnType<typeof refuse>['refusal'] {
  const reason = standing.trading ? 'it is starting' : standing.reason;
  return refuse('not-trading', `This store does not trade: ${reason}.`, { details: { reason } }).refusal;
}

const unitsWanted = z.strictObject({ sku: id, units });
const askUnits = route({
  method: 'post',
  path: '/v1/asks',
  summary: 'Ask the hub to give units back to the shelf for a customer who is here',
  role: 'clerk',
  body: unitsWanted,
  answers: {
    200: {
      description: 'The hub answered',
      schema: z.object({ granted: z.boolean(), sku: z.string(), shelf: z.int() }),
    },
  },
  async handle({ node, body }): Promise<Reply> {
    const wanted = unitsWanted.safeParse(body);
    if (!wanted.success) return { refusal: invalidInput(wanted.error) };
    const { store } = node;
    if (!store?.standing.trading) return { refusal: notTrading(node) };
    const { sku, units: count } = wanted.data;
    if (!store.catalogue.product(sku))
      return { refusal: refuse('unknown-sku', `There is no item ${sku} in the catalogue.`, { field: 'sku' }).refusal };
    const answer = await store.ports.hub.ask({ kind: 'units', lines: [{ sku, units: count }] });
    if (!answer) return { refusal: refuse('store-unreachable', 'The hub cannot be reached now.').refusal };
    return { status: 200, body: { granted: answer.granted, sku, shelf: store.state.book.units(shelf(sku)) } };
  },
});

const linkCommand = z.strictObject({ cut: z.boolean() });
const cutLink = route({
  method: 'post',
  path: '/v1/link',
  summary: 'Cut the line to the hub, or restore it',
  role: 'operator',
  body: linkCommand,
  answers: { 200: { description: 'The line as it is now', schema: linkView } },
  handle({ node, body }): Reply {
    const parsed = linkCommand.safeParse(body);
    if (!parsed.success) return { refusal: invalidInput(parsed.error) };
    node.cut(parsed.data.cut);
    return { status: 200, body: linkOf(node) };
  },
});

export const COMMAND_ROUTES: readonly AnsweringRoute[] = [
  commandRoute('/v1/sales', 'Complete a sale', 'sale', completeSaleCommand),
  commandRoute('/v1/returns', 'Take goods back', 'return', takeBackCommand),
  commandRoute('/v1/receipts', 'Receive a delivery', 'receipt', receiveDeliveryCommand),
  commandRoute('/v1/counts', 'Count items', 'count', countStockCommand),
  commandRoute('/v1/adjustments', 'Adjust stock with a reason', 'adjustment', adjustStockCommand),
  commandRoute('/v1/dispatches', 'Send goods to another store', 'dispatch', dispatchGoodsCommand),
  commandRoute('/v1/arrivals', 'Receive goods from another store', 'arrival', receiveTransferCommand),
  commandRoute('/v1/picks', 'Gather an order', 'pick', pickOrderCommand),
  commandRoute('/v1/short-picks', 'Fewer units found than ordered', 'short-pick', shortPickCommand),
  commandRoute('/v1/hand-overs', 'Hand an order over, with a sale if wanted', 'hand-over', collectOrderCommand),
  commandRoute('/v1/order-ends', 'End an order without handing it over', 'order-end', endOrderCommand),
  commandRoute('/v1/shifts', 'Open a shift with its float', 'shift-opened', openShiftCommand),
  commandRoute('/v1/cash-moves', 'Pay cash in or out, or lift it to the safe', 'cash-moved', moveCashCommand),
  commandRoute('/v1/shift-closings', 'Count the drawer and close the shift', 'shift-closed', closeShiftCommand),
  commandRoute('/v1/day-closings', 'Close the store’s day', 'day-closed', closeDayCommand),
  askUnits,
  cutLink,
];
