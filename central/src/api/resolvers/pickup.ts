/**
 * Pickup orders: the commands of a checkout, thin. The desk decides; here the input is parsed, and the order is told
 * as it is after the decision. A contact goes to the hub's vault and never into a document.
 */
import { z } from 'zod';
import type { OrderId, StoreId } from '@ringfence/domain/basic/ids.ts';
import { refuse } from '@ringfence/domain/basic/outcome.ts';
import { must } from '@ringfence/domain/basic/assert.ts';
import { id, instant } from '@ringfence/domain/documents/fields.ts';
import type { Agreement } from '@ringfence/domain/documents/gather.ts';
import { redeemedBy } from '@ringfence/domain/documents/order-points.ts';
import { cancelRequest, checkIn } from '@ringfence/domain/documents/pickup.ts';
import { type OrderRecord, type OrderStatus, statusOf } from '@ringfence/domain/pickup/order.ts';
import { identity } from '@ringfence/domain/member/identity.ts';
import { pendingOf } from '@ringfence/domain/pickup/order-points.ts';
import { placeOrder } from '@ringfence/domain/pickup/place-order.ts';
import type * as api from '@ringfence/graphql/generated/schema.ts';
import type { Desk, Hub } from '../../hub.ts';
import type { Outcome } from '../../outcome.ts';
import type { OpenChanges } from '../changes.ts';
import { parseInput, parseQuery, withoutNulls } from '../input.ts';
import { LIMITS } from '../limits.ts';
import { pageInput, pageOf, timeKey } from '../paging.ts';
import { queryError, renderRefusal, withNames } from '../refusals.ts';
import type { ApiContext } from '../scopes.ts';
import { namedStores, storeIds } from '../availability.ts';
import { renderProduct, renderStore } from './catalogue.ts';
import { actingFor } from './members.ts';

type OrderAnswer = api.ResolversTypes['PickupOrder'] extends infer Wrapped ? Exclude<Wrapped, Promise<unknown>> : never;

const STATUS: Record<Exclude<OrderStatus, 'unknown'>, api.PickupOrderStatus> = {
  placed: 'PLACED',
  ready: 'READY',
  cancelling: 'CANCELLING',
  'handed-over': 'HANDED_OVER',
  cancelled: 'CANCELLED',
  expired: 'EXPIRED',
  short: 'SHORT',
};

const AGREED_BY: Record<Agreement['by'], api.AgreedBy> = { customer: 'CUSTOMER', collector: 'COLLECTOR' };
const AGREED_HOW: Record<Agreement['how'], api.AgreedHow> = {
  'in-person': 'IN_PERSON',
  phone: 'PHONE',
  message: 'MESSAGE',
  beforehand: 'BEFOREHAND',
};

const personal = z.string().trim().min(1).max(LIMITS.contactLength).optional();
const contact = z.strictObject({ name: personal, phone: personal, email: personal });
/** What the caller may say of an order; the reference to the contact is made by the hub. */
const placing = placeOrder
  .omit({ contact: true, claim: true })
  .extend({ contact: contact.optional(), identity: identity.optional() })
  .refine((order) => order.member === undefined || order.identity === undefined, {
    path: ['identity'],
    message: 'name a member or an identity, not both',
  });
const cancelling = cancelRequest;
const extending = z.strictObject({ id, order: id, expiresAt: instant });
const listing = z.object({
  ...pageInput,
  filter: z
    .object({
      storeIds: storeIds.optional(),
      statuses: z.array(z.string()).max(20).optional(),
      placedFrom: instant.optional(),
      placedBefore: instant.optional(),
    })
    .default({}),
});
const watching = z
  .object({ id: id.optional(), storeId: id.optional() })
  .refine((input) => (input.id === undefined) !== (input.storeId === undefined), {
    path: ['id'],
    message: 'give either an order or a store',
  });

/** What placing an order calls the hold that pays for it. */
const OF_PAYING = { hold: 'points.hold' };

const PLACE = [
  'InsufficientPromise',
  'UnknownSku',
  'UnknownStore',
  'WrongCurrency',
  'InvalidInput',
  'ExistsDifferent',
  'StoreUnreachable',
  'PointsRefused',
  'Overloaded',
] as const;
const CANCEL = ['UnknownOrder', 'OrderEnded', 'InvalidInput', 'ExistsDifferent', 'NotAllowed', 'Overloaded'] as const;
const CHANGE = [
  'UnknownOrder',
  'OrderCancelling',
  'OrderEnded',
  'InvalidInput',
  'ExistsDifferent',
  'Overloaded',
] as const;

/** The order for everybody who may see it; nothing while the hub's own document of it is missing. */
function renderOrder({ store, state }: Desk, record: OrderRecord | undefined): OrderAnswer | null {
  const status = statusOf(record);
  if (!record?.placed || status === 'unknown') return null;
  const { body, at } = record.placed;
  const money = (amount: number): api.Money => ({ amount, currency: body.currency });
  return {
    id: record.id,
    storeId: store,
    status: STATUS[status],
    channel: body.channel,
    placedAt: at,
    expiresAt: record.expiresAt,
    lines: body.lines.map((line) => ({
      sku: line.sku,
      units: line.units,
      short: record.shorts.get(line.sku) ?? 0,
      unitPrice: money(line.unitPrice),
      taxRate: line.taxRate,
      amount: money(line.amount),
    })),
    total: money(body.total),
    due: money(body.due),
    points: body.points && {
      redeemed: redeemedBy(body.points),
      worth: money(body.points.value),
      pending: pendingOf(state, record),
      rules: body.points.rules,
    },
    pass: body.pass,
    contactRef: body.contact,
    cancelRequestedAt: record.cancelRequest?.at,
    cancelRequestedBy: record.cancelRequest && (record.cancelRequest.by === 'customer' ? 'CUSTOMER' : 'OPERATIONS'),
    checkedInAt: record.checkIn?.at,
    checkedInWhere: record.checkIn?.where || null,
    readyAt: record.picked?.at,
    assignedTo: record.assigned?.to,
    assignedAt: record.assigned?.at,
    place: record.picked?.place || null,
    substitutions: record.substitutions.map(({ at: when, insteadOf, given, owed, agreed }) => ({
      at: when,
      insteadOf: { sku: insteadOf.sku, units: insteadOf.units },
      sku: given.sku,
      units: given.units,
      unitPrice: money(given.unitPrice),
      amount: money(given.amount),
      owed: money(owed),
      agreedBy: AGREED_BY[agreed.by],
      agreedHow: AGREED_HOW[agreed.how],
    })),
    endedAt: record.end?.at,
    endedLines: record.end?.lines.map(({ sku, units }) => ({ sku, units })),
  };
}

const orderNow = (hub: Hub, order: OrderId): OrderAnswer | null => {
  const found = hub.findOrder(order);
  return found ? renderOrder(found.desk, found.record) : null;
};

function recorded(hub: Hub, order: OrderId, outcome: 'recorded' | 'exists') {
  return {
    __typename: 'PickupOrderRecorded' as const,
    outcome: outcome === 'exists' ? ('EXISTS' as const) : ('RECORDED' as const),
    order: must(orderNow(hub, order), 'an order that was recorded is found'),
  };
}

/** The answer to a command about an existing order. */
function changed<Name extends (typeof CHANGE | typeof CANCEL)[number]>(
  hub: Hub,
  order: OrderId,
  outcome: Outcome<unknown>,
  allowed: readonly Name[],
) {
  if (outcome.outcome !== 'refused') return recorded(hub, order, outcome.outcome);
  return renderRefusal(outcome.refusal, allowed, { orderId: order, order: orderNow(hub, order) });
}

/** The GraphQL names of an input as the domain has them, without what was not given. */
function domainNames({ orderId, storeId, ...rest }: Record<string, unknown>): Record<string, unknown> {
  return withoutNulls({ ...rest, order: orderId, store: storeId }) as Record<string, unknown>;
}

function mutations(hub: Hub): api.MutationResolvers<ApiContext> {
  return {
    placePickupOrder: async (_parent, { input }, context) => {
      const { memberId, identity: known, ...rest } = input;
      // Whoever pays with points earns them, too.
      const member = memberId || input.points ? actingFor(context, memberId) : undefined;
      const parsed = parseInput(placing, {
        ...domainNames({ ...rest }),
        ...(member === undefined ? {} : { member }),
        ...(known ? { identity: { ...known, kind: known.kind.toLowerCase() } } : {}),
        payment: input.payment?.toLowerCase(),
      });
      if (!parsed.ok) return renderRefusal(parsed.refusal, PLACE);
      const { contact: person, identity: named, ...command } = parsed.value;
      const claim = named && { claim: hub.members.keys.claimOf(named) };
      const outcome = await hub.placeOrder({ ...command, ...claim, contact: null }, person, named);
      if (outcome.outcome !== 'refused') return recorded(hub, command.id, outcome.outcome);
      return renderRefusal(withNames(outcome.refusal, OF_PAYING), PLACE, { storeId: command.store });
    },
    cancelPickupOrder: async (_parent, { input }, { caller }) => {
      const parsed = parseInput(cancelling, { ...domainNames({ ...input }), by: input.by?.toLowerCase() });
      if (!parsed.ok) return renderRefusal(parsed.refusal, CANCEL);
      const { order, by, reason } = parsed.value;
      if (by === 'operations' && !caller.scopes.has('OPERATIONS')) {
        const no = refuse('not-allowed', 'Only a key for operations may cancel in its name.', { field: 'by' });
        return renderRefusal(no.refusal, CANCEL);
      }
      const outcome = await hub.requestCancel(order, reason === undefined ? { by } : { by, reason });
      return changed(hub, order, outcome, CANCEL);
    },
    extendPickup: async (_parent, { input }) => {
      const parsed = parseInput(extending, domainNames({ ...input }));
      if (!parsed.ok) return renderRefusal(parsed.refusal, CHANGE);
      const { order, ...extension } = parsed.value;
      return changed(hub, order, await hub.extend(order, extension), CHANGE);
    },
    checkIn: async (_parent, { input }) => {
      const parsed = parseInput(checkIn, domainNames({ ...input }));
      if (!parsed.ok) return renderRefusal(parsed.refusal, CHANGE);
      const { order, where } = parsed.value;
      return changed(hub, order, await hub.checkIn(order, where === undefined ? {} : { where }), CHANGE);
    },
  };
}

function* ordersOf(hub: Hub, filter: z.infer<typeof listing>['filter']) {
  const stores = filter.storeIds && new Set(namedStores(hub, filter.storeIds).map((info) => info.store));
  const wanted = filter.statuses && new Set<string>(filter.statuses);
  const statuses = wanted && new Set(Object.entries(STATUS).flatMap(([own, name]) => (wanted.has(name) ? [own] : [])));
  for (const desk of hub.desks()) {
    if (stores && !stores.has(desk.store)) continue;
    for (const { id: order, placedAt: at } of desk.state.orders.entries(statuses)) {
      if (at === null || at < (filter.placedFrom ?? 0) || at >= (filter.placedBefore ?? Infinity)) continue;
      yield { key: timeKey(at, order), entry: { desk, order } };
    }
  }
}

function orderChanges(hub: Hub, openChanges: OpenChanges, input: z.infer<typeof watching>): AsyncIterable<OrderAnswer> {
  if (input.storeId !== undefined && !hub.catalogue.store(input.storeId))
    throw queryError(refuse('unknown-store', `There is no store ${input.storeId}.`, { field: 'storeId' }).refusal);
  if (input.id !== undefined && !hub.findOrder(input.id))
    throw queryError(refuse('unknown-order', 'The hub knows no such order.', { field: 'id' }).refusal);
  return openChanges<OrderId, OrderAnswer>({
    start: input.id === undefined ? [] : [input.id],
    listen: (tell) => {
      const onOrder = (event: { store: StoreId; order: OrderId }): void => {
        if (event.order === input.id || event.store === input.storeId) tell(event.order);
      };
      hub.events.on('order', onOrder);
      return () => hub.events.off('order', onOrder);
    },
    read: (order) => orderNow(hub, order) ?? undefined,
  });
}

export function pickupResolvers(
  hub: Hub,
  openChanges: OpenChanges,
): Pick<
  api.Resolvers<ApiContext>,
  'Query' | 'Mutation' | 'Subscription' | 'PickupOrder' | 'PickupOrderLine' | 'Substitution'
> {
  const product = ({ sku }: { sku: string }) => {
    const known = hub.catalogue.product(sku);
    return known ? renderProduct(known) : null;
  };
  return {
    Query: {
      pickupOrder: (_parent, input) => orderNow(hub, parseQuery(z.object({ id }), input).id),
      pickupOrders: (_parent, input) => {
        const { filter, ...page } = parseQuery(listing, input);
        const render = ({ desk, order }: { desk: Desk; order: OrderId }): OrderAnswer =>
          must(renderOrder(desk, desk.state.orders.get(order)), 'listed orders are placed');
        return pageOf(ordersOf(hub, filter), { ...page, newestFirst: true }, render);
      },
    },
    Mutation: mutations(hub),
    Subscription: {
      pickupOrderChanged: {
        subscribe: (_parent, input) => orderChanges(hub, openChanges, parseQuery(watching, input)),
        resolve: (order: OrderAnswer) => order,
      },
    },
    PickupOrder: {
      store: ({ storeId }) => {
        const info = hub.catalogue.store(storeId);
        return info ? renderStore(info) : null;
      },
      contact: async ({ contactRef }) => (contactRef === null ? null : await hub.contact(contactRef)),
    },
    PickupOrderLine: { product },
    Substitution: { product },
  };
}
